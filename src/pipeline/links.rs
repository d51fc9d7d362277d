//! Links between the documents of a run: which one a citation means, and which reports take up a
//! task of a plan.
//!
//! Documents are taken in as they are read; links are made when the last one is, so they depend on
//! the set of documents and not on the order or the number of threads. A link needs certainty: where
//! two documents fit there is none. What is kept of a document is its id, number, titles and issuer
//! (about 300 bytes) and, of an annual report, what its headings are about (8 bytes each, and each text
//! once). All of it stands in a few long vectors: small pieces that stay would keep the memory between
//! them from being given back.

use std::collections::{BTreeMap, HashMap};

use arrow::array::RecordBatch;
use arrow::error::ArrowError;

use super::group::Digest;
use crate::batch::linked::{self, Assignment, Reference};
use crate::grammar::Vocabulary;
use crate::label::{Key, similarity};
use crate::record::{Family, Section, Status, TaskMention};

/// Similarity from which on a title speaks for the document whose number it carries.
const SAME_TITLE: f32 = 0.6;
/// Similarity from which on two headings are about the same matter.
const SAME_MATTER: f32 = 0.8;
/// Fewest characters of headings that need not be equal to be about the same matter.
const FEWEST_ALIKE: usize = 4;
/// Fewest characters that say what a heading is about.
const FEWEST: usize = 2;

/// Tables whose links are made when all documents are read.
pub(super) const LINKED: [&str; 2] = ["citations", "tasks"];

/// The documents of a run by what others may call them.
pub(super) struct Links<'a> {
    words: &'a Vocabulary,
    known: Vec<Known>,
    by_id: HashMap<u128, u32>,
    by_number: HashMap<u128, Few>,
    by_title: HashMap<u128, Few>,
    /// The number of each issuer.
    by_issuer: HashMap<u128, u32>,
    /// The last report of each issuer, by its number.
    reports: Vec<Option<u32>>,
    /// What headings of reports are about, in order of documents.
    headings: Vec<Matter>,
    /// What all of them are about.
    matters: Matters,
    /// Titles of documents, end to end.
    titles: String,
}

/// A document as others may refer to it.
struct Known {
    id: u128,
    /// Where it stands among [`Links::titles`].
    title: Option<Stretch>,
    is_numbered: bool,
    /// Number of its issuer.
    issuer: Option<u32>,
    year: Option<i32>,
    report: Option<Report>,
}

/// An annual report: where its headings stand among [`Links::headings`], and its issuer's report before it.
#[derive(Clone, Copy)]
struct Report {
    start: usize,
    len: u32,
    before: Option<u32>,
}

/// A part of texts that stand end to end.
#[derive(Clone, Copy)]
struct Stretch {
    start: usize,
    len: u32,
}

/// One document, or how many.
#[derive(Clone, Copy)]
struct Few {
    first: usize,
    count: i32,
}

/// What a heading is about: its number among the [`Links::matters`].
struct Matter {
    number: u32,
    section: i32,
}

/// What headings are about. Those of most reports are the same, so each text is kept once.
#[derive(Default)]
struct Matters {
    numbers: HashMap<u128, u32>,
    /// Where each ends in `text`.
    ends: Vec<usize>,
    /// All of them, end to end.
    text: String,
}

impl Matters {
    /// The number of a text, which is kept if it is new.
    fn number(&mut self, matter: &str) -> Option<u32> {
        let key = hash(matter);
        if let Some(known) = self.numbers.get(&key) {
            return Some(*known);
        }
        let number = u32::try_from(self.ends.len()).ok()?;
        self.text.push_str(matter);
        self.ends.push(self.text.len());
        self.numbers.insert(key, number);
        Some(number)
    }

    fn text(&self, number: u32) -> &str {
        let at = number as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[at]]
    }
}

/// What sections of one issuer's reports are about. Reports of many years share their headings, so
/// each is compared once.
struct Heading {
    key: Key,
    /// Document and number of each section.
    sections: Vec<(usize, i32)>,
}

/// The headings of issuers, each made ready once for all tasks of a batch.
type Headings<'a> = HashMap<u32, BTreeMap<&'a str, Heading>>;

impl<'a> Links<'a> {
    /// No documents yet; `words` tell organs and headings.
    pub(super) fn new(words: &'a Vocabulary) -> Self {
        Self {
            words,
            known: Vec::new(),
            by_id: HashMap::new(),
            by_number: HashMap::new(),
            by_title: HashMap::new(),
            by_issuer: HashMap::new(),
            reports: Vec::new(),
            headings: Vec::new(),
            matters: Matters::default(),
            titles: String::new(),
        }
    }

