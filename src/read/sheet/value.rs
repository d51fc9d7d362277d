//! Values of cells as text. No value is changed: at most the form it is written in.

use calamine::{BorderStyle, CellErrorType, Data, DataRef, ExcelDateTime, Style};

/// Whether a style shows a share of one as percents.
pub(super) fn is_percent(style: &Style) -> bool {
    code(style).is_some_and(|code| code.contains('%') && !code.contains('"'))
}

/// Whether a style writes dates with 年.
pub(super) fn is_chinese_date(style: &Style) -> bool {
    code(style).is_some_and(|code| code.contains('年'))
}

/// Whether a style draws lines around a cell: an empty one is a blank of a table.
pub(super) fn is_framed(style: &Style) -> bool {
    style.borders.as_ref().is_some_and(|borders| {
        let lines = [&borders.left, &borders.right, &borders.top, &borders.bottom];
        let drawn = lines.iter().filter(|line| line.style != BorderStyle::None);
        drawn.count() >= 3
    })
}

fn code(style: &Style) -> Option<&str> {
    style
        .number_format
        .as_ref()
        .map(|format| format.format_code.as_str())
}

pub(super) fn of_xlsx(value: &DataRef, percent: bool, chinese: bool) -> String {
    match value {
        DataRef::Int(number) if percent => percents(&number.to_string()),
        DataRef::Float(number) if percent => percents(&decimal(*number)),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => decimal(*number),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(value) => logical(*value),
        DataRef::DateTime(time) => date(time, chinese),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => failed(error),
        DataRef::Empty => String::new(),
    }
}

pub(super) fn of_data(value: &Data) -> String {
    match value {
        Data::Int(number) => number.to_string(),
        Data::Float(number) => decimal(*number),
        Data::String(text) => text.clone(),
        Data::Bool(value) => logical(*value),
        Data::DateTime(time) => date(time, false),
        Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Error(error) => failed(error),
        Data::Empty => String::new(),
    }
}

fn logical(value: bool) -> String {
    if value { "TRUE" } else { "FALSE" }.to_owned()
}

fn failed(error: &CellErrorType) -> String {
    error.to_string()
}

/// A number with the fifteen digits that spreadsheets hold to: what 0.1 + 0.2 leaves behind them is
/// shown by none.
fn decimal(number: f64) -> String {
    let rounded = format!("{number:.14e}").parse::<f64>();
    // Minus zero is zero.
    format!("{}", rounded.unwrap_or(number) + 0.0)
}

/// A share of one as percents: the point moves, no digit changes.
fn percents(decimal: &str) -> String {
    let (sign, digits) = match decimal.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", decimal),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let padded = format!("{fraction:0<2}");
    let whole = format!("{whole}{}", &padded[..2]);
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        digits => digits,
    };
    match &padded[2..] {
        "" => format!("{sign}{whole}%"),
        rest => format!("{sign}{whole}.{rest}%"),
    }
}

fn date(time: &ExcelDateTime, chinese: bool) -> String {
    let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
    let clock = format!("{hour:02}:{minute:02}:{second:02}");
    if time.is_duration() || time.as_f64() < 1.0 {
        return clock;
    }
    let date = match chinese {
        true => format!("{year}年{month}月{day}日"),
        false => format!("{year}-{month:02}-{day:02}"),
    };
    match (hour, minute, second) {
        (0, 0, 0) => date,
        _ => format!("{date} {clock}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(number: f64, percent: bool, expected: &str) {
        assert_eq!(of_xlsx(&DataRef::Float(number), percent, false), expected);
    }

    #[test]
    fn numbers_are_printed_without_what_sums_leave_behind() {
        check(12.0, false, "12");
        check(-0.0, false, "0");
        check(0.1 + 0.2, false, "0.3");
        check(1_234_567_890_123.0, false, "1234567890123");
        check(10.16, false, "10.16");
        check(1e21, false, "1000000000000000000000");
        check(0.125, true, "12.5%");
        check(1.0, true, "100%");
        check(-0.07, true, "-7%");
        check(0.00001, true, "0.001%");
        check(0.29, true, "29%");
    }

    #[test]
    fn dates_are_dates() {
        use calamine::ExcelDateTimeType::DateTime;
        let time = |value: f64| ExcelDateTime::new(value, DateTime, false);
        assert_eq!(date(&time(44223.0), true), "2021年1月27日");
        assert_eq!(date(&time(44223.5), false), "2021-01-27 12:00:00");
        assert_eq!(date(&time(0.75), false), "18:00:00");
    }
}
