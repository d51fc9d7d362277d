//! Lines of running text to paragraphs: breaks, blanks and markdown marks go, positions stay.

use super::Paragraph;
use super::line::{Line, is_han, width};
use crate::text::{Edit, Span, apply};
use crate::value::ordinal::ordinal;

/// Width of the text column in characters, where extraction kept the lines of the page.
pub(crate) fn wrap_width(text: &str, lines: &[&Line]) -> Option<usize> {
    let mut widths: Vec<usize> = lines
        .iter()
        .map(|line| width(line.content.text(text)))
        .collect();
    widths.sort_unstable();
    if widths.len() < 8 {
        return None;
    }
    let usual = widths[widths.len() * 9 / 10];
    let long = widths.iter().filter(|one| **one * 2 >= usual).count();
    let full = widths
        .iter()
        .filter(|one| **one * 20 >= usual * 17 && **one * 10 <= usual * 12)
        .count();
    (full * 10 >= long * 6 && (16..=60).contains(&usual)).then_some(usual)
}

/// Whether the text of `first` goes on in `second`, the next line of running text.
pub(crate) fn joins(text: &str, first: &Line, second: &Line, wrap: Option<usize>) -> bool {
    let (head, tail) = (first.content.text(text), second.content.text(text));
    let Some(last) = head.chars().next_back() else {
        return false;
    };
    let adjacent = first.span.end + 1 == second.span.start;
    let note = tail.starts_with(['（', '(']) && tail.ends_with(['）', ')']);
    if adjacent && note && last == '。' && !is_number_alone(tail) {
        return true;
    }
    if begins_heading(tail)
        || begins_list(tail)
        || second.mark.is_some()
        || labelled(tail)
        || is_title(head)
    {
        return false;
    }
    if is_number_alone(head) {
        return width(tail) <= LONGEST_HEADING && !tail.contains('。');
    }
    if matches!(last, '，' | ',' | '、' | '；') {
        return true;
    }
    if is_ended(head) {
        return false;
    }
    let width = width(head);
    let complete = begins_heading(head)
        && !head.contains('。')
        && tail.ends_with('。')
        && tail.matches('。').count() == 1;
    if fragment(tail) && width >= 16 && !complete {
        return true;
    }
    if wrap.is_some_and(|full| width * 5 >= full * 4) {
        return first.mark.is_none();
    }
    if first.mark.is_some() || tail.chars().count() < 4 && !tail.ends_with('。') {
        return false;
    }
    let numbered = begins_heading(head) && !head.contains('。');
    let spoken = head.contains(['，', '。', '；', '：', ',']) && !numbered && width >= 16;
    let listed = head.contains(['、', '（']) && !numbered && width >= 20;
    spoken || listed
}

/// Whether a line ends a sentence, also inside quotation marks or with a note in brackets behind it.
fn is_ended(head: &str) -> bool {
    const STOPS: [char; 9] = ['。', '！', '？', '：', ':', ';', '?', '!', '.'];
    let head = head.trim_end();
    if head.ends_with(STOPS) {
        return true;
    }
    if let Some(inner) = head.strip_suffix(['”', '"', '》', '’']) {
        return inner.ends_with(STOPS);
    }
    let open = if head.ends_with('）') {
        head.rfind('（')
    } else {
        head.strip_suffix(')').and_then(|_| head.rfind('('))
    };
    open.is_some_and(|open| head[..open].trim_end().ends_with(STOPS))
}

/// Whether a line opens with the number of a heading or item.
fn begins_heading(content: &str) -> bool {
    matches!(ordinal(content), Ok((_, found)) if found.level > 0)
}

/// Whether a line is nothing but the number of a heading, whose words stand on the next: （二）.
fn is_number_alone(content: &str) -> bool {
    let number = ordinal(content.trim_end());
    matches!(number, Ok((rest, found)) if rest.is_empty() && matches!(found.level, 1 | 2))
}

/// Longest heading that goes with a number on the line above it, in characters.
const LONGEST_HEADING: usize = 34;

/// A short sentence with a run-in list behind it: 推进改革。一是…
fn begins_list(content: &str) -> bool {
    content
        .find("。一是")
        .is_some_and(|end| width(&content[..end]) <= 24)
}

/// A line that opens with a name and a colon: 联 系 人：…
fn labelled(content: &str) -> bool {
    let name = content.split(['：', ':']).next().unwrap_or_default();
    name.len() < content.len()
        && (1..=6).contains(&width(name))
        && name.chars().all(|one| is_han(one) || one.is_whitespace())
}

/// The rest of a word and a full stop: nothing begins like that.
fn fragment(content: &str) -> bool {
    content
        .find('。')
        .is_some_and(|end| content[..end].chars().count() <= 5)
        && !content.starts_with('无')
}

