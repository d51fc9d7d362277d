"""Appends the rows of a Delta table to itself as another writer would, under another doc_id.

    append.py TABLE DOC_ID
"""

import sys

import deltalake
import pyarrow
import pyarrow.compute


def main():
    table = deltalake.DeltaTable(sys.argv[1])
    rows = table.to_pyarrow_table().slice(0, 1)
    at = rows.schema.get_field_index("doc_id")
    rows = rows.set_column(at, rows.schema.field(at), pyarrow.array([sys.argv[2]], rows.schema.field(at).type))
    deltalake.write_deltalake(table, rows, mode="append")
    table.update_incremental()
    table.create_checkpoint()
    print(table.version())


if __name__ == "__main__":
    main()
