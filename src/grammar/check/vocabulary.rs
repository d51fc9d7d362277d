//! Word lists: no word empty or listed twice, no exception idle, every list proved by examples.

use toml::Spanned;

use crate::grammar::mistake::Mistake;
use crate::grammar::vocabulary::file::{
    CitationFile, LinkFile, ListFile, MetadataFile, OrganFile, PageFile, QuantityFile, SubjectFile,
    TaskFile, TermFile, VocabularyFile,
};
use crate::grammar::vocabulary::{
    CitationWords, LinkWords, MetadataWords, OrganWords, PageWords, QuantityWords, SubjectWords,
    TaskWords, TermWords, Vocabulary,
};
use crate::grammar::words::{Beginnings, Endings, Phrases};
use crate::record::{Approx, MetadataField, QuantityKind, UnitRole, Word};

use super::{Checker, unknown};

const ROLES: [UnitRole; 3] = [UnitRole::Lead, UnitRole::Support, UnitRole::Responsible];
const EXACTNESS: [Approx; 4] = [Approx::Exact, Approx::About, Approx::Over, Approx::Under];
const KINDS: [QuantityKind; 7] = [
    QuantityKind::Count,
    QuantityKind::Share,
    QuantityKind::Money,
    QuantityKind::Rate,
    QuantityKind::Duration,
    QuantityKind::Area,
    QuantityKind::Other,
];

/// The entries of one list, each with what its words mean, and what is wrong with the meanings.
struct List<'a, T> {
    entries: Vec<(T, &'a ListFile)>,
    mistakes: Vec<Mistake>,
}

/// A list whose words mean nothing but that they are on it.
fn plain(file: &ListFile) -> List<'_, ()> {
    let mistake = |means: &Spanned<String>| {
        Mistake::new(means.span(), "the words of this list have no meaning", "")
    };
    List {
        entries: vec![((), file)],
        mistakes: file.means.iter().map(mistake).collect(),
    }
}

/// A list whose words mean other words.
fn named(files: &[ListFile]) -> List<'_, String> {
    let mut list = List {
        entries: Vec::new(),
        mistakes: Vec::new(),
    };
    for file in files {
        match &file.means {
            Some(means) if !means.get_ref().is_empty() => {
                list.entries.push((means.get_ref().clone(), file));
            }
            means => list.mistakes.push(meaningless(file, means.as_ref())),
        }
    }
    list
}

/// A list whose words mean a value of a closed set.
fn meaning<'a, T: Word>(files: &'a [ListFile], known: &[T]) -> List<'a, T> {
    let mut list = List {
        entries: Vec::new(),
        mistakes: Vec::new(),
    };
    for file in files {
        let Some(means) = &file.means else {
            list.mistakes.push(meaningless(file, None));
            continue;
        };
        match known.iter().find(|value| value.word() == means.get_ref()) {
            Some(value) => list.entries.push((*value, file)),
            None => {
                let words: Vec<&str> = known.iter().map(|value| value.word()).collect();
                list.mistakes.push(unknown(means, "meaning", &words));
            }
        }
    }
    list
}

fn meaningless(file: &ListFile, means: Option<&Spanned<String>>) -> Mistake {
    let span = means.map(Spanned::span);
    let span = span.or_else(|| file.words.first().map(Spanned::span));
    Mistake::new(
        span.unwrap_or(0..0),
        "what do these words mean?",
        "`means` is missing",
    )
}

