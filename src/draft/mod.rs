//! The first draft of a grammar, from one sample of its family.
//!
//! Given a document of a family that no grammar knows, writes a grammar file that passes its own check and
//! reads the sample: what the title ends with, chapters, tables with labels and units, and the sums that
//! the sample's figures obey. Names and sums are guesses for an author to go through; nothing is said of
//! other documents.

mod sheet;
mod sums;
mod write;

use crate::grammar::Registry;
use crate::identity;
use crate::label::{Key, LabelIndex};
use crate::layout;
use crate::outline::{self, Outline};
use crate::read::Source;
use crate::table;
use crate::tidy::Document;
use crate::value::date;

use sheet::Sheet;
use write::Writer;

/// First year of a form where the sample names none.
const ANY_YEAR: i32 = 2000;
/// Shortest ending of a title that tells a family, in characters.
const SHORTEST_ENDING: usize = 4;
/// Most phrases that are taken for signs of the family.
const MOST_PHRASES: usize = 6;
/// Shortest and longest phrase that is, in characters.
const PHRASES: std::ops::RangeInclusive<usize> = 6..=24;

/// The grammar file `name` for documents like `source`. `grammars` are those that are known already.
#[must_use]
pub fn draft(source: Source, name: &str, grammars: &Registry) -> String {
    let labels = LabelIndex::new(grammars);
    let document = Document::tidy(source);
    let layout = layout::layout(&document, grammars, &labels);
    let grids = table::grids(&document, &layout.tables, &labels);
    let outline = outline::outline(&document, &layout, None);
    let (identity, _) = identity::identify(&document, &layout, &outline, grammars, None);
    let words = &grammars.vocabulary.quantity;
    let sheets: Vec<Sheet> = grids
        .iter()
        .filter(|grid| grid.genuine)
        .filter_map(|grid| Sheet::of(grid, words))
        .collect();
    let title = identity.title.as_deref().unwrap_or_default();
    let captions = grids.iter().filter_map(|grid| grid.caption);
    let captions: Vec<String> = captions
        .map(|span| span.text(&document.text).split_whitespace().collect())
        .collect();
    let mut writer = Writer::default();
    writer.head(name, title);
    writer.recognise(&endings(title), &phrases(&outline, &captions, title));
    writer.chapters(&outline);
    let year = identity.year.or_else(|| year_in(title));
    writer.form(name, year.unwrap_or(ANY_YEAR), &sheets);
    writer.text
}

/// What the titles of the family end with: what stands behind the year, else the title itself.
fn endings(title: &str) -> Vec<String> {
    let bare = without_organ(title);
    let long = |text: &&str| text.chars().count() >= SHORTEST_ENDING;
    [bare, title]
        .into_iter()
        .find(long)
        .map(str::to_owned)
        .into_iter()
        .collect()
}

/// A title without what stands up to its year: another document has another organ and year.
fn without_organ(title: &str) -> &str {
    let rest = title.char_indices().find_map(|(at, _)| {
        let (rest, _) = date::year(&title[at..]).ok()?;
        Some(rest)
    });
    rest.map_or(title, |rest| rest.strip_prefix('度').unwrap_or(rest))
}

fn year_in(title: &str) -> Option<i32> {
    let mut starts = title.char_indices().map(|(at, _)| at);
    starts.find_map(|at| date::year(&title[at..]).ok().map(|(_, year)| year))
}

/// Titles of chapters and tables that may tell the family in a document without title.
fn phrases(outline: &Outline, captions: &[String], title: &str) -> Vec<String> {
    let chapters = outline.sections.iter().filter(|one| one.parent.is_none());
    let titles = chapters.map(|chapter| chapter.title.as_str());
    let mut phrases: Vec<String> = Vec::new();
    for text in titles.chain(captions.iter().map(String::as_str)) {
        let text = without_organ(text);
        let fits = PHRASES.contains(&text.chars().count()) && !title.contains(text);
        let key = Key::new(text);
        let known = phrases.iter().any(|known| Key::new(known).full == key.full);
        if fits && key.ordinal.is_none() && !known && phrases.len() < MOST_PHRASES {
            phrases.push(text.to_owned());
        }
    }
    phrases
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::Reader;
    use crate::grammar::{Compiled, check_text};
    use crate::read::read;
    use crate::record::ValueState;

    const SAMPLE: &str = "松坪区2022年度公厕管理年报
一、公厕情况
| 项目 | 单位 | 数量 |
| --- | --- | --- |
| 一、公厕总数 | 座 | 31 |
| （一）水冲公厕 | 座 | 27 |
| （二）旱厕 | 座 | 4 |
| 二、管护经费 | 万元 | 86.5 |
二、存在的问题
旱厕改造没有完成，个别公厕夜间不开放，群众有意见。
松坪区城市管理局
2023年1月9日
";

    fn written(text: &str) -> String {
        let source = read(text.as_bytes()).unwrap();
        draft(source, "toilet-report", &Registry::embedded().unwrap())
    }

    #[test]
    fn a_draft_passes_its_check_and_reads_its_sample() {
        let text = written(SAMPLE);
        let Ok(Compiled::Grammar(grammar)) = check_text("draft", &text) else {
            panic!("{text}\n{:?}", check_text("draft", &text))
        };
        assert_eq!(grammar.recognise.titles, ["公厕管理年报"]);
        assert_eq!(grammar.chapters.len(), 2);
        let mut registry = Registry::embedded().unwrap();
        registry.grammars.push(*grammar);
        let read = Reader::new(registry).extract(read(SAMPLE.as_bytes()).unwrap());
        assert_eq!(read.identity.family.unwrap().word(), "toilet-report");
        let values: Vec<(Option<f64>, Option<&str>)> = read
            .facts
            .iter()
            .filter(|fact| fact.state == ValueState::Value)
            .map(|fact| (fact.value, fact.unit.as_deref()))
            .collect();
        assert_eq!(
            values,
            [
                (Some(31.0), Some("座")),
                (Some(27.0), Some("座")),
                (Some(4.0), Some("座")),
                (Some(86.5), Some("万元")),
            ]
        );
        assert_eq!(
            read.checks
                .iter()
                .filter(|check| check.rule.contains("sum"))
                .count(),
            1
        );
    }

    #[test]
    fn a_text_without_anything_has_a_sound_draft() {
        for text in ["随笔\n", "\"引号\"\\的2022年报告\n一、\"甲\"\n乙。\n"] {
            let text = written(text);
            assert!(check_text("draft", &text).is_ok(), "{text}");
        }
    }
}
