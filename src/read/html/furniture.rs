//! Which parts of a page belong to the site and not to the document.
//!
//! Elements and class names say what a part is for, links say that it leads elsewhere; where the
//! text is thickest is the document. What is in doubt stays part of the document: a line too many
//! does less harm than a report that is lost.

use super::measure::{Measure, measures};
use super::tree::{Element, Tree};

/// What becomes of a node and all within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// Part of the document.
    Content,
    /// Part of the site; the word is the block's reason.
    Furniture(&'static str),
    /// Not shown.
    Hidden,
}

/// The fates of all nodes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fates {
    /// By node.
    pub of: Vec<Fate>,
    /// Parts that are not shown and hold text, and the characters in them.
    pub hidden: (usize, usize),
    /// What each node holds, hidden parts left out.
    pub measures: Vec<Measure>,
    /// Hidden parts with most of the page's text, which are read all the same, and their characters.
    pub unhidden: (usize, usize),
}

/// Decides on all nodes of a page.
pub(super) fn fates(tree: &Tree) -> Fates {
    let (mut dropped, hidden, unhidden) = hidden(tree);
    drop_choices(tree, &mut dropped);
    let measures = measures(tree, &dropped);
    let main = main(tree, &measures);
    let page = Page {
        tree,
        main,
        own: own(tree, main),
        measures,
    };
    let mut of = vec![Fate::Content; tree.nodes.len()];
    let mut at = 0;
    while at < of.len() {
        let end = tree.nodes[at].end;
        let fate = match dropped[at] {
            true => Fate::Hidden,
            false => page.reason(at).map_or(Fate::Content, Fate::Furniture),
        };
        if fate == Fate::Content {
            at += 1;
            continue;
        }
        for (inner, slot) in (at..end).zip(&mut of[at..end]) {
            *slot = if dropped[inner] { Fate::Hidden } else { fate };
        }
        at = end;
    }
    Fates {
        of,
        measures: page.measures,
        hidden,
        unhidden,
    }
}

/// Nodes that are not shown, how many parts they are and how many characters, and the same of parts
/// that would be hidden but hold most of the page.
fn hidden(tree: &Tree) -> (Vec<bool>, (usize, usize), (usize, usize)) {
    let all = measures(tree, &vec![false; tree.nodes.len()]);
    let (mut dropped, mut hidden, mut unhidden) = (vec![false; all.len()], (0, 0), (0, 0));
    let mut at = 0;
    while at < all.len() {
        let element = tree.nodes[at].element.as_ref();
        if !element.is_some_and(is_hidden) {
            at += 1;
            continue;
        }
        let end = tree.nodes[at].end;
        let chars = all[at].chars;
        let most = chars * 2 > all[0].told() && all[at].told() * 2 > chars;
        let count = if most { &mut unhidden } else { &mut hidden };
        *count = (count.0 + usize::from(chars > 0), count.1 + chars);
        if most {
            at += 1;
        } else {
            dropped[at..end].fill(true);
            at = end;
        }
    }
    (dropped, hidden, unhidden)
}

fn is_hidden(element: &Element) -> bool {
    let style = element.attribute("style").unwrap_or_default();
    let style: String = style.chars().filter(|one| !one.is_whitespace()).collect();
    let style = style.to_ascii_lowercase();
    let typed = |kind: &str| {
        let own = element.attribute("type").unwrap_or_default();
        own.eq_ignore_ascii_case(kind)
    };
    element.attribute("hidden").is_some()
        || element.attribute("aria-hidden") == Some("true")
        || style.contains("display:none")
        || style.contains("visibility:hidden")
        || style.contains("mso-hide:all")
        || element.name == "input" && typed("hidden")
}

/// The deepest element that holds four fifths of the text outside links.
fn main(tree: &Tree, measures: &[Measure]) -> usize {
    let whole = measures[0].told();
    let mut main = 0;
    let texts = measures.iter().enumerate().filter(|_| whole > 0);
    for (at, measure) in texts {
        // Parts of a table are no place of their own.
        let part = matches!(tree.name(at), "tbody" | "thead" | "tr" | "");
        let below = tree.holds(main, at);
        if below && !part && measure.told() * 5 >= whole * 4 {
            main = at;
        }
    }
    main
}

/// Which nodes stand in what is surely the document.
fn own(tree: &Tree, main: usize) -> Vec<bool> {
    let page = matches!(tree.name(main), "" | "html" | "body");
    let mut own = vec![false; tree.nodes.len()];
    for at in 1..own.len() {
        let parent = tree.nodes[at].parent;
        own[at] = own[parent]
            || parent == main && !page
            || matches!(tree.name(parent), "article" | "main");
    }
    own
}

/// Of the choices of a list the selected one is shown, or the first.
fn drop_choices(tree: &Tree, dropped: &mut [bool]) {
    let mut shown: Vec<Option<(usize, bool)>> = vec![None; dropped.len()];
    for at in (0..dropped.len()).filter(|at| tree.name(*at) == "choice") {
        let element = tree.nodes[at].element.as_ref();
        let selected = element.is_some_and(|one| one.attribute("selected").is_some());
        let other = &mut shown[tree.nodes[at].parent];
        let gone = match *other {
            Some((first, false)) if selected => {
                *other = Some((at, true));
                first
            }
            Some(_) => at,
            None => {
                *other = Some((at, selected));
                continue;
            }
        };
        dropped[gone..tree.nodes[gone].end].fill(true);
    }
}

