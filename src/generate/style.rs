//! How one document is set: brackets, dots, zeros.

use crate::grammar::Slot;

use super::random::Random;

/// What stands in a cell whose count is zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zeros {
    /// A zero.
    Printed,
    /// Mostly nothing.
    Blank,
    /// Mostly a dash.
    Dash,
}

/// How one document is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Style {
    /// What zeros look like.
    pub zeros: Zeros,
    /// The dash that stands for zero.
    pub dash: &'static str,
    /// ASCII brackets.
    pub narrow_brackets: bool,
    /// What follows the number of a third-level label.
    pub dot: &'static str,
    /// No quotation marks within labels.
    pub unquoted: bool,
    /// 增10 and 减4 for changes.
    pub sign_words: bool,
    /// `/` where an organ may not report.
    pub slash: bool,
    /// A unit behind amounts whose unit the form leaves open.
    pub unit_in_cell: bool,
    /// A numbered first column.
    pub index_column: bool,
}

impl Style {
    /// The plainest style.
    #[must_use]
    pub fn plain() -> Self {
        Self {
            zeros: Zeros::Printed,
            dash: "—",
            narrow_brackets: false,
            dot: ".",
            unquoted: false,
            sign_words: false,
            slash: false,
            unit_in_cell: false,
            index_column: false,
        }
    }

    /// Any style. `makes_rules` says whether the organ may make government rules.
    pub(super) fn any(random: &mut Random, makes_rules: bool) -> Self {
        Self {
            zeros: *random.pick(&[
                Zeros::Printed,
                Zeros::Printed,
                Zeros::Printed,
                Zeros::Blank,
                Zeros::Dash,
            ]),
            dash: *random.pick(&["—", "-", "——"]),
            narrow_brackets: random.chance(0.2),
            dot: *random.pick(&[".", ".", ".", "、", "．", ". "]),
            unquoted: random.chance(0.1),
            sign_words: random.chance(0.15),
            slash: !makes_rules && random.chance(0.3),
            unit_in_cell: random.chance(0.3),
            index_column: random.chance(0.1),
        }
    }

    /// An official label as this document prints it.
    pub(super) fn label(&self, official: &str) -> String {
        let mut printed = String::with_capacity(official.len());
        let mut rest = official;
        let digits = official.bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0 && official[digits..].starts_with('.') {
            printed.push_str(&official[..digits]);
            printed.push_str(self.dot);
            rest = &official[digits + 1..];
        }
        for character in rest.chars() {
            match character {
                '（' if self.narrow_brackets => printed.push('('),
                '）' if self.narrow_brackets => printed.push(')'),
                '“' | '”' if self.unquoted => {}
                other => printed.push(other),
            }
        }
        printed
    }

    /// A column head, with the unit where the form leaves it to the document.
    pub(super) fn head(&self, word: &str, slot: &Slot) -> String {
        match self.money(slot) {
            Some(unit) if !self.unit_in_cell => self.label(&format!("{word}（{unit}）")),
            _ => self.label(word),
        }
    }

    /// The unit of an amount whose unit the form leaves open, if the head prints it.
    pub(super) fn money(&self, slot: &Slot) -> Option<String> {
        (slot.unit.is_none() && !self.unit_in_cell).then(|| "万元".to_owned())
    }
}
