//! The grammar file itself: TOML as an author would write it, with a word on each guess.

use std::collections::HashSet;
use std::fmt::Write;

use crate::label::Key;
use crate::outline::Outline;

use super::sheet::{Line, Sheet};
use super::sums::sums;
use super::without_organ;

/// The file while it is written.
#[derive(Debug, Default)]
pub(super) struct Writer {
    pub(super) text: String,
}

impl Writer {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    pub(super) fn head(&mut self, name: &str, title: &str) {
        let about: String = title.chars().filter(|one| !one.is_control()).collect();
        let _ = writeln!(self.text, "# 由样本起草：{about}");
        self.line(
            "# 名称、章和勾稽关系是猜的：逐条核对，另找几份同类文件试读，再补别名、例子和反例。",
        );
        let _ = write!(
            self.text,
            "\nname = {0}\nversion = \"1\"\nfamily = {0}\n",
            quoted(name)
        );
    }

    pub(super) fn recognise(&mut self, titles: &[String], phrases: &[String]) {
        self.line("\n# 标题以 titles 里的词结尾，正文里有 phrases 里的话，就是这类文件。");
        let _ = writeln!(
            self.text,
            "[recognise]\ntitles = {}\nphrases = {}",
            list(titles),
            list(phrases)
        );
    }

    /// Chapters in order; two of one title are one.
    pub(super) fn chapters(&mut self, outline: &Outline) {
        let mut known: HashSet<&str> = HashSet::new();
        let chapters = outline.sections.iter().filter(|one| one.parent.is_none());
        for (at, chapter) in chapters.enumerate() {
            if Key::new(&chapter.title).is_empty() || !known.insert(&chapter.title) {
                continue;
            }
            let printed = chapter.ordinal_printed.as_deref().unwrap_or_default();
            let (title, bare) = (quoted(&chapter.title), without_organ(&chapter.title));
            let _ = write!(
                self.text,
                "\n# {printed}\n[[chapter]]\nrole = \"chapter_{}\"\ntitles = [{}]\nwords = [{1}]\nexample = [{title}]\n",
                at + 1,
                quoted(if Key::new(bare).len() < 2 {
                    &chapter.title
                } else {
                    bare
                })
            );
        }
    }

    pub(super) fn form(&mut self, name: &str, year: i32, sheets: &[Sheet]) {
        if sheets.is_empty() {
            return;
        }
        let _ = write!(
            self.text,
            "\n# 样本的年度起用这套表；知道更早的就改。\n[[form]]\nname = {}\nfirst_year = {year}\n",
            quoted(&format!("{name}-form"))
        );
        let mut relations = String::new();
        for (at, sheet) in sheets.iter().enumerate() {
            self.table(at + 1, sheet, &mut relations);
        }
        self.text.push_str(&relations);
    }

    fn table(&mut self, number: usize, sheet: &Sheet, relations: &mut String) {
        let mut header = sheet.header.clone();
        header.extend(
            sheet
                .heads
                .iter()
                .filter(|head| !sheet.header.contains(head))
                .cloned(),
        );
        let _ = write!(
            self.text,
            "\n[[form.table]]\nnumber = {number}\nunit = \"as printed\"\n{}header_words = {}\nrows = [\n",
            if sheet.repeats {
                "repeats = true\n"
            } else {
                ""
            },
            list(&header)
        );
        let codes = codes(number, &sheet.rows);
        for (line, code) in sheet.rows.iter().zip(&codes) {
            match code {
                Some(code) => self.row(sheet, line, code),
                None => {
                    let _ = writeln!(self.text, "    # 与上面的行同名，没有列入：{}", line.label);
                }
            }
        }
        self.line("]");
        if sheet.heads.is_empty() {
            for sum in sums(&sheet.rows) {
                let name = |at: &usize| codes[*at].clone();
                let parts: Option<Vec<String>> = sum.parts.iter().map(name).collect();
                if let Some((total, parts)) = name(&sum.total).zip(parts) {
                    relation(
                        relations,
                        &sheet.rows,
                        (sum.total, &sum.parts),
                        (&total, &parts),
                    );
                }
            }
        }
    }

    fn row(&mut self, sheet: &Sheet, line: &Line, code: &str) {
        let label = quoted(&line.label);
        if line.values.is_empty() {
            let _ = writeln!(
                self.text,
                "    {{ code = \"{code}\", heading = true, label = {label} }},"
            );
        } else if sheet.heads.is_empty() {
            let unit = line
                .unit
                .as_deref()
                .map(|unit| format!(", unit = {}", quoted(unit)));
            let unit = unit.unwrap_or_default();
            let _ = writeln!(
                self.text,
                "    {{ code = \"{code}\", label = {label}{unit} }},"
            );
        } else {
            let _ = writeln!(self.text, "    {{ label = {label}, columns = [");
            for (at, head) in sheet.heads.iter().enumerate() {
                let _ = writeln!(
                    self.text,
                    "        {{ code = \"{code}.c{}\", head = {} }},",
                    at + 1,
                    quoted(head)
                );
            }
            self.line("    ] },");
        }
    }
}

/// A code for each row; rows below others by their numbers go on with the code of those. `None` for a row
/// that no text could tell from one before it.
fn codes(table: usize, rows: &[Line]) -> Vec<Option<String>> {
    let mut open: Vec<(u8, String)> = Vec::new();
    let mut known: HashSet<(String, &str)> = HashSet::new();
    let mut codes = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let level = row.level.unwrap_or(u8::MAX);
        open.retain(|(above, _)| *above < level);
        let parent = open
            .last()
            .map_or_else(|| format!("t{table}"), |(_, code)| code.clone());
        let code = format!("{parent}.r{}", at + 1);
        if !known.insert((parent, &row.label)) {
            codes.push(None);
            continue;
        }
        if row.level.is_some() {
            open.push((level, code.clone()));
        }
        codes.push(Some(code));
    }
    codes
}

/// A sum with the figures of the sample as its proof.
fn relation(
    text: &mut String,
    rows: &[Line],
    (total, parts): (usize, &[usize]),
    (total_code, part_codes): (&str, &[String]),
) {
    let value = |at: usize| rows[at].values.first().copied().flatten();
    let figures: Option<Vec<i64>> = parts.iter().map(|at| whole(value(*at)?)).collect();
    let (Some(sum), Some(figures)) = (value(total).and_then(whole), figures) else {
        return;
    };
    let added = |plus: i64| {
        let figures = figures.iter().map(i64::to_string).collect::<Vec<_>>();
        format!("{} = {}", sum + plus, figures.join(" + "))
    };
    let message = format!("{}应等于其后各项之和（由样本的数猜的）", rows[total].label);
    let _ = write!(
        text,
        "\n[[form.relation]]\nid = \"sum.{total_code}\"\nkind = \"sum\"\nseverity = \"warning\"\nequation = \"{total_code} = {}\"\nmessage = {}\nexample = [\"{}\"]\ncounterexample = [\"{}\"]\n",
        part_codes.join(" + "),
        quoted(&message),
        added(0),
        added(1)
    );
}

/// A whole number that examples can hold.
fn whole(value: f64) -> Option<i64> {
    let fits = value.fract() == 0.0 && (0.0..1e12).contains(&value);
    fits.then(|| format!("{value:.0}").parse().ok()).flatten()
}

fn list(words: &[String]) -> String {
    let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
    format!("[{}]", words.join(", "))
}

/// A TOML string.
fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(character);
            }
            other if other.is_control() => quoted.push(' '),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}
