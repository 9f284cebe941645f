"""Run the notebooks and save their outputs: ``python scripts/run_notebooks.py`` after a new model or a new way of showing things."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"


def run(path: Path) -> None:
    """Run one notebook from top to bottom and save it, without what differs from run to run."""
    notebook = nbformat.read(path, as_version=4)
    place = {"metadata": {"path": str(path.parent)}}
    NotebookClient(notebook, timeout=120, kernel_name="python3", record_timing=False, resources=place).execute()
    for cell in notebook.cells:
        cell.metadata.clear()
        # A warning on standard error tells of the machine it ran on, not of the story.
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook.metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    nbformat.write(notebook, path)


if __name__ == "__main__":
    for path in [Path(name) for name in sys.argv[1:]] or sorted(FOLDER.glob("*.ipynb")):
        begin = time.perf_counter()
        run(path)
        print(f"{path.name}: {time.perf_counter() - begin:.1f} s, {path.stat().st_size // 1024} kB")
