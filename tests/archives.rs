//! Archives as inputs of a run: their members are documents as files are.

use std::fs;
use std::path::Path;

use encoding_rs::GB18030;
use gongkai::pipeline::{Options, collect, convert, read_documents};
use gongkai::sink::Format;

use crate::packs::{gz_of, tar_of, zip_of};
use crate::support::{gongkai, project, reader};

/// Source, status or code of the rejection, and number of facts of everything that `path` holds.
fn read(path: &Path) -> Vec<(String, String, i32)> {
    let inputs = collect(&[path.display().to_string()]).expect("inputs");
    let mut rows = Vec::new();
    read_documents(&inputs, reader(), |input, output| {
        let reason = output.row.reason.unwrap_or_default();
        let code = reason.split(':').next().unwrap_or_default().to_owned();
        rows.push((input.source.clone(), code, output.row.n_facts));
    });
    rows
}

fn sources(rows: &[(String, String, i32)]) -> Vec<&str> {
    rows.iter().map(|row| row.0.as_str()).collect()
}

/// Three reports with their names.
fn reports() -> Vec<(String, Vec<u8>)> {
    let names = [
        "stat-2014-wrong-total",
        "stat-2014-prose-only",
        "prose-disagrees",
    ];
    let of = |name: &&str| {
        let path = project("samples/annual-report").join(format!("{name}.txt"));
        fs::read(&path)
            .ok()
            .map(|bytes| (format!("松坪区/{name}.txt"), bytes))
    };
    let found: Vec<_> = names.iter().filter_map(of).collect();
    assert!(found.len() > 1);
    found
}

fn borrowed(files: &[(String, Vec<u8>)]) -> Vec<(&str, &[u8])> {
    files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect()
}

#[test]
fn members_are_read_as_files_are() {
    let reports = reports();
    let folder = tempfile::tempdir().expect("a folder");
    let plain = folder.path().join("plain");
    fs::create_dir_all(plain.join("松坪区")).expect("made");
    for (name, bytes) in &reports {
        fs::write(plain.join(name), bytes).expect("written");
    }
    let expected = read(&plain);
    let files = borrowed(&reports);
    let archives = [
        ("a.zip", zip_of(&files)),
        ("a.tar", tar_of(&files)),
        ("a.tar.gz", gz_of(&tar_of(&files))),
    ];
    for (name, bytes) in archives {
        let path = folder.path().join(name);
        fs::write(&path, bytes).expect("written");
        let found = read(&path);
        let wanted: Vec<_> = expected
            .iter()
            .map(|(source, code, facts)| (format!("{name}!/{source}"), code.clone(), *facts))
            .collect();
        assert_eq!(found, wanted);
        let one = format!("{}!/{}", path.display(), reports[0].0);
        assert_eq!(read(Path::new(&one)).len(), 1);
        assert_eq!(
            read(Path::new(&format!("{}!/松坪区", path.display()))),
            found
        );
    }
    let none = format!("{}!/none", folder.path().join("a.zip").display());
    assert!(collect(&[none]).is_err());
}

#[test]
fn the_order_and_the_threads_decide_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let inputs = folder.path().join("in");
    fs::create_dir(&inputs).expect("made");
    // More members than a chunk holds, in no order.
    let names: Vec<String> = (0..540).map(|at| format!("{}/{at}.txt", at % 7)).collect();
    let texts: Vec<String> = (0..540)
        .map(|at| format!("云川市第{}号通告\n\n一、共有{at}件。\n", at / 2))
        .collect();
    let files: Vec<(&str, &[u8])> = names
        .iter()
        .map(String::as_str)
        .zip(texts.iter().map(String::as_bytes))
        .collect();
    let inner = zip_of(&files[..40]);
    fs::write(inputs.join("a.tgz"), gz_of(&tar_of(&files))).expect("written");
    fs::write(
        inputs.join("b.zip"),
        zip_of(&[("in.zip", &inner), ("x.txt", b"x")]),
    )
    .expect("written");
    let run = |threads: usize| {
        let out = folder.path().join(format!("out{threads}"));
        let options = Options {
            out: out.clone(),
            overwrite: false,
            format: Format::JsonLines,
            tables: vec!["documents".into(), "texts".into(), "diagnostics".into()],
            threads,
        };
        let inputs = collect(&[inputs.display().to_string()]).expect("inputs");
        let summary = convert(&inputs, reader(), &options, |_| {}).expect("a run");
        assert_eq!((summary.inputs, summary.duplicates), (581, 40));
        let part =
            |table: &str| fs::read(out.join(table).join("part-00000.jsonl")).expect("written");
        ["documents", "texts", "diagnostics"].map(part)
    };
    assert!(run(1) == run(4));
}

