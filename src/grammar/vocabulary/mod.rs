//! The words that running text is read by, after all checks.
//!
//! One list a field; what a stage does with a list is said in the stage. Lists hold words of the
//! language of documents and nothing of a family, a place or a year.

pub(super) mod file;

use crate::record::{Approx, MetadataField, QuantityKind, UnitRole};

use super::words::{Beginnings, Endings, Phrases};

/// All word lists of a run.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    /// Short name, printed with the version.
    pub name: String,
    /// Version.
    pub version: String,
    /// Number of lists.
    pub n_lists: usize,
    /// Number of words in all lists.
    pub n_words: usize,
    /// Words around cited titles.
    pub citation: CitationWords,
    /// Words of organ names.
    pub organ: OrganWords,
    /// Words of responsibility notes and task tables.
    pub task: TaskWords,
    /// Words of terms and frequencies.
    pub term: TermWords,
    /// Words around numbers.
    pub quantity: QuantityWords,
    /// Words that introduce, join or follow what is counted.
    pub subject: SubjectWords,
    /// Words that tell a report from pictures of web pages.
    pub page: PageWords,
    /// Words that say nothing where headings of a plan and of a report are compared.
    pub link: LinkWords,
    /// Words of the metadata that saved web pages carry.
    pub metadata: MetadataWords,
}

/// Words around cited titles.
#[derive(Debug, Clone, Default)]
pub struct CitationWords {
    /// Make a document the basis of what follows.
    pub under: Phrases,
    /// Verbs of printing and issuing, right before a title.
    pub issued: Endings,
    /// Verbs of forwarding, right before a title.
    pub forwarded: Endings,
    /// Announce the report whose title follows as this one: 现公布.
    pub announced: Endings,
    /// Issue the title before them: 现印发给你们.
    pub now_issued: Phrases,
    /// Forward the title before them.
    pub now_forwarded: Phrases,
    /// Define a short form.
    pub defined: Endings,
    /// Define one short form for several titles, which then stands for none of them.
    pub joined_forms: Endings,
    /// Carry a relation over from one title to the next.
    pub joints: Beginnings,
    /// End the title of a notice that issues another document.
    pub notices: Endings,
}

/// Words of organ names.
#[derive(Debug, Clone, Default)]
pub struct OrganWords {
    /// End the names of organs.
    pub endings: Endings,
    /// Other names of organs: endings as printed, and the ending of the normalised name.
    pub aliases: Endings<String>,
    /// Make a name stand for many organs.
    pub collective: Phrases,
    /// End names of one organ in spite of a word for many.
    pub single: Endings,
    /// Kinds of territory, which may be listed before one common 政府.
    pub territories: Beginnings,
    /// Stand behind the last territory of such a list.
    pub territory_tails: Beginnings,
    /// Offices that write for their government, and the government as normalised names end.
    pub offices: Endings<String>,
}

impl OrganWords {
    /// The name with brackets of one kind and the ending that the organ's official short name has.
    #[must_use]
    pub fn normalised(&self, name: &str) -> String {
        let name: String = name
            .chars()
            .filter(|character| !character.is_whitespace())
            .map(|character| match character {
                '(' | '〔' => '（',
                ')' | '〕' => '）',
                _ => character,
            })
            .collect();
        with_ending(&name, &self.aliases).unwrap_or(name)
    }

    /// The authority that an organ speaks for: a government's own office speaks for the government.
    #[must_use]
    pub fn authority(&self, name: &str) -> String {
        let name = self.normalised(name);
        with_ending(&name, &self.offices).unwrap_or(name)
    }
}

/// `name` with the ending that the one it has stands for.
fn with_ending(name: &str, endings: &Endings<String>) -> Option<String> {
    let (printed, meant) = endings.of(name)?;
    let head = &name[..name.len() - printed.len()];
    Some(format!("{head}{meant}"))
}

/// Words of responsibility notes and task tables.
#[derive(Debug, Clone, Default)]
pub struct TaskWords {
    /// Open a responsibility note, with the role that they give if no word behind the names does.
    pub labels: Beginnings<UnitRole>,
    /// Words behind the names, each with its role; of several in one phrase the first of the list counts.
    pub roles: Phrases<UnitRole>,
    /// Stand between the names and the role and belong to neither.
    pub before_role: Phrases,
    /// What a clause may consist of behind the role; nothing else may follow.
    pub role_tail: Beginnings,
    /// Say of a whole document that the organ named first leads.
    pub first_leads: Phrases,
    /// Begin sentences of a note that name no organ.
    pub about_note: Beginnings,
    /// End a list of organs and name none.
    pub others: Endings,
    /// End a list of organs and name a circle of them.
    pub circle: Endings<String>,
    /// Heads of the column of requirements in task tables.
    pub requirement_heads: Phrases,
    /// Heads of the column of organs in task tables.
    pub organ_heads: Phrases,
    /// Heads of the column of tasks in task tables.
    pub task_heads: Phrases,
}

