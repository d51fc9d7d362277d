//! Office files in memory: packages, and Word files of paragraphs and tables.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use gongkai::generate::{Generated, Generator, Layout, Options, Part, Segment, Sheet};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A ZIP file of named entries, in order.
pub(crate) fn packed(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        let options = SimpleFileOptions::default();
        writer.start_file(*name, options).expect("in memory");
        writer.write_all(bytes).expect("in memory");
    }
    writer.finish().expect("in memory").into_inner()
}

/// Characters as XML writes them.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// A paragraph of one run.
pub(crate) fn paragraph(text: &str) -> String {
    styled("", text)
}

/// A paragraph with properties.
pub(crate) fn styled(properties: &str, text: &str) -> String {
    let properties = match properties {
        "" => String::new(),
        some => format!("<w:pPr>{some}</w:pPr>"),
    };
    let run = match text {
        "" => String::new(),
        some => run(some),
    };
    format!("<w:p>{properties}{run}</w:p>")
}

/// A run.
pub(crate) fn run(text: &str) -> String {
    format!(
        r#"<w:r><w:t xml:space="preserve">{}</w:t></w:r>"#,
        escaped(text)
    )
}

/// A cell with properties.
pub(crate) fn cell(properties: &str, content: &str) -> String {
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>")
}

/// A table of plain cells.
pub(crate) fn plain_table(rows: &[&[&str]]) -> String {
    let row = |row: &&[&str]| {
        let cells: String = row.iter().map(|text| cell("", &paragraph(text))).collect();
        format!("<w:tr>{cells}</w:tr>")
    };
    let rows: String = rows.iter().map(row).collect();
    format!("<w:tbl>{rows}</w:tbl>")
}

/// A drawn table with its merged cells.
pub(crate) fn table(sheet: &Sheet) -> String {
    let mut out = String::from("<w:tbl><w:tblPr/><w:tblGrid>");
    out.push_str(&"<w:gridCol/>".repeat(sheet.width));
    out.push_str("</w:tblGrid>");
    // For each column, the row down to which a merged cell reaches, and its width.
    let mut open = vec![(0, 1); sheet.width];
    for (at, row) in sheet.rows.iter().enumerate() {
        out.push_str("<w:tr>");
        let mut col = 0;
        while col < sheet.width {
            if open[col].0 > at {
                let span = open[col].1;
                let merged = format!(r#"<w:gridSpan w:val="{span}"/><w:vMerge/>"#);
                out.push_str(&cell(&merged, "<w:p/>"));
                col += span;
                continue;
            }
            let Some(known) = row.cells.iter().find(|cell| cell.col == col) else {
                out.push_str(&cell("", "<w:p/>"));
                col += 1;
                continue;
            };
            let mut properties = format!(r#"<w:gridSpan w:val="{}"/>"#, known.col_span);
            if known.row_span > 1 {
                properties.push_str(r#"<w:vMerge w:val="restart"/>"#);
                open[col] = (at + known.row_span, known.col_span);
            }
            let centred = match known.part {
                Part::Value => r#"<w:jc w:val="center"/>"#,
                _ => "",
            };
            out.push_str(&cell(&properties, &styled(centred, &known.text)));
            col += known.col_span;
        }
        out.push_str("</w:tr>");
    }
    out.push_str("</w:tbl>");
    out
}

const NAMESPACES: &str = concat!(
    r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" "#,
    r#"xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" "#,
    r#"xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" "#,
    r#"xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" "#,
    r#"xmlns:v="urn:schemas-microsoft-com:vml""#
);
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A Word file under way.
#[derive(Debug, Clone, Default)]
pub(crate) struct Docx {
    body: String,
    /// Kind of relation, which is also the file's name, and XML within the root element.
    parts: Vec<(&'static str, &'static str, String)>,
}

impl Docx {
    /// A file with this body, in XML.
    pub(crate) fn of(body: impl Into<String>) -> Self {
        Self {
            body: body.into(),
            parts: Vec::new(),
        }
    }

    /// With a part such as `styles`, whose root element is called `root`.
    pub(crate) fn with(mut self, kind: &'static str, root: &'static str, xml: &str) -> Self {
        self.parts.push((kind, root, xml.to_owned()));
        self
    }

    /// With the styles `1` to `9` for headings.
    pub(crate) fn with_headings(self) -> Self {
        let mut styles = String::new();
        for level in 1..=9 {
            let _ = write!(
                styles,
                r#"<w:style w:type="paragraph" w:styleId="{level}"><w:name w:val="heading {level}"/></w:style>"#
            );
        }
        self.with("styles", "styles", &styles)
    }

    /// The main part.
    pub(crate) fn document(&self) -> String {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<w:document {NAMESPACES}><w:body>{}<w:sectPr/></w:body></w:document>",
            self.body
        )
    }

    /// The file.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut relations = String::from("<Relationships>");
        let mut parts = Vec::new();
        for (kind, root, xml) in &self.parts {
            let _ = write!(
                relations,
                r#"<Relationship Id="{kind}" Type="{RELATIONS}/{kind}" Target="{kind}.xml"/>"#
            );
            parts.push((
                format!("word/{kind}.xml"),
                format!("<w:{root} {NAMESPACES}>{xml}</w:{root}>"),
            ));
        }
        relations.push_str("</Relationships>");
        let roots = format!(
            r#"<Relationships><Relationship Id="r" Type="{RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>"#
        );
        let document = self.document();
        let mut entries: Vec<(&str, &[u8])> = vec![
            ("[Content_Types].xml", b"<Types/>"),
            ("_rels/.rels", roots.as_bytes()),
            ("word/document.xml", document.as_bytes()),
            ("word/_rels/document.xml.rels", relations.as_bytes()),
        ];
        entries.extend(
            parts
                .iter()
                .map(|(name, xml)| (name.as_str(), xml.as_bytes())),
        );
        packed(&entries)
    }
}

/// An invented report and the tables as they were drawn.
pub(crate) fn drawn(
    generator: &Generator,
    seed: u64,
    form: &str,
    options: &Options,
) -> (Generated, Vec<Sheet>) {
    let mut sheets = Vec::new();
    let report = generator.altered(seed, form, Layout::Html, options, |sheet, _| {
        sheets.push(sheet.clone());
        vec![Segment::Table(sheet)]
    });
    (report.expect("a known form"), sheets)
}

/// A drawn report as a Word file: its lines as paragraphs, headings by style, tables with merged cells.
pub(crate) fn report(report: &Generated, sheets: &[Sheet]) -> Docx {
    let mut body = String::new();
    let mut lines = |text: &str| {
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let title = line.trim_start_matches('#');
            let level = line.len() - title.len();
            let style = match level {
                0 => String::new(),
                _ => format!(r#"<w:pStyle w:val="{}"/>"#, level - 1),
            };
            body.push_str(&styled(&style, title.trim()));
        }
        std::mem::take(&mut body)
    };
    let spans = report.gold.tables.iter().flatten();
    let spans = spans.filter_map(|table| table.at.span);
    let mut out = String::new();
    let mut end = 0;
    for (span, sheet) in spans.zip(sheets) {
        out.push_str(&lines(&report.text[end..span.start]));
        out.push_str(&table(sheet));
        end = span.end;
    }
    out.push_str(&lines(&report.text[end..]));
    Docx::of(out).with_headings()
}
