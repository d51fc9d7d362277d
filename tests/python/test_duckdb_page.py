"""The SQL of `examples/duckdb.md` runs and gives the answers that the page prints.

`python tests/python/test_duckdb_page.py` prints the page with the answers of today.
"""

import os
import re
import tempfile
from pathlib import Path

from conftest import REPORTS, ROOT, needs

PAGE = ROOT / "examples" / "duckdb.md"
BLOCK = re.compile(r"```sql\n(.*?)```\n(?:\n((?:\|[^\n]*\n)+))?", re.DOTALL)


def shown(value):
    if isinstance(value, list):
        return "、".join(value)
    return "" if value is None else str(value)


def answer(result):
    """A result as the table that the page prints; None of a statement that has none."""
    names = [column[0] for column in result.description or []]
    rows = result.fetchall() if names and names != ["Count"] else []
    if not rows:
        return None
    lines = [names, ["---"] * len(names), *([shown(one) for one in row] for row in rows)]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def answered(page, folder):
    """Pairs of what the page prints below each block and what the block gives."""
    import gongkai

    duckdb = needs("duckdb")
    gongkai.convert(REPORTS, Path(folder) / "out")
    before = Path.cwd()
    os.chdir(folder)
    try:
        database = duckdb.connect()
        return [(found.group(2), answer(database.execute(found.group(1)))) for found in BLOCK.finditer(page)]
    finally:
        os.chdir(before)


def test_the_page_tells_what_its_queries_give(tmp_path):
    pairs = answered(PAGE.read_text(encoding="utf-8"), tmp_path)
    assert len(pairs) == 11
    assert sum(given is not None for _, given in pairs) == 10
    for printed, given in pairs:
        assert printed == given


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        answers = iter(answered(text, folder))

    def filled(found):
        given = next(answers)[1]
        return f"```sql\n{found.group(1)}```\n" + (f"\n{given}" if given else "")

    print(BLOCK.sub(filled, text), end="")
