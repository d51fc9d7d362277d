//! Spreadsheets: official forms as offices submit them, and what sheets can hold besides.

use gongkai::extract::Extraction;
use gongkai::generate::{Generator, Layout, Options, Segment, Sheet};
use gongkai::read::{self, ElementKind, Rejection, Source};

use crate::packs::{Worksheet, xls, xlsx, zip_of};
use crate::support::reader;

fn source(sheets: &[(&str, Worksheet)]) -> Source {
    let read = read::read(&xlsx(sheets));
    read.unwrap_or_else(|why| panic!("{why:?}"))
}

#[track_caller]
fn check(put: impl Fn(&mut Worksheet), text: &str) -> Source {
    let mut sheet = Worksheet::default();
    put(&mut sheet);
    let source = source(&[("Sheet1", sheet)]);
    assert_eq!(source.text, text);
    source
}

#[test]
fn values_are_printed_as_they_are() {
    let put = |sheet: &mut Worksheet| {
        sheet.put(0, 0, "数量");
        sheet.raw(0, 1, "", "<v>12.0</v>");
        sheet.raw(0, 2, "", "<v>0.30000000000000004</v>");
        sheet.raw(0, 3, " s=\"2\"", "<v>0.125</v>");
        sheet.raw(0, 4, " s=\"3\"", "<v>44223</v>");
        sheet.raw(0, 5, " s=\"4\"", "<v>44223</v>");
        sheet.raw(0, 6, "", "<f>A1+B1</f><v>7</v>");
        sheet.raw(0, 7, " t=\"e\"", "<v>#REF!</v>");
        sheet.raw(0, 8, " t=\"b\"", "<v>1</v>");
    };
    check(
        put,
        "数量\t12\t0.3\t12.5%\t2021年1月27日\t2021-01-27\t7\t#REF!\tTRUE\n",
    );
}

#[test]
fn titles_and_notes_stand_beside_their_tables() {
    let put = |sheet: &mut Worksheet| {
        sheet.put(0, 0, "统计表");
        sheet.merge(0, 0, 1, 3);
        for (row, cells) in [["指标", "单位", "数"], ["收到申请", "件", "3"]]
            .iter()
            .enumerate()
        {
            for (col, text) in cells.iter().enumerate() {
                sheet.put(row + 1, col, text);
            }
        }
        sheet.put(3, 0, "注：不含转送。");
        sheet.put(6, 0, "二");
        sheet.put(6, 1, "5");
    };
    let source = check(
        put,
        "统计表\n指标\t单位\t数\n收到申请\t件\t3\n注：不含转送。\n二\t5\n",
    );
    assert_eq!(source.elements.len(), 2);
}

#[test]
fn merged_and_framed_cells_keep_their_columns() {
    let put = |sheet: &mut Worksheet| {
        sheet.put(0, 0, "申请情况");
        sheet.merge(0, 0, 2, 1);
        sheet.put(0, 1, "自然人");
        sheet.merge(0, 1, 1, 2);
        sheet.put(1, 1, "甲");
        sheet.put(1, 2, "乙");
        sheet.put(2, 0, "新收");
        sheet.put(2, 1, "4");
        sheet.put(2, 2, "");
        sheet.put(2, 3, "");
    };
    let source = check(put, "申请情况\t自然人\t\n甲\t乙\t\n新收\t4\t\t\n");
    let [table] = source.elements.as_slice() else {
        panic!("one table");
    };
    let ElementKind::Table(table) = &table.kind else {
        panic!("a table");
    };
    let cells: Vec<_> = table
        .cells
        .iter()
        .map(|cell| {
            (
                cell.row,
                cell.col,
                cell.row_span,
                cell.col_span,
                cell.span.text(&source.text),
            )
        })
        .collect();
    assert_eq!(cells[0], (0, 0, 2, 1, "申请情况"));
    assert_eq!(cells[1], (0, 1, 1, 2, "自然人"));
    assert_eq!(cells[3], (1, 1, 1, 1, "甲"));
    assert_eq!(cells[4], (1, 2, 1, 1, "乙"));
    assert_eq!((cells[7].1, cells[7].4), (1, "4"));
}

