//! Words around numbers: units, approximators, set phrases.
//!
//! Tables only; what they mean for a reading is said in [`super::scan`] and [`super::unit`].

use crate::record::{Approx, QuantityKind};

/// Units that are no plain classifiers, longest first: as printed, what they measure.
pub(super) const MEASURES: &[(&str, QuantityKind)] = &[
    ("个百分点", QuantityKind::Rate),
    ("百分点", QuantityKind::Rate),
    ("个自然日", QuantityKind::Duration),
    ("个工作日", QuantityKind::Duration),
    ("个小时", QuantityKind::Duration),
    ("平方公里", QuantityKind::Area),
    ("平方千米", QuantityKind::Area),
    ("工作日", QuantityKind::Duration),
    ("自然日", QuantityKind::Duration),
    ("平方米", QuantityKind::Area),
    ("立方米", QuantityKind::Other),
    ("千瓦时", QuantityKind::Other),
    ("标准煤", QuantityKind::Other),
    ("个月", QuantityKind::Duration),
    ("小时", QuantityKind::Duration),
    ("分钟", QuantityKind::Duration),
    ("周年", QuantityKind::Duration),
    ("周岁", QuantityKind::Other),
    ("平米", QuantityKind::Area),
    ("公顷", QuantityKind::Area),
    ("美元", QuantityKind::Money),
    ("欧元", QuantityKind::Money),
    ("港元", QuantityKind::Money),
    ("日元", QuantityKind::Money),
    ("公里", QuantityKind::Other),
    ("千米", QuantityKind::Other),
    ("厘米", QuantityKind::Other),
    ("毫米", QuantityKind::Other),
    ("公斤", QuantityKind::Other),
    ("千克", QuantityKind::Other),
    ("毫克", QuantityKind::Other),
    ("千瓦", QuantityKind::Other),
    ("兆瓦", QuantityKind::Other),
    ("元", QuantityKind::Money),
    ("年", QuantityKind::Duration),
    ("周", QuantityKind::Duration),
    ("天", QuantityKind::Duration),
    ("日", QuantityKind::Duration),
    ("秒", QuantityKind::Duration),
    ("亩", QuantityKind::Area),
    ("㎡", QuantityKind::Area),
    ("米", QuantityKind::Other),
    ("吨", QuantityKind::Other),
    ("斤", QuantityKind::Other),
    ("克", QuantityKind::Other),
    ("升", QuantityKind::Other),
    ("度", QuantityKind::Other),
    ("℃", QuantityKind::Other),
    ("倍", QuantityKind::Other),
    ("岁", QuantityKind::Other),
];

/// Units in Latin letters; a letter must not follow.
pub(super) const LATIN_MEASURES: &[&str] = &[
    "km", "kg", "mm", "cm", "kW", "MW", "KB", "Kb", "MB", "Mb", "GB", "m", "g", "t",
];

/// Classifiers of two characters and more, longest first.
pub(super) const LONG_CLASSIFIERS: &[&str] = &[
    "点击量",
    "县(市、区)",
    "县（市、区）",
    "县(市区)",
    "县（市区）",
    "乡镇(街道)",
    "乡镇（街道）",
    "县(区)",
    "县（区）",
    "县(市)",
    "县（市）",
    "县市区",
    "人口",
    "人次",
    "户次",
    "家次",
    "个次",
    "件次",
    "批次",
    "班次",
    "车次",
    "场次",
    "期次",
    "篇次",
    "条次",
    "项次",
    "台次",
    "人天",
    "大项",
    "大类",
    "户数",
    "部分",
    "方面",
    "类型",
    "环节",
    "阶段",
    "层面",
    "板块",
    "领域",
    "县区",
    "县市",
    "乡镇",
    "镇街",
    "街道",
    "部门",
    "单位",
];

/// Those of [`LONG_CLASSIFIERS`] that are themselves what is counted.
pub(super) const NOUN_UNITS: &[&str] = &[
    "县(市、区)",
    "县（市、区）",
    "县(市区)",
    "县（市区）",
    "乡镇(街道)",
    "乡镇（街道）",
    "县(区)",
    "县（区）",
    "县(市)",
    "县（市）",
    "县市区",
    "人口",
    "县区",
    "县市",
    "乡镇",
    "镇街",
    "街道",
    "部门",
    "单位",
    "点击量",
];

/// Classifiers of one character.
pub(super) const CLASSIFIERS: &[char] = &[
    '个', '件', '条', '次', '场', '期', '名', '人', '户', '套', '份', '项', '起', '家', '处', '篇',
    '部', '种', '类', '级', '支', '张', '幅', '例', '宗', '批', '册', '款', '位', '台', '辆', '座',
    '间', '所', '栋', '幢', '棵', '株', '头', '只', '匹', '页', '字', '首', '门', '课', '堂', '轮',
    '集', '版', '笔', '票', '卷', '盒', '枚', '艘', '块', '层', '组', '问', '本', '道', '辑', '班',
    '片', '床',
];

