//! What diagnostics and rejections say, in English. In the tables they are Chinese.

use super::causes_in_english;
use crate::language::{Language, translated};

/// Chinese and English, `{}` for what is named. The first that fits is taken.
const TEMPLATES: &[(&str, &str)] = &[
    (
        "表格行不属于已知报表，原样保留：{}",
        "a row of no known form, kept as it is: “{}”",
    ),
    (
        "表格列不属于已知报表，原样保留：{}",
        "a column of no known form, kept as it is: “{}”",
    ),
    (
        "此表是 {} 的表样，本报告应为 {}；已按所印表样读取，请核对年度和表样",
        "this table is printed as {}, the report should have {}; it was read as printed, look at year and form",
    ),
    (
        "一行超过 1 MiB（{} 字节），没有读；请检查换行是否丢失",
        "a line of more than 1 MiB ({} bytes) was not read; look whether line ends were lost",
    ),
    (
        "表格超过 {} 行或 {} 列，多出的没有读；请拆分文件",
        "a table of more than {} rows or {} columns, the rest was not read; split the file",
    ),
    (
        "{}：修整 {} 处，此处为第一处",
        "{}: {} repaired, this is the first",
    ),
    ("{}：不作正文，{}", "{}: no text of the document, “{}”"),
    (
        "{} 有 {} 格不能确定读法，未取值：{}",
        "{}: {} cells have no certain reading and no value: “{}”",
    ),
    (
        "表 {} 有 {} 格排布不明，按唯一满足勾稽关系的读法取值",
        "table {}: {} cells were placed by the one reading that satisfies the equations",
    ),
    (
        "标题或正文所说的年度是{}，统计期限却印为{}至{}；年度取{}，期限照印，请核对",
        "title or text say the year is {}, but the period of the statistics is printed as {} to {}; the year taken is {}, the period stays as printed: please check",
    ),
    (
        "没有找到 {}；此类文件应当有",
        "{} was not found; documents of this family have it",
    ),
    (
        "标题“{}”之前缺少第{}个同级标题",
        "before the heading “{}”, headings of its level are missing: {}",
    ),
    (
        "标题“{}”的序号缺失，按相邻标题推定为{}",
        "the heading “{}” has lost its number; by its neighbours it is {}",
    ),
    (
        "标题“{}”印为“{}”，按位置应为{}",
        "the heading “{}” is printed as “{}”; by its place it is {}",
    ),
    ("{}至{}", "{} to {}"),
    (
        "压缩包内的名称“{}”不安全、无法显示或重复，来源改记为“{}”",
        "the name in the archive, “{}”, was unsafe, unprintable or given twice; the source is called “{}”",
    ),
    ("{} 内容与本文件相同", "{} has the same content"),
    ("没有认出文件类别", "the family was not recognised"),
    (
        "文号“{}”缺少括号或年份，未作规范化",
        "the document number “{}” lacks its brackets or year and was not normalised",
    ),
    (
        "文件中有 {} 个隐藏的字，没有读入；如需要，请取消隐藏后再转换",
        "{} hidden characters were not read; unhide them and convert again if they are wanted",
    ),
    (
        "文件中嵌有 {} 个其他文件，没有读入；请另存后再转换",
        "{} embedded files were not read; save and convert them",
    ),
    (
        "{}声明的编码 {} 与内容不符，按 {} 读取",
        "{} declares {}, which the content is not; read as {}",
    ),
    ("文件头", "the envelope"),
    ("网页", "the page"),
    ("编码由网页声明为 {}", "the page declares its encoding: {}"),
    ("编码{}为 {}", "the encoding {}: {}"),
    ("检测", "was detected"),
    ("由文件头标记", "is marked in the file"),
    (
        "{}，但文字不像中文；请核对编码",
        "{}, but the text does not look Chinese; look at it",
    ),
    (
        "网页有 {} 处不显示的内容，共 {} 字，未读取",
        "{} parts of the page are not shown, {} characters, and were not read",
    ),
    (
        "网页有 {} 处标为不显示的内容，共 {} 字，占全文大半，仍按正文读取；请核对",
        "{} parts of the page are marked as not shown, {} characters and most of it; they were read, look at them",
    ),
    (
        "网页有 {} 个元素嵌套过深，只读取了其中文字",
        "{} elements of the page are nested too deep; only their text was read",
    ),
    ("网页元素超过 {} 个", "more than {} elements in a page"),
    ("文件为空", "the file is empty"),
    (
        "文件 {} 字节，超过上限 {} 字节；请拆分后再转换",
        "{} bytes, more than {}; split the file",
    ),
    (
        "内容不是文本；请先提取文字",
        "the content is no text; extract the text first",
    ),
    (
        "按最可能的编码 {} 仍有 {} 处无法解码；请核对文件是否完整",
        "even by the likeliest encoding, {}, {} places cannot be decoded; look whether the file is whole",
    ),
    (
        "暂不支持 {} 格式；请先另存为文本",
        "the format {} is not read; save it as text",
    ),
    (
        "{} 文件不完整或已损坏：{}；请重新取得或另存后再转换",
        "the {} file is incomplete or damaged: {}; get or save it again",
    ),
    (
        "{} 文件已加密；请解密后再转换",
        "the {} file is encrypted; decrypt it first",
    ),
    (
        "超过安全上限：{}；请核对文件是否正常",
        "past a limit: {}; look whether the file is sound",
    ),
    (
        "no text layer：页面只有图像；请先用文字识别（OCR）软件识别，再转换其输出",
        "no text layer: the pages are pictures; recognise them (OCR) and convert the result",
    ),
    (
        "文字层有 {} 个字符没有含义：字体缺少对应的文字编码；请用文字识别（OCR）软件识别，再转换其输出",
        "{} characters of the text layer mean nothing: the fonts do not say what they stand for; recognise the pages (OCR) and convert the result",
    ),
    (
        "{} 个字符没有含义：字体缺少对应的文字编码，或数字跨在表格线上",
        "{} characters mean nothing: the fonts do not say what they stand for, or numbers stand across ruled lines",
    ),
    (
        "读取 {} 需要安装 {}，本机没有找到；请安装，或另存为 DOCX 后再转换",
        "{} is read by {}, which is not installed; install it, or save the file as DOCX",
    ),
    ("无法读取：{}", "cannot be read: {}"),
    (
        "内部错误：{}；请报告此文件",
        "internal error: {}; please report this file",
    ),
    ("未拆开的 TAR", "closed TAR"),
    ("未拆开的 GZIP", "closed GZIP"),
    ("未拆开的 ZIP", "closed ZIP"),
    (
        "不是普通文件，未读取",
        "it is no regular file and was not read",
    ),
    (
        "不是普通文件（设备、管道、套接字等不读取）",
        "it is no regular file; devices, pipes and sockets are not read",
    ),
    ("解压后超过 {} 字节", "more than {} bytes unpacked"),
    (
        "压缩包嵌套超过 {} 层，未读取",
        "an archive more than {} deep in others was not read",
    ),
    (
        "压缩包内的链接，未读取",
        "a link in the archive was not read",
    ),
    ("压缩包在此条目中断", "the archive ends within this entry"),
    ("条目的头部已损坏", "the head of the entry is damaged"),
    ("{} 运行超过 {} 秒", "{} ran for more than {} seconds"),
    ("{} 的输出超过 {} 字节", "{} gave more than {} bytes"),
    ("{} 被系统终止（{}）", "{} was ended by the system ({})"),
    ("缺少部分 {}", "the part {} is missing"),
    (
        "XML 元素 {} 的属性多于 {} 个",
        "the XML element {} has more than {} attributes",
    ),
    ("XML 嵌套超过 {} 层", "XML more than {} deep"),
    ("XML 中途结束", "the XML ends in its midst"),
    (
        "{} 不是 UTF-8 或 UTF-16 文本",
        "{} is neither UTF-8 nor UTF-16",
    ),
    (
        "XML 含有未定义的实体 {}",
        "the XML has the undefined entity {}",
    ),
    (
        "文件过碎过大：估计 {} 步，上限 {} 步；请拆分后再转换",
        "too large and too scattered: about {} steps, the most are {}; split the file",
    ),
    (
        "全部条目解压后超过 {} 字节",
        "all entries are more than {} bytes unpacked",
    ),
    (
        "压缩包内超过 {} 个条目",
        "more than {} entries in the archive",
    ),
    (
        "单个条目解压后超过 {} 字节",
        "one entry is more than {} bytes unpacked",
    ),
    ("压缩比超过 {}", "packed by more than {} to one"),
    (
        "其中没有网页正文（text/html）",
        "it holds no page (text/html)",
    ),
    ("JSON 内容超过 {} 项", "more than {} values in the JSON"),
    (
        "不是已知的识别结果：应为 MinerU 的 content_list.json 或 middle.json，或 PaddleOCR 含 rec_texts、parsing_res_list 或文本框列表的结果",
        "no known result of OCR: content_list.json or middle.json of MinerU, or a result of PaddleOCR with rec_texts, parsing_res_list or a list of boxes",
    ),
    ("{} 内超过 {} 个条目", "the {} has more than {} entries"),
    (
        "工作表展开后超过 {} 个单元格",
        "more than {} cells in a sheet",
    ),
    (
        "工作表“{}”超过 {} 行、{} 列或 {} 个单元格，其余未读取",
        "the sheet “{}” has more than {} rows, {} columns or {} cells, the rest was not read",
    ),
    (
        "隐藏的工作表“{}”未读取",
        "the hidden sheet “{}” was not read",
    ),
    (
        "第 {} 行的编码是 {}，其余是 {}，已分别解码；文件似由两处文本拼成，请核对",
        "lines {} are in {}, the rest in {}, each decoded so; the file seems put together from two, look at it",
    ),
    (
        "{} 处字节不是 {} 编码的文字",
        "{} places hold bytes that are no text in {}",
    ),
    ("转换没有结果", "the conversion gave nothing"),
    (
        "{} 不成立的可能原因（仅供核对，未改动数据）：{}",
        "{}: what may explain why it fails (nothing was changed): {}",
    ),
    ("找不到压缩包的目录", "the archive has no directory"),
    (
        "条目的长度或校验和与目录不符",
        "the length or checksum of the entry is not that of the directory",
    ),
    (
        "条目的长度与目录不符",
        "the length of the entry is not that of the directory",
    ),
    ("压缩方法 {} 不支持", "the packing method {} is not read"),
    (
        "压缩包的目录已损坏",
        "the directory of the archive is damaged",
    ),
    (
        "对象存储中的压缩包不展开；请解压后再放入",
        "archives in buckets are not opened; unpack them first",
    ),
    ("链接无法解析：{}", "the link leads nowhere: {}"),
    (
        "链接指向输入文件夹之外，未读取",
        "the link leads out of the folder and was not followed",
    ),
    (
        "链接指向隐藏的文件夹，未读取",
        "the link leads to a hidden folder and was not followed",
    ),
    ("压缩包内没有此条目", "the archive has no such entry"),
    (
        "压缩包在读取期间被改动；请重新运行",
        "the archive was changed while it was read; run again",
    ),
    ("{} 读出 {} 个乱码字符", "{} gave {} garbled characters"),
];

