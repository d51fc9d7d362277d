//! A vocabulary as its author wrote it: word lists by section and name.

use serde::Deserialize;
use toml::Spanned;

/// A vocabulary file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::grammar) struct VocabularyFile {
    /// `vocabulary`, which told the file from a grammar.
    #[serde(rename = "kind")]
    _kind: String,
    pub(in crate::grammar) name: Spanned<String>,
    pub(in crate::grammar) version: Spanned<String>,
    pub(in crate::grammar) citation: CitationFile,
    pub(in crate::grammar) organ: OrganFile,
    pub(in crate::grammar) task: TaskFile,
    pub(in crate::grammar) term: TermFile,
    pub(in crate::grammar) quantity: QuantityFile,
    pub(in crate::grammar) subject: SubjectFile,
    pub(in crate::grammar) page: PageFile,
    pub(in crate::grammar) link: LinkFile,
    pub(in crate::grammar) metadata: MetadataFile,
}

/// One list, or the words of a list that share a meaning.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::grammar) struct ListFile {
    pub(in crate::grammar) means: Option<Spanned<String>>,
    pub(in crate::grammar) words: Vec<Spanned<String>>,
    #[serde(default)]
    pub(in crate::grammar) except: Vec<Spanned<String>>,
    #[serde(default)]
    pub(in crate::grammar) example: Vec<Spanned<String>>,
    #[serde(default)]
    pub(in crate::grammar) counterexample: Vec<Spanned<String>>,
}

/// `[citation]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::grammar) struct CitationFile {
    pub(in crate::grammar) under: ListFile,
    pub(in crate::grammar) issued: ListFile,
    pub(in crate::grammar) forwarded: ListFile,
    pub(in crate::grammar) announced: ListFile,
    pub(in crate::grammar) now_issued: ListFile,
    pub(in crate::grammar) now_forwarded: ListFile,
    pub(in crate::grammar) defined: ListFile,
    pub(in crate::grammar) joined_forms: ListFile,
    pub(in crate::grammar) joints: ListFile,
    pub(in crate::grammar) notices: ListFile,
}

/// `[organ]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::grammar) struct OrganFile {
    pub(in crate::grammar) endings: ListFile,
    pub(in crate::grammar) aliases: Vec<ListFile>,
    pub(in crate::grammar) collective: ListFile,
    pub(in crate::grammar) single: ListFile,
    pub(in crate::grammar) territories: ListFile,
    pub(in crate::grammar) territory_tails: ListFile,
    pub(in crate::grammar) offices: Vec<ListFile>,
}

/// `[task]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::grammar) struct TaskFile {
    pub(in crate::grammar) labels: Vec<ListFile>,
    pub(in crate::grammar) roles: Vec<ListFile>,
    pub(in crate::grammar) before_role: ListFile,
    pub(in crate::grammar) role_tail: ListFile,
    pub(in crate::grammar) first_leads: ListFile,
    pub(in crate::grammar) about_note: ListFile,
    pub(in crate::grammar) others: ListFile,
    pub(in crate::grammar) circle: Vec<ListFile>,
    pub(in crate::grammar) requirement_heads: ListFile,
    pub(in crate::grammar) organ_heads: ListFile,
    pub(in crate::grammar) task_heads: ListFile,
}

/// `[term]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::grammar) struct TermFile {
    pub(in crate::grammar) frequencies: Vec<ListFile>,
    pub(in crate::grammar) not_frequent: ListFile,
    pub(in crate::grammar) rhythms: Vec<ListFile>,
}

/// `[quantity]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::grammar) struct QuantityFile {
    pub(in crate::grammar) measures: Vec<ListFile>,
    pub(in crate::grammar) latin_measures: ListFile,
    pub(in crate::grammar) long_classifiers: ListFile,
    pub(in crate::grammar) noun_units: ListFile,
    pub(in crate::grammar) classifiers: ListFile,
    pub(in crate::grammar) spoken_classifiers: ListFile,
    pub(in crate::grammar) spoken_measures: ListFile,
    pub(in crate::grammar) counted_one: ListFile,
    pub(in crate::grammar) paired_one: ListFile,
    pub(in crate::grammar) only: ListFile,
    pub(in crate::grammar) word_before: ListFile,
    pub(in crate::grammar) harmless_before_many: ListFile,
    pub(in crate::grammar) idioms: ListFile,
    pub(in crate::grammar) sessions: ListFile,
    pub(in crate::grammar) approx_before: Vec<ListFile>,
    pub(in crate::grammar) approx_joined: ListFile,
    pub(in crate::grammar) approx_within: Vec<ListFile>,
    pub(in crate::grammar) approx_after: Vec<ListFile>,
    pub(in crate::grammar) change: ListFile,
    pub(in crate::grammar) around_whole: ListFile,
    pub(in crate::grammar) rate_names: ListFile,
}

/// `[subject]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::grammar) struct SubjectFile {
    pub(in crate::grammar) leads: ListFile,
    pub(in crate::grammar) tails: ListFile,
    pub(in crate::grammar) after_term: ListFile,
    pub(in crate::grammar) not_a_noun: ListFile,
    pub(in crate::grammar) joints: ListFile,
    pub(in crate::grammar) noun_ends: ListFile,
    pub(in crate::grammar) verb_like: ListFile,
    pub(in crate::grammar) have_before: ListFile,
    pub(in crate::grammar) distributed: ListFile,
    pub(in crate::grammar) about: ListFile,
    pub(in crate::grammar) compared: ListFile,
    pub(in crate::grammar) reaches: ListFile,
    pub(in crate::grammar) before_date: ListFile,
    pub(in crate::grammar) after_date: ListFile,
}

/// `[page]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::grammar) struct PageFile {
    pub(in crate::grammar) topics: ListFile,
}

/// `[link]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::grammar) struct LinkFile {
    pub(in crate::grammar) openings: ListFile,
    pub(in crate::grammar) closings: ListFile,
}

/// `[metadata]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::grammar) struct MetadataFile {
    pub(in crate::grammar) labels: Vec<ListFile>,
    pub(in crate::grammar) nothing: ListFile,
}
