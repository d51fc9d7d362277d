"""Reads every Delta table of a dataset with each reader at hand and compares the numbers of rows and of facts.

    agree.py DATASET

Prints a line of JSON: rows of each table as each reader counts them. Exits 1 if two of them differ.
"""

import importlib
import json
import os
import pathlib
import sys


def deltalake_rows(path):
    import deltalake
    return deltalake.DeltaTable(str(path)).to_pyarrow_table().num_rows


def polars_rows(path):
    import polars
    return polars.read_delta(str(path)).height


def duckdb_rows(path):
    import duck
    return duck.connection().execute(f"select count(*) from delta_scan('{path}')").fetchone()[0]


def daft_rows(path):
    import daft
    return daft.read_deltalake(str(path)).count_rows()


def main():
    root = pathlib.Path(sys.argv[1])
    tables = sorted(log.parent.name for log in root.glob("*/_delta_log"))
    readers = {"deltalake": deltalake_rows, "polars": polars_rows, "duckdb": duckdb_rows, "daft": daft_rows}
    counts, skipped, wrong = {}, {}, []
    for name, rows in readers.items():
        try:
            importlib.import_module(name)
            rows(root / tables[0])
        except Exception as error:  # a reader that is not installed, or lacks its extension
            skipped[name] = str(error).splitlines()[0][:120]
            continue
        counts[name] = {table: rows(root / table) for table in tables}
    first = next(iter(counts.values()), {})
    wrong = [name for name, found in counts.items() if found != first]
    print(json.dumps({"rows": first, "readers": sorted(counts), "skipped": skipped, "wrong": wrong}))
    sys.stdout.flush()
    # Threads of the readers may abort an ordinary end.
    os._exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
