from pathlib import Path

import pytest

from classifier.batch.sources import InputFiles, kind_of
from classifier.errors import InputError


def names(*inputs: Path | str, excluded: tuple[Path, ...] = ()) -> list[str]:
    return [source.name for source in InputFiles([str(path) for path in inputs], excluded)]


def touch(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("a.txt", "text"),
        ("a.HTM", "html"),
        ("a.jsonl.gz", "jsonl"),
        ("a.ndjson.zst", "jsonl"),
        ("a.tsv.xz", "csv"),
        ("a.pq", "parquet"),
        ("a.gz", "unknown"),
    ],
)
def test_the_suffix_tells_the_kind(path: str, kind: str) -> None:
    assert kind_of(path) == kind


def test_a_folder_gives_its_files_in_order_and_counts_what_it_leaves_out(tmp_path: Path) -> None:
    touch(
        tmp_path / "b.txt",
        tmp_path / "a/z.html",
        tmp_path / "a/y.jsonl",
        tmp_path / ".git/c.txt",
        tmp_path / "photo.png",
        tmp_path / ".hidden.txt",
    )
    files = InputFiles([tmp_path])
    assert [source.name for source in files] == ["a/y.jsonl", "a/z.html", "b.txt"]
    assert files.skipped == {".png": 1}


def test_texts_are_named_below_the_folder_that_all_inputs_share(tmp_path: Path) -> None:
    touch(tmp_path / "jan/x.txt", tmp_path / "feb/x.txt")
    assert names(tmp_path / "jan/x.txt") == ["x.txt"]
    assert names(tmp_path / "jan", tmp_path / "feb/x.txt") == ["jan/x.txt", "feb/x.txt"]


def test_a_glob_is_expanded_and_one_that_fits_nothing_is_an_error(tmp_path: Path) -> None:
    touch(tmp_path / "1/b.txt", tmp_path / "1/a.txt", tmp_path / "1/c.csv")
    assert names(f"{tmp_path}/1/*.txt") == ["a.txt", "b.txt"]
    with pytest.raises(InputError, match=r"\*\.parquet: no file fits"):
        names(f"{tmp_path}/*.parquet")


def test_outputs_are_never_read_as_inputs(tmp_path: Path) -> None:
    touch(tmp_path / "in.jsonl", tmp_path / "out.jsonl", tmp_path / "out.jsonl.parts/0.jsonl")
    assert names(tmp_path, excluded=(tmp_path / "out.jsonl", tmp_path / "out.jsonl.parts")) == ["in.jsonl"]


def test_what_is_no_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="gone.csv: no such file or folder"):
        InputFiles([tmp_path / "gone.csv"])
    with pytest.raises(InputError, match="neither a file nor a folder"):
        InputFiles(["/dev/null"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no file to score in there"):
        InputFiles([tmp_path / "empty"]).fingerprint()


def test_a_link_that_leads_back_does_not_go_round_for_ever(tmp_path: Path) -> None:
    touch(tmp_path / "in/a.txt")
    (tmp_path / "in/again").symlink_to(tmp_path / "in")
    assert names(tmp_path / "in") == ["a.txt"]


def test_the_fingerprint_changes_with_content_and_name_only(tmp_path: Path) -> None:
    touch(tmp_path / "one/a.txt", tmp_path / "two/a.txt", tmp_path / "three/b.txt")
    prints = {folder: InputFiles([tmp_path / folder]).fingerprint() for folder in ("one", "two", "three")}
    assert prints["one"] == prints["two"]
    assert prints["one"].sha256 != prints["three"].sha256
    (tmp_path / "two/a.txt").write_text("y", encoding="utf-8")
    assert InputFiles([tmp_path / "two"]).fingerprint().sha256 != prints["one"].sha256
