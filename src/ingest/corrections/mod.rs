//! What reviewers set: corrections of single facts, applied on every run beside what was read.
//!
//! A correction names a fact and the value that the reviewer saw. It is applied where exactly one fact
//! fits and still reads as it did then; everything else is a conflict, which is told and changes nothing.

mod apply;
mod file;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub(super) use apply::{Readings, Reviewed, decide, fill};
pub use file::read_corrections;

/// A fact that somebody reviewed.
#[derive(Debug, Clone, Default, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Correction {
    /// The document.
    pub doc_id: String,
    /// Code of the indicator.
    pub indicator: String,
    /// Applicant column; `None` where the form has none.
    #[serde(default)]
    pub applicant: Option<String>,
    /// Head of the value column; `None` for any, if there is but one.
    #[serde(default)]
    pub scope: Option<String>,
    /// The value that was read when the reviewer looked; `None` if none was.
    #[serde(default)]
    pub value_seen: Option<f64>,
    /// The value that it should be; `None` if the cell has none.
    #[serde(default)]
    pub value_set: Option<f64>,
    /// Who reviewed it.
    pub reviewer: String,
    /// Why.
    #[serde(default)]
    pub reason: Option<String>,
    /// When, as 2021-03-01.
    #[serde(default)]
    pub date: Option<String>,
}

/// What became of a correction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It stands in the facts.
    Applied,
    /// The dataset has no such document.
    DocumentGone,
    /// The document has no such fact.
    NoFact,
    /// The fact reads otherwise than it did.
    SeenDiffers,
    /// Several facts fit.
    Ambiguous,
    /// Another correction names the same fact.
    Twice,
}

impl Verdict {
    /// What is wrong and what to do, for people; nothing if nothing is.
    #[must_use]
    pub fn message(self) -> &'static str {
        match self {
            Self::Applied => "",
            Self::DocumentGone => "数据集中没有这份文件（内容已变动或已撤回）；请重新审核新的版本",
            Self::NoFact => "文件中没有这一项；请核对 indicator、applicant 和 scope",
            Self::SeenDiffers => "现在读出的值与审核时所见不同；请重新审核",
            Self::Ambiguous => "有几项同时符合；请填写 scope",
            Self::Twice => "同一项有两条更正，均未采用；请只留一条",
        }
    }
}

/// A correction with what became of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    /// The correction.
    #[serde(flatten)]
    pub correction: Correction,
    /// What became of it.
    pub verdict: Verdict,
}

/// Documents whose corrections are not those of `before` any more.
pub(super) fn altered(before: &[Judged], now: &[Correction]) -> BTreeSet<String> {
    let old = before.iter().map(|judged| &judged.correction);
    let (old, new) = (by_document(old), by_document(now.iter()));
    let documents: BTreeSet<&String> = old.keys().chain(new.keys()).copied().collect();
    let differs = |document: &&String| old.get(*document) != new.get(*document);
    documents.into_iter().filter(differs).cloned().collect()
}

fn by_document<'a>(
    corrections: impl Iterator<Item = &'a Correction>,
) -> BTreeMap<&'a String, Vec<&'a Correction>> {
    let mut documents: BTreeMap<&String, Vec<&Correction>> = BTreeMap::new();
    for correction in corrections {
        documents
            .entry(&correction.doc_id)
            .or_default()
            .push(correction);
    }
    for of_one in documents.values_mut() {
        of_one.sort_by(|left, right| left.partial_cmp(right).unwrap_or(std::cmp::Ordering::Equal));
    }
    documents
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_changed_and_withdrawn_corrections_alter_their_documents() {
        let correction = |doc_id: &str, set: f64| Correction {
            doc_id: doc_id.into(),
            value_set: Some(set),
            ..Correction::default()
        };
        let judged = |doc_id: &str, set: f64| Judged {
            correction: correction(doc_id, set),
            verdict: Verdict::Applied,
        };
        let before = [
            judged("a", 1.0),
            judged("b", 1.0),
            judged("c", 1.0),
            judged("a", 2.0),
        ];
        let now = [
            correction("a", 2.0),
            correction("a", 1.0),
            correction("b", 2.0),
            correction("d", 1.0),
        ];
        let altered: Vec<String> = altered(&before, &now).into_iter().collect();
        assert_eq!(altered, ["b", "c", "d"]);
    }
}
