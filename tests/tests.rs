//! All integration tests as one binary: the library is linked once, and a new test is a new file.

mod agree;
#[cfg(feature = "archive")]
mod archives;
mod check;
mod cli;
mod compare;
#[cfg(feature = "docx")]
mod docx;
mod encodings;
mod eval;
mod families;
mod files;
#[cfg(all(feature = "docx", feature = "html"))]
mod formats;
mod house;
mod ingest;
mod limits;
mod links;
mod output;
#[cfg(any(feature = "archive", feature = "sheet"))]
mod packs;
mod panel;
mod pdf;
mod quantities;
mod review;
mod samples;
mod seeds;
mod shards;
#[cfg(feature = "sheet")]
mod sheets;
mod show;
mod spans;
mod support;
#[cfg(feature = "html")]
mod web;
#[cfg(all(feature = "xlsx", feature = "sheet"))]
mod workbook;
