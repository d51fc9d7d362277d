//! One document from decoded source to records: a pure function that cannot fail.
//!
//! The stages run in order here and nowhere else; what each found is turned into the contract's
//! records, in source coordinates, by the files beside this one.

mod cited;
mod digits;
mod notices;
mod prose;
mod records;
mod said;

use crate::check;
use crate::diagnostic::Diagnostic;
use crate::form::{self, Reading};
use crate::grammar::{Form, Grammar, Registry};
use crate::identity;
use crate::label::LabelIndex;
use crate::layout;
use crate::outline;
use crate::read::{Source, Tools};
use crate::record::{Block, Cell, Check, Citation, Fact, Identity, Quantity, Section, Table, Task};
use crate::table::{self, Grid};
use crate::tidy::Document;

pub use digits::Digits;

/// Everything read from one document. Positions count in `text`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Extraction {
    /// The source text that all positions count in.
    pub text: String,
    /// Who, what, when.
    pub identity: Identity,
    /// Outline.
    pub sections: Vec<Section>,
    /// The text, classified, nothing left over.
    pub blocks: Vec<Block>,
    /// Reconstructed tables.
    pub tables: Vec<Table>,
    /// Their cells.
    pub cells: Vec<Cell>,
    /// Reported values.
    pub facts: Vec<Fact>,
    /// Numbers in prose.
    pub quantities: Vec<Quantity>,
    /// Documents referred to.
    pub citations: Vec<Citation>,
    /// Assignments of work plans.
    pub tasks: Vec<Task>,
    /// Relations tested.
    pub checks: Vec<Check>,
    /// What was noticed.
    pub diagnostics: Vec<Diagnostic>,
    /// How many of its digits the records claim.
    pub digits: Digits,
}

/// Grammars with what is derived from them once for all documents.
#[derive(Debug, Clone)]
pub struct Reader {
    grammars: Registry,
    labels: LabelIndex,
    forms: form::Forms,
    tools: Tools,
}

impl Reader {
    /// Prepares `grammars` for reading documents.
    #[must_use]
    pub fn new(grammars: Registry) -> Self {
        let labels = LabelIndex::new(&grammars);
        let forms = form::Forms::new(&grammars);
        Self {
            grammars,
            labels,
            forms,
            tools: Tools::default(),
        }
    }

    /// Adds programs for the formats that only those read.
    #[must_use]
    pub fn with_tools(self, tools: Tools) -> Self {
        Self { tools, ..self }
    }

    /// Programs for the formats that only those read.
    #[must_use]
    pub fn tools(&self) -> &Tools {
        &self.tools
    }

    /// The grammars that documents are read with.
    #[must_use]
    pub fn grammars(&self) -> &Registry {
        &self.grammars
    }

    /// Reads one document.
    #[must_use]
    pub fn extract(&self, source: Source) -> Extraction {
        let document = Document::tidy(source);
        let layout = layout::layout(&document, &self.grammars, &self.labels);
        let grids = table::grids(&document, &layout.tables, &self.labels);
        let reading = form::read(&grids, &self.grammars, &self.forms, None);
        let form = reading.form.map(|form| form.name.as_str());
        let page = identity::Reader::new(&document, &layout, &self.grammars);
        let known = page.recognise(form);
        let grammar = known.map(|at| &self.grammars.grammars[at]);
        let outline = outline::of_sheet(&document, &layout, page.sheet(), grammar);
        let (mut identity, _) = page.identify(&outline, form);
        let reading = self.fitting(reading, &grids, identity.year);
        identity.form = reading.form.map(|form| form.name.clone());
        let mut facts = records::facts(&document, &grids, &reading, &outline, identity.year);
        let doubtful = reading.doubtful(&grids);
        let (mut checks, explanations) = reading
            .form
            .map(|form| check::judge(form, &mut facts, |at| doubtful[at]))
            .unwrap_or_default();
        let explained = notices::explanations(&checks, &facts, &explanations);
        let page = prose::Page {
            document: &document,
            layout: &layout,
            grids: &grids,
            outline: &outline,
            labels: &self.labels,
        };
        let words = &self.grammars.vocabulary;
        let mut spoken = prose::read(words, page, grammar, &identity, checks.len());
        checks.append(&mut spoken.checks);
        if let Some(grammar) = grammar {
            let form = reading.form.or_else(|| in_use(grammar, identity.year));
            let compared = said::compared(
                &document,
                &grids,
                (grammar, form),
                &spoken,
                (&facts, &checks),
                identity.year,
            );
            said::join(compared, &mut facts, &mut checks, &mut spoken.quantities);
            if let Some(form) = form.filter(|_| reading.form.is_none()) {
                said::judge(form, &mut facts, &mut checks);
            }
        }
        let mut diagnostics = document.source.notes.clone();
        diagnostics.extend(notices::notices(&document, &layout, &grids, &reading));
        let expected = grammar.and_then(|grammar| in_use(grammar, identity.year));
        diagnostics.extend(notices::other_forms(&document, &grids, &reading, expected));
        diagnostics.extend(outline.diagnostics.iter().cloned());
        diagnostics.extend(notices::lacking(&document, &identity));
        diagnostics.extend(notices::year_conflict(&identity));
        diagnostics.extend(explained);
        diagnostics.extend(spoken.diagnostics);
        let mut extraction = Extraction {
            digits: Digits::default(),
            sections: outline.records(&document),
            blocks: records::blocks(&document, &layout, &outline),
            tables: records::tables(&document, &grids, &reading, &outline),
            cells: records::cells(&document, &grids),
            facts,
            quantities: spoken.quantities,
            citations: spoken.citations,
            tasks: spoken.tasks,
            checks,
            diagnostics,
            identity,
            text: String::new(),
        };
        extraction.digits = digits::digits(&document, &layout, &extraction);
        extraction.text = document.source.text;
        extraction
    }

    /// What of one document speaks for each family, in order of the grammars.
    #[must_use]
    pub fn evidence(&self, source: Source) -> Vec<identity::FamilyEvidence> {
        let document = Document::tidy(source);
        let layout = layout::layout(&document, &self.grammars, &self.labels);
        let grids = table::grids(&document, &layout.tables, &self.labels);
        let reading = form::read(&grids, &self.grammars, &self.forms, None);
        let form = reading.form.map(|form| form.name.as_str());
        identity::Reader::new(&document, &layout, &self.grammars).evidence(form)
    }

    /// The reading, done again with the year if its form was not in use then: labels alone may fit
    /// two forms equally.
    fn fitting<'a>(
        &'a self,
        reading: Reading<'a>,
        grids: &[Grid],
        year: Option<i32>,
    ) -> Reading<'a> {
        let in_use = |form: &Form, year: i32| {
            year >= form.first_year && form.last_year.is_none_or(|last| year <= last)
        };
        match (reading.form, year) {
            (Some(form), Some(year)) if !in_use(form, year) => {
                form::read(grids, &self.grammars, &self.forms, Some(year))
            }
            _ => reading,
        }
    }
}

/// The form of `year`, if it is the only one: its rows are what a sentence without table may mean.
fn in_use(grammar: &Grammar, year: Option<i32>) -> Option<&Form> {
    let year = year?;
    let mut forms = grammar
        .forms
        .iter()
        .filter(|form| year >= form.first_year && form.last_year.is_none_or(|last| year <= last));
    forms.next().filter(|_| forms.next().is_none())
}

/// A number within a document.
fn id(at: usize) -> i32 {
    i32::try_from(at).unwrap_or(i32::MAX)
}
