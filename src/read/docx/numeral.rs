//! Numbers as list formats of WordprocessingML print them.

/// `number` in the format that `w:numFmt` names; Arabic digits where the format is unknown.
pub(super) fn printed(number: u32, format: &str) -> String {
    let found = match format {
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "koreanCounting" => counting(
            number,
            &["", "十", "百", "千"],
            "零一二三四五六七八九",
            true,
        ),
        "chineseLegalSimplified" => counting(
            number,
            &["", "拾", "佰", "仟"],
            "零壹贰叁肆伍陆柒捌玖",
            false,
        ),
        "ideographLegalTraditional" => counting(
            number,
            &["", "拾", "佰", "仟"],
            "零壹貳參肆伍陸柒捌玖",
            false,
        ),
        "ideographDigital"
        | "japaneseDigitalTenThousand"
        | "taiwaneseDigital"
        | "koreanDigital2" => Some(digits(number, "〇一二三四五六七八九")),
        "decimalFullWidth" | "decimalFullWidth2" => Some(digits(number, "０１２３４５６７８９")),
        "decimalZero" => Some(format!("{number:02}")),
        "numberInDash" => Some(format!("- {number} -")),
        "upperLetter" => letters(number, 'A'),
        "lowerLetter" => letters(number, 'a'),
        "upperRoman" => roman(number),
        "lowerRoman" => roman(number).map(|roman| roman.to_ascii_lowercase()),
        "ordinal" => Some(format!("{number}{}", ordinal_ending(number))),
        "ideographTraditional" => one_of(number, "甲乙丙丁戊己庚辛壬癸"),
        "ideographZodiac" => one_of(number, "子丑寅卯辰巳午未申酉戌亥"),
        "ideographEnclosedCircle" => one_of(number, "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => circled(number),
        "decimalEnclosedFullstop" => one_of(number, "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"),
        "decimalEnclosedParen" => one_of(number, "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"),
        _ => None,
    };
    found.unwrap_or_else(|| number.to_string())
}

/// The number in a circle; there is none past 50.
pub(super) fn circled(number: u32) -> Option<String> {
    one_of(
        number,
        "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿",
    )
}

/// The `number`th of `signs`, counted from 1.
fn one_of(number: u32, signs: &str) -> Option<String> {
    let at = usize::try_from(number.checked_sub(1)?).ok()?;
    signs.chars().nth(at).map(String::from)
}

/// Chinese numerals up to 9999; `short` says 十二 for 一十二.
fn counting(number: u32, places: &[&str; 4], signs: &str, short: bool) -> Option<String> {
    if number == 0 || number > 9999 {
        return (number == 0).then(|| digits(0, signs));
    }
    let text = number.to_string();
    let mut out = String::new();
    let mut gap = false;
    for (at, digit) in text.bytes().enumerate() {
        let value = u32::from(digit - b'0');
        if value == 0 {
            gap = true;
            continue;
        }
        if gap {
            out.push_str(&digits(0, signs));
        }
        gap = false;
        let place = text.len() - 1 - at;
        if !(short && value == 1 && place == 1 && at == 0) {
            out.push_str(&digits(value, signs));
        }
        out.push_str(places[place]);
    }
    Some(out)
}

/// Each decimal digit by its sign.
fn digits(number: u32, signs: &str) -> String {
    let sign = |digit: u8| signs.chars().nth(usize::from(digit - b'0'));
    number.to_string().bytes().filter_map(sign).collect()
}

/// A to Z, then AA, BB, as word processors go on.
fn letters(number: u32, first: char) -> Option<String> {
    let at = number.checked_sub(1)?;
    let letter = char::from_u32(u32::from(first) + at % 26)?;
    let times = usize::try_from(at / 26).ok()? + 1;
    (times <= 20).then(|| letter.to_string().repeat(times))
}

fn roman(number: u32) -> Option<String> {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if !(1..5000).contains(&number) {
        return None;
    }
    let mut rest = number;
    let mut out = String::new();
    for (value, sign) in SIGNS {
        while rest >= value {
            out.push_str(sign);
            rest -= value;
        }
    }
    Some(out)
}

fn ordinal_ending(number: u32) -> &'static str {
    match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(format: &str, pairs: &[(u32, &str)]) {
        for (number, text) in pairs {
            assert_eq!(printed(*number, format), *text, "{format} {number}");
        }
    }

    #[test]
    fn formats_print_as_the_word_processor_does() {
        check(
            "chineseCountingThousand",
            &[
                (1, "一"),
                (10, "十"),
                (12, "十二"),
                (20, "二十"),
                (35, "三十五"),
                (100, "一百"),
                (105, "一百零五"),
                (110, "一百一十"),
                (1001, "一千零一"),
                (10_000, "10000"),
            ],
        );
        check("chineseLegalSimplified", &[(12, "壹拾贰"), (3, "叁")]);
        check("ideographTraditional", &[(1, "甲"), (10, "癸"), (11, "11")]);
        check("decimalFullWidth", &[(12, "１２")]);
        check("decimalEnclosedCircle", &[(1, "①"), (21, "㉑"), (51, "51")]);
        check(
            "upperLetter",
            &[(1, "A"), (26, "Z"), (27, "AA"), (28, "BB")],
        );
        check(
            "lowerRoman",
            &[(4, "iv"), (1999, "mcmxcix"), (9000, "9000")],
        );
        check("ideographDigital", &[(10, "一〇")]);
        check("upperLetter", &[(0, "0"), (u32::MAX, "4294967295")]);
        check("no such format", &[(7, "7")]);
    }
}
