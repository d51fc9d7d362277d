"""The harmonised panel in memory."""

import subprocess
import sys

import gongkai
import pytest
from conftest import REPORTS, needs


@pytest.fixture(scope="module")
def panel():
    return gongkai.panel(REPORTS)


def test_values_are_those_of_the_reports(panel):
    rows = panel["panel"].to_pylist()
    found = {(row["issuer"], row["year"], row["measure"]): row for row in rows}
    new = lambda year: found["松坪区自然资源局", year, "h.req_new"]["value"]
    assert [new(year) for year in (2021, 2022, 2023)] == [88.0, 96.0, 71.0]
    not_held = found["松坪区自然资源局", 2022, "h.notheld"]
    assert (not_held["value"], not_held["evidence"]) == (17.0, "contradicted")


def test_a_year_that_begins_otherwise_than_the_last_ended_is_told(panel):
    failing = [row for row in panel["panel_checks"].to_pylist() if row["outcome"] == "fails"]
    assert {row["rule"] for row in failing} == {"cross_year/carried_in"}
    assert {(row["left"], row["right"]) for row in failing} == {(1.0, 0.0), (4.0, 3.0)}


def test_the_tables_are_those_that_the_command_writes(panel, tmp_path):
    parquet = needs("pyarrow.parquet")
    command = [sys.executable, "-m", "gongkai", "panel", REPORTS, "--out", tmp_path / "panel"]
    subprocess.run(command, check=True, capture_output=True)
    for name, table in panel.items():
        written = parquet.ParquetDataset(tmp_path / "panel" / name).read().to_pylist()
        assert table.to_pylist() == written


def test_a_dataset_is_read_like_its_documents(panel, tmp_path):
    gongkai.convert(REPORTS, tmp_path / "tables")
    again = gongkai.panel(tmp_path / "tables")
    assert again["panel"].to_pylist() == panel["panel"].to_pylist()


def test_what_names_nothing_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        gongkai.panel(tmp_path / "none")
    with pytest.raises(gongkai.GongkaiError, match="not bytes"):
        gongkai.panel(b"bytes")
