"""The descriptor beside the tables, against the Python package of the people who made the standard."""

import json

import gongkai
import pytest
from conftest import REPORTS, needs

FORMATS = ["csv", "jsonl", "xlsx"]


@pytest.mark.parametrize("format", FORMATS)
def test_files_are_what_the_descriptor_says(tmp_path, format):
    frictionless = needs("frictionless")
    gongkai.convert(REPORTS, tmp_path / "tables", format=format)
    report = frictionless.validate(tmp_path / "tables" / "datapackage.json")
    assert report.valid, report.flatten(["name", "type", "fieldName", "message"])[:9]
    assert len(report.tasks) == 12


def test_rows_of_parquet_are_what_the_descriptor_says(tmp_path):
    """Frictionless reads Parquet through pandas, where a list is an array of NumPy and an integer that may be
    missing a float: both are then refused as no `array` and no `integer`, which they are in the file. So the rows
    are read by pyarrow here, and validated against the same fields."""
    frictionless, parquet = needs("frictionless", "pyarrow.parquet")
    gongkai.convert(REPORTS, tmp_path / "tables")
    package = json.loads((tmp_path / "tables" / "datapackage.json").read_text("utf-8"))
    for resource in package["resources"]:
        rows = parquet.read_table(tmp_path / "tables" / resource["path"]).to_pylist()
        assert rows, resource["name"]
        schema = {key: value for key, value in resource["schema"].items() if key != "foreignKeys"}
        inline = {"name": resource["name"], "data": rows, "schema": schema}
        report = frictionless.Resource.from_descriptor(inline).validate()
        assert report.valid, report.flatten(["type", "fieldName", "message"])[:9]
