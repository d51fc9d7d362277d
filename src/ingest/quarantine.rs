//! Rejected documents: what is wrong with each, at which stage, and when it is tried again.

use std::fs;
use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::state::Known;
use crate::error::{Error, Result};
use crate::pipeline::Input;
use crate::store::sync_folder;

/// A document that was not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    /// Path below the source's root.
    pub source: String,
    /// The document.
    pub doc_id: String,
    /// Stable code of the reason.
    pub code: String,
    /// What is wrong and what to do, for people.
    pub reason: String,
    /// Where it was given up.
    pub stage: Stage,
    /// First byte of what the reason is about; a reader refuses a document whole.
    pub span_start: u64,
    /// One past the last byte.
    pub span_end: u64,
    /// When it is tried again.
    pub retry: Retry,
}

/// A stage of reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Its bytes could not be had.
    Open,
    /// No reader takes the format.
    Format,
    /// Its reader gave it up.
    Read,
    /// What was read could not be made into records.
    Extract,
}

/// When a rejected document is tried again; `--retry` tries all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Retry {
    /// On every run.
    NextRun,
    /// When other programs are installed, or as [`AfterUpdate`](Self::AfterUpdate).
    AfterInstall,
    /// When its bytes, gongkai or its grammars change.
    AfterUpdate,
}

/// Name of the list in a run's folder, a JSON object a line.
pub(super) const REJECTED: &str = "rejected.jsonl";

impl Rejected {
    /// A rejected source as it is known.
    pub(super) fn of(known: &Known) -> Self {
        let reason = known.reason.as_deref().unwrap_or_default();
        let (code, reason) = reason.split_once(": ").unwrap_or((reason, reason));
        Self {
            source: known.source.clone(),
            doc_id: known.doc_id().to_owned(),
            code: code.to_owned(),
            reason: reason.to_owned(),
            stage: Stage::of(code),
            span_start: 0,
            span_end: known.bytes,
            retry: Retry::of(code),
        }
    }

    /// The record as a line of JSON, with its end.
    pub(super) fn to_line(&self) -> String {
        // Strings and numbers alone cannot fail to serialise.
        serde_json::to_string(self).unwrap_or_default() + "\n"
    }
}

impl Stage {
    /// The stage at which a rejection of this code is made.
    fn of(code: &str) -> Self {
        match code {
            "unreadable" | "too-large" => Self::Open,
            "unsupported-format" | "missing-tool" | "encrypted" | "binary" | "empty" => {
                Self::Format
            }
            "internal-error" => Self::Extract,
            _ => Self::Read,
        }
    }
}

impl Retry {
    fn of(code: &str) -> Self {
        match code {
            "unreadable" => Self::NextRun,
            "missing-tool" => Self::AfterInstall,
            _ => Self::AfterUpdate,
        }
    }
}

/// Copies the bytes of those inputs that were rejected to `folder`, named by their BLAKE3, each with a JSON
/// file that says where it came from and why it was rejected. What is there already is left alone.
///
/// # Errors
/// [`Error::Write`].
pub(super) fn keep<'a>(
    folder: &Path,
    read: impl Iterator<Item = (&'a Input, &'a Known)>,
) -> Result<()> {
    let mut kept = false;
    for (input, known) in read.filter(|(_, known)| known.is_rejected()) {
        let rejected = Rejected::of(known);
        let bytes = input.bytes().unwrap_or_default();
        let name = format!("{}.json", rejected.doc_id);
        write(folder, &name, rejected.to_line().as_bytes())?;
        if !bytes.is_empty() {
            write(folder, &rejected.doc_id, &bytes)?;
        }
        kept = true;
    }
    match kept {
        true => sync_folder(folder),
        false => Ok(()),
    }
}

/// Writes a file whole, unless it is there.
fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    let path = folder.join(name);
    let failed = |source| Error::Write {
        path: path.clone(),
        source,
    };
    if path.exists() {
        return Ok(());
    }
    fs::create_dir_all(folder).map_err(failed)?;
    let mut staged = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    staged.write_all(bytes).map_err(failed)?;
    staged.as_file().sync_all().map_err(failed)?;
    staged.persist(&path).map_err(|error| failed(error.error))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(reason: &str, code: &str, stage: Stage, retry: Retry) {
        let known = Known {
            source: "a.txt".into(),
            content_hash: "0".repeat(64),
            bytes: 9,
            reason: Some(reason.into()),
            ..Known::default()
        };
        let rejected = Rejected::of(&known);
        assert_eq!(
            (rejected.code.as_str(), rejected.stage, rejected.retry),
            (code, stage, retry)
        );
        assert_eq!((rejected.span_start, rejected.span_end), (0, 9));
    }

    #[test]
    fn a_reason_tells_stage_and_retry() {
        check(
            "unreadable: 无法读取：拒绝访问",
            "unreadable",
            Stage::Open,
            Retry::NextRun,
        );
        check(
            "missing-tool: 读取 DOC 需要安装 catdoc",
            "missing-tool",
            Stage::Format,
            Retry::AfterInstall,
        );
        check(
            "broken-file: ZIP 文件不完整",
            "broken-file",
            Stage::Read,
            Retry::AfterUpdate,
        );
        check(
            "internal-error: 内部错误",
            "internal-error",
            Stage::Extract,
            Retry::AfterUpdate,
        );
    }
}
