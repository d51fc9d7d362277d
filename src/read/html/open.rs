//! Which elements are open while a page is read, by the rules of the parser of trees.
//!
//! The parser walks over all open elements at many a tag, so there must not be many of them.

/// Elements within each other; deeper ones are left out.
const MAX_DEPTH: usize = 256;

/// Names of the open elements, outermost first.
#[derive(Debug, Default)]
pub(super) struct Open(Vec<&'static str>);

/// Elements that open and close within a line.
fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "span" | "anchor" | "choice" | "choices" | "control" | "sub" | "sup" | "search"
    )
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// Parts of a table; they close what is open within the table.
fn is_part(name: &str) -> bool {
    matches!(
        name,
        "caption" | "tbody" | "td" | "tfoot" | "th" | "thead" | "tr"
    )
}

impl Open {
    /// Opens an element with all that this closes; tells whether there is room for it.
    pub(super) fn open(&mut self, name: &'static str) -> bool {
        if matches!(name, "br" | "input") {
            return true;
        }
        if is_part(name) {
            self.back_to_table();
            return true;
        }
        if !is_inline(name) {
            self.close_item(name);
            self.close_paragraph();
            if is_heading(name) && self.0.last().is_some_and(|top| is_heading(top)) {
                self.0.pop();
            }
        }
        if name == "hr" {
            return true;
        }
        let room = self.0.len() < MAX_DEPTH;
        if room {
            self.0.push(name);
        }
        room
    }

    /// Closes an element with all that is open in it; tells whether its end tag is to be kept.
    pub(super) fn close(&mut self, name: &str) -> bool {
        if is_part(name) {
            self.back_to_table();
            return true;
        }
        if matches!(name, "br" | "hr" | "input") {
            return false;
        }
        let stops = |open: &&str| match name {
            "table" => false,
            "li" => matches!(*open, "table" | "ul" | "ol"),
            _ if is_inline(name) => !is_inline(open),
            _ => *open == "table",
        };
        let same = |open: &str| open == name || is_heading(open) && is_heading(name);
        for at in (0..self.0.len()).rev() {
            if same(self.0[at]) {
                self.0.truncate(at);
                return true;
            }
            if stops(&self.0[at]) {
                break;
            }
        }
        false
    }

    /// A new item of a list closes the one before it.
    fn close_item(&mut self, name: &str) {
        let same = |open: &str| match name {
            "li" => open == "li",
            "dd" | "dt" => matches!(open, "dd" | "dt"),
            _ => false,
        };
        for at in (0..self.0.len()).rev() {
            if same(self.0[at]) {
                self.0.truncate(at);
                return;
            }
            if !is_inline(self.0[at]) && !matches!(self.0[at], "address" | "div" | "p") {
                return;
            }
        }
    }

    /// A block closes the paragraph that is open.
    fn close_paragraph(&mut self) {
        let inline = self.0.iter().rev().take_while(|open| is_inline(open));
        let at = self.0.len() - inline.count();
        if at > 0 && self.0[at - 1] == "p" {
            self.0.truncate(at - 1);
        }
    }

    fn back_to_table(&mut self) {
        if let Some(at) = self.0.iter().rposition(|open| *open == "table") {
            self.0.truncate(at + 1);
        }
    }
}