/// Classifiers that a numeral in Chinese characters may stand before without being part of a
/// longer word; the rest of [`CLASSIFIERS`] needs Arabic digits.
pub(super) const SPOKEN_CLASSIFIERS: &[char] = &[
    '个', '件', '条', '次', '场', '期', '名', '人', '户', '套', '份', '项', '起', '家', '处', '篇',
    '部', '种', '类', '级', '支', '张', '批', '册', '款', '位', '台', '辆', '座', '所', '栋', '轮',
    '大', '本', '天', '周', '年', '倍',
];

/// Classifiers that 一 counts with; elsewhere 一 mostly means "a" or "whole" (一种, 一整套).
pub(super) const COUNTED_ONE: &[char] = &[
    '件', '次', '场', '名', '家', '位', '篇', '部', '处', '条', '户', '辆', '座', '台',
];

/// Words that make even 一个 a count.
pub(super) const ONLY: &[&str] = &["仅有", "只有", "仅", "只", "至少", "不少于", "共", "共有"];

/// Characters before a numeral that make it part of a word: 统一, 第一, 之一, 新一轮.
pub(super) const WORD_BEFORE: &[char] = &[
    '第', '几', '数', '统', '唯', '同', '单', '专', '划', '归', '合', '之', '每', '另', '任', '这',
    '那', '某', '逐', '进', '哪', '如', '知', '万', '新', '上', '下', '再', '又', '星', '初', '整',
    '首', '其', '该', '各', '不', '前', '头', '一', '周', '年', '老', '近',
];

/// Those of [`WORD_BEFORE`] that are harmless before numerals other than 一.
pub(super) const HARMLESS_BEFORE_MANY: &[char] = &[
    '这', '那', '每', '新', '任', '该', '其', '年', '合', '同', '另', '又', '不', '近', '各', '首',
];

/// Set phrases with numerals that count nothing.
pub(super) const IDIOMS: &[&str] = &[
    "三大攻坚战",
    "三大攻坚",
    "四个意识",
    "四个自信",
    "两个维护",
    "两个确立",
    "四个全面",
    "五个一",
    "六个一",
    "三个代表",
    "两个一百年",
    "一个窗口",
    "两个责任",
    "四个最严",
    "三步走",
    "一件事",
    "一次性",
    "一次办",
    "一次告知",
    "一次通过",
    "一条龙",
    "一条线",
    "一家亲",
    "一部分",
    "一方面",
    "三大革命",
    "四个服务",
    "五大发展",
    "五年规划",
    "五年计划",
    "一级",
    "一年级",
    "三年级",
    "二级",
    "百家争鸣",
    "四个伟大",
    "八项规定",
    "一类",
];

/// Words before a number that make it approximate, longest first.
pub(super) const APPROX_BEFORE: &[(&str, Approx)] = &[
    ("不少于", Approx::Over),
    ("不低于", Approx::Over),
    ("不小于", Approx::Over),
    ("不超过", Approx::Under),
    ("不高于", Approx::Under),
    ("不多于", Approx::Under),
    ("不大于", Approx::Under),
    ("不得少于", Approx::Over),
    ("不得低于", Approx::Over),
    ("不得超过", Approx::Under),
    ("至少", Approx::Over),
    ("超过", Approx::Over),
    ("突破", Approx::Over),
    ("多于", Approx::Over),
    ("高于", Approx::Over),
    ("大于", Approx::Over),
    ("最少", Approx::Over),
    ("最低", Approx::Over),
    ("最多", Approx::Under),
    ("最高", Approx::Under),
    ("最迟", Approx::Under),
    ("不足", Approx::Under),
    ("不到", Approx::Under),
    ("不满", Approx::Under),
    ("低于", Approx::Under),
    ("少于", Approx::Under),
    ("小于", Approx::Under),
    ("大约", Approx::About),
    ("将近", Approx::About),
    ("接近", Approx::About),
    ("约为", Approx::About),
    ("约", Approx::About),
    ("近", Approx::About),
    ("超", Approx::Over),
    ("逾", Approx::Over),
];

/// Those of [`APPROX_BEFORE`] that are printed as part of the value.
pub(super) const APPROX_JOINED: &[&str] = &["约", "近", "超", "逾", "大约", "将近", "接近"];

/// Words that end like one of [`APPROX_BEFORE`] and say nothing of exactness.
pub(super) const NOT_APPROX: &[&str] = &[
    "签约", "节约", "条约", "公约", "预约", "合约", "履约", "违约", "附近", "就近", "邻近", "靠近",
];

/// Words between digits and unit that make a number approximate.
pub(super) const APPROX_WITHIN: &[(&str, Approx)] = &[
    ("余", Approx::Over),
    ("多", Approx::Over),
    ("来", Approx::About),
];

/// Words after the unit that make a number approximate.
pub(super) const APPROX_AFTER: &[(&str, Approx)] = &[
    ("左右", Approx::About),
    ("上下", Approx::About),
    ("及以上", Approx::Over),
    ("以上", Approx::Over),
    ("及以下", Approx::Under),
    ("以下", Approx::Under),
    ("多", Approx::Over),
    ("余", Approx::Over),
];

/// Words before a percentage that make it a change and not a share.
pub(super) const CHANGE: &[&str] = &[
    "增长", "上升", "下降", "提高", "减少", "增加", "同比", "环比", "降低", "增幅", "降幅", "上涨",
    "下跌", "提升", "压减", "缩短", "回落", "增速", "升高", "多增", "少增", "压缩",
];
