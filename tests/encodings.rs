//! Text comes out of any encoding as it went in, however little of it there is, wherever it was cut, and
//! of whatever it was put together.

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use gongkai::diagnostic::{Code, Diagnostic};
use gongkai::generate::{Generator, LAYOUTS, Options};
use gongkai::read::{self, Source};
use gongkai::record::Severity;

use crate::support::{files, project, reader};

/// What a document about anything in traditional characters may say.
const TRADITIONAL: &str = "雲川市人民政府辦公室編制本報告，說明去年資訊公開的情況。\
    統計期限自一月一日起，至十二月三十一日止。全市各級機關收到申請三百二十件，辦結三百一十件，其餘十件結轉下年度繼續辦理。\n\
    一、主動公開：網站全年發布訊息一萬二千條，召開記者會二十四場，回應民眾關切五百餘次。\n\
    二、申請公開：當面申請85件，網路申請190件，信函申請45件；依法不予公開的有7件，資料不存在的有18件。\n\
    松坪區圖書館與檔案館設有查閱點，備有電腦、影印機和說明手冊，開放時間為上午九時至下午五時。\n\
    三、爭議：行政復議三件，維持兩件，糾正一件；行政訴訟一件，尚未審結。\n\
    四、問題與改進。部分單位對公開範圍的界線掌握不準，答覆文書不夠規範；少數欄目更新緩慢，檢索功能較弱。\
    明年將加強訓練，統一格式，充實業務人員，並請各鄉鎮每季檢查一次，結果列入年終評比。\n\
    財政預算、徵地補償、環境保護、食品安全、學校招生、醫療收費、住宅保障等項目，均已按時上網公布。\
    讀者對本報告如有疑問，請聯繫雲川市資訊公開辦公室，電話二三四五六七八，地址為中山路十八號三樓。";

/// Documents in simplified characters: the samples, and reports of every form and layout.
fn documents() -> Vec<String> {
    let read = |path| std::fs::read(path).expect("the sample can be read");
    let text = |bytes: Vec<u8>| read::read(&bytes).expect("the sample is text").text;
    let samples = files(&project("samples")).into_iter().map(read).map(text);
    let generator = Generator::new(reader().grammars());
    let kinds: Vec<String> = generator.kinds().map(str::to_owned).collect();
    let reports = (0..).zip(LAYOUTS).flat_map(|(seed, layout)| {
        let options = Options::default();
        let made = kinds
            .iter()
            .filter_map(|kind| generator.report(seed, kind, layout, &options))
            .collect::<Vec<_>>();
        made.into_iter().map(|report| report.text)
    });
    samples.chain(reports).collect()
}

/// Stretches of `length` characters, one every `step`, blank ones left out, and those that are drawn lines more
/// than anything else: only the words between them tell what they are encoded in.
fn stretches(text: &str, length: usize, step: usize) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    let all = characters.windows(length).step_by(step);
    all.map(|stretch| stretch.iter().collect::<String>())
        .filter(|stretch| !stretch.trim().is_empty() && !is_drawing(stretch))
        .collect()
}

fn is_drawing(text: &str) -> bool {
    let printed = || text.chars().filter(|one| !one.is_whitespace());
    let drawn = |one: &char| matches!(one, '|' | '+' | '-' | '\u{2500}'..='\u{257f}');
    printed().filter(drawn).count() * 2 > printed().count()
}

fn encoded(text: &str, encoding: &'static Encoding) -> Option<Vec<u8>> {
    let units = text.encode_utf16();
    if encoding == UTF_16LE {
        return Some(units.flat_map(u16::to_le_bytes).collect());
    }
    if encoding == UTF_16BE {
        return Some(units.flat_map(u16::to_be_bytes).collect());
    }
    let (bytes, _, lossy) = encoding.encode(text);
    (!lossy).then(|| bytes.into_owned())
}

fn note(source: &Source, code: Code) -> Option<&Diagnostic> {
    source.notes.iter().find(|note| note.code == code)
}

