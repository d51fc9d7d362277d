//! One line by itself: what its characters alone say it is.

use super::neighbours;
use crate::grammar::Registry;
use crate::label::LabelIndex;
use crate::read::{Element, ElementKind};
use crate::text::Span;
use crate::value::number::decimal;
use crate::value::ordinal::ordinal;

/// What a line looks like, before its neighbours are asked.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum LineKind {
    /// Nothing but blanks.
    Blank,
    /// Belongs to the page; the reason comes from a grammar.
    Furniture {
        /// Printed in `blocks.reason`.
        reason: String,
        /// Speaks for a pictured web page around it.
        strong: bool,
    },
    /// An image placeholder and what was read off the image.
    Image,
    /// Carries nothing; the reason says why.
    Noise(&'static str),
    /// Cells separated by tabs.
    Tabs,
    /// A single cell behind a tab.
    TabCell,
    /// Cells separated by bars.
    Pipes,
    /// A cell, or the end of one, with the bar that parts it from the next.
    BarCell,
    /// Part of an HTML table.
    Html,
    /// A row of the document's element of this number, a table whose cells the format knows.
    Cells(usize),
    /// Numbers and dashes only.
    Numbers,
    /// The label of an official form, with or without values behind it.
    Label,
    /// Anything else.
    Text,
}

/// Why a line of more than a mebibyte is set aside.
pub(crate) const OVERLONG: &str = "overlong-line";

/// A line, or the part of one before or from an image placeholder on.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    /// Bytes without the line break.
    pub span: Span,
    /// Bytes without indentation, markdown marks and trailing blanks.
    pub content: Span,
    /// Level of a markdown heading mark.
    pub mark: Option<u8>,
    /// What it looks like.
    pub kind: LineKind,
    /// Stretches of running text that belong to the page.
    pub residues: Vec<Span>,
}

/// Cuts `text` into lines and asks each what it is.
pub(crate) fn lines(text: &str, grammars: &Registry, labels: &LabelIndex) -> Vec<Line> {
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).count();
    let mut found: Vec<Line> = Vec::with_capacity(ends + 1);
    let mut start = 0;
    let mut markup = false;
    for end in memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]) {
        let span = Span::new(start, end);
        start = end + 1;
        let raw = span.text(text);
        // Most lines have none of the signs that markup and images begin with.
        let signs = memchr::memchr2(b'<', b'[', raw.as_bytes()).is_some();
        // Behind the last line end stands nothing that markup could go on in.
        let open = markup && span.start < text.len();
        if open || signs && raw.contains("<table") {
            markup = !raw.contains("</table") || raw.rfind("<table") > raw.rfind("</table");
            let kind = match span.len() > MAX_LINE {
                true => LineKind::Noise(OVERLONG),
                false => LineKind::Html,
            };
            found.push(Line {
                span,
                content: span,
                mark: None,
                kind,
                residues: Vec::new(),
            });
            continue;
        }
        let cut = if signs { image_start(raw) } else { None };
        let cut = cut.filter(|cut| *cut > 0);
        match cut {
            Some(cut) => {
                found.push(line(
                    text,
                    Span::new(span.start, span.start + cut),
                    grammars,
                    labels,
                ));
                found.push(line(
                    text,
                    Span::new(span.start + cut, end),
                    grammars,
                    labels,
                ));
            }
            None => found.push(line(text, span, grammars, labels)),
        }
    }
    neighbours::join_bars(&mut found);
    neighbours::undo_indents(text, &mut found, labels);
    found
}

/// Lets lines be what the format says they are.
pub(crate) fn mark(lines: &mut [Line], elements: &[Element<Span>]) {
    for (number, element) in elements.iter().enumerate() {
        let first = lines.partition_point(|line| line.span.end < element.span.start);
        let within = lines[first..]
            .iter_mut()
            .take_while(|line| line.span.start <= element.span.end);
        for line in within {
            match &element.kind {
                ElementKind::Table(_) => line.kind = LineKind::Cells(number),
                ElementKind::Heading(level) => line.mark = Some(*level),
                ElementKind::Furniture(reason) if line.kind != LineKind::Blank => {
                    line.kind = LineKind::Furniture {
                        reason: (*reason).to_owned(),
                        strong: false,
                    };
                }
                _ => continue,
            }
            if line.kind != LineKind::Text {
                line.residues.clear();
            }
        }
    }
}

