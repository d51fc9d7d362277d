//! Characters of symbol fonts.

/// The character that `w:sym` shows; a blank for a sign that is not known.
///
/// `code` is hexadecimal; symbol fonts use the private area from F000 on.
pub(super) fn symbol(font: &str, code: &str) -> char {
    let Ok(code) = u32::from_str_radix(code.trim(), 16) else {
        return ' ';
    };
    if !(0xf000..=0xf0ff).contains(&code) && !is_symbolic(font) {
        let found = char::from_u32(code).filter(|one| !one.is_control());
        return found.unwrap_or(' ');
    }
    let code = code & 0xff;
    let known = |signs: &[(u32, char)]| {
        let found = signs.iter().find(|(known, _)| *known == code);
        found.map(|(_, sign)| *sign)
    };
    let found = match font {
        "Wingdings" => known(&WINGDINGS),
        "Wingdings 2" => known(&WINGDINGS_2),
        "Symbol" => known(&SYMBOL),
        _ => None,
    };
    found.unwrap_or(' ')
}

fn is_symbolic(font: &str) -> bool {
    font == "Symbol" || font.starts_with("Wingdings") || font == "Webdings"
}

const WINGDINGS: [(u32, char); 20] = [
    (0x6c, '●'),
    (0x6e, '■'),
    (0x6f, '□'),
    (0x71, '❑'),
    (0x72, '❒'),
    (0x75, '◆'),
    (0xa1, '○'),
    (0xa8, '□'),
    (0xd8, '➢'),
    (0xdf, '←'),
    (0xe0, '→'),
    (0xe1, '↑'),
    (0xe2, '↓'),
    (0xfb, '✗'),
    (0xfc, '✓'),
    (0xfd, '☒'),
    (0xfe, '☑'),
    (0xab, '★'),
    (0x76, '❖'),
    (0xf0, '⇨'),
];

const WINGDINGS_2: [(u32, char); 6] = [
    (0x50, '✓'),
    (0x51, '☒'),
    (0x52, '☑'),
    (0x53, '☒'),
    (0xa3, '□'),
    (0x54, '☒'),
];

const SYMBOL: [(u32, char); 15] = [
    (0x2d, '−'),
    (0xa3, '≤'),
    (0xb0, '°'),
    (0xb1, '±'),
    (0xb3, '≥'),
    (0xb4, '×'),
    (0xb7, '·'),
    (0xb8, '÷'),
    (0xb9, '≠'),
    (0xbb, '≈'),
    (0xae, '→'),
    (0xac, '←'),
    (0xa5, '∞'),
    (0xe5, '∑'),
    (0xd6, '√'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_those_that_the_font_shows() {
        assert_eq!(symbol("Wingdings 2", "F052"), '☑');
        assert_eq!(symbol("Wingdings", "00FE"), '☑');
        assert_eq!(symbol("Symbol", "F0B3"), '≥');
        assert_eq!(symbol("宋体", "2460"), '①');
        assert_eq!(symbol("Wingdings", "F001"), ' ');
        assert_eq!(symbol("宋体", "zz"), ' ');
        assert_eq!(symbol("宋体", "D800"), ' ');
    }
}
