"""Try a wheel in an empty environment: ``python scripts/try_wheel.py dist/party_stance-*.whl``."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ARTICLE = Path(__file__).resolve().parents[1] / "examples" / "harbour-town-talks.txt"
LARGEST = 30_000_000


def main() -> None:
    """Weigh, install, run."""
    wheel = Path(sys.argv[1]).resolve()
    size = wheel.stat().st_size
    if size > LARGEST:
        sys.exit(f"{wheel.name} has {size / 1e6:.1f} MB, over the limit of {LARGEST / 1e6:.0f} MB")
    with tempfile.TemporaryDirectory() as name:
        # Run away from the clone, so that nothing but the installed package can be imported.
        folder = Path(name)
        venv.create(folder / "venv", with_pip=True)
        programs = folder / "venv" / "bin"
        subprocess.run([programs / "python", "-m", "pip", "install", "--quiet", wheel], check=True, cwd=folder)

        def stance(*words: str) -> str:
            return subprocess.run([programs / "stance", *words], check=True, cwd=folder, capture_output=True, text=True).stdout

        version = stance("--version").strip()
        rows = json.loads(stance("read", str(ARTICLE), "--json"))
        if not rows:
            sys.exit("stance read found no positions in the example article")
        text = ARTICLE.read_text(encoding="utf-8")
        if any(text[row["start"] : row["end"]] != row["evidence"] for row in rows):
            sys.exit("an evidence is not where its offsets say")
    print(f"{wheel.name}: {size / 1e6:.1f} MB; {version}; {len(rows)} positions in {ARTICLE.name}")


if __name__ == "__main__":
    main()
