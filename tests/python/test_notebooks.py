"""The notebooks run from beginning to end without a window and show what they say."""

import base64
import json
import os
import shutil
import subprocess
import sys

from conftest import REPORTS, ROOT, needs

FOLDER = ROOT / "examples" / "notebooks"
ENVIRONMENT = {**os.environ, "REPORTS": str(REPORTS), "MPLBACKEND": "agg"}
# Three mistakes are planted in the reports, the last of them between two years.
# Without a Chinese font the notebooks say so, and characters are missing from the plot.
FONTLESS = "没有找到中文字体"
CONTRADICTED = ["songping-land-2022.txt", "yunqi-health-2022.txt", "songping-land-2023.txt"]


def test_marimo(tmp_path):
    needs("marimo", "matplotlib", "polars", "pyarrow")
    out = tmp_path / "reports.html"
    # It keeps notes beside what it runs.
    notebook = shutil.copy(FOLDER / "reports.py", tmp_path)
    ran = subprocess.run(
        [sys.executable, "-m", "marimo", "export", "html", notebook, "-o", out],
        env=ENVIRONMENT,
        capture_output=True,
        encoding="utf-8",
        timeout=600,
    )
    assert ran.returncode == 0, ran.stderr[-4000:]
    page = out.read_text(encoding="utf-8")
    assert "missing from" not in ran.stderr or FONTLESS in page
    assert all(name in page for name in CONTRADICTED)
    assert "data:image/png;base64" in page


def test_jupyter():
    nbclient, nbformat = needs("nbclient", "nbformat")
    needs("ipykernel", "matplotlib", "polars", "pyarrow")
    notebook = nbformat.read(FOLDER / "reports.ipynb", as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells)
    os.environ["REPORTS"] = str(REPORTS)
    client = nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": FOLDER}})
    client.execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    said = json.dumps(outputs, ensure_ascii=False)
    assert "missing from" not in said or FONTLESS in said
    assert all(name in said for name in CONTRADICTED)
    pictures = [output["data"]["image/png"] for output in outputs if "image/png" in output.get("data", {})]
    (picture,) = pictures
    keep = os.environ.get("KEEP_PICTURE")
    if keep:
        with open(keep, "wb") as file:
            file.write(base64.b64decode(picture))
    assert any("<mark" in output.get("data", {}).get("text/html", "") for output in outputs)


def test_both_notebooks_do_the_same():
    """Every statement of one stands in the other, but for how each shows a document."""
    notebook = json.loads((FOLDER / "reports.ipynb").read_text(encoding="utf-8"))
    program = (FOLDER / "reports.py").read_text(encoding="utf-8")
    lines = {line.strip() for line in program.splitlines()}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            for line in "".join(cell["source"]).splitlines():
                own = any(word in line for word in ("display", "plt.show()", "../reports", "print(f"))
                assert own or line.strip() in lines, line