#[test]
fn sheets_have_names_and_hidden_ones_are_said() {
    let page = |text: &str| {
        let mut sheet = Worksheet::default();
        sheet.put(0, 0, text);
        sheet.put(0, 1, "1");
        sheet
    };
    let sheets = [
        ("收到申请", page("甲")),
        ("Sheet2", page("乙")),
        ("!旧数", page("丙")),
    ];
    let source = source(&sheets);
    assert_eq!(source.text, "收到申请\n甲\t1\n乙\t1\n");
    assert!(
        source
            .notes
            .iter()
            .any(|note| note.message.contains("旧数"))
    );
}

#[test]
fn a_huge_sheet_is_small_in_memory() {
    let put = |sheet: &mut Worksheet| {
        sheet.put(0, 0, "左上");
        sheet.put(0, 1023, "列内");
        sheet.put(0, 1024, "列外");
        sheet.put(99_999, 0, "行内");
        sheet.put(100_000, 0, "行外");
        sheet.put(1_048_575, 16_383, "右下");
        sheet.merge(5, 0, 1_000_000, 16_000);
    };
    let mut sheet = Worksheet::default();
    put(&mut sheet);
    let source = source(&[("Sheet1", sheet)]);
    let words: Vec<&str> = source.text.split_whitespace().collect();
    assert_eq!(words, ["左上", "列内", "行内"]);
    assert_eq!(source.notes.len(), 1);
}

#[test]
fn what_a_part_says_of_its_size_must_be_true() {
    let mut sheet = Worksheet::default();
    sheet.put(0, 0, "甲");
    let mut bytes = xlsx(&[("Sheet1", sheet)]);
    let central = memchr::memmem::find(&bytes, b"PK\x01\x02").expect("a directory");
    bytes[central + 24] ^= 1;
    let rejected = read::read(&bytes).map(|source| source.text);
    assert!(
        matches!(rejected, Err(Rejection::Broken { .. })),
        "{rejected:?}"
    );
    let bomb = "0".repeat(2_000_000);
    let bytes = zip_of(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/workbook.xml", bomb.as_bytes()),
    ]);
    let rejected = read::read(&bytes).map(|source| source.text);
    assert_eq!(rejected.map_err(|why| why.code()), Err("limit-exceeded"));
}

#[test]
fn old_workbooks_are_read() {
    let cells = [
        (0, 0, "统计表"),
        (1, 0, "指标"),
        (1, 1, "数"),
        (2, 0, "收到申请"),
        (2, 1, "12"),
    ];
    let read = read::read(&xls(&cells, &[[0, 0, 0, 1]]));
    let read = read.unwrap_or_else(|why| panic!("{why:?}"));
    assert_eq!(read.text, "统计表\n指标\t数\n收到申请\t12\n");
    assert_eq!(read.media_type, "application/vnd.ms-excel");
}

#[test]
fn an_old_workbook_that_would_fill_memory_is_refused() {
    let near = [(0, 0, "1"), (30_000, 255, "2")];
    assert!(read::read(&xls(&near, &[])).is_ok());
    let far = [(0, 0, "1"), (65_535, 255, "2")];
    let refused = read::read(&xls(&far, &[])).map(|source| source.text);
    assert_eq!(refused.map_err(|why| why.code()), Err("limit-exceeded"));
}

#[test]
fn open_documents_are_read() {
    let content = |rows: &str| {
        format!(
            "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
             xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\">\
             <office:body><office:spreadsheet><table:table table:name=\"Sheet1\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
        )
    };
    let packed = |rows: &str| {
        let media: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";
        zip_of(&[
            ("mimetype", media),
            ("META-INF/manifest.xml", b"<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>"),
            ("content.xml", content(rows).as_bytes()),
        ])
    };
    let cell = "<table:table-cell office:value-type=\"float\" office:value=\"3\"><text:p>3</text:p></table:table-cell>";
    let text = "<table:table-cell office:value-type=\"string\"><text:p>收到申请</text:p></table:table-cell>";
    let rows = format!(
        "<table:table-row>{text}{cell}</table:table-row>\
         <table:table-row table:number-rows-repeated=\"1048575\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>"
    );
    let read = read::read(&packed(&rows)).unwrap_or_else(|why| panic!("{why:?}"));
    assert_eq!(read.text, "收到申请\t3\n");
    let many = cell.replace(
        "<table:table-cell ",
        "<table:table-cell table:number-columns-repeated=\"16000\" ",
    );
    let bomb =
        format!("<table:table-row table:number-rows-repeated=\"1000000\">{many}</table:table-row>");
    let refused = read::read(&packed(&bomb)).map(|source| source.text);
    assert_eq!(refused.map_err(|why| why.code()), Err("limit-exceeded"));
}

