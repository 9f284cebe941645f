"""What the documentation site adds to its pages: the notebooks as a tutorial. MkDocs runs it as a hook (see mkdocs.yml)."""

from __future__ import annotations

import base64
import html
import json
import re
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = ROOT / "notebooks"
OUTSIDE = {"notebooks": "tutorial/1-read-one-article.md", "notebooks/": "tutorial/1-read-one-article.md"}
"""Links of the pages to places beside docs/, and where they lead on the site."""


def _shown(output: dict[str, Any]) -> str:
    """One output of a cell, as Markdown."""
    data = output.get("data", {})
    if "image/png" in data:
        name = "data:image/png;base64," + base64.b64encode(base64.b64decode("".join(data["image/png"]))).decode()
        return f"![Output of the cell above]({name})"
    if "text/html" in data:
        # Blank lines would end the block of HTML.
        return re.sub(r"\n\s*\n", "\n", "".join(data["text/html"])).strip()
    text = "".join(output.get("text", data.get("text/plain", "")))
    return f"<pre>{html.escape(text.rstrip()).replace(chr(10), '&#10;')}</pre>" if text.strip() else ""


def as_markdown(notebook: dict[str, Any]) -> str:
    """A notebook with its outputs, as Markdown."""
    parts = []
    for cell in notebook["cells"]:
        source = "".join(cell["source"]).rstrip()
        if cell["cell_type"] == "markdown":
            parts.append(re.sub(r"\]\(([\w-]+)\.ipynb\)", r"](\1.md)", source))
        elif cell["cell_type"] == "code":
            parts += [f"```python\n{source}\n```", *map(_shown, cell["outputs"])]
    return "\n\n".join(part for part in parts if part) + "\n"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Leave out of the menu what has not been written yet: evaluation and benchmarks are written by programs."""
    pages = Path(config.docs_dir)

    def present(items: list[Any]) -> list[Any]:
        kept = []
        for item in items:
            (title, target), = item.items()
            if isinstance(target, list):
                kept.append({title: present(target)})
            elif target.startswith("tutorial/") or (pages / target).exists():
                kept.append(item)
        return kept

    config.nav = present(config.nav or [])
    return config


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Add a page a notebook."""
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        text = as_markdown(json.loads(path.read_text(encoding="utf-8")))
        files.append(File.generated(config, f"tutorial/{path.stem}.md", content=text))
    return files


def on_page_markdown(markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Lead links to the notebooks' folder to the tutorial."""
    for outside, target in OUTSIDE.items():
        markdown = markdown.replace(f"](../{outside})", f"]({target})")
    return re.sub(r"\]\(\.\./notebooks/([\w-]+)\.ipynb\)", r"](tutorial/\1.md)", markdown)