/// Bytes of a line that are looked at: no cell and no paragraph is as long.
const MAX_LINE: usize = 1 << 20;

fn line(text: &str, span: Span, grammars: &Registry, labels: &LabelIndex) -> Line {
    let (content, mark) = undecorated(text, span);
    if span.len() > MAX_LINE {
        return Line {
            span,
            content,
            mark: None,
            kind: LineKind::Noise(OVERLONG),
            residues: Vec::new(),
        };
    }
    let mut kind = kind(span.text(text), content.text(text), grammars, labels);
    if kind == LineKind::Label && mark.is_some() && split_values(content.text(text)).1 == 0 {
        kind = LineKind::Text;
    }
    let residues = if kind == LineKind::Text {
        residues(text, content, grammars)
    } else {
        Vec::new()
    };
    Line {
        span,
        content,
        mark,
        kind,
        residues,
    }
}

/// Where an image placeholder begins whose rest of line says nothing.
fn image_start(line: &str) -> Option<usize> {
    let at = line.find("[image:").or_else(|| line.find("!["))?;
    let rest = &line[at..];
    let behind = rest.find(']').map_or("", |close| &rest[close + 1..]);
    (behind
        .chars()
        .filter(|character| is_han(*character))
        .count()
        < 6)
    .then_some(at)
}

/// Strips indentation and the marks that markdown output puts around headings and list items.
fn undecorated(text: &str, span: Span) -> (Span, Option<u8>) {
    let raw = span.text(text);
    let mut content = raw.trim();
    let hashes = content.len() - content.trim_start_matches('#').len();
    let mut mark = None;
    if (1..=6).contains(&hashes) && content[hashes..].starts_with(' ') {
        mark = u8::try_from(hashes).ok();
        content = content[hashes..].trim_start();
    }
    if let Some(item) = content
        .strip_prefix("- ")
        .or_else(|| content.strip_prefix("* "))
    {
        content = item.trim_start();
    }
    let starred = content
        .strip_prefix("**")
        .and_then(|inner| inner.strip_suffix("**"));
    if let Some(inner) = starred.filter(|inner| !inner.contains("**") && !inner.is_empty()) {
        content = inner.trim();
    }
    let start = span.start + (content.as_ptr() as usize - raw.as_ptr() as usize);
    (Span::new(start, start + content.len()), mark)
}

fn kind(raw: &str, content: &str, grammars: &Registry, labels: &LabelIndex) -> LineKind {
    // A bar alone on its line parts cells that have lines of their own.
    if content.is_empty() || content.chars().all(is_bar) && raw.trim() == content {
        return if raw.contains('\t') {
            LineKind::TabCell
        } else {
            LineKind::Blank
        };
    }
    if content.starts_with("[image:") || content.starts_with("![") {
        return LineKind::Image;
    }
    // Empty cells at the end of a row leave tabs behind the text.
    let tabbed = content.contains('\t')
        || raw.trim_end_matches(' ').ends_with('\t') && !content.ends_with(['。', '；', '，']);
    // A bullet may be half of a page number: `- 3 -`.
    let found = if tabbed {
        None
    } else {
        let bare = raw.trim();
        let again = || (bare != content).then(|| furniture(content, grammars));
        furniture(bare, grammars).or_else(|| again().flatten())
    };
    if let Some(furniture) = found {
        return furniture;
    }
    if let Some(reason) = noise(content).filter(|_| !is_value_row(content)) {
        return LineKind::Noise(reason);
    }
    if tabbed {
        return LineKind::Tabs;
    }
    if is_piped(content) {
        return LineKind::Pipes;
    }
    if content.starts_with(is_bar) || content.ends_with(is_bar) {
        return LineKind::BarCell;
    }
    if raw.starts_with('\t') {
        return LineKind::TabCell;
    }
    if is_numbers(content) {
        return LineKind::Numbers;
    }
    if is_label(content, labels) {
        return LineKind::Label;
    }
    LineKind::Text
}

