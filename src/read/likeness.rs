//! How much a decoded text looks like Chinese: what tells one encoding from another.
//!
//! Given text as some encoding reads it. In the right encoding most characters belong to the 3,755 that
//! GB 2312 lists by frequency or to its marks; in a wrong one they are scattered over all of Unicode.

use encoding_rs::GB18030;

/// The commonest characters of running text, simplified and traditional.
const FREQUENT: &str = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住調滿縣局照參紅細引聽該鐵價嚴政府資訊公開申請辦結答覆個們來國這為會對時說發經過後與機關當從現實業問題進開長處數據見書報給單號區師應條則規務產權動員總計區層級類項點準備構條環境審議監督辦統計較將於並無體係學";

/// What characters score, worked out once for the texts to be compared.
pub(super) struct Likeness {
    frequent: Set,
    usual: Set,
}

/// Least mean score of all characters of a text in UTF-16.
pub(super) const USUAL: f32 = 0.5;
/// A text in which characters score less than this on average is no Chinese that anyone wrote.
pub(super) const DOUBTFUL: f32 = 0.3;

impl Likeness {
    /// Prepares the comparison.
    pub(super) fn new() -> Self {
        // Rows 16 to 55 are the frequent characters, rows 1 to 3 marks and wide letters.
        let rows = (0xa1..=0xa3).chain(0xb0..=0xd7);
        let codes: Vec<u8> = rows
            .flat_map(|row| (0xa1..=0xfe).flat_map(move |cell| [row, cell]))
            .collect();
        let (usual, _) = GB18030.decode_without_bom_handling(&codes);
        Self {
            frequent: Set::of(FREQUENT),
            usual: Set::of(&usual),
        }
    }

    /// Mean score of the characters of `text` that are neither ASCII nor blank: from −3, nothing could
    /// be decoded, to 2; `None` without such characters.
    pub(super) fn of(&self, text: &str) -> Option<f32> {
        let wide = |one: &char| !one.is_ascii() && !one.is_whitespace();
        self.mean(text, wide)
    }

    /// Mean score of all characters of `text`, ASCII among them: where a line end is no sign of anything.
    pub(super) fn of_all(&self, text: &str) -> f32 {
        self.mean(text, |_| true).unwrap_or_default()
    }

    fn mean(&self, text: &str, counts: impl Fn(&char) -> bool) -> Option<f32> {
        let (mut count, mut sum) = (0u32, 0i64);
        for character in text.chars().filter(counts) {
            count += 1;
            sum += i64::from(self.score(character));
        }
        #[allow(clippy::cast_precision_loss)]
        (count > 0).then(|| sum as f32 / count as f32)
    }

    fn score(&self, character: char) -> i8 {
        match character {
            char::REPLACEMENT_CHARACTER => -3,
            '\t'..='\r' | ' '..='~' => 1,
            '\0'..='\u{9f}' | '\u{e000}'..='\u{f8ff}' => -2,
            _ if self.frequent.has(character) => 2,
            _ if self.usual.has(character) => 1,
            _ => -1,
        }
    }
}

/// Characters of the basic plane, a bit each.
struct Set(Vec<u64>);

impl Set {
    fn of(text: &str) -> Self {
        let mut bits = vec![0; 0x1_0000 / 64];
        for at in text.chars().map(|character| character as usize) {
            if let Some(word) = bits.get_mut(at / 64) {
                *word |= 1 << (at % 64);
            }
        }
        Self(bits)
    }

    fn has(&self, character: char) -> bool {
        let at = character as usize;
        let word = self.0.get(at / 64).copied().unwrap_or_default();
        word >> (at % 64) & 1 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, least: f32, most: f32) {
        let likeness = Likeness::new().of(text).unwrap();
        assert!((least..=most).contains(&likeness), "{text}: {likeness}");
    }

    #[test]
    fn chinese_scores_high_and_its_misreadings_low() {
        check("收到政府信息公开申请，办结12件。", 1.0, 2.0);
        check("收到政府資訊公開申請，辦結12件。", 1.0, 2.0);
        check("鏀跺埌鐢宠", -2.0, 0.0);
        check("����", -3.0, -3.0);
    }

    #[test]
    fn without_chinese_there_is_nothing_to_judge() {
        assert_eq!(Likeness::new().of("12 \u{a0}a\n"), None);
    }

    #[test]
    fn rare_characters_do_not_shift_the_others() {
        check("𠀀收𠀀到", 0.0, 1.0);
    }
}
