//! How much text and how many links each part of a page holds.

use super::tree::Tree;

/// What a node holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Measure {
    /// Characters that are no blanks.
    pub chars: usize,
    /// Those of them that are part of links.
    pub linked: usize,
    /// Links with text.
    pub links: usize,
    /// Characters in tables.
    pub tabled: usize,
    /// Digits.
    pub digits: usize,
    /// Characters that are part of no number.
    pub worded: usize,
    /// Cells of tables that hold a number and nothing else.
    pub figures: usize,
    /// Headings.
    pub headings: usize,
}

impl Measure {
    /// Characters outside links.
    pub(super) fn told(&self) -> usize {
        self.chars - self.linked
    }

    fn add(&mut self, other: Self) {
        self.chars += other.chars;
        self.linked += other.linked;
        self.links += other.links;
        self.tabled += other.tabled;
        self.digits += other.digits;
        self.worded += other.worded;
        self.figures += other.figures;
        self.headings += other.headings;
    }
}

/// Measures all nodes; those of `dropped` count as nothing.
pub(super) fn measures(tree: &Tree, dropped: &[bool]) -> Vec<Measure> {
    let mut found = vec![Measure::default(); tree.nodes.len()];
    for at in (0..tree.nodes.len()).rev() {
        if dropped[at] {
            found[at] = Measure::default();
            continue;
        }
        let mut measure = found[at];
        for one in tree.nodes[at]
            .text
            .chars()
            .filter(|one| !one.is_whitespace())
        {
            measure.chars += 1;
            measure.digits += usize::from(one.is_ascii_digit());
            measure.worded += usize::from(!one.is_ascii_digit() && !".,%-％，".contains(one));
        }
        found[at] = measure;
        match tree.name(at) {
            "anchor" if measure.chars > 0 && leads_away(tree, at) => {
                (measure.linked, measure.links) = (measure.chars, 1);
            }
            "td" | "th" if measure.digits > 0 && measure.worded == 0 => measure.figures = 1,
            "table" => measure.tabled = measure.chars,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => measure.headings += 1,
            _ => {}
        }
        // A table's own count is of the tables within it; what it passes on is all of it.
        if tree.name(at) != "table" {
            found[at] = measure;
        }
        if at > 0 {
            found[tree.nodes[at].parent].add(measure);
        }
    }
    found
}

/// Whether a link leads to another page; a place on this one is part of the text.
fn leads_away(tree: &Tree, at: usize) -> bool {
    let element = tree.nodes[at].element.as_ref();
    let href = element.and_then(|element| element.attribute("href"));
    href.is_some_and(|href| !href.starts_with('#') || href.len() == 1)
}
