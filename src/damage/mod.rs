//! Seeded, realistic damage, with the truth carried along: for curves of how reading degrades.
//!
//! Given a text, or a document under way, an operator, a level from 1 (hardly visible) to 5
//! (wrecked) and a seed, returns the text that bad scanning, extraction or copying might have made
//! of it, and where every byte went. The same seed does the same damage everywhere. It knows nothing of how
//! documents are read.
//!
//! # What is modelled, and what is not
//!
//! Every kind of variation that was seen in real documents has an operator, or a reason here why
//! not. Layouts (columns first, a cell a line, lost spans, bars, markup, blanks) are layouts of
//! [`crate::generate`], as are value columns of several scopes, `/` for what an organ may not do,
//! zeros left empty, units within cells and words for signs. Left out are
//!
//! - doubled digits (202020 for 2020) and numbers that make no sense as printed: nobody can tell
//!   them from others but by arithmetic, and that is what planted mistakes are for;
//! - 余, 近, 约, permille, fractions and ratios in words: wording, not damage;
//! - Taiwan's vocabulary, pinyin between characters, parallel English: mirrors and translations,
//!   which this tool does not claim to read;
//! - editions (half-year tables, pictured reports, flip-books): other documents, not damaged ones;
//! - characters of names in other code pages: encodings are `read`'s, and tested there.

mod blank;
mod character;
mod label;
mod operator;
mod page;
mod residue;
mod table;
mod trace;

use crate::eval::gold::GoldFact;
use crate::generate::{Generated, Generator, Layout, Options, Random, Segment, Sheet};
use crate::text::SourceSpan;

pub use operator::{OPERATORS, Operator};
pub use trace::{Damaged, Trace};

/// The lowest and highest level.
pub const LEVELS: std::ops::RangeInclusive<usize> = 1..=5;

/// Damages a text. Operators that need tables leave it whole; levels outside 1 to 5 count as the
/// nearest.
#[must_use]
pub fn damage(text: &str, operator: Operator, level: usize, seed: u64) -> Damaged {
    around(text, &[], operator, level, seed)
}

/// Damages a text whose tables stand at `tables`: a line of a table is no heading.
fn around(
    text: &str,
    tables: &[SourceSpan],
    operator: Operator,
    level: usize,
    seed: u64,
) -> Damaged {
    let level = level.clamp(*LEVELS.start(), *LEVELS.end());
    let rate = operator.rates()[level - 1];
    let random = &mut Random::stream(seed, 100 + operator as u64);
    if text.is_empty() {
        return Damaged::default();
    }
    match operator {
        Operator::Lookalikes => character::lookalikes(text, rate, random),
        Operator::DigitLookalikes => character::digits(text, rate, random),
        Operator::WideCharacters => character::wide(text, rate, random),
        Operator::NarrowPunctuation => character::narrow(text, rate, random),
        Operator::Radicals => character::radicals(text, rate, random),
        Operator::Traditional => character::traditional(text, rate, random),
        Operator::Mojibake => character::mojibake(text, rate, random),
        Operator::BlanksInserted => blank::inserted(text, rate, random),
        Operator::DigitsSplit => blank::digits_split(text, rate, random),
        Operator::BlanksLost => blank::lost(text, rate, random),
        Operator::TabsLost => blank::tabs_lost(text, rate, random),
        Operator::TabsToBlanks => blank::tabs_to_spaces(text, rate, random),
        Operator::DigitsGlued => blank::digits_glued(text, rate, random),
        Operator::LinesBroken => blank::lines_broken(text, rate, random),
        Operator::PageBreaks => page::breaks(text, level, random),
        Operator::Furniture => page::furniture(text, level, random),
        Operator::ImageStubs => page::images(text, level, random),
        Operator::VisionCaptions => page::captions(text, level, random),
        Operator::Loops => page::loops(text, level, random),
        Operator::LinesDropped => page::lines_dropped(text, rate, random),
        Operator::LinesRepeated => page::lines_repeated(text, rate, random),
        Operator::DigitsRedacted => residue::redacted(text, rate, random),
        Operator::PunctuationDoubled => residue::doubled(text, rate, random),
        Operator::NumeralsEnclosed => residue::enclosed(text, rate, random),
        Operator::Markup => residue::markup(text, rate, random),
        Operator::FieldResidue => residue::fields(text, tables, rate, random),
        Operator::DateMarksLost => residue::date_marks(text, rate, random),
        Operator::UnitsBroken => blank::units_broken(text, rate, random),
        Operator::HeadingsLost => residue::headings(text, tables, rate, random),
        Operator::ChartText => page::charts(text, level, random),
        Operator::AntiCopy => page::strings(text, level, random),
        Operator::SpamWords => residue::spam(text, rate, random),
        _ => Damaged::whole(text),
    }
}