    /// Takes in a document, in the order of inputs.
    pub(super) fn add(&mut self, document: &Digest) {
        if document.row.status == Status::Rejected {
            return;
        }
        let identity = &document.row.identity;
        let at = self.known.len();
        let Some((id, place)) = number_of(&document.row.doc_id).zip(u32::try_from(at).ok()) else {
            return;
        };
        let issuer = identity.issuer.as_deref();
        let issuer = issuer.map(|issuer| hash(&self.words.organ.authority(issuer)));
        let issuer = issuer.and_then(|issuer| self.issuer(issuer));
        let number = identity.doc_number.as_deref().map(hash);
        if let Some(number) = number {
            note(&mut self.by_number, number, at);
        }
        let region = identity.region.as_deref();
        let organ = identity.issuer.as_deref();
        for title in self.names(identity.title.as_deref(), organ, region) {
            note(&mut self.by_title, hash(&title), at);
        }
        let report = identity.family == Some(Family::AnnualReport) && identity.year.is_some();
        let report = issuer.filter(|_| report);
        let report = report.map(|issuer| self.report(issuer, place, &document.sections));
        self.by_id.insert(id, place);
        let title = identity.title.as_deref().map(letters);
        let known = Known {
            id,
            title: title.and_then(|title| self.stretch(&title)),
            is_numbered: number.is_some(),
            issuer,
            year: identity.year,
            report,
        };
        self.known.push(known);
    }

    /// Adds a title to the others.
    fn stretch(&mut self, title: &str) -> Option<Stretch> {
        let (start, len) = (self.titles.len(), u32::try_from(title.len()).ok()?);
        self.titles.push_str(title);
        Some(Stretch { start, len })
    }

    /// The number of an issuer.
    fn issuer(&mut self, issuer: u128) -> Option<u32> {
        if let Some(known) = self.by_issuer.get(&issuer) {
            return Some(*known);
        }
        let number = u32::try_from(self.reports.len()).ok()?;
        self.reports.push(None);
        self.by_issuer.insert(issuer, number);
        Some(number)
    }

    fn title(&self, known: &Known) -> Option<&str> {
        let Stretch { start, len } = known.title?;
        self.titles.get(start..start + len as usize)
    }

    /// A batch of one of [`LINKED`] with its links.
    pub(super) fn fill(
        &self,
        table: &'static str,
        batch: &RecordBatch,
    ) -> Result<RecordBatch, ArrowError> {
        if table == "citations" {
            let references = linked::references(batch)?;
            let targets: Vec<_> = references.iter().map(|one| self.target(one)).collect();
            return linked::with_targets(batch, &targets);
        }
        let assignments = linked::assignments(batch)?;
        let mut headings = Headings::new();
        let mentions: Vec<_> = (assignments.iter())
            .map(|one| self.mentions(one, &mut headings))
            .collect();
        linked::with_mentions(batch, &mentions)
    }

    /// The document that a reference means, and how many it may mean.
    fn target(&self, reference: &Reference) -> (Option<String>, i32) {
        let number = reference.doc_number.map(hash);
        let title = reference.title.map(letters);
        let numbered = number.and_then(|number| self.by_number.get(&number));
        let titled = || self.by_title.get(&hash(title.as_deref()?));
        let Some(few) = numbered.or_else(titled) else {
            return (None, 0);
        };
        if few.count > 1 {
            return (None, few.count);
        }
        let known = &self.known[few.first];
        let fits = if numbered.is_some() {
            title.is_none_or(|title| is_called(self.title(known), &title))
        } else {
            number.is_none() || !known.is_numbered
        };
        if fits {
            (Some(text_of(known.id)), 1)
        } else {
            (None, 0)
        }
    }

