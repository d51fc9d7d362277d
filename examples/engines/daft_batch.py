"""Facts of a folder of documents by Daft: `python daft_batch.py FOLDER OUT`."""

import sys

import daft
import gongkai
import pyarrow as pa
from daft import DataType, Series, col

TABLE = "facts"
ROWS = pa.list_(pa.struct(list(pa.schema(gongkai.schema(TABLE)))))


@daft.func.batch(return_dtype=DataType.from_arrow_type(ROWS), batch_size=64)
def extract(path: Series, content: Series) -> Series:
    """A list of rows for each document, in a worker's thread: the interpreter is released meanwhile."""
    batch = pa.record_batch({"path": path.to_arrow(), "content": content.to_arrow()})
    found = gongkai.extract_batch(batch, tables=["documents", TABLE])
    counts = pa.record_batch(found["documents"])[f"n_{TABLE}"].to_pylist()
    ends = [0]
    for count in counts:
        ends.append(ends[-1] + count)
    rows = pa.record_batch(found[TABLE]).to_struct_array()
    lists = pa.ListArray.from_arrays(pa.array(ends, pa.int32()), rows)
    return Series.from_arrow(lists.cast(ROWS))


def facts(folder: str) -> daft.DataFrame:
    files = daft.from_glob_path(f"{folder}/**")
    documents = files.select(col("path"), col("path").download().alias("content"))
    rows = documents.select(extract(col("path"), col("content")).alias("row")).explode("row")
    # A document without rows explodes to one that is missing.
    rows = rows.where(col("row").not_null())
    return rows.select(*(col("row")[name].alias(name) for name in gongkai.schema(TABLE).names))


if __name__ == "__main__":
    folder, out = sys.argv[1:]
    facts(folder).write_parquet(out)
