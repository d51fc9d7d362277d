//! Invented work plans: chapters, assignments, organs and terms.
//!
//! All sentences are made up. A plan is written in one of the two ways that offices write them: with
//! the responsible organs in brackets behind each paragraph, or in a line of their own below it.

use crate::eval::gold::{GoldTask, Position};
use crate::record::UnitRole;

use super::organ::{Level, Organ};
use super::passage::{Page, Passage};
use super::random::Random;
use super::report::NUMERALS;

/// What a paragraph assigns: title, sentence before the term and after it.
const DUTIES: [(&str, &str, &str); 14] = [
    (
        "公开预算决算",
        "用财政拨款的部门",
        "把预算放到同一个栏目，难懂的词加上注解",
    ),
    ("公开审计整改", "被审计的单位", "写清楚改了什么、还差什么"),
    (
        "编好办事指南",
        "各窗口",
        "把办事指南重写一遍，办不成的也写明找谁说",
    ),
    (
        "公开惠企政策",
        "起草部门",
        "把政策放进政策库，失效的标明失效",
    ),
    (
        "答复群众留言",
        "承办单位",
        "答复信箱里的留言，疑难的先打电话说明",
    ),
    ("公开学位信息", "学校主管部门", "公布学区划分和空余学位"),
    ("公开水质检测", "供水单位", "公布水源和龙头水的检测结果"),
    ("清理旧文件", "制定机关", "把失效的文件挂出清单"),
    ("公开项目进度", "项目单位", "把立项到验收的各个环节放到网上"),
    ("做好政策解读", "起草人", "给重要文件配图和问答"),
    ("管好信息员队伍", "各单位", "把信息员名单报上来，换人要补报"),
    ("公开救助名单", "经办机构", "在村口和网上一并公示名单"),
    ("公开采购结果", "采购单位", "把合同和验收结果放到采购栏目"),
    ("检查栏目更新", "检查小组", "抽查各单位的栏目，空栏目点名"),
];

/// Terms and rhythms.
const TERMS: [&str; 9] = [
    "5月底前",
    "6月底前",
    "9月30日前",
    "12月底前",
    "每年3月底前",
    "按季度",
    "每月",
    "每季度",
    "按月",
];

/// Titles of chapters and of the parts below them.
const CHAPTERS: [(&str, [&str; 3]); 5] = [
    (
        "把账目公开清楚",
        ["推进财政公开", "推进项目公开", "推进采购公开"],
    ),
    (
        "把服务公开到位",
        ["方便群众办事", "方便企业经营", "方便学生入学"],
    ),
    ("把政策说得明白", ["做好解读", "做好回应", "做好清理"]),
    ("把平台管得整齐", ["管好网站", "管好公报", "管好窗口"]),
    ("把队伍带得熟练", ["抓好培训", "抓好督查", "抓好考核"]),
];

/// Organs that plans name, without the level of their place.
const ORGANS: [&str; 14] = [
    "财政局",
    "审计局",
    "教育局",
    "水利局",
    "民政局",
    "司法局",
    "住房和城乡建设局",
    "农业农村局",
    "卫生健康局",
    "市场监督管理局",
    "交通运输局",
    "行政审批局",
    "税务局",
    "统计局",
];

/// How a plan names who is responsible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Notes {
    /// In brackets at the end of the paragraph.
    Bracketed,
    /// In a line below it.
    Below,
}

/// Writes the plan of `organ` for `year` and what it assigns.
pub(super) fn write(page: &mut Page, organ: &Organ, year: i32, random: &mut Random) {
    let office = format!("{}人民政府办公室", organ.region);
    let title = format!("{year}年{}政务公开工作要点", organ.region);
    head(page, organ, &office, &title, year, random);
    let notes = *random.pick(&[Notes::Bracketed, Notes::Below]);
    let mut duties: Vec<usize> = (0..DUTIES.len()).collect();
    let mut chapters: Vec<usize> = (0..CHAPTERS.len()).collect();
    let count = random.between(2, 4);
    for (ordinal, numeral) in (1..).zip(NUMERALS).take(count) {
        let (chapter, parts) = CHAPTERS[chapters.remove(random.below(chapters.len()))];
        page.heading(1, ordinal, &format!("{numeral}、"), chapter);
        for (at, part) in parts.iter().enumerate().take(random.between(2, 3)) {
            let ordinal = i32::try_from(at + 1).unwrap_or(0);
            page.heading(2, ordinal, &format!("（{}）", NUMERALS[at]), part);
            for item in 0..random.between(1, 3).min(duties.len()) {
                let duty = duties.remove(random.below(duties.len()));
                task(page, organ, item, duty, notes, random);
            }
        }
    }
    tail(page, &office, year, random);
}

/// Who sends what to whom, and the first paragraph.
fn head(page: &mut Page, organ: &Organ, office: &str, title: &str, year: i32, random: &mut Random) {
    let code = organ.region.chars().next().unwrap_or('云');
    let number = format!("{code}政办发〔{year}〕{}号", random.between(1, 60));
    let (month, day) = (random.between(3, 6), random.between(1, 24));
    page.line(&format!("{office}文件"));
    page.line(&number);
    page.line(office);
    page.line(&format!("关于印发{title}的通知"));
    page.line(&format!(
        "各有关单位，{}各部门、各直属单位：",
        match organ.level {
            Level::City => "市政府",
            _ => "县政府",
        }
    ));
    page.paragraph(
        Passage::new("现将")
            .cite(title, None)
            .say("发给你们，请照此安排本地本单位的工作。"),
    );
    page.line(office);
    page.line(&format!("{year}年{month}月{day}日"));
    page.line(title);
    let upper = format!("{code}川省人民政府办公厅关于做好{year}年政务公开工作的通知");
    let upper_number = format!("{code}川政办〔{year}〕{}号", random.between(1, 40));
    page.paragraph(
        Passage::new("今年的工作按照")
            .cite(&upper, Some(&upper_number))
            .say("来做，重在让人看得懂、查得到、用得上。"),
    );
    for (name, value) in [
        ("family", "work-plan".to_owned()),
        ("title", format!("{office}关于印发{title}的通知")),
        ("issuer", office.to_owned()),
        ("region", organ.region.clone()),
        ("year", year.to_string()),
        ("doc_number", number),
        ("signed_date", format!("{year}-{month:02}-{day:02}")),
    ] {
        page.field(name, value);
    }
}

