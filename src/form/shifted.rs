//! Rows whose empty cells are lost and that were filled up at their end: values stand further left
//! than they were printed, and the empty cells behind them say nothing of where the others were.

use crate::grammar::Form;
use crate::record::ValueState;

use super::align::{Alignment, Pair};
use super::row::Row;
use super::slot::row_sums;

/// Rows of two equal values, of which the second may be the first one's total, that tell as much as
/// one row of more values.
const PAIRS_OF_EQUALS: usize = 2;

/// For each pair of the alignment, whether the columns of its values are not to be trusted.
///
/// A row that ends in empty cells is not, once rows of the document show that empty cells were lost:
/// the last of their values is the sum of those before it, and the total's cell is empty. Where
/// totals were left out, a few rows add up like that by chance, but not half of them.
pub(super) fn shifted(form: &Form, rows: &[Row], alignment: &Alignment) -> Vec<bool> {
    let pairs = &alignment.pairs;
    let open: Vec<Option<Vec<f64>>> = pairs
        .iter()
        .map(|pair| open_end(form, rows, pair))
        .collect();
    let telling = |(pair, values): (&Pair, &Option<Vec<f64>>)| {
        let values = values.as_ref().filter(|_| totals(form, pair))?;
        let tells = values.len() > 1 && values.iter().any(|value| *value != 0.0);
        tells.then(|| (values.len(), last_is_sum(values)))
    };
    let telling: Vec<(usize, bool)> = pairs.iter().zip(&open).filter_map(telling).collect();
    let early = || telling.iter().filter(|(_, sum)| *sum);
    let shown = early().any(|(count, _)| *count > 2) || early().count() >= PAIRS_OF_EQUALS;
    let lost = shown && early().count() * 2 >= telling.len();
    open.iter().map(|values| lost && values.is_some()).collect()
}

/// The values of a row that prints its empty cells, if all of these stand behind them.
fn open_end(form: &Form, rows: &[Row], pair: &Pair) -> Option<Vec<f64>> {
    let slots = form.tables[pair.table].rows[pair.row].slots.len();
    let row = rows[pair.rows.clone()]
        .iter()
        .find(|row| row.filled() > 0)?;
    let filled = row.filled();
    let blank = |at: usize| row.values[at].1.state == ValueState::Blank;
    if !row.explicit || filled >= slots || filled == row.values.len() || (0..filled).any(blank) {
        return None;
    }
    Some(
        row.values[..filled]
            .iter()
            .map(|(_, value)| value.value.unwrap_or(0.0))
            .collect(),
    )
}

/// Whether the last cell of a row is the sum of all others.
fn totals(form: &Form, pair: &Pair) -> bool {
    let row = &form.tables[pair.table].rows[pair.row];
    let last = row.slots.len() - 1;
    row_sums(form, row)
        .iter()
        .any(|sum| sum.total == last && sum.parts.len() == last)
}

fn last_is_sum(values: &[f64]) -> bool {
    let Some((last, parts)) = values.split_last().filter(|(_, parts)| !parts.is_empty()) else {
        return false;
    };
    *last != 0.0 && (parts.iter().sum::<f64>() - last).abs() < 1e-6
}
