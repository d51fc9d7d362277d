"""Reads a dataset over and over while runs write to it, and says how many reads saw a mixture.

    loop.py DATASET KIND ENGINE READS

Every run of the test replaces all documents, each text says of which generation it is: whatever a reader sees must
be of one generation, with as many documents as texts. Exits 1 after a mixture, 3 if the reader cannot be had.
"""

import json
import os
import pathlib
import re
import sys


def pointer(path):
    return json.loads(path.read_text())


def reader(engine, root, kind):
    """A function that returns the texts and the ids of documents, both of one version."""
    if kind == "parquet":
        def paths():
            version = pointer(root / "current.json")["version"]
            return lambda table: str(root / f"v={version}" / table / "*.parquet")
        if engine == "duckdb":
            import duckdb
            connection = duckdb.connect()
            def read():
                at = paths()
                texts = connection.execute(f"select text from read_parquet('{at('texts')}')").fetchall()
                ids = connection.execute(f"select doc_id from read_parquet('{at('documents')}')").fetchall()
                return [row[0] for row in texts], [row[0] for row in ids]
            return read
        if engine == "polars":
            import polars
            def read():
                at = paths()
                texts = polars.scan_parquet(at("texts")).select("text").collect()["text"].to_list()
                ids = polars.scan_parquet(at("documents")).select("doc_id").collect()["doc_id"].to_list()
                return texts, ids
            return read
        if engine == "pyarrow":
            import pyarrow.dataset
            def read():
                at = paths()
                of = lambda table, column: pyarrow.dataset.dataset(
                    at(table).removesuffix("/*.parquet")).to_table(columns=[column])[column].to_pylist()
                return of("texts", "text"), of("documents", "doc_id")
            return read
    versions = lambda: pointer(root / "tables.json")["tables"]
    if engine == "deltalake":
        import deltalake
        def read():
            at = versions()
            of = lambda table, column: deltalake.DeltaTable(
                str(root / table), version=at[table]).to_pyarrow_table(columns=[column])[column].to_pylist()
            return of("texts", "text"), of("documents", "doc_id")
        return read
    if engine == "polars":
        import polars
        def read():
            at = versions()
            of = lambda table, column: polars.read_delta(
                str(root / table), version=at[table], columns=[column])[column].to_list()
            return of("texts", "text"), of("documents", "doc_id")
        return read
    if engine == "duckdb":
        import duck
        connection = duck.connection()
        # Its table function reads the newest version: one table alone is whole, two may be of two versions.
        def read():
            texts = connection.execute(f"select text, doc_id from delta_scan('{root / 'texts'}')").fetchall()
            return [row[0] for row in texts], [row[1] for row in texts]
        return read
    raise SystemExit(f"no reader {engine} for {kind}")


def main():
    root, kind, engine, reads = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
    try:
        read = reader(engine, root, kind)
        read()
    except Exception as error:  # a reader that is not installed, or lacks its extension
        print(json.dumps({"engine": engine, "kind": kind, "skipped": str(error).splitlines()[0][:120]}))
        sys.exit(3)
    mixed, seen = [], set()
    for number in range(reads):
        texts, ids = read()
        generations = {int(re.search(r"第(\d+)版", text).group(1)) for text in texts}
        if len(generations) != 1 or len(texts) != len(ids):
            mixed.append((number, sorted(generations), len(texts), len(ids)))
        seen |= generations
    print(json.dumps({"engine": engine, "kind": kind, "reads": reads, "mixed": len(mixed),
                      "generations": len(seen), "first": mixed[:3]}))
    sys.stdout.flush()
    # Threads of the readers may abort an ordinary end.
    os._exit(1 if mixed else 0)


if __name__ == "__main__":
    main()
