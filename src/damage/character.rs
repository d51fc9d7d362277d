//! Characters taken for others: by eye, by font, by encoding.

use crate::generate::Random;

use super::trace::{Copier, Damaged};

/// Characters that recognition takes for one another: any of a group for any other.
const LOOKALIKES: [&str; 33] = [
    "未末",
    "己已巳",
    "日曰",
    "件仵",
    "土士",
    "人入八",
    "申甲由",
    "千干于",
    "天夭",
    "大太犬",
    "刀力",
    "几凡",
    "政玫",
    "信佶",
    "处外",
    "间问闻",
    "情倩",
    "数教",
    "复夏",
    "请清",
    "本木",
    "结给",
    "理埋",
    "其共",
    "果杲",
    "维堆",
    "纠纤",
    "答笞",
    "法怯",
    "收攸",
    "总怠",
    "部陪",
    "定走",
];

/// Letters that recognition takes digits for.
const DIGIT_LOOKALIKES: [(char, &str); 7] = [
    ('0', "Oo〇"),
    ('1', "lI"),
    ('2', "Z"),
    ('5', "S"),
    ('6', "b"),
    ('8', "B"),
    ('9', "gq"),
];

/// Simplified and traditional characters of the forms and of what stands around them.
const TRADITIONAL: &str = "开開务務报報告告总總结結关關规規项項区區县縣镇鎮乡鄉条條数數请請处處给給单單办辦国國经經济濟\
发發会會员員业業组組织織机機构構团團门門间間闻聞问問责責计計统統设設议議论論访訪诉訴讼訟证證认認识識许許\
该該详詳调調谈談负負财財贸貿费費资資购購采採执執监監标標准準综綜续續维維纠糾纸紙线線网網级級纪紀约約红紅\
细細终終织織专專属屬于於与與对對导導将將应應应應当當录錄类類转轉载載车車护護权權际際阶階险險随隨难難电電\
领領题題顾顧预預须須页頁馆館书書个個为為无無参參举舉乐樂传傳两兩众眾优優违違达達过過进進运運还還这這远遠\
选選适適递遞补補复複动動势勢务務决決况況净淨减減产產亲親众眾仅僅从從众眾价價协協变變号號听聽后後向向启啟\
响響图圖团團围圍场場块塊坏壞声聲备備复復头頭夹夾学學实實审審宽寬对對层層岁歲师師广廣库庫归歸";

/// Characters and the radicals that fonts put in their place.
const RADICALS: &str = "一⼀二⼆人⼈入⼊八⼋力⼒十⼗口⼝土⼟大⼤女⼥子⼦小⼩山⼭工⼯己⼰干⼲广⼴心⼼户⼾手⼿支⽀文⽂\
方⽅无⽆日⽇月⽉木⽊止⽌水⽔火⽕父⽗片⽚生⽣用⽤田⽥白⽩目⽬石⽯示⽰立⽴行⾏西⻄见⻅角⾓言⾔车⻋里⾥长⻓门⻔\
页⻚风⻛食⻝高⾼民⺠自⾃至⾄身⾝非⾮面⾯";

/// The partner of each character in a list of pairs.
fn partner(pairs: &str, wanted: char) -> Option<char> {
    let mut characters = pairs.chars();
    while let (Some(left), Some(right)) = (characters.next(), characters.next()) {
        if left == wanted && right != wanted {
            return Some(right);
        }
    }
    None
}

/// Rewrites characters for which `change` gives something else, each in `rate` of all cases.
fn rewrite(
    text: &str,
    rate: f64,
    legible: bool,
    random: &mut Random,
    mut change: impl FnMut(char, &mut Random) -> Option<char>,
) -> Damaged {
    let mut copier = Copier::new(text);
    let mut in_tag = false;
    for (at, character) in text.char_indices() {
        in_tag = match character {
            '<' => text[at + 1..].starts_with(|one: char| one == '/' || one.is_ascii_alphabetic()),
            '>' => false,
            _ => in_tag,
        };
        if in_tag || !random.chance(rate) {
            continue;
        }
        if let Some(other) = change(character, random) {
            copier.keep(at);
            copier.replace(
                at + character.len_utf8(),
                other.encode_utf8(&mut [0; 4]),
                legible,
            );
        }
    }
    copier.finish()
}

