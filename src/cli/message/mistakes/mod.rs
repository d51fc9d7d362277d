//! What grammars' authors did wrong, in Chinese: the words of our checks and those of TOML.
//!
//! Given mistakes as they are rendered; file, line, the author's own lines and carets stay as they are.

use crate::language::translated;

use super::toml_words::TOML;

/// English and Chinese, `{}` for what is named. The first that fits is taken.
pub(super) const MISTAKES: &[(&str, &str)] = &[
    (
        "unknown applicant column in `{}`",
        "`{}` 中有未知的申请人类别列",
    ),
    ("unknown family `{}`", "未知的类别（family）`{}`"),
    ("unknown form `{}`", "未知的报表 `{}`"),
    ("unknown source `{}`", "未知的依据 `{}`"),
    ("unknown grade `{}`", "未知的可比程度（grade）`{}`"),
    ("unknown severity `{}`", "未知的严重程度（severity）`{}`"),
    ("unknown way `{}`", "未知的改名方式（how）`{}`"),
    ("unknown reason `{}`", "未知的非正文类型（reason）`{}`"),
    ("unknown place `{}`", "未知的位置（place）`{}`"),
    ("unknown part `{}`", "未知的公文要素（part）`{}`"),
    ("unknown cut `{}`", "未知的拆分方式（names）`{}`"),
    ("unknown kind `{}`", "未知的勾稽关系种类（kind）`{}`"),
    ("unknown axis `{}`", "未知的方向（axis）`{}`"),
    ("unknown meaning `{}`", "未知的含义（means）`{}`"),
    ("unknown statement `{}`", "未知的句式 `{}`"),
    (
        "unknown applicant `{}`",
        "未知的申请人类别（applicant）`{}`",
    ),
    ("unknown parent `{}`", "未知的上级行（parent）`{}`"),
    ("unknown indicator `{}`", "未知的指标代码 `{}`"),
    ("unknown column head `{}`", "未知的列头 `{}`"),
    ("unknown row `{}`", "未知的行 `{}`"),
    ("unknown hole `{}`", "未知的占位 `{}`"),
    ("form `{}` is defined twice", "报表 `{}` 定义了两次"),
    ("code `{}` is defined twice", "代码 `{}` 定义了两次"),
    (
        "applicant `{}` is defined twice",
        "申请人类别 `{}` 定义了两次",
    ),
    ("role `{}` is defined twice", "章的 role `{}` 定义了两次"),
    ("title `{}` is defined twice", "标题 `{}` 定义了两次"),
    ("word `{}` is defined twice", "词 `{}` 定义了两次"),
    ("exception `{}` is defined twice", "例外 `{}` 定义了两次"),
    ("statement `{}` is defined twice", "句式 `{}` 定义了两次"),
    ("source `{}` is defined twice", "依据 `{}` 定义了两次"),
    ("measure `{}` is defined twice", "指标 `{}` 定义了两次"),
    ("relation `{}` is defined twice", "勾稽关系 `{}` 定义了两次"),
    (
        "{}: grammar `{}` is defined twice",
        "{}：文法 `{}` 定义了两次",
    ),
    (
        "{}: vocabulary `{}` is defined twice",
        "{}：词汇 `{}` 定义了两次",
    ),
    (
        "grammar name `{}` is not a name",
        "文法名称 `{}` 不合命名规则",
    ),
    ("form name `{}` is not a name", "报表名称 `{}` 不合命名规则"),
    (
        "vocabulary name `{}` is not a name",
        "词汇名称 `{}` 不合命名规则",
    ),
    ("name `{}` is not a name", "名称 `{}` 不合命名规则"),
    ("role `{}` is not a name", "章的 role `{}` 不合命名规则"),
    ("`{}` is not a name", "`{}` 不合命名规则"),
    ("`{}` is not a code", "`{}` 不是合法的代码"),
    (
        "form `{}` ends before it begins",
        "报表 `{}` 的截止年早于起始年",
    ),
    ("earlier than `first_year`", "早于 `first_year`"),
    ("table {} has no rows", "表 {} 没有行"),
    (
        "row `{}` has a code and columns of its own",
        "行 `{}` 既有代码，又有自己的列",
    ),
    ("the columns carry the codes", "代码应写在各列"),
    (
        "row `{}` has neither code nor columns",
        "行 `{}` 既没有代码，也没有列",
    ),
    (
        "give it a `code`, or `columns` with codes",
        "请写 `code`，或写带代码的 `columns`",
    ),
    ("row `{}` has no unit", "行 `{}` 没有单位"),
    ("column `{}` has no unit", "列 `{}` 没有单位"),
    (
        "write `unit = \"…\"` here or for the table; \"{}\" if the document prints it",
        "请在此处或在表上写 `unit = \"…\"`；单位由文件印出的，写 \"{}\"",
    ),
    ("unit missing", "缺少单位"),
    (
        "small letters, digits and `_`, joined by points",
        "只用小写字母、数字和 `_`，以点相连",
    ),
    (
        "small letters, digits, `-` and `_`",
        "只用小写字母、数字、`-` 和 `_`",
    ),
    (
        "label `{}` stands twice under the same heading",
        "同一标题下标签 `{}` 出现两次",
    ),
    ("used before", "前面已用过"),
    ("defined before", "前面已有定义"),
    ("here again", "此处重复"),
    ("empty text fits every heading", "空文字与任何标题都匹配"),
    ("empty word fits every text", "空词与任何文字都匹配"),
    (
        "chapter `{}` has neither titles nor words",
        "章 `{}` 既没有 titles，也没有 words",
    ),
    (
        "example has another role, expected `{}`",
        "例子归入了别的章，应为 `{}`",
    ),
    (
        "counterexample has this role, expected `{}`",
        "反例归入了本章，不应为 `{}`",
    ),
    ("no chapter fits", "没有匹配的章"),
    ("this is `{}`", "这里是 `{}`"),
    (
        "chapters listed first go first; titles go before words",
        "列在前面的章优先；titles 先于 words",
    ),
    ("pattern has no number", "匹配式没有取数的位置"),
    (
        "write `{value}` where the number stands",
        "请在数字的位置写 `{value}`",
    ),
    ("pattern takes nothing", "匹配式什么也不取"),
    (
        "write `{value}` where the text of the part stands",
        "请在要素文字的位置写 `{value}`",
    ),
    ("pattern fits no example", "匹配式没有匹配任何例子"),
    (
        "every pattern needs a sentence that it fits under `example`",
        "每个匹配式都要在 `example` 中有一个它能匹配的句子",
    ),
    (
        "every pattern needs a line that it fits under `example`",
        "每个匹配式都要在 `example` 中有一行它能匹配的文字",
    ),
    ("example of `{}` is not matched", "`{}` 的例子没有匹配"),
    ("counterexample of `{}` is matched", "`{}` 的反例被匹配了"),
    ("example is not matched", "例子没有匹配"),
    ("counterexample is matched", "反例被匹配了"),
    ("no number is taken from it", "没有从中取得数字"),
    ("no pattern fits", "没有能匹配的匹配式"),
    ("no word fits", "没有能匹配的词"),
    ("a word of another meaning fits", "匹配到的是别的含义的词"),
    ("by `{}`", "由 `{}` 匹配"),
    ("`{}` is taken from it", "从中取得 `{}`"),
    ("{} is taken from it", "从中取得 {}"),
    ("words without example", "这些词没有例子"),
    (
        "every list needs a text under `example` that one of its words fits",
        "每张词表都要在 `example` 中有一段文字，由表中的词匹配",
    ),
    ("exception `{}` excepts nothing", "例外 `{}` 不起作用"),
    ("no word of the list fits it", "表中没有词与它匹配"),
    (
        "the words of this list have no meaning",
        "这张词表的词不带含义，请去掉 `means`",
    ),
    ("what do these words mean?", "这些词是什么含义？"),
    ("`means` is missing", "缺少 `means`"),
    (
        "did you mean `{}`? holes are {}",
        "是否指 `{}`？可用的占位有 {}",
    ),
    ("did you mean `{}`?", "是否指 `{}`？"),
    ("holes are {}", "可用的占位有 {}"),
    (
        "known are `{}`; a family of its own is called as its grammar is, in {} characters at most",
        "可选的有 `{}`；自立的类别与文法同名，至多 {} 个字符",
    ),
    ("known are {}", "可选的有 {}"),
    ("not in this form", "这张报表中没有"),
    ("in no form", "任何报表中都没有"),
    ("not in {}", "{} 中没有"),
    ("{} is empty", "{} 是空的"),
    ("measure `{}` cites no source", "指标 `{}` 没有写明依据"),
    ("two years are compared by `=`", "两年之间用 `=` 比较"),
    ("equation cannot be read", "等式无法读取"),
    ("from here on", "从此处起"),
    (
        "write `a = b + c` or `a <= b`",
        "请写成 `a = b + c` 或 `a <= b` 的样子",
    ),
    (
        "write `a + b = last.a + c`",
        "请写成 `a + b = last.a + c` 的样子",
    ),
    (
        "relation `{}` is not of kind `{}`",
        "勾稽关系 `{}` 不是 `{}` 种类的写法",
    ),
    (
        "expected one total, `=` and its parts",
        "应为一个合计、`=` 和各分项",
    ),
    ("expected `<=` between its sides", "两边之间应为 `<=`"),
    ("expected `=` between its sides", "两边之间应为 `=`"),
    (
        "relation `{}` adds different units",
        "勾稽关系 `{}` 把不同的单位相加",
    ),
    ("relation `{}` has no example", "勾稽关系 `{}` 没有例子"),
    (
        "give the numbers of one report: `example = [\"3 = 1 + 2\"]`",
        "请写出一份报告的数字：`example = [\"3 = 1 + 2\"]`",
    ),
    (
        "numbers do not have the terms of the equation",
        "数字与等式的项不对应",
    ),
    (
        "another number of terms, or another sign",
        "项数不同，或符号不同",
    ),
    ("numbers cannot be added up", "数字无法相加"),
    ("whole numbers only", "只能写整数"),
    ("example does not hold", "例子不成立"),
    ("the sides differ", "两边不相等"),
    (
        "counterexample holds, or has not the terms of the equation",
        "反例成立，或与等式的项不对应",
    ),
    ("counterexample holds", "反例成立"),
    ("it should not", "不应成立"),
    ("`{}` closes nothing", "`{}` 没有对应的开头"),
    ("`{}` is not closed", "`{}` 没有收尾"),
    (
        "write `\\{}` for the character",
        "要写这个字符本身，请写 `\\{}`",
    ),
    ("add `{}`", "请补上 `{}`"),
    ("pattern fits nothing at all", "匹配式可以什么都不匹配"),
    (
        "give it a part that must be there",
        "请至少写一个必须出现的部分",
    ),
    ("too many parts inside one another", "嵌套太深"),
    (
        "two runs side by side: nothing tells where the first ends",
        "两个连续的占位紧挨着：分不出前一个到哪里为止",
    ),
    ("put text between them", "请在两者之间写上文字"),
    ("empty part", "括号内有空的部分"),
    ("`|` outside a choice", "`|` 不在选择之内"),
    (
        "write `(甲|乙)` for a choice, `[(甲|乙)]` if it may be missing",
        "选择写作 `(甲|乙)`，可有可无的写作 `[(甲|乙)]`",
    ),
    (
        "write `{kind}` or `{name:kind}` in small letters, digits and `_`",
        "请写 `{kind}` 或 `{name:kind}`，只用小写字母、数字和 `_`",
    ),
    ("nothing to take literally", "后面没有可按原样匹配的字符"),
    (
        "a backslash stands before one of `{}[]()|\\`",
        "反斜杠后面只能是 `{}[]()|\\` 之一",
    ),
];

