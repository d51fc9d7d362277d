//! Words of responsibility notes and terms. Tables only.

use crate::record::UnitRole;

/// Labels that open a responsibility note, with the role that they give if the words behind the
/// names give none; longest first.
pub(super) const LABELS: &[(&str, UnitRole)] = &[
    ("责任分工", UnitRole::Responsible),
    ("牵头单位", UnitRole::Lead),
    ("牵头部门", UnitRole::Lead),
    ("主办单位", UnitRole::Lead),
    ("配合单位", UnitRole::Support),
    ("配合部门", UnitRole::Support),
    ("协办单位", UnitRole::Support),
    ("参与单位", UnitRole::Support),
    ("责任单位", UnitRole::Responsible),
    ("责任部门", UnitRole::Responsible),
    ("责任主体", UnitRole::Responsible),
    ("负责单位", UnitRole::Responsible),
    ("落实单位", UnitRole::Responsible),
    ("承办单位", UnitRole::Responsible),
];

/// Beginnings of the words behind the names, each with its role; a phrase may hold several
/// (按职责分工分别牵头落实), and the weightiest counts.
pub(super) const ROLES: &[(&str, UnitRole)] = &[
    ("牵头", UnitRole::Lead),
    ("主办", UnitRole::Lead),
    ("配合", UnitRole::Support),
    ("协助", UnitRole::Support),
    ("协同", UnitRole::Support),
    ("参与", UnitRole::Support),
    ("参加", UnitRole::Support),
    ("负责", UnitRole::Responsible),
    ("落实", UnitRole::Responsible),
    ("承担", UnitRole::Responsible),
    ("承办", UnitRole::Responsible),
    ("实施", UnitRole::Responsible),
];

/// Words between the names and the role that belong to neither name nor role.
pub(super) const BEFORE_ROLE: &[&str] = &[
    "按照",
    "按职责",
    "按",
    "依",
    "根据",
    "分别",
    "共同",
    "具体",
    "分头",
    "统一",
    "组织",
    "予以",
    "抓好",
    "抓",
    "贯彻",
    "分工",
];

/// Words that a whole clause of a note may consist of behind the role; nothing else may follow.
pub(super) const ROLE_TAIL: &[&str] = &[
    "牵头", "主办", "配合", "协助", "协同", "参与", "参加", "负责", "落实", "承担", "承办", "实施",
    "按照", "按", "各自", "职责", "分工", "分别", "共同", "具体", "分头", "统一", "组织", "予以",
    "抓好", "抓", "推进", "推动", "贯彻", "依", "根据", "工作", "做好", "任务", "执行", "，", "并",
    "和", "的", "进行",
];

/// Sentences of a note that are about the note: the first organ named leads.
pub(super) const FIRST_LEADS: &[&str] = &[
    "列第一位",
    "排第一位",
    "列首位",
    "排在第一位",
    "排名第一",
    "排首位",
    "列第一",
];

/// Beginnings of sentences of a note that name no organ.
pub(super) const ABOUT_NOTE: &[&str] = &[
    "下同",
    "以下",
    "不再列出",
    "其他",
    "列第一",
    "排第一",
    "列首位",
    "排在第一",
    "排名第一",
    "排首位",
];

/// Endings behind 等 after the last name.
pub(super) const AND_OTHERS: &[&str] = &[
    "等有关部门和单位",
    "等相关部门和单位",
    "等有关部门",
    "等相关部门",
    "等有关单位",
    "等相关单位",
    "等部门和单位",
    "等部门",
    "等单位",
    "等",
];

/// Those of [`AND_OTHERS`] that name a circle of organs, with its name.
pub(super) const OTHERS_NAMED: &[(&str, &str)] = &[
    ("等有关部门和单位", "有关部门和单位"),
    ("等相关部门和单位", "相关部门和单位"),
    ("等有关部门", "有关部门"),
    ("等相关部门", "相关部门"),
    ("等有关单位", "有关单位"),
    ("等相关单位", "相关单位"),
];

/// Words that make a name stand for many organs.
pub(super) const COLLECTIVE: &[&str] = &[
    "各", "有关", "相关", "所属", "市属", "县属", "区属", "省属", "市直", "省直", "县直", "区直",
    "其他",
];

/// Endings of organs that are one in spite of [`COLLECTIVE`].
pub(super) const NOT_COLLECTIVE: &[&str] = &["工委", "党工委", "事务局", "事务管理局"];