/// Chinese characters taken for others that look alike.
pub(super) fn lookalikes(text: &str, rate: f64, random: &mut Random) -> Damaged {
    // Few characters have a double: those that have are taken for it more often.
    rewrite(text, rate, false, random, |one, random| {
        let group = LOOKALIKES.iter().find(|group| group.contains(one))?;
        let others: Vec<char> = group.chars().filter(|other| *other != one).collect();
        Some(*random.pick(&others))
    })
}

/// Digits taken for letters.
pub(super) fn digits(text: &str, rate: f64, random: &mut Random) -> Damaged {
    rewrite(text, rate, false, random, |one, random| {
        let (_, others) = DIGIT_LOOKALIKES.iter().find(|(digit, _)| *digit == one)?;
        let others: Vec<char> = others.chars().collect();
        Some(*random.pick(&others))
    })
}

/// Full-width digits, letters and signs.
pub(super) fn wide(text: &str, rate: f64, random: &mut Random) -> Damaged {
    rewrite(text, rate, true, random, |one, _| match one {
        '0'..='9' | 'A'..='Z' | 'a'..='z' | '.' | '-' | '%' | '(' | ')' => {
            char::from_u32(u32::from(one) + 0xfee0)
        }
        _ => None,
    })
}

/// Half-width punctuation.
pub(super) fn narrow(text: &str, rate: f64, random: &mut Random) -> Damaged {
    rewrite(text, rate, true, random, |one, _| match one {
        '（' => Some('('),
        '）' => Some(')'),
        '，' => Some(','),
        '：' => Some(':'),
        '；' => Some(';'),
        '“' | '”' => Some('"'),
        '—' => Some('-'),
        _ => None,
    })
}

/// Radicals in the place of characters.
pub(super) fn radicals(text: &str, rate: f64, random: &mut Random) -> Damaged {
    rewrite(text, rate, true, random, |one, _| partner(RADICALS, one))
}

/// Traditional characters.
pub(super) fn traditional(text: &str, rate: f64, random: &mut Random) -> Damaged {
    rewrite(text, rate, true, random, |one, _| partner(TRADITIONAL, one))
}

/// Runs of Chinese characters shown as the Latin-1 characters of their UTF-8 bytes; `rate` of lines.
pub(super) fn mojibake(text: &str, rate: f64, random: &mut Random) -> Damaged {
    let mut copier = Copier::new(text);
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let spots: Vec<usize> = line
            .char_indices()
            .filter(|(_, one)| ('\u{4e00}'..='\u{9fff}').contains(one))
            .map(|(at, _)| at)
            .collect();
        if !spots.is_empty() && random.chance(rate) {
            let first = start + spots[random.below(spots.len())];
            let count = random.between(2, 8);
            let run: String = text[first..]
                .chars()
                .take_while(|one| ('\u{4e00}'..='\u{9fff}').contains(one))
                .take(count)
                .collect();
            let garbled: String = run
                .bytes()
                .map(char::from)
                .filter(|one| !one.is_control())
                .collect();
            copier.keep(first);
            copier.replace(first + run.len(), &garbled, false);
        }
        start += line.len();
    }
    copier.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_has_two_members() {
        for pairs in [TRADITIONAL, RADICALS] {
            assert_eq!(pairs.chars().count() % 2, 0);
            assert!(pairs.chars().all(|one| !one.is_ascii()));
        }
        assert_eq!(partner(TRADITIONAL, '政'), None);
        assert_eq!(partner(TRADITIONAL, '务'), Some('務'));
        assert_eq!(partner(RADICALS, '民'), Some('⺠'));
    }

    #[test]
    fn a_letter_for_a_digit_destroys_the_value() {
        let damaged = digits("10", 1.0, &mut Random::new(1));
        assert!(damaged.text.chars().all(|one| !one.is_ascii_digit()));
        assert!(damaged.traces.iter().all(|trace| !trace.legible));
    }

    #[test]
    fn markup_is_left_alone() {
        let damaged = wide("<td rowspan=2>2</td>", 1.0, &mut Random::new(1));
        assert_eq!(damaged.text, "<td rowspan=2>２</td>");
    }
}
