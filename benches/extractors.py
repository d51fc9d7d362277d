"""What gongkai reads of the text that common extractors make of one and the same reports.

    python3 benches/extractors.py target/release/gongkai

Generates reports of each form, with all cells filled, with dashes and with empty cells, writes them as web pages (and,
with Chromium, as PDF), has them extracted by what is installed, and prints for each extractor how many of the
values are right, wrong, or called blank although something is printed. Python packages: trafilatura, html2text,
markdownify, beautifulsoup4 with lxml, inscriptis, resiliparse, pypdf, pdfplumber, pymupdf, pdfminer.six; programs:
pandoc, lynx, w3m, pdftotext, chromium.
"""
import collections
import csv
import html
import importlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

FORMS = ["stat-2014", "form-2019", "form-2021"]
# Numbers of reports whose empty cells are zeros, dashes and nothing.
STYLES = {"filled": "53", "dashes": "55", "empty": "51"}


def page(text):
    """The report as a web page; cells hold paragraphs, as word processors write them."""
    out = []
    for line in text.splitlines():
        if line.startswith("<"):
            out.append(re.sub(r"<td([^>]*)>(.*?)</td>", r"<td\1><p>\2</p></td>", line))
        elif line.startswith("#"):
            out.append(f"<p><strong>{html.escape(line.lstrip('# '))}</strong></p>")
        elif line.strip():
            out.append(f"<p>{html.escape(line)}</p>")
    return '<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>' + "\n".join(out) + "</body></html>"


def program(*command):
    """Text that a program prints of a file put behind `command`; `None` if it is not installed."""
    if not shutil.which(command[0]):
        return None
    return lambda path: subprocess.run([*command, path], capture_output=True, text=True).stdout


def package(name, call):
    """Text that `call` makes with a package; `None` if it is not installed."""
    try:
        module = importlib.import_module(name)
    except ImportError:
        return None
    return lambda path: call(module, path)


def source(path):
    return Path(path).read_text(encoding="utf-8")


def unwrapped(module, path):
    reader = module.HTML2Text(bodywidth=0)
    return reader.handle(source(path))


def of_pages():
    return {
        "trafilatura": package("trafilatura", lambda one, path: one.extract(source(path), favor_recall=True)),
        "html2text": package("html2text", unwrapped),
        "markdownify": package("markdownify", lambda one, path: one.markdownify(source(path))),
        "bs4 get_text('\\n')": package("bs4", lambda one, path: one.BeautifulSoup(source(path), "lxml").get_text("\n")),
        "bs4 get_text('\\t')": package("bs4", lambda one, path: one.BeautifulSoup(source(path), "lxml").get_text("\t")),
        "inscriptis": package("inscriptis", lambda one, path: one.get_text(source(path))),
        "resiliparse": package("resiliparse.extract.html2text", lambda one, path: one.extract_plain_text(source(path))),
        "pandoc -t plain": program("pandoc", "-f", "html", "-t", "plain"),
        "pandoc -t markdown": program("pandoc", "-f", "html", "-t", "markdown"),
        "pandoc -t gfm": program("pandoc", "-f", "html", "-t", "gfm"),
        "pandoc -t rst": program("pandoc", "-f", "html", "-t", "rst"),
        "lynx -dump": program("lynx", "-dump", "-nolist", "-display_charset=utf-8"),
        "w3m -dump": program("w3m", "-dump", "-O", "utf-8"),
    }


def of_pdf():
    def pages(call):
        return lambda module, path: "\n".join(call(module, path))

    pdftotext = shutil.which("pdftotext")

    def poppler(*options):
        command = ["pdftotext", *options]
        run = lambda path: subprocess.run([*command, path, "-"], capture_output=True, text=True).stdout
        return run if pdftotext else None

    return {
        "pdftotext": poppler(),
        "pdftotext -layout": poppler("-layout"),
        "pdftotext -raw": poppler("-raw"),
        "pypdf": package("pypdf", pages(lambda one, path: [page.extract_text() for page in one.PdfReader(path).pages])),
        "pdfplumber": package("pdfplumber", pages(lambda one, path: [page.extract_text() or "" for page in one.open(path).pages])),
        "pymupdf": package("pymupdf", pages(lambda one, path: [page.get_text() for page in one.open(path)])),
        "pdfminer": package("pdfminer.high_level", lambda one, path: one.extract_text(path)),
    }


