//! Organs that do not exist: place names put together from parts, with what such an organ reports.

use super::random::Random;

/// First characters of invented place names.
const FIRST: [&str; 20] = [
    "云", "岚", "砚", "磐", "漪", "澜", "梧", "枫", "霞", "雁", "鹭", "荇", "芷", "蕙", "篁", "珩",
    "昀", "翎", "黛", "霁",
];
/// Second characters of invented place names.
const SECOND: [&str; 20] = [
    "川", "屿", "泽", "垣", "坪", "渡", "麓", "滩", "堰", "塘", "汀", "沚", "岬", "洲", "峪", "涧",
    "崖", "陌", "垄", "墟",
];
/// Departments below a government.
const DEPARTMENTS: [&str; 16] = [
    "教育局",
    "民政局",
    "财政局",
    "司法局",
    "水利局",
    "审计局",
    "统计局",
    "住房和城乡建设局",
    "农业农村局",
    "卫生健康局",
    "市场监督管理局",
    "交通运输局",
    "文化和旅游局",
    "应急管理局",
    "医疗保障局",
    "自然资源局",
];

/// How far down an organ stands, which decides how much it reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// A township.
    Township,
    /// A department of a county or city.
    Department,
    /// A county or district government.
    County,
    /// A city government.
    City,
}

/// An invented organ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organ {
    /// Full name, such as 云川市人民政府.
    pub name: String,
    /// Its place, such as 云川市.
    pub region: String,
    /// 市, 县, 区, 镇: what it calls its own level.
    pub kind: &'static str,
    /// How far down it stands.
    pub level: Level,
}

impl Organ {
    /// Invents an organ.
    pub fn invent(random: &mut Random) -> Self {
        let place = format!("{}{}", random.pick(&FIRST), random.pick(&SECOND));
        let (kind, level) = *random.pick(&[
            ("市", Level::City),
            ("县", Level::County),
            ("区", Level::County),
            ("县", Level::Department),
            ("市", Level::Department),
            ("镇", Level::Township),
        ]);
        let region = format!("{place}{kind}");
        let name = match level {
            Level::Department => format!("{region}{}", random.pick(&DEPARTMENTS)),
            _ => format!("{region}人民政府"),
        };
        Self {
            name,
            region,
            kind,
            level,
        }
    }

    /// What counts of this organ are about, against those of a county.
    #[must_use]
    pub fn scale(&self) -> f64 {
        match self.level {
            Level::Township => 0.05,
            Level::Department => 0.2,
            Level::County => 1.0,
            Level::City => 6.0,
        }
    }

    /// Whether it may make government rules: only cities do.
    #[must_use]
    pub fn makes_rules(&self) -> bool {
        self.level == Level::City
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_organ_is_named_after_its_place() {
        for seed in 0..50 {
            let organ = Organ::invent(&mut Random::new(seed));
            assert!(organ.name.starts_with(&organ.region), "{}", organ.name);
            assert!(organ.region.ends_with(organ.kind));
        }
    }
}
