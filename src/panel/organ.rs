//! Which reports are of one organ: by name, and by nothing that needs guessing.
//!
//! Spellings of one name are one organ; a government's office that compiles the government's report speaks
//! for it; an organ goes on under another name only where the dictionary says so and no report by the new
//! name is older than the last by the old. A name that does not say of which place it is stays alone, and
//! so does one that several places have, unless titles or folders say which of them is meant.

use std::collections::BTreeMap;

use crate::grammar::{Measures, OrganWords, Renaming};
use crate::identity::{places, region_of};
use crate::record::{Coverage, Resolution};

/// What is known of a report's organ.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Head<'a> {
    pub doc_id: &'a str,
    pub issuer: &'a str,
    pub region: Option<&'a str>,
    pub coverage: Option<Coverage>,
    pub year: i32,
    /// The places that the region lies in, as title or folders name them, each with its rank.
    pub within: Vec<(u8, String)>,
}

/// The organ that a report is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Organ {
    /// The same for all reports of the organ.
    pub key: String,
    /// The same for all reports by one name of it.
    pub name: String,
    /// The organ by the name of its latest report, behind [`within`](Self::within).
    pub issuer: String,
    /// What tells it from organs of the same name: the places that it lies in; empty where none is needed.
    pub within: String,
    /// How names were brought together.
    pub resolution: Resolution,
    /// Whether other duties came or went with the name.
    pub reorganised: bool,
}

/// The organs of reports, in their order.
pub(super) fn organs(heads: &[Head<'_>], words: &OrganWords, measures: &Measures) -> Vec<Organ> {
    let mut organs: Vec<Organ> = heads.iter().map(|head| named(head, words)).collect();
    tell_apart(heads, &mut organs);
    let onward = renamed(heads, &organs, words, &measures.renamings);
    for organ in &mut organs {
        // A chain of names ends: each is younger than the one before.
        while let Some((key, reorganised)) = onward.get(&organ.key) {
            organ.key.clone_from(key);
            organ.resolution = Resolution::Renamed;
            organ.reorganised |= reorganised;
        }
    }
    let mut latest: BTreeMap<&str, (i32, &str, &str)> = BTreeMap::new();
    for (head, organ) in heads.iter().zip(&organs) {
        let this = (head.year, head.doc_id, head.issuer);
        let known = latest.entry(organ.key.as_str()).or_insert(this);
        *known = this.max(*known);
    }
    let issuers: Vec<String> = organs
        .iter()
        .map(|organ| latest[organ.key.as_str()].2.to_owned())
        .collect();
    for ((organ, issuer), head) in organs.iter_mut().zip(issuers).zip(heads) {
        if organ.resolution == Resolution::Alias && issuer == head.issuer {
            organ.resolution = Resolution::Printed;
        }
        organ.issuer = organ.within.clone() + &issuer;
    }
    organs
}

/// Gives organs of one name that lie in different places keys of their own. Of those of whom it is not known
/// where they lie, each then stays alone.
fn tell_apart(heads: &[Head<'_>], organs: &mut [Organ]) {
    let mut by_key: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, organ) in organs.iter().enumerate() {
        by_key.entry(organ.key.clone()).or_default().push(at);
    }
    for (key, members) in by_key {
        if !differ(members.iter().map(|at| heads[*at].within.as_slice())) {
            continue;
        }
        for at in members {
            let places = heads[at].within.iter().map(|(_, place)| place.as_str());
            let within: String = places.collect();
            let organ = &mut organs[at];
            if within.is_empty() {
                organ.key = format!("{key} {}", heads[at].doc_id);
                organ.resolution = Resolution::Unresolved;
            } else {
                organ.key = format!("{within}{key}");
                organ.within.insert_str(0, &within);
            }
        }
    }
}

/// Whether some of the chains name other places of one rank.
fn differ<'a>(chains: impl Iterator<Item = &'a [(u8, String)]>) -> bool {
    let mut known: BTreeMap<u8, &str> = BTreeMap::new();
    let mut places = chains.flatten();
    places.any(|(rank, place)| *known.entry(*rank).or_insert(place) != place)
}

/// The places that `region` lies in: those before it in the title, else the folders of `source` above it.
pub(super) fn within(region: &str, title: Option<&str>, source: &str) -> Vec<(u8, String)> {
    let Some((first, _)) = places(region).first().copied() else {
        return Vec::new();
    };
    let titled = title.and_then(region_of);
    let before = titled.and_then(|named| named.strip_suffix(region));
    let owned = |(rank, place): (u8, &str)| (rank, place.to_owned());
    let larger = |(rank, _): &(u8, String)| *rank < first;
    if let Some(before) = before.filter(|before| !before.is_empty()) {
        return places(before)
            .into_iter()
            .map(owned)
            .filter(larger)
            .collect();
    }
    let folders = source.rsplit_once('/').map_or("", |(folders, _)| folders);
    let folders = folders.split('/').filter(|name| region_is(name));
    let chain = folders.flat_map(places).map(owned).filter(larger);
    // Of two of one rank the nearer one: an archive may be filed by province first.
    let nearest: BTreeMap<u8, String> = chain.collect();
    nearest.into_iter().collect()
}

