"""A run: files in, a table of positions out, nothing lost on the way."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from classifier.batch.articles import MAX_CHARS
from classifier.batch.chunks import CHUNK_ROWS, Chunk, chunked
from classifier.batch.columns import Columns
from classifier.batch.journal import FORMAT, Entry, Journal, difference, write_whole
from classifier.batch.progress import Silence
from classifier.batch.readers import Reader
from classifier.batch.rows import Row, without_duplicates
from classifier.batch.scorer import Recipe, Scored, codebook_hash, model_hash, model_path, score_documents
from classifier.batch.sources import Fingerprint, InputFiles
from classifier.batch.tables import append_files, join_parts, table_format
from classifier.codebook import Codebook
from classifier.document import Document
from classifier.errors import InputError
from classifier.version import __version__

Pool = Callable[[Iterator[Chunk]], Iterator[tuple[Chunk, Scored]]]
"""Scores chunks as they come, and gives them back in their order."""


@dataclass(frozen=True)
class Summary:
    """What became of a run.

    Parameters
    ----------
    rows, scored, rejected, positions : int
        Counts over the whole input; ``rows == scored + rejected``.
    resumed : int
        How many of the rows were done by an earlier run.
    output : str
        The table.
    rejects : str or None
        The file of rejects; None where there are none.
    first_reject : dict or None
        The first of them.
    seconds : float
        Time taken.
    """

    rows: int
    scored: int
    rejected: int
    positions: int
    resumed: int
    output: str
    rejects: str | None
    first_reject: dict[str, Any] | None
    seconds: float

    @property
    def exit_code(self) -> int:
        """0 if all rows were scored, 3 if some were rejected, 1 if all were."""
        if not self.rejected:
            return 0
        return 3 if self.scored else 1

    def __str__(self) -> str:
        done = f", {self.resumed:,} of them by the earlier run" if self.resumed else ""
        rejects = f" (in {self.rejects})" if self.rejects else ""
        return (
            f"{self.rows:,} rows in = {self.scored:,} scored + {self.rejected:,} rejected{rejects}{done}; "
            f"{self.positions:,} positions in {self.output}; {self.seconds:.1f} s"
        )


def beside(output: str | Path, suffix: str) -> Path:
    """The path of a file that goes with an output.

    Examples
    --------
    >>> beside("out/positions.csv", ".rejects.jsonl").as_posix()
    'out/positions.csv.rejects.jsonl'
    """
    path = Path(output)
    return path.with_name(path.name + suffix)


def in_this_process(recipe: Recipe) -> Pool:
    """Score one chunk after the other."""

    def score(chunks: Iterator[Chunk]) -> Iterator[tuple[Chunk, Scored]]:
        for chunk in chunks:
            yield chunk, score_documents(recipe, chunk.documents)

    return score


@cache
def _end_with(parent: int) -> None:
    """End this process when its parent is gone: a killed run must not leave workers that wait for work."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    if os.name == "posix" and os.getppid() == parent:
        threading.Thread(target=watch, daemon=True).start()


def _in_worker(parent: int, recipe: Recipe, documents: list[Document]) -> Scored:
    _end_with(parent)
    return score_documents(recipe, documents)


def in_processes(recipe: Recipe, jobs: int) -> Pool:
    """Score chunks in several processes of this machine."""

    def score(chunks: Iterator[Chunk]) -> Iterator[tuple[Chunk, Scored]]:
        from joblib import Parallel, delayed
        from joblib.externals.loky.process_executor import TerminatedWorkerError

        parent = os.getpid()
        waiting: deque[Chunk] = deque()
        faults: list[BaseException] = []

        def tasks() -> Iterator[Any]:
            # joblib takes the tasks in a thread of its own, where an error would be lost.
            try:
                for chunk in chunks:
                    waiting.append(chunk)
                    yield delayed(_in_worker)(parent, recipe, chunk.documents)
            except BaseException as fault:
                faults.append(fault)

        results = Parallel(n_jobs=jobs, return_as="generator", pre_dispatch="2*n_jobs", batch_size=1, max_nbytes=None)(tasks())
        try:
            for scored in results:
                yield waiting.popleft(), scored
        except TerminatedWorkerError:
            fault = "a worker process was killed, perhaps for want of memory; go on with --resume and fewer --jobs"
            raise InputError("--jobs", fault) from None
        finally:
            results.close()
        if faults:
            raise faults[0]

    return score


