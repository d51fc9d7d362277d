//! Standing phrases that report an indicator (`收到政府信息公开申请{value}件`), and the words before
//! them that say of whom and of when the sentence speaks.
//!
//! Given sentences, finds what fits and judges what leads up to it. Which value an indicator has,
//! and whether a table says the same, is not known here.

use chrono::Datelike;
use nom::branch::alt;
use nom::bytes::complete::{tag, take_while_m_n};
use nom::character::complete::one_of;
use nom::combinator::{opt, recognize};
use nom::{IResult, Parser};

use crate::text::Span;
use crate::value::date::{date, month, year};
use crate::value::number::{decimal, scale};
use crate::value::period::period;

use super::pattern::{HOLES, Hole, Match, Pattern, PatternError, Reads, Starts};

/// How sentences of a family say of whom and of when they speak.
#[derive(Debug, Clone, Default)]
pub struct Telling {
    /// Ends of the names of issuers that speak for a whole place (人民政府).
    pub governments: Vec<String>,
    /// What the report's own whole is called (全市, 本机关). One with a level is only the whole of a
    /// government of that level.
    pub own: Vec<Pattern>,
    /// Words that say nothing of whom the sentence speaks (共, 累计).
    pub fillers: Vec<String>,
    /// Words of other organs: a sentence without subject may be theirs.
    pub others: Vec<String>,
    /// Words of a part, of part of a year, of a plan: nothing behind them is the report's whole.
    pub never: Vec<String>,
    /// Beginnings of clauses that only compare: whose the sentence is stays as it was.
    pub asides: Vec<String>,
    /// Words that open a list of parts (其中).
    pub parts: Vec<String>,
    /// Words of a rise against the year before, right before its percentage.
    pub rises: Vec<String>,
    /// Words of such a fall.
    pub falls: Vec<String>,
}

/// A standing phrase that reports an indicator.
#[derive(Debug, Clone)]
pub struct Statement {
    /// Stable id.
    pub id: String,
    /// Sums of indicators that the phrase may mean, likeliest first. Forms know some of them.
    pub readings: Vec<Vec<String>>,
    /// Units that the number may have.
    pub units: Vec<String>,
    /// What it looks like; each has a hole `value`.
    pub patterns: Vec<Pattern>,
    /// Statements of which it tells a part.
    pub under: Vec<String>,
    /// Words before it in its sentence that name the whole as well.
    pub within: Vec<String>,
    /// Roles of the chapters in which nobody need be named; all if empty.
    pub chapters: Vec<String>,
    /// Only told in those chapters, whoever is named.
    pub confined: bool,
}

/// A stretch that a statement fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit<'a> {
    /// The whole stretch, a slice of the text searched.
    pub text: &'a str,
    /// Its number, a slice of it.
    pub value: &'a str,
}

/// Who issued a report, for the words that mean it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Voice<'a> {
    /// The issuing organ.
    pub issuer: Option<&'a str>,
    /// The place that it belongs to.
    pub region: Option<&'a str>,
}

/// Of whom a sentence speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// Of the report's own whole, by name.
    Own,
    /// Of nobody named: the report's whole, if the chapter is about it.
    Open,
    /// Of somebody else, of a part, or of something that is not certain.
    Other,
}

/// What the words before a statement say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lead {
    /// Of whom.
    pub whose: Whose,
    /// Of which year, if they say so.
    pub year: Option<i32>,
}

/// Marks that part the clauses of a lead.
const CLAUSE_ENDS: [char; 12] = [
    '，', ',', '；', ';', '：', ':', '。', '！', '？', '!', '?', '\n',
];
/// Marks that end a sentence.
const SENTENCE_ENDS: [char; 6] = ['。', '！', '？', '!', '?', '\n'];
/// Words between a phrase and its number: 共, 为, 约 …
const LINKS: &str = "共计总为达约近有超过逾的是数量";
/// Most of them in a row.
const MOST_LINKS: usize = 5;
/// Levels of government.
const LEVELS: &str = "省市县区州盟旗镇乡";

