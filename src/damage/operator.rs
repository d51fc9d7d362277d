//! The kinds of damage: names, where they can happen, how often they strike.

use crate::generate::Layout;

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
    /// Digits hidden behind stars.
    DigitsRedacted,
    /// Punctuation printed twice.
    PunctuationDoubled,
    /// Numbers of headings as single characters in brackets or rings.
    NumeralsEnclosed,
    /// Marks of Markdown and HTML left in the text.
    Markup,
    /// Field codes of word processors behind headings.
    FieldResidue,
    /// 年, 月, 日 and brackets of document numbers lost.
    DateMarksLost,
    /// Line breaks between a number and its unit.
    UnitsBroken,
    /// Headings lost.
    HeadingsLost,
    /// Labels of axes read off charts.
    ChartText,
    /// Strings that forums put between lines against copying.
    AntiCopy,
    /// Words replaced by advertising.
    SpamWords,
    /// Upright column heads read across: a character of each on every line.
    HeadsWoven,
    /// Labels set one character a line.
    LabelsUpright,
    /// Characters of labels lost, doubled or in each other's place.
    LabelsMistyped,
    /// Labels cut short.
    LabelsShortened,
    /// Rows of which only the total is filled in.
    PartsBlank,
    /// A numbered first column.
    IndexAdded,
    /// Instructions of the form left above its tables.
    Instructions,
    /// Rows that the form does not know.
    RowsAdded,
}

/// All operators, in the order of tables.
pub const OPERATORS: [Operator; 50] = [
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
    Operator::DigitsRedacted,
    Operator::PunctuationDoubled,
    Operator::NumeralsEnclosed,
    Operator::Markup,
    Operator::FieldResidue,
    Operator::DateMarksLost,
    Operator::UnitsBroken,
    Operator::HeadingsLost,
    Operator::ChartText,
    Operator::AntiCopy,
    Operator::SpamWords,
    Operator::HeadsWoven,
    Operator::LabelsUpright,
    Operator::LabelsMistyped,
    Operator::LabelsShortened,
    Operator::PartsBlank,
    Operator::IndexAdded,
    Operator::Instructions,
    Operator::RowsAdded,
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
            Self::DigitsRedacted => "digits-redacted",
            Self::PunctuationDoubled => "punctuation-doubled",
            Self::NumeralsEnclosed => "numerals-enclosed",
            Self::Markup => "markup",
            Self::FieldResidue => "field-residue",
            Self::DateMarksLost => "date-marks-lost",
            Self::UnitsBroken => "units-broken",
            Self::HeadingsLost => "headings-lost",
            Self::ChartText => "chart-text",
            Self::AntiCopy => "anti-copy",
            Self::SpamWords => "spam-words",
            Self::HeadsWoven => "heads-woven",
            Self::LabelsUpright => "labels-upright",
            Self::LabelsMistyped => "labels-mistyped",
            Self::LabelsShortened => "labels-shortened",
            Self::PartsBlank => "parts-blank",
            Self::IndexAdded => "index-added",
            Self::Instructions => "instructions",
            Self::RowsAdded => "rows-added",
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
        // Seeds depend on the place of an operator in the list: it only ever grows at its end.
        self < Self::RowsDropped || self > Self::LabelsExplained && self < Self::HeadsWoven
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
            Self::LabelsUpright => matches!(
                layout,
                Layout::CellPerLine | Layout::LinePerCell | Layout::RowMajor | Layout::Html
            ),
            // It prints labels first: a number before each of them is no column.
            Self::IndexAdded => layout != Layout::ColumnMajor,
            Self::PartsBlank => layout.shows_blanks(),
            Self::Transposed => matches!(layout, Layout::Delimited | Layout::Pipe | Layout::Html),
            _ => true,
        }
    }

    /// Whether tables may stand in another layout afterwards.
    pub(super) fn blurs_layout(self) -> bool {
        matches!(
            self,
            Self::BlanksInserted
                | Self::BlanksLost
                | Self::TabsLost
                | Self::TabsToBlanks
                | Self::DigitsGlued
                | Self::LinesBroken
        )
    }

    /// How often it strikes at levels 1 to 5: share of characters, gaps, lines or rows.
    pub(super) fn rates(self) -> [f64; 5] {
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
            Self::DigitsRedacted => [0.002, 0.005, 0.02, 0.05, 0.2],
            Self::PunctuationDoubled | Self::NumeralsEnclosed => [0.02, 0.1, 0.3, 0.6, 1.0],
            Self::Markup | Self::FieldResidue => [0.01, 0.05, 0.2, 0.5, 1.0],
            Self::DateMarksLost => [0.02, 0.05, 0.2, 0.5, 1.0],
            Self::UnitsBroken => [0.02, 0.05, 0.2, 0.5, 1.0],
            Self::HeadingsLost => [0.02, 0.1, 0.3, 0.6, 1.0],
            Self::SpamWords => [0.002, 0.005, 0.02, 0.05, 0.2],
            Self::HeadsWoven | Self::LabelsUpright => [0.05, 0.2, 0.5, 0.8, 1.0],
            Self::LabelsMistyped => [0.02, 0.05, 0.15, 0.4, 0.8],
            Self::LabelsShortened => [0.02, 0.05, 0.15, 0.4, 0.8],
            Self::PartsBlank => [0.02, 0.05, 0.2, 0.5, 1.0],
            _ => [0.0; 5],
        }
    }
}
