"""Files of tables, parts of a run, and the command."""

import json
import subprocess
import sys

import gongkai
import pytest
from conftest import SAMPLES, needs, sorted_rows


def rows(folder, table):
    parquet = needs("pyarrow.parquet")
    return parquet.ParquetDataset(folder / table).read().to_pylist()


def test_the_summary_says_what_was_done(converted, tmp_path):
    summary = gongkai.convert([SAMPLES / "work-plan"], tmp_path / "out", tables=["tasks"], format="csv")
    assert (summary["inputs"], summary["rejected"]) == (2, 0)
    assert [file["path"] for file in summary["files"] if file["table"]] == ["tasks/part-00000.csv"]
    with pytest.raises(FileExistsError):
        gongkai.convert(SAMPLES / "work-plan", tmp_path / "out")
    again = gongkai.convert(SAMPLES / "work-plan", tmp_path / "out", overwrite=True)
    assert {file["table"] for file in again["files"]} >= set(gongkai.schema())


def test_the_parts_of_a_run_are_the_whole(converted, tmp_path):
    parts = []
    for number in range(1, 4):
        out = tmp_path / str(number)
        parts.append(out)
        gongkai.convert(SAMPLES, out, shard=f"{number}/3")
    assert sum(len(rows(part, "documents")) > 0 for part in parts) > 1
    for table in gongkai.schema():
        # Links are made within a part.
        plain = lambda all: [
            {name: row[name] for name in row if name not in ("target_doc_id", "n_targets", "mentioned_in")}
            for row in all
        ]
        united = [row for part in parts for row in rows(part, table)]
        assert sorted_rows(plain(united)) == sorted_rows(plain(rows(converted, table))), table


def test_check_says_what_the_command_says():
    path = SAMPLES / "annual-report" / "prose-disagrees.txt"
    said = command("check", str(path), "--format", "json", "--quiet")
    assert said.returncode == 1
    assert gongkai.check(path) == json.loads(said.stdout)
    codes = {one["code"] for one in gongkai.check(path)[0]["findings"]}
    assert "prose/growth-series" in codes
    english = gongkai.check(path, lang="en")[0]["findings"][0]["message"]
    assert english.isascii()


def command(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "gongkai", *arguments], capture_output=True, encoding="utf-8"
    )


def test_the_command_comes_with_the_package():
    assert command("--version").stdout.strip() == f"gongkai {gongkai.__version__}"
    assert command("convert").returncode == 2
