//! File systems as hostile people leave them: nothing hangs, nothing vanishes, nothing outside is read.

use std::fs;
use std::path::Path;

use gongkai::pipeline::{collect, collect_beside, read_documents};

use crate::support::{gongkai, reader};

const TEXT: &str = "云川市第一号通告\n\n一、共有12件。\n";

/// Source and status, or code of the rejection, of everything below `path`.
fn read(path: &Path) -> Vec<(String, String)> {
    let inputs = collect(&[path.display().to_string()]).expect("inputs");
    let mut rows = Vec::new();
    read_documents(&inputs, reader(), |input, output| {
        let reason = output.row.reason.unwrap_or_default();
        let code = match output.row.status {
            gongkai::record::Status::Rejected => reason.split(':').next().unwrap_or_default(),
            _ => "read",
        };
        rows.push((input.source.clone(), code.to_owned()));
    });
    rows
}

#[track_caller]
fn check(path: &Path, expected: &[(&str, &str)]) {
    let rows = read(path);
    let rows: Vec<(&str, &str)> = rows
        .iter()
        .map(|(source, code)| (&**source, &**code))
        .collect();
    assert_eq!(rows, expected);
}

#[test]
fn odd_names_are_told_apart() {
    let folder = tempfile::tempdir().expect("a folder");
    let long = format!("{}.txt", "报".repeat(83));
    assert_eq!(long.len(), 253);
    let mut expected = Vec::new();
    for name in ["报告.txt", "a b.txt", &long, "a!.txt"] {
        fs::write(folder.path().join(name), format!("{name}\n")).expect("written");
        expected.push((name, "read"));
    }
    fs::create_dir(folder.path().join("x.txt")).expect("made");
    fs::write(folder.path().join("x.txt/y.txt"), TEXT).expect("written");
    expected.push(("x.txt/y.txt", "read"));
    expected.sort_unstable();
    check(folder.path(), &expected);
}

#[test]
fn the_output_is_no_input() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    fs::write(folder.path().join("a.txt"), TEXT).expect("written");
    let (input, path) = (
        folder.path().display().to_string(),
        out.display().to_string(),
    );
    let convert = |input: &str| {
        gongkai(&[
            "convert",
            input,
            "--out",
            &path,
            "--overwrite",
            "--format",
            "csv",
            "--summary",
            "json",
        ])
    };
    for _ in 0..2 {
        let ran = convert(&input);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.out.contains("\"inputs\":1"), "{}", ran.out);
    }
    for inside in [
        out.join("documents"),
        out.join("manifest.json"),
        out.clone(),
    ] {
        let ran = convert(&inside.display().to_string());
        assert_eq!(ran.code, 2, "{}", ran.err);
        assert!(ran.err.contains("--out"), "{}", ran.err);
    }
    assert!(out.join("manifest.json").exists());
    let left = fs::read_dir(folder.path()).expect("readable").count();
    assert_eq!(left, 2, "nothing else was written");
}

