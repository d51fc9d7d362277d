//! All integration tests as one binary: the library is linked once, and a new test is a new file.

mod agree;
mod check;
mod cli;
#[cfg(feature = "docx")]
mod docx;
mod encodings;
mod eval;
mod house;
mod limits;
mod links;
mod output;
mod quantities;
mod samples;
mod seeds;
mod show;
mod spans;
mod support;
#[cfg(feature = "html")]
mod web;
