"""What the tests share. They run against the installed package: `pytest tests/python`."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
REPORTS = ROOT / "examples" / "reports"


def needs(*names):
    """The packages, or a skip that is printed: heavy ones need not be there."""
    try:
        found = [__import__(name, fromlist=["_"]) for name in names]
    except ImportError as error:
        print(f"skipped: {error.name} is not installed")
        pytest.skip(f"{error.name} is not installed")
    return found[0] if len(found) == 1 else found


def sorted_rows(rows):
    """Rows of any source in one order, dates and numbers as they print."""
    return sorted(repr(sorted(row.items())) for row in rows)


@pytest.fixture(scope="session")
def converted(tmp_path_factory):
    """The folder of tables that `convert` writes of the samples."""
    import gongkai

    out = tmp_path_factory.mktemp("converted") / "tables"
    gongkai.convert(SAMPLES, out)
    return out
