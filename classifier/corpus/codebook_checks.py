"""Checking a codebook before it is used: faults with their lines, and a dry run over a few articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import yaml

from classifier.codebook import Codebook, Issue, Party, parse_codebook
from classifier.coding.linking import FUNCTION_WORDS, content_words
from classifier.document import Document
from classifier.errors import InputError
from classifier.position import party_key
from classifier.text.passages import read_passages
from classifier.text.vectors import stem

FIELDS = {"codebook": tuple(Codebook.model_fields), "issue": tuple(Issue.model_fields), "party": tuple(Party.model_fields)}
CHATTER = frozenset("next last week month year day ago per cent first told asked added else way us me late early back put still far even never".split())
"""Words of all news, which make no issue."""
NEEDED = {"codebook": ("name", "issues"), "issue": ("key", "label", "proposition"), "party": ("name",)}
MOST_PHRASES = 15
LEAST_DOCUMENTS = 2

TEMPLATE = """\
# A codebook: the issues of a debate, and who takes part in it. Lines that begin with # are comments.
name: my-debate            # short name, used for files
title: My debate           # its title, for people

issues:
  # An issue is a proposition that a party can support or oppose. Put it as one sentence, as the change that somebody asks for:
  # a stance is always towards the proposition ("support" of "The toll is abolished." = wants it abolished, "oppose" = wants it kept).
  - key: toll                          # short name, used in tables; letters, digits, _
    label: Bridge toll                 # the name that people read
    proposition: The toll on the bridge is abolished.
    # Words and phrases by which texts name the issue; 4 to 8 are plenty. Other forms of a word (toll, tolls) are found by themselves.
    keywords: [toll, bridge charge, fee for crossing, keep the toll]
    # Optional: those keywords that name the opposite of the proposition.
    reversed: [keep the toll]

  - key: night_ferry
    label: Night ferry
    proposition: The ferry runs at night.
    keywords: [night ferry, late sailings, ferry timetable]

# Optional: the parties of the debate. States, capitals, governments and many organisations are known without being listed;
# names listed here win over them. Aliases are other names: abbreviations, seats, people who speak for the party.
parties:
  - name: Harbour Union
    aliases: [the union, HU]
  - name: Town council
    aliases: [council, town hall]
