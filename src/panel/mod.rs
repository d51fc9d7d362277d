//! Reports of many organs and years as one panel: organ × year × measure across the official forms.
//!
//! Given a dataset, or documents, and the dictionary of measures in `grammars/`, returns rows with their
//! comparability, breaks, states and evidence, and what was compared between the reports of two years.
//! No value is made up: a measure is a sum of cells that all have values, or has none.

mod build;
pub mod cross_year;
mod figure;
mod load;
mod organ;
mod reading;
#[cfg(test)]
mod sample;
mod write;

pub use build::{Panel, Report, build};
pub use figure::{Figure, Figures, Found};
pub use load::{Values, is_dataset, load};
pub use write::{Times, dictionary, tables, write_file, write_folder};
