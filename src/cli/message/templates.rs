//! What errors say, in English as the library says it and in Chinese.

/// English and Chinese, `{}` for what is named. The first that fits is taken.
pub(super) const TEMPLATES: &[(&str, &str)] = &[
    (
        "cannot use {}: its tables have schema {}, this gongkai writes {}; use the gongkai that wrote it, or begin a new dataset with --to",
        "无法使用 {}：表结构版本为 {}，本程序写 {}；请用当初的版本，或用 --to 另建数据集",
    ),
    (
        "cannot use {}: table `{}` has the column `{}`, which this gongkai does not write: a later one did, or another program; update gongkai, or begin a new dataset with --to",
        "无法使用 {}：表 `{}` 有一列 `{}`，本程序不写此列，应是较新的版本或别的程序写的；请更新 gongkai，或用 --to 另建数据集",
    ),
    (
        "cannot use {}: column `{}` of table `{}` is {} there and {} in this gongkai; begin a new dataset with --to, the old one stays readable",
        "无法使用 {}：列 `{}`（表 `{}`）的类型是 {}，本程序为 {}；请用 --to 另建数据集，旧的仍可读取",
    ),
    (
        "cannot use {}: version {} is no longer in its log",
        "无法使用 {}：版本 {} 已不在日志中",
    ),
    (
        "cannot use {}: it asks for reader version {} and writer version {}, gongkai knows {} and {}; write to a new dataset",
        "无法使用 {}：要求读协议 {}、写协议 {}，本程序支持 {} 和 {}；请另建数据集",
    ),
    (
        "cannot use {}: its log states no protocol",
        "无法使用 {}：日志没有写明协议版本",
    ),
    (
        "cannot use {}: commit {} cannot be read: {}",
        "无法使用 {}：提交 {} 无法读取：{}",
    ),
    (
        "cannot use {}: its schema holds the type {}, which gongkai does not write",
        "无法使用 {}：表结构中有类型 {}，本程序不写这种类型",
    ),
    (
        "cannot use {}: its log no longer says what run {} committed",
        "无法使用 {}：日志中已没有第 {} 次运行的提交",
    ),
    (
        "cannot use {}: the list of known sources cannot be read: {}",
        "无法使用 {}：已知来源的清单无法读取：{}",
    ),
    (
        "cannot use {}: the checkpoint cannot be read: {}",
        "无法使用 {}：检查点无法读取：{}",
    ),
    (
        "cannot use {}: the checkpoint cannot be written: {}",
        "无法使用 {}：检查点无法写入：{}",
    ),
    (
        "cannot use {}: Delta has no type {}",
        "无法使用 {}：Delta 没有类型 {}",
    ),
    (
        "cannot use {}: it is no key: {}",
        "无法使用 {}：不是合法的对象名：{}",
    ),
    (
        "`{}` cannot name a feed; use 1 to {} ASCII letters, digits, `-` and `_`",
        "`{}` 不能作为 feed 的名称；请用 1 至 {} 个英文字母、数字、`-` 或 `_`",
    ),
    (
        "{}: this gongkai was built without S3; install it with --features s3",
        "{}：本程序未编入 S3；请用 --features s3 安装",
    ),
    (
        "{} cannot be used: it names no bucket; write s3://bucket/prefix",
        "{} 无法使用：没有写明存储桶；请写成 s3://bucket/prefix 的样子",
    ),
    (
        "{} is in a bucket; name a folder, only `gongkai ingest` writes to buckets",
        "{} 在对象存储中；请写文件夹，只有 `gongkai ingest` 能写入对象存储",
    ),
    ("{} cannot be used: {}", "{} 无法使用：{}"),
    (
        "{}: unknown setting `{}` in [{}]; did you mean `{}`?",
        "{}：没有名为 `{}` 的设置（[{}] 中）；是否指 `{}`？",
    ),
    (
        "{}: unknown setting `{}`; did you mean `{}`?",
        "{}：没有名为 `{}` 的设置；是否指 `{}`？",
    ),
    (
        "{}: unknown setting `{}` in [{}]",
        "{}：没有名为 `{}` 的设置（[{}] 中）",
    ),
    ("{}: unknown setting `{}`", "{}：没有名为 `{}` 的设置"),
    (
        "{}: `{}` cannot be set to a value of type {}",
        "{}：`{}` 不能设为 {} 类型的值",
    ),
    (
        "{}: `{}` cannot be read as TOML; put texts in quotation marks, and name a key once",
        "{}：`{}` 不合 TOML 的写法；文字须加引号，同一个键只写一次",
    ),
    (
        "{}: `{}` stands outside [[correction]]; begin each correction with [[correction]]",
        "{}：`{}` 不在 [[correction]] 之内；每条更正以 [[correction]] 开头",
    ),
    (
        "{}: begin each correction with [[correction]]",
        "{}：每条更正以 [[correction]] 开头",
    ),
    (
        "{}: `{}` is of type {}; texts stand in quotation marks",
        "{}：`{}` 的类型是 {}；文字须加引号",
    ),
    (
        "{}: cells in this row: {}, in the first: {}; put texts with commas in quotation marks",
        "{}：这一行有 {} 格，首行有 {} 格；含逗号的文字须加引号",
    ),
    ("{}: `{}` is no finite number", "{}：`{}` 不是有限的数"),
    (
        "{} is no format that is written; name a folder, or a file that ends with .parquet, .arrow, .csv, .jsonl or .xlsx",
        "{} 不是可以写出的格式；请写文件夹，或以 .parquet、.arrow、.csv、.jsonl、.xlsx 结尾的文件名",
    ),
    (
        "{} lies in the dataset {}; name another --out, such as one beside it",
        "{} 在数据集 {} 之内；请另选 --out，例如放在它旁边",
    ),
    (
        "interrupted; nothing was changed",
        "已中断；没有改动任何内容",
    ),
    (
        "the run's own counts do not add up: {} found, {} new, changed, unchanged or not to be read, {} written, rejected or skipped; nothing was committed, please report this",
        "本次运行的计数不平：找到 {}，新增、变动、未变或不读取 {}，写入、拒收或跳过 {}；没有提交任何内容，请报告此问题",
    ),
    (
        "the run's own counts do not add up: {} rows of documents for {} read; nothing was committed, please report this",
        "本次运行的计数不平：documents 表 {} 行，读取 {} 份；没有提交任何内容，请报告此问题",
    ),
    (
        "the run's own counts do not add up: {}; nothing was committed, please report this",
        "本次运行的计数不平：{}；没有提交任何内容，请报告此问题",
    ),
    (
        "this run reads {}, earlier runs read {}; {} documents of theirs would be replaced. Name all sources on every run, use another dataset or --feed, or say --moved if the archive moved",
        "本次读取 {}，以前读取 {}；以前的 {} 份文件会被替换。请每次都写全来源，或换一个数据集、换一个 --feed；如果只是换了存放位置，请加 --moved",
    ),
    (
        "{} cannot be reached; try again later",
        "{} 暂时无法连接；请稍后再试",
    ),
    (
        "cannot read pattern `{}`; look at its brackets, braces and backslashes",
        "通配式 `{}` 无法理解；请检查方括号、花括号和反斜杠",
    ),
    ("cannot read {}", "无法读取 {}"),
    ("cannot write {}", "无法写入 {}"),
    ("cannot encode {}", "无法编码 {}"),
    ("cannot build table `{}`", "无法生成表 `{}`"),
    (
        "{} is not empty; name a new folder, or pass --overwrite to replace it whole",
        "{} 不是空的；请另选文件夹，或用 --overwrite 整个替换",
    ),
    (
        "{} is not empty; name a new folder",
        "{} 不是空的；请另选文件夹",
    ),
    ("no document found for `{}`", "`{}` 没有找到文件"),
    (
        "cannot use {}: no dataset of gongkai stands there; `gongkai ingest … --to` makes one",
        "无法使用 {}：那里没有 gongkai 的数据集；用 `gongkai ingest … --to` 建立",
    ),
    (
        "cannot use {}: it has layout {}, this gongkai knows up to {}; update gongkai",
        "无法使用 {}：布局为 {}，本程序只认识到 {}；请更新 gongkai",
    ),
    (
        "cannot use {}: it is of kind {}, not {}; name another folder",
        "无法使用 {}：种类是 {}，不是 {}；请另选文件夹",
    ),
    (
        "cannot use {}: something else stands there; name an empty or new folder",
        "无法使用 {}：那里有别的内容；请选空的或新的文件夹",
    ),
    (
        "cannot use {}: its tables are {}; convert with --format parquet or arrow",
        "无法使用 {}：其表格式为 {}；请用 --format parquet 或 arrow 转换",
    ),
    (
        "cannot use {}: it has no table `{}`; convert with documents and facts among --tables",
        "无法使用 {}：没有表 `{}`；转换时 --tables 应含 documents 和 facts",
    ),
    (
        "cannot use {}: it cannot be read: {}",
        "无法使用 {}：无法读取：{}",
    ),
    (
        "cannot use {}: {} cannot be read: {}",
        "无法使用 {}：{} 无法读取：{}",
    ),
    (
        "cannot use {}: commit {} is missing from its log",
        "无法使用 {}：日志缺少提交 {}",
    ),
    (
        "cannot use {}: only datasets of kind delta take feeds; make one with --kind delta",
        "无法使用 {}：只有 delta 种类的数据集可用 --feed；请用 --kind delta 建立",
    ),
    (
        "version {} of {} cannot be read; `gongkai history` lists those that can",
        "版本 {}（{}）无法读取；`gongkai history` 列出可读的版本",
    ),
    (
        "gc keeps at least one version: --keep 1",
        "gc 至少保留一个版本：--keep 1",
    ),
    (
        "no command `{}`; `gongkai --help` lists them",
        "没有命令 `{}`；`gongkai --help` 列出所有命令",
    ),
    (
        "{} is held by another run; try again later, or wait with --wait",
        "{} 正由另一次运行占用；请稍后再试，或用 --wait 等待",
    ),
    (
        "{} of {} documents were rejected, more than --max-rejects allows; nothing was committed",
        "{} 份（共 {} 份）被拒收，超过 --max-rejects 的限度；没有提交任何内容",
    ),
    ("no table `{}`; tables are {}", "没有表 `{}`；可选的表有 {}"),
    ("no table `{}`", "没有表 `{}`"),
    ("no form `{}`; forms are {}", "没有报表 `{}`；可选的有 {}"),
    (
        "no layout `{}`; layouts are {}",
        "没有版式 `{}`；可选的有 {}",
    ),
    ("no kind `{}`; kinds are {}", "没有种类 `{}`；可选的有 {}"),
    (
        "`{}` needs to know where the cells of tables are; use {}",
        "`{}` 须知道表格的单元格在哪里；请用 {}",
    ),
    (
        "{} holds no grammar; name a folder with files that end with .toml",
        "{} 中没有文法；请给出含有 .toml 文件的文件夹",
    ),
    ("`{}` is not one file", "`{}` 不是一个文件"),
    ("{} does not know `{}`", "{} 中没有 `{}`"),
    (
        "--mistakes is a share from 0 to 1",
        "--mistakes 是 0 到 1 的比例",
    ),
    ("--excel is for --format csv", "--excel 只用于 --format csv"),
    (
        "{} is of another format than --format",
        "{} 的格式与 --format 不同",
    ),
    (
        "input {} lies in the output folder {}; name another --out",
        "输入 {} 在输出文件夹 {} 之内；请另选 --out",
    ),
    (
        "{} is an input; name another file to write",
        "{} 是输入文件；请写到别的文件",
    ),
    ("cannot start {} threads: {}", "无法启动 {} 个线程：{}"),
    ("cannot start threads: {}", "无法启动线程：{}"),
    (
        "{} holds no gold; expected facts.csv, sections.csv and the like",
        "{} 中没有标注；应有 facts.csv、sections.csv 等",
    ),
    (
        "{}, row {}: `{}` in column `{}` is not {}",
        "{} 第 {} 行：`{}`（列 `{}`）不是 {}",
    ),
    (
        "table `{}` has more than {} rows, the most a sheet holds; leave it out with --tables, or write parquet or csv",
        "表 `{}` 超过工作表最多的 {} 行；请用 --tables 去掉它，或写成 parquet、csv",
    ),
    (
        "{}: unknown column `{}`; columns are {}",
        "{}：没有名为 `{}` 的列；可用的列有 {}",
    ),
    ("{}: column `{}` is missing", "{}：缺少列 `{}`"),
    (
        "{}: `{}`: `{}` is no number",
        "{}：列 `{}` 的 `{}` 不是数字",
    ),
    (
        "{}: `doc_id`: `{}` is not 32 hex digits, as in table documents",
        "{}：`doc_id` 的 `{}` 不是 documents 表中的 32 位十六进制编号",
    ),
    ("{}: `indicator` is empty", "{}：`indicator` 是空的"),
    ("{}: `reviewer` is empty", "{}：`reviewer` 是空的"),
    (
        "{}: `date` is not written as 2021-03-01",
        "{}：`date` 应写成 2021-03-01 的样子",
    ),
    (
        "{}: not UTF-8; save the file as UTF-8",
        "{}：不是 UTF-8 编码；请另存为 UTF-8",
    ),
    (
        "standard input is no source of a dataset: it is gone on the next run",
        "标准输入不能作为数据集的来源：下次运行时它已不在",
    ),
    (
        "`{}` is a part of an archive; name the archive: {}",
        "`{}` 是压缩包的一部分；请给出整个压缩包：{}",
    ),
    (
        "{} holds {} documents; name one",
        "{} 中有 {} 份文件；请指明一份",
    ),
    (
        "{}: `{}` is neither true nor false",
        "{}：`{}` 既不是 true 也不是 false",
    ),
    ("{} is given twice", "{} 给了两次"),
    (
        "`{}` names {} documents; compare takes two, one for each argument",
        "`{}` 指的是 {} 份文件；compare 比较两份，每个参数一份",
    ),
    ("{} cannot be compared: {}", "{} 无法比较：{}"),
    (
        "`{}` is neither a number nor a share such as 5%",
        "`{}` 既不是份数，也不是 5% 这样的比例",
    ),
    (
        "`{}` is no part; parts of eight are 1/8 to 8/8",
        "`{}` 不是分片；八片写作 1/8 至 8/8",
    ),
    (
        "`{}` is no age; write 90s, 45m, 12h or 7d",
        "`{}` 不是时长；请写成 90s、45m、12h 或 7d 的样子",
    ),
    ("cannot use {}: {}", "无法使用 {}：{}"),
];
