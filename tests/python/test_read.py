"""What is read, and that other libraries take it as it is."""

import threading
import time

import gongkai
import pytest
from conftest import SAMPLES, needs, sorted_rows

WRONG_TOTAL = SAMPLES / "annual-report" / "stat-2014-wrong-total.txt"


def facts_of(path):
    return gongkai.read(path, tables=["facts"])["facts"].to_pylist()


def test_values_are_those_of_the_sample():
    facts = {(row["indicator"], row["source"]): row for row in facts_of(WRONG_TOTAL)}
    received = facts["requests.received", "table"]
    assert (received["value"], received["evidence"], received["line"]) == (127.0, "confirmed", 42)
    answered = facts["requests.answered", "table"]
    assert (answered["value"], answered["value_implied"]) == (126.0, 125.0)
    assert answered["evidence"] == "contradicted"
    blank = facts["reconsideration", "table"]
    assert (blank["value"], blank["state"]) == (None, "blank")


def test_all_tables_in_the_order_of_the_contract():
    tables = gongkai.read(WRONG_TOTAL)
    assert list(tables) == list(gongkai.schema())
    assert list(tables)[:2] == ["documents", "texts"]
    assert all(table.name == name for name, table in tables.items())


def test_only_the_tables_wanted():
    assert list(gongkai.read(WRONG_TOTAL, tables=("checks", "facts"))) == ["facts", "checks"]


def test_paths_bytes_and_pairs_are_documents():
    content = WRONG_TOTAL.read_bytes()
    expected = sorted_rows(facts_of(WRONG_TOTAL))
    for source in [
        str(WRONG_TOTAL),
        content,
        bytearray(content),
        memoryview(content),
        ("report.txt", content),
        [WRONG_TOTAL],
        [("a.txt", content)],
    ]:
        assert sorted_rows(facts_of(source)) == expected


def test_many_at_once_are_sorted_by_source():
    documents = [("b.txt", "收到申请3件。".encode()), ("a.txt", "收到申请2件。".encode())]
    tables = gongkai.read(documents)
    assert [row["source"] for row in tables["documents"].to_pylist()] == ["a.txt", "b.txt"]
    assert [row["value"] for row in tables["quantities"].to_pylist()] == [2.0, 3.0]


def test_the_same_bytes_twice_are_one_document():
    content = "收到申请3件。".encode()
    tables = gongkai.read([("a.txt", content), ("b.txt", content)])
    assert len(tables["documents"]) == 1
    codes = [row["code"] for row in tables["diagnostics"].to_pylist()]
    assert "duplicate-source" in codes


def test_nothing_is_read_of_nothing():
    tables = gongkai.read([])
    assert [len(table) for table in tables.values()] == [0] * len(tables)


@pytest.fixture(scope="module")
def samples():
    return gongkai.read(SAMPLES, threads=2)


@pytest.mark.parametrize("table", list(gongkai.schema()))
def test_reading_gives_what_convert_writes(samples, converted, table):
    parquet = needs("pyarrow.parquet")
    written = parquet.ParquetDataset(converted / table).read().to_pylist()
    assert samples[table].to_pylist() == written


def test_pyarrow_takes_tables_without_copies():
    pa = needs("pyarrow")
    table = gongkai.read(WRONG_TOTAL)["facts"]
    once, twice = pa.table(table), pa.table(table)
    buffer = lambda found: found["value"].chunk(0).buffers()[1].address
    assert buffer(once) == buffer(twice)
    assert once.schema == pa.schema(gongkai.schema("facts"))
    assert once.to_pylist() == table.to_pylist() == table.to_pyarrow().to_pylist()


def test_polars_takes_tables():
    pl = needs("polars")
    table = gongkai.read(WRONG_TOTAL)["facts"]
    frame = pl.DataFrame(table)
    assert frame.to_dicts() == table.to_pylist() == table.to_polars().to_dicts()
    tasks = gongkai.read(SAMPLES / "work-plan")["tasks"]
    assert pl.DataFrame(tasks).to_dicts() == tasks.to_pylist()


def test_duckdb_takes_tables():
    duckdb = needs("duckdb")
    needs("pyarrow")
    facts = gongkai.read(WRONG_TOTAL)["facts"]
    query = "SELECT count(*), sum(value) FILTER (indicator = 'requests.received') FROM facts"
    assert duckdb.sql(query).fetchall() == [(len(facts), 254.0)]


def test_pandas_takes_tables():
    needs("pandas", "pyarrow")
    table = gongkai.read(WRONG_TOTAL)["facts"]
    frame = table.to_pandas()
    assert len(frame) == len(table)
    assert frame["value"].count() == sum(row["value"] is not None for row in table.to_pylist())


def test_a_table_outlives_what_it_came_from():
    pa = needs("pyarrow")
    found = pa.table(gongkai.read(WRONG_TOTAL)["facts"])
    assert found.num_rows == len(facts_of(WRONG_TOTAL))


def test_the_interpreter_is_free_while_documents_are_read():
    one = WRONG_TOTAL.read_text(encoding="utf-8")
    many = [(f"{at}.txt", f"{one}\n{at}\n".encode()) for at in range(60)]
    reading = threading.Thread(target=gongkai.read, args=(many,), kwargs={"threads": 1})
    reading.start()
    turns = 0
    while reading.is_alive():
        time.sleep(0.001)
        turns += 1
    # A thread that holds the interpreter would let this one have a turn before and one after.
    assert turns > 5


def test_grammars_of_a_folder(tmp_path):
    letter = 'name = "letter"\nversion = "7"\nfamily = "official-document"\n'
    (tmp_path / "letter.toml").write_text(letter, encoding="utf-8")
    assert len(gongkai.read(WRONG_TOTAL, grammars=tmp_path)["facts"]) == len(facts_of(WRONG_TOTAL))


def test_schema_says_what_columns_mean():
    pa = needs("pyarrow")
    for name, schema in gongkai.schema().items():
        assert schema.name == name and schema.description
        assert pa.schema(schema).names == schema.names
        assert all(column["description"] for column in schema.describe())
