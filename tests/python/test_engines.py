"""Engines give the facts that `convert` gives: the examples are run as a user runs them."""

import os
import shutil
import subprocess
import sys

import gongkai
import pytest
from conftest import ROOT, SAMPLES, needs, sorted_rows

EXAMPLES = ROOT / "examples" / "engines"


def written(folder):
    parquet = needs("pyarrow.parquet")
    return parquet.ParquetDataset(folder).read().to_pylist()


def run(example, tmp_path, **variables):
    """What the example writes of the samples."""
    out = tmp_path / "facts"
    ran = subprocess.run(
        [sys.executable, EXAMPLES / example, SAMPLES, out],
        env={**os.environ, **variables},
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        timeout=600,
    )
    assert ran.returncode == 0, ran.stderr[-4000:]
    return written(out)


@pytest.fixture(scope="module")
def expected(converted):
    rows = sorted_rows(written(converted / "facts"))
    assert len(rows) > 1000
    return rows


def test_spark(expected, tmp_path):
    needs("pyspark", "pyarrow")
    if shutil.which("java") is None:
        print("skipped: PySpark needs a Java runtime")
        pytest.skip("PySpark needs a Java runtime")
    rows = run("spark.py", tmp_path, PYSPARK_PYTHON=sys.executable, SPARK_LOCAL_IP="127.0.0.1")
    assert sorted_rows(rows) == expected


def test_daft(expected, tmp_path):
    needs("daft", "pyarrow")
    assert sorted_rows(run("daft_batch.py", tmp_path, DAFT_ANALYTICS_ENABLED="0")) == expected


def test_ray(expected, tmp_path):
    needs("ray.data", "pyarrow")
    assert sorted_rows(run("ray_data.py", tmp_path, RAY_USAGE_STATS_ENABLED="0")) == expected


def test_a_batch_is_cut_anywhere(expected):
    pa = needs("pyarrow")
    paths = sorted(path for path in SAMPLES.rglob("*") if path.is_file())
    documents = pa.record_batch(
        {"path": [str(path) for path in paths], "content": [path.read_bytes() for path in paths]}
    )
    facts = lambda batch: gongkai.extract_batch(batch, tables=["facts"])["facts"].to_pylist()
    assert sorted_rows(facts(documents)) == expected
    for size in (1, 7):
        cut = [documents.slice(at, size) for at in range(0, len(documents), size)]
        assert [row for part in cut for row in facts(part)] == facts(documents)


def test_large_and_view_types_are_read(expected):
    pa = needs("pyarrow")
    content = ["收到申请3件。".encode()]
    for text, binary in ((pa.large_string(), pa.large_binary()), (pa.string_view(), pa.binary_view())):
        batch = pa.record_batch({"path": pa.array(["a"], text), "content": pa.array(content, binary)})
        assert gongkai.extract_batch(batch)["quantities"].to_pylist()[0]["value"] == 3.0


def test_the_same_bytes_in_a_batch_both_give_rows():
    pa = needs("pyarrow")
    content = "收到申请3件。".encode()
    batch = pa.record_batch({"path": ["a", "b"], "content": [content, content]})
    assert len(gongkai.extract_batch(batch)["quantities"]) == 2