/// Compiles a pattern of a statement.
///
/// # Errors
/// The first mistake, with its place in `source`.
pub(super) fn compile(source: &str) -> Result<Pattern, PatternError> {
    let mut holes = HOLES.to_vec();
    holes.extend([
        Hole {
            name: "value",
            reads: Reads::Leaf(value),
            begins: None,
        },
        Hole {
            name: "clause",
            reads: Reads::Run(is_clause),
            begins: None,
        },
        Hole {
            name: "level",
            reads: Reads::Leaf(level),
            begins: Some(LEVELS),
        },
    ]);
    Pattern::with_holes(source, &holes)
}

/// `value = *5link number [ scale ] [ "余" / "多" ]`
fn value(input: &str) -> IResult<&str, &str> {
    let links = take_while_m_n(0, MOST_LINKS, |c: char| LINKS.contains(c));
    recognize((links, decimal, opt(scale), opt(one_of("余多")))).parse(input)
}

/// `level = "省" / "市" / "县" / …`
fn level(input: &str) -> IResult<&str, &str> {
    recognize(one_of(LEVELS)).parse(input)
}

/// Within a clause: nothing that ends it, and no digit.
fn is_clause(c: char) -> bool {
    !CLAUSE_ENDS.contains(&c) && !c.is_ascii_digit()
}

impl Statement {
    /// Whether it tells a part of what another statement tells.
    #[must_use]
    pub fn is_part(&self) -> bool {
        !self.under.is_empty() || !self.within.is_empty()
    }

    /// Every stretch of `text` that it fits, in order of position; the longest for each number.
    ///
    /// `starts` tells of each of its patterns, by its index, where it may begin.
    #[must_use]
    pub fn hits<'a, 's>(
        &self,
        text: &'a str,
        starts: impl Fn(usize) -> Starts<'s>,
    ) -> Vec<Hit<'a>> {
        let mut hits: Vec<(usize, Hit<'a>)> = Vec::new();
        for (index, pattern) in self.patterns.iter().enumerate() {
            let starts = starts(index);
            let mut from = 0;
            while let Some(found) = pattern.find_at(text, from, starts) {
                let Some((hit, span)) = hit(&found, text) else {
                    break;
                };
                from = span.end;
                match hits.iter_mut().find(|(start, _)| *start == span.start) {
                    Some((_, known)) if known.text.len() < hit.text.len() => *known = hit,
                    Some(_) => {}
                    None => hits.push((span.start, hit)),
                }
            }
        }
        hits.sort_by_key(|(start, _)| *start);
        hits.into_iter().map(|(_, hit)| hit).collect()
    }
}

/// A match without the words that link phrase and number, and where in `text` its number stands.
fn hit<'a>(found: &Match<'_>, text: &'a str) -> Option<(Hit<'a>, Span)> {
    let value = found.get("value")?;
    let value = value.trim_start_matches(|c| LINKS.contains(c));
    let span = Span::of(value, text)?;
    let hit = Hit {
        text: Span::of(found.text, text)?.text(text),
        value: span.text(text),
    };
    Some((hit, span))
}

/// The words of a phrase before its number, without those that link the two.
#[must_use]
pub fn unlinked(words: &str) -> &str {
    words.trim_end_matches(|c: char| "共约近达超过逾的".contains(c) || is_mark(c))
}

impl Telling {
    /// What `before`, the paragraph up to a statement, says of it.
    #[must_use]
    pub fn lead(&self, before: &str, voice: Voice<'_>) -> Lead {
        let sentence = &before[last_end(before, &SENTENCE_ENDS)..];
        let own_clause = last_end(sentence, &CLAUSE_ENDS);
        let last = self.reduced(&sentence[own_clause..], voice);
        let other = Lead {
            whose: Whose::Other,
            year: None,
        };
        let barred = self
            .never
            .iter()
            .any(|word| sentence.contains(word.as_str()));
        if barred || !last.rest.is_empty() || last.part_of_year {
            return other;
        }
        let mut lead = Lead {
            whose: Whose::Open,
            year: last.year,
        };
        let mut owned = last.own;
        for clause in sentence[..own_clause].rsplit(CLAUSE_ENDS) {
            let clause = self.reduced(clause, voice);
            if lead.year.is_none() {
                lead.year = clause.year;
                if clause.part_of_year {
                    return other;
                }
            }
            let aside = |word: &String| clause.rest.starts_with(word.as_str());
            if owned || clause.rest.is_empty() || self.asides.iter().any(aside) {
                owned |= clause.own;
            } else if clause.own && !self.of_others(clause.rest) {
                owned = true;
            } else {
                // Who it is about, or what of, is said in words that are not known.
                return other;
            }
        }
        let previous = before[..before.len() - sentence.len()].trim_end_matches(SENTENCE_ENDS);
        let previous = &previous[last_end(previous, &SENTENCE_ENDS)..];
        if owned {
            lead.whose = Whose::Own;
        } else if self.of_others(self.reduced(previous, voice).rest) {
            return other;
        }
        lead
    }

