//! What a run has to do: the files of a walk beside the sources that earlier runs have seen.
//!
//! Both come in the same order and are merged in one pass. Files that look as they looked are not opened;
//! archives are opened and bytes hashed only where something may have changed. Memory grows with what is
//! to be done, not with what is known.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering as Memory};

use super::options::Report;
use super::state::{Known, StateReader, Words};
use crate::error::{Error, Result};
use crate::pipeline::{Files, Input, Stamp, hashes, order};
use crate::read::Rejection;

/// What decides whether a source is read again.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules<'a> {
    /// Fingerprint of the tool and grammars of this run.
    pub reader: &'a str,
    /// Programs that it may start.
    pub tools: &'a str,
    /// Whether what was rejected is tried again.
    pub retry: bool,
    /// Whether all bytes are hashed, whatever files look like.
    pub verify: bool,
    /// Whether rows of sources that vanished leave.
    pub prune: bool,
    /// Whether this run names all that earlier runs named.
    pub whole: bool,
    /// Whether the sources are those of earlier runs in another place.
    pub moved: bool,
    /// Nanoseconds since 1970. Files that changed later may still be written to.
    pub settled: i64,
}

/// What a run is to do, found out before anything is written.
#[derive(Debug, Default)]
pub(crate) struct Work {
    /// What is to be read, in the order of a state.
    pub tasks: Vec<Task>,
    /// Rows that stand but whose files look otherwise.
    pub touched: Vec<Known>,
    /// Documents whose rows leave the tables.
    pub gone: HashSet<String>,
    /// Sources that leave the state.
    pub dropped: HashSet<String>,
    /// Rejected sources of the same bytes that are tried again, as they are known.
    pub again: BTreeMap<String, Known>,
    /// Sources with the bytes of one that is kept and carries the rows, with that one.
    pub repeats: BTreeMap<String, String>,
    /// Documents of earlier runs whose place others from elsewhere would take.
    pub displaced: usize,
    /// Counts so far.
    pub report: Report,
}

/// A source to be read.
#[derive(Debug)]
pub(crate) struct Task {
    /// The source.
    pub input: Input,
    /// What is known of it before it is read: all but the outcome.
    pub known: Known,
}

impl Work {
    /// Whether the tables stay as they are.
    pub(crate) fn is_nothing(&self) -> bool {
        self.tasks.is_empty() && self.gone.is_empty() && self.dropped.is_empty()
    }

    /// Whether all that was read was rejected before and is now, for the same reason.
    pub(crate) fn is_as_before(&self, read: &[Known]) -> bool {
        let same = |now: &Known| {
            let before = self.again.get(&now.source);
            before.is_some_and(|before| now.is_rejected() && now.reason == before.reason)
        };
        self.dropped.is_empty() && read.iter().all(same)
    }
}

impl Rules<'_> {
    /// Whether a source stands without its bytes being looked at.
    fn stands(self, stamp: Stamp, known: &Known) -> bool {
        let same = stamp == known.stamp && stamp.modified != 0 && !self.verify;
        same && self.is_read(known) && !is_unreadable(known)
    }

    /// Whether what read the bytes would read them alike.
    fn is_read(self, known: &Known) -> bool {
        let same = match known.reason.as_deref() {
            Some(reason) if needs_tool(reason) => *known.reader == *self.with_tools(),
            _ => &*known.reader == self.reader,
        };
        same && !(self.retry && known.is_rejected())
    }

    /// What `known.reader` is for this outcome.
    pub(crate) fn reader_of(self, reason: Option<&str>, words: &mut Words) -> Arc<str> {
        match reason {
            Some(reason) if needs_tool(reason) => words.shared(&self.with_tools()),
            _ => words.shared(self.reader),
        }
    }

    /// What was rejected for want of a program is read again where other programs are.
    fn with_tools(self) -> String {
        format!("{} {}", self.reader, self.tools)
    }

    /// A stamp that a file written to at this very moment does not keep.
    fn trusted(self, stamp: Stamp) -> Stamp {
        let modified = if stamp.modified < self.settled {
            stamp.modified
        } else {
            0
        };
        Stamp { modified, ..stamp }
    }
}

fn needs_tool(reason: &str) -> bool {
    reason.starts_with("missing-tool:")
}

