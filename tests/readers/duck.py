"""A DuckDB connection that can read Delta tables, by the extension as a Python package or by its own store."""

import duckdb


def connection():
    made = duckdb.connect()
    try:
        import duckdb_ext
        duckdb_ext.init(made)
    except ImportError:
        made.execute("install delta")
    made.execute("load delta")
    return made