struct Page<'a> {
    tree: &'a Tree,
    measures: Vec<Measure>,
    main: usize,
    own: Vec<bool>,
}

/// Words of class names and ids by what they are for.
const NAVIGATION: [&str; 14] = [
    "nav",
    "navbar",
    "navigation",
    "navi",
    "menu",
    "submenu",
    "breadcrumb",
    "breadcrumbs",
    "crumb",
    "crumbs",
    "dqwz",
    "position",
    "location",
    "sitemap",
];
const HEADERS: [&str; 9] = [
    "header", "head", "top", "topbar", "topnav", "banner", "logo", "masthead", "toper",
];
const FOOTERS: [&str; 6] = [
    "footer",
    "foot",
    "bottom",
    "copyright",
    "footbar",
    "footers",
];
const SIDES: [&str; 9] = [
    "sidebar",
    "aside",
    "related",
    "relate",
    "recommend",
    "recommended",
    "hot",
    "xgwd",
    "xgyd",
];
const TOOLS: [&str; 18] = [
    "share",
    "bdshare",
    "bdsharebuttonbox",
    "jiathis",
    "print",
    "toolbar",
    "tools",
    "qrcode",
    "ewm",
    "erweima",
    "fontsize",
    "pager",
    "pagination",
    "search",
    "login",
    "prevnext",
    "fenxiang",
    "dayin",
];
/// Words that say that a part is the document's own, whatever else they say.
const OWN: [&str; 12] = [
    "article", "content", "detail", "details", "zhengwen", "text", "body", "title", "info", "con",
    "zoom", "main",
];

impl Page<'_> {
    /// Why an element belongs to the site; `None` if it does not, or if that is in doubt.
    fn reason(&self, at: usize) -> Option<&'static str> {
        let element = self.tree.nodes[at].element.as_ref()?;
        let measure = self.measures[at];
        if measure.chars == 0 || self.tree.holds(at, self.main) || self.is_weighty(at) {
            return None;
        }
        if matches!(element.name.as_str(), "control" | "choices") {
            return Some("control");
        }
        if self.own[at] {
            return self.by_tools(element, measure);
        }
        self.by_tag(element, at)
            .or_else(|| self.by_words(element, at))
            .or_else(|| self.by_links(element, at))
    }

    /// Whether a part holds so much that it can only be of the document.
    fn is_weighty(&self, at: usize) -> bool {
        let (own, whole) = (self.measures[at], self.measures[0]);
        own.figures >= 6 || own.told() >= 200 && own.told() * 10 >= whole.told() * 3
    }

    /// Inside the document only what its class calls a tool of the page, if it is short or all links.
    fn by_tools(&self, element: &Element, measure: Measure) -> Option<&'static str> {
        if element.name == "nav" {
            return Some("navigation");
        }
        let words = element.words();
        let is = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
        let linked = measure.linked * 2 >= measure.chars;
        if is(&OWN) || matches!(element.name.as_str(), "td" | "th" | "tr" | "table") {
            None
        } else if is(&TOOLS) && (linked || measure.chars <= 40) {
            Some("page-tools")
        } else if is(&SIDES) && linked && measure.links > 1 {
            Some("related-links")
        } else if is(&NAVIGATION) && linked && measure.links > 1 {
            Some("navigation")
        } else {
            None
        }
    }

    fn by_tag(&self, element: &Element, at: usize) -> Option<&'static str> {
        let role = element.attribute("role").unwrap_or_default();
        let named = match (element.name.as_str(), role) {
            ("nav", _) | (_, "navigation") => return Some("navigation"),
            (_, "search") | ("search", _) => return Some("page-tools"),
            ("header", _) | (_, "banner") => "site-header",
            ("footer", _) | (_, "contentinfo") => "site-footer",
            ("aside", _) | (_, "complementary") => "sidebar",
            _ => return None,
        };
        // A heading before the text may be its title, unless menus stand around it.
        let titled = self
            .tree
            .within(at)
            .any(|at| is_heading(self.tree.name(at)));
        (!titled || named != "site-header" || self.measures[at].links >= 3).then_some(named)
    }

    fn by_words(&self, element: &Element, at: usize) -> Option<&'static str> {
        let words = element.words();
        let is = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
        let measure = self.measures[at];
        if is(&OWN) || is_heading(&element.name) {
            return None;
        }
        let after = at > self.main;
        if is(&FOOTERS) && after && (measure.links >= 1 || measure.chars <= 400) {
            Some("site-footer")
        } else if is(&NAVIGATION) && (measure.links >= 1 || measure.chars <= 60) {
            Some("navigation")
        } else if is(&HEADERS) && !after && measure.links >= 2 {
            Some("site-header")
        } else if is(&TOOLS) && (measure.links >= 1 || measure.chars <= 60) {
            Some("page-tools")
        } else if is(&SIDES) && measure.links >= 2 && measure.linked * 2 >= measure.chars {
            Some("related-links")
        } else {
            None
        }
    }

    /// Lists of links.
    fn by_links(&self, element: &Element, at: usize) -> Option<&'static str> {
        let measure = self.measures[at];
        let block = matches!(
            element.name.as_str(),
            "ul" | "ol" | "dl" | "div" | "table" | "td" | "section" | "p" | "center"
        );
        let dense = measure.links >= 3 && measure.linked * 5 >= measure.chars * 3;
        (block && dense).then_some("navigation")
    }
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}
