//! All integration tests as one binary: the library is linked once, and a new test is a new file.

mod agree;
#[cfg(feature = "archive")]
mod archives;
mod check;
mod cli;
mod compare;
mod concurrency;
#[cfg(target_os = "linux")]
mod crash;
mod damaged;
#[cfg(all(feature = "xlsx", feature = "sheet"))]
mod dictionary;
#[cfg(feature = "docx")]
mod docx;
mod encodings;
mod eval;
mod evolution;
mod families;
mod files;
#[cfg(all(feature = "docx", feature = "html"))]
mod formats;
mod house;
mod ingest;
mod limits;
mod links;
mod manners;
mod operations;
mod output;
#[cfg(any(feature = "archive", feature = "sheet"))]
mod packs;
mod panel;
mod pdf;
mod quantities;
mod retention;
mod review;
#[cfg(feature = "s3")]
mod s3;
mod samples;
mod seeds;
mod shards;
#[cfg(feature = "sheet")]
mod sheets;
mod show;
mod spans;
mod support;
mod tutorial;
#[cfg(feature = "html")]
mod web;
#[cfg(all(feature = "xlsx", feature = "sheet"))]
mod workbook;
