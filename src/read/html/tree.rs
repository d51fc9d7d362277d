//! A page as a flat list of nodes in document order, each with the end of what it holds.

use std::ops::Range;

use scraper::Html;

use super::markup::simplified;
use crate::read::Rejection;

/// A node: an element or a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    /// The element; `None` for a text.
    pub element: Option<Element>,
    /// Characters of a text.
    pub text: String,
    /// The element it stands in; the first node stands in itself.
    pub parent: usize,
    /// One past the last node within.
    pub end: usize,
}

/// An element and those of its attributes that tell something.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Element {
    /// Name, as [`simplified`] gives it.
    pub name: String,
    attributes: Vec<(String, String)>,
}

impl Element {
    /// An attribute's value.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Words of class and id, in lower case: `newsHeader_top` is `news`, `header`, `top`.
    pub(super) fn words(&self) -> Vec<String> {
        let mut words = Vec::new();
        for name in ["class", "id"] {
            let value = self.attribute(name).unwrap_or_default();
            let parts = value.split(|one: char| !one.is_ascii_alphanumeric());
            parts.for_each(|part| humps(part, &mut words));
        }
        words
    }
}

/// The parts of `camelCase` without digits at their ends.
fn humps(part: &str, words: &mut Vec<String>) {
    let mut word = String::new();
    let mut lower = false;
    for one in part.chars() {
        if one.is_ascii_uppercase() && lower {
            words.push(std::mem::take(&mut word));
        }
        lower = one.is_ascii_lowercase();
        word.push(one.to_ascii_lowercase());
    }
    words.push(word);
    words.iter_mut().for_each(|word| {
        word.truncate(
            word.trim_end_matches(|one: char| one.is_ascii_digit())
                .len(),
        );
    });
    words.retain(|word| !word.is_empty());
}

/// The nodes of a page; a node's children follow it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Tree {
    /// All nodes; the first is the page itself.
    pub nodes: Vec<Node>,
    /// Elements that lay too deep and were left out, their text kept.
    pub deep: usize,
}

impl Tree {
    /// Parses a page.
    ///
    /// # Errors
    /// [`Rejection::Limit`] for a page of more elements than any has.
    pub(super) fn parse(page: &str) -> Result<Self, Rejection> {
        let (page, deep) = simplified(page)?;
        let html = Html::parse_document(&page);
        let mut tree = Self {
            nodes: vec![Node {
                element: Some(Element::default()),
                text: String::new(),
                parent: 0,
                end: 0,
            }],
            deep,
        };
        let mut parent = 0;
        let mut next = html.tree.root().first_child();
        while let Some(node) = next {
            let at = tree.nodes.len();
            tree.nodes.push(flat(node.value(), parent));
            if let Some(child) = node.first_child() {
                parent = at;
                next = Some(child);
                continue;
            }
            tree.nodes[at].end = at + 1;
            next = node.next_sibling();
            let mut above = node;
            while next.is_none() {
                let Some(left) = above.parent() else { break };
                tree.nodes[parent].end = tree.nodes.len();
                parent = tree.nodes[parent].parent;
                next = left.next_sibling();
                above = left;
            }
        }
        let all = tree.nodes.len();
        tree.nodes[0].end = all;
        Ok(tree)
    }

    /// The name of an element; none for a text.
    pub(super) fn name(&self, at: usize) -> &str {
        let element = self.nodes[at].element.as_ref();
        element.map_or("", |element| element.name.as_str())
    }

    /// The nodes within a node.
    pub(super) fn within(&self, at: usize) -> Range<usize> {
        at + 1..self.nodes[at].end
    }

    /// Whether a node is another or stands in it.
    pub(super) fn holds(&self, outer: usize, inner: usize) -> bool {
        (outer..self.nodes[outer].end).contains(&inner)
    }
}

fn flat(node: &scraper::Node, parent: usize) -> Node {
    let element = node.as_element().map(|element| Element {
        name: element.name().to_owned(),
        attributes: element
            .attrs()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
    });
    Node {
        element,
        text: node
            .as_text()
            .map_or(String::new(), |text| text.to_string()),
        parent,
        end: 0,
    }
}