/// Damages a table before it is laid out; operators on text leave it whole.
fn alter(
    sheet: Sheet,
    facts: &mut [GoldFact],
    operator: Operator,
    level: usize,
    random: &mut Random,
) -> Vec<Segment> {
    let rate = operator.rates()[level - 1];
    match operator {
        Operator::RowsDropped => table::rows_dropped(sheet, facts, rate, random),
        Operator::RowsRepeated => table::rows_repeated(sheet, rate, random),
        Operator::RowsSwapped => table::rows_swapped(sheet, rate, random),
        Operator::HeadsRepeated => table::heads_repeated(sheet, level, random),
        Operator::HeadsLost => table::heads_lost(sheet, level, random),
        Operator::EmptyCellsLost => table::empty_cells_lost(sheet, rate, random),
        Operator::CellsSplit => table::cells_split(sheet, level, random),
        Operator::Transposed => table::transposed(sheet, level),
        Operator::TotalsBlank => table::totals_blank(sheet, facts, rate, random),
        Operator::LabelsExplained => label::explained(sheet, rate, random),
        Operator::HeadsWoven => label::heads_woven(sheet, rate, random),
        Operator::LabelsUpright => label::upright(sheet, rate, random),
        Operator::LabelsMistyped => label::mistyped(sheet, rate, random),
        Operator::LabelsShortened => label::shortened(sheet, rate, random),
        Operator::PartsBlank => table::parts_blank(sheet, facts, rate, random),
        Operator::IndexAdded => label::indexed(sheet, level),
        Operator::Instructions => label::instructions(sheet, level),
        Operator::RowsAdded => label::extended(sheet, level, random),
        _ => vec![Segment::Table(sheet)],
    }
}

/// An invented report that was damaged by any operator, with what can still be known of it.
#[must_use]
pub fn report(
    generator: &Generator,
    seed: u64,
    form: &str,
    layout: Layout,
    options: &Options,
    operator: Operator,
    level: usize,
) -> Option<Generated> {
    let level = level.clamp(*LEVELS.start(), *LEVELS.end());
    let random = &mut Random::stream(seed, 100 + operator as u64);
    let mut document = generator.altered(seed, form, layout, options, |sheet, facts| {
        alter(sheet, facts, operator, level, random)
    })?;
    let tables: Vec<SourceSpan> = document
        .gold
        .tables
        .iter()
        .flatten()
        .filter_map(|table| table.at.span)
        .collect();
    let damaged = around(&document.text, &tables, operator, level, seed);
    document.gold = damaged.carry(&document.gold);
    if operator.blurs_layout() {
        let tables = document.gold.tables.iter_mut().flatten();
        tables.for_each(|table| table.layout = None);
    }
    document.text = damaged.text;
    generator.recheck(&mut document);
    document.name = format!("{}-{}-{level}", document.name, operator.name());
    Some(document)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXT: &str = "一、总体情况\n收到申请\t12\t0\t3\n# 标题 1 0\n<td>5</td>";

    #[test]
    fn names_lead_back() {
        assert!(
            OPERATORS
                .iter()
                .all(|operator| Operator::named(operator.name()) == Some(*operator))
        );
    }

    #[test]
    fn the_same_seed_does_the_same() {
        for operator in OPERATORS {
            assert_eq!(damage(TEXT, operator, 5, 7), damage(TEXT, operator, 5, 7));
        }
    }

    #[test]
    fn higher_levels_strike_more_often() {
        assert!(
            OPERATORS
                .iter()
                .all(|operator| operator.rates().windows(2).all(|pair| pair[0] <= pair[1]))
        );
    }

    #[test]
    fn values_stand_where_damage_to_tables_left_them() {
        let registry = crate::grammar::Registry::embedded().unwrap();
        let generator = Generator::new(&registry);
        let tables = OPERATORS.iter().filter(|operator| !operator.on_text());
        for (operator, level) in tables.flat_map(|one| LEVELS.map(move |level| (*one, level))) {
            for layout in crate::generate::LAYOUTS {
                let options = Options::default();
                let made = report(
                    &generator,
                    3,
                    "form-2021",
                    layout,
                    &options,
                    operator,
                    level,
                );
                let made = made.unwrap();
                let facts = made.gold.facts.iter().flatten();
                for (fact, span) in facts.filter_map(|fact| Some((fact, fact.span?))) {
                    assert_eq!(
                        span.text(&made.text),
                        fact.printed,
                        "{} {:?}",
                        made.name,
                        fact.key()
                    );
                }
                let again = report(
                    &generator,
                    3,
                    "form-2021",
                    layout,
                    &options,
                    operator,
                    level,
                );
                assert_eq!(again, Some(made));
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_can_be_damaged(text in "[\\PC\n\t <>0-9]{0,80}", level in 0usize..9, seed in 0u64..99) {
            for operator in OPERATORS {
                let damaged = damage(&text, operator, level, seed);
                for trace in &damaged.traces {
                    let (before, after) = (trace.before, trace.after);
                    prop_assert!(text.get(before.start..before.end).is_some());
                    prop_assert!(damaged.text.get(after.start..after.end).is_some());
                }
            }
        }
    }
}
