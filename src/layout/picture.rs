//! Web pages that were read off pictures inside a report: where they begin and where the report
//! goes on.
//!
//! A pictured page looks like text: it has headings, sentences and numbers of its own. What gives it
//! away is its furniture (menus, bread crumbs, cut-off titles, site footers); what ends it is the
//! report's own numbering going on, or a paragraph that opens with a topic sentence as reports do.
//! A page is only looked for between two points where the report is sure to speak, so that a report
//! saved from a web page keeps its text.

use super::Role;
use super::line::{Line, LineKind, is_han, width};
use super::region::{Region, table_at};
use crate::grammar::PageWords;
use crate::label::{Key, LabelIndex};
use crate::record::BlockKind;
use crate::value::ordinal::ordinal;

/// How the report's own numbering stands.
#[derive(Debug, Default, Clone)]
struct Numbering {
    last: [u32; 5],
}

/// What is known of a page besides its lines.
pub(crate) struct Context<'a> {
    /// Tables.
    pub tables: &'a [Region],
    /// Which of them hold the labels of an official form: the report speaks there.
    pub official: &'a [bool],
    /// Labels of official forms and titles of chapters.
    pub labels: &'a LabelIndex,
    /// Words that tell reports from pictures.
    pub words: &'a PageWords,
}

impl Context<'_> {
    fn is_official(&self, at: usize) -> bool {
        table_at(self.tables, at).is_some_and(|table| self.official[table])
    }
}

/// Marks the lines that belong to pictured pages.
pub(crate) fn pictured(text: &str, lines: &[Line], context: &Context) -> Vec<bool> {
    let mut marked = vec![false; lines.len()];
    let anchors = anchors(text, lines, context);
    let Some(first) = anchors.iter().position(|anchor| *anchor) else {
        return marked;
    };
    let Some(last) = anchors.iter().rposition(|anchor| *anchor) else {
        return marked;
    };
    let mut at = first;
    while at < last {
        let next = (at + 1..=last).find(|line| anchors[*line]).unwrap_or(last);
        let strong = (at + 1..next).find(|line| is_strong(text, lines, *line));
        if let Some(strong) = strong {
            let start = back(text, lines, context.tables, at, strong);
            marked[start..next].iter_mut().for_each(|mark| *mark = true);
        }
        at = next;
    }
    marked
}

/// Lines at which the report itself is sure to speak.
fn anchors(text: &str, lines: &[Line], context: &Context) -> Vec<bool> {
    let mut numbering = Numbering::default();
    let mut open = false;
    let mut found = Vec::with_capacity(lines.len());
    for (at, line) in lines.iter().enumerate() {
        let spoken = matches!(line.kind, LineKind::Text | LineKind::Label)
            && table_at(context.tables, at).is_none();
        let content = line.content.text(text);
        let speaks = |numbering: &mut Numbering| {
            numbering.accepts(content, open, context) || context.labels.begins_row(content)
        };
        let anchor = spoken && speaks(&mut numbering) || context.is_official(at);
        open = !anchor && (open || is_strong(text, lines, at));
        found.push(anchor);
    }
    found
}

impl Numbering {
    /// Whether `content` carries the report's numbering on, or speaks as reports do.
    fn accepts(&mut self, content: &str, open: bool, context: &Context) -> bool {
        if item(content) || topic(context.words, content) {
            return true;
        }
        let Ok((rest, found)) = ordinal(content) else {
            return false;
        };
        let level = usize::from(found.level);
        if !(1..=4).contains(&level) {
            return false;
        }
        let expected = self.last[level] + 1;
        let follows =
            found.number == expected || found.number == self.last[level] && level == 1 && !open;
        let fits = if level == 1 {
            let key = Key::new(rest);
            follows
                && (!open
                    || context
                        .labels
                        .chapters()
                        .iter()
                        .any(|chapter| chapter.core == key.core)
                    || found.number > 1)
        } else {
            follows && (!open || found.number > 1) || found.number == 1 && !open
        };
        if fits {
            self.last[level] = found.number;
            self.last[level + 1..].iter_mut().for_each(|last| *last = 0);
        }
        fits
    }
}

/// An item of a run-in list: 二是…
fn item(content: &str) -> bool {
    let mut characters = content.chars();
    let number = characters
        .next()
        .is_some_and(|character| "一二三四五六七八九十".contains(character));
    number && characters.next() == Some('是') && content.chars().count() >= 20
}