/// Whether a whole line belongs to the page; a rule that speaks for a pictured web page goes first.
fn furniture(content: &str, grammars: &Registry) -> Option<LineKind> {
    // No character is wider than its bytes are many.
    if content.len() > LONG && is_wider(content, LONG) {
        return None;
    }
    let rules = grammars
        .grammars
        .iter()
        .flat_map(|grammar| grammar.furniture.of_line(content.trim()));
    let mut found: Option<LineKind> = None;
    for rule in rules {
        if (found.is_none() || rule.strong) && rule.find(content).is_some() {
            found = Some(LineKind::Furniture {
                reason: rule.reason.clone(),
                strong: rule.strong,
            });
            if rule.strong {
                break;
            }
        }
    }
    found
}

/// Furniture within a line, such as the residue of a field: its bytes, relative to the text.
fn residues(text: &str, content: Span, grammars: &Registry) -> Vec<Span> {
    let rules = grammars
        .grammars
        .iter()
        .flat_map(|grammar| grammar.furniture.in_line(content.text(text)));
    let found = rules.filter_map(|rule| Span::of(rule.find(content.text(text))?, text));
    let mut found: Vec<Span> = found.collect();
    found.sort_unstable();
    found
}

/// Lines wider than this are text, whatever stands in them.
const LONG: usize = 120;

/// Why a line carries nothing, if so.
fn noise(content: &str) -> Option<&'static str> {
    if is_mojibake(content) {
        return Some("mojibake");
    }
    if is_caption(content) {
        return Some("vision-caption");
    }
    is_loop(content).then_some("repetition")
}

/// Whether a fifth of a line are Latin letters with accents and their like.
fn is_mojibake(content: &str) -> bool {
    // Each of them begins with one of these bytes, which few lines hold.
    if memchr::memchr2(0xC2, 0xC3, content.as_bytes()).is_none() {
        return false;
    }
    let latin = |character: &char| {
        ('\u{a1}'..='\u{ff}').contains(character) && !matches!(character, '·' | '×' | '°' | '±')
    };
    let total = content.chars().count();
    let strange = content.chars().filter(latin).count();
    // A label of which a part is damaged still holds its place in the table.
    let legible = content.chars().filter(|one| is_han(*one)).count();
    let label = legible >= LEGIBLE && legible >= strange && total <= LABEL_LENGTH;
    total >= 10 && strange * 5 >= total && (!label || content.contains(['。', '；']))
}

/// Ideographs that are enough to tell what a line is.
const LEGIBLE: usize = 4;
/// Characters of a line that a label may fill.
const LABEL_LENGTH: usize = 40;

/// Whether a line is what a model says in English of a picture, with a few Chinese words from it.
fn is_caption(content: &str) -> bool {
    let letters = content.bytes().filter(u8::is_ascii_lowercase).count();
    if letters < 20 || content.chars().count() < 60 || content.contains("</") {
        return false;
    }
    // The rest of a list in markup is names of pages, whatever they are about.
    let markup = content.starts_with('<');
    let words = english_words(content, markup);
    let han = content.chars().filter(|one| is_han(*one)).count();
    words >= 10 && (markup || han <= MOST_HAN * words)
}

/// Most ideographs of a caption for each English word.
const MOST_HAN: usize = 4;

/// Words of two or more small letters that a blank parts from another; `alone`, others too. Parts of
/// addresses stand between other marks, and a syllable with its tone is no English word.
fn english_words(content: &str, alone: bool) -> usize {
    let letter = |one: char| one.is_alphabetic() && !is_han(one);
    let lower = |word: &&str| word.len() >= 2 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    let neighbours = |word: &str| {
        let Some(span) = Span::of(word, content) else {
            return false;
        };
        let before = content[..span.start].strip_suffix(' ');
        let behind = content[span.end..].strip_prefix(' ');
        before.is_some_and(|text| {
            text.ends_with(|one: char| one.is_ascii_alphanumeric() || one == ',')
        }) || behind.is_some_and(|text| text.starts_with(|one: char| one.is_ascii_alphabetic()))
    };
    let words = content.split(|one| !letter(one)).filter(lower);
    words.filter(|word| alone || neighbours(word)).count()
}