/// The message of a diagnostic or a rejection in `language`; codes before it stay.
#[must_use]
pub fn said(message: &str, language: Language) -> String {
    match language {
        Language::Chinese => message.to_owned(),
        Language::English => english(message),
    }
}

fn english(message: &str) -> String {
    let is_code = |code: &str| {
        !code.is_empty()
            && code
                .bytes()
                .all(|one| one.is_ascii_lowercase() || one == b'-')
    };
    if let Some((code, rest)) = message.split_once(": ").filter(|(code, _)| is_code(code)) {
        return format!("{code}: {}", english(rest));
    }
    // `12→21` is an explanation of ours; nothing else that is named is changed.
    let named = || match message.contains('→') {
        true => causes_in_english(message),
        false => message.to_owned(),
    };
    translated(message, TEMPLATES, english).unwrap_or_else(named)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;

    fn han(one: char) -> bool {
        ('一'..='龥').contains(&one)
    }

    #[test]
    fn what_is_named_goes_over() {
        let told = english("limit-exceeded: 超过安全上限：压缩比超过 1000；请核对文件是否正常");
        assert_eq!(
            told,
            "limit-exceeded: past a limit: packed by more than 1000 to one; look whether the file is sound"
        );
        let told = english("标题“三、申请”之前缺少第2至3个同级标题");
        assert_eq!(
            told,
            "before the heading “三、申请”, headings of its level are missing: 2 to 3"
        );
        assert_eq!(said("文件为空", Language::Chinese), "文件为空");
        let told = english(
            "form/t3.total 不成立的可能原因（仅供核对，未改动数据）：a 12→21（恢复 2 条，相邻两位颠倒）",
        );
        assert!(
            told.ends_with("a 12→21 (mends 2, neighbouring digits swapped)"),
            "{told}"
        );
    }

    fn sources(path: &Path, found: &mut Vec<PathBuf>) {
        if path.is_dir() {
            for entry in fs::read_dir(path).unwrap() {
                sources(&entry.unwrap().path(), found);
            }
        } else if !path.ends_with("tests.rs")
            && !path.ends_with("numeral.rs")
            && !path.ends_with("likeness.rs")
        {
            found.push(path.to_owned());
        }
    }

    /// The string literal that `text` begins with, behind its quotation mark, and what follows.
    fn literal(text: &str) -> (String, &str) {
        let mut found = String::new();
        let mut rest = text.char_indices();
        while let Some((at, one)) = rest.next() {
            match one {
                '"' => return (found, &text[at + 1..]),
                '\\' => match rest.next() {
                    Some((at, '\n')) => {
                        let blank = text[at..].len() - text[at..].trim_start().len();
                        let (more, behind) = literal(&text[at + blank..]);
                        return (found + &more, behind);
                    }
                    Some((_, escaped)) => found.push(escaped),
                    None => break,
                },
                _ => found.push(one),
            }
        }
        (found, "")
    }

    /// String literals of code, with `x` for what they name.
    fn literals(text: &str) -> Vec<String> {
        let code = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        let code = code.collect::<Vec<_>>().join("\n").replace("'\"'", "");
        let mut found = Vec::new();
        let mut rest = code.as_str();
        while let Some((_, behind)) = rest.split_once('"') {
            let (text, behind) = literal(behind);
            let mut parts = text.split('{');
            let mut filled = parts.next().unwrap_or_default().to_owned();
            for part in parts {
                filled += "x";
                filled += part.split_once('}').map_or(part, |(_, rest)| rest);
            }
            found.push(filled);
            rest = behind;
        }
        found
    }

    #[test]
    fn every_reason_and_notice_is_told_in_english() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut files = Vec::new();
        for folder in [
            "read",
            "pipeline",
            "extract/notices.rs",
            "outline/mod.rs",
            "prose/citation/mod.rs",
        ] {
            sources(&root.join(folder), &mut files);
        }
        let mut seen = 0;
        let mut untold: Vec<String> = Vec::new();
        for file in files {
            let text = fs::read_to_string(&file).unwrap();
            let text = text.split("#[cfg(test)]\nmod").next().unwrap_or_default();
            for message in literals(text)
                .into_iter()
                .filter(|one| one.chars().filter(|one| han(*one)).count() > 3)
            {
                seen += 1;
                // Parts of explanations, which follow a comma, are told with the whole.
                if !message.starts_with('，') && english(&message).chars().any(han) {
                    untold.push(message);
                }
            }
        }
        assert!(seen > 70, "{seen}");
        assert_eq!(untold, Vec::<String>::new());
    }
}
