//! What an invented annual report says around its tables.
//!
//! All sentences are made up; the numbers in them come from the tables where both speak of the
//! same thing.

use crate::grammar::{Form, Grammar};
use crate::record::CheckKind;

use super::organ::Organ;
use super::passage::{Page, Passage};
use super::random::Random;

/// Numerals of first and second level headings.
pub(super) const NUMERALS: [&str; 10] =
    ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];

/// What the report's sentences take from its tables.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Told {
    pub received: f64,
    pub carried_in: f64,
    pub answered: f64,
    pub carried_out: f64,
}

/// Writes the text of a report.
pub(super) struct Author<'a> {
    pub grammar: &'a Grammar,
    pub form: &'a Form,
    pub organ: &'a Organ,
    pub year: i32,
    pub told: Told,
    pub page: &'a mut Page,
    pub random: &'a mut Random,
    /// A mistake in what the sentences say, if there is to be one.
    pub slip: Option<Slip>,
}

/// A known kind of mistake in sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slip {
    /// A whole is not the sum of the parts that follow it.
    WrongSum,
    /// A share is not what the counts beside it make.
    WrongShare,
    /// A count is not the one that the table prints.
    WrongCount,
}

/// All kinds.
pub const SLIPS: [Slip; 3] = [Slip::WrongSum, Slip::WrongShare, Slip::WrongCount];

impl Slip {
    /// Its name in gold tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::WrongSum => "wrong-sum",
            Self::WrongShare => "wrong-share",
            Self::WrongCount => "wrong-count",
        }
    }

    /// The kind of relation that it breaks.
    #[must_use]
    pub fn kind(self) -> CheckKind {
        match self {
            Self::WrongSum => CheckKind::ProseSum,
            Self::WrongShare => CheckKind::Share,
            Self::WrongCount => CheckKind::ProseVsTable,
        }
    }
}