/// Words of terms and frequencies.
#[derive(Debug, Clone, Default)]
pub struct TermWords {
    /// How often something is due.
    pub frequencies: Beginnings<String>,
    /// Make a frequency part of another word: 按年度计划.
    pub not_frequent: Beginnings,
    /// Rhythms before a noun, where several are listed: 季度、年度发布会.
    pub rhythms: Beginnings<String>,
}

/// Words around numbers.
#[derive(Debug, Clone, Default)]
pub struct QuantityWords {
    /// Units that are no plain classifiers, with what they measure.
    pub measures: Beginnings<QuantityKind>,
    /// Units in Latin letters; a letter must not follow.
    pub latin_measures: Beginnings,
    /// Classifiers of two characters and more.
    pub long_classifiers: Beginnings,
    /// Classifiers that are themselves what is counted.
    pub noun_units: Beginnings,
    /// Classifiers of one character.
    pub classifiers: Beginnings,
    /// Classifiers that a numeral in Chinese characters may stand before without being part of a longer word.
    pub spoken_classifiers: Beginnings,
    /// Measures of one character that a numeral in Chinese characters may stand before.
    pub spoken_measures: Beginnings,
    /// Classifiers that 一 counts with; elsewhere it mostly means "a" or "whole".
    pub counted_one: Beginnings,
    /// Behind 一 and its classifier, make it part of a word: 一次性.
    pub paired_one: Beginnings,
    /// Make even 一个 a count.
    pub only: Endings,
    /// Before a numeral, make it part of a word: 统一, 第一, 新一轮.
    pub word_before: Endings,
    /// Those of them that are harmless before numerals other than 一.
    pub harmless_before_many: Endings,
    /// Set phrases with numerals that count nothing.
    pub idioms: Beginnings,
    /// Behind 次, number a session: 十三届四次会议.
    pub sessions: Beginnings,
    /// Before a number, say how exact it is.
    pub approx_before: Endings<Approx>,
    /// Those of them that are printed as part of the value.
    pub approx_joined: Beginnings,
    /// Between digits and unit, say how exact the number is.
    pub approx_within: Beginnings<Approx>,
    /// Behind the unit, say how exact the number is.
    pub approx_after: Beginnings<Approx>,
    /// Before a percentage, make it a change and not a share.
    pub change: Endings,
    /// Around the name of the whole that a share is of: 占受理总量的.
    pub around_whole: Endings,
    /// End what is itself a share: 答复率.
    pub rate_names: Endings,
}

/// Words that introduce, join or follow what is counted.
#[derive(Debug, Clone, Default)]
pub struct SubjectWords {
    /// At the head of a clause, say nothing of what is counted.
    pub leads: Beginnings,
    /// Right before a number, only introduce it.
    pub tails: Endings,
    /// Behind a span of time, belong to it: 3个工作日内.
    pub after_term: Beginnings,
    /// Behind a unit, begin no noun.
    pub not_a_noun: Beginnings,
    /// At the end of a noun, belong to what follows.
    pub joints: Endings,
    /// End the noun before them.
    pub noun_ends: Beginnings,
    /// Mostly begin a verb or adverb and end the noun before them.
    pub verb_like: Beginnings,
    /// Before 有, form a word with it: 具有, 国有.
    pub have_before: Endings,
    /// Share an enumeration out to the numbers behind it.
    pub distributed: Endings,
    /// Open a noun that has its own noun behind 的: 关于信息公开的案件.
    pub about: Beginnings,
    /// Before a date, make the number behind it an earlier figure: 由2019年的12条.
    pub compared: Endings,
    /// Alone between two numbers, make the second a new figure of what the first counts.
    pub reaches: Beginnings,
    /// Before a date at the head of a clause.
    pub before_date: Beginnings,
    /// Behind a date at the head of a clause.
    pub after_date: Beginnings,
}

/// Words that tell a report from pictures of web pages.
#[derive(Debug, Clone, Default)]
pub struct PageWords {
    /// Begin the short sentence that a paragraph of a report opens with.
    pub topics: Beginnings,
}

/// Words that say nothing where headings of a plan and of a report are compared.
#[derive(Debug, Clone, Default)]
pub struct LinkWords {
    /// At the head of a heading, say nothing of its matter.
    pub openings: Beginnings,
    /// At the end of a heading, say nothing of its matter.
    pub closings: Endings,
}

/// Words of the metadata that saved web pages carry.
#[derive(Debug, Clone, Default)]
pub struct MetadataWords {
    /// Labels before a colon or in a cell of their own, with the field that they stand for.
    pub labels: Beginnings<MetadataField>,
    /// Values that say that there is none.
    pub nothing: Beginnings,
}