    /// The sections of later reports of the plan's issuer whose headings are about the task.
    fn mentions<'l>(&'l self, task: &Assignment, headings: &mut Headings<'l>) -> Vec<TaskMention> {
        let plan = number_of(task.doc_id).and_then(|id| self.by_id.get(&id));
        let plan = plan.map(|&at| (at as usize, &self.known[at as usize]));
        let matter = task.title.and_then(|title| self.matter(title));
        let Some(((at, plan), matter)) = plan.zip(matter) else {
            return Vec::new();
        };
        let Some((issuer, year)) = plan.issuer.zip(plan.year) else {
            return Vec::new();
        };
        let reports = (headings.entry(issuer)).or_insert_with(|| self.headings_of(issuer));
        let key = Key::new(&matter);
        let alike = |(other, heading): &(&&str, &Heading)| {
            **other == matter || is_part(other, &matter) || is_alike(&key, &heading.key)
        };
        let sections = reports.iter().filter(alike);
        let later = |report: usize| {
            report != at && self.known[report].year.is_some_and(|later| later >= year)
        };
        let mut found: Vec<(usize, i32)> = sections
            .flat_map(|(_, heading)| heading.sections.iter().copied())
            .filter(|(report, _)| later(*report))
            .collect();
        found.sort_unstable();
        let mention = |(report, section_id): (usize, i32)| TaskMention {
            doc_id: text_of(self.known[report].id),
            section_id,
        };
        found.into_iter().map(mention).collect()
    }

    /// What a document with this title may be called: only names that say whose document it is.
    fn names(
        &self,
        title: Option<&str>,
        issuer: Option<&str>,
        region: Option<&str>,
    ) -> Vec<String> {
        let Some(title) = title else {
            return Vec::new();
        };
        let title = letters(title);
        let (issuer, region) = (issuer.map(letters), region.map(letters));
        let holds = |title: &str, name: &Option<String>| {
            name.as_ref()
                .is_some_and(|name| !name.is_empty() && title.contains(name.as_str()))
        };
        let mut names = Vec::new();
        for name in [self.issued(&title).map(str::to_owned), Some(title)] {
            let Some(name) = name else { continue };
            if let Some(issuer) = issuer.as_ref().filter(|_| !holds(&name, &issuer)) {
                names.push(format!("{issuer}{name}"));
            }
            if holds(&name, &issuer) || holds(&name, &region) {
                names.push(name);
            }
        }
        names
    }

    /// The document that the notice called `title` issues: 甲办法 in 关于印发甲办法的通知.
    fn issued<'t>(&self, title: &'t str) -> Option<&'t str> {
        let words = &self.words.citation;
        let body = words.notices.strip(title)?;
        let starts = body.char_indices().map(|(at, _)| at);
        let mut starts = starts.filter(|&at| words.issued.end(&body[..at]));
        starts.next().map(|at| &body[at..])
    }

    /// Notes what the sections of the report `place` are about.
    fn report(&mut self, issuer: u32, place: u32, sections: &[Section]) -> Report {
        let start = self.headings.len();
        for one in sections {
            let Some(matter) = self.matter(&one.title) else {
                continue;
            };
            let number = self.matters.number(&matter);
            self.headings.extend(number.map(|number| Matter {
                number,
                section: one.section_id,
            }));
        }
        Report {
            start,
            len: u32::try_from(self.headings.len() - start).unwrap_or(0),
            before: self.reports[issuer as usize].replace(place),
        }
    }

    /// The reports of an issuer, the last first.
    fn reports_of(&self, issuer: u32) -> impl Iterator<Item = (usize, Report)> {
        let report = |place: u32| Some((place as usize, self.known[place as usize].report?));
        let last = self.reports[issuer as usize].and_then(report);
        std::iter::successors(last, move |(_, one)| one.before.and_then(report))
    }

    /// What an issuer's headings are about, each with all sections that have it.
    fn headings_of(&self, issuer: u32) -> BTreeMap<&str, Heading> {
        let mut headings: BTreeMap<&str, Heading> = BTreeMap::new();
        for (document, report) in self.reports_of(issuer) {
            for one in &self.headings[report.start..report.start + report.len as usize] {
                let matter = self.matters.text(one.number);
                let heading = headings.entry(matter).or_insert_with(|| Heading {
                    key: Key::new(matter),
                    sections: Vec::new(),
                });
                heading.sections.push((document, one.section));
            }
        }
        headings
    }

    /// What a heading is about, without the words that any heading may have.
    fn matter(&self, title: &str) -> Option<String> {
        let words = &self.words.link;
        let title = letters(title);
        let mut rest = title.as_str();
        loop {
            let shorter = words
                .openings
                .strip(rest)
                .or_else(|| words.closings.strip(rest));
            match shorter {
                Some(shorter) => rest = shorter,
                None => break,
            }
        }
        (rest.chars().count() >= FEWEST).then(|| rest.to_owned())
    }
}

/// Counts a document under `key` once.
fn note(index: &mut HashMap<u128, Few>, key: u128, at: usize) {
    let few = index.entry(key).or_insert(Few {
        first: at,
        count: 0,
    });
    // One document may have two names that are spelled alike.
    if few.count == 0 || few.first != at {
        few.count += 1;
    }
}

/// An id as the number that it writes in hexadecimal.
pub(super) fn number_of(id: &str) -> Option<u128> {
    let number = u128::from_str_radix(id, 16).ok()?;
    (text_of(number) == id).then_some(number)
}

pub(super) fn text_of(id: u128) -> String {
    format!("{id:032x}")
}

/// Whether a document with the title `own` may be called `title`.
fn is_called(own: Option<&str>, title: &str) -> bool {
    let Some(own) = own else {
        return true;
    };
    own.contains(title)
        || title.contains(own)
        || similarity(&Key::new(own), &Key::new(title)) >= SAME_TITLE
}

/// Whether one heading names a good part of what the other does: 减税降费 of 减税降费降低用能成本.
fn is_part(left: &str, right: &str) -> bool {
    let (short, long) = if left.len() <= right.len() {
        (left, right)
    } else {
        (right, left)
    };
    let length = short.chars().count();
    length >= FEWEST_ALIKE && long.chars().count() * 2 <= length * 5 && long.contains(short)
}

fn is_alike(left: &Key, right: &Key) -> bool {
    left.len().min(right.len()) >= FEWEST_ALIKE && similarity(left, right) >= SAME_MATTER
}

/// Letters, digits and ideographs: brackets and blanks differ from print to print.
fn letters(text: &str) -> String {
    text.chars().filter(|one| one.is_alphanumeric()).collect()
}

fn hash(text: &str) -> u128 {
    let hash = blake3::hash(text.as_bytes());
    let mut half = [0; 16];
    half.copy_from_slice(&hash.as_bytes()[..16]);
    u128::from_le_bytes(half)
}
