//! `samples/F/case.*` against `tests/expected/F/case.snap`.
//!
//! `cargo bless` writes the expected files anew; read their diff before committing it.

use std::collections::BTreeSet;

use crate::show::show;
use crate::support::{files, project, read};

#[test]
fn every_sample_reads_as_expected() {
    insta::glob!("../samples", "*/*", |path| {
        let family = path.parent().and_then(std::path::Path::file_name).expect("a folder");
        let case = path.file_stem().expect("a name").to_string_lossy();
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(project("tests/expected").join(family));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.remove_snapshot_suffix();
        settings.bind(|| insta::assert_snapshot!(case.as_ref(), show(&read(path))));
    });
}

#[test]
fn every_expected_file_has_its_sample() {
    let cases = |folder: &str, extension: Option<&str>| -> BTreeSet<String> {
        let root = project(folder);
        files(&root)
            .iter()
            .filter(|path| {
                extension.is_none_or(|wanted| path.extension().is_some_and(|found| found == wanted))
            })
            .map(|path| {
                let below = path.strip_prefix(&root).expect("below the root");
                below.with_extension("").display().to_string()
            })
            .collect()
    };
    assert_eq!(
        cases("tests/expected", Some("snap")),
        cases("samples", None)
    );
}