/// The report's tables on one sheet under its title, with an empty row between them.
fn workbook(title: &str, tables: &[Sheet]) -> Vec<u8> {
    let mut sheet = Worksheet::default();
    sheet.put(0, 0, title);
    sheet.merge(
        0,
        0,
        1,
        tables.iter().map(|table| table.width).max().unwrap_or(1),
    );
    let mut top = 2;
    for table in tables {
        for (row, cells) in table.rows.iter().enumerate() {
            for cell in &cells.cells {
                for (down, right) in (0..cell.row_span)
                    .flat_map(|down| (0..cell.col_span).map(move |right| (down, right)))
                {
                    sheet.put(top + row + down, cell.col + right, "");
                }
                sheet.put(top + row, cell.col, &cell.text);
                sheet.merge(top + row, cell.col, cell.row_span, cell.col_span);
            }
        }
        top += table.rows.len() + 1;
    }
    xlsx(&[("Sheet1", sheet)])
}

/// The cells of the official forms are read from a workbook as they were written: what is not certain is
/// what is not certain with marked cells of text either.
#[test]
fn official_forms_are_read_whole() {
    let generator = Generator::new(reader().grammars());
    let (mut unreadable, mut cells) = (0, 0);
    for form in ["stat-2014", "form-2019", "form-2021"] {
        for seed in 0..12 {
            let mut tables = Vec::new();
            let keep = |sheet: Sheet, _: &mut [_]| {
                tables.push(sheet.clone());
                vec![Segment::Table(sheet)]
            };
            let made = generator.altered(seed, form, Layout::Html, &Options::default(), keep);
            let made = made.expect("known");
            let title = made.text.lines().next().expect("a title");
            let source = read::read(&workbook(title, &tables));
            let source = source.unwrap_or_else(|why| panic!("{why:?}"));
            let text = source.text.clone();
            let read = reader().extract(source);
            let gold = made.gold.facts.expect("facts");
            let html = read::read(made.text.as_bytes()).expect("text");
            let html = reader().extract(html);
            let wrong = wrong_cells(&read, &gold);
            let abstained = wrong.iter().all(|one| one.ends_with("read Unreadable"));
            assert!(abstained, "{form} {seed}: {wrong:?}\n{text}");
            assert_eq!(wrong, wrong_cells(&html, &gold), "{form} {seed}\n{text}");
            unreadable += wrong.len();
            cells += gold.len();
        }
    }
    // Rows of one value and one blank that no sum ties to a column.
    assert!(unreadable * 500 <= cells, "{unreadable} of {cells}");
}

/// Gold values of the table that are not read as such.
fn wrong_cells(read: &Extraction, gold: &[gongkai::eval::gold::GoldFact]) -> Vec<String> {
    let told = gold.iter().filter_map(|known| {
        let found = read.facts.iter().find(|fact| {
            fact.source == gongkai::record::FactSource::Table
                && fact.indicator == known.indicator
                && fact.applicant == known.applicant
                && (known.scope.is_none() || fact.scope == known.scope)
        });
        let same = found.is_some_and(|fact| fact.state == known.state && fact.value == known.value);
        let shown = found.map_or("Absent".to_owned(), |fact| format!("{:?}", fact.state));
        let (indicator, applicant) = (&known.indicator, known.applicant);
        (!same).then(|| format!("{indicator} {applicant:?}: {:?}, read {shown}", known.value))
    });
    told.collect()
}
