//! Whether a cell can be read at all.

/// Whether text is Chinese that someone wrote: no foreign letters, no scatter of marks, no loop.
pub(super) fn is_legible(text: &str) -> bool {
    let total = text.chars().count();
    if total < 2 {
        return false;
    }
    let kana = text
        .chars()
        .filter(|one| matches!(one, '\u{3040}'..='\u{30ff}' | '□' | '○' | '\u{fffd}'))
        .count();
    let han = text
        .chars()
        .filter(|one| ('\u{4e00}'..='\u{9fff}').contains(one))
        .count();
    kana == 0 && han * 3 >= total * 2 && !has_loop(text) && !is_scattered(text)
}

/// A piece of up to eight characters five times on end, or a digit twelve times.
fn has_loop(text: &str) -> bool {
    let characters: Vec<char> = text.chars().collect();
    (1..=8).any(|period| {
        let wanted = if period == 1 { 11 } else { period * 4 };
        let mut run = 0;
        (period..characters.len()).any(|at| {
            run = if characters[at] == characters[at - period] {
                run + 1
            } else {
                0
            };
            run >= wanted
        })
    })
}

/// Mostly single characters between blanks.
fn is_scattered(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.len() >= 4
        && words
            .iter()
            .filter(|word| word.chars().count() == 1)
            .count()
            * 2
            > words.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, legible: bool) {
        assert_eq!(is_legible(text), legible, "{text}");
    }

    #[test]
    fn plain_text_is_legible() {
        check("推进养老服务信息公开", true);
        check("市民政局、市财政局（牵头）", true);
    }

    #[test]
    fn garbled_cells_are_not() {
        check("成りたさら", false);
        check("市民政局へ、土地", false);
        check("· 公 · 大 · ·", false);
        check("○甘安宏、□政府台部□", false);
        check(
            "公开标准、公开标准、公开标准、公开标准、公开标准、公开标准",
            false,
        );
        check("绩效目标、3.6000000000000000", false);
        check("件", false);
    }
}
