"""What a system takes: installed size, versions, peak memory, start-up time."""

from __future__ import annotations

import importlib.metadata
import resource
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import classifier
from classifier.version import __version__

PACKAGE = "party-stance"
MEGABYTE = 1_000_000


def version(name: str) -> str:
    return f"{name} {__version__ if name == PACKAGE else importlib.metadata.version(name)}"


def closure(names: Iterable[str]) -> set[str]:
    """Distributions with all that they require, of what is installed."""
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    found: set[tuple[str, str]] = set()
    left = [(canonicalize_name(name), "") for name in names]
    while left:
        name, extra = left.pop()
        if (name, extra) in found:
            continue
        try:
            required = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:
            continue
        found.add((name, extra))
        for text in required:
            wanted = Requirement(text)
            if wanted.marker is None or wanted.marker.evaluate({"extra": extra}):
                left += [(canonicalize_name(wanted.name), part) for part in ("", *wanted.extras)]
    return {name for name, _ in found}


def files_size(names: Iterable[str]) -> float:
    """Megabytes of the distributions' files, compiled Python left out."""
    total = 0
    for name in names:
        for file in importlib.metadata.files(name) or []:
            path = Path(str(file.locate()))
            if path.suffix != ".pyc" and path.is_file():
                total += path.stat().st_size
    return total / MEGABYTE


def shared_size() -> float:
    """Megabytes of what this package requires, itself left out."""
    return files_size(closure([PACKAGE]) - {PACKAGE})


def installed_size(packages: Sequence[str]) -> float:
    """Megabytes that these distributions add to what this package requires; for this package those of its own folder."""
    if PACKAGE in packages:
        files = (path for path in Path(classifier.__file__).parent.rglob("*") if path.is_file() and path.suffix != ".pyc")
        return sum(path.stat().st_size for path in files) / MEGABYTE
    return files_size(closure(packages) - closure([PACKAGE]))


def peak_memory() -> float:
    """Mebibytes that this process held at most. Linux counts a parent's memory into `ru_maxrss`, so its own count is read where there is one."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)


def children_time() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def start_up(python: str, system: str, folder: Path, environment: Mapping[str, str], rounds: int = 3) -> float:
    """Seconds from the start of Python until a trained system is loaded, wall clock or processor time, the least of some rounds."""
    code = "import sys, pathlib, systems; systems.SYSTEMS[sys.argv[1]].kind(pathlib.Path(sys.argv[2])).load()"
    best = float("inf")
    for _ in range(rounds):
        begun, busy = time.perf_counter(), children_time()
        subprocess.run([python, "-c", code, system, str(folder)], env=environment, check=True, capture_output=True)
        best = min(best, time.perf_counter() - begun, children_time() - busy)
    return best
