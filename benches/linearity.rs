//! How time grows with documents that nobody would write: twice the bytes must not take much more
//! than twice as long. Prints the time of each size and the worst ratio; sizes in KiB as arguments.

// A bench prints its figures and stops at the first surprise.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::time::Instant;

use gongkai::extract::Reader;
use gongkai::grammar::Registry;
use gongkai::read;

/// A name, what is repeated, and how it ends.
type Kind = (&'static str, &'static str, &'static str);

/// Documents of one piece over and over.
const KINDS: [Kind; 18] = [
    ("official rows", "行政处罚\t3\n", ""),
    ("strange rows", "甲乙丙丁\t3\t4\n", ""),
    ("pipes", "| 行政处罚 | 3 |\n", ""),
    ("cells on lines", "\t行政处罚\n\t3\n\n", ""),
    ("aligned rows", "行政处罚        3      4\n", ""),
    ("labels alone", "（一）予以公开\n", ""),
    ("numbers alone", "1 2 3 4 5 6 7\n", ""),
    ("upright labels", "三\n、\n本\n", ""),
    ("markup", "<tr><td>行政处罚</td><td>3</td></tr>", "</table>"),
    ("open tables", "<table><tr><td>", ""),
    ("tabs on a line", "\t", "\n行政许可\t3\n"),
    ("digits on a line", "1", "\n"),
    ("text on a line", "本机关收到申请12件，其中", "。\n"),
    ("open brackets", "（", "\n"),
    ("open titles", "《", "\n"),
    ("paragraphs", "全年收到申请12件，占5%，同比增长3%。\n", ""),
    ("headings", "一、工作情况\n（一）主动公开\n", ""),
    ("empty lines", " \n", "完\n"),
];

fn main() {
    let asked: Vec<usize> = std::env::args()
        .skip(1)
        .filter_map(|size| size.parse().ok())
        .collect();
    let sizes = if asked.is_empty() {
        vec![64, 128, 256, 512]
    } else {
        asked
    };
    let reader = Reader::new(Registry::embedded().unwrap());
    for (name, piece, end) in KINDS {
        let times: Vec<f64> = sizes
            .iter()
            .map(|size| seconds(&reader, piece, end, size * 1024))
            .collect();
        let ratio = times
            .windows(2)
            .map(|pair| pair[1] / pair[0])
            .fold(0.0, f64::max);
        let shown: Vec<String> = times.iter().map(|time| format!("{time:8.3}")).collect();
        println!("{name:18} {} s  ×{ratio:.2} at worst", shown.join(" "));
    }
}

/// The shortest of three readings of a document of `bytes`.
fn seconds(reader: &Reader, piece: &str, end: &str, bytes: usize) -> f64 {
    let mut text = piece.repeat(bytes / piece.len());
    text.push_str(end);
    let once = || {
        let start = Instant::now();
        if let Ok(source) = read::read(text.as_bytes()) {
            std::hint::black_box(reader.extract(source));
        }
        start.elapsed().as_secs_f64()
    };
    (0..3).map(|_| once()).fold(f64::INFINITY, f64::min)
}
