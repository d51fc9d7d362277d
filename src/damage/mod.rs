//! Seeded, realistic damage, with the truth carried along: for curves of how reading degrades.
//!
//! Given a text, or a document under way, an operator, a level from 1 (hardly visible) to 5
//! (wrecked) and a seed, returns the text that bad scanning, extraction or copying might have made
//! of it, and where every byte went. The same seed does the same damage everywhere. It knows nothing of how
//! documents are read.

mod blank;
mod character;
mod page;
mod table;
mod trace;

use crate::eval::gold::GoldFact;
use crate::generate::{Generated, Generator, Layout, Options, Random, Segment, Sheet};

pub use trace::{Damaged, Trace};

/// A kind of damage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operator {
    /// Chinese characters taken for others that look alike.
    Lookalikes,
    /// Digits taken for letters.
    DigitLookalikes,
    /// Full-width digits and letters.
    WideCharacters,
    /// Half-width punctuation.
    NarrowPunctuation,
    /// Radicals in the place of characters.
    Radicals,
    /// Traditional characters.
    Traditional,
    /// Characters shown in the wrong code page.
    Mojibake,
    /// Blanks between characters.
    BlanksInserted,
    /// Blanks within numbers.
    DigitsSplit,
    /// Blanks lost.
    BlanksLost,
    /// Tabs lost.
    TabsLost,
    /// Tabs turned into blanks.
    TabsToBlanks,
    /// Numbers of a row run together.
    DigitsGlued,
    /// Line breaks within cells and sentences.
    LinesBroken,
    /// Page numbers between rows, within cells and sentences.
    PageBreaks,
    /// Lines of web pages.
    Furniture,
    /// Image marks.
    ImageStubs,
    /// Descriptions of pictures.
    VisionCaptions,
    /// A phrase or number over and over.
    Loops,
    /// Lines lost.
    LinesDropped,
    /// Lines printed twice.
    LinesRepeated,
    /// Rows of tables lost.
    RowsDropped,
    /// Rows of tables printed twice.
    RowsRepeated,
    /// Neighbouring rows of tables in each other's place.
    RowsSwapped,
    /// Column heads repeated on every page.
    HeadsRepeated,
    /// Column heads cut or lost.
    HeadsLost,
    /// Empty cells that leave no trace.
    EmptyCellsLost,
    /// Rows cut by pages within their label.
    CellsSplit,
    /// Rows turned into columns.
    Transposed,
    /// Totals left empty.
    TotalsBlank,
    /// Explanations within labels.
    LabelsExplained,
}

/// All operators, in the order of tables.
pub const OPERATORS: [Operator; 31] = [
    Operator::Lookalikes,
    Operator::DigitLookalikes,
    Operator::WideCharacters,
    Operator::NarrowPunctuation,
    Operator::Radicals,
    Operator::Traditional,
    Operator::Mojibake,
    Operator::BlanksInserted,
    Operator::DigitsSplit,
    Operator::BlanksLost,
    Operator::TabsLost,
    Operator::TabsToBlanks,
    Operator::DigitsGlued,
    Operator::LinesBroken,
    Operator::PageBreaks,
    Operator::Furniture,
    Operator::ImageStubs,
    Operator::VisionCaptions,
    Operator::Loops,
    Operator::LinesDropped,
    Operator::LinesRepeated,
    Operator::RowsDropped,
    Operator::RowsRepeated,
    Operator::RowsSwapped,
    Operator::HeadsRepeated,
    Operator::HeadsLost,
    Operator::EmptyCellsLost,
    Operator::CellsSplit,
    Operator::Transposed,
    Operator::TotalsBlank,
    Operator::LabelsExplained,
];

