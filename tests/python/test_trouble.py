"""Bad input is a row or an exception, never the end of the process."""

import io
import os
import signal
import subprocess
import sys
import tarfile
import time
import zipfile

import gongkai
import pytest
from conftest import SAMPLES, needs

REPORT = SAMPLES / "annual-report" / "form-2021-pipes.txt"


def reason_of(content, name="document"):
    (row,) = gongkai.read([(name, content)])["documents"].to_pylist()
    assert row["status"] == "rejected"
    return row["reason"].split(":")[0]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (bytes(range(32)) * 9, "binary"),
        (b"PK\x03\x04....", "broken-file"),
        (b"PK\x05\x06" + bytes(18), "empty"),
        (b"\x1f\x8b\x08" + bytes(40), "broken-file"),
    ],
)
def test_what_cannot_be_read_is_a_rejected_row(content, reason):
    assert reason_of(content) == reason


def test_a_bad_document_hides_no_other():
    tables = gongkai.read([("a.txt", b""), ("b.txt", "收到申请3件。".encode())])
    assert [row["status"] for row in tables["documents"].to_pylist()] == ["rejected", "partial"]
    assert len(tables["quantities"]) == 1


def test_a_missing_file_is_an_os_error(tmp_path):
    for call in (
        lambda: gongkai.read(tmp_path / "none.txt"),
        lambda: gongkai.read_one(tmp_path / "none.txt"),
        lambda: gongkai.check(tmp_path / "none.txt"),
        lambda: gongkai.convert(tmp_path / "none.txt", tmp_path / "out"),
    ):
        with pytest.raises(FileNotFoundError, match="none.txt"):
            call()


def test_a_missing_folder_of_grammars_is_an_os_error(tmp_path):
    with pytest.raises(FileNotFoundError) as caught:
        gongkai.read(REPORT, grammars=tmp_path / "none")
    assert caught.value.filename == str(tmp_path / "none")


def test_a_grammar_with_mistakes_is_named_with_its_line(tmp_path):
    (tmp_path / "broken.toml").write_text("name = \n", encoding="utf-8")
    with pytest.raises(gongkai.GongkaiError, match=r"broken\.toml"):
        gongkai.read(REPORT, grammars=tmp_path)


def test_arguments_that_cannot_be_used():
    error = gongkai.GongkaiError
    for call, said in (
        (lambda: gongkai.read(REPORT, tables=["fact"]), "no table `fact`; tables are documents"),
        (lambda: gongkai.schema("fact"), "no table `fact`"),
        (lambda: gongkai.check(REPORT, severity="bad"), "severity"),
        (lambda: gongkai.check(REPORT, lang="fr"), "lang"),
        (lambda: gongkai.convert(REPORT, "out", format="xls"), "no format `xls`"),
        (lambda: gongkai.convert(REPORT, "out", shard="3/2"), "no part"),
        (lambda: gongkai.convert(b"bytes", "out"), "use `read` for bytes"),
        (lambda: gongkai.read_one(SAMPLES / "work-plan"), "2 documents"),
        (lambda: gongkai.read_one([]), "0 documents"),
    ):
        with pytest.raises(error, match=said):
            call()
    assert not os.path.exists("out")


def test_other_types_are_type_errors():
    for call in (
        lambda: gongkai.read(3),
        lambda: gongkai.read([3]),
        lambda: gongkai.read([[REPORT]]),
        lambda: gongkai.read({"a.txt": 3}.items()),
        lambda: gongkai.read(REPORT, tables="facts"),
    ):
        with pytest.raises(TypeError):
            call()


