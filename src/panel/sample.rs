//! Figures for tests of this module.

use super::figure::Figure;
use crate::record::{Evidence, FactSource, ValueState};
use crate::text::Place;

/// A cell of 2021, blank without a value.
pub(super) fn figure(fact_id: i32, code: &str, value: Option<f64>) -> Figure {
    Figure {
        fact_id,
        year: Some(2021),
        indicator: code.into(),
        scope: None,
        applicant: None,
        value,
        state: value.map_or(ValueState::Blank, |_| ValueState::Value),
        source: FactSource::Table,
        evidence: Evidence::Unchecked,
        value_implied: None,
        reviewed: false,
        place: Place::default(),
    }
}
