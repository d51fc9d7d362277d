//! Archives built byte by byte, and what is listed of them under small limits.

use std::io::{Cursor, Write};

use ::tar::{Builder, EntryType, Header};
use ::zip::ZipWriter;
use ::zip::write::SimpleFileOptions;
use flate2::write::GzEncoder;
use flate2::{Compression, GzBuilder};

use super::*;
use crate::read::limits::{Budget, Limits};

/// A name and what is in it.
type File<'a> = (&'a str, &'a [u8]);

fn zip_of(files: &[File]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn tar_of(files: &[File]) -> Vec<u8> {
    let mut builder = Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_cksum();
        builder.append_data(&mut header, name, *bytes).unwrap();
    }
    builder.into_inner().unwrap()
}

fn gz_of(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Labels with the bytes or the code of the rejection of everything that an archive holds.
fn contents(bytes: &[u8], name: &str, limits: Limits) -> Vec<(String, String)> {
    let mut reader = Cursor::new(bytes);
    let found = kind(&mut reader, name).unwrap().expect("an archive");
    let listing = list(&mut reader, found, name, &mut Budget::new(limits), 0);
    let mut told = Vec::new();
    tell(&mut reader, found, "", listing, &mut told);
    told
}

fn tell<R: Read + Seek>(
    reader: &mut R,
    kind: Kind,
    before: &str,
    listing: Listing,
    told: &mut Vec<(String, String)>,
) {
    for (label, why) in listing.refused {
        let name = label.map_or("", |label| label.text.leak());
        told.push((format!("{before}{name}"), format!("!{}", why.code())));
    }
    let wanted: Vec<At> = listing.members.iter().map(|member| member.at).collect();
    let mut read = vec![Ok(Vec::new()); wanted.len()];
    super::read(reader, kind, &wanted, |at, bytes| read[at] = bytes);
    for (member, bytes) in listing.members.into_iter().zip(read) {
        let name = format!("{before}{}", member.label.text);
        match (member.inner, bytes) {
            (Some((kind, inner)), Ok(bytes)) => {
                tell(
                    &mut Cursor::new(bytes),
                    kind,
                    &format!("{name}!/"),
                    inner,
                    told,
                );
            }
            (_, Ok(bytes)) => told.push((name, String::from_utf8(bytes).unwrap())),
            (_, Err(why)) => told.push((name, format!("!{}", why.code()))),
        }
    }
}

#[track_caller]
fn check(bytes: &[u8], name: &str, expected: &[(&str, &str)]) {
    check_with(Limits::default(), bytes, name, expected);
}

#[track_caller]
fn check_with(limits: Limits, bytes: &[u8], name: &str, expected: &[(&str, &str)]) {
    let found = contents(bytes, name, limits);
    let found: Vec<(&str, &str)> = found
        .iter()
        .map(|(name, text)| (&**name, &**text))
        .collect();
    assert_eq!(found, expected);
}

const FILES: [File; 3] = [("b/一.txt", b"one"), ("a.txt", b"two"), ("c", b"")];
const FOUND: [(&str, &str); 3] = [("b/一.txt", "one"), ("a.txt", "two"), ("c", "")];

#[test]
fn every_kind_gives_the_same() {
    check(&zip_of(&FILES), "x.zip", &FOUND);
    check(&tar_of(&FILES), "x.tar", &FOUND);
    check(&gz_of(&tar_of(&FILES)), "x.tgz", &FOUND);
    check(&gz_of(b"one"), "folder/年报.txt.gz", &[("年报.txt", "one")]);
    // The content tells, not the name.
    check(&zip_of(&FILES), "x.tar", &FOUND);
    check(&gz_of(&tar_of(&FILES)), "x", &FOUND);
}

#[test]
fn what_stands_before_a_zip_file_moves_nothing() {
    let mut bytes = b"PK\x03\x04 not yet".to_vec();
    bytes.extend(zip_of(&FILES));
    check(&bytes, "x.zip", &FOUND);
}

#[test]
fn archives_are_looked_into_twice() {
    let inner = [("a.txt", b"one".as_slice())];
    for inside in [zip_of(&inner), tar_of(&inner), gz_of(&tar_of(&inner))] {
        let files = [("in", inside.as_slice()), ("b.txt", b"two")];
        let expected = [("in!/a.txt", "one"), ("b.txt", "two")];
        let packed = [zip_of(&files), tar_of(&files), gz_of(&tar_of(&files))];
        for archive in &packed {
            check(archive, "x", &expected);
            let deeper = zip_of(&[("deep", archive)]);
            let refused = [("deep!/in", "!limit-exceeded"), ("deep!/b.txt", "two")];
            check(&deeper, "x", &refused);
        }
    }
}

#[test]
fn documents_packed_by_zip_are_no_archives() {
    let document = zip_of(&[("[Content_Types].xml", b"<"), ("word/document.xml", b"<")]);
    assert_eq!(kind(&mut Cursor::new(&document), "x").unwrap(), None);
    let packed = zip_of(&[("a", &document)]);
    let mut reader = Cursor::new(&packed);
    let listing = list(&mut reader, Kind::Zip, "x", &mut Budget::default(), 0);
    assert!(listing.members[0].inner.is_none());
}

#[test]
fn the_total_is_exact() {
    let files = [
        ("a", [b'a'; 1024].as_slice()),
        ("b", &[b'b'; 1024]),
        ("c", b"c"),
    ];
    let (a, b) = ("a".repeat(1024), "b".repeat(1024));
    for (more, fits) in [(-1, false), (0, true), (1, true)] {
        let limits = |total: u64| Limits {
            total: total.saturating_add_signed(more),
            ..Limits::default()
        };
        let second = if fits { b.as_str() } else { "!limit-exceeded" };
        let third = if fits && more == 0 {
            "!limit-exceeded"
        } else {
            "c"
        };
        let mut expected = vec![("a", a.as_str()), ("b", second), ("c", third)];
        expected.sort_by_key(|(_, text)| !text.starts_with('!'));
        check_with(limits(2048), &zip_of(&files), "x", &expected);
        // A stream pays for its headers and padding, and ends where the limit is.
        let rest = ("", "!limit-exceeded");
        let streamed = match fits {
            true => vec![rest, ("a", a.as_str()), ("b", b.as_str())],
            false => vec![("b", "!limit-exceeded"), rest, ("a", a.as_str())],
        };
        let tar = tar_of(&files);
        check_with(limits(3072), &tar, "x", &streamed);
        check_with(limits(3072), &gz_of(&tar), "x", &streamed);
    }
}

#[test]
fn the_largest_entry_is_exact() {
    for (more, fits) in [(-1, true), (0, true), (1, false)] {
        let limits = Limits {
            entry: 1000,
            ..Limits::default()
        };
        let large = "a".repeat(1000_usize.saturating_add_signed(more));
        let files = [("a", large.as_bytes()), ("b", b"b")];
        let mut expected = vec![
            ("a", if fits { &*large } else { "!limit-exceeded" }),
            ("b", "b"),
        ];
        expected.sort_by_key(|(_, text)| !text.starts_with('!'));
        for archive in [zip_of(&files), tar_of(&files), gz_of(&tar_of(&files))] {
            check_with(limits, &archive, "x", &expected);
        }
    }
}

#[test]
fn the_ratio_is_exact_for_streams() {
    // A comment makes the packed bytes as many as are wanted.
    let padded = |packed: usize| {
        let build = |comment: usize| {
            let builder = GzBuilder::new().comment(vec![b'a'; comment]);
            let mut encoder = builder.write(Vec::new(), Compression::best());
            encoder.write_all(&vec![b'a'; 2_000_000]).unwrap();
            encoder.finish().unwrap()
        };
        build(packed - build(0).len())
    };
    for (packed, fits) in [(1999, false), (2000, true), (2001, true)] {
        let bytes = padded(packed);
        assert_eq!(bytes.len(), packed);
        let told = contents(&bytes, "x.gz", Limits::default());
        let expected = if fits {
            2_000_000
        } else {
            "!limit-exceeded".len()
        };
        assert_eq!(told[0].1.len(), expected, "{packed}");
    }
}

#[test]
fn entries_past_the_limit_are_one_row() {
    let files = [("a", b"1".as_slice()), ("b", b"2"), ("c", b"3")];
    for (entries, more) in [(2, true), (3, false), (4, false)] {
        let limits = Limits {
            entries,
            ..Limits::default()
        };
        let mut expected = vec![("a", "1"), ("b", "2"), ("c", "3")];
        if more {
            expected = vec![("", "!limit-exceeded"), ("a", "1"), ("b", "2")];
        }
        for archive in [zip_of(&files), tar_of(&files), gz_of(&tar_of(&files))] {
            check_with(limits, &archive, "x", &expected);
        }
    }
}

#[test]
fn only_files_of_a_tar_are_read() {
    let mut builder = Builder::new(Vec::new());
    let mut add = |kind: EntryType, name: &str, bytes: &[u8]| {
        let mut header = Header::new_gnu();
        header.set_entry_type(kind);
        header.set_size(bytes.len() as u64);
        header.set_path(name).unwrap();
        header.set_link_name("/etc/passwd").unwrap();
        header.set_cksum();
        builder.append(&header, bytes).unwrap();
    };
    add(EntryType::Directory, "folder/", b"");
    add(EntryType::Symlink, "link", b"");
    add(EntryType::Link, "hard", b"");
    add(EntryType::Char, "device", b"");
    add(EntryType::Fifo, "pipe", b"");
    add(EntryType::Regular, "__MACOSX/._a.txt", b"x");
    add(
        EntryType::XHeader,
        "pax",
        "24 path=松坪区/a.txt\n".as_bytes(),
    );
    add(EntryType::Regular, "short", b"one");
    add(
        EntryType::GNULongName,
        "././@LongLink",
        "长名.txt\0".as_bytes(),
    );
    add(EntryType::Regular, "short", b"two");
    let refused = "!unreadable";
    let expected = [
        ("link", refused),
        ("hard", refused),
        ("device", refused),
        ("pipe", refused),
        ("松坪区/a.txt", "one"),
        ("长名.txt", "two"),
    ];
    check(&builder.into_inner().unwrap(), "x", &expected);
}

#[test]
fn two_members_of_one_name_are_two() {
    let mut bytes = zip_of(&[("a.txt", b"one"), ("b.txt", b"two")]);
    for at in 0..bytes.len() - 5 {
        if &bytes[at..at + 5] == b"b.txt" {
            bytes[at] = b'a';
        }
    }
    check(&bytes, "x", &[("a.txt", "one"), ("a (2).txt", "two")]);
}

#[test]
fn an_encrypted_member_hides_no_other() {
    let mut bytes = zip_of(&[("a.txt", b"one"), ("b.txt", b"two")]);
    let central = memchr::memmem::find(&bytes, b"PK\x01\x02").unwrap();
    bytes[central + 8] |= 1;
    check(&bytes, "x", &[("a.txt", "!encrypted"), ("b.txt", "two")]);
}

#[test]
fn a_damaged_member_hides_no_other() {
    let text = b"a text that is stored, not deflated";
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(::zip::CompressionMethod::Stored);
    for name in ["a.txt", "b.txt"] {
        writer.start_file(name, stored).unwrap();
        writer.write_all(text).unwrap();
    }
    let mut bytes = writer.finish().unwrap().into_inner();
    let at = memchr::memmem::find(&bytes, text).unwrap();
    bytes[at] = b'A';
    let text = std::str::from_utf8(text).unwrap();
    check(&bytes, "x", &[("a.txt", "!broken-file"), ("b.txt", text)]);
}

/// Archives cut off or with one byte changed are listed and read without a panic.
#[test]
fn damaged_archives_are_survived() {
    for archive in [
        zip_of(&FILES),
        tar_of(&FILES),
        gz_of(&tar_of(&FILES)),
        gz_of(b"one"),
    ] {
        for at in 0..archive.len().min(2048) {
            survived(&archive[..at]);
            for value in [0, 0x7f, 0xff] {
                let mut changed = archive.clone();
                changed[at] = value;
                survived(&changed);
            }
        }
    }
}

fn survived(bytes: &[u8]) {
    let mut reader = Cursor::new(bytes);
    if let Ok(Some(found)) = kind(&mut reader, "x") {
        let listing = list(&mut reader, found, "x", &mut Budget::default(), 0);
        let wanted: Vec<At> = listing.members.iter().map(|member| member.at).collect();
        super::read(&mut reader, found, &wanted, |_, _| ());
    }
}

#[test]
fn what_is_cut_off_is_said() {
    let tar = tar_of(&[("a", b"one"), ("b", &[b'b'; 600])]);
    check(
        &tar[..1600],
        "x",
        &[("b", "!broken-file"), ("", "!broken-file"), ("a", "one")],
    );
    check(&tar[..1300], "x", &[("", "!broken-file"), ("a", "one")]);
    // Without the two empty blocks at the end everything is there.
    check(&tar[..1024], "x", &[("a", "one")]);
}
