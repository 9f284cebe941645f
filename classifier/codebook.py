"""The codebook: the issues of a domain, each a proposition that a party can agree or disagree with, and its parties."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from classifier.errors import InputError

MAX_BYTES = 2_000_000
"""Largest codebook file that is read; a real one has a few kilobytes."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)]
Key = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class _Noun(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Issue(_Noun):
    """A proposition that a party can support or oppose.

    Parameters
    ----------
    key : str
        The short name used in tables.
    label : str
        The name that people read.
    proposition : str
        The sentence that stances are towards.
    keywords : tuple of str
        Words and phrases by which texts name the issue.
    reversed : tuple of str
        Keywords that name the proposition's opposite.

    Examples
    --------
    >>> Issue(key="truce", label="Truce", proposition="There is a truce.", keywords=("truce",)).key
    'truce'
    """

    key: Key
    label: Text
    proposition: Text
    keywords: tuple[Text, ...] = ()
    reversed: tuple[Text, ...] = ()


class Party(_Noun):
    """A collective actor with the names that stand for it.

    Parameters
    ----------
    name : str
        The canonical name.
    aliases : tuple of str
        Other names: capitals, leaders, abbreviations.

    Examples
    --------
    >>> Party(name="Russia", aliases=("Moscow", "Kremlin")).aliases
    ('Moscow', 'Kremlin')
    """

    name: Text
    aliases: tuple[Text, ...] = ()


class Codebook(_Noun):
    """The issues to code, and optionally the parties of the domain.

    Parameters
    ----------
    name : str
        Short name of the codebook.
    title : str
        Its title.
    issues : tuple of Issue
        At least one; keys are unique.
    parties : tuple of Party
        They add to the built-in list and win over it.

    Examples
    --------
    >>> book = Codebook(name="demo", title="Demo", issues=[Issue(key="truce", label="Truce", proposition="There is a truce.")])
    >>> book.keys
    ('truce',)
    """

    name: Key
    title: str = ""
    issues: Annotated[tuple[Issue, ...], Field(min_length=1)]
    parties: tuple[Party, ...] = ()

    @model_validator(mode="after")
    def _unique(self) -> Codebook:
        seen: set[str] = set()
        for n, issue in enumerate(self.issues):
            if issue.key in seen:
                raise ValueError(f"issues.{n}.key|duplicate key {issue.key!r}; every issue needs its own")
            seen.add(issue.key)
        names: set[str] = set()
        for n, party in enumerate(self.parties):
            if party.name in names:
                raise ValueError(f"parties.{n}.name|duplicate party {party.name!r}; put the aliases together under one")
            names.add(party.name)
        return self

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the issues, in order."""
        return tuple(issue.key for issue in self.issues)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML's safe types alone; numbers, dates and yes/no stay the words that the analyst wrote."""


_Loader.yaml_implicit_resolvers = {}


def _node_at(node: yaml.Node, path: list[str]) -> yaml.Node:
    """The node that a dotted path leads to, or the nearest one above it."""
    for step in path:
        if isinstance(node, yaml.MappingNode):
            found = [(key, value) for key, value in node.value if getattr(key, "value", None) == step]
            if not found:
                return node
            node = found[-1][0] if step == path[-1] and not isinstance(found[-1][1], yaml.ScalarNode) else found[-1][1]
        elif isinstance(node, yaml.SequenceNode) and step.isdigit() and int(step) < len(node.value):
            node = node.value[int(step)]
        else:
            return node
    return node


def _plain(node: yaml.Node, source: str, seen: set[int]) -> Any:
    """The node as strings, lists and dicts; shared nodes (YAML aliases) are refused, as they can grow without end."""
    if id(node) in seen:
        raise InputError(source, "YAML anchors and aliases are not allowed; write it out", f"line {node.start_mark.line + 1}")
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, source, seen) for child in node.value]
    record: dict[str, Any] = {}
    for key, value in node.value:
        name = _plain(key, source, seen)
        if not isinstance(name, str):
            raise InputError(source, "a field's name must be a word", f"line {key.start_mark.line + 1}")
        if name in record:
            raise InputError(source, f"field {name!r} occurs twice; keep one", f"line {key.start_mark.line + 1}")
        record[name] = _plain(value, source, seen)
    return record


def parse_codebook(text: str, source: str = "codebook") -> Codebook:
    """Read a codebook from YAML text.

    Parameters
    ----------
    text : str
        The YAML.
    source : str
        The name for error messages.

    Returns
    -------
    Codebook

    Raises
    ------
    InputError
        If it is no valid codebook; the message names the line.

    Examples
    --------
    >>> parse_codebook("name: x\\nissues: [{key: a, label: A, proposition: A is so., colour: red}]")
    Traceback (most recent call last):
    classifier.errors.InputError: codebook, line 2: unknown field 'colour'; known here: key, label, proposition, keywords, reversed
    """
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise InputError(source, f"no valid YAML: {error.problem}", f"line {mark.line + 1}" if mark else None) from None
    except (yaml.YAMLError, RecursionError) as error:
        raise InputError(source, f"no valid YAML: {str(error).splitlines()[0] if str(error) else 'nested too deeply'}") from None
    if root is None:
        raise InputError(source, "the file is empty; a codebook has a name and issues ('stance codebook new' writes a template)")
    if not isinstance(root, yaml.MappingNode):
        raise InputError(source, "a codebook is a YAML mapping with the fields name, title, issues, parties", "line 1")
    try:
        record = _plain(root, source, set())
    except RecursionError:
        raise InputError(source, "nested too deeply") from None
    try:
        return Codebook.model_validate(record)
    except ValidationError as error:
        first = error.errors()[0]
        path = [str(step) for step in first["loc"]]
        fault = first["msg"]
        if first["type"] == "extra_forbidden":
            fields = {1: Codebook, 3: Issue if path[0] == "issues" else Party}.get(len(path), Issue).model_fields
            fault = f"unknown field {path[-1]!r}; known here: {', '.join(fields)}"
        elif first["type"] == "missing":
            fault = f"field {path[-1]!r} is missing"
        elif first["type"] == "value_error":
            where, _, fault = str(first["ctx"]["error"]).partition("|")
            path = where.split(".")
        elif first["type"] == "too_short" and path == ["issues"]:
            fault = "no issues; a codebook needs at least one"
        else:
            fault = f"field {'.'.join(path)!r}: {fault[0].lower()}{fault[1:]}"
        raise InputError(source, fault, f"line {_node_at(root, path).start_mark.line + 1}") from None


def read_codebook(path: str | Path) -> Codebook:
    """Read a codebook file.

    Parameters
    ----------
    path : str or Path
        A YAML file, UTF-8.

    Returns
    -------
    Codebook

    Raises
    ------
    InputError
        If the file is missing, too large, no UTF-8, or no valid codebook.

    Examples
    --------
    >>> read_codebook("missing.yaml")
    Traceback (most recent call last):
    classifier.errors.InputError: missing.yaml: no such file
    """
    path = Path(path)
    try:
        raw = path.read_bytes() if path.stat().st_size <= MAX_BYTES else None
    except FileNotFoundError:
        raise InputError(str(path), "no such file") from None
    except OSError as error:
        raise InputError(str(path), f"cannot be read ({error.strerror})") from None
    if raw is None:
        raise InputError(str(path), f"larger than {MAX_BYTES} bytes; this is no codebook")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError(str(path), f"not UTF-8 at byte {error.start}; save it as UTF-8", f"line {line}") from None
    return parse_codebook(text, str(path))
