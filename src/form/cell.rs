//! One printed cell as a value: number, sign words, unit, dash, slash, nothing.

use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::tag;

use crate::layout::is_garbled;
use crate::record::ValueState;
use crate::value::number::signed;

/// A cell that can stand in a value column.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CellValue {
    /// What the cell holds.
    pub state: ValueState,
    /// The number, 万 and 亿 not applied: they are part of the unit.
    pub value: Option<f64>,
    /// Unit printed behind the number.
    pub unit: Option<String>,
}

impl CellValue {
    /// Something printed that has no single certain reading.
    pub(crate) fn unreadable() -> Self {
        Self {
            state: ValueState::Unreadable,
            value: None,
            unit: None,
        }
    }
}

/// Reads a cell; `None` if it is text.
///
/// Anything short with a digit in it that is no number counts as a value that cannot be read.
pub(crate) fn read(text: &str) -> Option<CellValue> {
    let state = |state| {
        Some(CellValue {
            state,
            value: None,
            unit: None,
        })
    };
    match text {
        "" => return state(ValueState::Blank),
        "-" | "—" | "–" | "－" | "——" | "--" | "---" | "─" | "一一" => {
            return state(ValueState::Dash);
        }
        "/" | "／" | "\\" | "不适用" | "N/A" => return state(ValueState::NotApplicable),
        _ => {}
    }
    if let Some((number, unit)) = number(text) {
        return Some(CellValue {
            state: ValueState::Value,
            value: Some(number),
            unit,
        });
    }
    is_garbled(text).then(CellValue::unreadable)
}

/// `number = signed [ unit ]`, the whole cell.
fn number(text: &str) -> Option<(f64, Option<String>)> {
    let first = text.chars().find(|one| !one.is_whitespace())?;
    if !first.is_ascii_digit() && !SIGNS.contains(&first) {
        return None;
    }
    let squeezed: String = text.chars().filter(|one| !one.is_whitespace()).collect();
    let inner_blank = squeezed.len() != text.len();
    // Zeros before a number are cells that ran into it.
    let digits = squeezed.trim_start_matches(['-', '+', '－']);
    if digits.len() > 1
        && digits.starts_with('0')
        && digits[1..].starts_with(|one: char| one.is_ascii_digit())
    {
        return None;
    }
    let (rest, number) = signed(&squeezed).ok()?;
    // "1 0" is two numbers or one: nobody can tell.
    if inner_blank && text.trim().contains(|one: char| one.is_whitespace()) && splits_digits(text) {
        return None;
    }
    if rest.is_empty() {
        return Some((number.to_f64(), None));
    }
    let mut units = alt((
        alt((
            tag("万元"),
            tag("亿元"),
            tag("元"),
            tag("人次"),
            tag("件"),
            tag("条"),
            tag("次"),
            tag("个"),
        )),
        alt((
            tag("项"),
            tag("篇"),
            tag("期"),
            tag("份"),
            tag("人"),
            tag("%"),
        )),
    ));
    let parsed: nom::IResult<&str, &str> = units.parse(rest);
    let (rest, unit) = parsed.ok()?;
    rest.is_empty()
        .then(|| (number.to_f64(), Some(unit.to_owned())))
}

/// What a number may begin with beside a digit.
const SIGNS: [char; 9] = ['-', '－', '−', '—', '–', '减', '+', '＋', '增'];

fn splits_digits(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let Some(mut last) = words.next() else {
        return false;
    };
    for word in words {
        let before = last
            .chars()
            .next_back()
            .is_some_and(|one| one.is_ascii_digit());
        if before && word.chars().next().is_some_and(|one| one.is_ascii_digit()) {
            return true;
        }
        last = word;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, state: ValueState, value: Option<f64>, unit: Option<&str>) {
        assert_eq!(
            read(text),
            Some(CellValue {
                state,
                value,
                unit: unit.map(str::to_owned)
            }),
            "{text}"
        );
    }

    #[test]
    fn numbers_keep_their_unit() {
        check("1373", ValueState::Value, Some(1373.0), None);
        check("-540", ValueState::Value, Some(-540.0), None);
        check("减4", ValueState::Value, Some(-4.0), None);
        check("976.81万元", ValueState::Value, Some(976.81), Some("万元"));
        check("1,054", ValueState::Value, Some(1054.0), None);
    }

    #[test]
    fn nothing_dash_and_slash_are_no_zero() {
        check("", ValueState::Blank, None, None);
        check("—", ValueState::Dash, None, None);
        check("/", ValueState::NotApplicable, None, None);
    }

    #[test]
    fn garbled_digits_are_not_guessed() {
        check("1O3", ValueState::Unreadable, None, None);
        check("1 0", ValueState::Unreadable, None, None);
    }

    #[test]
    fn text_is_no_value() {
        assert_eq!(read("规章"), None);
        assert_eq!(read("1.属于国家秘密"), None);
    }
}