#[test]
fn files_that_change_are_read_as_they_are_then() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["gone.txt", "grown.txt", "kept.txt"] {
        fs::write(folder.path().join(name), TEXT).expect("written");
    }
    let inputs = collect_beside(&[folder.path().display().to_string()], None).expect("inputs");
    fs::remove_file(folder.path().join("gone.txt")).expect("removed");
    let grown = fs::File::options()
        .write(true)
        .open(folder.path().join("grown.txt"));
    // Holes take no room.
    let limit = gongkai::read::MAX_BYTES + 1;
    grown.and_then(|file| file.set_len(limit)).expect("grown");
    let mut codes = Vec::new();
    read_documents(&inputs, reader(), |_, output| {
        let reason = output.row.reason.unwrap_or_default();
        codes.push(reason.split(':').next().unwrap_or_default().to_owned());
    });
    assert_eq!(codes, ["unreadable", "too-large", "unknown-family"]);
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::os::unix::net::UnixListener;
    use std::process::Command;

    use super::*;

    #[test]
    fn names_that_are_no_text_are_written_out() {
        let folder = tempfile::tempdir().expect("a folder");
        let names: [&[u8]; 7] = [
            b"\xb1\xa8.txt",
            b"\xb1\xa9.txt",
            b"a\nb.txt",
            "a\u{202e}b.txt".as_bytes(),
            b"a\\b.txt",
            b"A.txt",
            b"a.txt",
        ];
        for (at, name) in names.iter().enumerate() {
            let path = folder.path().join(OsStr::from_bytes(name));
            if fs::write(path, format!("{at}\n")).is_err() {
                // Some file systems hold names to be text.
                return;
            }
        }
        let expected = [
            ("A.txt", "read"),
            ("\\xb1\\xa8.txt", "read"),
            ("\\xb1\\xa9.txt", "read"),
            ("a.txt", "read"),
            ("a\\\\b.txt", "read"),
            ("a\\u{202e}b.txt", "read"),
            ("a\\u{a}b.txt", "read"),
        ];
        check(folder.path(), &expected);
    }

    #[test]
    fn links_lead_nowhere_outside() {
        let place = tempfile::tempdir().expect("a folder");
        let (inside, outside) = (place.path().join("in"), place.path().join("out"));
        for folder in [&inside.join("sub"), &inside.join(".hidden"), &outside] {
            fs::create_dir_all(folder).expect("made");
            fs::write(folder.join("a.txt"), format!("{}\n", folder.display())).expect("written");
        }
        let link = |target: &Path, name: &str| symlink(target, inside.join(name)).expect("linked");
        link(&outside.join("a.txt"), "file-out.txt");
        link(&outside, "folder-out");
        link(&inside.join("sub/a.txt"), "file-in.txt");
        link(&inside.join("sub"), "folder-in");
        link(&inside.join(".hidden"), "folder-hidden");
        link(&inside, "sub/loop");
        link(Path::new("round"), "round");
        link(Path::new("nowhere"), "dangling.txt");
        let expected = [
            ("dangling.txt", "unreadable"),
            ("file-in.txt", "read"),
            ("file-out.txt", "unreadable"),
            ("folder-hidden", "unreadable"),
            ("folder-out", "unreadable"),
            ("round", "unreadable"),
            ("sub/a.txt", "read"),
        ];
        check(&inside, &expected);
        // The argument itself may be a link.
        symlink(&inside, place.path().join("link")).expect("linked");
        check(&place.path().join("link"), &expected);
        check(&inside.join("file-out.txt"), &[("file-out.txt", "read")]);
        let pattern = inside.join("*.txt").display().to_string();
        let found = collect(&[pattern]).expect("inputs");
        let found: Vec<&str> = found.iter().map(|input| input.source.as_str()).collect();
        assert_eq!(found, ["dangling.txt", "file-in.txt", "file-out.txt"]);
    }

    #[test]
    fn links_upon_links_make_no_paths_without_end() {
        let folder = tempfile::tempdir().expect("a folder");
        for level in 0..30 {
            let here = folder.path().join(format!("{level:02}"));
            fs::create_dir(&here).expect("made");
            fs::write(here.join("a.txt"), format!("{level}\n")).expect("written");
            for name in ["x", "y"] {
                symlink(format!("../{:02}", level + 1), here.join(name)).expect("linked");
            }
        }
        let rows = read(folder.path());
        assert_eq!(rows.iter().filter(|row| row.1 == "read").count(), 30);
        // The last two lead to no folder.
        assert_eq!(rows.len(), 32);
    }

    #[test]
    fn what_is_no_file_is_not_opened() {
        let folder = tempfile::tempdir().expect("a folder");
        let _listener = UnixListener::bind(folder.path().join("socket.txt")).expect("bound");
        let pipe = folder.path().join("pipe.txt");
        let made = Command::new("mkfifo").arg(&pipe).status();
        fs::write(folder.path().join("a.txt"), TEXT).expect("written");
        let mut expected = vec![("a.txt", "read")];
        if made.is_ok_and(|status| status.success()) {
            expected.push(("pipe.txt", "unreadable"));
        }
        expected.push(("socket.txt", "unreadable"));
        check(folder.path(), &expected);
        if pipe.exists() {
            check(&pipe, &[("pipe.txt", "unreadable")]);
        }
        if Path::new("/dev/zero").exists() {
            check(Path::new("/dev/zero"), &[("zero", "unreadable")]);
        }
    }

    #[test]
    fn what_may_not_be_read_is_said() {
        let folder = tempfile::tempdir().expect("a folder");
        let (locked, file) = (folder.path().join("locked"), folder.path().join("b.txt"));
        fs::create_dir(&locked).expect("made");
        for path in [&locked.join("a.txt"), &file, &folder.path().join("c.txt")] {
            fs::write(path, format!("{}\n", path.display())).expect("written");
        }
        let close = |path: &Path, mode: u32| {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("changed");
        };
        close(&locked, 0o000);
        close(&file, 0o000);
        if fs::read(&file).is_ok() {
            // The administrator may read everything.
            #[allow(clippy::print_stdout)]
            {
                println!("skipped: permissions do not bind this user");
            }
        } else {
            let rows = [
                ("b.txt", "unreadable"),
                ("c.txt", "read"),
                ("locked", "unreadable"),
            ];
            check(folder.path(), &rows);
        }
        close(&locked, 0o700);
    }
}