/// One numbered assignment.
fn task(
    page: &mut Page,
    organ: &Organ,
    item: usize,
    duty: usize,
    notes: Notes,
    random: &mut Random,
) {
    let (title, who, what) = DUTIES[duty];
    let term = random.chance(0.7).then(|| *random.pick(&TERMS));
    let (units, note) = units(organ, random);
    let printed = format!("{}. ", item + 1);
    let ordinal = i32::try_from(item + 1).unwrap_or(0);
    let mut passage = Passage::default()
        .section(3, ordinal, &printed, title)
        .say(term.unwrap_or(""))
        .say(&format!("{who}{what}"));
    if random.chance(0.4) {
        let count = (5 + random.below(400)) as f64;
        passage = passage.say("，涉及").count(count, "个", "窗口").say("窗口");
    }
    passage = passage.say("。");
    let passage = match notes {
        Notes::Bracketed => passage.say(&format!("（{note}）")),
        Notes::Below => passage,
    };
    let before = page.writer.text.len();
    page.paragraph(passage);
    if notes == Notes::Below {
        page.paragraph(Passage::new(&format!("责任分工：{note}。")));
    }
    // Its note belongs to it, the blanks before it do not.
    let written = &page.writer.text[before..];
    let start = before + written.len() - written.trim_start().len();
    let end = before + written.trim_end().len();
    page.gold.tasks.get_or_insert_default().push(GoldTask {
        title: title.to_owned(),
        units,
        deadlines: term.into_iter().map(str::to_owned).collect(),
        at: Position::span(start, end),
    });
}

/// Organs with their roles, and the note that names them.
fn units(organ: &Organ, random: &mut Random) -> (Vec<(String, UnitRole)>, String) {
    let kind = match organ.level {
        Level::City => "市",
        _ => "县",
    };
    let mut names: Vec<String> = ORGANS.iter().map(|name| format!("{kind}{name}")).collect();
    let mut take = |count: usize| -> Vec<String> {
        (0..count)
            .map(|_| names.remove(random.below(names.len())))
            .collect()
    };
    let (first, second) = (take(2), take(1));
    let role = |names: &[String], role| {
        let one = |name: &String| (name.clone(), role);
        names.iter().map(one).collect::<Vec<_>>()
    };
    match random.below(4) {
        0 => (
            role(&first[..1], UnitRole::Lead),
            format!("{}牵头落实", first[0]),
        ),
        1 => (
            role(&first, UnitRole::Responsible),
            format!("{}、{}负责落实", first[0], first[1]),
        ),
        2 => (
            role(&first, UnitRole::Lead),
            format!("{}、{}按职责分工分别牵头落实", first[0], first[1]),
        ),
        _ => (
            [
                role(&first, UnitRole::Lead),
                role(&second, UnitRole::Support),
            ]
            .concat(),
            format!("{}、{}牵头，{}配合", first[0], first[1], second[0]),
        ),
    }
}

/// When it was printed.
fn tail(page: &mut Page, office: &str, year: i32, random: &mut Random) {
    let day = random.between(25, 30);
    page.line(&format!("{office} {year}年6月{day}日印发"));
    page.field("printed_date", format!("{year}-06-{day:02}"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_known_of_a_plan_stands_in_it() {
        for seed in 0..40 {
            let mut random = Random::new(seed);
            let organ = Organ::invent(&mut random);
            let mut page = Page::new(seed % 2 == 0, false);
            write(&mut page, &organ, 2019, &mut random);
            let plain = |at: &Position| {
                let span = at.span.unwrap();
                page.writer.text[span.start..span.end].replace('\n', "")
            };
            let tasks = page.gold.tasks.clone().unwrap();
            assert!(tasks.len() >= 4);
            for task in tasks {
                let text = plain(&task.at);
                assert!(text.contains(&task.title), "{text}");
                assert!(task.deadlines.iter().all(|term| text.contains(term)));
            }
            for section in page.gold.sections.as_ref().unwrap() {
                assert!(
                    plain(&section.at)
                        .trim_end_matches('。')
                        .ends_with(&section.title)
                );
            }
            for citation in page.gold.citations.as_ref().unwrap() {
                assert!(plain(&citation.at).starts_with('《'));
            }
        }
    }

    #[test]
    fn a_duty_is_assigned_once() {
        let mut random = Random::new(5);
        let organ = Organ::invent(&mut random);
        let mut page = Page::new(false, false);
        write(&mut page, &organ, 2019, &mut random);
        let mut titles: Vec<String> = page
            .gold
            .tasks
            .unwrap()
            .into_iter()
            .map(|task| task.title)
            .collect();
        let count = titles.len();
        titles.sort();
        titles.dedup();
        assert_eq!(titles.len(), count);
    }
}
