//! Classified lines to the [`Layout`]: blocks, paragraphs and table areas.

use super::line::{Line, LineKind};
use super::region::Region;
use super::{Block, Layout, Role, TableArea, TableLine, reflow};
use crate::record::BlockKind;
use crate::text::Span;

/// Puts the layout together. `roles` says what each line counts as, `genuine` which tables are the
/// report's own.
pub(super) fn assemble(
    text: &str,
    lines: &[Line],
    roles: &[Role],
    tables: &[Region],
    genuine: &[bool],
) -> Layout {
    let chains = chains(text, lines, roles);
    let (blocks, owner) = blocks(text, lines, roles, &chains);
    let mut layout = Layout {
        blocks,
        ..Layout::default()
    };
    for chain in &chains {
        let mut of = chain.iter().map(|at| owner[*at]).collect::<Vec<_>>();
        of.dedup();
        let parts: Vec<&Line> = chain.iter().map(|at| &lines[*at]).collect();
        layout
            .paragraphs
            .extend(reflow::paragraph(text, &parts, of));
    }
    for (at, role) in roles.iter().enumerate() {
        if matches!(role, Role::Aside(BlockKind::Figure, reason) if reason == "screenshot") {
            layout
                .pictured
                .extend(reflow::paragraph(text, &[&lines[at]], vec![owner[at]]));
        }
    }
    layout.tables = areas(text, lines, roles, tables, genuine);
    layout
}

/// The lines of running text, those of one paragraph together.
fn chains(text: &str, lines: &[Line], roles: &[Role]) -> Vec<Vec<usize>> {
    let prose: Vec<usize> = (0..lines.len())
        .filter(|at| roles[*at] == Role::Prose)
        .collect();
    let parts: Vec<&Line> = prose.iter().map(|at| &lines[*at]).collect();
    let wrap = reflow::wrap_width(text, &parts);
    let mut chains: Vec<Vec<usize>> = Vec::new();
    for at in prose {
        let joined = chains.last_mut().filter(|chain| {
            let Some(before) = chain.last().copied() else {
                return false;
            };
            let apart = roles[before..at]
                .iter()
                .any(|role| matches!(role, Role::Table(_)));
            !apart && reflow::joins(text, &lines[before], &lines[at], wrap)
        });
        match joined {
            Some(chain) => chain.push(at),
            None => chains.push(vec![at]),
        }
    }
    chains
}

/// Cuts the text into blocks and tells the block of each line. Blank lines go with the block
/// before them, so that nothing is left over.
fn blocks(
    text: &str,
    lines: &[Line],
    roles: &[Role],
    chains: &[Vec<usize>],
) -> (Vec<Block>, Vec<usize>) {
    let mut joined: Vec<Option<usize>> = vec![None; lines.len()];
    for pair in chains.iter().flat_map(|chain| chain.windows(2)) {
        joined[pair[1]] = Some(pair[0]);
    }
    let mut blocks: Vec<Block> = Vec::new();
    let mut owner = vec![0; lines.len()];
    let mut table_block: Vec<Option<usize>> = Vec::new();
    let mut last: Option<&Role> = None;
    for (at, role) in roles.iter().enumerate() {
        let same = match role {
            Role::Nothing => true,
            Role::Prose => at > 0 && joined[at] == Some(at - 1),
            Role::Table(_) => last == Some(role) && !is_cut(lines, at),
            Role::Aside(..) => last == Some(role),
        };
        if !same {
            let continues = match role {
                Role::Prose => joined[at].map(|before| owner[before]),
                Role::Table(table) => {
                    table_block.resize(table_block.len().max(table + 1), None);
                    table_block[*table].replace(blocks.len())
                }
                _ => None,
            };
            let (kind, reason) = kind(role);
            let start = if blocks.is_empty() {
                0
            } else {
                lines[at].span.start
            };
            blocks.push(Block {
                kind,
                reason,
                span: Span::new(start, start),
                continues,
            });
        }
        owner[at] = blocks.len().saturating_sub(1);
        if *role != Role::Nothing {
            last = Some(role);
        }
    }
    let ends: Vec<usize> = blocks
        .iter()
        .skip(1)
        .map(|block| block.span.start)
        .chain([text.len()])
        .collect();
    for (block, end) in blocks.iter_mut().zip(ends) {
        block.span.end = end;
    }
    (blocks, owner)
}

fn kind(role: &Role) -> (BlockKind, Option<String>) {
    match role {
        Role::Nothing | Role::Prose => (BlockKind::Paragraph, None),
        Role::Table(_) => (BlockKind::Table, None),
        Role::Aside(kind, reason) => (*kind, Some(reason.clone())),
    }
}

/// Whether a page break stands between a table's line and the line before it: an empty line cuts
/// rows of delimited cells, but is itself a cell where each cell has a line.
fn is_cut(lines: &[Line], at: usize) -> bool {
    let row = matches!(lines[at].kind, LineKind::Tabs | LineKind::Pipes);
    row && at > 0 && lines[at - 1].kind == LineKind::Blank
}

/// Collects the lines of each table.
fn areas(
    text: &str,
    lines: &[Line],
    roles: &[Role],
    tables: &[Region],
    genuine: &[bool],
) -> Vec<TableArea> {
    let mut areas = Vec::new();
    for (number, table) in tables.iter().enumerate() {
        let kept = table.clone().filter(|at| {
            !matches!(
                lines[*at].kind,
                LineKind::Furniture { .. } | LineKind::Image | LineKind::Noise(_)
            )
        });
        let lines_of: Vec<TableLine> = kept
            .map(|at| TableLine {
                span: lines[at].span,
                kind: lines[at].kind.clone(),
            })
            .collect();
        let genuine = genuine[number];
        areas.push(TableArea {
            lines: lines_of,
            genuine,
            caption: caption(text, lines, roles, table.start),
            drawing: None,
        });
    }
    areas
}

/// The line before a table, if it is short enough to be its title; a line in brackets between them
/// says no more than the year or the unit.
fn caption(text: &str, lines: &[Line], roles: &[Role], start: usize) -> Option<Span> {
    let written = (0..start)
        .rev()
        .filter(|at| lines[*at].kind != LineKind::Blank)
        .take(3);
    let mut titles = written
        .take_while(|at| roles[*at] == Role::Prose)
        .map(|at| lines[at].content);
    let first = titles.next()?;
    let noted = |span: Span| {
        span.text(text).starts_with(['（', '(']) || span.text(text).starts_with("单位")
    };
    let title = if noted(first) {
        titles.next().filter(|next| !noted(*next)).unwrap_or(first)
    } else {
        first
    };
    let content = title.text(text);
    let short = content.chars().count() <= 40 && !content.ends_with(['。', '；', '，', '：']);
    short.then_some(title)
}
