//! One document from decoded source to records: a pure function that cannot fail.
//!
//! The stages run in order here and nowhere else; what each found is turned into the contract's
//! records, in source coordinates, by the files beside this one.

mod notices;
mod prose;
mod records;

use crate::check;
use crate::diagnostic::Diagnostic;
use crate::form;
use crate::grammar::{Grammar, Registry};
use crate::label::LabelIndex;
use crate::layout;
use crate::outline;
use crate::read::Source;
use crate::record::{Block, Cell, Check, Citation, Fact, Identity, Quantity, Section, Table, Task};
use crate::table;
use crate::tidy::Document;

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
}

/// Grammars with what is derived from them once for all documents.
#[derive(Debug, Clone)]
pub struct Reader {
    grammars: Registry,
    labels: LabelIndex,
}

impl Reader {
    /// Prepares `grammars` for reading documents.
    #[must_use]
    pub fn new(grammars: Registry) -> Self {
        let labels = LabelIndex::new(&grammars);
        Self { grammars, labels }
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
        let reading = form::read(&grids, &self.grammars, None);
        let grammar = self.grammar();
        let outline = outline::outline(&document, &layout, grammar);
        let identity = Identity::default();
        let mut facts = records::facts(&document, &grids, &reading, &outline, identity.year);
        let checks = reading
            .form
            .map(|form| check::check(form, &mut facts))
            .unwrap_or_default();
        let spoken = prose::read(&document, &layout, &outline);
        let mut diagnostics = document.source.notes.clone();
        diagnostics.extend(notices::notices(&document, &layout, &grids, &reading));
        diagnostics.extend(outline.diagnostics.iter().cloned());
        diagnostics.extend(spoken.diagnostics);
        Extraction {
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
            text: document.source.text,
        }
    }

    fn grammar(&self) -> Option<&Grammar> {
        self.grammars.grammars.first()
    }
}

/// A number within a document.
fn id(at: usize) -> i32 {
    i32::try_from(at).unwrap_or(i32::MAX)
}