/// Whether it could not be opened: the file may look the same when it can.
fn is_unreadable(known: &Known) -> bool {
    let unreadable = |reason: &Arc<str>| reason.starts_with("unreadable:");
    known.is_rejected() && known.reason.as_ref().is_some_and(unreadable)
}

/// Inputs that are hashed together.
const AT_ONCE: usize = 1024;

/// Merges the files with what is known.
///
/// # Errors
/// What reading either returns, and [`Error::Interrupted`] once `stop` is set.
pub(crate) fn plan(
    files: &Files,
    state: Option<&Path>,
    rules: Rules<'_>,
    stop: &AtomicBool,
) -> Result<Work> {
    let mut planner = Planner {
        rules,
        files,
        blind: files.is_blind(),
        refused: None,
        candidates: Vec::new(),
        words: Words::default(),
        work: Work::default(),
    };
    let outputs = files.outputs().len();
    planner.work.report.outputs = outputs;
    planner.work.report.found = outputs;
    let mut known = StateReader::open(state)?;
    let mut next = known.next().transpose()?;
    for file in files.inputs()? {
        let file = file?;
        if stop.load(Memory::Relaxed) {
            return Err(Error::Interrupted);
        }
        let mut group = Vec::new();
        while let Some(one) = next.take_if(|one| order(one.file(), &file.source).is_le()) {
            match order(one.file(), &file.source) {
                Ordering::Less => planner.vanished(one),
                _ => group.push(one),
            }
            next = known.next().transpose()?;
        }
        planner.found(file, group)?;
    }
    while let Some(one) = next.take() {
        planner.vanished(one);
        next = known.next().transpose()?;
    }
    planner.settle()?;
    Ok(planner.work)
}

/// Whether a file that seems to be no archive only cannot be read.
fn is_closed(members: &[Input], source: &str) -> bool {
    let [one] = members else { return false };
    one.source == source && matches!(one.bytes(), Err(Rejection::Unreadable(_)))
}

struct Planner<'a> {
    rules: Rules<'a>,
    files: &'a Files,
    /// Whether what is not found may still be there.
    blind: bool,
    /// The last that was found and could not be looked into.
    refused: Option<String>,
    /// Sources whose bytes have to be looked at.
    candidates: Vec<Candidate>,
    words: Words,
    work: Work,
}

struct Candidate {
    input: Input,
    archive: Option<Arc<str>>,
    root: Option<Arc<str>>,
    stamp: Stamp,
    known: Option<Known>,
}