/// Whether a folder is called as places are and nothing else.
fn region_is(name: &str) -> bool {
    crate::identity::region(name) == Some(name)
}

/// The organ by its own name, and its place where the name does not say it.
fn named(head: &Head<'_>, words: &OrganWords) -> Organ {
    let normalised = words.normalised(head.issuer);
    let placeless = crate::identity::region(head.issuer).is_none();
    let within = head.region.filter(|_| placeless).unwrap_or_default();
    let (name, resolution) = match head.region {
        None => (
            format!("{normalised} {}", head.doc_id),
            Resolution::Unresolved,
        ),
        Some(_) if head.coverage == Some(Coverage::Aggregate) => {
            let authority = words.authority(head.issuer);
            let how = if authority != normalised {
                Resolution::Authority
            } else {
                spelt(head.issuer, &normalised)
            };
            (authority, how)
        }
        Some(_) => {
            let how = spelt(head.issuer, &normalised);
            (normalised, how)
        }
    };
    Organ {
        key: format!("{within}{name}"),
        name,
        issuer: head.issuer.to_owned(),
        within: within.to_owned(),
        resolution,
        reorganised: false,
    }
}

fn spelt(issuer: &str, normalised: &str) -> Resolution {
    if issuer == normalised {
        Resolution::Printed
    } else {
        Resolution::Alias
    }
}

