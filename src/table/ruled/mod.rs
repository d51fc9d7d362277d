//! Tables drawn with characters, as converters write them: `+---+---+`, `┌──┬──┐`, columns below a rule
//! with gaps.
//!
//! The rules say in which columns of the page a cell stands, so an empty cell is known to be empty and a
//! cell may go on in the next line. How many columns a character takes depends on who drew the table: the
//! table is read by the measure under which its lines fit its rules. A line that fits none is cut at its
//! blanks or bars, and what it lacks stays unknown.

mod boxes;
mod columns;
mod sheet;
mod strip;

use super::GridRow;
use crate::layout::{Drawing, TableLine};
use crate::tidy::Document;

use sheet::Sheet;
use strip::{MEASURES, Ruler};

/// Rows of the table that `lines` draw; `None` if its lines mostly do not fit its rules.
pub(super) fn rows(
    document: &Document,
    lines: &[TableLine],
    drawing: Drawing,
) -> Option<Vec<GridRow>> {
    let mut best: Option<Sheet> = None;
    for measure in MEASURES {
        let ruler = Ruler { document, measure };
        let sheet = match drawing {
            Drawing::Columns => columns::read(&ruler, lines),
            Drawing::Boxes => boxes::read(&ruler, lines),
        }?;
        let better = best.as_ref().is_none_or(|best| sheet.strays < best.strays);
        let done = sheet.strays == 0;
        if better {
            best = Some(sheet);
        }
        if done {
            break;
        }
    }
    let fits = |sheet: &Sheet| sheet.strays * 2 <= sheet.lines;
    best.filter(fits).map(|sheet| sheet.rows(&document.text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::{LineKind, TableLine};
    use crate::read::Source;
    use crate::text::Span;

    #[track_caller]
    fn check(drawing: Drawing, printed: &str, expected: &[&str]) {
        let document = Document::tidy(Source {
            text: printed.into(),
            ..Source::default()
        });
        let line = |line: &str| TableLine {
            span: Span::of(line, &document.text).unwrap(),
            kind: if line.trim().is_empty() {
                LineKind::Blank
            } else {
                LineKind::Text
            },
        };
        let lines: Vec<TableLine> = document.text.split('\n').map(line).collect();
        let rows = rows(&document, &lines, drawing).unwrap_or_default();
        let shown: Vec<String> = rows
            .iter()
            .map(|row| {
                let texts: Vec<&str> = row.cells.iter().map(|cell| cell.text.as_str()).collect();
                format!("{}{}", texts.join(","), if row.explicit { "" } else { "?" })
            })
            .collect();
        assert_eq!(shown, expected, "{printed}");
    }

    #[test]
    fn a_rule_with_gaps_names_the_columns() {
        check(
            Drawing::Columns,
            "  ---------- ------ -----\n  予以公开          3\n  １．规章   12     ---\n             \\-     4\n  ---------- ------ -----",
            &["予以公开,,3", "1.规章,12,—", ",-,4"],
        );
        check(
            Drawing::Columns,
            "  项目     数\n  -------- ----\n  规章     3\n  许可     \n  处 罚 太长 5",
            &["项目,数", "规章,3", "许可,", "处,罚,太长,5?"],
        );
    }

    #[test]
    fn blanks_that_lost_their_width_place_nothing() {
        check(
            Drawing::Columns,
            "---------- --------- -----\n规章 3 4\n许可 \\- 4\n处罚 2 ---\n---------- --------- -----",
            &[],
        );
    }

    #[test]
    fn blank_lines_part_rows_of_several_lines() {
        check(
            Drawing::Columns,
            "----------------\n项目       数\n---------- -----\n部分公开   3\n区分处理\n\n不予公开   \n\n其他处理   4\n----------------",
            &["项目,数", "部分公开区分处理,3", "不予公开,", "其他处理,4"],
        );
        // Rows that a page parted are rows all the same.
        check(
            Drawing::Columns,
            "---------- -----\n部分公开   3\n区分处理   4\n\n不予公开   5\n---------- -----",
            &["部分公开,3", "区分处理,4", "不予公开,5"],
        );
    }

    #[test]
    fn an_empty_first_cell_continues_a_row_below_equals_signs() {
        check(
            Drawing::Columns,
            "======== ==\n项目     数\n======== ==\n部分公开 3\n区分\n\\        4\n======== ==",
            &["项目,数", "部分公开,3", "区分,", ",4"],
        );
        check(
            Drawing::Columns,
            "== ========\n3  部分公开\n   区分处理也算\n== ========",
            &["3,部分公开区分处理也算"],
        );
    }

    #[test]
    fn boxes_enclose_cells() {
        check(
            Drawing::Boxes,
            "+--------+------+---+\n| 公开   |      | 3 |\n| 区分   |      |   |\n+--------+------+---+\n| 总“计” | 其他 |   |\n|        +------+---+\n|        | 数   | 5 |\n+--------+------+---+",
            &["公开区分,,3", "总“计”,其他,", "数,5"],
        );
        check(
            Drawing::Boxes,
            "┌──────┬───┬───┐\n│ 项目 │ 件    │\n├──────┼───┼───┤\n│ 公开 │ 1 │ 2 │\n└──────┴───┴───┘",
            &["项目,件", "公开,1,2"],
        );
    }

    #[test]
    fn lines_without_rules_between_are_rows() {
        check(
            Drawing::Boxes,
            "+------+---+\n| 项目 | 数|\n+------+---+\n| 公开 | 1 |\n| 处理 | 2 |\n| 其他 |   |\n+------+---+",
            &["项目,数", "公开,1", "处理,2", "其他?"],
        );
        check(
            Drawing::Boxes,
            "+----------+---+\n| 5.       | 1 |\n| 要求公开 |   |\n| 处理     | 2 |\n+----------+---+",
            &["5.要求公开,1", "处理,2"],
        );
        // The next line of a label that fills its cell may be the rest of it.
        check(
            Drawing::Boxes,
            "+----------+---+\n| 项目     | 数|\n+----------+---+\n| 公开     | 1 |\n| 处理     |   |\n+----------+---+",
            &["项目,数", "公开,1", "处理,"],
        );
    }

    #[test]
    fn bars_count_where_no_measure_fits() {
        check(
            Drawing::Boxes,
            "+----+-----+\n| 予以公开 | 3 |\n+----+-----+\n| 不予 | |\n+----+-----+\n| 规章和公开 件 4 |\n+----+-----+",
            &["予以公开,3", "不予,", "规章和公开件4?"],
        );
    }
}