    /// Whether `before`, the words of its clause before a part, leave no doubt that it is one.
    #[must_use]
    pub fn leads_to_part(&self, before: &str, voice: Voice<'_>) -> bool {
        let clause = &before[last_end(before, &CLAUSE_ENDS)..];
        let clause = clause.rsplit('、').next().unwrap_or_default();
        let opener = self
            .parts
            .iter()
            .find_map(|word| clause.strip_prefix(word.as_str()));
        let clause = opener.unwrap_or(clause);
        self.reduced(clause, voice).rest.is_empty()
    }

    /// Whether a word of another organ stands in `text`, outside the titles of documents.
    fn of_others(&self, text: &str) -> bool {
        let mut inside = text.split('《');
        let before = inside.next().unwrap_or_default();
        let behind = inside.map(|title| title.split_once('》').map_or(title, |(_, behind)| behind));
        std::iter::once(before)
            .chain(behind)
            .any(|text| self.others.iter().any(|word| text.contains(word.as_str())))
    }

    /// Takes from the front of a clause what says whose and when, and what says nothing.
    fn reduced<'a>(&self, clause: &'a str, voice: Voice<'_>) -> Reduced<'a> {
        let mut reduced = Reduced {
            rest: clause,
            ..Reduced::default()
        };
        loop {
            reduced.rest = reduced.rest.trim_start_matches(is_mark);
            if let Ok((rest, time)) = time(reduced.rest) {
                reduced.rest = rest;
                reduced.year = time.year;
                reduced.part_of_year |= !time.whole;
            } else if let Some(length) = self.own_at(reduced.rest, voice) {
                reduced.rest = &reduced.rest[length..];
                reduced.own = true;
            } else if let Some(filler) = self
                .fillers
                .iter()
                .find(|word| reduced.rest.starts_with(word.as_str()))
            {
                reduced.rest = &reduced.rest[filler.len()..];
            } else {
                return reduced;
            }
        }
    }

    /// Length of the name of the report's own whole that begins `text`.
    fn own_at(&self, text: &str, voice: Voice<'_>) -> Option<usize> {
        let government = voice.issuer.is_none_or(|issuer| {
            self.governments
                .iter()
                .any(|end| issuer.ends_with(end.as_str()))
        });
        let region = voice.region.filter(|_| government);
        let names = voice.issuer.into_iter().chain(region);
        let named = names.filter(|name| text.starts_with(name)).map(str::len);
        let called = self.own.iter().filter_map(|own| {
            let found = own.prefix(text)?;
            let mut levels = found.captures.iter().filter(|one| one.hole == "level");
            let fits = |level: &str| {
                government && voice.region.is_none_or(|region| region.ends_with(level))
            };
            levels.all(|one| fits(one.text)).then_some(found.text.len())
        });
        named.chain(called).max()
    }
}

/// A clause without its beginning.
#[derive(Debug, Clone, Copy, Default)]
struct Reduced<'a> {
    rest: &'a str,
    own: bool,
    year: Option<i32>,
    part_of_year: bool,
}

/// A time that a clause names.
#[derive(Debug, Clone, Copy)]
struct Time {
    year: Option<i32>,
    /// It is a year, or the end of one.
    whole: bool,
}

/// `time = [ "截至" / "截止到" / "截止" ] ( period / date / month / year ) [ "底" / "末" ]`
///
/// The last day or month of a year stands for the year only if a count is said to run up to it.
fn time(input: &str) -> IResult<&str, Time> {
    let (rest, until) = opt(alt((tag("截至"), tag("截止到"), tag("截止")))).parse(input)?;
    let (rest, (time, moment)) = moment(rest)?;
    let (rest, end) = opt(one_of("底末")).parse(rest)?;
    let whole = time.whole && (!moment || until.is_some() || end.is_some());
    Ok((rest, Time { whole, ..time }))
}