"""


@dataclass(frozen=True, order=True)
class Finding:
    """One thing to mend in a codebook.

    Parameters
    ----------
    line : int
        Number of the line, from 1.
    kind : {'error', 'warning'}
        An error stops the codebook from being read; a warning makes it work less well.
    message : str
        What it is and what to do.

    Examples
    --------
    >>> print(Finding(3, "warning", "issue 'toll' has no keywords"))
    line 3: warning: issue 'toll' has no keywords
    """

    line: int
    kind: str
    message: str

    def __str__(self) -> str:
        """One line."""
        return f"line {self.line}: {self.kind}: {self.message}"


Field = tuple[yaml.Node, yaml.Node]


class _Inspection:
    """Walks the nodes of a codebook, which know their lines, and collects findings."""

    def __init__(self, root: yaml.Node) -> None:
        self.findings: list[Finding] = []
        self._stems: dict[int, set[str]] = {}
        fields = self._fields(root, "codebook", "the codebook")
        issues = [self._fields(node, "issue", f"issue {n}") for n, node in enumerate(self._items(fields, "issues"), 1)]
        parties = [self._fields(node, "party", f"party {n}") for n, node in enumerate(self._items(fields, "parties"), 1)]
        if "issues" in fields and not issues:
            self._error(fields["issues"][0], "no issues; a codebook needs at least one")
        self._check_issues(issues)
        self._check_parties(parties)

    def _error(self, node: yaml.Node, message: str) -> None:
        self.findings.append(Finding(node.start_mark.line + 1, "error", message))

    def _warn(self, node: yaml.Node, message: str) -> None:
        self.findings.append(Finding(node.start_mark.line + 1, "warning", message))

    def _fields(self, node: yaml.Node, kind: str, name: str) -> dict[str, Field]:
        """The fields of a mapping; unknown, doubled and missing ones are findings."""
        if not isinstance(node, yaml.MappingNode):
            self._error(node, f"{name} must have the fields {', '.join(FIELDS[kind])}")
            return {}
        fields: dict[str, Field] = {}
        for key, value in node.value:
            field = key.value if isinstance(key, yaml.ScalarNode) else "?"
            if field not in FIELDS[kind]:
                self._error(key, f"unknown field {field!r} in {name}; known here: {', '.join(FIELDS[kind])}")
            elif field in fields:
                self._error(key, f"field {field!r} occurs twice in {name}; keep one")
            else:
                fields[field] = (key, value)
        for field in NEEDED[kind]:
            if field not in fields:
                self._error(node, f"{name} has no field {field!r}")
        return fields

    def _items(self, fields: dict[str, Field], field: str) -> list[yaml.Node]:
        if field not in fields:
            return []
        key, value = fields[field]
        if isinstance(value, yaml.SequenceNode):
            return list(value.value)
        if not (isinstance(value, yaml.ScalarNode) and not value.value):
            self._error(key, f"{field!r} must be a list")
        return []

    def _text(self, fields: dict[str, Field], field: str, name: str) -> str:
        if field not in fields:
            return ""
        key, value = fields[field]
        text = " ".join(value.value.split()) if isinstance(value, yaml.ScalarNode) else ""
        if not text and field in {"key", "label", "proposition", "name"}:
            wanted = "; write the sentence that parties support or oppose" if field == "proposition" else ""
            self._error(key, f"the {field} of {name} is empty{wanted}")
        return text

    def _phrases(self, fields: dict[str, Field], field: str) -> Iterator[tuple[yaml.Node, str]]:
        for node in self._items(fields, field):
            text = " ".join(node.value.split()) if isinstance(node, yaml.ScalarNode) else ""
            if text:
                yield node, text
            else:
                self._error(node, f"an empty entry among the {field}")

    def _check_issues(self, issues: list[dict[str, Field]]) -> None:
        keys: dict[str, int] = {}
        owners: dict[str, tuple[str, int]] = {}
        for n, fields in enumerate(issues, 1):
            key = self._text(fields, "key", f"issue {n}")
            name = f"issue {key!r}" if key else f"issue {n}"
            if key in keys:
                self._error(fields["key"][1], f"duplicate key {key!r}, also on line {keys[key]}; every issue needs its own")
            elif key:
                keys[key] = fields["key"][1].start_mark.line + 1
            label, proposition = self._text(fields, "label", name), self._text(fields, "proposition", name)
            keywords = list(self._phrases(fields, "keywords"))
            if fields and not keywords:
                place = fields.get("keywords") or fields.get("key") or next(iter(fields.values()))
                self._warn(place[0], f"{name} has no keywords; it is found by its label and proposition alone")
            for node, keyword in keywords:
                owner, line = owners.setdefault(keyword.casefold(), (name, node.start_mark.line + 1))
                if owner != name:
                    self._warn(node, f"keyword {keyword!r} of {name} is also one of {owner} (line {line}); keep it where it tells the two apart")
                elif line != node.start_mark.line + 1:
                    self._warn(node, f"keyword {keyword!r} occurs twice in {name}")
            known = _stems([label, proposition, *(keyword for _, keyword in keywords)])
            for node, phrase in self._phrases(fields, "reversed"):
                if not _stems([phrase]) & known and not _alike(_stems([phrase]), known):
                    self._warn(node, f"reversed keyword {phrase!r} resembles no keyword of {name}; add what it is the opposite of to the keywords")

    def _check_parties(self, parties: list[dict[str, Field]]) -> None:
        names: dict[str, tuple[str, int]] = {}
        listed: list[tuple[str, str, yaml.Node]] = []
        for n, fields in enumerate(parties, 1):
            name = self._text(fields, "name", f"party {n}")
            if name:
                node = fields["name"][1]
                same, line = names.get(party_key(name), (name, 0))
                if line:
                    say = self._error if same == name else self._warn
                    say(node, f"duplicate party {name!r}, also on line {line}; put the aliases together under one")
                names.setdefault(party_key(name), (name, node.start_mark.line + 1))
            listed += [(name, alias, node) for node, alias in self._phrases(fields, "aliases")]
        seen = dict(names)
        for name, alias, node in listed:
            owner, line = seen.setdefault(alias.casefold(), (name, node.start_mark.line + 1))
            if owner != name:
                self._warn(node, f"alias {alias!r} of {name!r} also stands for {owner!r} (line {line}); a name can stand for one party only")
            elif line != node.start_mark.line + 1 or alias.casefold() in names:
                self._warn(node, f"alias {alias!r} of {name!r} is listed twice")


def _stems(phrases: Iterable[str]) -> set[str]:
    return {stem(word) for phrase in phrases for word in content_words(phrase)}


def _alike(ours: set[str], theirs: set[str]) -> bool:
    """Whether two words share a beginning of five letters or three quarters, as 'abolish' and 'abolition' do."""
    return any(a[:5] == b[:5] for a in ours for b in theirs if len(a) > 4 and len(b) > 4)


def check_codebook(text: str, source: str = "codebook") -> tuple[Codebook | None, list[Finding]]:
    """Check a codebook's text.

    Parameters
    ----------
    text : str
        YAML.
    source : str
        Its name.

    Returns
    -------
    codebook : Codebook or None
        None if there are errors.
    findings : list of Finding
        In order of their lines.

    Examples
    --------
    >>> book, findings = check_codebook("name: x\\nissues:\\n- {key: a, label: A, proposition: '', colour: red}")
    >>> [str(finding) for finding in findings][:2]
    ["line 3: error: the proposition of issue 'a' is empty; write the sentence that parties support or oppose", \
"line 3: error: unknown field 'colour' in issue 1; known here: key, label, proposition, keywords, reversed"]
    """
    findings: list[Finding] = []
    try:
        root = yaml.compose(text, Loader=yaml.BaseLoader)
        if isinstance(root, yaml.MappingNode):
            findings = _Inspection(root).findings
    except (yaml.YAMLError, RecursionError):
        findings = []
    book = None
    try:
        book = parse_codebook(text, source)
    except InputError as error:
        if not any(finding.kind == "error" for finding in findings):
            line = (error.place or "line 1").removeprefix("line ")
            findings.append(Finding(int(line) if line.isdigit() else 1, "error", error.fault))
    return book, sorted(set(findings))


@dataclass(frozen=True)
class DryRun:
    """What a codebook meets in a few articles.

    Attributes
    ----------
    documents : int
        How many were read.
    found : dict of str to int
        For each issue the number of documents in which a keyword of it occurs.
    missing : dict of str to list of str
        For each issue the keywords that never occur.
    uncovered : list of (str, int)
        Frequent phrases whose words no issue has, with the number of documents.
    """

    documents: int
    found: dict[str, int]
    missing: dict[str, list[str]]
    uncovered: list[tuple[str, int]]


def dry_run(codebook: Codebook, documents: Sequence[Document]) -> DryRun:
    """Look for a codebook's keywords in articles, and for frequent phrases that no issue covers.

    Parameters
    ----------
    codebook : Codebook
        The issues.
    documents : sequence of Document
        A few articles of the debate; twenty are plenty.

    Returns
    -------
    DryRun
    """
    keywords = {(issue.key, keyword): _stems([keyword]) for issue in codebook.issues for keyword in issue.keywords}
    named = _stems(text for issue in codebook.issues for text in (issue.label, issue.proposition, *issue.keywords, *issue.reversed))
    named |= _stems(name for party in codebook.parties for name in (party.name, *party.aliases))
    stems: dict[str, str] = {}
    met: Counter[tuple[str, str]] = Counter()
    found: Counter[str] = Counter()
    phrases: Counter[tuple[str, ...]] = Counter()
    written: dict[tuple[str, ...], Counter[str]] = {}
    for document in documents:
        passages = read_passages(document.text)
        words = list(passages.words)
        own = [stems.setdefault(word, stem(word.lower().removesuffix("'s").removesuffix("’s"))) for word in words]
        here: set[tuple[str, ...]] = set()
        hits: set[tuple[str, str]] = set()
        for first, last in passages.sentences:
            present = set(own[first:last])
            hits.update(key for key, parts in keywords.items() if parts and present.issuperset(parts))
            run: list[int] = []
            for i in range(first, last + 1):
                # A name inside a sentence is a party or a place, not an issue.
                if i < last and (words[i].islower() or i == first) and own[i] not in named and _carries_meaning(words[i]):
                    run.append(i)
                    continue
                for a in range(len(run)):
                    for b in range(a + 1, min(a + 3, len(run)) + 1):
                        phrase = tuple(own[k] for k in run[a:b])
                        here.add(phrase)
                        written.setdefault(phrase, Counter())[" ".join(words[k].lower() for k in run[a:b])] += 1
                run = []
        met.update(hits)
        found.update({key for key, _ in hits})
        phrases.update(here)
    missing = {issue.key: [keyword for keyword in issue.keywords if not met[issue.key, keyword]] for issue in codebook.issues}
    missing = {key: rest for key, rest in missing.items() if rest}
    return DryRun(len(documents), {key: found[key] for key in codebook.keys}, missing, _frequent(phrases, written, len(documents)))


def _carries_meaning(word: str) -> bool:
    return word[0].isalpha() and word.lower() not in FUNCTION_WORDS and word.lower() not in CHATTER


def _frequent(phrases: Counter[tuple[str, ...]], written: dict[tuple[str, ...], Counter[str]], documents: int) -> list[tuple[str, int]]:
    """The phrases of several words that occur in most documents, each as it is written most often, none inside another."""
    least = max(LEAST_DOCUMENTS, documents // 20)
    often = {phrase: count for phrase, count in phrases.items() if count >= least and len(phrase) > 1}
    ranked = sorted(often, key=lambda phrase: (-often[phrase], -written[phrase].total(), -len(phrase), phrase))
    chosen: list[tuple[str, ...]] = []
    for phrase in ranked:
        if not any(set(phrase) & set(other) and len(set(phrase) & set(other)) >= min(len(phrase), len(other)) for other in chosen):
            chosen.append(phrase)
        if len(chosen) == MOST_PHRASES:
            break
    return [(written[phrase].most_common(1)[0][0], phrases[phrase]) for phrase in chosen]