impl Operator {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Lookalikes => "lookalikes",
            Self::DigitLookalikes => "digit-lookalikes",
            Self::WideCharacters => "wide-characters",
            Self::NarrowPunctuation => "narrow-punctuation",
            Self::Radicals => "radicals",
            Self::Traditional => "traditional",
            Self::Mojibake => "mojibake",
            Self::BlanksInserted => "blanks-inserted",
            Self::DigitsSplit => "digits-split",
            Self::BlanksLost => "blanks-lost",
            Self::TabsLost => "tabs-lost",
            Self::TabsToBlanks => "tabs-to-blanks",
            Self::DigitsGlued => "digits-glued",
            Self::LinesBroken => "lines-broken",
            Self::PageBreaks => "page-breaks",
            Self::Furniture => "furniture",
            Self::ImageStubs => "image-stubs",
            Self::VisionCaptions => "vision-captions",
            Self::Loops => "loops",
            Self::LinesDropped => "lines-dropped",
            Self::LinesRepeated => "lines-repeated",
            Self::RowsDropped => "rows-dropped",
            Self::RowsRepeated => "rows-repeated",
            Self::RowsSwapped => "rows-swapped",
            Self::HeadsRepeated => "heads-repeated",
            Self::HeadsLost => "heads-lost",
            Self::EmptyCellsLost => "empty-cells-lost",
            Self::CellsSplit => "cells-split",
            Self::Transposed => "transposed",
            Self::TotalsBlank => "totals-blank",
            Self::LabelsExplained => "labels-explained",
        }
    }

    /// The operator called `name`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        OPERATORS
            .into_iter()
            .find(|operator| operator.name() == name)
    }

    /// Whether it works on any text; the others need to know where the cells of tables are.
    #[must_use]
    pub fn on_text(self) -> bool {
        self < Self::RowsDropped
    }

    /// Whether it can happen to tables of this layout.
    #[must_use]
    pub fn applies(self, layout: Layout) -> bool {
        let tabbed = matches!(
            layout,
            Layout::Delimited | Layout::Collapsed | Layout::CellPerLine
        );
        let lines = matches!(layout, Layout::RowMajor | Layout::Aligned);
        match self {
            Self::TabsLost | Self::TabsToBlanks => tabbed,
            Self::DigitsGlued => tabbed || lines,
            Self::EmptyCellsLost => layout.shows_blanks(),
            Self::Transposed => matches!(layout, Layout::Delimited | Layout::Pipe | Layout::Html),
            _ => true,
        }
    }

    /// How often it strikes at levels 1 to 5: share of characters, gaps, lines or rows.
    fn rates(self) -> [f64; 5] {
        match self {
            Self::Lookalikes => [0.01, 0.03, 0.1, 0.3, 0.6],
            Self::DigitLookalikes => [0.002, 0.005, 0.02, 0.05, 0.15],
            Self::WideCharacters | Self::NarrowPunctuation | Self::Radicals => {
                [0.05, 0.2, 0.5, 0.8, 1.0]
            }
            Self::Traditional => [0.02, 0.05, 0.2, 0.6, 1.0],
            Self::Mojibake => [0.002, 0.005, 0.02, 0.06, 0.15],
            Self::BlanksInserted => [0.01, 0.05, 0.2, 0.5, 0.9],
            Self::DigitsSplit => [0.001, 0.003, 0.01, 0.05, 0.2],
            Self::BlanksLost => [0.001, 0.003, 0.02, 0.1, 0.4],
            Self::TabsLost => [0.001, 0.003, 0.01, 0.05, 0.2],
            Self::TabsToBlanks => [0.02, 0.1, 0.3, 0.7, 1.0],
            Self::DigitsGlued => [0.005, 0.02, 0.1, 0.4, 1.0],
            Self::LinesBroken => [0.001, 0.003, 0.01, 0.03, 0.1],
            Self::LinesDropped | Self::LinesRepeated => [0.0005, 0.001, 0.005, 0.02, 0.1],
            Self::RowsDropped | Self::RowsRepeated | Self::RowsSwapped => {
                [0.01, 0.03, 0.1, 0.2, 0.4]
            }
            Self::EmptyCellsLost => [0.02, 0.1, 0.4, 0.8, 1.0],
            Self::TotalsBlank => [0.02, 0.05, 0.2, 0.5, 1.0],
            Self::LabelsExplained => [0.02, 0.05, 0.15, 0.4, 0.8],
            _ => [0.0; 5],
        }
    }
}

/// The lowest and highest level.
pub const LEVELS: std::ops::RangeInclusive<usize> = 1..=5;

/// Damages a text. Operators that need tables leave it whole; levels outside 1 to 5 count as the
/// nearest.
#[must_use]
pub fn damage(text: &str, operator: Operator, level: usize, seed: u64) -> Damaged {
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
        Operator::LabelsExplained => table::labels_explained(sheet, rate, random),
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
    let damaged = damage(&document.text, operator, level, seed);
    document.gold = damaged.carry(&document.gold);
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
