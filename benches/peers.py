#!/usr/bin/env python3
"""What else reads such reports, and what it costs: CPU, memory and values for each document.

    gongkai generate 300 --form form-2019 --layout delimited --out made
    pip install xberg invoice2data pyarrow        # those that lack are left out
    python3 benches/peers.py made/texts --gongkai target/release/gongkai

Each tool runs in a process of its own over the same files on one thread; the cost of starting it over
no file at all is measured and taken off. Prints a table in Markdown; ratios are to gongkai.
"""

import argparse
import asyncio
import importlib.util
import os
import pathlib
import re
import subprocess
import sys
import tempfile

# Labels of the official form of 2019 that a hand-made template would list.
ROWS = """规章 规范性文件 行政许可 其他对外管理服务事项 行政处罚 行政强制 行政事业性收费 政府集中采购
本年新收政府信息公开申请数量 上年结转政府信息公开申请数量 予以公开 部分公开 属于国家秘密 其他法律行政法规禁止公开
危及“三安全一稳定” 保护第三方合法权益 属于三类内部事务信息 属于四类过程性信息 属于行政执法案卷 属于行政查询事项
本机关不掌握相关政府信息 没有现成信息需要另行制作 补正后申请内容仍不明确 信访举报投诉类申请 重复申请 要求提供公开出版物
无正当理由大量反复申请 要求行政机关确认或重新出具已获取信息 其他处理 总计 结转下年度继续办理""".split()
NUMBERS = r"((?:\t[增减+-]?\d+(?:\.\d+)?)+)"

LACKS = {
    "gongkai": "—",
    "regex + pyarrow": "other layouts, spans, checks, prose, evidence; a moved row is wrong in silence",
    "invoice2data": "as above, and writing tables",
    "xberg": "any value: it extracts text",
    "floor": "reading: it writes the same tables from memory",
}


def documents(folder):
    return sorted(path for path in pathlib.Path(folder).rglob("*") if path.is_file())


def run_regex(paths):
    """A script as people write it: a regular expression a row, a Parquet file at the end."""
    import pyarrow
    import pyarrow.parquet

    patterns = [(label, re.compile(re.escape(label) + r"[^\t\n]*\t*?" + NUMBERS)) for label in ROWS]
    columns = {"source": [], "label": [], "column": [], "value": []}
    for path in paths:
        text = path.read_text("utf-8", errors="replace")
        for label, pattern in patterns:
            for found in pattern.finditer(text):
                for number, value in enumerate(found.group(1).split("\t")[1:]):
                    columns["source"].append(path.name)
                    columns["label"].append(label)
                    columns["column"].append(number)
                    columns["value"].append(float(value.replace("增", "").replace("减", "-")))
    with tempfile.TemporaryDirectory() as folder:
        pyarrow.parquet.write_table(pyarrow.table(columns), os.path.join(folder, "facts.parquet"))
    return len(columns["value"])


def run_invoice2data(paths):
    """A template of one rule a row, as its tutorial teaches."""
    import logging

    from invoice2data import extract_data
    from invoice2data.extract.loader import read_templates
    from invoice2data.input import text

    logging.disable(logging.CRITICAL)
    rules = [
        f"  row{number}:\n    parser: regex\n    regex: '{label}[^\\t\\n]*\\t*?{NUMBERS}'"
        for number, label in enumerate(ROWS)
    ]
    template = "\n".join(
        ["issuer: report", "keywords: ['政府信息公开']", "fields:"]
        + ["  amount:\n    parser: static\n    value: 0", "  date:\n    parser: static\n    value: '2020-01-01'"]
        + ["  invoice_number:\n    parser: static\n    value: '1'"]
        + rules
        + ["options:", "  currency: CNY", "  languages: ['zh']", "  decimal_separator: '.'"]
    )
    values = 0
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "report.yml").write_text(template, "utf-8")
        templates = read_templates(folder)
        for path in paths:
            found = extract_data(str(path), templates=templates, input_module=text) or {}
            for name, value in found.items():
                if name.startswith("row"):
                    parts = value if isinstance(value, list) else [value]
                    values += sum(str(part).count("\t") for part in parts)
    return values


def run_xberg(paths):
    """Text extraction alone."""
    import xberg

    async def extract():
        for path in paths:
            await xberg.extract(xberg.ExtractInput(kind=xberg.ExtractInputKind.URI, uri=str(path)))

    asyncio.run(extract())
    return 0


RUNS = {"regex + pyarrow": run_regex, "invoice2data": run_invoice2data, "xberg": run_xberg}
NEEDS = {"regex + pyarrow": "pyarrow", "invoice2data": "invoice2data", "xberg": "xberg"}


def child(command):
    """Runs a command and returns (standard output, CPU seconds, peak memory in MB)."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        raise SystemExit(f"{command}: exit status {status}")
    return printed, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def measured(name, folder, gongkai):
    """(values, CPU seconds without the start, seconds of the start, peak memory) of one tool."""
    with tempfile.TemporaryDirectory() as out:
        nothing = pathlib.Path(out, "nothing")
        nothing.mkdir()
        if name == "gongkai":
            target = os.path.join(out, "tables")
            command = [gongkai, "convert", str(folder), "--out", target, "--threads", "1", "--summary", "json"]
            _, start, _ = child([gongkai, "--version"])
            printed, cpu, memory = child(command)
            values = int(re.search(r'"facts":\s*(\d+)', printed).group(1))
        else:
            run = [sys.executable, __file__, "--run", name]
            _, start, _ = child([*run, str(nothing)])
            printed, cpu, memory = child([*run, str(folder)])
            values = int(printed)
    return values, max(cpu - start, 1e-9), start, memory


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", help="documents to read")
    options.add_argument("--gongkai", default="target/release/gongkai", help="the program")
    options.add_argument("--run", choices=RUNS, help=argparse.SUPPRESS)
    given = options.parse_args()
    paths = documents(given.folder)
    if given.run:
        print(RUNS[given.run](paths))
        return
    size = sum(path.stat().st_size for path in paths)
    names = ["gongkai"] + [name for name in RUNS if importlib.util.find_spec(NEEDS[name])]
    results = {name: measured(name, given.folder, given.gongkai) for name in names}
    print(f"{len(paths)} documents, {size / 1e6:.1f} MB\n")
    print("| tool | CPU ms a document | MB/s | CPU to gongkai's | start ms | peak MB | values | does not do |")
    print("|---|---|---|---|---|---|---|---|")
    for name, (values, cpu, start, memory) in results.items():
        each, ratio = cpu * 1000 / len(paths), cpu / results["gongkai"][1]
        print(
            f"| {name} | {each:.2f} | {size / cpu / 1e6:.1f} | ×{ratio:.2f} | {start * 1000:.0f}"
            f" | {memory:.0f} | {values} | {LACKS[name]} |"
        )


if __name__ == "__main__":
    main()
