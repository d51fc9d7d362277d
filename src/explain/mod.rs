//! Line by line what of a document matched what of the grammars, and why: for authors of grammars.
//!
//! Given what was read, looks up the rules behind it; nothing is read anew but what speaks for each family.
//! Reasons are in the language asked for; rules, codes and what is quoted stay as they are.

mod lines;
mod notes;
mod rows;
mod said;

use crate::extract::{Extraction, Reader};
use crate::grammar::{Axis, Comparison, Form, Grammar, Operand, Relation};
use crate::identity::FamilyEvidence;
use crate::language::Language;
use crate::read::Source;
use crate::record::{Outcome, Word};

/// Why a document was read as it was.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// What was read.
    pub extraction: Extraction,
    /// What speaks for each grammar, by name; that which was chosen is the extraction's.
    pub families: Vec<(String, FamilyEvidence)>,
    /// Lines that are not blank, in order.
    pub lines: Vec<LineNotes>,
    /// Relations tested, as their author wrote them.
    pub relations: Vec<RelationUse>,
}

/// A line and what matched it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineNotes {
    /// Counted from 1.
    pub line: i32,
    /// As printed, without blanks at its ends.
    pub text: String,
    /// None if nothing matched.
    pub notes: Vec<Note>,
}

/// One thing that matched a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What matched.
    pub kind: NoteKind,
    /// Which rule: field, role, indicator, reason.
    pub rule: String,
    /// Why it matched, or why not, in the language asked for. What is quoted stands in “” or ``.
    pub why: String,
}

/// Kinds of rules that match a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoteKind {
    /// Who, what, when.
    Field,
    /// A phrase that speaks for a family.
    Phrase,
    /// A heading, with the chapter it is.
    Heading,
    /// A row of a form.
    Row,
    /// A row of a table that no form has.
    UnknownRow,
    /// A statement that reports an indicator.
    Statement,
    /// A statement that fits, but whose sentence is not about the report's own whole.
    Refused,
    /// A number that no rule gives a meaning.
    Number,
    /// A document referred to.
    Citation,
    /// A task.
    Task,
    /// Set aside as furniture, picture or noise.
    SetAside,
    /// A cell of a table, such as a column head.
    Cell,
}

impl Word for NoteKind {
    const ALL: &'static [Self] = &[
        Self::Field,
        Self::Phrase,
        Self::Heading,
        Self::Row,
        Self::UnknownRow,
        Self::Statement,
        Self::Refused,
        Self::Number,
        Self::Citation,
        Self::Task,
        Self::SetAside,
        Self::Cell,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::Field => "field",
            Self::Phrase => "phrase",
            Self::Heading => "heading",
            Self::Row => "row",
            Self::UnknownRow => "unknown-row",
            Self::Statement => "statement",
            Self::Refused => "refused",
            Self::Number => "number",
            Self::Citation => "citation",
            Self::Task => "task",
            Self::SetAside => "set-aside",
            Self::Cell => "cell",
        }
    }
}

/// A relation as it was tested.
#[derive(Debug, Clone, PartialEq)]
pub struct RelationUse {
    /// Id of the relation, or of the rule built in.
    pub rule: String,
    /// The equation; empty of rules built in.
    pub equation: String,
    /// Column or row that it was tested in.
    pub scope: Option<String>,
    /// The sum on the left.
    pub left: Option<f64>,
    /// The sum on the right.
    pub right: Option<f64>,
    /// Held or not.
    pub outcome: Outcome,
    /// Lines of its terms.
    pub lines: Vec<i32>,
}

/// Reads a document and says why it was read so.
#[must_use]
pub fn explain(reader: &Reader, source: Source, language: Language) -> Explanation {
    let families = reader.evidence(source.clone());
    let extraction = reader.extract(source);
    let named = |one: FamilyEvidence| {
        let grammar = reader.grammars().grammars.get(one.grammar)?;
        Some((grammar.name.clone(), one))
    };
    let families: Vec<_> = families.into_iter().filter_map(named).collect();
    let chosen = grammar_of(reader, &extraction).map(|grammar| {
        let evidence = families.iter().find(|(name, _)| *name == grammar.name);
        (grammar, evidence.map(|(_, one)| one))
    });
    let lines = lines::lines(reader.grammars(), chosen, &extraction, language);
    let relations = relations(reader, &extraction, language);
    Explanation {
        families,
        lines,
        relations,
        extraction,
    }
}

/// The grammar that the document was read with.
fn grammar_of<'g>(reader: &'g Reader, extraction: &Extraction) -> Option<&'g Grammar> {
    let named = extraction.identity.grammar.as_deref()?;
    let name = named.split('@').next()?;
    reader.grammars().named(name)
}

/// The checks with the equations behind them.
fn relations(reader: &Reader, extraction: &Extraction, language: Language) -> Vec<RelationUse> {
    let forms = reader
        .grammars()
        .grammars
        .iter()
        .flat_map(|grammar| &grammar.forms);
    let relations: Vec<&Relation> = forms.flat_map(|form: &Form| &form.relations).collect();
    let equation = |rule: &str| {
        let found = relations.iter().find(|relation| relation.id == rule);
        found
            .map(|relation| written(relation, language))
            .unwrap_or_default()
    };
    let line = |fact: &i32| {
        let fact = extraction.facts.iter().find(|one| one.fact_id == *fact)?;
        Some(fact.place.line)
    };
    let used = extraction.checks.iter().map(|check| {
        let mut lines: Vec<i32> = check.fact_ids.iter().filter_map(line).collect();
        lines.push(check.place.line);
        lines.sort_unstable();
        lines.dedup();
        RelationUse {
            rule: check.rule.clone(),
            equation: equation(&check.rule),
            scope: check.scope.clone(),
            left: check.left,
            right: check.right,
            outcome: check.outcome,
            lines,
        }
    });
    used.collect()
}

/// A relation as equations are written.
fn written(relation: &Relation, language: Language) -> String {
    let side = |operands: &[Operand]| {
        let terms = operands.iter().map(|operand| match operand {
            Operand::Code(code) => code.clone(),
            Operand::Applicant(applicant) => applicant.word().to_owned(),
        });
        terms.collect::<Vec<_>>().join(" + ")
    };
    let sign = match relation.comparison {
        Comparison::Equal => "=",
        Comparison::AtMost => "<=",
    };
    let axis = match relation.axis {
        Axis::Rows => "",
        Axis::Columns => language.pick("（逐行）", " (in each row)"),
    };
    format!(
        "{} {sign} {}{axis}",
        side(&relation.left),
        side(&relation.right)
    )
}
