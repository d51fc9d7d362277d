"""Facts of a folder of documents by PySpark: `python spark.py FOLDER OUT.parquet`.

A cluster needs the wheel on its workers, as with any package: `--archives`, an image, or `pip install`.
"""

import sys

import gongkai
import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.pandas.types import from_arrow_schema

TABLE = "facts"


def extract(batches):
    """Arrow batches of documents to Arrow batches of rows, in a worker's process."""
    for batch in batches:
        yield pa.record_batch(gongkai.extract_batch(batch, tables=[TABLE])[TABLE])


def facts(spark: SparkSession, folder: str) -> DataFrame:
    # A batch of documents is held in memory with its rows, which are about fifty times its size.
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", 64)
    files = spark.read.format("binaryFile").option("recursiveFileLookup", "true").load(folder)
    schema = from_arrow_schema(pa.schema(gongkai.schema(TABLE)))
    return files.select("path", "content").mapInArrow(extract, schema)


def session() -> SparkSession:
    builder = SparkSession.builder.appName("gongkai").config("spark.ui.enabled", "false")
    return builder.getOrCreate()


if __name__ == "__main__":
    folder, out = sys.argv[1:]
    spark = session()
    facts(spark, folder).write.mode("overwrite").parquet(out)
    spark.stop()
