//! The official forms, made ready once for all documents: rows with all that they may be called.

use std::collections::{HashMap, HashSet};

use crate::grammar::{Form, FormRow, FormTable, Registry};
use crate::label::{Key, Mixed, Names};

use super::telling::Telling;

/// What printed rows are compared with.
#[derive(Debug, Clone, Default)]
pub struct Forms {
    /// Units that any form prints.
    pub(super) units: Vec<String>,
    /// Names and paths of all rows of all forms.
    pub(super) names: Names,
    /// In order of the grammars; those with a table of another form behind the others.
    pub(super) forms: Vec<Labels>,
    /// What each of them alone prints.
    pub(super) telling: Vec<Telling>,
}

/// The labels of one form.
#[derive(Debug, Clone, Default)]
pub(super) struct Labels {
    /// Rows in order of the form.
    pub(super) targets: Vec<Target>,
    /// For each of the names of all forms, the targets that bear it.
    pub(super) bearers: Vec<Vec<Bearer>>,
    /// Targets by their names without notes.
    pub(super) cores: HashMap<Vec<char>, Vec<usize>, Mixed>,
    /// Column heads without notes.
    pub(super) heads: HashSet<Vec<char>, Mixed>,
    /// All that the form prints: column heads, labels and heads of single cells.
    pub(super) words: Vec<Key>,
    /// For each table the number of its first target.
    firsts: Vec<usize>,
}

/// A target that bears a name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bearer {
    pub(super) target: usize,
    /// The name holds those of the groups that the target stands in.
    pub(super) path: bool,
}

/// A row of the form with all that it may be called.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub(super) table: usize,
    pub(super) row: usize,
    pub(super) heading: bool,
    /// Number of its value cells.
    pub(super) slots: usize,
    /// Unit of its first cell.
    pub(super) unit: Option<String>,
    /// Its own names.
    pub(super) names: Vec<Key>,
    /// Column heads of its table.
    pub(super) heads: Vec<Key>,
    /// It is called as one of these: only its number tells them apart.
    pub(super) is_head: bool,
}

impl Forms {
    /// Prepares the forms of `grammars`.
    #[must_use]
    pub fn new(grammars: &Registry) -> Self {
        let mut known = Known::default();
        let labels = grammars.printed_forms();
        let labels = labels.map(|form| Labels::new(form, &mut known)).collect();
        Self {
            units: units(grammars.printed_forms()),
            names: Names::new(known.keys),
            forms: labels,
            telling: Telling::of(grammars),
        }
    }
}

/// Names of all forms while they are gathered.
#[derive(Default)]
struct Known {
    numbers: HashMap<Key, usize>,
    keys: Vec<Key>,
}

impl Known {
    fn number(&mut self, key: &Key) -> usize {
        let next = self.keys.len();
        let number = *self.numbers.entry(key.clone()).or_insert(next);
        if number == next {
            self.keys.push(key.clone());
        }
        number
    }
}

impl Labels {
    fn new(form: &Form, known: &mut Known) -> Self {
        let mut labels = Self::default();
        for (table, form_table) in form.tables.iter().enumerate() {
            let heads: Vec<Key> = (form_table.header_words.iter())
                .map(|word| Key::new(word))
                .collect();
            labels.firsts.push(labels.targets.len());
            for (row, form_row) in form_table.rows.iter().enumerate() {
                let slots = form_row.slots.iter().map(|slot| Key::new(&slot.head));
                labels.words.extend(slots);
                let target = Target::new((table, row), form_row, &heads);
                labels.words.extend_from_slice(&target.names);
                labels.add(target, &paths(form_table, row), known);
            }
            labels.words.extend_from_slice(&heads);
            labels.heads.extend(heads.into_iter().map(|head| head.core));
        }
        labels.words.retain(|word| !word.is_empty());
        labels.words.sort_by(|one, two| one.full.cmp(&two.full));
        labels.words.dedup();
        labels
    }

    fn add(&mut self, target: Target, paths: &[Key], known: &mut Known) {
        let number = self.targets.len();
        for name in &target.names {
            let bearers = self.cores.entry(name.core.clone()).or_default();
            if bearers.last() != Some(&number) {
                bearers.push(number);
            }
        }
        let own = target.names.iter().map(|key| (key, false));
        for (key, path) in own.chain(paths.iter().map(|key| (key, true))) {
            let name = known.number(key);
            self.bearers
                .resize(self.bearers.len().max(name + 1), Vec::new());
            self.bearers[name].push(Bearer {
                target: number,
                path,
            });
        }
        self.targets.push(target);
    }

    /// All that a row of a table is called; nothing if there is no such row.
    pub(super) fn names(&self, table: usize, row: usize) -> &[Key] {
        let first = self.firsts.get(table);
        let target = first.and_then(|first| self.targets.get(first + row));
        target.map_or(&[], |target| &target.names)
    }

    /// The targets that bear one of all forms' names.
    pub(super) fn bearers(&self, name: u32) -> &[Bearer] {
        self.bearers.get(name as usize).map_or(&[], Vec::as_slice)
    }
}

impl Target {
    fn new((table, row): (usize, usize), form_row: &FormRow, heads: &[Key]) -> Self {
        let names: Vec<Key> = labels(form_row).map(Key::new).collect();
        let is_head = |name: &Key| heads.iter().any(|head| head.core == name.core);
        Self {
            table,
            row,
            is_head: names.iter().any(is_head),
            heading: form_row.heading,
            slots: form_row.slots.len(),
            unit: form_row.slots.first().and_then(|slot| slot.unit.clone()),
            names,
            heads: heads.to_vec(),
        }
    }

    /// Whether the row's name is too short to be told from parts of others.
    pub(super) fn is_short(&self) -> bool {
        self.names.iter().all(|name| name.core.len() <= SHORT)
    }
}

/// Characters of a name that other names hold as well.
const SHORT: usize = 3;

/// All that a row is called.
fn labels(row: &FormRow) -> impl Iterator<Item = &str> {
    let all = std::iter::once(&row.label).chain(&row.aliases);
    all.map(String::as_str).filter(|label| !label.is_empty())
}

/// A row's names with those of the groups that it stands in.
fn paths(table: &FormTable, row: usize) -> Vec<Key> {
    let mut paths = Vec::new();
    let mut above = String::new();
    let mut parent = table.rows[row].parent;
    while let Some(index) = parent.filter(|index| *index < row) {
        above.insert_str(0, &table.rows[index].label);
        let named = labels(&table.rows[row]).map(|label| Key::new(&format!("{above}{label}")));
        paths.extend(named);
        parent = table.rows[index].parent;
    }
    paths
}

/// Units that any form prints.
fn units<'a>(forms: impl Iterator<Item = &'a Form>) -> Vec<String> {
    let tables = forms.flat_map(|form| &form.tables);
    let slots = tables
        .flat_map(|table| &table.rows)
        .flat_map(|row| &row.slots);
    let mut units: Vec<String> = slots.filter_map(|slot| slot.unit.clone()).collect();
    units.sort_unstable();
    units.dedup();
    units
}
