"""Peak memory of `convert` over ever more documents: it should hardly grow.

    python3 benches/memory.py target/release/gongkai [THREADS] [DOCUMENTS …]

Generates DOCUMENTS (300 1000 10000) documents in a temporary folder, converts them with THREADS (1) threads and
prints for each number the peak memory, the bound 80 MB + 12 × largest document × threads, seconds of CPU and the
bytes of the tables. Not for Windows, which does not tell a child's peak.
"""
import os
import subprocess
import sys
import tempfile
from pathlib import Path


def measured(command: list[str]) -> tuple[float, float]:
    """Seconds of CPU and peak bytes of a program that must end well."""
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    assert status == 0, (command, status)
    unit = 1 if sys.platform == "darwin" else 1024
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit


def main() -> None:
    gongkai, threads = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1
    counts = [int(count) for count in sys.argv[3:]] or [300, 1000, 10000]
    print(f"{'documents':>9} {'peak MB':>8} {'bound MB':>8} {'CPU s':>7} {'tables MB':>9}")
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            made, out = Path(folder, "made"), Path(folder, "out")
            subprocess.run([gongkai, "generate", str(count), "--out", str(made)], check=True, stdout=subprocess.DEVNULL)
            largest = max(path.stat().st_size for path in (made / "texts").iterdir())
            seconds, peak = measured([gongkai, "convert", str(made / "texts"), "--out", str(out), "--threads", str(threads)])
            tables = sum(path.stat().st_size for path in out.rglob("*.parquet"))
            bound = 80 + 12 * largest * threads / 1e6
            print(f"{count:9} {peak / 1e6:8.0f} {bound:8.1f} {seconds:7.1f} {tables / 1e6:9.1f}")


main()