def test_an_output_that_is_there_is_kept(tmp_path):
    (tmp_path / "mine.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(FileExistsError):
        gongkai.convert(REPORT, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_batches_for_engines_are_checked():
    pa = needs("pyarrow")
    with pytest.raises(gongkai.GongkaiError, match="`path` and `content`; this one has name"):
        gongkai.extract_batch(pa.record_batch({"name": ["a"]}))
    with pytest.raises(gongkai.GongkaiError, match="column `content` is Utf8; it should be binary"):
        gongkai.extract_batch(pa.record_batch({"path": ["a"], "content": ["a"]}))
    with pytest.raises(Exception):
        gongkai.extract_batch("no batch")


def test_a_row_without_content_is_a_rejected_row():
    pa = needs("pyarrow")
    content = pa.array([None, "收到申请3件。".encode()], pa.binary())
    batches = gongkai.extract_batch(pa.record_batch({"path": ["a", None], "content": content}))
    rows = batches["documents"].to_pylist()
    assert [row["status"] for row in rows] == ["rejected", "partial"]
    assert rows[0]["reason"] == "unreadable: 无法读取：content 列为空值"


def interrupted(call, within=30):
    """Runs the program `call` over many documents and sends it Ctrl-C: what it says, and how long that takes."""
    program = (
        "import gongkai, sys\n"
        f"text = open({str(REPORT)!r}, encoding='utf-8').read()\n"
        f"{call[0]}\n"
        "print('ready', flush=True)\n"
        f"{call[1]}\n"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert running.stdout.readline() == b"ready\n"
    with pytest.raises(subprocess.TimeoutExpired):
        running.wait(timeout=0.5)
    began = time.monotonic()
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert b"KeyboardInterrupt" in said
    assert time.monotonic() - began < within


SIGNALS = pytest.mark.skipif(os.name == "nt", reason="signals are sent otherwise there")


@SIGNALS
def test_an_interrupt_ends_reading():
    many = "many = [(f'{at}.txt', f'{text}{at}'.encode()) for at in range(20000)]"
    interrupted((many, "gongkai.read(many, threads=1)"))


@SIGNALS
def test_an_interrupt_ends_checking():
    many = "many = [(f'{at}.txt', f'{text}{at}'.encode()) for at in range(20000)]"
    interrupted((many, "gongkai.check(many)"))


@pytest.fixture
def thousands(tmp_path):
    """A folder with more reports than are read in a second."""
    folder = tmp_path / "reports"
    folder.mkdir()
    text = REPORT.read_bytes()
    for at in range(8000):
        (folder / f"{at}.txt").write_bytes(text + str(at).encode())
    return folder


@SIGNALS
def test_an_interrupt_ends_converting_and_leaves_nothing(thousands):
    out = thousands.parent / "out"
    interrupted(("", f"gongkai.convert({str(thousands)!r}, {str(out)!r}, threads=1)"))
    assert [path.name for path in thousands.parent.iterdir()] == ["reports"]


@SIGNALS
def test_an_interrupt_ends_converting_and_keeps_an_earlier_output(thousands):
    out = thousands.parent / "out"
    gongkai.convert(REPORT, out)
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    call = f"gongkai.convert({str(thousands)!r}, {str(out)!r}, threads=1, overwrite=True)"
    interrupted(("", call))
    assert sorted(path.name for path in thousands.parent.iterdir()) == ["out", "reports"]
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


@SIGNALS
def test_an_interrupt_ends_the_panel(thousands):
    interrupted(("", f"gongkai.panel({str(thousands)!r})"))


def test_a_panic_is_an_exception_and_the_process_goes_on():
    from gongkai import _gongkai

    with pytest.raises(gongkai.GongkaiError, match="内部错误：broken inside；请报告"):
        _gongkai._panic("broken inside", False)
    # In Python's own thread it is PyO3's exception, which `except Exception` lets through.
    with pytest.raises(BaseException, match="broken here") as caught:
        _gongkai._panic("broken here", True)
    assert type(caught.value).__name__ == "PanicException"
    assert len(gongkai.read("收到申请3件。".encode())["quantities"]) == 1


def archive_of(kind, members):
    """Bytes of an archive with these members."""
    out = io.BytesIO()
    if kind == "zip":
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members.items():
                archive.writestr(name, content)
    else:
        with tarfile.open(fileobj=out, mode={"tar": "w", "tar.gz": "w:gz"}[kind]) as archive:
            for name, content in members.items():
                head = tarfile.TarInfo(name)
                head.size = len(content)
                archive.addfile(head, io.BytesIO(content))
    return out.getvalue()


@pytest.mark.parametrize("kind", ["zip", "tar", "tar.gz"])
def test_an_archive_given_as_bytes_is_read_as_its_file_is(tmp_path, kind):
    members = {"a/1.txt": "收到申请3件。".encode(), "b.txt": "收到申请4件。".encode(), "c.txt": b""}
    content = archive_of(kind, members)
    path = tmp_path / f"document.{kind}"
    path.write_bytes(content)
    of_file = gongkai.read(path)
    named = gongkai.read((path.name, content))
    for name, table in of_file.items():
        assert named[name].to_pylist() == table.to_pylist(), name
    bare = gongkai.read([content])
    assert [row["source"] for row in bare["documents"].to_pylist()] == [
        "document!/a/1.txt",
        "document!/b.txt",
        "document!/c.txt",
    ]
    assert [row["value"] for row in bare["quantities"].to_pylist()] == [3.0, 4.0]


def test_an_archive_within_an_archive_given_as_bytes_is_read_too():
    inner = archive_of("tar.gz", {"in.txt": "收到申请5件。".encode()})
    outer = archive_of("zip", {"inner.tar.gz": inner})
    document = gongkai.read_one(outer)
    assert document.source == "document!/inner.tar.gz!/in.txt"
    assert [row["value"] for row in document.quantities.to_pylist()] == [5.0]
