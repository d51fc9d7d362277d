//! What pages, web sites and models put between the lines of a document.

use crate::generate::Random;

use super::trace::{Copier, Damaged};

/// Lines of web pages around a document; `#` is a number.
const FURNITURE: [&str; 14] = [
    "当前位置： 首页 > 信息公开 > 年度报告",
    "首页 要闻动态 政务公开 办事服务 政民互动",
    "打印 关闭",
    "【字体：大 中 小】",
    "浏览次数：#次",
    "分享到：微信 微博",
    "我要纠错 打印 收藏",
    "扫一扫在手机打开当前页",
    "加入收藏 | 联系我们",
    "版权所有 云川市人民政府办公室",
    "网站标识码：#00000",
    "上一篇：关于开展培训的通知",
    "责任编辑：王某",
    "返回顶部",
];

/// What models say of pictures that they were shown.
const CAPTIONS: [&str; 4] = [
    "The image shows a screenshot of the official website of Yunchuan City with a red banner and several links to recent documents below it.",
    "This picture contains a bar chart comparing the number of requests in five districts, with the highest bar on the left side of the chart.",
    "A photograph of several people sitting around a table in a meeting room, with a large banner in the background that reads something in Chinese.",
    "The figure is a scanned table with several columns of numbers and a stamp in the lower right corner of the page, partly covering the text.",
];

/// Page numbers as they are printed; `#` is the number.
const NUMBERS: [&str; 5] = ["- # -", "— # —", "第 # 页", "-#-", "Page # - 年度报告 P. #"];

