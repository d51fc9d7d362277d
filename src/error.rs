//! Why a run stopped. Bad documents do not stop a run; they become diagnostics.

use std::io;
use std::path::PathBuf;

use crate::grammar::GrammarErrors;

/// Why a run stopped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be read.
    #[error("cannot read {path}")]
    Read {
        /// What was to be read.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A file or folder could not be written.
    #[error("cannot write {path}")]
    Write {
        /// What was to be written.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The output folder holds something already.
    #[error("{path} is not empty; name a new folder, or pass --overwrite to replace it whole")]
    OutputNotEmpty {
        /// The folder.
        path: PathBuf,
    },
    /// No input was found.
    #[error("no document found for `{pattern}`")]
    NoInput {
        /// The argument as given.
        pattern: String,
    },
    /// The grammars contain mistakes.
    #[error(transparent)]
    Grammar(#[from] GrammarErrors),
    /// Arrow refused a batch.
    #[error("cannot build table `{table}`")]
    Batch {
        /// The table.
        table: &'static str,
        /// Why not.
        source: arrow::error::ArrowError,
    },
    /// Parquet refused a batch.
    #[error("cannot encode {path}")]
    Encode {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: parquet::errors::ParquetError,
    },
    /// A dataset is not as it should be.
    #[error("cannot use {path}: {why}")]
    Dataset {
        /// The dataset, or the file of it.
        path: PathBuf,
        /// What is wrong and what to do.
        why: String,
    },
    /// Another run holds the dataset.
    #[error("{path} is held by another run; try again later, or wait with --wait")]
    Busy {
        /// The dataset.
        path: PathBuf,
    },
    /// A store did not answer as it should, however often it was asked.
    #[error("{path} cannot be reached; try again later")]
    Unavailable {
        /// What was to be read or written.
        path: PathBuf,
        /// What it answered.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// More documents were rejected than the run may reject.
    #[error(
        "{rejected} of {read} documents were rejected, more than --max-rejects allows; nothing was committed"
    )]
    TooManyRejects {
        /// Documents not read.
        rejected: usize,
        /// Documents in all.
        read: usize,
    },
    /// The run was asked to stop.
    #[error("interrupted; nothing was changed")]
    Interrupted,
    /// What a run counted does not add up: a bug of ours.
    #[error("the run's own counts do not add up: {0}; nothing was committed, please report this")]
    Miscount(String),
    /// An argument has a value that cannot be used.
    #[error("{0}")]
    Usage(String),
}

/// The result of an operation that may stop a run.
pub type Result<T> = std::result::Result<T, Error>;