/// A paragraph that opens with a short topic sentence and goes on: 推进某某公开。按照…
fn topic(words: &PageWords, content: &str) -> bool {
    let Some(end) = content.find('。') else {
        return false;
    };
    let head = &content[..end];
    let short = (6..=40).contains(&head.chars().count())
        && !head.contains(|character: char| character.is_ascii_digit());
    short && words.topics.begin(head) && content[end..].chars().count() >= 20
}

/// Whether a line shows that a web page was pictured here.
fn is_strong(text: &str, lines: &[Line], at: usize) -> bool {
    let line = &lines[at];
    let content = line.content.text(text);
    match &line.kind {
        LineKind::Furniture { strong, .. } => *strong,
        LineKind::Tabs => content.contains("</") || content.contains(">>") || cut_off(content),
        LineKind::Text => {
            let signs = memchr::memchr3(b'<', b'>', b']', content.as_bytes()).is_some();
            let marked = signs
                && (content.contains("</")
                    || content.contains(">>")
                    || content.matches("](").count() >= 2);
            marked
                || menu(content)
                || listed(content)
                || annex(content)
                || fragments(text, lines, at)
        }
        _ => false,
    }
}

/// A navigation bar: many short words and nothing else.
fn menu(content: &str) -> bool {
    let parts = content.split([' ', '\u{3000}', '|']);
    let short = |word: &str| (2..=8).contains(&word.chars().count()) && word.chars().all(is_han);
    let (mut words, mut shorts) = (0, 0);
    for word in parts.filter(|word| !word.is_empty()) {
        words += 1;
        shorts += usize::from(short(word));
    }
    words >= 5 && shorts * 5 >= words * 4
}

/// A line of a list of articles: its title cut off, or a date in brackets behind it.
fn listed(content: &str) -> bool {
    let dated = content.ends_with(']')
        && content[..content.len() - 1].ends_with(|character: char| character.is_ascii_digit());
    content.chars().count() <= 60 && (cut_off(content) || dated)
}

fn cut_off(content: &str) -> bool {
    content.contains("...") || content.ends_with("……")
}

/// The head of an annex, which a report carries behind its signature and not inside a chapter.
fn annex(content: &str) -> bool {
    let Some(rest) = content.strip_prefix("附件") else {
        return false;
    };
    let rest = rest.trim_matches([' ', '：', ':']);
    !rest.is_empty() && rest.chars().all(|character| character.is_ascii_digit())
}

/// Whether a run of six or more short scraps begins here.
fn fragments(text: &str, lines: &[Line], at: usize) -> bool {
    let scrap = |line: &Line| {
        let content = line.content.text(text);
        let count = content.chars().count();
        line.kind == LineKind::Text
            && (2..=16).contains(&count)
            && !content.contains(['。', '；', '：', '，', ':'])
            && ordinal(content).is_err()
    };
    let run = lines[at..]
        .iter()
        .filter(|line| line.kind != LineKind::Blank)
        .take_while(|line| scrap(line))
        .take(6);
    run.count() == 6
}

/// Goes back from the first strong line over the scraps that stand before it.
fn back(text: &str, lines: &[Line], tables: &[Region], floor: usize, strong: usize) -> usize {
    let mut start = strong;
    for at in (floor + 1..strong).rev() {
        let line = &lines[at];
        let content = line.content.text(text);
        let scrap = match line.kind {
            LineKind::Blank => continue,
            LineKind::Text => {
                width(content) <= 40 && !content.ends_with(['。', '，', '、', '；', '：'])
            }
            LineKind::Furniture { .. } | LineKind::Numbers | LineKind::Label => true,
            LineKind::Tabs | LineKind::Pipes => table_at(tables, at).is_some(),
            _ => false,
        };
        if !scrap {
            break;
        }
        start = at;
    }
    start
}

/// Sets aside scraps read off figures: two to four characters alone between a sentence that ended and
/// the next heading, where no text of the report could belong to them.
pub(super) fn set_scraps_aside(text: &str, lines: &[Line], roles: &mut [Role]) {
    let prose: Vec<usize> = (0..lines.len())
        .filter(|at| roles[*at] == Role::Prose)
        .collect();
    for around in prose.windows(3) {
        let content = |at: usize| lines[at].content.text(text);
        let scrap = content(around[1]);
        let short = (2..=4).contains(&scrap.chars().count()) && scrap.chars().all(is_han);
        let before = content(around[0]).ends_with('。') || roles[around[0]] != Role::Prose;
        let alone = lines[around[1] - 1].kind == LineKind::Blank && lines[around[1]].mark.is_none();
        if short
            && before
            && alone
            && ordinal(content(around[2])).is_ok()
            && ordinal(scrap).is_err()
        {
            roles[around[1]] = Role::Aside(BlockKind::Figure, "figure-text".into());
        }
    }
}
