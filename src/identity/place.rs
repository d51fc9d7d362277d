//! Place names at the head of an organ's name, told by their suffixes: no gazetteer.
//!
//! `云川市青石县人民政府办公室` stands in 云川市青石县. A name that may be something else
//! (城乡, 小区, 园区) ends the chain: a short region is right, a long one may be wrong.

/// Suffixes of places with their rank, longest first.
const SUFFIXES: &[(&str, u8)] = &[
    ("特别行政区", 1),
    ("自治区", 1),
    ("自治州", 2),
    ("自治县", 3),
    ("自治旗", 3),
    ("开发区", 3),
    ("地区", 2),
    ("街道", 4),
    ("省", 1),
    ("市", 2),
    ("州", 2),
    ("盟", 2),
    ("县", 3),
    ("区", 3),
    ("旗", 3),
    ("镇", 4),
    ("乡", 4),
];
/// Endings that look like a place and are none.
const NO_PLACES: &[&str] = &[
    "城乡", "乡镇", "社区", "小区", "园区", "景区", "辖区", "片区", "校区", "灾区", "库区", "军区",
    "分区", "验区",
];
/// Words that no place name holds.
const NO_NAMES: &[&str] = &[
    "局", "厅", "委", "处", "与", "及", "的", "政府", "办公", "中心", "管理", "国家", "中国",
    "人民", "住房", "农业", "教育", "智慧", "文明", "数字", "创建", "公司", "关于", "信息", "工作",
    "全国", "各", "本", "年",
];
/// Longest name before a plain suffix, in characters.
const LONGEST_NAME: usize = 6;
/// Longest name before a suffix of several characters.
const LONGEST_LONG_NAME: usize = 12;

/// The places that `name` begins with, as one slice: 云川市青石县.
pub(crate) fn region(name: &str) -> Option<&str> {
    let head = without_party(name);
    let end: usize = places(name).iter().map(|(_, place)| place.len()).sum();
    (end > 0).then(|| &head[..end])
}

/// The places that `name` begins with, each with its rank: 1 for the largest, 4 for the smallest.
pub(crate) fn places(name: &str) -> Vec<(u8, &str)> {
    let mut rest = without_party(name);
    let mut found: Vec<(u8, &str)> = Vec::new();
    while let Some((length, next)) = first_place(rest) {
        let rank = found.last().map_or(0, |(rank, _)| *rank);
        // A city may stand in a city; otherwise places grow smaller.
        if next < rank || (next == rank && next != 2) {
            break;
        }
        let (place, behind) = rest.split_at(length);
        found.push((next, place));
        rest = behind;
    }
    found
}

fn without_party(name: &str) -> &str {
    let party = ["中国共产党", "中共"];
    let behind = party.iter().find_map(|party| name.strip_prefix(party));
    behind.unwrap_or(name)
}

/// The place that `text` begins with: its bytes and rank.
fn first_place(text: &str) -> Option<(usize, u8)> {
    let ends = text
        .char_indices()
        .map(|(at, character)| at + character.len_utf8());
    ends.take(LONGEST_LONG_NAME + 5).find_map(|end| {
        let (suffix, rank) = SUFFIXES
            .iter()
            .find(|(suffix, _)| text[..end].ends_with(suffix))?;
        let rest = &text[end..];
        // 景德镇市: the name goes on to a larger place.
        let goes_on = matches!(*suffix, "镇" | "州" | "乡") && rest.starts_with(['市', '区', '县']);
        (!goes_on && is_place(&text[..end], suffix, rest)).then_some((end, *rank))
    })
}

/// Whether `place`, which ends with `suffix` and stands before `rest`, is the name of a place.
fn is_place(place: &str, suffix: &str, rest: &str) -> bool {
    let name = &place[..place.len() - suffix.len()];
    let length = name.chars().count();
    let shortest = if suffix == "县" || rest.starts_with("人民政府") {
        1
    } else {
        2
    };
    let longest = if suffix.chars().count() > 1 {
        LONGEST_LONG_NAME
    } else {
        LONGEST_NAME
    };
    (shortest..=longest).contains(&length)
        && name
            .chars()
            .all(|character| ('\u{4e00}'..='\u{9fff}').contains(&character))
        && !NO_PLACES.iter().any(|ending| place.ends_with(ending))
        && !NO_NAMES.iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(name: &str, expected: &str) {
        assert_eq!(region(name), Some(expected), "{name}");
    }

    #[track_caller]
    fn none(name: &str) {
        assert_eq!(region(name), None, "{name}");
    }

    #[test]
    fn a_chain_of_places_is_the_region() {
        check("云川市人民政府办公室", "云川市");
        check("云川市青石县教育局", "云川市青石县");
        check(
            "北山省云川市青石区柳河街道办事处",
            "北山省云川市青石区柳河街道",
        );
        check("北山壮族自治区人民政府", "北山壮族自治区");
        check("云川自治州青石县柳河镇人民政府", "云川自治州青石县柳河镇");
        check("中共云川市委办公室", "云川市");
        check("石县人民政府", "石县");
        check("云川市郊区人民政府", "云川市郊区");
        check("云川市市中区人民政府", "云川市市中区");
        check("云川市津市市人民政府", "云川市津市市");
        check("云镇市人民政府", "云镇市");
        check("云川经济技术开发区管委会", "云川经济技术开发区");
        check("青石县2022年政府信息公开", "青石县");
    }

    #[test]
    fn words_of_organs_are_no_places() {
        check("云川市城市管理局", "云川市");
        check("云川市住房和城乡建设局", "云川市");
        check("云川市市场监督管理局", "云川市");
        check("云川市社区服务中心", "云川市");
        check("云川市农业农村局", "云川市");
        check("云州市州河管理处", "云州市");
        none("国务院办公厅");
        none("国家税务总局青石县税务局");
        none("市教育局");
        none("城市管理局");
        none("各县（市、区）人民政府");
        none("中华人民共和国教育部");
    }

    proptest! {
        #[test]
        fn a_region_is_the_head_of_the_name(name in "(中共)?[云川青石市县区镇州省自治局城乡人民政府]{0,20}") {
            if let Some(region) = region(&name) {
                prop_assert!(name.trim_start_matches("中共").starts_with(region) && !region.is_empty());
            }
        }
    }
}
