//! Numbers that a page prints before the items of its lists.

use super::tree::Element;

/// The lists that are open, outermost first.
#[derive(Debug, Default)]
pub(super) struct Lists(Vec<Option<Numbering>>);

#[derive(Debug, Clone, Copy)]
struct Numbering {
    style: Style,
    next: i64,
    step: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Decimal,
    Letters(u8),
    Roman { upper: bool },
    Chinese,
}

impl Lists {
    /// Opens a list.
    pub(super) fn enter(&mut self, element: &Element) {
        self.0.push(numbering(element));
    }

    /// Closes the innermost list.
    pub(super) fn leave(&mut self) {
        self.0.pop();
    }

    /// What is printed before an item; `None` where the list prints no number.
    pub(super) fn number(&mut self, item: &Element) -> Option<String> {
        let own = style(item);
        let list = self.0.last_mut()?.as_mut()?;
        if let Some(value) = item.attribute("value").and_then(|value| value.parse().ok()) {
            list.next = value;
        }
        let number = list.next;
        list.next = number.saturating_add(list.step);
        printed(number, own.unwrap_or(Some(list.style))?)
    }
}

fn numbering(element: &Element) -> Option<Numbering> {
    if element.name != "ol" {
        return None;
    }
    let typed = match element.attribute("type") {
        Some("a") => Style::Letters(b'a'),
        Some("A") => Style::Letters(b'A'),
        Some("i") => Style::Roman { upper: false },
        Some("I") => Style::Roman { upper: true },
        _ => Style::Decimal,
    };
    let start = element.attribute("start");
    Some(Numbering {
        style: style(element).unwrap_or(Some(typed))?,
        next: start
            .and_then(|start| start.trim().parse().ok())
            .unwrap_or(1),
        step: if element.attribute("reversed").is_some() {
            -1
        } else {
            1
        },
    })
}

/// The style of numbers that a style sheet names, `Some(None)` if it says that there is none.
fn style(element: &Element) -> Option<Option<Style>> {
    let style = element.attribute("style")?.to_ascii_lowercase();
    let rules = style.split(';').filter_map(|rule| rule.split_once(':'));
    let value = rules
        .filter(|(name, _)| matches!(name.trim(), "list-style" | "list-style-type"))
        .map(|(_, value)| value.trim())
        .next_back()?;
    let word = value.split_whitespace().next()?;
    Some(match word {
        "decimal" => Some(Style::Decimal),
        "lower-alpha" | "lower-latin" => Some(Style::Letters(b'a')),
        "upper-alpha" | "upper-latin" => Some(Style::Letters(b'A')),
        "lower-roman" => Some(Style::Roman { upper: false }),
        "upper-roman" => Some(Style::Roman { upper: true }),
        "cjk-ideographic" | "simp-chinese-informal" | "cjk-decimal" => Some(Style::Chinese),
        _ => None,
    })
}

/// A number as a list prints it, with its mark.
fn printed(number: i64, style: Style) -> Option<String> {
    match style {
        Style::Letters(first) => {
            let place = u8::try_from(number - 1).ok().filter(|place| *place < 26)?;
            Some(format!("{}. ", char::from(first + place)))
        }
        Style::Roman { upper } => {
            let roman = roman(number)?;
            Some(if upper {
                format!("{}. ", roman.to_ascii_uppercase())
            } else {
                format!("{roman}. ")
            })
        }
        Style::Chinese => chinese(number).map(|number| format!("{number}、")),
        Style::Decimal => Some(format!("{number}. ")),
    }
}

fn roman(number: i64) -> Option<String> {
    const TENS: [&str; 10] = ["", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc"];
    const ONES: [&str; 10] = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
    let number = usize::try_from(number)
        .ok()
        .filter(|number| (1..100).contains(number))?;
    Some(format!("{}{}", TENS[number / 10], ONES[number % 10]))
}

fn chinese(number: i64) -> Option<String> {
    const ONES: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let number = usize::try_from(number)
        .ok()
        .filter(|number| (1..100).contains(number))?;
    let tens = match number / 10 {
        0 => String::new(),
        1 => "十".to_owned(),
        tens => format!("{}十", ONES[tens]),
    };
    Some(format!("{tens}{}", ONES[number % 10]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(number: i64, style: Style, expected: &str) {
        assert_eq!(printed(number, style).as_deref(), Some(expected));
    }

    #[test]
    fn numbers_are_printed_as_browsers_do() {
        check(3, Style::Decimal, "3. ");
        check(2, Style::Letters(b'A'), "B. ");
        check(49, Style::Roman { upper: false }, "xlix. ");
        check(10, Style::Chinese, "十、");
        check(21, Style::Chinese, "二十一、");
        assert_eq!(printed(27, Style::Letters(b'a')), None);
        assert_eq!(printed(0, Style::Roman { upper: true }), None);
    }
}