impl Author<'_> {
    /// The official title of the chapter with `role`.
    fn title(&self, role: &str) -> String {
        let chapter = self
            .grammar
            .chapters
            .iter()
            .find(|chapter| chapter.role == role);
        let title = chapter.and_then(|chapter| chapter.titles.first());
        title.cloned().unwrap_or_default()
    }

    /// A first-level heading with the official title of its role.
    pub(super) fn chapter(&mut self, number: usize, role: &str) {
        let title = self.title(role);
        let printed = format!("{}、", NUMERALS[(number - 1) % 10]);
        self.page
            .heading(1, i32::try_from(number).unwrap_or(0), &printed, &title);
    }

    fn part(&mut self, number: usize, title: &str) {
        let printed = format!("（{}）", NUMERALS[(number - 1) % 10]);
        self.page
            .heading(2, i32::try_from(number).unwrap_or(0), &printed, title);
    }

    /// Title, first paragraph, contact.
    pub(super) fn opening(&mut self) {
        let (organ, year) = (self.organ, self.year);
        let kind = *self.random.pick(&[
            "政府信息公开工作年度报告",
            "政府信息公开年度报告",
            "信息公开工作年度报告",
        ]);
        let title = format!("{}{year}年{kind}", organ.name);
        self.page.line(&title);
        let street = *self
            .random
            .pick(&["松风路", "望月街", "新渠大道", "长桥巷", "砚台路"]);
        let address = format!("{}{street}{}号", organ.region, self.random.between(1, 299));
        let postcode = format!("{:06}", self.random.between(100_000, 899_999));
        let phone = format!(
            "0{:03}-{:07}",
            self.random.between(310, 998),
            self.random.between(2_000_000, 8_999_999)
        );
        let opening = Passage::new(&format!("{}照", organ.name))
            .cite("中华人民共和国政府信息公开条例", None)
            .say(&format!("编写本年度报告。文内数字从{year}年1月1日算起，到12月31日为止。读者若有疑问，请写信或打电话给我们（地址：{address}，邮编：{postcode}，电话：{phone}）。"));
        self.page.paragraph(opening);
        for (name, value) in [
            ("family", "annual-report".to_owned()),
            ("form", self.form.name.clone()),
            ("title", title),
            ("issuer", organ.name.clone()),
            ("region", organ.region.clone()),
            ("year", year.to_string()),
            ("contact_address", address),
            ("contact_postcode", postcode),
            ("contact_phone", phone),
        ] {
            self.page.field(name, value);
        }
    }

    /// The chapter that tells the year.
    pub(super) fn overview(&mut self) {
        let place = self.organ.region.clone();
        let scale = self.organ.scale();
        let mut number = |most: f64| (1.0 + most * scale * self.random.fraction()).round();
        let (guides, plans, notices) = (number(900.0), number(300.0), number(2000.0));
        let (courses, people, visits) = (number(9.0), number(400.0), number(80.0));
        self.part(1, "主动公开");
        let text = Passage::new(&format!(
            "一年来，{place}把公开当作日常事情来做，网站共登出信息"
        ))
        .wrong(self.slip.filter(|slip| *slip == Slip::WrongSum))
        .count(
            guides + plans + notices + self.off(Slip::WrongSum, 10.0),
            "条",
            "网站登出信息",
        )
        .say("，其中办事指南")
        .count(guides, "条", "办事指南")
        .say("、规划计划")
        .count(plans, "条", "规划计划")
        .say("、通知公告")
        .count(notices, "条", "通知公告")
        .say("。栏目按部门认领，过期的内容当月清理。");
        self.page.paragraph(text);
        self.part(2, "依申请公开");
        self.requests();
        self.part(3, "平台建设");
        let text = Passage::new("网站改版后首页更短，查找更快，全年访问")
            .amount(visits * 1e4, &format!("{visits}万人次"), "人次", "网站访问")
            .say("。窗口照旧备有纸本，老人来查由专人陪同。");
        self.page.paragraph(text);
        self.part(4, "监督保障");
        let text = Passage::new("各科室轮流讲课，办班")
            .count(courses, "期", "培训班")
            .say("，听课")
            .count(people, "人次", "听课人次")
            .say("。考核结果贴在院里，谁都看得见。");
        self.page.paragraph(text);
    }

    /// How far a number is off where this slip is to be made.
    fn off(&self, slip: Slip, by: f64) -> f64 {
        if self.slip == Some(slip) { by } else { 0.0 }
    }

    /// What the sentences say of requests.
    fn requests(&mut self) {
        let told = self.told;
        if told.received == 0.0 {
            self.page.paragraph(Passage::new(
                "这一年没有人提出申请，窗口和信箱每天照常有人值守。",
            ));
            return;
        }
        let count = told.received + self.off(Slip::WrongCount, 7.0);
        let text = Passage::new("全年新收申请")
            .wrong(self.slip.filter(|slip| *slip == Slip::WrongCount))
            .count(count, "件", "新收申请")
            .say("，上年结转")
            .count(told.carried_in, "件", "上年结转")
            .say("，办结")
            .count(told.answered, "件", "办结申请")
            .say("，留到下一年的有")
            .count(told.carried_out, "件", "结转下年")
            .say("。答复之前先打电话问清楚要什么，少走弯路。");
        self.page.paragraph(text);
        if self.slip == Some(Slip::WrongShare) || count.rem_euclid(3.0) == 0.0 {
            self.shares();
        }
    }

    /// Counts with their shares of a whole.
    fn shares(&mut self) {
        // Not of the tables: courses are counted here alone. Four in five make whole shares.
        let whole = (20 * (1 + (self.year % 7))) as f64;
        let (first, second) = (whole * 0.8, whole * 0.2);
        let share = 80.0 + self.off(Slip::WrongShare, 3.0);
        let text = Passage::new("全年接待来访")
            .count(whole, "人次", "接待来访")
            .say("，其中当面")
            .count(first, "人次", "当面")
            .say("，占")
            .wrong(self.slip.filter(|slip| *slip == Slip::WrongShare))
            .amount(share, &format!("{share}%"), "%", "当面")
            .say("；电话")
            .count(second, "人次", "电话")
            .say("，占")
            .amount(20.0, "20%", "%", "电话")
            .say("。");
        self.page.paragraph(text);
    }

    /// The chapter of what went badly.
    pub(super) fn problems(&mut self) {
        let problems = [
            "个别科室更新慢，栏目空了一季才补上。",
            "解读多是文字，图表少，群众看着累。",
            "新手多，答复的写法前后不一。",
        ];
        let remedies = [
            "把更新时限写进值班表，每周一看。",
            "每份重要文件配一张图，由起草人自己画。",
            "编一本答复样张，新人上岗先练三遍。",
        ];
        let at = self.random.below(problems.len());
        self.page
            .paragraph(Passage::new(&format!("短处也有：{}", problems[at])));
        self.page
            .paragraph(Passage::new(&format!("下一步：{}", remedies[at])));
    }

    /// The last chapter, signature and date.
    pub(super) fn closing(&mut self) {
        let fee = self.random.below(3) as f64 * 40.0;
        let text = Passage::new("本年收取信息处理费")
            .count(fee, "元", "信息处理费")
            .say("。其余没有要报告的。");
        self.page.paragraph(text);
        let (month, day) = (self.random.between(1, 3), self.random.between(1, 28));
        let year = self.year + 1;
        self.page.line(&self.organ.name);
        self.page.line(&format!("{year}年{month}月{day}日"));
        self.page
            .field("signed_date", format!("{year}-{month:02}-{day:02}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::{Generated, Generator, Layout, Options};
    use crate::grammar::Registry;

    fn report(slip: Option<Slip>, childless: bool) -> Generated {
        let registry = Registry::embedded().unwrap_or_else(|errors| panic!("{errors}"));
        let options = Options {
            slip,
            childless,
            ..Options::default()
        };
        let generator = Generator::new(&registry);
        generator
            .report(6, "form-2021", Layout::RowMajor, &options)
            .unwrap()
    }

    #[test]
    fn a_slip_is_known_where_it_stands() {
        assert_eq!(report(None, false).gold.checks, Some(Vec::new()));
        for slip in SLIPS {
            let report = report(Some(slip), false);
            let checks = report.gold.checks.unwrap();
            let planted: Vec<(Option<CheckKind>, Option<&str>)> = checks
                .iter()
                .map(|check| (check.kind, check.planted.as_deref()))
                .collect();
            assert_eq!(planted, [(Some(slip.kind()), Some(slip.name()))]);
            let span = checks[0].at.span.unwrap();
            assert!(
                report.text[span.start..span.end].starts_with(|one: char| one.is_ascii_digit())
            );
        }
    }

    #[test]
    fn a_group_without_rows_below_it_prints_their_sum() {
        let (whole, merged) = (report(None, false), report(None, true));
        let sum = |report: &Generated, below: bool| -> f64 {
            let facts = report.gold.facts.iter().flatten();
            facts
                .filter(
                    |fact| match fact.indicator.strip_prefix("requests.outcome.other") {
                        Some(rest) => rest.is_empty() != below,
                        None => false,
                    },
                )
                .filter_map(|fact| fact.value)
                .sum()
        };
        assert_eq!(sum(&merged, true), 0.0);
        assert_eq!(sum(&merged, false), sum(&whole, true));
        assert!(!merged.text.contains("不再处理其政府信息公开申请"));
        assert_eq!(merged.gold.checks, Some(Vec::new()));
    }
}
