"""Bad input is a row or an exception, never the end of the process."""

import os
import signal
import subprocess
import sys

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
        (b"PK\x05\x06" + bytes(18), "unsupported-format"),
        (b"\x1f\x8b\x08" + bytes(40), "unsupported-format"),
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


@pytest.mark.skipif(os.name == "nt", reason="signals are sent otherwise there")
def test_an_interrupt_ends_reading():
    program = (
        "import gongkai, sys\n"
        f"text = open({str(REPORT)!r}, encoding='utf-8').read()\n"
        "many = [(f'{at}.txt', f'{text}{at}'.encode()) for at in range(20000)]\n"
        "print('ready', flush=True)\n"
        "gongkai.read(many, threads=1)\n"
    )
    running = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert running.stdout.readline() == b"ready\n"
    try:
        running.wait(timeout=1)
    except subprocess.TimeoutExpired:
        pass
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert b"KeyboardInterrupt" in said
