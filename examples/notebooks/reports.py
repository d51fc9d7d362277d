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

    `panel` 把 2014、2019、2021 三种报表统一成可比的指标，机关更名的按一个机关计。没有读出的值是空，不是零；
    `contradicted` 是与报告自己的勾稽关系不符的项数，`break_before` 为真的年份与上一年不可直接相比。
    """)
    return


@app.cell
def _(folder, gongkai, pl):
    MEASURES = ["h.req_new", "h.req_done", "h.granted_full", "h.granted_part", "h.req_carry_out"]
    harmonised = gongkai.panel(folder)
    panel = pl.DataFrame(harmonised["panel"])
    measures = pl.DataFrame(harmonised["panel_measures"])
    measures.filter(pl.col("measure").is_in(MEASURES)).select("name_zh", "unit", "comparability", "definition_zh")
    return MEASURES, harmonised, measures, panel


@app.cell
def _(MEASURES, measures, panel, pl):
    counts = panel.group_by("issuer", "year").agg(
        contradicted=(pl.col("evidence") == "contradicted").sum(), break_before=pl.col("break_before").any()
    )
    by_year = (
        panel.filter(pl.col("measure").is_in(MEASURES))
        .join(measures.select("measure", "name_zh"), on="measure")
        .pivot("name_zh", index=["issuer", "year"], values="value")
        .join(counts, on=["issuer", "year"])
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
def _(by_year, measures, pl, plt):
    names = dict(measures.select("measure", "name_zh").iter_rows())
    received, granted = names["h.req_new"], names["h.granted_full"]
    organs = by_year["issuer"].unique(maintain_order=True).to_list()
    figure, axes = plt.subplots(1, len(organs), figsize=(4 * len(organs), 3.4), sharey=True, squeeze=False)
    for axis, organ in zip(axes[0], organs):
        rows = by_year.filter(pl.col("issuer") == organ)
        years = [str(year) for year in rows["year"]]
        axis.bar(years, rows[received].fill_null(float("nan")), color="#9bb8d3", label=received)
        axis.plot(years, rows[granted].fill_null(float("nan")), "o-", color="#2b6a4d", label=granted)
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

    报告之内的，和与上一年度报告之间的。
    """)
    return


@app.cell
def _(checks, documents, harmonised, pl, tables):
    lines = {row["doc_id"]: row["text"].split("\n") for row in tables["texts"].to_pylist()}
    between_years = pl.DataFrame(harmonised["panel_checks"])
    contradictions = (
        pl.concat([checks, between_years], how="diagonal")
        .filter(pl.col("outcome") == "fails")
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
