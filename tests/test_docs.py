"""What README.md and docs/ show works: Python blocks are run, commands exist with their options, the printed output is the real one."""

from __future__ import annotations

import re
import runpy
import shlex
from pathlib import Path

import click
import pandas as pd
import pytest
import typer

from classifier.cli import _register, app

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
ELSEWHERE = ("tcp://", "s3://", "spark")
"""What a block names that needs other machines; such a block is compiled and its imports are done."""


def blocks(page: Path, *languages: str) -> list[str]:
    return [code for language, code in BLOCK.findall(page.read_text(encoding="utf-8")) if language in languages]


def with_python() -> list[Path]:
    return [page for page in PAGES if blocks(page, "python")]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with the files that the pages speak of."""
    monkeypatch.chdir(tmp_path)
    rows = [
        ("a1", "Ruritania", "ceasefire", "support", 0.9, "Ana Ruiz", "Ruritania wants it", 0, 18, "direct", "2025-05-01"),
        ("a2", "Ruritania", "ceasefire", "oppose", 0.8, None, "Ruritania rejects it", 0, 20, "narrator", "2025-06-01"),
        ("a2", "Strelsau", "peacekeepers", "neutral", 0.7, None, "Strelsau studies it", 22, 41, "narrator", "2025-06-01"),
    ]
    columns = "document_id party issue stance probability speaker evidence start end attribution date".split()
    pd.DataFrame(rows, columns=columns).to_parquet("positions.parquet")
    (tmp_path / "my-codebook.yaml").write_text(blocks(ROOT / "README.md", "yaml")[0], encoding="utf-8")
    article = (ROOT / "examples" / "harbour-town-talks.txt").read_text(encoding="utf-8")
    (tmp_path / "article.txt").write_text(article, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("page", with_python(), ids=lambda page: page.name)
def test_python_blocks_run(page, folder):
    names: dict[str, object] = {"__name__": "page"}
    for number, code in enumerate(blocks(page, "python"), 1):
        where = f"{page.name}, Python block {number}"
        if any(word in code.lower() for word in ELSEWHERE):
            compile(code, where, "exec")
            code = "\n".join(line for line in code.splitlines() if line.startswith(("import ", "from ")))
        exec(compile(code, where, "exec"), names)


def commands() -> list[tuple[str, str]]:
    """Every line of a shell block that calls the program."""
    found = []
    for page in PAGES:
        for block in blocks(page, "console", "sh", "bash", ""):
            for line in block.replace("\\\n", " ").splitlines():
                line = line.strip().removeprefix("$ ")
                if line.startswith("stance "):
                    found.append((page.name, line))
    return found


def command_of(words: list[str]) -> tuple[click.Command, list[str]]:
    """The command that words call, and the words after its name."""
    _register()
    command: click.Command = typer.main.get_command(app)
    while hasattr(command, "commands") and words and not words[0].startswith("-"):
        assert words[0] in command.commands, f"there is no command {words[0]!r}"
        command, words = command.commands[words[0]], words[1:]
    return command, words


@pytest.mark.parametrize(("page", "line"), commands(), ids=lambda value: value[:60])
def test_commands_exist_with_their_options(page, line):
    command, words = command_of(shlex.split(line, comments=True)[1:])
    known = {name for option in command.params for name in (*option.opts, *option.secondary_opts)} | {"-h", "--help"}
    used = [word.split("=")[0] for word in words if re.match(r"--?[a-z]", word)]
    assert set(used) <= known, f"{page} shows options that {command.name} does not have"


def test_commands_are_found_in_the_pages():
    assert ("index.md", "stance read article.txt") in commands()


def test_command_of_refuses_what_does_not_exist():
    with pytest.raises(AssertionError, match="no command 'dance'"):
        command_of(["dance"])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files(page):
    targets = re.findall(r"\]\((?!https?:|#|tutorial/)([^)#]+)", page.read_text(encoding="utf-8"))
    written_by_programs = {"evaluation.md", "benchmarks.md", "docs/evaluation.md", "docs/benchmarks.md"}
    assert [name for name in targets if name not in written_by_programs and not (page.parent / name).exists()] == []


def test_readme_shows_what_the_command_prints():
    script = runpy.run_path(str(ROOT / "scripts" / "write_readme_output.py"))
    if not script["shown"]().strip():
        pytest.skip("README.md has no output yet: python scripts/write_readme_output.py")
    assert script["shown"]() == script["printed"]()


def test_counts_of_the_corpus_card_are_those_of_the_corpus():
    script = runpy.run_path(str(ROOT / "scripts" / "write_corpus_figures.py"))
    assert script["figures"](script["CORPUS"]) in script["CARD"].read_text(encoding="utf-8")


def test_agreement_in_the_corpus_card_covers_every_domain():
    card = (ROOT / "docs" / "corpus.md").read_text(encoding="utf-8").split("Agreement of the two codings", 1)[1]
    domains = {path.stem for path in (ROOT / "classifier" / "data" / "corpus").glob("*.jsonl") if ".standoff" not in path.name}
    assert {domain for domain in domains if f"| {domain} " not in card} == set()
