//! Column heads and labels that one form of a family prints and another does not: they tell which form a
//! table is of, and that values stand below the heads of another one.

use std::collections::{HashMap, HashSet};

use crate::grammar::{Form, FormTable, Grammar, Registry};
use crate::label::{Key, Mixed};

use super::Reported;
use super::align::Alignment;
use super::row::Row;

/// What a printed head is worth that one form alone has.
pub(super) const HEAD: f32 = 0.5;
/// What such heads are worth together at most.
const HEADS: f32 = 3.0;
/// Printed words of another form that make a table of its own likely.
const FEWEST: usize = 2;
/// Characters of the longest head.
const LONGEST: usize = 16;

/// Comparable characters of words.
type Words = HashSet<Vec<char>, Mixed>;

/// What a form prints that another form of its family does not.
#[derive(Debug, Clone, Default)]
pub(super) struct Telling {
    /// Number of its grammar.
    grammar: usize,
    /// It has a table of another form.
    pub(super) mixed: bool,
    /// Heads of value columns that one form of the grammar alone has.
    heads: Words,
    /// All heads of value columns.
    own: Words,
    /// All that it prints.
    words: Words,
    /// Heads that other forms of the grammar alone have, with the codes of their cells.
    foreign: HashMap<Vec<char>, Vec<String>, Mixed>,
}

/// What the rows of a document print that may be a head or a label.
pub(super) struct Printed(Words);

impl Printed {
    /// Takes the words of `rows` in.
    pub(super) fn new(rows: &[Row]) -> Self {
        let labels = rows.iter().flat_map(|row| &row.keys);
        let mut words: Words = labels.map(|key| key.core.clone()).collect();
        words.extend(rows.iter().flat_map(heads));
        Self(words)
    }
}

/// The words of a row without values that may be column heads.
fn heads(row: &Row) -> impl Iterator<Item = Vec<char>> {
    let words = row.words.iter().filter(|_| row.filled() == 0);
    let short = words.filter(|word| word.len() <= 3 * LONGEST);
    short.map(|word| Key::new(word).core)
}

impl Telling {
    /// What each form of `grammars` prints, in the order of [`Registry::printed_forms`].
    pub(super) fn of(grammars: &Registry) -> Vec<Self> {
        let of_grammar = |grammar: &Grammar| {
            let mut counts: HashMap<Vec<char>, usize, Mixed> = HashMap::default();
            for head in grammar
                .forms
                .iter()
                .flat_map(|form| value_heads(&form.tables))
            {
                *counts.entry(head).or_default() += 1;
            }
            counts
        };
        let counts: Vec<_> = grammars.grammars.iter().map(of_grammar).collect();
        let numbered = || grammars.grammars.iter().enumerate();
        let own = numbered().flat_map(|(at, grammar)| {
            grammar
                .forms
                .iter()
                .map(move |form| (at, grammar, form, false))
        });
        let mixed = numbered().flat_map(|(at, grammar)| {
            grammar
                .mixed
                .iter()
                .map(move |form| (at, grammar, form, true))
        });
        own.chain(mixed)
            .map(|(at, grammar, form, mixed)| {
                let alone = |head: &Vec<char>| counts[at].get(head) == Some(&1);
                let own = value_heads(&form.tables);
                Self {
                    grammar: at,
                    mixed,
                    heads: own.iter().filter(|head| alone(head)).cloned().collect(),
                    foreign: foreign(grammar, &own),
                    words: words(form),
                    own,
                }
            })
            .collect()
    }

    /// What the heads that a document prints say for this form and against its sisters.
    pub(super) fn worth(&self, printed: &Printed) -> f32 {
        let found = self.heads.iter().filter(|head| printed.0.contains(*head));
        (found.count() as f32 * HEAD).min(HEADS)
    }

    /// Whether a document that fits `best` prints words of this form, which has a table of another one, that
    /// `best` does not have.
    pub(super) fn is_likely(&self, best: &Self, printed: &Printed) -> bool {
        let strange = self.words.iter().filter(|word| !best.words.contains(*word));
        let found = strange.filter(|word| printed.0.contains(*word));
        self.mixed && self.grammar == best.grammar && found.take(FEWEST).count() == FEWEST
    }

    /// Makes unreadable what stands below a column head of another form that no cell of its row has.
    pub(super) fn give_up(&self, rows: &[Row], alignment: &Alignment, reported: &mut [Reported]) {
        let mut above: Vec<&[String]> = Vec::new();
        let mut grid = None;
        let mut pairs = alignment.pairs.iter().peekable();
        for (at, row) in rows.iter().enumerate() {
            if grid.replace(row.grid) != Some(row.grid) {
                above.clear();
            }
            let heads: Vec<Vec<char>> = heads(row).collect();
            let strange = || heads.iter().filter_map(|head| self.foreign.get(head));
            if strange().next().is_some() {
                above = strange().map(Vec::as_slice).collect();
            } else if heads.iter().any(|head| self.own.contains(head)) {
                above.clear();
            }
            while let Some(pair) = pairs.next_if(|pair| pair.rows.end <= at + 1) {
                let of_row = |one: &Reported| (one.table, one.row) == (pair.table, pair.row);
                let has = |codes: &&[String]| {
                    let mut cells = reported.iter().filter(|one| of_row(one));
                    cells.any(|one| codes.contains(&one.slot.code))
                };
                if above.iter().all(has) {
                    continue;
                }
                let cells = reported.iter_mut().filter(|one| of_row(one));
                cells
                    .filter(|one| one.cell.is_some())
                    .for_each(Reported::give_up);
            }
        }
    }
}

/// Heads of value columns: the lowest of each, where heads stand above heads.
fn value_heads(tables: &[FormTable]) -> Words {
    let slots = tables
        .iter()
        .flat_map(|table| &table.rows)
        .flat_map(|row| &row.slots);
    let heads = slots.map(|slot| head_of(&slot.head));
    heads.filter(|head| !head.is_empty()).collect()
}

fn head_of(head: &str) -> Vec<char> {
    Key::new(head.rsplit('/').next().unwrap_or(head)).core
}

/// Heads of value columns that forms of a grammar have and not `own`, with the codes of their cells.
fn foreign(grammar: &Grammar, own: &Words) -> HashMap<Vec<char>, Vec<String>, Mixed> {
    let mut found: HashMap<Vec<char>, Vec<String>, Mixed> = HashMap::default();
    let tables = grammar.forms.iter().flat_map(|form| &form.tables);
    for slot in tables
        .flat_map(|table| &table.rows)
        .flat_map(|row| &row.slots)
    {
        let head = head_of(&slot.head);
        if !head.is_empty() && !own.contains(&head) {
            found.entry(head).or_default().push(slot.code.clone());
        }
    }
    found
}

/// All heads and labels of a form.
fn words(form: &Form) -> Words {
    let rows = form.tables.iter().flat_map(|table| &table.rows);
    let labels = rows.flat_map(|row| row.aliases.iter().chain([&row.label]));
    let labels = labels.map(|label| Key::new(label).core);
    labels
        .chain(value_heads(&form.tables))
        .filter(|word| !word.is_empty())
        .collect()
}
