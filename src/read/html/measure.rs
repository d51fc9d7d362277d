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
    /// Cells of tables that hold a digit.
    pub figures: usize,
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
        self.figures += other.figures;
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
        let node = &tree.nodes[at];
        let measure = &mut found[at];
        measure.chars += node.text.chars().filter(|one| !one.is_whitespace()).count();
        let name = tree.name(at);
        if name == "anchor" && leads_away(tree, at) && measure.chars > 0 {
            measure.linked = measure.chars;
            measure.links = 1;
        }
        if matches!(name, "td" | "th") && measure.figures == 0 {
            measure.figures = usize::from(is_figure(tree, at));
        }
        let measure = *measure;
        if at > 0 {
            found[node.parent].add(measure);
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

/// Whether a cell holds a number and nothing else.
fn is_figure(tree: &Tree, cell: usize) -> bool {
    let mut texts = tree.within(cell).map(|at| tree.nodes[at].text.trim());
    let number = |text: &str| {
        let allowed =
            |one: char| one.is_ascii_digit() || one.is_whitespace() || ".,%-％，".contains(one);
        text.chars().all(allowed)
    };
    let digits = |text: &str| text.contains(|one: char| one.is_ascii_digit());
    let mut any = false;
    texts.all(|text| {
        any |= digits(text);
        number(text)
    }) && any
}