/// Endings of organ names.
pub(super) const ORGAN_ENDINGS: &[&str] = &[
    "局",
    "委",
    "办",
    "厅",
    "部",
    "院",
    "署",
    "会",
    "室",
    "中心",
    "政府",
    "公司",
    "银行",
    "支行",
    "分行",
    "处",
    "社",
    "队",
    "所",
    "部门",
    "单位",
    "站",
    "馆",
    "台",
    "联",
    "集团",
    "海关",
    "法院",
    "机关",
    "组",
    "大学",
    "学院",
    "学校",
    "分区",
    "街道",
    "乡镇",
    "镇街",
    "企业",
    "机构",
    "园区",
    "开发区",
];

/// Kinds of territory that may be listed before one common 政府: 各州、市人民政府.
pub(super) const TERRITORIES: &[&str] = &[
    "自治区",
    "直辖市",
    "自治州",
    "新区",
    "街道",
    "乡镇",
    "省",
    "市",
    "县",
    "区",
    "州",
    "盟",
    "旗",
    "乡",
    "镇",
    "街",
    "地区",
    "开发区",
];

/// What stands behind the last territory of such a list.
pub(super) const TERRITORY_TAILS: &[&str] =
    &["人民政府", "政府", "办事处", "管委会", "管理委员会", ""];

/// Other names of organs: ending as printed and ending as normalised, longest first.
pub(super) const ALIASES: &[(&str, &str)] = &[
    ("人力资源和社会保障局", "人力资源社会保障局"),
    ("人力资源与社会保障局", "人力资源社会保障局"),
    ("食品药品监督管理局", "食品药品监管局"),
    ("经济和信息化委员会", "经济和信息化委"),
    ("卫生和计划生育委员会", "卫生计生委"),
    ("住房和城乡建设局", "住房城乡建设局"),
    ("住房与城乡建设局", "住房城乡建设局"),
    ("市场监督管理局", "市场监管局"),
    ("发展和改革委员会", "发展改革委"),
    ("国有资产监督管理委员会", "国资委"),
    ("卫生健康委员会", "卫生健康委"),
    ("安全生产监督管理局", "安监局"),
    ("机构编制委员会办公室", "编办"),
    ("人民政府办公室", "政府办公室"),
    ("人民政府办公厅", "政府办公厅"),
    ("发展改革委员会", "发展改革委"),
    ("质量技术监督局", "质监局"),
    ("新闻办公室", "新闻办"),
    ("国家税务局", "国税局"),
    ("地方税务局", "地税局"),
    ("环境保护局", "环保局"),
    ("人民政府", "政府"),
    ("食药监局", "食品药品监管局"),
    ("卫健委", "卫生健康委"),
    ("卫计委", "卫生计生委"),
    ("发改委", "发展改革委"),
    ("经信委", "经济和信息化委"),
    ("住建局", "住房城乡建设局"),
    ("人社局", "人力资源社会保障局"),
    ("国土局", "国土资源局"),
    ("工信局", "工业和信息化局"),
    ("文旅局", "文化和旅游局"),
];

/// Frequencies: as printed, and the word of the table; longest first.
pub(super) const FREQUENCIES: &[(&str, &str)] = &[
    ("按半年度", "half-yearly"),
    ("每半年", "half-yearly"),
    ("按半年", "half-yearly"),
    ("每个季度", "quarterly"),
    ("每季度", "quarterly"),
    ("按季度", "quarterly"),
    ("逐季度", "quarterly"),
    ("每季", "quarterly"),
    ("按季", "quarterly"),
    ("按年度", "yearly"),
    ("每年度", "yearly"),
    ("每年", "yearly"),
    ("按年", "yearly"),
    ("逐年", "yearly"),
    ("每个月", "monthly"),
    ("按月", "monthly"),
    ("逐月", "monthly"),
    ("每月", "monthly"),
    ("每旬", "ten-daily"),
    ("每周", "weekly"),
    ("按周", "weekly"),
    ("逐周", "weekly"),
    ("每日", "daily"),
    ("每天", "daily"),
    ("按日", "daily"),
    ("逐日", "daily"),
];

/// Words behind a frequency that make it part of another word: 按年度计划, 每年度目标.
pub(super) const NOT_FREQUENT: &[&str] = &["目标", "计划", "任务", "要求", "龄", "新闻", "报"];

/// Rhythms that stand before a noun where several are listed: 季度、年度发布会.
pub(super) const RHYTHMS: &[(&str, &str)] = &[
    ("半年度", "half-yearly"),
    ("月度", "monthly"),
    ("季度", "quarterly"),
    ("年度", "yearly"),
];