def data_hash() -> str:
    """SHA-256 over the package's data by which texts are read; part of what a run is done with."""
    digest = hashlib.sha256()
    for folder in ("models", "gazetteer", "lexicon"):
        files = resources.files("classifier").joinpath("data", folder)
        if files.is_dir():
            for file in sorted(files.iterdir(), key=lambda file: file.name):
                if file.is_file() and not file.name.endswith(".stance"):
                    digest.update(file.name.encode() + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


@dataclass(frozen=True)
class Run:
    """What is to be done, and with what; the pool that does it comes with the call.

    Parameters
    ----------
    files : InputFiles
        The inputs.
    fingerprint : Fingerprint
        Their content.
    output : str
        File or folder.
    head : dict
        Hashes and settings, for the manifest.
    reader : Reader
        Reads the rows.
    chunk_rows : int
        Rows of a chunk.
    progress : Silence
        Whom to tell.
    """

    files: InputFiles
    fingerprint: Fingerprint
    output: str
    head: dict[str, Any]
    reader: Reader
    chunk_rows: int
    progress: Silence

    @property
    def form(self) -> str:
        """The format of the output."""
        return str(self.head["settings"]["format"])

    def __call__(self, pool: Pool, resume: bool, overwrite: bool) -> Summary:
        """Score what is not scored yet, and join it.

        Parameters
        ----------
        pool : callable
            Scores chunks.
        resume : bool
            Go on with an earlier run.
        overwrite : bool
            Throw an unfinished run away.

        Returns
        -------
        Summary
        """
        begin = time.monotonic()
        folder = beside(self.output, ".parts")
        if resume and not (folder / "manifest.jsonl").exists():
            finished = self._finished(begin)
            if finished is not None:
                return finished
        journal = Journal(folder, self.head)
        with journal.opened(resume, overwrite):
            before = sum(entry.rows for entry in journal.entries.values())
            total = self._score(journal, pool)
            if not total:
                raise InputError(", ".join(self.files.roots[:3]), "nothing to score: no rows in there")
            summary = self._join(journal, total, before, begin)
        journal.remove()
        return summary

    def _finished(self, begin: float) -> Summary | None:
        """The summary of an earlier run that is finished, if it was this one."""
        try:
            manifest = json.loads(beside(self.output, ".manifest.json").read_bytes())
            head, counts = manifest["run"], manifest["counts"]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        if not os.path.exists(self.output):
            return None
        other = difference(head, self.head)
        if other:
            raise InputError(self.output, f"the finished run is of {other}; leave --resume out to replace it")
        return self._summary(counts, counts["rows"], begin)

    def _summary(self, counts: dict[str, int], resumed: int, begin: float) -> Summary:
        rejects = beside(self.output, ".rejects.jsonl") if counts["rejected"] else None
        first = None
        if rejects is not None:
            with open(rejects, encoding="utf-8") as lines:
                first = json.loads(lines.readline())
        named = str(rejects) if rejects is not None else None
        return Summary(**counts, resumed=resumed, output=self.output, rejects=named, first_reject=first, seconds=time.monotonic() - begin)

    def _score(self, journal: Journal, pool: Pool) -> int:
        """Score the chunks that have no entry; how many chunks there are."""
        chunks = 0

        def missing() -> Iterator[Chunk]:
            nonlocal chunks
            for chunk in chunked(self._rows(), self.chunk_rows):
                chunks = chunk.number + 1
                entry = journal.entries.get(chunk.number)
                if entry is None:
                    yield chunk
                elif entry.fingerprint != chunk.fingerprint():
                    fault = f"chunk {chunk.number} has other rows than before: the input changed while it was read; use --overwrite"
                    raise InputError(str(journal.folder), fault)
                else:
                    self.progress.advance(len(chunk.rows), chunk.position, False)

        self.progress.begin(self.fingerprint.size)
        try:
            for chunk, scored in pool(missing()):
                rejects = _rejects(chunk, scored.failures)
                lines = "".join(json.dumps(reject, ensure_ascii=False) + "\n" for reject in rejects).encode("utf-8", "backslashreplace")
                entry = Entry(
                    chunk.number, len(chunk.rows), len(chunk.rows) - len(rejects), len(rejects), scored.positions, chunk.fingerprint(),
                    hashlib.sha256(scored.part).hexdigest(), hashlib.sha256(lines).hexdigest() if lines else "",
                )  # fmt: skip
                journal.add(entry, scored.part, lines)
                self.progress.advance(len(chunk.rows), chunk.position, True)
        finally:
            self.progress.end()
        return chunks

    def _rows(self) -> Iterator[tuple[Row, int]]:
        position = 0

        def rows() -> Iterator[Row]:
            nonlocal position
            for row, here in self.reader.rows(self.files):
                position = here
                yield row

        for row in without_duplicates(rows()):
            yield row, position

    def _join(self, journal: Journal, chunks: int, before: int, begin: float) -> Summary:
        """Join the parts, and bring the results to their places in single steps; done twice it gives the same."""
        entries = [journal.entries[number] for number in range(chunks)]
        joined = journal.folder / "joined"
        if joined.is_dir():
            shutil.rmtree(joined)
        join_parts((journal.part(entry.chunk) for entry in entries), self.form, joined)
        rejects = beside(self.output, ".rejects.jsonl")
        if any(entry.rejected for entry in entries):
            gathered = journal.folder / "rejects"
            with open(gathered, "wb") as file:
                append_files((journal.rejects(entry.chunk) for entry in entries if entry.rejected), file)
                file.flush()
                os.fsync(file.fileno())
            gathered.replace(rejects)
        else:
            rejects.unlink(missing_ok=True)
        target = Path(self.output)
        if target.is_dir():
            target.rename(journal.folder / "replaced")
        joined.replace(target)
        counts = {name: sum(getattr(entry, name) for entry in entries) for name in ("rows", "scored", "rejected", "positions")}
        write_whole(beside(self.output, ".manifest.json"), (json.dumps({"run": self.head, "counts": counts}, indent=1) + "\n").encode())
        return self._summary(counts, before, begin)


def _rejects(chunk: Chunk, failures: dict[int, str]) -> list[dict[str, Any]]:
    """The rows of a chunk that are not scored, as records."""
    rejects = []
    document = -1
    for row in chunk.rows:
        reason = row.reason
        if row.document is not None:
            document += 1
            reason = failures.get(document)
        if reason is not None:
            rejects.append({"file": row.file, "row": row.number, "id": row.id, "reason": reason})
    return rejects


def _check_output(output: str, form: str) -> None:
    path = Path(output)
    if form == "folder" and path.exists():
        if not path.is_dir():
            raise InputError(output, "this is a file; a folder was asked for")
        foreign = [file.name for file in path.iterdir() if not (file.name.startswith("part-") and file.suffix == ".parquet")]
        if foreign:
            raise InputError(output, f"the folder holds other files ({', '.join(sorted(foreign)[:3])}); name a new one")
    parent = path.parent
    if not parent.is_dir():
        raise InputError(output, f"there is no folder {parent}; create it first")


def plan(
    inputs: Sequence[str | Path],
    output: str | Path,
    codebook: Codebook,
    *,
    model_sha256: str,
    columns: Columns | None = None,
    max_chars: int = MAX_CHARS,
    chunk_rows: int = CHUNK_ROWS,
    progress: Silence | None = None,
) -> Run:
    """Look at inputs and output, and say what is to be done; nothing is written yet.

    Parameters are those of `score_files`; `model_sha256` identifies the model.

    Raises
    ------
    InputError
        If an input is missing or lacks a column, or the output cannot be written there.
    """
    form = table_format(output)
    output = os.fspath(output).rstrip("/" + os.sep)
    _check_output(output, form)
    progress = progress or Silence()
    columns = columns or Columns()
    own: list[str | Path] = [output, *(beside(output, suffix) for suffix in (".parts", ".rejects.jsonl", ".manifest.json"))]
    files = InputFiles(inputs, excluded=own)
    fingerprint = files.fingerprint()
    if files.skipped:
        kinds = ", ".join(f"{count} {suffix}" for suffix, count in sorted(files.skipped.items()))
        progress.note(f"files of other kinds are left out: {kinds}")
    reader = Reader(columns, max_chars)
    told: set[str] = set()
    for source in files:
        found = reader.check(source)
        what = found.removeprefix(source.path) if found else ""
        if found and what not in told:
            told.add(what)
            progress.note(found)
    settings = {"format": form, "max_chars": max_chars, "chunk_rows": chunk_rows, "columns": asdict(columns)}
    head = {
        "format": FORMAT, "package": __version__, "input": asdict(fingerprint), "codebook": codebook_hash(codebook), "model": model_sha256,
        "reading": data_hash(), "settings": settings,
    }  # fmt: skip
    return Run(files, fingerprint, output, head, reader, chunk_rows, progress)


def score_files(
    inputs: Sequence[str | Path],
    output: str | Path,
    codebook: Codebook,
    model: str | Path | None = None,
    *,
    columns: Columns | None = None,
    jobs: int = 1,
    dask: str | None = None,
    resume: bool = False,
    overwrite: bool = False,
    max_chars: int = MAX_CHARS,
    chunk_rows: int = CHUNK_ROWS,
    progress: Silence | None = None,
) -> Summary:
    """Score files of documents.

    Parameters
    ----------
    inputs : sequence of str or Path
        Text, HTML, JSONL, CSV and Parquet files, folders and globs of them; JSONL, CSV and text also as .gz, .xz and .zst.
    output : str or Path
        A .parquet, .csv or .jsonl file, or a folder for Parquet files. Beside it come ``OUTPUT.manifest.json`` and, where rows were
        rejected, ``OUTPUT.rejects.jsonl``.
    codebook : Codebook
        The issues.
    model : str or Path, optional
        "fast" (the default), "accurate" or a model file.
    columns : Columns, optional
        Names of the columns; those that are not named are guessed.
    jobs : int, default=1
        Processes; -1 for as many as there are cores. The result is the same.
    dask : str, optional
        Address of a Dask scheduler, to score on its workers instead.
    resume : bool, default=False
        Go on with an earlier run that was stopped.
    overwrite : bool, default=False
        Throw away what an earlier run that was stopped has done.
    max_chars : int, default=1_000_000
        Longer texts are rejected; 0 for no limit.
    chunk_rows : int, default=256
        Rows that are scored, written and recorded in one step.
    progress : Silence, optional
        Whom to tell how far it is; nobody by default.

    Returns
    -------
    Summary

    Raises
    ------
    InputError
        If the inputs cannot be scored at all, or what is to be resumed is another run.
    """
    digest = model_hash(model)
    run = plan(
        inputs, output, codebook, model_sha256=digest, columns=columns, max_chars=max_chars, chunk_rows=chunk_rows, progress=progress
    )  # fmt: skip
    recipe = Recipe(model_path(model), run.head["model"], codebook, run.form)
    if dask is not None:
        from classifier.batch.clusters import on_cluster

        return run(on_cluster(recipe, dask), resume, overwrite)
    return run(in_this_process(recipe) if jobs == 1 else in_processes(recipe, jobs), resume, overwrite)


