//! Numbers of passages that we wrote and annotated before they were read: found, nothing else
//! found, and what they count.

use std::fs;

use gongkai::record::{Approx, QuantityKind, Word};

use crate::support::read;

use Approx::{About, Exact, Over, Under};
use QuantityKind::{Area, Count, Duration, Money, Other, Rate, Share};

/// Value, upper end of a range, unit, what is counted, how exactly, what it measures.
type Wanted = (
    f64,
    Option<f64>,
    &'static str,
    &'static str,
    Approx,
    QuantityKind,
);

/// Passages as extraction leaves them, each with the numbers that a reader would take from it.
const PASSAGES: &[(&str, &[Wanted])] = &[
    (
        "２０２１年，松坪区通过政府网站公开信息１２３４５条，比上年多2106条，增长20.6％。",
        &[
            (12345.0, None, "条", "公开信息", Exact, Count),
            (2106.0, None, "条", "公开信息比上年多", Exact, Count),
            (20.6, None, "%", "公开信息增长", Exact, Rate),
        ],
    ),
    (
        "全年收到政府信息公开申请 87 件，其中当面申请 9 件、信函申请 21 件、网络申请 57 件，分别占 10.3%、24.1%、65.5%。",
        &[
            (87.0, None, "件", "收到政府信息公开申请", Exact, Count),
            (9.0, None, "件", "当面申请", Exact, Count),
            (21.0, None, "件", "信函申请", Exact, Count),
            (57.0, None, "件", "网络申请", Exact, Count),
            (10.3, None, "%", "当面申请", Exact, Share),
            (24.1, None, "%", "信函申请", Exact, Share),
            (65.5, None, "%", "网络申请", Exact, Share),
        ],
    ),
    (
        "办结85件，结转2件；按时办结率97.7％，群众满意度不低于九成。",
        &[
            (85.0, None, "件", "办结", Exact, Count),
            (2.0, None, "件", "结转", Exact, Count),
            (97.7, None, "%", "按时办结率", Exact, Share),
            (90.0, None, "%", "群众满意度", Over, Share),
        ],
    ),
    (
        "区住建局（38条）、区教育局（26条）、区卫健局（19条）等8个部门公开信息较多。",
        &[
            (38.0, None, "条", "区住建局", Exact, Count),
            (26.0, None, "条", "区教育局", Exact, Count),
            (19.0, None, "条", "区卫健局", Exact, Count),
            (8.0, None, "个", "部门", Exact, Count),
        ],
    ),
    (
        "举办培训班三期，参训480余人次；派出两个检查组，用时5天。",
        &[
            (3.0, None, "期", "举办培训班", Exact, Count),
            (480.0, None, "人次", "参训", Over, Count),
            (2.0, None, "个", "检查组", Exact, Count),
            (5.0, None, "天", "用时", Exact, Duration),
        ],
    ),
    (
        "“十四五”期间安排资金1.2亿元至1.5亿元，其中当年支出3260.5万元。",
        &[
            (1.2e8, Some(1.5e8), "元", "安排资金", Exact, Money),
            (32_605_000.0, None, "元", "当年支出", Exact, Money),
        ],
    ),
    (
        "改造老旧小区16个、2148户，建筑面积约18.6万平方米。",
        &[
            (16.0, None, "个", "改造老旧小区", Exact, Count),
            (2148.0, None, "户", "改造老旧小区", Exact, Count),
            (186_000.0, None, "平方米", "建筑面积", About, Area),
        ],
    ),
    (
        "热线接听量突破10万次，平均等待时间由45秒缩短到12秒，下降73.3%。",
        &[
            (100_000.0, None, "次", "热线接听量", Over, Count),
            (45.0, None, "秒", "平均等待时间", Exact, Duration),
            (12.0, None, "秒", "平均等待时间", Exact, Duration),
            (73.3, None, "%", "平均等待时间下降", Exact, Rate),
        ],
    ),
    (
        "依申请公开事项自受理之日起20个工作日内答复，确需延长的不超过20个工作日。",
        &[
            (20.0, None, "个工作日", "答复", Exact, Duration),
            (20.0, None, "个工作日", "确需延长", Under, Duration),
        ],
    ),
    (
        "全区常住人口31.4万人，城镇化率58.02%，比上年提高0.9个百分点。",
        &[
            (314_000.0, None, "人", "全区常住人口", Exact, Count),
            (58.02, None, "%", "城镇化率", Exact, Share),
            (0.9, None, "个百分点", "城镇化率比上年提高", Exact, Rate),
        ],
    ),
    (
        "在第三季度评估中得分92.5分，位列全市第4名，较上次前移3位。",
        &[
            (92.5, None, "分", "得分", Exact, Other),
            (3.0, None, "位", "较上次前移", Exact, Count),
        ],
    ),
    (
        "行政复议案件7件（维持4件、纠正1件、其他结果2件），行政诉讼0件。",
        &[
            (7.0, None, "件", "行政复议案件", Exact, Count),
            (4.0, None, "件", "维持", Exact, Count),
            (1.0, None, "件", "纠正", Exact, Count),
            (2.0, None, "件", "其他结果", Exact, Count),
            (0.0, None, "件", "行政诉讼", Exact, Count),
        ],
    ),
    (
        "政务微信“云栖发布”粉丝达到8.7万，全年推送1362期、4580条，阅读量超2000万次。",
        &[
            (87_000.0, None, "", "粉丝", Exact, Count),
            (1362.0, None, "期", "推送", Exact, Count),
            (4580.0, None, "条", "推送", Exact, Count),
            (2e7, None, "次", "阅读量", Over, Count),
        ],
    ),
    (
        "联系电话0100-8123456，邮编100200，地址松坪大道518号3楼；接待来访群众百余人次。",
        &[(100.0, None, "人次", "接待来访群众", Over, Count)],
    ),
    (
        "累计发放明白纸2万多份，设置公开栏146处，实现12个乡镇（街道）、238个行政村全覆盖。",
        &[
            (20_000.0, None, "份", "发放明白纸", Over, Count),
            (146.0, None, "处", "设置公开栏", Exact, Count),
            (12.0, None, "个", "乡镇（街道）", Exact, Count),
            (238.0, None, "个", "行政村", Exact, Count),
        ],
    ),
    (
        "涉及征地补偿的申请58件，约占三分之二；涉及房屋征收的11件，占12.6%。",
        &[
            (58.0, None, "件", "涉及征地补偿的申请", Exact, Count),
            (66.67, None, "%", "涉及征地补偿的申请", About, Share),
            (11.0, None, "件", "涉及房屋征收的", Exact, Count),
            (12.6, None, "%", "涉及房屋征收的", Exact, Share),
        ],
    ),
    (
        "依据GB/T9704—2012和云政办发〔2020〕18号文件，编制目录1版、指南5类23项。",
        &[
            (1.0, None, "版", "编制目录", Exact, Count),
            (5.0, None, "类", "指南", Exact, Count),
            (23.0, None, "项", "指南", Exact, Count),
        ],
    ),
    (
        "12345政务服务便民热线承接转办工单6.3万件，按期办结率99.12%，回访满意率达到95%以上。",
        &[
            (63_000.0, None, "件", "承接转办工单", Exact, Count),
            (99.12, None, "%", "按期办结率", Exact, Share),
            (95.0, None, "%", "回访满意率", Over, Share),
        ],
    ),
    (
        "办理县人大代表建议45件、县政协委员提案62件，办复率均为100%，公开办理结果71件。",
        &[
            (45.0, None, "件", "县人大代表建议", Exact, Count),
            (62.0, None, "件", "县政协委员提案", Exact, Count),
            (100.0, None, "%", "办复率", Exact, Share),
            (71.0, None, "件", "公开办理结果", Exact, Count),
        ],
    ),
    (
        "投入经费46.8万元，比预算少3.2万元；专职人员6名，兼职人员23名，同比增加2名。",
        &[
            (468_000.0, None, "元", "投入经费", Exact, Money),
            (32_000.0, None, "元", "比预算少", Exact, Money),
            (6.0, None, "名", "专职人员", Exact, Count),
            (23.0, None, "名", "兼职人员", Exact, Count),
            (2.0, None, "名", "兼职人员同比增加", Exact, Count),
        ],
    ),
    (
        "坚持“一网通办”，推进“放管服”改革和“双随机、一公开”监管，第二批清单已公布，四是强化培训，进一步统一标准。",
        &[],
    ),
];

