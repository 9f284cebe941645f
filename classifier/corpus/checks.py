"""Checking gold files: what the coding guidelines ask of them, beyond being well formed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from classifier.codebook import Codebook
from classifier.corpus.gold import GoldArticle
from classifier.position import party_key

RUN = 8
"""Length, in words, of the runs of text that may not recur."""
MAX_SHARED = 3
"""In how many articles a run may occur."""
NEAR = 0.2
"""Share of an article's runs that another one may hold."""
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be.

    Parameters
    ----------
    article : str
        Id of the article.
    fault : str
        What is wrong.
    """

    article: str
    fault: str


def check_articles(articles: Sequence[GoldArticle], codebook: Codebook | None = None, shortest: int = 100, longest: int = 1500) -> list[Finding]:
    """Check articles and codes against their codebook.

    Parameters
    ----------
    articles : sequence of GoldArticle
        Of one domain.
    codebook : Codebook, optional
        Its issues; keys are not checked without.
    shortest, longest : int
        Words that an article may have.

    Returns
    -------
    list of Finding
        Empty if all is well.

    Examples
    --------
    >>> from classifier.document import Document
    >>> from classifier.position import Position
    >>> text = "Ruritania accepts the truce. " * 30
    >>> article = GoldArticle(Document("a", text), (Position("Ruritania", "truce", "support", "Ruritania accepts the truce."),) * 2, "demo")
    >>> [finding.fault for finding in check_articles([article])]
    ["the evidence occurs 30 times: 'Ruritania accepts the truce.'", "the triple ('ruritania', 'truce', 'support') is coded twice"]
    """
    findings: list[Finding] = []
    keys = set(codebook.keys) if codebook else None
    seen: set[str] = set()
    for article in articles:
        name = article.document.id
        if name in seen:
            findings.append(Finding(name, "the id occurs twice"))
        seen.add(name)
        words = len(article.document.text.split())
        if not shortest <= words <= longest:
            findings.append(Finding(name, f"{words} words; {shortest} to {longest} are allowed"))
        triples: set[tuple[str, str, str]] = set()
        told: set[str] = set()
        for code in article.positions:
            triple = (party_key(code.party), code.issue, code.stance)
            if triple in triples:
                findings.append(Finding(name, f"the triple {triple} is coded twice"))
            triples.add(triple)
            if keys is not None and code.issue not in keys:
                findings.append(Finding(name, f"issue {code.issue!r} is not in the codebook"))
            if code.speaker is not None and code.speaker not in article.document.text:
                findings.append(Finding(name, f"the speaker is not named so in the text: {code.speaker!r}"))
            times = article.document.text.count(code.evidence)
            if times > 1 and code.evidence not in told:
                findings.append(Finding(name, f"the evidence occurs {times} times: {code.evidence[:60]!r}"))
            told.add(code.evidence)
    return findings


def word_runs(text: str, length: int = RUN) -> set[tuple[str, ...]]:
    """The runs of so many words in a text, lower case.

    Examples
    --------
    >>> len(word_runs("one two three four five six seven eight nine"))
    2
    """
    words = [word.lower() for word in WORD.findall(text)]
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


def shared_runs(articles: Iterable[GoldArticle]) -> list[Finding]:
    """Find runs of words that too many articles share, and articles that are near-duplicates.

    Parameters
    ----------
    articles : iterable of GoldArticle
        Of all domains.

    Returns
    -------
    list of Finding
        Runs in more than `MAX_SHARED` articles, pairs that share more than `NEAR` of their runs.
    """
    where: dict[tuple[str, ...], list[str]] = {}
    size: dict[str, int] = {}
    for article in articles:
        runs = word_runs(article.document.text)
        size[article.document.id] = len(runs)
        for run in sorted(runs):
            where.setdefault(run, []).append(article.document.id)
    findings = []
    common: dict[tuple[str, str], int] = {}
    for run, names in where.items():
        if len(names) > MAX_SHARED:
            findings.append(Finding(names[0], f"{len(names)} articles share {' '.join(run)!r}"))
        for n, first in enumerate(names):
            for second in names[n + 1 :]:
                common[first, second] = common.get((first, second), 0) + 1
    for (first, second), count in common.items():
        if count > NEAR * min(size[first], size[second]):
            findings.append(Finding(first, f"near-duplicate of {second}: {count} runs of {RUN} words in common"))
    return findings