/// A time, and whether it is a day or month and no longer stretch.
fn moment(input: &str) -> IResult<&str, (Time, bool)> {
    let of = |year, whole| Time {
        year: Some(year),
        whole,
    };
    let periods = period.map(|(first, last)| {
        let whole = first.ordinal() == 1 && (last.month(), last.day()) == (12, 31);
        (of(last.year(), whole && first.year() == last.year()), false)
    });
    let dates = date.map(|day| (of(day.year(), (day.month(), day.day()) == (12, 31)), true));
    let months = month.map(|(year, month)| (of(year, month == 12), true));
    let years = year.map(|year| (of(year, true), false));
    alt((periods, dates, months, years)).parse(input)
}

/// Where the text after the last of `marks` begins.
fn last_end(text: &str, marks: &[char]) -> usize {
    text.char_indices()
        .rev()
        .find(|(_, c)| marks.contains(c))
        .map_or(0, |(at, c)| at + c.len_utf8())
}

/// Quotes, brackets and blanks, which say nothing.
fn is_mark(c: char) -> bool {
    c.is_whitespace() || "“”\"‘’（）()、".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn telling() -> Telling {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Telling {
            governments: words(&["人民政府"]),
            own: vec![compile("全{level}").unwrap(), compile("本机关").unwrap()],
            fillers: words(&["共", "全年", "截至"]),
            others: words(&["局", "乡镇"]),
            never: words(&["其中", "季度"]),
            asides: words(&["比上年"]),
            ..Telling::default()
        }
    }

    #[track_caller]
    fn check(before: &str, issuer: &str, whose: Whose, year: Option<i32>) {
        let voice = Voice {
            issuer: Some(issuer),
            region: Some("松坪县"),
        };
        assert_eq!(
            telling().lead(before, voice),
            Lead { whose, year },
            "{before}"
        );
    }

    const COUNTY: &str = "松坪县人民政府";

    #[test]
    fn a_whole_is_named_or_open() {
        check("2018年，全县共", COUNTY, Whose::Own, Some(2018));
        check("截至2018年12月31日，松坪县", COUNTY, Whose::Own, Some(2018));
        check("截止2018年12月底，全县", COUNTY, Whose::Own, Some(2018));
        check("全年共", COUNTY, Whose::Open, None);
        check("积极推进公开。2018年全年", COUNTY, Whose::Open, Some(2018));
        check("本机关", "松坪县水利局", Whose::Own, None);
        check("全县公开信息90条；", COUNTY, Whose::Own, None);
        check("全县公开信息90条，比上年多10条；", COUNTY, Whose::Own, None);
        check(
            "依照《水利局关于公开的规定》执行。全年",
            COUNTY,
            Whose::Open,
            None,
        );
    }

    #[test]
    fn others_parts_and_plans_are_no_whole() {
        for before in [
            "松坪县水利局",
            "全县收到90件，其中全县",
            "水利局创新形式，全年",
            "各乡镇认真落实。全年",
            "2018年3月，全县",
            "2018年12月，全县",
            "2018年12月31日，全县",
            "第一季度，全县",
            "全县计划",
            "依照《松坪县规定》的要求，水利局全年",
            "推进扶贫信息公开，全年",
            "全市",
        ] {
            check(before, COUNTY, Whose::Other, None);
        }
        check("全县", "松坪县水利局", Whose::Other, None);
    }

    #[test]
    fn a_statement_is_found_with_its_number() {
        let statement = Statement {
            id: "received".into(),
            readings: vec![],
            units: vec!["件".into()],
            patterns: vec![
                compile("收到[公开]申请{value}件").unwrap(),
                compile("申请{value}件").unwrap(),
            ],
            under: vec![],
            within: vec![],
            chapters: vec![],
            confined: false,
        };
        let hits = statement.hits(
            "收到公开申请共38件，又收到申请约1.2万余件。",
            |_| Starts::Anywhere,
        );
        let found: Vec<(&str, &str)> = hits.iter().map(|hit| (hit.text, hit.value)).collect();
        assert_eq!(
            found,
            [
                ("收到公开申请共38件", "38"),
                ("收到申请约1.2万余件", "1.2万余")
            ]
        );
    }
}