/// Whether two subjects name the same: most characters of the shorter stand, in order, in the other.
fn alike(ours: &str, theirs: &str) -> bool {
    let (short, long) = if ours.chars().count() <= theirs.chars().count() {
        (ours, theirs)
    } else {
        (theirs, ours)
    };
    let mut rest = long.chars();
    let common = short
        .chars()
        .filter(|one| rest.clone().any(|other| other == *one) && rest.any(|other| other == *one));
    let common = common.count();
    common > 0 && common * 10 >= short.chars().count() * 7
}

#[test]
#[allow(clippy::print_stdout)]
fn numbers_of_our_passages_are_found_with_what_they_count() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut wanted_all, mut found_all, mut right, mut subjects, mut meanings) = (0, 0, 0, 0, 0);
    for (number, (passage, wanted)) in PASSAGES.iter().enumerate() {
        let path = folder.path().join(format!("{number}.txt"));
        let page =
            format!("松坪区人民政府2021年政府信息公开工作年度报告\n\n一、概述\n\n{passage}\n");
        fs::write(&path, page).expect("written");
        let found = read(&path).extraction.quantities;
        let mut used = vec![false; found.len()];
        wanted_all += wanted.len();
        found_all += found.len();
        for &(value, to, unit, subject, approx, kind) in *wanted {
            let same = |(at, one): (usize, &gongkai::record::Quantity)| {
                let near = (one.value - value).abs() < 0.005 && one.value_to == to;
                (!used[at] && near && one.unit == unit).then_some(at)
            };
            let Some(at) = found.iter().enumerate().find_map(same) else {
                println!("missed {number}: {value} {unit} {subject}");
                continue;
            };
            used[at] = true;
            right += 1;
            let one = &found[at];
            let ours = one.subject.as_deref().unwrap_or_default();
            subjects += usize::from(alike(ours, subject));
            meanings += usize::from((one.approx, one.kind) == (approx, kind));
            if !alike(ours, subject) || (one.approx, one.kind) != (approx, kind) {
                let (approx, kind) = (one.approx.word(), one.kind.word());
                println!("read {number}: {value} {unit} [{ours}] for [{subject}], {approx} {kind}");
            }
        }
        for (one, _) in found.iter().zip(&used).filter(|(_, used)| !**used) {
            println!("spurious {number}: {} {:?}", one.value_printed, one.subject);
        }
    }
    println!(
        "found {right}/{wanted_all}, right {right}/{found_all}, subjects {subjects}, meanings {meanings}"
    );
    assert!(right * 100 >= wanted_all * 98 && right * 100 >= found_all * 97);
    assert!(subjects * 100 >= right * 90 && meanings * 100 >= right * 95);
}