/// Whether most of the line is one short piece over and over.
pub(crate) fn is_loop(content: &str) -> bool {
    if content.len() < 24 {
        return false;
    }
    let printed = || {
        let characters = content.chars();
        characters.filter(|character| !character.is_whitespace())
    };
    // A character that a piece does not hold is a miss: a loop has few that differ.
    let most = content.chars().count();
    let (mut total, mut different, mut bits) = (0, 0, [0u64; 4]);
    for character in printed() {
        total += 1;
        let hash = u32::from(character).wrapping_mul(0x9e37_79b1) >> 24;
        let (word, bit) = (&mut bits[(hash >> 6) as usize & 3], 1 << (hash & 63));
        if *word & bit == 0 {
            *word |= bit;
            different += 1;
            if different > LONGEST_PIECE + most / 5 {
                return false;
            }
        }
    }
    if total < 24 || different > LONGEST_PIECE + total / 5 {
        return false;
    }
    let characters: Vec<char> = printed().collect();
    let repeats = |period: usize| {
        let misses = (total - period) / 5;
        let pairs = characters[period..].iter().zip(&characters);
        pairs
            .filter(|(here, before)| here != before)
            .nth(misses)
            .is_none()
    };
    (1..=LONGEST_PIECE.min(total / 6)).any(repeats)
        && characters
            .iter()
            .any(|character| character.is_alphanumeric())
}

/// Characters of the longest piece that is looked for over and over.
const LONGEST_PIECE: usize = 20;

fn is_piped(content: &str) -> bool {
    content
        .chars()
        .filter(|character| is_bar(*character))
        .count()
        >= 2
}

/// Whether a character is one of the bars that part cells.
pub(crate) fn is_bar(character: char) -> bool {
    matches!(character, '|' | '｜' | '│' | '┃')
}

/// Whether a line is a row of values, mostly: a row of fifteen zeros is no repetition.
fn is_value_row(content: &str) -> bool {
    let cells = content.split(|one: char| one.is_whitespace() || matches!(one, '|' | '｜'));
    let (mut values, mut all) = (0, 0);
    for cell in cells.filter(|cell| !cell.is_empty()).take(MAX_VALUES + 1) {
        all += 1;
        values += usize::from(is_value(cell));
    }
    all <= MAX_VALUES && values * 3 >= all * 2
}

/// A line of more values than this is a loop after all: no form has as many columns.
const MAX_VALUES: usize = 128;

/// Whether a blank-free token is a number, a dash or a slash.
pub(crate) fn is_value(token: &str) -> bool {
    if token.is_empty() {
        return false;
    }
    if matches!(token, "-" | "—" | "–" | "－" | "——" | "--" | "/" | "／") {
        return true;
    }
    let begins = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '－' | '增' | '减');
    if !token.starts_with(begins) {
        return false;
    }
    // 增10 and 6.06万元 stand in value columns too.
    let token = ["万元", "亿元", "元"]
        .iter()
        .find_map(|unit| token.strip_suffix(unit))
        .unwrap_or(token);
    let digits = token.trim_start_matches(['-', '+', '－', '增', '减']);
    matches!(decimal(digits), Ok((rest, _)) if rest.is_empty())
}

/// Whether a line holds values only; among several, bad scanning may have spoiled one in three.
fn is_numbers(content: &str) -> bool {
    let (mut values, mut spoilt) = (0, 0);
    for token in content.split_whitespace() {
        if is_value(token) {
            values += 1;
        } else if is_garbled(token) {
            spoilt += 1;
        } else {
            return false;
        }
    }
    spoilt * 2 <= values
}

/// Short, with a digit or what is taken for one, and no word.
pub(crate) fn is_garbled(text: &str) -> bool {
    let count = text.chars().take(13).count();
    let numbered = text
        .bytes()
        .any(|byte| byte == b'*' || byte.is_ascii_digit());
    if count > 12 || count > 1 && !numbered {
        return false;
    }
    // A number with a character behind it is the beginning of a label: 5．其
    if matches!(ordinal(text), Ok((rest, found)) if found.level > 0 && !rest.is_empty()) {
        return false;
    }
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let letters = text
        .chars()
        .filter(|one| !one.is_ascii_digit() && one.is_alphabetic())
        .count();
    // Stars stand for digits that somebody took out.
    let redacted = text.contains('*') && text.chars().all(|one| one == '*' || one.is_ascii_digit());
    let misread = "OoDQ〇○lIiZzSsBbgq";
    let alone = count == 1 && text.chars().all(|one| misread.contains(one));
    redacted || alone || digits > 0 && letters <= digits
}