#[test]
fn names_are_decoded_made_harmless_and_told_apart() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.zip");
    let texts = ["一", "二", "三", "四", "五"].map(|text| format!("{text}\n"));
    let names = [
        "../../etc/passwd",
        "C:\\x.txt",
        "AAAA.txt",
        "BBBB.txt",
        "__MACOSX/._a.txt",
    ];
    let files: Vec<_> = names
        .into_iter()
        .zip(texts.iter().map(String::as_bytes))
        .collect();
    let mut bytes = zip_of(&files);
    // As Windows writes them: no word of the code page.
    for (name, chinese) in [("AAAA", "年报"), ("BBBB", "年报")] {
        let gbk = GB18030.encode(chinese).0;
        for at in 0..bytes.len() - 4 {
            if &bytes[at..at + 4] == name.as_bytes() {
                bytes[at..at + 4].copy_from_slice(&gbk);
            }
        }
    }
    fs::write(&path, bytes).expect("written");
    let rows = read(&path);
    let expected = [
        "a.zip!/etc/passwd",
        "a.zip!/x.txt",
        "a.zip!/年报 (2).txt",
        "a.zip!/年报.txt",
    ];
    assert_eq!(sources(&rows), expected);
    let ran = gongkai(&["inspect", &format!("{}!/etc/passwd", path.display())]);
    assert!(ran.out.contains("member-renamed"), "{}", ran.out);
    assert!(ran.out.contains("../../etc/passwd"), "{}", ran.out);
}

#[test]
fn what_cannot_be_read_hides_no_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let good = zip_of(&[("a.txt", "一\n".as_bytes())]);
    let tar = tar_of(&[("a.txt", "二\n".as_bytes()), ("b.txt", &[b'b'; 600])]);
    let deep = zip_of(&[(
        "b.zip",
        &zip_of(&[("c.zip", &good), ("d.txt", "三\n".as_bytes())]),
    )]);
    let bomb = gz_of(&vec![b'0'; 3_000_000]);
    let many: Vec<String> = (0..10_001).map(|at| format!("{at:05}")).collect();
    let many: Vec<(&str, &[u8])> = many
        .iter()
        .map(|name| (name.as_str(), b"".as_slice()))
        .collect();
    let files: [(&str, &[u8]); 8] = [
        ("bomb.txt.gz", &bomb),
        ("broken.zip", &good[..good.len() - 9]),
        ("cut.tar", &tar[..1600]),
        ("cut.tgz", &gz_of(&tar)[..60]),
        ("deep.zip", &deep),
        ("empty.zip", &zip_of(&[])),
        ("good.zip", &good),
        ("many.zip", &zip_of(&many)),
    ];
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).expect("written");
    }
    let rows = read(folder.path());
    let code = |source: &str| {
        let row = rows.iter().find(|row| row.0 == source);
        row.map_or("none", |row| row.1.as_str())
    };
    assert_eq!(code("bomb.txt.gz!/bomb.txt"), "limit-exceeded");
    assert_eq!(code("broken.zip"), "broken-file");
    assert_eq!(code("cut.tar!/a.txt"), "unknown-family");
    assert_eq!(code("cut.tar!/b.txt"), "broken-file");
    assert_eq!(code("cut.tgz"), "broken-file");
    assert_eq!(code("deep.zip!/b.zip!/c.zip"), "limit-exceeded");
    assert_eq!(code("deep.zip!/b.zip!/d.txt"), "unknown-family");
    assert_eq!(code("empty.zip"), "empty");
    assert_eq!(code("good.zip!/a.txt"), "unknown-family");
    assert_eq!(code("many.zip"), "limit-exceeded");
    assert_eq!(code("many.zip!/09999"), "empty");
    assert_eq!(code("many.zip!/10000"), "none");
}

#[test]
fn check_and_inspect_read_members() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("报告.zip");
    fs::write(&path, zip_of(&borrowed(&reports()))).expect("written");
    let ran = gongkai(&["check", &path.display().to_string()]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    let shown = format!("{}!/松坪区/stat-2014-wrong-total.txt", path.display());
    assert!(ran.out.contains(&shown), "{}", ran.out);
    let ran = gongkai(&["inspect", &shown]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("127"), "{}", ran.out);
}
