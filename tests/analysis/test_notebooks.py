"""The notebooks run from top to bottom, and what they show is saved in them."""

import re
from pathlib import Path

import pytest

nbformat = pytest.importorskip("nbformat", reason="nbformat is not installed: pip install 'party-stance[test]'")
nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed: pip install 'party-stance[test]'")
pytest.importorskip("ipykernel", reason="ipykernel is not installed: pip install 'party-stance[test]'")

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def kinds(cell):
    """What a cell shows: the forms of its outputs, in order."""
    return [tuple(sorted(output.get("data", {"text/plain": 0}))) for output in cell.outputs if output.get("name") != "stderr"]


def test_there_are_five():
    assert [path.name[0] for path in NOTEBOOKS] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_shows_what_was_saved(path):
    saved, run = nbformat.read(path, as_version=4), nbformat.read(path, as_version=4)
    for cell in code(run):
        cell.outputs, cell.execution_count = [], None
    nbclient.NotebookClient(run, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}).execute()
    assert [kinds(cell) for cell in code(run)] == [kinds(cell) for cell in code(saved)], "run python scripts/run_notebooks.py"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_saved_whole_with_its_outputs(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert [cell.execution_count for cell in code(notebook)] == list(range(1, len(code(notebook)) + 1))
    assert sum(bool(cell.outputs) for cell in code(notebook)) >= 3
    assert not any(output.output_type == "error" for cell in code(notebook) for output in cell.outputs)
    assert path.stat().st_size < 600_000


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_tells_nothing_of_the_machine_it_ran_on(path):
    text = re.sub(r'"image/png": "[^"]*"', "", path.read_text(encoding="utf-8"))
    assert not re.search(r"/home/|/root/|/tmp/|/Users/|stderr|site-packages", text)
