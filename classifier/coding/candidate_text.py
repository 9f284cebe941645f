"""How a candidate is put before the cross-encoder: its clause in context with the holder marked, and the issue, as word pieces.

The first part is the headline, what goes before, the sentence with the clause between marks, and the beginning of what follows; every place
that names the possible holder stands between marks, and a mark says where the attribution holds that it speaks. The second part names the
holder and the issue: proposition, label, keywords. Lengths are bounded, so a candidate costs the same in any text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from classifier.codebook import Codebook, Issue
from classifier.text.reading import Reading

if TYPE_CHECKING:
    from tokenizers import Tokenizer

PAD, BEGIN, END = 0, 101, 102
HOLDER, HOLDER_END, CLAUSE, CLAUSE_END, SPEAKS, PARAGRAPH, PART = 2, 3, 4, 5, 6, 7, 8
"""Marks: pieces that the vocabulary leaves unused."""
MASK = 11
"""What a holder's name is now and then replaced by in training, so that the network reads the language and not the name."""
TITLE, BEFORE, SENTENCE, AFTER = 14, 44, 96, 20
KEYWORDS, OPPOSITES, ISSUE, PARTY = 22, 12, 64, 8
"""Most pieces of each part."""
LONGEST = 256
FURTHEST = 44
"""Sentences before that are looked at, however few pieces they have."""
FIXED = 104
"""The vocabulary begins with so many marks and unused pieces; no text may bring one in."""
SURROGATES = re.compile("[\ud800-\udfff]")


class DocumentText:
    """The word pieces of one document, shared by all its candidates.

    Parameters
    ----------
    reading : Reading
        The text as read.
    tokenizer : tokenizers.Tokenizer
        Cuts words into pieces.
    """

    def __init__(self, reading: Reading, tokenizer: Tokenizer) -> None:
        self._reading = reading
        passages = reading.passages
        encoded: Any = tokenizer.encode([encodable(word) for word in passages.words], is_pretokenized=True, add_special_tokens=False)
        self._pieces: list[list[int]] = [[] for _ in passages.words]
        for piece, word in zip(encoded.ids, encoded.word_ids, strict=True):
            self._pieces[word].append(piece)
        self._title = pieces_of(tokenizer, reading.document.title or "")[:TITLE]
        self._opens: dict[str, set[int]] = {}
        self._closes: dict[str, set[int]] = {}
        for mention in reading.mentions:
            self._opens.setdefault(mention.party, set()).add(mention.first)
            self._closes.setdefault(mention.party, set()).add(mention.last)

    def pieces(self, clause: int, party: str, statement: int) -> list[int]:
        """The first part of a candidate.

        Parameters
        ----------
        clause : int
            Number of the clause.
        party : str
            The possible holder.
        statement : int
            Number of the statement by which it speaks there, -1 if none.

        Returns
        -------
        list of int
            Word pieces with marks.
        """
        passages = self._reading.passages
        first, last = self._reading.clauses[clause]
        number = passages.sentence_of[first]
        sentences, paragraph_of = passages.sentences, passages.paragraph_of
        begin, end = sentences[number]
        opens, closes = self._opens.get(party, set()), self._closes.get(party, set())
        source = self._reading.statements[statement].attribution.source if statement >= 0 else None
        if source and not any(i in opens for i in range(*source)):
            opens, closes = opens | {source[0]}, closes | {source[1]}

        def run(start: int, stop: int, marked: bool = False) -> list[int]:
            found: list[int] = []
            for i in range(start, stop):
                if i in closes:
                    found.append(HOLDER_END)
                if marked and i == last:
                    found.append(CLAUSE_END)
                if marked and i == first:
                    found.append(CLAUSE)
                    if statement >= 0:
                        found.append(SPEAKS)
                if i in opens:
                    found.append(HOLDER)
                found += self._pieces[i]
            if stop in closes:
                found.append(HOLDER_END)
            if marked and stop == last:
                found.append(CLAUSE_END)
            return found

        here = run(begin, end, True) if end - begin <= 4 * SENTENCE else run(max(begin, first - SENTENCE), min(end, first + 2 * SENTENCE), True)
        if len(here) > SENTENCE:
            low = max(0, min(here.index(CLAUSE) - 12, len(here) - SENTENCE))
            here = here[low : low + SENTENCE]
        before: list[int] = []
        n = number - 1
        while n >= max(0, number - FURTHEST) and len(before) < BEFORE:
            a, b = sentences[n]
            part = run(max(a, b - 2 * BEFORE), b)
            if paragraph_of[sentences[n + 1][0]] != paragraph_of[a]:
                part.append(PARAGRAPH)
            before = part + before
            n -= 1
        after: list[int] = []
        if number + 1 < len(sentences):
            a, b = sentences[number + 1]
            after = run(a, min(b, a + 2 * AFTER))
            if paragraph_of[a] != paragraph_of[begin]:
                after.insert(0, PARAGRAPH)
        return [BEGIN, *self._title, PART, *before[-BEFORE:], *here, *after[:AFTER], END]


def pieces_of(tokenizer: Tokenizer, text: str) -> list[int]:
    """The word pieces of a short text, without any that are marks."""
    return [piece for piece in tokenizer.encode(encodable(text), add_special_tokens=False).ids if piece >= FIXED]


def encodable(text: str) -> str:
    """A text with lone surrogates replaced, which cannot be encoded.

    Examples
    --------
    >>> encodable("a\\ud800b") == "a\\ufffdb"
    True
    """
    return SURROGATES.sub("\ufffd", text)


def issue_pieces(tokenizer: Tokenizer, issue: Issue) -> list[int]:
    """The word pieces that stand for an issue."""
    found = [*pieces_of(tokenizer, issue.proposition), PART, *pieces_of(tokenizer, issue.label), PART]
    found += pieces_of(tokenizer, ", ".join(issue.keywords))[:KEYWORDS]
    if issue.reversed:
        found += [CLAUSE_END, *pieces_of(tokenizer, ", ".join(issue.reversed))[:OPPOSITES]]
    return found[:ISSUE]


class CandidateText:
    """Puts candidates on the issues of one codebook into word pieces.

    Parameters
    ----------
    codebook : Codebook
        The issues.
    tokenizer : tokenizers.Tokenizer
        Cuts words into pieces.
    """

    def __init__(self, codebook: Codebook, tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer
        self._issues = [issue_pieces(tokenizer, issue) for issue in codebook.issues]
        self._parties: dict[str, list[int]] = {}

    def __call__(self, reading: Reading, rows: Sequence[tuple[int, str, int, int]]) -> list[tuple[list[int], list[int]]]:
        """The two parts of candidates of one document.

        Parameters
        ----------
        reading : Reading
            The text as read.
        rows : sequence of (int, str, int, int)
            Clause, party, issue and statement of each candidate.

        Returns
        -------
        list of (list of int, list of int)
        """
        text = DocumentText(reading, self.tokenizer)
        found = []
        for clause, party, issue, statement in rows:
            if party not in self._parties:
                if len(self._parties) > 10_000:
                    self._parties.clear()
                self._parties[party] = pieces_of(self.tokenizer, party)[:PARTY]
            found.append((text.pieces(clause, party, statement), [*self._parties[party], HOLDER_END, *self._issues[issue], END]))
        return found
