"""Put what ``stance read`` prints for the example into README.md: ``python scripts/write_readme_output.py`` after a new model."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
BEGIN, END = "<!-- output: stance read examples/harbour-town-talks.txt -->\n```text\n", "```\n<!-- end -->"


def printed() -> str:
    """What the command prints, without spaces at the ends of lines."""
    program = "import sys; from classifier.cli import main; sys.argv = ['stance', 'read', 'examples/harbour-town-talks.txt']; main()"
    output = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return "".join(line.rstrip() + "\n" for line in output.splitlines())


def shown() -> str:
    """What README.md shows."""
    return README.read_text(encoding="utf-8").split(BEGIN, 1)[1].split(END, 1)[0]


def main() -> None:
    """Replace what is between the marks."""
    text = README.read_text(encoding="utf-8")
    head, rest = text.split(BEGIN, 1)
    README.write_text(head + BEGIN + printed() + END + rest.split(END, 1)[1], encoding="utf-8")


if __name__ == "__main__":
    main()
