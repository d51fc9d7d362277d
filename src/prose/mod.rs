//! Running text: what its sentences count, cite, assign, and whether their numbers agree.
//!
//! Given the [`crate::layout::Paragraph`]s of genuine text, returns records. Nothing here knows
//! tables, forms or report families.

pub mod agree;
mod bracket;
pub mod citation;
pub mod quantity;
mod skip;
pub mod task;

#[cfg(test)]
mod gold;

pub(crate) use skip::recognised;

/// Marks that end a clause.
pub(crate) fn ends_clause(character: char) -> bool {
    matches!(
        character,
        '，' | ',' | '。' | '；' | ';' | '：' | ':' | '！' | '!' | '？' | '?' | '\n'
    )
}

/// Marks that end a sentence.
pub(crate) fn ends_sentence(character: char) -> bool {
    matches!(character, '。' | '！' | '？' | '!' | '?' | '\n')
}
