from collections.abc import Iterable, Sequence
from datetime import date
from os import PathLike
from typing import Any, Literal, Protocol, overload

__version__: str

_Path = str | PathLike[str]
_Bytes = bytes | bytearray | memoryview
_One = _Path | _Bytes | tuple[str, _Bytes]
_Severity = Literal["error", "warning", "note"]
_Format = Literal["parquet", "arrow", "csv", "jsonl", "xlsx"]

class _ArrowArray(Protocol):
    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]: ...

class _ArrowStream(Protocol):
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

class GongkaiError(Exception): ...

class Schema:
    @property
    def name(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def names(self) -> list[str]: ...
    def describe(self) -> list[dict[str, Any]]: ...
    def __arrow_c_schema__(self) -> object: ...

class Table:
    @property
    def name(self) -> str: ...
    @property
    def num_rows(self) -> int: ...
    @property
    def column_names(self) -> list[str]: ...
    @property
    def schema(self) -> Schema: ...
    def to_pylist(self) -> list[dict[str, Any]]: ...
    def to_pyarrow(self) -> Any: ...
    def to_polars(self) -> Any: ...
    def to_pandas(self) -> Any: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def __arrow_c_schema__(self) -> object: ...
    def __len__(self) -> int: ...

class Batch:
    @property
    def name(self) -> str: ...
    @property
    def num_rows(self) -> int: ...
    @property
    def column_names(self) -> list[str]: ...
    @property
    def schema(self) -> Schema: ...
    def to_pylist(self) -> list[dict[str, Any]]: ...
    def to_pyarrow(self) -> Any: ...
    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]: ...
    def __arrow_c_schema__(self) -> object: ...
    def __len__(self) -> int: ...

class Document:
    @property
    def text(self) -> str: ...
    @property
    def tables(self) -> dict[str, Table]: ...
    @property
    def identity(self) -> dict[str, Any]: ...

    # Columns of `documents`.
    doc_id: str
    source: str
    media_type: str
    encoding: str | None
    n_bytes: int
    content_hash: str
    family: str
    form: str | None
    grammar: str | None
    title: str | None
    issuer: str | None
    region: str | None
    coverage: Literal["own", "aggregate"] | None
    year: int | None
    period_start: date | None
    period_end: date | None
    doc_number: str | None
    signed_date: date | None
    printed_date: date | None
    recipients: list[str]
    annexes: list[str]
    note: str | None
    copied_to: list[str]
    printed_by: str | None
    index_number: str | None
    published_date: date | None
    contact_address: str | None
    contact_postcode: str | None
    contact_person: str | None
    contact_phone: str | None
    contact_fax: str | None
    contact_email: str | None
    website: str | None
    status: Literal["ok", "partial", "rejected"]
    reason: str | None
    n_facts: int
    n_checks: int
    n_checks_failed: int
    n_diagnostics: int
    field_spans: list[dict[str, Any]]

    # The other tables; `tables` is the property above, so the reconstructed ones are `tables["tables"]`.
    documents: Table
    texts: Table
    sections: Table
    blocks: Table
    cells: Table
    facts: Table
    quantities: Table
    citations: Table
    tasks: Table
    checks: Table
    diagnostics: Table

    def __getitem__(self, record: dict[str, Any]) -> str: ...
    # Columns that are not named above.
    def __getattr__(self, name: str) -> Any: ...
    def _repr_html_(self) -> str: ...

def read(
    source: _One | Iterable[_One],
    *,
    grammars: _Path | None = None,
    tables: Sequence[str] | None = None,
    threads: int | None = None,
) -> dict[str, Table]: ...
def read_one(source: _One, *, grammars: _Path | None = None) -> Document: ...
def convert(
    inputs: _Path | Iterable[_Path],
    out: _Path,
    *,
    format: _Format = "parquet",
    tables: Sequence[str] | None = None,
    threads: int | None = None,
    grammars: _Path | None = None,
    overwrite: bool = False,
    shard: str | None = None,
) -> dict[str, Any]: ...
def panel(
    source: _Path | Iterable[_Path], *, grammars: _Path | None = None, reviewed: bool = False
) -> dict[str, Table]: ...
def check(
    source: _One | Iterable[_One],
    *,
    severity: _Severity = "warning",
    lang: Literal["zh", "en"] = "zh",
    grammars: _Path | None = None,
) -> list[dict[str, Any]]: ...
@overload
def schema(table: str) -> Schema: ...
@overload
def schema(table: None = None) -> dict[str, Schema]: ...
def extract_batch(
    batch: _ArrowArray | _ArrowStream,
    *,
    tables: Sequence[str] | None = None,
    grammars: _Path | None = None,
    threads: int | None = None,
) -> dict[str, Batch]: ...