impl Planner<'_> {
    /// A file that is there, with what is known of it or of its members.
    fn found(&mut self, file: Input, group: Vec<Known>) -> Result<()> {
        let stamp = file.stamp().unwrap_or_default();
        let refused = file.is_refused();
        if refused {
            self.refused = Some(format!("{}/", file.source));
        }
        let stands = |known: &Known| self.rules.stands(stamp, known);
        let all = !group.is_empty() && group.iter().all(stands);
        if all && !self.rules.moved {
            group.iter().for_each(|known| self.stands(known));
            return Ok(());
        }
        let root = file.home().map(|root| self.words.shared(&root));
        if all {
            group.into_iter().for_each(|known| self.stays(known, &root));
            return Ok(());
        }
        let source: Arc<str> = file.source.as_str().into();
        let mut group: BTreeMap<String, Known> = group
            .into_iter()
            .map(|known| (known.source.clone(), known))
            .collect();
        let members = file.members()?;
        if !refused
            && !group.contains_key(&*source)
            && !group.is_empty()
            && is_closed(&members, &source)
        {
            self.refused = Some(format!("{source}!/"));
        }
        for input in members {
            let known = group.remove(&input.source);
            match known {
                Some(known) if self.rules.stands(stamp, &known) => self.stays(known, &root),
                known => self.candidates.push(Candidate {
                    archive: (*input.source != *source).then(|| Arc::clone(&source)),
                    root: root.clone(),
                    input,
                    stamp,
                    known,
                }),
            }
            if self.candidates.len() == AT_ONCE {
                self.settle()?;
            }
        }
        group.into_values().for_each(|known| self.vanished(known));
        Ok(())
    }

    /// As [`stands`](Self::stands), in the folder `root` from now on if the archive moved.
    fn stays(&mut self, known: Known, root: &Option<Arc<str>>) {
        self.stands(&known);
        if self.rules.moved && known.root != *root {
            let root = root.clone();
            self.work.touched.push(Known { root, ..known });
        }
    }

    fn stands(&mut self, known: &Known) {
        self.work.report.found += 1;
        self.work.report.unchanged += 1;
        self.work.report.rejected_standing += usize::from(known.is_rejected());
    }

    /// What is no longer there. What only cannot be looked into stays.
    fn vanished(&mut self, known: Known) {
        let hidden = self.refused.as_ref();
        let hidden = hidden.is_some_and(|folder| known.source.starts_with(folder));
        if !self.is_named(&known) {
            self.work.report.unnamed += 1;
            self.work.report.rejected_standing += usize::from(known.is_rejected());
        } else if self.rules.prune && !hidden && !self.blind {
            self.work.report.retracted += 1;
            self.goes(&known);
            self.work.dropped.insert(known.source);
        } else {
            self.work.report.missing += 1;
            self.work.report.rejected_standing += usize::from(known.is_rejected());
        }
    }

    /// Whether this run names it, or would if it were there.
    fn is_named(&self, known: &Known) -> bool {
        match known.path() {
            Some(path) if !self.rules.moved => self.files.covers(&path),
            _ if self.rules.moved => !self.files.is_alone(),
            _ => self.rules.whole,
        }
    }

    /// Whether another document would take its place only because their sources are called the same.
    fn is_displaced(&self, known: &Known, root: &Option<Arc<str>>) -> bool {
        match (&known.root, root) {
            (Some(before), Some(now)) => before != now,
            _ => !self.rules.whole,
        }
    }

    /// The rows of a source go, unless they are another feed's.
    fn goes(&mut self, known: &Known) {
        if !known.is_elsewhere() {
            self.work.gone.insert(known.doc_id().to_owned());
        }
    }

    /// Hashes what has to be looked at and decides what is read.
    fn settle(&mut self) -> Result<()> {
        let candidates = std::mem::take(&mut self.candidates);
        let inputs: Vec<&Input> = candidates.iter().map(|one| &one.input).collect();
        let hashes = hashes(&inputs)?;
        for (candidate, hash) in candidates.into_iter().zip(hashes) {
            // Without bytes, the name is all there is to tell documents apart.
            let named = || blake3::hash(candidate.input.source.as_bytes());
            let hash = hash.filter(|hash| *hash != blake3::hash(b""));
            let hash = hash.unwrap_or_else(named).to_hex().to_string();
            self.decide(candidate, hash);
        }
        Ok(())
    }

    fn decide(&mut self, candidate: Candidate, hash: String) {
        let stamp = self.rules.trusted(candidate.stamp);
        self.work.report.found += 1;
        match candidate.known {
            Some(known) if known.content_hash == hash && self.rules.is_read(&known) => {
                self.work.report.unchanged += 1;
                self.work.report.rejected_standing += usize::from(known.is_rejected());
                if known.stamp != stamp || self.rules.moved && known.root != candidate.root {
                    let root = candidate.root.or(known.root);
                    self.work.touched.push(Known {
                        stamp,
                        root,
                        ..known
                    });
                }
                return;
            }
            Some(known) => {
                self.work.report.changed += 1;
                self.work.displaced += usize::from(self.is_displaced(&known, &candidate.root));
                self.goes(&known);
                if known.is_rejected() && known.content_hash == hash {
                    self.work.again.insert(known.source.clone(), known);
                }
            }
            None => self.work.report.new += 1,
        }
        self.work.tasks.push(Task {
            known: Known {
                source: candidate.input.source.clone(),
                archive: candidate.archive,
                root: candidate.root,
                stamp,
                bytes: candidate.input.size().unwrap_or(0),
                content_hash: hash,
                ..Known::default()
            },
            input: candidate.input,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::state::rewrite;
    use super::*;
    use crate::pipeline::files;
    use std::fs;

    /// A folder of files, and a state that knows some.
    fn steps(rules: Rules<'_>, alter: impl Fn(&mut Known)) -> (Vec<String>, Work) {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("in");
        fs::create_dir_all(root.join("a")).unwrap();
        for name in ["a/b", "a-b", "c", "e"] {
            fs::write(root.join(name), name).unwrap();
        }
        let found = files(&[root.display().to_string()], &[], folder.path()).unwrap();
        let known = |input: &Input| Known {
            source: input.source.clone(),
            stamp: input.stamp().unwrap(),
            content_hash: blake3::hash(input.source.as_bytes()).to_hex().to_string(),
            outcome: "ok".into(),
            reader: "r1".into(),
            ..Known::default()
        };
        let inputs = found.inputs().unwrap().map(Result::unwrap);
        let mut all: Vec<Known> = inputs
            .filter(|input| input.source != "e")
            .map(|input| known(&input))
            .collect();
        let gone = |source: &str| Known {
            source: source.into(),
            content_hash: source.repeat(32),
            outcome: "ok".into(),
            ..Known::default()
        };
        all.extend([gone("a/x"), gone("d")]);
        all.iter_mut().for_each(alter);
        all.sort_by(super::super::state::by_file);
        let state = folder.path().join("state");
        rewrite(None, &state, all, |_| false, |_| Ok(())).unwrap();
        let work = plan(&found, Some(&state), rules, &AtomicBool::new(false)).unwrap();
        (
            work.tasks
                .iter()
                .map(|task| task.known.source.clone())
                .collect(),
            work,
        )
    }

    const RULES: Rules<'_> = Rules {
        reader: "r1",
        tools: "",
        retry: false,
        verify: false,
        prune: false,
        whole: true,
        moved: false,
        settled: i64::MAX,
    };

    #[track_caller]
    fn check(rules: Rules<'_>, alter: impl Fn(&mut Known), read: &[&str], unchanged: usize) {
        let (sources, work) = steps(rules, alter);
        assert_eq!(sources, read);
        assert_eq!(work.report.unchanged, unchanged);
        assert_eq!(work.report.found, read.len() + unchanged);
        assert_eq!(work.report.missing, 2);
    }

    #[test]
    fn what_is_new_is_read_and_what_stands_is_not() {
        check(RULES, |_| (), &["e"], 3);
    }

    #[test]
    fn another_reader_reads_all_again() {
        check(
            Rules {
                reader: "r2",
                ..RULES
            },
            |_| (),
            &["a/b", "a-b", "c", "e"],
            0,
        );
    }

    #[test]
    fn a_retry_reads_what_was_rejected() {
        let reject = |known: &mut Known| {
            if known.source == "a-b" {
                known.outcome = "rejected".into();
                known.reason = Some("binary: 内容不是文本".into());
            }
        };
        check(RULES, reject, &["e"], 3);
        check(
            Rules {
                retry: true,
                ..RULES
            },
            reject,
            &["a-b", "e"],
            2,
        );
    }

    #[test]
    fn what_lacked_a_program_is_read_where_others_are() {
        let lacking = |known: &mut Known| {
            if known.source == "c" {
                known.outcome = "rejected".into();
                known.reason = Some("missing-tool: 读取 DOC 需要安装 catdoc".into());
                known.reader = "r1 catdoc".into();
            }
        };
        let tools = |tools| Rules { tools, ..RULES };
        check(tools("catdoc"), lacking, &["e"], 3);
        check(tools("catdoc soffice"), lacking, &["c", "e"], 2);
    }

    #[test]
    fn other_bytes_behind_the_same_looks_are_found_by_verify_alone() {
        let other = |known: &mut Known| {
            if known.source == "c" {
                known.content_hash = "0".repeat(64);
            }
        };
        check(RULES, other, &["e"], 3);
        check(
            Rules {
                verify: true,
                ..RULES
            },
            other,
            &["c", "e"],
            2,
        );
    }

    #[test]
    fn another_file_of_the_same_bytes_is_only_remembered() {
        let moved = |known: &mut Known| known.stamp.inode ^= 1;
        let (read, work) = steps(RULES, moved);
        assert_eq!(read, ["e"]);
        assert_eq!(work.touched.len(), 3);
    }

    #[test]
    fn what_vanished_leaves_under_prune() {
        let (_, work) = steps(
            Rules {
                prune: true,
                ..RULES
            },
            |_| (),
        );
        assert_eq!((work.report.retracted, work.report.missing), (2, 0));
        assert_eq!(work.dropped.len(), 2);
    }

    #[test]
    fn files_that_may_still_be_written_to_are_looked_at_again() {
        let (_, work) = steps(
            Rules {
                settled: 0,
                ..RULES
            },
            |_| (),
        );
        assert_eq!(work.tasks[0].known.stamp.modified, 0);
    }
}
