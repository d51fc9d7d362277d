//! `texts.text[span]` is where each record was read: for every record of every sample, and of the
//! real documents where they are there.

use gongkai::pipeline::Output;
use gongkai::record::Status;
use gongkai::text::{Place, SourceSpan};

use crate::support::{files, project, read, shared};

#[test]
fn every_record_of_the_samples_stands_where_it_says() {
    files(&project("samples"))
        .iter()
        .for_each(|path| check(&read(path)));
}

#[test]
fn what_fuzzing_found_is_read_or_refused() {
    for path in files(&project("tests/regressions")) {
        let output = read(&path);
        let internal = output.row.reason.as_ref();
        let internal = internal.filter(|reason| reason.starts_with("internal"));
        assert_eq!(internal, None, "{}", path.display());
        if output.row.status != Status::Rejected {
            check(&output);
        }
    }
}

#[test]
fn every_record_of_the_real_documents_stands_where_it_says() {
    for folder in ["seeds", "data/report-2024", "data/official-documents"] {
        let Some(folder) = shared(folder) else { return };
        let texts = files(&folder)
            .into_iter()
            .filter(|path| path.extension().is_some_and(|end| end == "txt"));
        texts.for_each(|path| check(&read(&path)));
    }
}

#[track_caller]
fn check(output: &Output) {
    let extraction = &output.extraction;
    let text = extraction.text.as_str();
    let source = &output.row.source;
    assert!(!text.is_empty(), "{source} was read");
    for (kind, place) in places(output) {
        let SourceSpan { start, end } = place.span;
        let slice = text.get(start..end);
        assert!(
            slice.is_some(),
            "{source}: {kind} {start}..{end} of {} bytes",
            text.len()
        );
        let line = text[..start].matches('\n').count() + 1;
        assert_eq!(
            usize::try_from(place.line).ok(),
            Some(line),
            "{source}: {kind} at {start}"
        );
    }
    for fact in &extraction.facts {
        let printed = fact.value_printed.as_deref().unwrap_or_default();
        if !printed.is_empty() {
            assert_eq!(
                fact.place.span.text(text),
                printed,
                "{source}: {}",
                fact.indicator
            );
        }
        assert!(
            fact.value.is_none() || !printed.is_empty(),
            "{source}: {} is printed",
            fact.indicator
        );
    }
    for cell in &extraction.cells {
        assert_eq!(
            cell.place.span.text(text),
            cell.text_printed,
            "{source}: cell"
        );
    }
    for quantity in &extraction.quantities {
        let bare = |text: &str| text.split_whitespace().collect::<String>();
        let printed = bare(&quantity.value_printed);
        assert!(
            !printed.is_empty(),
            "{source}: quantity at {}",
            quantity.place.line
        );
    }
    for section in &extraction.sections {
        let body = usize::try_from(section.body_start)
            .ok()
            .zip(usize::try_from(section.body_end).ok());
        let body = body.and_then(|(start, end)| text.get(start..end));
        assert!(body.is_some(), "{source}: body of {}", section.title);
    }
    let mut covered = 0;
    for block in &extraction.blocks {
        assert_eq!(
            block.place.span.start, covered,
            "{source}: block {}",
            block.block_id
        );
        assert!(
            block.place.span.end > covered,
            "{source}: block {} is empty",
            block.block_id
        );
        covered = block.place.span.end;
    }
    assert_eq!(covered, text.len(), "{source}: nothing is left over");
}

/// The place of every record, with the name of its table.
fn places(output: &Output) -> Vec<(&'static str, Place)> {
    let extraction = &output.extraction;
    let mut all = Vec::new();
    all.extend(
        extraction
            .identity
            .places
            .iter()
            .map(|one| (one.field, one.place)),
    );
    all.extend(extraction.sections.iter().map(|one| ("section", one.place)));
    all.extend(extraction.blocks.iter().map(|one| ("block", one.place)));
    all.extend(extraction.tables.iter().map(|one| ("table", one.place)));
    all.extend(extraction.cells.iter().map(|one| ("cell", one.place)));
    all.extend(extraction.facts.iter().map(|one| ("fact", one.place)));
    all.extend(
        extraction
            .quantities
            .iter()
            .map(|one| ("quantity", one.place)),
    );
    all.extend(
        extraction
            .citations
            .iter()
            .map(|one| ("citation", one.place)),
    );
    all.extend(extraction.tasks.iter().map(|one| ("task", one.place)));
    all.extend(extraction.checks.iter().map(|one| ("check", one.place)));
    all.extend(
        output
            .diagnostics
            .iter()
            .map(|(_, one)| ("diagnostic", one.place)),
    );
    all
}