/// The part of a line before its values, and how many values follow.
pub(crate) fn split_values(content: &str) -> (&str, usize) {
    let mut label = content.trim_end();
    let mut values = 0;
    while let Some(at) = label.rfind(char::is_whitespace) {
        let gap = label[at..].chars().next().map_or(1, char::len_utf8);
        if !is_value(&label[at + gap..]) {
            break;
        }
        values += 1;
        label = label[..at].trim_end();
    }
    (label, values)
}

fn is_label(content: &str, labels: &LabelIndex) -> bool {
    if content.len() > 240 || content.contains('。') {
        return false;
    }
    let (label, values) = split_values(content);
    if values == 0 && labels.is_chapter(label) {
        return false;
    }
    if labels.best(label) >= LABEL {
        return true;
    }
    // A row printed with its group: "（四）无法提供 1.本机关不掌握相关政府信息".
    let parts: Vec<&str> = label.split_whitespace().collect();
    (2..=24).contains(&parts.len())
        && parts
            .iter()
            .filter(|part| labels.best(part) >= 0.95)
            .count()
            * 2
            >= parts.len()
}

/// Similarity from which on a line is taken for an official label.
const LABEL: f32 = 0.78;

/// Width of a line in Chinese characters, blanks not counted.
pub(crate) fn width(content: &str) -> usize {
    let halves: usize = content.chars().map(halves).sum();
    halves.div_ceil(2)
}

/// Whether a line is wider than `most`.
fn is_wider(content: &str, most: usize) -> bool {
    // Characters that begin with these bytes are all as wide, and most of a line are such.
    let wide = content.bytes().filter(|byte| (0xe4..=0xe9).contains(byte));
    if wide.count() > most {
        return true;
    }
    let mut sum = 0;
    content.chars().any(|one| {
        sum += halves(one);
        sum > 2 * most
    })
}

/// Width of a character in halves of a Chinese one.
fn halves(one: char) -> usize {
    match one {
        '\u{4e00}'..='\u{9fff}' => 2,
        other if other.is_whitespace() => 0,
        other => 2 - usize::from(other.is_ascii()),
    }
}

/// Whether a character is a Chinese ideograph.
pub(crate) fn is_han(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '〇' | '\u{f900}'..='\u{faff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(content: &str, expected: LineKind) {
        let (grammars, labels) = (Registry::default(), LabelIndex::default());
        assert_eq!(
            kind(content, content, &grammars, &labels),
            expected,
            "{content}"
        );
    }

    #[test]
    fn a_row_of_equal_values_is_no_repetition() {
        check(&format!("|{}", " 0 |".repeat(15)), LineKind::Pipes);
        check(&"12 ".repeat(15), LineKind::Numbers);
        check(&format!("法律服务机构{}", "\t0".repeat(27)), LineKind::Tabs);
        check(&"0 ".repeat(500), LineKind::Noise("repetition"));
        check(&"公开公开".repeat(9), LineKind::Noise("repetition"));
    }

    #[test]
    fn a_caption_is_english_and_a_paragraph_with_addresses_is_not() {
        let caption = "The screenshot shows the official website of 云川市, with links such as 政府信息公开 and 政策解读.";
        check(caption, LineKind::Noise("vision-caption"));
        let address = "http://www.yunxi.gov.cn/col/col122/index.html";
        check(
            &format!(
                "全年公开信息310条，其中网站（{address}）公开220条，信箱（{address}，mail.yunxi.gov.cn/box/index.html）答复90件。"
            ),
            LineKind::Text,
        );
        let spelt = "政(zheng)务(wu)公(gōng)开(kāi)办(ban)公(gong)室(shi)会同(tong)有(you)关(guan)部(bu)门(men)编(bian)制(zhi)了(le)本(ben)报(bao)告(gao)。";
        check(spelt, LineKind::Text);
    }
}