impl Checker<'_> {
    pub(super) fn vocabulary(&mut self, file: &VocabularyFile) -> Vocabulary {
        self.name(&file.name, "vocabulary name");
        Vocabulary {
            name: file.name.get_ref().clone(),
            version: file.version.get_ref().clone(),
            citation: self.citation(&file.citation),
            organ: self.organ(&file.organ),
            task: self.task(&file.task),
            term: self.term(&file.term),
            quantity: self.quantity(&file.quantity),
            subject: self.subject(&file.subject),
            page: self.page(&file.page),
            link: self.link(&file.link),
            metadata: self.metadata(&file.metadata),
            n_lists: self.n_lists,
            n_words: self.n_words,
        }
    }

    fn citation(&mut self, file: &CitationFile) -> CitationWords {
        CitationWords {
            under: self.phrases(plain(&file.under)),
            issued: self.endings(plain(&file.issued)),
            forwarded: self.endings(plain(&file.forwarded)),
            announced: self.endings(plain(&file.announced)),
            now_issued: self.phrases(plain(&file.now_issued)),
            now_forwarded: self.phrases(plain(&file.now_forwarded)),
            defined: self.endings(plain(&file.defined)),
            joined_forms: self.endings(plain(&file.joined_forms)),
            joints: self.beginnings(plain(&file.joints)),
            notices: self.endings(plain(&file.notices)),
        }
    }

    fn organ(&mut self, file: &OrganFile) -> OrganWords {
        OrganWords {
            endings: self.endings(plain(&file.endings)),
            aliases: self.endings(named(&file.aliases)),
            collective: self.phrases(plain(&file.collective)),
            single: self.endings(plain(&file.single)),
            territories: self.beginnings(plain(&file.territories)),
            territory_tails: self.beginnings(plain(&file.territory_tails)),
            offices: self.endings(named(&file.offices)),
        }
    }

    fn task(&mut self, file: &TaskFile) -> TaskWords {
        TaskWords {
            labels: self.beginnings(meaning(&file.labels, &ROLES)),
            roles: self.phrases(meaning(&file.roles, &ROLES)),
            before_role: self.phrases(plain(&file.before_role)),
            role_tail: self.beginnings(plain(&file.role_tail)),
            first_leads: self.phrases(plain(&file.first_leads)),
            about_note: self.beginnings(plain(&file.about_note)),
            others: self.endings(plain(&file.others)),
            circle: self.endings(named(&file.circle)),
            requirement_heads: self.phrases(plain(&file.requirement_heads)),
            organ_heads: self.phrases(plain(&file.organ_heads)),
            task_heads: self.phrases(plain(&file.task_heads)),
        }
    }

    fn term(&mut self, file: &TermFile) -> TermWords {
        TermWords {
            frequencies: self.beginnings(named(&file.frequencies)),
            not_frequent: self.beginnings(plain(&file.not_frequent)),
            rhythms: self.beginnings(named(&file.rhythms)),
        }
    }

    fn quantity(&mut self, file: &QuantityFile) -> QuantityWords {
        QuantityWords {
            measures: self.beginnings(meaning(&file.measures, &KINDS)),
            latin_measures: self.beginnings(plain(&file.latin_measures)),
            long_classifiers: self.beginnings(plain(&file.long_classifiers)),
            noun_units: self.beginnings(plain(&file.noun_units)),
            classifiers: self.beginnings(plain(&file.classifiers)),
            spoken_classifiers: self.beginnings(plain(&file.spoken_classifiers)),
            spoken_measures: self.beginnings(plain(&file.spoken_measures)),
            counted_one: self.beginnings(plain(&file.counted_one)),
            paired_one: self.beginnings(plain(&file.paired_one)),
            only: self.endings(plain(&file.only)),
            word_before: self.endings(plain(&file.word_before)),
            harmless_before_many: self.endings(plain(&file.harmless_before_many)),
            idioms: self.beginnings(plain(&file.idioms)),
            sessions: self.beginnings(plain(&file.sessions)),
            approx_before: self.endings(meaning(&file.approx_before, &EXACTNESS)),
            approx_joined: self.beginnings(plain(&file.approx_joined)),
            approx_within: self.beginnings(meaning(&file.approx_within, &EXACTNESS)),
            approx_after: self.beginnings(meaning(&file.approx_after, &EXACTNESS)),
            change: self.endings(plain(&file.change)),
            around_whole: self.endings(plain(&file.around_whole)),
            rate_names: self.endings(plain(&file.rate_names)),
        }
    }

    fn subject(&mut self, file: &SubjectFile) -> SubjectWords {
        SubjectWords {
            leads: self.beginnings(plain(&file.leads)),
            tails: self.endings(plain(&file.tails)),
            after_term: self.beginnings(plain(&file.after_term)),
            not_a_noun: self.beginnings(plain(&file.not_a_noun)),
            joints: self.endings(plain(&file.joints)),
            noun_ends: self.beginnings(plain(&file.noun_ends)),
            verb_like: self.beginnings(plain(&file.verb_like)),
            have_before: self.endings(plain(&file.have_before)),
            distributed: self.endings(plain(&file.distributed)),
            about: self.beginnings(plain(&file.about)),
            compared: self.endings(plain(&file.compared)),
            reaches: self.beginnings(plain(&file.reaches)),
            before_date: self.beginnings(plain(&file.before_date)),
            after_date: self.beginnings(plain(&file.after_date)),
        }
    }

    fn page(&mut self, file: &PageFile) -> PageWords {
        PageWords {
            topics: self.beginnings(plain(&file.topics)),
        }
    }

    fn link(&mut self, file: &LinkFile) -> LinkWords {
        LinkWords {
            openings: self.beginnings(plain(&file.openings)),
            closings: self.endings(plain(&file.closings)),
        }
    }

    fn metadata(&mut self, file: &MetadataFile) -> MetadataWords {
        MetadataWords {
            labels: self.beginnings(meaning(&file.labels, &MetadataField::ALL)),
            nothing: self.beginnings(plain(&file.nothing)),
        }
    }

    fn beginnings<T: Clone + PartialEq>(&mut self, list: List<'_, T>) -> Beginnings<T> {
        let (words, except) = self.words(&list);
        let words = Beginnings::new(words, except);
        self.prove(&list, |text| words.of(text).map(|(_, meaning)| meaning));
        let plain = |word: &str, text: &str| text.starts_with(word);
        self.exceptions(&list, plain);
        words
    }

    fn endings<T: Clone + PartialEq>(&mut self, list: List<'_, T>) -> Endings<T> {
        let (words, except) = self.words(&list);
        let words = Endings::new(words, except);
        self.prove(&list, |text| words.of(text).map(|(_, meaning)| meaning));
        let plain = |word: &str, text: &str| text.ends_with(word);
        self.exceptions(&list, plain);
        words
    }

    fn phrases<T: Clone + PartialEq>(&mut self, list: List<'_, T>) -> Phrases<T> {
        let (words, _) = self.words(&list);
        let words = Phrases::new(words);
        self.prove(&list, |text| words.of(text).map(|(_, meaning)| meaning));
        self.exceptions(&list, |_, _| false);
        words
    }

    /// The words and the exceptions of a list; reports empty ones and those listed before.
    fn words<T: Clone>(&mut self, list: &List<'_, T>) -> (Vec<(String, T)>, Vec<String>) {
        self.n_lists += 1;
        self.mistakes.extend(list.mistakes.iter().cloned());
        let files = || list.entries.iter().map(|(_, file)| *file);
        self.distinct(files().flat_map(|file| &file.words), "word");
        self.distinct(files().flat_map(|file| &file.except), "exception");
        let all = files().flat_map(|file| file.words.iter().chain(&file.except));
        for empty in all.filter(|word| word.get_ref().is_empty()) {
            self.report(Mistake::new(empty.span(), "empty word fits every text", ""));
        }
        let mut words = Vec::new();
        for (meaning, file) in &list.entries {
            words.extend(
                super::strings(&file.words)
                    .into_iter()
                    .map(|word| (word, meaning.clone())),
            );
        }
        let except = files()
            .flat_map(|file| super::strings(&file.except))
            .collect();
        self.n_words += words.len();
        (words, except)
    }

    /// Reports exceptions that no word of the list would have fitted.
    fn exceptions<T>(&mut self, list: &List<'_, T>, fits: impl Fn(&str, &str) -> bool) {
        let files = || list.entries.iter().map(|(_, file)| *file);
        for other in files().flat_map(|file| &file.except) {
            let mut words = files().flat_map(|file| &file.words);
            if !words.any(|word| fits(word.get_ref(), other.get_ref())) {
                let message = format!("exception `{}` excepts nothing", other.get_ref());
                self.report(Mistake::new(
                    other.span(),
                    message,
                    "no word of the list fits it",
                ));
            }
        }
    }

    /// Proves a list by the examples of its entries.
    fn prove<'a, T: PartialEq + 'a>(
        &mut self,
        list: &List<'_, T>,
        meaning: impl Fn(&str) -> Option<&'a T>,
    ) {
        for (wanted, file) in &list.entries {
            if let Some(first) = file.words.first().filter(|_| file.example.is_empty()) {
                let help = "every list needs a text under `example` that one of its words fits";
                self.report(Mistake::new(first.span(), "words without example", "").help(help));
            }
            for text in &file.example {
                let label = match meaning(text.get_ref()) {
                    Some(found) if found == wanted => continue,
                    Some(_) => "a word of another meaning fits",
                    None => "no word fits",
                };
                self.report(Mistake::new(text.span(), "example is not matched", label));
            }
            for text in &file.counterexample {
                if meaning(text.get_ref()) == Some(wanted) {
                    self.report(Mistake::new(text.span(), "counterexample is matched", ""));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Compiled, compile};

    const SOUND: &str = include_str!("../../../grammars/prose.toml");

    /// What is said of the words built in when `part` is replaced by `slip`.
    #[track_caller]
    fn mistakes(part: &str, slip: &str) -> Vec<String> {
        assert_eq!(SOUND.matches(part).count(), 1, "{part} must stand once");
        compile("words.toml", &SOUND.replace(part, slip), &[]).unwrap_err()
    }

    #[track_caller]
    fn says(part: &str, slip: &str, expected: &[&str]) {
        let found = mistakes(part, slip);
        let titles: Vec<&str> = found
            .iter()
            .filter_map(|text| text.lines().next()?.strip_prefix("error: "))
            .collect();
        assert_eq!(titles, expected);
    }

    #[test]
    fn the_words_built_in_are_a_vocabulary() {
        let Ok(Compiled::Vocabulary(words)) = compile("words.toml", SOUND, &[]) else {
            panic!()
        };
        assert_eq!(words.name, "prose");
        assert!(words.n_lists > 50 && words.n_words > 500);
        assert_eq!(words.organ.normalised("云栖县发改委"), "云栖县发展改革委");
        assert_eq!(
            words.organ.normalised("县人力资源和社会保障局"),
            words.organ.normalised("县人社局")
        );
        assert_eq!(
            words.organ.normalised("各县(市、区)政府"),
            "各县（市、区）政府"
        );
        assert_eq!(
            words.organ.authority("云栖县人民政府办公室"),
            words.organ.authority("云栖县人民政府")
        );
        assert_ne!(
            words.organ.authority("云栖县教育局办公室"),
            words.organ.authority("云栖县教育局")
        );
    }

    #[test]
    fn a_mistake_is_shown_where_it_stands() {
        let found = mistakes(
            "words = [\"转发\", \"批转\"]",
            "words = [\"转发\", \"批转\", \"转发\"]",
        );
        let lines: Vec<&str> = found[0].lines().collect();
        assert_eq!(lines[0], "error: word `转发` is defined twice");
        assert!(
            lines[1].trim_start().starts_with("--> words.toml:"),
            "{}",
            lines[1]
        );
        assert!(
            lines[3].ends_with("words = [\"转发\", \"批转\", \"转发\"]"),
            "{}",
            lines[3]
        );
        assert!(lines[4].ends_with("^^^^^^ defined before"), "{}", lines[4]);
    }

    #[test]
    fn slips_in_lists() {
        let words = "words = [\"转发\", \"批转\"]";
        says(
            words,
            "words = [\"转发\", \"\"]",
            &["empty word fits every text"],
        );
        says(words, "words = [\"批转\"]", &["example is not matched"]);
        says(
            words,
            "words = [\"转发\"]\nexcept = [\"印发\"]",
            &["exception `印发` excepts nothing"],
        );
        says(
            "example = [\"区政府转发\"]\n",
            "",
            &["words without example"],
        );
        says(
            "counterexample = [\"区政府收到\"]",
            "counterexample = [\"区政府批转\"]",
            &["counterexample is matched"],
        );
        says(
            words,
            "means = \"lead\"\nwords = [\"转发\"]",
            &["the words of this list have no meaning"],
        );
    }

    #[test]
    fn slips_in_meanings() {
        let list = "[[task.labels]]\nmeans = \"support\"";
        says(
            list,
            "[[task.labels]]\nmeans = \"suport\"",
            &["unknown meaning `suport`"],
        );
        assert!(
            mistakes(list, "[[task.labels]]\nmeans = \"suport\"")[0]
                .contains("did you mean `support`?")
        );
        says(list, "[[task.labels]]", &["what do these words mean?"]);
        says(
            "words = [\"左右\", \"上下\"]\nexample = [\"左右\"]",
            "words = [\"左右\", \"上下\"]\nexample = [\"以上\"]",
            &["example is not matched"],
        );
    }

    #[test]
    fn lists_are_all_there_and_no_others() {
        says("[page.topics]", "[page.topic]", &["unknown field `topic`"]);
    }
}