/// How many of `texts`, encoded behind `mark`, come out as they went in, under the name of their
/// encoding: all of those that can be encoded, the others, and one that did not.
fn recognised(
    texts: &[String],
    encoding: &'static Encoding,
    mark: &[u8],
) -> (usize, usize, Option<String>) {
    let (mut right, mut all, mut wrong) = (0, 0, None);
    for text in texts {
        let Some(bytes) = encoded(text, encoding) else {
            continue;
        };
        all += 1;
        let read = read::read(&[mark, &bytes].concat());
        let plain = bytes.is_ascii() && !bytes.contains(&0);
        match read {
            Ok(source)
                if source.text == *text && (plain || source.encoding == Some(encoding.name())) =>
            {
                right += 1;
            }
            other => wrong = Some(format!("{text:?} as {other:?}")),
        }
    }
    (right, all, wrong)
}

#[test]
fn encodings_are_told_apart_at_20_characters_and_at_200() {
    let documents = documents();
    for (length, step, percent) in [(20, 211, 98), (200, 307, 100)] {
        let simplified: Vec<String> = documents
            .iter()
            .flat_map(|text| stretches(text, length, step))
            .collect();
        let mut all = stretches(TRADITIONAL, length, 2);
        all.extend(simplified);
        let settings: [(&'static Encoding, &[u8]); 8] = [
            (UTF_8, b""),
            (UTF_8, b"\xef\xbb\xbf"),
            (GB18030, b""),
            (BIG5, b""),
            (UTF_16LE, b""),
            (UTF_16LE, b"\xff\xfe"),
            (UTF_16BE, b""),
            (UTF_16BE, b"\xfe\xff"),
        ];
        for (encoding, mark) in settings {
            let (right, all, wrong) = recognised(&all, encoding, mark);
            let name = encoding.name();
            // The figures are what the test is for.
            #[allow(clippy::print_stdout)]
            {
                let mark = if mark.is_empty() { "" } else { " with a mark" };
                println!("{length:3} characters, {name}{mark}: {right} of {all} right");
            }
            assert!(all >= 100, "{name}: {all} are too few to tell");
            assert!(
                right * 100 >= all * percent,
                "{name}: {right} of {all}, such as {wrong:?}"
            );
        }
    }
}

#[test]
fn every_character_of_gb18030_comes_back() {
    let all = ('\0'..=char::MAX).filter(|one| !matches!(one, '\r' | '\n') && !one.is_control());
    // Eighteen private characters are written as their successors, by the standard.
    let comes_back = |one: &char| {
        let bytes = encoded(&one.to_string(), GB18030)?;
        Some(
            GB18030
                .decode_without_bom_handling(&bytes)
                .0
                .chars()
                .eq([*one]),
        )
    };
    let (all, replaced): (Vec<char>, Vec<char>) = all
        .filter(|one| comes_back(one).is_some())
        .partition(|one| comes_back(one) == Some(true));
    assert_eq!(replaced.len(), 18, "{replaced:?}");
    assert!(all.len() > 1_100_000, "{} characters", all.len());
    // Lines of ordinary text before, since no file consists of rare characters alone.
    let page = TRADITIONAL.repeat(8);
    let mut read_back = 0;
    for rare in all.chunks(1 << 16) {
        let mut text = page.clone();
        for line in rare.chunks(100) {
            text.push('\n');
            text.extend(line);
        }
        let bytes = encoded(&text, GB18030).expect("each was tried");
        let source = read::read(&bytes).expect("text");
        let mut differing = source.text.chars().zip(text.chars());
        assert_eq!(differing.find(|(read, written)| read != written), None);
        assert_eq!(source.text.len(), text.len());
        assert_eq!(source.encoding, Some("gb18030"));
        read_back += rare.len();
    }
    assert_eq!(read_back, all.len());
}

#[test]
fn text_cut_anywhere_loses_its_last_character_only() {
    // With characters of four bytes in GB 18030 and UTF-8, and of two units in UTF-16.
    let simplified = "松坪区政府信息公开办公室：𠮷𠮷、㙓，收到申请12件，办结11件（占91.7%）。\n𠮷";
    for (text, encoding) in [
        (simplified, UTF_8),
        (simplified, GB18030),
        (simplified, UTF_16LE),
        (simplified, UTF_16BE),
        (TRADITIONAL, BIG5),
    ] {
        let mut whole = vec![0];
        for (at, character) in text.char_indices() {
            let bytes = encoded(&text[..at + character.len_utf8()], encoding).expect("encodable");
            whole.push(bytes.len());
        }
        let bytes = encoded(text, encoding).expect("encodable");
        for end in 0..bytes.len() {
            cut(text, &bytes[..end], encoding, &whole);
        }
    }
}

/// Reads the beginning of `text`; its characters end at `whole`.
#[track_caller]
fn cut(text: &str, bytes: &[u8], encoding: &'static Encoding, whole: &[usize]) {
    let kept = whole.iter().filter(|end| **end <= bytes.len()).count() - 1;
    let lost = whole[kept] < bytes.len();
    let read = read::read(bytes);
    // A handful of characters may be anything, but is never refused for a piece of a character.
    let least = if encoding == UTF_8 { 1 } else { 8 };
    if kept < least {
        return;
    }
    let source = read.unwrap_or_else(|why| panic!("{} {kept}: {why:?}", encoding.name()));
    let mut expected: String = text.chars().take(kept).collect();
    if lost {
        expected.push(char::REPLACEMENT_CHARACTER);
    }
    assert_eq!(source.text, expected, "{}", encoding.name());
    let said = note(&source, Code::UndecodableBytes);
    assert_eq!(
        said.is_some(),
        lost,
        "{}: {:?}",
        encoding.name(),
        source.notes
    );
}

/// A file put together from lines in UTF-8 and lines in another encoding.
#[track_caller]
fn check(lines: &[(&str, &'static Encoding)], base: &str, message: &str) {
    let bytes: Vec<u8> = lines
        .iter()
        .flat_map(|(line, encoding)| encoded(&format!("{line}\n"), encoding).expect("encodable"))
        .collect();
    let text: String = lines.iter().map(|(line, _)| format!("{line}\n")).collect();
    let source = read::read(&bytes).expect("text");
    assert_eq!(source.text, text);
    assert_eq!(source.encoding, Some(base));
    let said = source
        .notes
        .iter()
        .find(|note| note.severity == Severity::Warning);
    let said = said.map(|note| note.message.split('，').next().unwrap_or_default());
    assert_eq!(said, Some(message));
}

#[test]
fn lines_of_another_encoding_are_read_and_named() {
    let (title, body) = (
        "松坪区人民政府信息公开年度报告",
        "全年收到申请12件，办结11件。",
    );
    let old = "雲川市人民政府辦公室收到申請三百二十件，辦結三百一十件。";
    check(
        &[
            (title, UTF_8),
            (body, UTF_8),
            (body, GB18030),
            ("合计\t12", GB18030),
            ("", UTF_8),
            (body, UTF_8),
        ],
        "UTF-8",
        "第 3–4 行的编码是 gb18030",
    );
    check(
        &[
            (title, GB18030),
            (body, UTF_8),
            (body, GB18030),
            (body, GB18030),
            (title, UTF_8),
        ],
        "gb18030",
        "第 2、5 行的编码是 UTF-8",
    );
    check(
        &[(old, UTF_8), (old, BIG5), (old, UTF_8)],
        "UTF-8",
        "第 2 行的编码是 Big5",
    );
    let marked = "\u{feff}松坪区人民政府";
    let bytes = [
        marked.as_bytes(),
        b"\n",
        &encoded(body, GB18030).expect("encodable"),
    ]
    .concat();
    let source = read::read(&bytes).expect("text");
    assert_eq!(source.text, format!("松坪区人民政府\n{body}"));
}

#[test]
fn what_no_encoding_explains_is_kept_as_lost_and_said() {
    let line = "全年收到申请12件，办结11件。\n".repeat(40);
    // Half a character among UTF-8, followed by the bytes of another: nothing that anybody wrote.
    let bytes = [
        line.as_bytes(),
        b"\xe4\xb8\n\xb8\xad\xe4\n",
        line.as_bytes(),
    ]
    .concat();
    let source = read::read(&bytes).expect("text");
    assert_eq!(source.encoding, Some("UTF-8"));
    assert!(source.text.contains(char::REPLACEMENT_CHARACTER));
    let said = note(&source, Code::UndecodableBytes).expect("it is said");
    assert_eq!(said.place.line, 41);
}