/// Which keys go on under which, and whether reorganised.
fn renamed(
    heads: &[Head<'_>],
    organs: &[Organ],
    words: &OrganWords,
    renamings: &[Renaming],
) -> BTreeMap<String, (String, bool)> {
    let mut spans: BTreeMap<&str, (i32, i32)> = BTreeMap::new();
    let placed = heads.iter().zip(organs);
    for (head, organ) in placed.filter(|(_, organ)| organ.resolution != Resolution::Unresolved) {
        let span = spans
            .entry(organ.key.as_str())
            .or_insert((head.year, head.year));
        *span = (span.0.min(head.year), span.1.max(head.year));
    }
    let mut onward: BTreeMap<String, (String, bool)> = BTreeMap::new();
    for renaming in renamings {
        let (from, to) = (
            words.normalised(&renaming.from),
            words.normalised(&renaming.to),
        );
        for (old, (_, last)) in &spans {
            let Some(place) = old.strip_suffix(&from).filter(|place| !place.is_empty()) else {
                continue;
            };
            let new = format!("{place}{to}");
            let follows = spans
                .get(new.as_str())
                .is_some_and(|(first, _)| last < first);
            if follows && !onward.contains_key(*old) {
                onward.insert((*old).to_owned(), (new, renaming.reorganised));
            }
        }
    }
    onward
}

/// Whether two reports of an organ may be of the same scope.
pub(super) fn alike(left: Option<Coverage>, right: Option<Coverage>) -> bool {
    left.is_none() || right.is_none() || left == right
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grammar::Registry;

    /// Keys, issuers and resolutions of reports by name, coverage and year.
    fn resolved(reports: &[(&str, Option<Coverage>, i32)]) -> Vec<(String, String, Resolution)> {
        let ids: Vec<String> = (0..reports.len()).map(|at| format!("{at:02}")).collect();
        let heads: Vec<Head<'_>> = reports
            .iter()
            .zip(&ids)
            .map(|((issuer, coverage, year), id)| Head {
                doc_id: id,
                issuer,
                region: issuer.contains('县').then_some("云栖县"),
                coverage: *coverage,
                year: *year,
                within: Vec::new(),
            })
            .collect();
        let registry = Registry::embedded().unwrap();
        let found = organs(&heads, &registry.vocabulary.organ, &registry.measures);
        let parts = |organ: Organ| (organ.key, organ.issuer, organ.resolution);
        found.into_iter().map(parts).collect()
    }

    #[track_caller]
    fn check(reports: &[(&str, Option<Coverage>, i32)], one_organ: bool, how: Resolution) {
        let found = resolved(reports);
        assert_eq!(found[0].0 == found[1].0, one_organ, "{found:?}");
        assert_eq!(found[0].2, how, "{found:?}");
        if one_organ {
            assert_eq!(found[0].1, found[1].1);
        }
    }

    const WHOLE: Option<Coverage> = Some(Coverage::Aggregate);
    const OWN: Option<Coverage> = Some(Coverage::Own);

    #[test]
    fn spellings_of_one_name_are_one_organ() {
        let (short, long) = ("云栖县人社局", "云栖县人力资源和社会保障局");
        check(
            &[(short, OWN, 2017), (long, OWN, 2018)],
            true,
            Resolution::Alias,
        );
        assert_eq!(
            resolved(&[(short, OWN, 2017), (long, OWN, 2018)])[0].1,
            long
        );
        check(
            &[("云栖县教育局", OWN, 2017), ("云栖县体育局", OWN, 2018)],
            false,
            Resolution::Printed,
        );
    }

    #[test]
    fn an_office_speaks_for_its_government_only_where_it_compiles_for_it() {
        let (office, government) = ("云栖县人民政府办公室", "云栖县人民政府");
        let both = |coverage| [(office, coverage, 2017), (government, coverage, 2018)];
        check(&both(WHOLE), true, Resolution::Authority);
        check(&both(OWN), false, Resolution::Printed);
    }

    #[test]
    fn organs_go_on_under_another_name_only_without_overlap() {
        let (old, new) = ("云栖县环境保护局", "云栖县生态环境局");
        check(
            &[(old, OWN, 2018), (new, OWN, 2019)],
            true,
            Resolution::Renamed,
        );
        check(
            &[(old, OWN, 2019), (new, OWN, 2019)],
            false,
            Resolution::Printed,
        );
        check(
            &[(old, OWN, 2020), (new, OWN, 2019)],
            false,
            Resolution::Printed,
        );
    }

    #[test]
    fn an_organ_of_no_place_stays_alone() {
        check(
            &[("教育局", OWN, 2017), ("教育局", OWN, 2018)],
            false,
            Resolution::Unresolved,
        );
    }
    #[test]
    fn titles_and_folders_say_where_a_place_lies() {
        let told = |title, source| -> String {
            let chain = within("青石县", title, source);
            chain
                .iter()
                .map(|(rank, place)| format!("{rank}{place}"))
                .collect()
        };
        assert_eq!(
            told(Some("2021年云川市青石县人民政府年报"), "a.txt"),
            "2云川市"
        );
        assert_eq!(
            told(Some("青石县人民政府年报"), "北山省/云川市/青石县/a.txt"),
            "1北山省2云川市"
        );
        assert_eq!(told(None, "2021/云川市教育局/青石县/a.txt"), "");
        assert_eq!(told(None, "云川市青石县/a.txt"), "2云川市");
        assert_eq!(told(None, "临江市.txt"), "");
    }

    /// Keys and issuers of reports of one name, each filed in a folder.
    fn filed(folders: &[&str]) -> Vec<(String, String, Resolution)> {
        const IDS: [&str; 4] = ["0", "1", "2", "3"];
        let head = |(folder, id): (&&str, &'static str)| Head {
            doc_id: id,
            issuer: "青石县教育局",
            region: Some("青石县"),
            coverage: OWN,
            year: 2021,
            within: within("青石县", None, &format!("{folder}/a.txt")),
        };
        let heads: Vec<Head<'_>> = folders.iter().zip(IDS).map(head).collect();
        let registry = Registry::embedded().unwrap();
        let found = organs(&heads, &registry.vocabulary.organ, &registry.measures);
        let parts = |organ: Organ| (organ.key, organ.issuer, organ.resolution);
        found.into_iter().map(parts).collect()
    }

    #[test]
    fn one_name_in_two_places_is_two_organs() {
        let found = filed(&["云川市", "临江市", "云川市", "收件"]);
        let keys: Vec<&str> = found.iter().map(|one| one.0.as_str()).collect();
        assert_eq!(
            keys[..3],
            [
                "云川市青石县教育局",
                "临江市青石县教育局",
                "云川市青石县教育局"
            ]
        );
        assert_eq!(found[1].1, "临江市青石县教育局");
        assert_eq!(
            found[3].2,
            Resolution::Unresolved,
            "nothing says which it is"
        );
        let one = filed(&["云川市", "收件", "北山省/云川市"]);
        assert!(one.iter().all(|organ| organ.0 == "青石县教育局"), "{one:?}");
    }

    #[test]
    fn a_name_without_place_is_told_by_the_place_of_its_title() {
        let registry = Registry::embedded().unwrap();
        let head = |doc_id, region| Head {
            doc_id,
            issuer: "教育局",
            region: Some(region),
            coverage: OWN,
            year: 2021,
            within: Vec::new(),
        };
        let heads = [head("0", "青石县"), head("1", "云栖县")];
        let found = organs(&heads, &registry.vocabulary.organ, &registry.measures);
        assert_eq!(found[0].issuer, "青石县教育局");
        assert_eq!(found[1].key, "云栖县教育局");
    }
}