/// What fits where nothing more is known: each leaves in English what it cannot know.
pub(super) const REST: &[(&str, &str)] = &[
    ("unknown {} `{}`", "未知的 {} `{}`"),
    ("{} `{}` is defined twice", "{} `{}` 定义了两次"),
    ("{} `{}` is not a name", "{} `{}` 不合命名规则"),
    ("expected {}", "应为 {}"),
];

/// Rendered mistakes with their titles, labels and advice in Chinese.
pub(super) fn rendered(mistakes: &str) -> String {
    let lines: Vec<String> = mistakes.split('\n').map(line).collect();
    lines.join("\n")
}

/// One line of a rendered mistake. What the author wrote stands behind a line number and is never ours.
fn line(line: &str) -> String {
    if let Some(title) = line.strip_prefix("error: ") {
        return format!("错误：{}", said(title));
    }
    let gutter = line.trim_start();
    if let Some(help) = gutter.strip_prefix("= help: ") {
        let blanks = &line[..line.len() - gutter.len()];
        return format!("{blanks}= 建议：{}", said(help));
    }
    match line.split_once("^ ") {
        Some((carets, label)) if gutter.starts_with('|') => format!("{carets}^ {}", said(label)),
        _ => line.to_owned(),
    }
}

/// The words of a mistake in Chinese; themselves where no template fits.
pub(super) fn said(words: &str) -> String {
    let known = [MISTAKES, TOML, REST].into_iter();
    let mut told = known.filter_map(|templates| translated(words, templates, str::to_owned));
    told.next().unwrap_or_else(|| words.to_owned())
}

#[cfg(test)]
mod tests;
