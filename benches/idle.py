"""What an archive of many known documents costs: a first run, a second with nothing new, and one that hashes all.

    python3 benches/idle.py target/release/gongkai [DOCUMENTS]

Makes DOCUMENTS (100,000) small documents in a temporary folder and prints seconds and peak memory of each run.
With strace in PATH it also counts the documents that the second run opens.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

A_FOLDER = 500


def make(root: Path, count: int) -> None:
    old = time.time() - 86400
    for number in range(count):
        folder = root / f"{number // A_FOLDER:04}"
        if number % A_FOLDER == 0:
            folder.mkdir(parents=True)
        path = folder / f"{number:07}.txt"
        path.write_text(f"松坪区人民政府办公室\n关于第{number}号事项的答复\n松政办复〔2020〕{number}号\n同意你单位的请示。\n")
        os.utime(path, (old, old))


def run(name: str, command: list[str]) -> dict:
    started = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    out = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.monotonic() - started
    assert status == 0, (name, status)
    cpu = usage.ru_utime + usage.ru_stime
    print(f"{name:24} {seconds:8.2f} s  {cpu:8.2f} s CPU  {usage.ru_maxrss / 1024:7.0f} MB")
    return json.loads(out.splitlines()[-1])


def opened(command: list[str], root: Path) -> int | None:
    if not shutil.which("strace"):
        return None
    trace = subprocess.run(["strace", "-f", "-e", "trace=open,openat", *command], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    return sum(str(root) in line and ".txt" in line for line in trace.stderr.splitlines())


def main() -> None:
    gongkai, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        archive, dataset = Path(folder, "archive"), Path(folder, "dataset")
        make(archive, count)
        command = [gongkai, "ingest", str(archive), "--to", str(dataset), "--summary", "json"]
        first = run("first run", command)
        assert (first["new"], first["version"]) == (count, 1), first
        idle = run("nothing new", command)
        assert (idle["unchanged"], idle["committed"]) == (count, False), idle
        verified = run("nothing new, --verify", [*command, "--verify"])
        assert (verified["unchanged"], verified["committed"]) == (count, False), verified
        new = Path(archive, "new.txt")
        new.write_text("云栖县人民政府\n关于机构设置的公告\n")
        os.utime(new, (time.time() - 3600,) * 2)
        one = run("one new", command)
        assert (one["new"], one["version"]) == (1, 2), one
        state = Path(dataset, "runs", "2", "sources.parquet").stat().st_size
        print(f"state {state / 1e6:.1f} MB; documents opened by an idle run: {opened(command, archive)}")


main()
