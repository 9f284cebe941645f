"""A model is a file from a stranger: what loads, what is refused, and what the refusal says."""

import hashlib
import io
import json
import os
import pickle
import zipfile

import joblib
import numpy as np
import pytest
import skops.io
from growth import seconds
from sklearn.exceptions import InconsistentVersionWarning
from sklearn.linear_model import LogisticRegression

from classifier.codebook import Codebook, Issue
from classifier.coding import persistence
from classifier.coding.persistence import MANIFEST, TAGGER, WEIGHTS, load_model, read_manifest, read_model, save_model
from classifier.document import Document
from classifier.errors import InputError

DOCUMENT = Document(
    "harbour",
    "The Harbour Union rejects the new quay, its secretary Ada Brandt said. "
    "The town council supports the new quay and will build it next year.",
)
BOOK = Codebook(
    name="quay", title="Quay", issues=[Issue(key="quay", label="New quay", proposition="The new quay is built.", keywords=("new quay",))]
)


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    path = tmp_path_factory.mktemp("models") / "model.stance"
    save_model(load_model(), path, {"data": "three towns"})
    return path


def members_of(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_archive(path, members, compression=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def rehash(members):
    """What an attacker would do: make the manifest agree with what was changed."""
    manifest = json.loads(members[MANIFEST])
    manifest["sha256"] = {name: hashlib.sha256(content).hexdigest() for name, content in members.items() if name != MANIFEST}
    return {**members, MANIFEST: json.dumps(manifest).encode()}


class Stranger:
    """A type that no model holds."""


class Bomb:
    """Runs a command when it is unpickled."""

    def __init__(self, mark):
        self.mark = mark

    def __reduce__(self):
        return os.system, (f"touch {self.mark}",)


def test_a_saved_model_predicts_the_same(saved):
    before, after = load_model(), read_model(saved)
    pairs = [model.decide_surveys([persistence_survey(DOCUMENT)])[1] for model in (before, after)]
    assert len(pairs[0]) > 0
    assert np.allclose(pairs[0]["probability"], pairs[1]["probability"], rtol=0, atol=0)
    assert pairs[0]["stance"].tolist() == pairs[1]["stance"].tolist()
    assert after.threshold_ == before.threshold_


def persistence_survey(document):
    from classifier.coding.candidates import Surveyor

    return Surveyor(BOOK)(document)


def test_the_same_model_gives_the_same_bytes(saved, tmp_path):
    save_model(load_model(), tmp_path / "again.stance", {"data": "three towns"})
    assert (tmp_path / "again.stance").read_bytes() == saved.read_bytes()


def test_the_manifest_names_versions_and_hashes_and_the_card(saved):
    manifest = read_manifest(saved)
    assert manifest["card"] == {"data": "three towns"}
    assert {"scikit-learn", "python", "package"} <= manifest.keys()
    assert manifest["sha256"][WEIGHTS] == hashlib.sha256(members_of(saved)[WEIGHTS]).hexdigest()


def test_the_tagger_travels_with_the_model_but_not_twice_in_the_package(saved, tmp_path):
    assert members_of(saved)[TAGGER] == persistence._packaged_tagger()
    (tmp_path / TAGGER).write_bytes(b"beside")
    save_model(load_model(), tmp_path / "slim.stance")
    assert TAGGER not in members_of(tmp_path / "slim.stance")
    assert read_model(tmp_path / "slim.stance").threshold_ == load_model().threshold_


def test_the_codebook_of_a_model_is_kept(tmp_path):
    model = read_model_copy(tmp_path)
    model.codebook = BOOK
    save_model(model, tmp_path / "own.stance")
    assert model.codebook is BOOK
    assert read_model(tmp_path / "own.stance").codebook == BOOK


def read_model_copy(tmp_path):
    save_model(load_model(), tmp_path / "copy.stance")
    return read_model(tmp_path / "copy.stance")


def test_saving_leaves_the_model_as_it_was(tmp_path):
    model = read_model_copy(tmp_path)
    trees = model.holder_._predictors
    save_model(model, tmp_path / "a.stance")
    assert model.holder_._predictors is trees
    assert isinstance(model.words_.vocabulary_, list)


def test_loading_takes_less_than_half_a_second(saved):
    read_model(saved)
    assert min(seconds(lambda: read_model(saved)) for _ in range(5)) < 0.5


def test_a_missing_file_and_a_folder(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        read_model(tmp_path / "missing.stance")
    with pytest.raises(InputError, match="folder"):
        read_model(tmp_path)


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04 not really", b"\x00" * 4096])
def test_what_is_no_archive(tmp_path, content):
    path = tmp_path / "x.stance"
    path.write_bytes(content)
    with pytest.raises(InputError, match="no stance model"):
        read_model(path)


@pytest.mark.parametrize("share", [0.1, 0.9, 0.999])
def test_a_truncated_file(saved, tmp_path, share):
    raw = saved.read_bytes()
    path = tmp_path / "cut.stance"
    path.write_bytes(raw[: int(len(raw) * share)])
    with pytest.raises(InputError, match="cut short"):
        read_model(path)


def test_a_changed_byte_anywhere_is_noticed(saved, tmp_path):
    raw = saved.read_bytes()
    for place in range(200, len(raw), len(raw) // 6):
        path = tmp_path / "changed.stance"
        path.write_bytes(raw[:place] + bytes([raw[place] ^ 0xFF]) + raw[place + 1 :])
        with pytest.raises(InputError):
            read_model(path)


def test_a_tampered_member_does_not_match_its_hash(saved, tmp_path):
    members = members_of(saved)
    name = next(name for name in members if name.endswith("nodes.npy"))
    members[name] = members[name][:-8] + b"\0" * 8
    with pytest.raises(InputError, match=f"{name} does not match its hash"):
        read_model(write_archive(tmp_path / "t.stance", members))


def test_a_member_that_the_manifest_does_not_name(saved, tmp_path):
    with pytest.raises(InputError, match="manifest and its members differ: 'extra.txt'"):
        read_model(write_archive(tmp_path / "t.stance", {**members_of(saved), "extra.txt": b"?"}))


@pytest.mark.parametrize("name", ["../evil.npy", "/etc/evil.npy", "a/../../evil.npy", "C:evil.npy", "..\\evil.npy"])
def test_a_path_that_climbs_out(saved, tmp_path, name):
    members = rehash({**members_of(saved), name: b"x"})
    with pytest.raises(InputError, match="points outside the archive"):
        read_model(write_archive(tmp_path / "t.stance", members))
    assert sorted(os.listdir(tmp_path)) == ["t.stance"]


@pytest.fixture
def tight(monkeypatch):
    """A limit of fifty megabytes, so that bombs are quick to make."""
    monkeypatch.setattr(persistence, "MAX_BYTES", 50_000_000)


def test_a_zip_bomb(saved, tmp_path, tight):
    bomb = write_archive(tmp_path / "bomb.stance", rehash({**members_of(saved), "zeros.npy": b"\0" * 50_000_000}))
    assert bomb.stat().st_size < 50_000_000 / 5
    with pytest.raises(InputError, match="refused: it unpacks to"):
        read_model(bomb)


@pytest.mark.parametrize("member", [WEIGHTS, TAGGER])
def test_a_zip_bomb_inside_a_member(saved, tmp_path, tight, member):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("schema.json", b"{}" + b" " * 50_000_000)
    with pytest.raises(InputError, match=f"{member}: refused: it unpacks to"):
        read_model(write_archive(tmp_path / "t.stance", rehash({**members_of(saved), member: inner.getvalue()})))


def test_two_members_of_one_name(saved, tmp_path):
    members = members_of(saved)
    path = write_archive(tmp_path / "t.stance", members)
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(WEIGHTS, b"other")
    with pytest.raises(InputError, match="two of one name"):
        read_model(path)


def test_an_unknown_type_is_named(saved, tmp_path):
    members = {**members_of(saved), WEIGHTS: skops.io.dumps({"model": Stranger()})}
    with pytest.raises(InputError, match=r"refused: unknown type \S*Stranger"):
        read_model(write_archive(tmp_path / "t.stance", rehash(members)))


def test_a_function_in_the_weights_is_refused(saved, tmp_path):
    members = {**members_of(saved), WEIGHTS: skops.io.dumps({"run": os.system})}
    with pytest.raises(InputError, match=r"refused: unknown type .*system"):
        read_model(write_archive(tmp_path / "t.stance", rehash(members)))


def test_another_estimator_is_no_model(saved, tmp_path):
    members = {**members_of(saved), WEIGHTS: skops.io.dumps(LogisticRegression())}
    with pytest.raises(InputError, match="holds a LogisticRegression"):
        read_model(write_archive(tmp_path / "t.stance", rehash(members)))


def test_a_malicious_pickle_is_not_run(tmp_path):
    mark = tmp_path / "was-run"
    for name, write in (
        ("a.stance", lambda path: path.write_bytes(pickle.dumps(Bomb(mark)))),
        ("a.joblib", lambda path: joblib.dump(Bomb(mark), path)),
    ):
        path = tmp_path / name
        write(path)
        for read in (read_model, load_model, read_manifest):
            with pytest.raises(InputError, match="can run code"):
                read(path)
    assert not mark.exists()


def test_a_pickle_inside_the_archive_is_not_run(saved, tmp_path):
    mark = tmp_path / "was-run"
    members = members_of(saved)
    name = next(name for name in members if name.endswith("values.npy"))
    buffer = io.BytesIO()
    np.save(buffer, np.array([Bomb(mark)], dtype=object), allow_pickle=True)
    for changed in ({name: buffer.getvalue()}, {WEIGHTS: pickle.dumps(Bomb(mark))}):
        with pytest.raises(InputError):
            read_model(write_archive(tmp_path / "t.stance", rehash({**members, **changed})))
    assert not mark.exists()


def test_a_joblib_file_needs_trust(tmp_path):
    path = tmp_path / "mine.joblib"
    joblib.dump(load_model(), path, compress=3)
    with pytest.raises(InputError, match="trust=True"):
        read_model(path)
    assert read_model(path, trust=True).threshold_ == load_model().threshold_
    joblib.dump({"not": "a model"}, path)
    with pytest.raises(InputError, match="holds a dict"):
        read_model(path, trust=True)


def array_bytes(values):
    buffer = io.BytesIO()
    np.save(buffer, values, allow_pickle=False)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("field", "value"), [("left", 0), ("right", 4_000_000_000), ("feature_idx", 10**9), ("feature_idx", -1), ("left", 250)]
)
def test_a_tree_that_leads_out_of_itself(saved, tmp_path, field, value):
    members = members_of(saved)
    name = next(name for name in members if name.endswith("nodes.npy"))
    nodes = np.load(io.BytesIO(members[name]))
    inner = np.flatnonzero(nodes["is_leaf"] == 0)[-1]
    nodes[field][inner] = value
    with pytest.raises(InputError, match="a tree leads out of itself"):
        read_model(write_archive(tmp_path / "t.stance", rehash({**members, name: array_bytes(nodes)})))


def test_sizes_that_do_not_add_up(saved, tmp_path):
    members = members_of(saved)
    for end, fault in (("nodes.npy", "sizes do not add up"), ("sizes.npy", "add up"), ("text.npy", None)):
        name = next(name for name in members if name.endswith(end))
        changed = rehash({**members, name: array_bytes(np.load(io.BytesIO(members[name]))[:-1])})
        path = write_archive(tmp_path / "t.stance", changed)
        if fault:
            with pytest.raises(InputError, match=fault):
                read_model(path)
    nodes = next(name for name in members if name.endswith("nodes.npy"))
    with pytest.raises(InputError, match="another version of scikit-learn"):
        read_model(write_archive(tmp_path / "t.stance", rehash({**members, nodes: array_bytes(np.zeros(3))})))


def test_an_array_that_claims_more_than_it_holds(saved, tmp_path):
    members = members_of(saved)
    name = next(name for name in members if name.endswith("values.npy"))
    header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999,), }"
    liar = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header
    with pytest.raises(InputError, match="no plain array"):
        read_model(write_archive(tmp_path / "t.stance", rehash({**members, name: liar})))


def test_another_version_of_scikit_learn_is_warned_about(saved, tmp_path):
    members = members_of(saved)
    manifest = json.loads(members[MANIFEST])
    manifest["scikit-learn"] = "1.4.2"
    path = write_archive(tmp_path / "old.stance", {**members, MANIFEST: json.dumps(manifest).encode()})
    with pytest.warns(InconsistentVersionWarning, match="1.4.2") as caught:
        read_model(path)
    assert len(caught) == 1


@pytest.mark.parametrize(
    ("manifest", "fault"),
    [
        (b"[]", "another form"),
        (b"{", "no JSON"),
        (b"\xff", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b'{"format": 9, "sha256": {}, "card": {}}', "format 9"),
    ],
)
def test_a_manifest_of_another_form(saved, tmp_path, manifest, fault):
    path = write_archive(tmp_path / "t.stance", {**members_of(saved), MANIFEST: manifest})
    with pytest.raises(InputError, match=fault):
        read_manifest(path)
    with pytest.raises(InputError, match=fault):
        read_model(path)


def test_an_unwritable_path(tmp_path):
    with pytest.raises(InputError, match="cannot be written"):
        save_model(load_model(), tmp_path / "no" / "such" / "model.stance")