/// Whether a line reads like the title of a document or table.
fn is_title(content: &str) -> bool {
    const ENDINGS: [&str; 16] = [
        "通知",
        "报告",
        "年报",
        "意见",
        "要点",
        "方案",
        "办法",
        "决定",
        "复函",
        "规定",
        "条例",
        "一览表",
        "统计表",
        "分解表",
        "文件",
        "答复",
    ];
    // Blanks do not count.
    let ends = |ending: &&str| {
        let mut printed = content.chars().rev().filter(|one| !one.is_whitespace());
        ending.chars().rev().all(|one| printed.next() == Some(one))
    };
    ENDINGS.iter().any(ends) && !content.contains('。')
}

/// Builds the paragraph of `lines`, which stand in `blocks`.
pub(crate) fn paragraph(text: &str, lines: &[&Line], blocks: Vec<usize>) -> Option<Paragraph> {
    let (first, last) = (lines.first()?, lines.last()?);
    let whole = Span::new(first.content.start, last.content.end);
    let slice = whole.text(text);
    let mut edits = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let inner = Span::new(
            line.content.start - whole.start,
            line.content.end - whole.start,
        );
        let residues: Vec<Span> = line
            .residues
            .iter()
            .map(|span| Span::new(span.start - whole.start, span.end - whole.start))
            .collect();
        edits.extend(unmarked(slice, inner, &residues));
        if let Some(next) = lines.get(at + 1) {
            let gap = Span::new(inner.end, next.content.start - whole.start);
            let letters =
                |character: Option<char>| character.is_some_and(|one| one.is_ascii_alphanumeric());
            let both = letters(slice[..gap.start].chars().next_back())
                && letters(slice[gap.end..].chars().next());
            edits.push(Edit::replace(gap, if both { " " } else { "" }, "reflow"));
        }
    }
    let (joined, map) = apply(slice, &edits);
    Some(Paragraph {
        text: joined,
        map,
        start: whole.start,
        blocks,
        mark: first.mark,
    })
}

/// Passes `blanks` and `markdown` within one line.
fn unmarked(slice: &str, span: Span, residues: &[Span]) -> Vec<Edit> {
    let content = span.text(slice);
    let mut edits = Vec::new();
    let first = content.find(|c: char| c == '*' || c.is_whitespace());
    let (clean, rest) = content.split_at(first.unwrap_or(content.len()));
    let within = rest.char_indices().map(|(at, one)| (clean.len() + at, one));
    let mut characters = within.peekable();
    let mut before = clean.chars().next_back();
    while let Some((at, character)) = characters.next() {
        if character == '*' && content[at..].starts_with("**") {
            edits.push(Edit::delete(
                Span::new(span.start + at, span.start + at + 2),
                "markdown",
            ));
            characters.next();
            continue;
        }
        if !character.is_whitespace() {
            before = Some(character);
            continue;
        }
        let mut end = at + character.len_utf8();
        while let Some((next, _)) = characters.next_if(|(_, next)| next.is_whitespace()) {
            end = next + content[next..].chars().next().map_or(1, char::len_utf8);
        }
        let after = content[end..].chars().next();
        if splits_word(before, after) {
            edits.push(Edit::delete(
                Span::new(span.start + at, span.start + end),
                "blanks",
            ));
        }
    }
    let inside = |edit: &Edit| {
        residues
            .iter()
            .any(|residue| edit.span.start < residue.end && residue.start < edit.span.end)
    };
    edits.retain(|edit| !inside(edit));
    edits.extend(
        residues
            .iter()
            .map(|residue| Edit::delete(*residue, "residue")),
    );
    edits.sort_by_key(|edit| edit.span);
    edits
}

/// Whether a blank between two characters stands inside Chinese text, where none is written.
fn splits_word(before: Option<char>, after: Option<char>) -> bool {
    let (Some(before), Some(after)) = (before, after) else {
        return true;
    };
    let chinese = |character: char| {
        is_han(character) || !character.is_ascii() && !character.is_alphanumeric()
    };
    chinese(before) || chinese(after) || after == '%' && before.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::Registry;
    use crate::label::LabelIndex;
    use crate::layout::line::lines;

    #[track_caller]
    fn check(first: &str, second: &str, expected: bool) {
        let text = format!("{first}\n{second}");
        let lines = lines(&text, &Registry::default(), &LabelIndex::default());
        assert_eq!(joins(&text, &lines[0], &lines[1], None), expected, "{text}");
    }

    #[test]
    fn a_number_alone_goes_with_its_heading() {
        check("（二）", "依申请公开", true);
        check("(三) ", "政府信息管理", true);
        check("二、", "主动公开政府信息情况", true);
        check("（二）", "（三）政府信息管理", false);
        check("公开了信息。", "（二）", false);
        check("公开了信息。", "（含转载）", true);
        check("（二）", "全年没有收到申请。", false);
        check("2.", "依申请公开", false);
        check("（二）依申请公开", "全年没有收到申请", false);
    }
}
