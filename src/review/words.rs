//! Words of the pages, Chinese and English. Codes that have no word here are shown as they are.

use crate::language::Language;
use crate::record::{CitationRelation, Family, Legibility, Outcome, Status, UnitRole, Word};

/// Why a block was set aside.
pub(crate) fn reason(code: &str, language: Language) -> &str {
    if language == Language::English {
        return code;
    }
    match code {
        "page-number" => "页码",
        "site-footer" => "网站页脚",
        "site-header" => "网站页眉",
        "breadcrumb" => "当前位置",
        "menu" => "网站菜单",
        "link-list" => "链接列表",
        "page-control" => "页面按钮",
        "article-meta" => "文章信息栏",
        "field-residue" => "域代码残留",
        "image-placeholder" => "图片占位",
        "screenshot" => "网页截图",
        "vision-caption" => "图片识别文字",
        "markup" => "标记残留",
        "rule" => "分隔线",
        "repetition" => "重复文字",
        "mojibake" => "乱码",
        "running-head" => "页眉",
        "invisible" => "不可见字符",
        "noise" => "非正文",
        other => other,
    }
}

/// A field of the document's identity, as `documents` calls it.
pub(crate) fn field(code: &str, language: Language) -> &str {
    if language == Language::English {
        return code;
    }
    match code {
        "family" => "类别",
        "form" => "报表",
        "title" => "标题",
        "issuer" => "机关",
        "region" => "地区",
        "year" => "年度",
        "period" | "period_start" => "统计期限",
        "doc_number" => "文号",
        "signed_date" => "成文日期",
        "printed_date" => "印发日期",
        "published_date" => "发布日期",
        "index_number" => "索引号",
        "contact_address" => "地址",
        "contact_postcode" => "邮编",
        "contact_person" => "联系人",
        "contact_phone" => "电话",
        "contact_fax" => "传真",
        "contact_email" => "邮箱",
        "website" => "网站",
        other => other,
    }
}

pub(crate) fn family(family: Option<Family>, language: Language) -> String {
    let family = family.unwrap_or(Family::Unknown);
    let chinese = match &family {
        Family::AnnualReport => "年度报告",
        Family::WorkPlan => "工作要点",
        Family::OfficialDocument => "公文",
        Family::Unknown => "未识别",
        Family::Named(name) => name.as_str(),
    };
    language.pick(chinese, family.word()).to_owned()
}

pub(crate) fn status(status: Status, language: Language) -> &'static str {
    let chinese = match status {
        Status::Ok => "完整",
        Status::Partial => "部分",
        Status::Rejected => "拒收",
    };
    language.pick(chinese, status.word())
}

pub(crate) fn outcome(outcome: Outcome, language: Language) -> &'static str {
    let (chinese, english) = match outcome {
        Outcome::Holds => ("成立", "holds"),
        Outcome::Fails => ("不成立", "fails"),
        Outcome::NotAssessable => ("不能判断", "not assessable"),
    };
    language.pick(chinese, english)
}

/// Class name of an outcome, and its sign.
pub(crate) fn outcome_sign(outcome: Outcome) -> (&'static str, &'static str) {
    match outcome {
        Outcome::Holds => ("holds", "✓"),
        Outcome::Fails => ("fails", "✗"),
        Outcome::NotAssessable => ("open", "?"),
    }
}

pub(crate) fn role(role: UnitRole, language: Language) -> &'static str {
    let chinese = match role {
        UnitRole::Lead => "牵头",
        UnitRole::Support => "配合",
        UnitRole::Responsible => "责任",
    };
    language.pick(chinese, role.word())
}

pub(crate) fn legibility(legibility: Legibility, language: Language) -> &'static str {
    let chinese = match legibility {
        Legibility::Clean => "清晰",
        Legibility::Repaired => "经修复",
        Legibility::Illegible => "难以辨认",
    };
    language.pick(chinese, legibility.word())
}

pub(crate) fn relation(relation: CitationRelation, language: Language) -> &'static str {
    let chinese = match relation {
        CitationRelation::Under => "依据",
        CitationRelation::PrintedAndIssued => "印发",
        CitationRelation::Forwarded => "转发",
        CitationRelation::DefinedAs => "简称",
        CitationRelation::Mentioned => "提及",
    };
    language.pick(chinese, relation.word())
}

