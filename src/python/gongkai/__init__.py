"""Documents of Chinese government disclosure as Arrow tables one can trust.

>>> import gongkai
>>> tables = gongkai.read("2020年共收到政府信息公开申请12件。".encode())
>>> tables["quantities"].to_pylist()[0]["value_printed"]
'12件'

Tables go to other libraries without copies::

    facts = polars.DataFrame(gongkai.read("reports/")["facts"])

Every value says where it was read (``span_start``, ``span_end``, ``line``) and whether the document's own
arithmetic confirms it (``evidence``). A blank is never a zero, and what cannot be read with certainty is
``unreadable`` in ``state``. ``gongkai.schema()`` says what the columns mean.
"""

from ._gongkai import (
    Batch,
    Document,
    GongkaiError,
    Schema,
    Table,
    __version__,
    check,
    convert,
    extract_batch,
    panel,
    read,
    read_one,
    schema,
)

__all__ = [
    "Batch",
    "Document",
    "GongkaiError",
    "Schema",
    "Table",
    "__version__",
    "check",
    "convert",
    "extract_batch",
    "panel",
    "read",
    "read_one",
    "schema",
]