def printed(browser, path):
    """The page at `path` as a PDF file beside it."""
    pdf = path.with_suffix(".pdf")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={pdf}"]
    subprocess.run([browser, *flags, path.as_uri()], capture_output=True)
    return pdf


def generated(gongkai, root):
    """Pages by their name, and the gold of each: what stands in each cell."""
    gold, found = {}, []
    for form in FORMS:
        for style, seed in STYLES.items():
            folder = root / f"{form}-{style}"
            command = [gongkai, "generate", "1", "--seed", seed, "--form", form, "--layout", "html", "--out", folder]
            subprocess.run(command, check=True, capture_output=True)
            text = next((folder / "texts").iterdir())
            path = root / f"{form}~{style}.html"
            path.write_text(page(text.read_text(encoding="utf-8")), encoding="utf-8")
            with open(folder / "gold/facts.csv", encoding="utf-8") as file:
                rows = csv.DictReader(file)
                gold[path.stem] = {(row["indicator"], row["applicant"]): row["value"] for row in rows}
            found.append(path)
    return found, gold


def read(gongkai, folder, gold):
    """Counts by style of what is read of the texts in `folder`."""
    out = folder.with_suffix(".out")
    subprocess.run([gongkai, "convert", folder, "--format", "jsonl", "--out", out], check=True, capture_output=True)
    lines = lambda table: map(json.loads, open(out / table / "part-00000.jsonl", encoding="utf-8"))
    names = {row["doc_id"]: Path(row["source"]).stem for row in lines("documents")}
    facts = collections.defaultdict(list)
    for row in lines("facts"):
        if row["source"] == "table":
            facts[names[row["doc_id"]], row["indicator"], row["applicant"] or ""].append(row)
    counts = collections.defaultdict(collections.Counter)
    for name, cells in gold.items():
        count = counts[name.split("~")[1]]
        for (indicator, applicant), value in cells.items():
            own = facts[name, indicator, applicant]
            count["all"] += bool(value)
            values = [row["value"] for row in own if row["value"] is not None]
            if values:
                right = value and all(abs(one - float(value)) < 1e-9 for one in values)
                count["right" if right else "wrong"] += 1
            elif value and any(row["state"] == "blank" for row in own):
                count["blank"] += 1
    return counts


def main():
    gongkai = sys.argv[1]
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        pages, gold = generated(gongkai, root)
        inputs = [(of_pages(), pages)]
        if browser:
            inputs.append((of_pdf(), [printed(browser, path) for path in pages]))
        print("| extractor | " + " | ".join(STYLES) + " | wrong | blank that are not |\n|---|" + "---|" * (len(STYLES) + 2))
        for extractors, files in inputs:
            for number, (name, extract) in enumerate(extractors.items()):
                if extract is None:
                    print(f"| {name} | not installed |")
                    continue
                texts = root / f"{files[0].suffix[1:]}-{number}"
                texts.mkdir()
                for path in files:
                    (texts / f"{path.stem}.txt").write_text(extract(str(path)) or "", encoding="utf-8")
                counts = read(gongkai, texts, gold)
                shares = [f"{counts[style]['right']} of {counts[style]['all']}" for style in STYLES]
                sums = [sum(count[what] for count in counts.values()) for what in ("wrong", "blank")]
                print(f"| {name} | {' | '.join(shares)} | {sums[0]} | {sums[1]} |", flush=True)


if __name__ == "__main__":
    main()