/// What the script says: its key, Chinese, English.
pub(crate) const SCRIPT: [(&str, &str, &str); 41] = [
    ("line", "第 {0} 行", "line {0}"),
    ("seen", "读到", "read"),
    ("printed", "原文写作", "printed"),
    ("implied", "推算应为", "implied"),
    ("unit", "单位", "unit"),
    ("nothing", "（无）", "(none)"),
    ("nowhere", "文中没有这一行", "the document has no such row"),
    ("checks", "有关的核对", "relations with it"),
    ("review", "复核", "Review"),
    ("set", "改为", "set to"),
    ("reviewer", "复核人", "reviewer"),
    ("reason", "理由", "reason"),
    ("save", "保存", "Save"),
    ("right", "读数无误", "Reading is right"),
    ("empty", "应为空白", "Should be blank"),
    ("undo", "撤销", "Undo"),
    ("use", "采用推算值", "Use implied value"),
    ("saved", "已记下，共 {0} 条", "noted, {0} in all"),
    ("undone", "已撤销，还有 {0} 条", "undone, {0} left"),
    ("nonumber", "请填数字", "a number, please"),
    ("noname", "请填复核人", "name the reviewer, please"),
    ("noreason", "请写明理由", "give a reason, please"),
    ("export", "导出更正（{0}）", "Export corrections ({0})"),
    ("exported", "已导出 {0} 条", "{0} exported"),
    (
        "noexport",
        "还没有复核记录",
        "nothing has been reviewed yet",
    ),
    (
        "unkept",
        "浏览器不允许本页保存，关闭前请导出",
        "the browser keeps nothing for this page: export before you close it",
    ),
    (
        "changed",
        "{0} 条旧的复核记录与现在的读数对不上，未采用，导出时也不包括",
        "{0} earlier decisions do not fit what is read now; they are not used or exported",
    ),
    (
        "repeated",
        "正文重复了表中的数：请在表中的数上复核",
        "a sentence repeats what a table has: review the table's value",
    ),
    (
        "ambiguous",
        "同一指标同一栏读到不止一个数，更正文件分不清是哪一个，不能在此复核",
        "several values stand for this indicator and column: a correction could not tell them apart",
    ),
    ("shown", "显示 {0} 项", "{0} shown"),
    ("by", "{0} 复核于 {1}", "{0}, {1}"),
    ("rightdefault", "已核对原文", "checked against the source"),
    ("theme.auto", "随系统", "auto"),
    ("theme.light", "浅色", "light"),
    ("theme.dark", "深色", "dark"),
    ("theme", "配色：{0}", "Theme: {0}"),
    ("end", "没有更多了", "no more"),
    ("blank", "空白", "blank"),
    ("reviewed", "已复核", "reviewed"),
    (
        "loaded",
        "载入 {0} 条，{1} 条不属于本文件或读数已变",
        "{0} loaded, {1} of other documents or readings",
    ),
    ("badfile", "不是更正文件", "not a corrections file"),
];

/// Keys and what they do: keys, Chinese, English.
pub(crate) const KEYS: [(&str, &str, &str); 13] = [
    ("j ↓ / k ↑", "下一项 / 上一项", "next / previous item"),
    (
        "n / p",
        "下一处 / 上一处问题（不符、辨认不清）",
        "next / previous problem (contradicted, unreadable)",
    ),
    ("1 … 8", "切换右侧栏目", "choose a panel"),
    ("f", "切换筛选", "next filter"),
    ("/", "查找", "search"),
    ("e", "填写更正", "enter a correction"),
    ("Enter", "保存更正", "save the correction"),
    ("c", "读数无误", "reading is right"),
    ("s", "回到原文所在处", "show the place in the source"),
    ("z", "隐藏或显示非正文", "hide or show what was set aside"),
    ("x", "导出更正文件", "export the corrections"),
    ("t", "切换配色", "light, dark or as the system"),
    ("? / Esc", "打开 / 关闭帮助", "open / close this help"),
];
