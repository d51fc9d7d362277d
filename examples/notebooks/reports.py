"""From a folder of reports to a table by organ and year, a plot, and what contradicts itself.

`marimo edit reports.py`, or as a program: `REPORTS=folder python reports.py`.
"""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium")


@app.cell
def _():
    import os
    from pathlib import Path

    import gongkai
    import marimo as mo
    import matplotlib
    import matplotlib.pyplot as plt
    import polars as pl
    from matplotlib import font_manager

    return Path, font_manager, gongkai, matplotlib, mo, os, pl, plt


@app.cell
def _(Path, gongkai, mo, os, pl):
    folder = os.environ.get("REPORTS") or Path(__file__).resolve().parent.parent / "reports"
    tables = gongkai.read(folder)
    documents = pl.DataFrame(tables["documents"])
    facts = pl.DataFrame(tables["facts"])
    checks = pl.DataFrame(tables["checks"])
    mo.md(f"# {len(documents)} 份文件，{len(facts)} 项数据，{len(checks)} 条核对")
    return checks, documents, facts, folder, tables


@app.cell
def _(documents):
    documents.select("source", "family", "form", "issuer", "year", "status", "n_facts", "n_checks_failed")
    return


@app.cell
def _(mo):
    mo.md("""
    ## 按机关和年份

    只取统计表的“总计”列：一项数据印在表里一次，正文再说一次的另是一行（`source` 为 `prose`）。
    没有读出的值是空，不是零；`contradicted` 是与报告自己的勾稽关系不符的项数。
    跨报表（2014、2019、2021）的口径由 `gongkai panel` 统一，这里只用同一报表。
    """)
    return


@app.cell
def _(documents, facts, pl):
    MEASURES = {
        "requests.new": "新收申请",
        "requests.outcome.granted": "予以公开",
        "requests.outcome.partly_granted": "部分公开",
        "requests.outcome.total": "办结",
        "requests.carried_out": "结转下年",
    }
    cells = facts.drop("year", "form").rename({"source": "printed_in"}).join(documents, on="doc_id")
    cells = cells.filter(pl.col("printed_in") == "table", pl.col("applicant") == "total")
    wanted = cells.filter(pl.col("indicator").is_in(list(MEASURES)))
    contradicted = cells.group_by("issuer", "year").agg(
        contradicted=(pl.col("evidence") == "contradicted").sum()
    )
    by_year = (
        wanted.with_columns(measure=pl.col("indicator").replace_strict(MEASURES))
        .pivot("measure", index=["issuer", "year"], values="value")
        .join(contradicted, on=["issuer", "year"])
        .sort("issuer", "year")
    )
    by_year
    return (by_year,)


@app.cell
def _(font_manager, matplotlib):
    # The first of these that is installed; without one, labels would be empty boxes.
    CHINESE = [
        "Noto Sans CJK SC",
        "Source Han Sans SC",
        "PingFang SC",
        "Microsoft YaHei",
        "SimHei",
        "WenQuanYi Micro Hei",
        "WenQuanYi Zen Hei",
        "Arial Unicode MS",
    ]
    installed = {font.name for font in font_manager.fontManager.ttflist}
    # Collections of fonts are listed by their first name only: CJK JP has the Chinese characters too.
    similar = sorted(name for name in installed if "CJK" in name or name.startswith("Source Han"))
    chinese = [name for name in CHINESE if name in installed] + similar
    if not chinese:
        print("没有找到中文字体，图中的中文会显示为方框；Debian 上可安装 fonts-noto-cjk")
    matplotlib.rcParams["font.family"] = [*chinese[:1], "DejaVu Sans"]
    matplotlib.rcParams["axes.unicode_minus"] = False
    return


@app.cell
def _(by_year, pl, plt):
    organs = by_year["issuer"].unique(maintain_order=True).to_list()
    figure, axes = plt.subplots(1, len(organs), figsize=(4 * len(organs), 3.4), sharey=True, squeeze=False)
    for axis, organ in zip(axes[0], organs):
        rows = by_year.filter(pl.col("issuer") == organ)
        years = [str(year) for year in rows["year"]]
        axis.bar(years, rows["新收申请"].fill_null(float("nan")), color="#9bb8d3", label="新收申请")
        axis.plot(years, rows["予以公开"].fill_null(float("nan")), "o-", color="#2b6a4d", label="予以公开")
        axis.set_title(organ)
        axis.set_xlabel("年份")
    axes[0][0].set_ylabel("件")
    axes[0][0].legend()
    figure.suptitle("政府信息公开申请")
    figure.tight_layout()
    figure
    return


@app.cell
def _(mo):
    mo.md("""
    ## 报告自相矛盾之处
    """)
    return


@app.cell
def _(checks, documents, pl, tables):
    lines = {row["doc_id"]: row["text"].split("\n") for row in tables["texts"].to_pylist()}
    contradictions = (
        checks.filter(pl.col("outcome") == "fails")
        .join(documents.select("doc_id", "source"), on="doc_id")
        .with_columns(
            printed=pl.struct("doc_id", "line").map_elements(
                lambda at: lines[at["doc_id"]][at["line"] - 1].strip(), return_dtype=pl.String
            )
        )
        .select("source", "line", "message", "left", "right", "printed")
        .sort("source", "line")
    )
    contradictions
    return (contradictions,)


@app.cell
def _(Path, contradictions, folder, gongkai, mo):
    # The first of them, with everything that was read from it.
    shown = mo.md("没有")
    if len(contradictions):
        first = Path(folder) / contradictions["source"][0]
        shown = mo.Html(gongkai.read_one(first)._repr_html_())
    shown
    return


if __name__ == "__main__":
    app.run()