/// Places where a line of the page may come: before each line, and with `inside` also within the
/// lines, between Chinese characters.
fn places(text: &str, inside: bool, random: &mut Random) -> Option<(usize, bool)> {
    if inside && random.chance(0.5) {
        for _ in 0..20 {
            let mut at = random.below(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            let han =
                |one: Option<char>| one.is_some_and(|one| ('\u{4e00}'..='\u{9fff}').contains(&one));
            if han(text[..at].chars().next_back()) && han(text[at..].chars().next()) {
                return Some((at, true));
            }
        }
        return None;
    }
    let at = random.below(text.len());
    let at = text.as_bytes()[..at]
        .iter()
        .rposition(|byte| *byte == b'\n')?;
    Some((at + 1, false))
}

/// Writes `count` things at random places, in order of position.
fn scatter(
    text: &str,
    count: usize,
    inside: bool,
    random: &mut Random,
    mut thing: impl FnMut(usize, &mut Random) -> String,
) -> Damaged {
    let mut spots: Vec<(usize, bool)> = (0..count)
        .filter_map(|_| places(text, inside, random))
        .collect();
    spots.sort_unstable();
    spots.dedup();
    let mut copier = Copier::new(text);
    for (number, (at, within)) in spots.into_iter().enumerate() {
        copier.keep(at);
        let thing = thing(number + 1, random);
        copier.insert(if within { "\n" } else { "" });
        copier.insert(&thing);
        copier.insert("\n");
    }
    copier.finish()
}

/// Page numbers, from the third level on also within sentences and labels.
pub(super) fn breaks(text: &str, level: usize, random: &mut Random) -> Damaged {
    let count = [1, 2, 4, 8, 16][level - 1];
    let kind = random.below(NUMBERS.len());
    let airy = random.chance(0.5);
    scatter(text, count, level >= 2, random, |number, _| {
        let line = NUMBERS[kind].replace('#', &number.to_string());
        if airy { format!("\n{line}\n") } else { line }
    })
}

/// Lines of web pages.
pub(super) fn furniture(text: &str, level: usize, random: &mut Random) -> Damaged {
    let count = [2, 4, 8, 16, 32][level - 1];
    scatter(text, count, false, random, |_, random| {
        random
            .pick(&FURNITURE)
            .replace('#', &random.between(100, 99_999).to_string())
    })
}

/// Image marks, some with letters read off the picture.
pub(super) fn images(text: &str, level: usize, random: &mut Random) -> Damaged {
    let count = [1, 2, 4, 8, 16][level - 1];
    scatter(text, count, level >= 4, random, |number, random| {
        let gibberish: String = (0..random.below(18))
            .map(|at| {
                if at % 6 == 5 {
                    ' '
                } else {
                    char::from(b'A' + (random.below(26) as u8))
                }
            })
            .collect();
        match random.below(3) {
            0 => format!("![](media/image{number}.png)"),
            1 => format!("[image: image{number}.png]"),
            _ => format!("[image: image{number}.png]{gibberish}"),
        }
    })
}

/// Descriptions of pictures.
pub(super) fn captions(text: &str, level: usize, random: &mut Random) -> Damaged {
    let count = [1, 2, 4, 8, 16][level - 1];
    scatter(text, count, false, random, |_, random| {
        (*random.pick(&CAPTIONS)).to_owned()
    })
}

/// A phrase or number over and over, as models print when they lose their way.
pub(super) fn loops(text: &str, level: usize, random: &mut Random) -> Damaged {
    let count = [1, 1, 2, 4, 8][level - 1];
    scatter(text, count, false, random, |_, random| {
        let times = random.between(20, 80);
        match random.below(3) {
            0 => "公开".repeat(times),
            1 => format!("3.6{}", "0".repeat(times)),
            _ => "及时更新栏目、".repeat(times),
        }
    })
}

/// Labels of axes, as recognition reads charts.
pub(super) fn charts(text: &str, level: usize, random: &mut Random) -> Damaged {
    let count = [1, 2, 4, 8, 16][level - 1];
    scatter(text, count, false, random, |_, random| {
        let step = *random.pick(&[5, 20, 100, 500]);
        let axis: Vec<String> = (0..random.between(4, 8))
            .map(|at| (at * step).to_string())
            .collect();
        match random.below(3) {
            0 => axis.join("\n"),
            1 => axis.join(" "),
            _ => "一季度 二季度 三季度 四季度".to_owned(),
        }
    })
}

/// Strings against copying.
pub(super) fn strings(text: &str, level: usize, random: &mut Random) -> Damaged {
    let count = [1, 2, 4, 8, 16][level - 1];
    scatter(text, count, false, random, |_, random| {
        let characters: Vec<char> = "0123456789abcdefHEUVX+:&$~".chars().collect();
        let words = (0..random.between(4, 8)).map(|_| {
            let letters = (0..random.between(1, 2)).map(|_| *random.pick(&characters));
            letters.collect::<String>()
        });
        words.collect::<Vec<_>>().join(" ")
    })
}

/// Leaves out `rate` of the lines that are not empty.
pub(super) fn lines_dropped(text: &str, rate: f64, random: &mut Random) -> Damaged {
    let mut copier = Copier::new(text);
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        if is_droppable(line) && random.chance(rate) {
            copier.keep(start);
            copier.drop(end);
        }
        start = end;
    }
    copier.finish()
}

/// Prints `rate` of the lines twice.
pub(super) fn lines_repeated(text: &str, rate: f64, random: &mut Random) -> Damaged {
    let mut copier = Copier::new(text);
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        if is_droppable(line) && line.ends_with('\n') && random.chance(rate) {
            copier.keep(end);
            copier.insert(line);
        }
        start = end;
    }
    copier.finish()
}

fn is_droppable(line: &str) -> bool {
    !line.trim().is_empty() && !line.contains("<table") && !line.contains("</table")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_come_between_lines() {
        let text = "一\n二\n三\n四\n";
        let damaged = furniture(text, 3, &mut Random::new(5));
        let kept: Vec<&str> = damaged
            .text
            .lines()
            .filter(|line| line.chars().count() == 1)
            .collect();
        assert_eq!(kept, ["一", "二", "三", "四"]);
        assert!(damaged.text.len() > text.len());
    }

    #[test]
    fn a_repeated_line_is_followed_to_its_first_copy() {
        let damaged = lines_repeated("件 3\n", 1.0, &mut Random::new(1));
        assert_eq!(damaged.text, "件 3\n件 3\n");
        let (span, _) = damaged.span(crate::text::SourceSpan::new(4, 5)).unwrap();
        assert_eq!(span, crate::text::SourceSpan::new(4, 5));
    }
}
