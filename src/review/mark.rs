//! What a stretch of the source is marked as, and how facts are told apart by sign, word and colour.

use crate::extract::Extraction;
use crate::language::Language;
use crate::record::{BlockKind, Evidence, Fact, ValueState};
use crate::text::SourceSpan;

/// What stands at a place, least first: the greatest that covers a stretch decides how it looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mark {
    /// Set aside: furniture, figures, noise.
    Noise,
    /// A task.
    Task,
    /// A heading.
    Heading,
    /// A field of the document's identity.
    Identity,
    /// A document referred to.
    Citation,
    /// A number in prose.
    Quantity,
    /// A number that no record claims.
    Unclaimed,
    /// A fact of this standing.
    Fact(Standing),
}

/// How a fact stands: what the cell holds and what the arithmetic says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Standing {
    /// The row is not there.
    Absent,
    /// The cell is empty or says that nothing applies.
    Blank,
    /// A value that no relation tests.
    Unchecked,
    /// A value that relations confirm.
    Confirmed,
    /// The cell has no single certain reading.
    Unreadable,
    /// A relation fails that it takes part in.
    Contradicted,
}

impl Standing {
    /// All, gravest first.
    pub(crate) const ALL: [Self; 6] = [
        Self::Contradicted,
        Self::Unreadable,
        Self::Unchecked,
        Self::Confirmed,
        Self::Blank,
        Self::Absent,
    ];

    /// Of a fact.
    pub(crate) fn of(fact: &Fact) -> Self {
        match (fact.state, fact.evidence) {
            (ValueState::Unreadable, _) => Self::Unreadable,
            (ValueState::Absent, _) => Self::Absent,
            (_, Evidence::Contradicted) => Self::Contradicted,
            (ValueState::Blank | ValueState::Dash | ValueState::NotApplicable, _) => Self::Blank,
            (ValueState::Value, Evidence::Confirmed) => Self::Confirmed,
            (ValueState::Value, Evidence::Unchecked) => Self::Unchecked,
        }
    }

    /// Class name, and name of the filter.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Confirmed => "ok",
            Self::Contradicted => "bad",
            Self::Unchecked => "un",
            Self::Unreadable => "unr",
            Self::Blank => "bl",
            Self::Absent => "ab",
        }
    }

    /// Sign that tells it without colour.
    pub(crate) fn sign(self) -> &'static str {
        match self {
            Self::Confirmed => "✓",
            Self::Contradicted => "✗",
            Self::Unchecked => "○",
            Self::Unreadable => "?",
            Self::Blank => "▭",
            Self::Absent => "∅",
        }
    }

    /// Word for people.
    pub(crate) fn word(self, language: Language) -> &'static str {
        let (chinese, english) = match self {
            Self::Confirmed => ("勾稽相符", "confirmed"),
            Self::Contradicted => ("勾稽不符", "contradicted"),
            Self::Unchecked => ("未经核对", "unchecked"),
            Self::Unreadable => ("辨认不清", "unreadable"),
            Self::Blank => ("空白", "blank"),
            Self::Absent => ("缺行", "absent"),
        };
        language.pick(chinese, english)
    }
}

impl Mark {
    /// Marks from the least to the greatest.
    pub(crate) const ALL: [Self; 13] = [
        Self::Noise,
        Self::Task,
        Self::Heading,
        Self::Identity,
        Self::Citation,
        Self::Quantity,
        Self::Unclaimed,
        Self::Fact(Standing::Absent),
        Self::Fact(Standing::Blank),
        Self::Fact(Standing::Unchecked),
        Self::Fact(Standing::Confirmed),
        Self::Fact(Standing::Unreadable),
        Self::Fact(Standing::Contradicted),
    ];

    /// Class name.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Noise => "noise",
            Self::Task => "task",
            Self::Heading => "head",
            Self::Identity => "idt",
            Self::Citation => "cit",
            Self::Quantity => "qty",
            Self::Unclaimed => "unc",
            Self::Fact(standing) => standing.class(),
        }
    }

    /// Its place in [`Mark::ALL`].
    pub(crate) fn rank(self) -> usize {
        Self::ALL.iter().position(|one| *one == self).unwrap_or(0)
    }
}

/// All marks of a document with their places.
pub(crate) fn marks(extraction: &Extraction) -> Vec<(SourceSpan, Mark)> {
    let set_aside = extraction
        .blocks
        .iter()
        .filter(|block| is_set_aside(block.kind));
    let mut marks: Vec<(SourceSpan, Mark)> = set_aside
        .map(|block| (block.place.span, Mark::Noise))
        .collect();
    marks.extend(
        extraction
            .tasks
            .iter()
            .map(|one| (one.place.span, Mark::Task)),
    );
    let headings = extraction.sections.iter();
    marks.extend(headings.map(|one| (one.place.span, Mark::Heading)));
    let fields = extraction.identity.places.iter();
    marks.extend(fields.map(|one| (one.place.span, Mark::Identity)));
    let citations = extraction.citations.iter();
    marks.extend(citations.map(|one| (one.place.span, Mark::Citation)));
    let quantities = extraction.quantities.iter();
    marks.extend(quantities.map(|one| (one.place.span, Mark::Quantity)));
    let unclaimed = extraction.digits.unclaimed.iter();
    marks.extend(unclaimed.map(|place| (place.span, Mark::Unclaimed)));
    let facts = extraction
        .facts
        .iter()
        .filter(|fact| fact.state != ValueState::Absent);
    marks.extend(facts.map(|one| (one.place.span, Mark::Fact(Standing::of(one)))));
    marks
}

/// Whether a block is not part of the document's own text.
pub(crate) fn is_set_aside(kind: BlockKind) -> bool {
    matches!(
        kind,
        BlockKind::Furniture | BlockKind::Figure | BlockKind::Noise
    )
}
