//! Which encoding bytes are in: byte order mark, NUL pattern, validity, then detection.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

/// An encoding and how it was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Decision {
    /// The encoding.
    pub encoding: &'static Encoding,
    /// Bytes of the byte order mark.
    pub mark: usize,
    /// Whether it was guessed.
    pub guessed: bool,
}

/// Decides the encoding of `bytes`.
pub(super) fn decide(bytes: &[u8]) -> Decision {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return Decision {
            encoding,
            mark,
            guessed: false,
        };
    }
    if let Some(encoding) = by_nul(bytes) {
        return Decision {
            encoding,
            mark: 0,
            guessed: true,
        };
    }
    if std::str::from_utf8(bytes).is_ok() {
        return Decision {
            encoding: UTF_8,
            mark: 0,
            guessed: false,
        };
    }
    Decision {
        encoding: detect(bytes),
        mark: 0,
        guessed: true,
    }
}

/// UTF-16 without a mark: one of the two bytes of ASCII characters and line ends is zero, and
/// Chinese characters begin with a byte from 4E to 9F.
fn by_nul(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096) & !1];
    if sample.len() < 4 {
        return None;
    }
    let score = |high: usize| {
        let fits = sample.chunks_exact(2).filter(|pair| {
            let (high, low) = (pair[high], pair[1 - high]);
            high == 0 && low != 0 || (0x4e..=0x9f).contains(&high) || matches!(high, 0x30 | 0xff)
        });
        fits.count() * 100 / (sample.len() / 2)
    };
    let zeros = sample.iter().filter(|byte| **byte == 0).count();
    let (little, big) = (score(1), score(0));
    let telling = zeros > 0 || std::str::from_utf8(bytes).is_err() && little.max(big) >= 97;
    match telling && little.max(big) >= 90 && little.abs_diff(big) >= 15 {
        true if little > big => Some(UTF_16LE),
        true => Some(UTF_16BE),
        false => None,
    }
}

/// Detection between the encodings of Chinese text.
///
/// The detector is told that the text comes from China, which makes it certain of GBK at 20
/// characters; Big5 is then only believed if it decodes whole and into commoner characters.
fn detect(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(Some(b"cn"), Utf8Detection::Allow);
    if guess == UTF_8 || mostly_utf8(bytes) {
        return UTF_8;
    }
    if commonness(bytes, BIG5) > commonness(bytes, GB18030) {
        BIG5
    } else {
        GB18030
    }
}

/// UTF-8 with damaged places.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let wide = text
        .chars()
        .filter(|one| ('\u{3000}'..='\u{9fff}').contains(one))
        .count();
    let lost = text.matches(char::REPLACEMENT_CHARACTER).count();
    wide > 0 && lost * 20 <= wide
}

/// How much the text looks like Chinese in an encoding: marks and frequent characters count for it,
/// what cannot be decoded counts against it.
fn commonness(bytes: &[u8], encoding: &'static Encoding) -> i64 {
    const FREQUENT: &str = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住調滿縣局照參紅細引聽該鐵價嚴政府資訊公開申請辦結答覆";
    let (text, _, _) = encoding.decode(bytes);
    text.chars()
        .filter(|one| !one.is_ascii())
        .map(|one| match one {
            char::REPLACEMENT_CHARACTER => -20,
            '，' | '。' | '、' | '：' | '；' | '（' | '）' | '《' | '》' | '“' | '”' => {
                4
            }
            _ if FREQUENT.contains(one) => 2,
            '\u{4e00}'..='\u{9fff}' => 0,
            _ => -2,
        })
        .sum()
}

/// The name that `documents.encoding` prints: GBK is read as GB18030, which contains it.
pub(super) fn name(encoding: &'static Encoding) -> &'static str {
    if encoding == GBK {
        GB18030.name()
    } else {
        encoding.name()
    }
}
