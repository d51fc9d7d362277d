//! What a run has to do: the sources of a walk beside those that earlier runs have seen.
//!
//! Both come in the same order, so that they are merged in one pass.

use std::cmp::Ordering;

use super::state::{Known, Stamp};
use crate::error::Result;

/// A source that the walk found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// Its path below the root.
    pub source: String,
    /// Size and time of its file.
    pub stamp: Stamp,
}

/// What is to be done about a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// It stands as it stood.
    Keep(Known),
    /// Found at this index of the walk, never seen before.
    New(usize),
    /// Found at this index of the walk; its file, or what reads it, may have changed.
    Again(usize, Known),
    /// Seen before and no longer there.
    Vanished(Known),
}

/// What decides whether a source is read again.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules<'a> {
    /// Fingerprint of the tool and grammars of this run.
    pub reader: &'a str,
    /// Whether what was rejected is tried again.
    pub retry: bool,
}

/// Merges the walk with what is known and hands each step to `take`, in order.
///
/// # Errors
/// What reading `known` or `take` returns.
pub(crate) fn merge(
    found: &[Found],
    known: impl Iterator<Item = Result<Known>>,
    rules: Rules<'_>,
    mut take: impl FnMut(Step) -> Result<()>,
) -> Result<()> {
    let mut at = 0;
    for known in known {
        let known = known?;
        while at < found.len() && order(&found[at].source, &known.source) == Ordering::Less {
            take(Step::New(at))?;
            at += 1;
        }
        if at < found.len() && found[at].source == known.source {
            take(rules.step(at, found[at].stamp, known))?;
            at += 1;
        } else {
            take(Step::Vanished(known))?;
        }
    }
    (at..found.len()).try_for_each(|at| take(Step::New(at)))
}

impl Rules<'_> {
    fn step(self, at: usize, stamp: Stamp, known: Known) -> Step {
        let rejected = known.outcome == "rejected";
        let same = stamp == known.stamp && stamp.modified != 0 && self.reader == known.reader;
        if same && !(self.retry && rejected) {
            Step::Keep(known)
        } else {
            Step::Again(at, known)
        }
    }
}

/// The order of sources: folder by folder, as a walk meets them.
pub(crate) fn order(left: &str, right: &str) -> Ordering {
    left.split('/').cmp(right.split('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(source: &str, modified: i64, outcome: &str) -> Result<Known> {
        Ok(Known {
            source: source.into(),
            stamp: Stamp { size: 1, modified },
            outcome: outcome.into(),
            reader: "r1".into(),
            ..Known::default()
        })
    }

    fn found(source: &str, modified: i64) -> Found {
        Found {
            source: source.into(),
            stamp: Stamp { size: 1, modified },
        }
    }

    #[track_caller]
    fn check(reader: &str, retry: bool, expected: &[&str]) {
        let walk = [
            found("a/b", 1),
            found("a-b", 2),
            found("c", 9),
            found("e", 1),
        ];
        let mut walk = walk.to_vec();
        walk.sort_by(|left, right| order(&left.source, &right.source));
        let seen = [
            known("a/b", 1, "ok"),
            known("a/x", 1, "ok"),
            known("a-b", 2, "rejected"),
            known("c", 3, "ok"),
            known("d", 1, "ok"),
        ];
        let mut steps = Vec::new();
        merge(&walk, seen.into_iter(), Rules { reader, retry }, |step| {
            steps.push(match step {
                Step::Keep(known) => format!("keep {}", known.source),
                Step::New(at) => format!("new {}", walk[at].source),
                Step::Again(_, known) => format!("again {}", known.source),
                Step::Vanished(known) => format!("vanished {}", known.source),
            });
            Ok(())
        })
        .unwrap();
        assert_eq!(steps, expected);
    }

    #[test]
    fn each_source_is_kept_read_or_missed() {
        let rest = ["again c", "vanished d", "new e"];
        let kept = ["keep a/b", "vanished a/x", "keep a-b"];
        check("r1", false, &[kept, rest].concat());
    }

    #[test]
    fn another_reader_reads_all_again_and_a_retry_what_was_rejected() {
        let rest = ["again c", "vanished d", "new e"];
        check(
            "r2",
            false,
            &[["again a/b", "vanished a/x", "again a-b"], rest].concat(),
        );
        check(
            "r1",
            true,
            &[["keep a/b", "vanished a/x", "again a-b"], rest].concat(),
        );
    }
}
