"""Facts of a folder of documents by Ray Data: `python ray_data.py FOLDER OUT`."""

import sys

import gongkai
import pyarrow as pa
import ray

TABLE = "facts"


def extract(documents: pa.Table) -> pa.Table:
    """A table of documents to a table of rows, in a worker's process."""
    batch = documents.rename_columns({"bytes": "content"})
    rows = gongkai.extract_batch(batch, tables=[TABLE])[TABLE]
    return pa.Table.from_batches([pa.record_batch(rows)])


def facts(folder: str) -> ray.data.Dataset:
    documents = ray.data.read_binary_files(folder, include_paths=True)
    return documents.map_batches(extract, batch_format="pyarrow", batch_size=64)


if __name__ == "__main__":
    folder, out = sys.argv[1:]
    ray.init(include_dashboard=False)
    facts(folder).write_parquet(out)
    ray.shutdown()
