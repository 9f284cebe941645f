"""Linking: how well each clause of a text fits each issue of a codebook, without training on that codebook.

A codebook is compiled once: its content words become columns, its labels, propositions and keywords become weighted sets of columns.
Every word type of a text has a row of similarities to those columns (same stem, shared beginning, near in meaning), kept in a cache, so
that a text costs one gather, one maximum a clause and one matrix product.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from classifier.codebook import Codebook
from classifier.coding.groups import Members, Naming
from classifier.text.passages import TOKEN, Passages
from classifier.text.vectors import WordVectors, load_vectors, stem

Floats = NDArray[np.float32]

FUNCTION_WORDS = frozenset(
    "a an the and or of to in on for by with from at as is are be been being was were it its this that these those there their his her "
    "they he she we you i who which what whom whose will would shall should can could may might must do does did done has have had not no nor "
    "if than then so such into over under between among about after before during out off up down again more most less least very all any each "
    "both other another own same too only just also even some many much new part parts take takes taken make makes made keep keeps get gets give "
    "gives given put set use used let lets go goes s t mr ms said say says".split()
)
KINDS = ("label", "proposition", "keyword", "reversed")
CACHE_LIMIT = 20_000
"""Word types whose similarities are kept. Those met in one document only are dropped between documents, never within one."""

LINK_FEATURES = (
    "label", "proposition", "keyword", "keyword_second", "reversed", "keyword_lexical", "reversed_lexical", "label_lexical", "exact", "exact_reversed",
    "pooled", "pooled_margin", "pooled_sentence", "pooled_paragraph", "pooled_paragraph_margin",
    "spelling", "spelling_margin", "spelling_sentence", "spelling_sentence_margin", "spelling_paragraph", "spelling_paragraph_margin",
    "words_hit", "best", "margin", "rank", "share", "sentence_best", "sentence_margin",
    "previous", "next", "paragraph", "paragraph_margin", "title", "document", "focus", "focus_distance", "anaphor", "anaphor_focus",
    "clause_length", "in_quotation",
    "best_above_document", "pooled_above_document", "spelling_above_document", "keyword_above_document", "document_share", "document_order",
    "rivals",
)  # fmt: skip
ANAPHORS = frozenset(
    "it this that them they these those one ones both either former latter such plan proposal idea deal scheme move step measure text draft bill law offer "
    "demand request motion clause article question matter issue so there neither same project arrangement formula initiative blueprint package".split()
)

ENOUGH = 8
"""From so many issues on it makes no difference how many a codebook has: to be the best of few says less than to be the best of these."""


@lru_cache(maxsize=CACHE_LIMIT)
def grams(word: str) -> frozenset[str]:
    """The runs of three to five letters of a word, its edges marked.

    Examples
    --------
    >>> sorted(grams("aid"))
    ['<ai', '<aid', '<aid>', 'aid', 'aid>', 'id>']
    """
    edged = f"<{word}>"
    return frozenset(edged[i : i + n] for n in (3, 4, 5) for i in range(len(edged) - n + 1))


def content_words(phrase: str) -> list[str]:
    """The words of a phrase that carry its meaning, lower case.

    Examples
    --------
    >>> content_words("There is a ceasefire in the war.")
    ['ceasefire', 'war']
    """
    words = [word.lower().removesuffix("'s").removesuffix("’s") for word in TOKEN.findall(phrase)]
    kept = [word for word in words if word[0].isalnum() and word not in FUNCTION_WORDS]
    return kept or [word for word in words if word[0].isalnum()]


def _blocks(numbers: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where runs of one number begin, and in which run each place is."""
    changes = np.empty(len(numbers), dtype=bool)
    changes[0] = True
    np.not_equal(numbers[1:], numbers[:-1], out=changes[1:])
    return np.flatnonzero(changes), np.cumsum(changes) - 1


def _margin(scores: Floats) -> Floats:
    """How far each issue is behind the best one."""
    return np.asarray(scores - scores.max(axis=1, keepdims=True), dtype=np.float32)


def _proper_words(book: Codebook) -> set[str]:
    """The words of a codebook that are written with a capital where an ordinary word would not be."""
    texts = [text for issue in book.issues for text in (issue.proposition, *issue.keywords, *issue.reversed)]
    written = [(n, word) for text in texts for n, word in enumerate(TOKEN.findall(text))]
    small = {word.lower() for _, word in written if word[0].islower()}
    keywords = {word.lower() for issue in book.issues for text in (*issue.keywords, *issue.reversed) for word in TOKEN.findall(text) if word[0].isupper()}
    inside = {word.lower() for n, word in written if n and word[0].isupper()}
    return (keywords | inside) - small


def _without_initials(passages: Passages) -> list[str]:
    """The tokens, those that open a sentence or a quotation and those among capitals in lower case: their capital says nothing."""
    words = list(passages.words)
    for first, _ in (*passages.sentences, *passages.quotations):
        if first < len(words):
            words[first] = words[first].lower()
            if not words[first][0].isalnum() and first + 1 < len(words):
                words[first + 1] = words[first + 1].lower()
    shouted = [len(word) > 1 and word.isupper() for word in passages.words]
    for n in range(1, len(words) - 1):
        if shouted[n] and shouted[n - 1] and shouted[n + 1]:
            words[n] = words[n].lower()
    return words


@dataclass(frozen=True)
class Links:
    """What the linker saw in one text.

    Attributes
    ----------
    features : ndarray of float32, shape (n_clauses, n_issues, len(LINK_FEATURES))
        Domain-free measures of fit.
    anchors : ndarray of int, shape (n_clauses, n_issues)
        The token of the clause that fits the issue best.
    issue_tokens : ndarray of float32, shape (n_tokens, n_issues)
        How much each token speaks for each issue, 0 to 1.
    reversed_tokens : ndarray of float32, shape (n_tokens, n_issues)
        The same for the issue's `reversed` keywords.
    issue_letters, reversed_letters : ndarray of float32, shape (n_tokens, n_issues)
        The same by letters alone: nearness in meaning does not count.
    """

    features: Floats
    anchors: NDArray[np.intp]
    issue_tokens: Floats
    reversed_tokens: Floats
    issue_letters: Floats
    reversed_letters: Floats


class IssueLinker:
    """Measures the fit of clauses and issues.

    Parameters
    ----------
    codebook : Codebook
        The issues.
    vectors : WordVectors, optional
        Word meanings; the packaged table by default.

    Examples
    --------
    >>> from classifier.codebook import Codebook, Issue
    >>> from classifier.text.passages import read_passages
    >>> book = Codebook(name="x", issues=[
    ...     Issue(key="truce", label="Truce", proposition="There is a truce.", keywords=["truce", "ceasefire"]),
    ...     Issue(key="aid", label="Aid", proposition="Aid is let in.", keywords=["aid trucks", "relief"])])
    >>> passages = read_passages("The ceasefires held. Food lorries waited.")
    >>> links = IssueLinker(book).read(passages, passages.sentences)
    >>> links.features[:, :, LINK_FEATURES.index("keyword")].argmax(axis=1).tolist()
    [0, 1]
    """

    def __init__(self, codebook: Codebook, vectors: WordVectors | None = None) -> None:
        self.codebook = codebook
        self.vectors = vectors or load_vectors()
        self._compile()

    def _compile(self) -> None:
        book, vectors = self.codebook, self.vectors
        phrases: list[tuple[int, int, list[str]]] = []
        for number, issue in enumerate(book.issues):
            opposite = {" ".join(content_words(word)) for word in issue.reversed}
            phrases.append((number, 0, content_words(issue.label)))
            phrases.append((number, 1, content_words(issue.proposition)))
            for keyword in issue.keywords:
                words = content_words(keyword)
                if " ".join(words) not in opposite:
                    phrases.append((number, 2, words))
            for keyword in issue.reversed:
                phrases.append((number, 3, content_words(keyword)))
        self.columns = sorted({word for _, _, words in phrases for word in words})
        column = {word: n for n, word in enumerate(self.columns)}
        n_issues = len(book.issues)
        spread = np.zeros((len(self.columns), n_issues), dtype=bool)
        for number, _, words in phrases:
            for word in words:
                spread[column[word], number] = True
        names = {word for party in book.parties for name in (party.name, *party.aliases) for word in content_words(name)}
        names |= {word.lower() for issue in book.issues for word in TOKEN.findall(issue.proposition)[1:] if word[0].isupper() and not word.isupper()}
        self.weights = np.array(
            [
                min(vectors.idf(word), 6.0) * (1.0 + np.log(n_issues / spread[n].sum())) * (0.35 if word in names else 1.0)
                for n, word in enumerate(self.columns)
            ],
            dtype=np.float32,
        )
        self.weights /= self.weights.max()
        self._columns_of_stem: dict[str, list[int]] = {}
        for n, word in enumerate(self.columns):
            self._columns_of_stem.setdefault(stem(word), []).append(n)
        self._beginning: dict[str, list[int]] = {}
        for n, word in enumerate(self.columns):
            self._beginning.setdefault(word[:4], []).append(n)
        proper = names | _proper_words(book)
        self._meanings = np.stack([np.zeros(vectors.n_dimensions, dtype=np.float32) if word in proper else vectors(word) for word in self.columns])
        cover = np.zeros((len(self.columns), len(phrases)), dtype=np.float32)
        for n, (_, _, words) in enumerate(phrases):
            for word in words:
                cover[column[word], n] = self.weights[column[word]]
        self._heaviness = cover.sum(axis=0)
        self._cover = cover / self._heaviness
        self._size = np.array([len(set(words)) for _, _, words in phrases])
        self._members = [
            Members([[n for n, (number, k, _) in enumerate(phrases) if number == issue and k == kind] for issue in range(n_issues)]) for kind in range(4)
        ]
        pooled = np.zeros((n_issues, vectors.n_dimensions), dtype=np.float32)
        names_issue = np.zeros((len(self.columns), n_issues), dtype=np.float32)
        names_reversed = np.zeros((len(self.columns), n_issues), dtype=np.float32)
        straight = {(number, word) for number, kind, words in phrases if kind != 3 for word in words}
        for number, kind, words in phrases:
            factor = (0.8, 0.5, 1.0, 1.0)[kind]
            opposite_alone = kind == 3 and all((number, word) in straight for word in words)
            for word in words:
                n = column[word]
                pooled[number] += factor * self.weights[n] * self._meanings[n]
                table = names_reversed if kind == 3 and ((number, word) not in straight or opposite_alone) else names_issue
                table[n, number] = max(table[n, number], factor * self.weights[n])
        self._naming_issue, self._naming_reversed = Naming(names_issue), Naming(names_reversed)
        self._pooled = pooled / np.maximum(np.linalg.norm(pooled, axis=1, keepdims=True), 1e-6)
        spelt: list[dict[str, float]] = [{} for _ in range(n_issues)]
        for number, _, words in phrases:
            for word in words:
                pieces = grams(word)
                for piece in pieces:
                    weight = float(self.weights[column[word]]) / len(pieces) ** 0.5
                    spelt[number][piece] = max(spelt[number].get(piece, 0.0), weight)
        self._gram = {piece: n for n, piece in enumerate(sorted({piece for one in spelt for piece in one}))}
        self._spelling = np.zeros((len(self._gram), n_issues), dtype=np.float32)
        for number, one in enumerate(spelt):
            for piece, weight in one.items():
                self._spelling[self._gram[piece], number] = weight
        self._spelling /= np.maximum(np.linalg.norm(self._spelling, axis=0, keepdims=True), 1e-6)
        self._row: dict[str, int] = {}
        self._spelling_rows = np.zeros((1024, n_issues + 1), dtype=np.float32)
        self._rows = np.zeros((1024, 2, len(self.columns)), dtype=np.float32)
        self._vector_rows = np.zeros((1024, vectors.n_dimensions), dtype=np.float32)
        self._naming = np.zeros((1024, 4, n_issues), dtype=np.float32)
        self._met = np.zeros(1024, dtype=np.int64)

    @property
    def issue_vectors(self) -> Floats:
        """Unit vectors of the issues' words, shape (n_issues, n_dimensions)."""
        return np.asarray(self._pooled, dtype=np.float32)

    def _learn(self, words: Sequence[str]) -> None:
        """Give word types that are met for the first time their cache rows: their lexical and their full similarity to each column."""
        begin = len(self._row)
        end = begin + len(words)
        while end > len(self._rows):
            self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
            self._vector_rows = np.concatenate([self._vector_rows, np.zeros_like(self._vector_rows)])
            self._spelling_rows = np.concatenate([self._spelling_rows, np.zeros_like(self._spelling_rows)])
            self._naming = np.concatenate([self._naming, np.zeros_like(self._naming)])
            self._met = np.concatenate([self._met, np.zeros_like(self._met)])
        for table in (self._rows, self._vector_rows, self._spelling_rows, self._naming, self._met):
            table[begin:end] = 0
        carrying: list[int] = []
        for number, word in enumerate(words, begin):
            self._row[word] = number
            lower = word.lower()
            if lower.endswith(("'s", "’s")):
                lower = lower[:-2]
            if lower and lower[0].isalnum() and lower not in FUNCTION_WORDS:
                carrying.append(number)
                self._learn_one(number, lower, word[0].isupper())
        rows = self._rows[carrying]
        rows[:, 1] = np.maximum(rows[:, 0], np.clip((rows[:, 1] - np.float32(0.3)) / np.float32(0.6), 0.0, 0.9))
        self._rows[carrying] = rows
        for n, naming in ((0, self._naming_issue), (2, self._naming_reversed)):
            self._naming[carrying, n] = naming(rows[:, 0])
            self._naming[carrying, n + 1] = naming(rows[:, 1])

    def _learn_one(self, number: int, lower: str, capital: bool) -> None:
        """Fill the cache rows of one word, its nearness in meaning still as plain cosines."""
        lexical, cosine = self._rows[number]
        lexical[self._columns_of_stem.get(stem(lower), [])] = 1.0
        if len(lower) >= 5:
            for n in self._beginning.get(lower[:4], ()):
                column = self.columns[n]
                if not lexical[n]:
                    shared = 4
                    for a, b in zip(lower[4:], column[4:], strict=False):
                        if a != b:
                            break
                        shared += 1
                    if shared >= 5 and shared >= 0.55 * max(len(lower), len(column)):
                        lexical[n] = 0.85 if shared >= 0.7 * max(len(lower), len(column)) else 0.6
        idf = min(self.vectors.idf(lower), 6.0)
        if not capital:
            # A product for each word by itself, so that no bit of it depends on which other words are new.
            vector = self.vectors(lower)
            np.matmul(self._meanings, vector, out=cosine)
            self._vector_rows[number] = vector * idf
        pieces = grams(lower)
        known = [self._gram[piece] for piece in sorted(pieces & self._gram.keys())]
        if known:
            self._spelling_rows[number, :-1] = self._spelling[known].sum(axis=0) * (idf / len(pieces) ** 0.5)
        self._spelling_rows[number, -1] = idf * idf

    def _forget(self) -> None:
        """Drop the words that were met in one document since the last time, or all if that is not half of them."""
        kept = np.flatnonzero(self._met[: len(self._row)] > 1)
        if len(kept) > CACHE_LIMIT // 2:
            kept = kept[:0]
        words = np.array(list(self._row), dtype=object)[kept]
        self._row = {word: n for n, word in enumerate(words.tolist())}
        for table in (self._rows, self._vector_rows, self._spelling_rows, self._naming):
            table[: len(kept)] = table[kept]
        self._met[: len(kept)] = 1

    def _types(self, words: Sequence[str]) -> NDArray[np.intp]:
        row = self._row
        new = [word for word in dict.fromkeys(words) if word not in row]
        if new:
            self._learn(new)
        return np.array([row[word] for word in words], dtype=np.intp)

    def _near_in_meaning(self, sums: Floats) -> Floats:
        """Cosine of summed word vectors with each issue's."""
        return np.asarray((sums @ self._pooled.T) / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-6), dtype=np.float32)

    def _near_in_spelling(self, sums: Floats) -> Floats:
        """Summed letter runs shared with each issue, over the length of the text's own."""
        return np.asarray(sums[:, :-1] / np.maximum(np.sqrt(sums[:, -1:]), 1.0), dtype=np.float32)

    def read(self, passages: Passages, clauses: list[tuple[int, int]], title: str | None = None) -> Links:
        """Measure every clause against every issue.

        Parameters
        ----------
        passages : Passages
            The text's parts.
        clauses : list of (int, int)
            Token ranges that tile the sentences, in order.
        title : str, optional
            The headline.

        Returns
        -------
        Links
        """
        n_issues = len(self.codebook.issues)
        if not clauses:
            empty = np.zeros((0, n_issues), dtype=np.float32)
            return Links(np.zeros((0, n_issues, len(LINK_FEATURES)), dtype=np.float32), np.zeros((0, n_issues), dtype=np.intp), empty, empty, empty, empty)
        if len(self._row) > CACHE_LIMIT:
            self._forget()
        types = self._types(_without_initials(passages))
        self._met[np.unique(types)] += 1
        begins = np.array([first for first, _ in clauses])
        n_clauses = len(clauses)
        hits = np.empty((n_clauses, *self._rows.shape[1:]), dtype=np.float32)
        for n, (first, last) in enumerate(clauses):
            self._rows[types[first:last]].max(axis=0, out=hits[n])
        full = (hits[:, 1] @ self._cover).astype(np.float32)
        lexical = (hits[:, 0] @ self._cover).astype(np.float32)
        of_label, of_proposition, of_keywords, of_reversed = self._members
        label, proposition, opposite = of_label.best(full), of_proposition.best(full), of_reversed.best(full)
        keyword, keyword_second = of_keywords.best_two(full)
        keyword_lexical, opposite_lexical, label_lexical = of_keywords.best(lexical), of_reversed.best(lexical), of_label.best(lexical)
        meaning = np.add.reduceat(self._vector_rows[types], begins, axis=0)
        spelt = np.add.reduceat(self._spelling_rows[types], begins, axis=0)
        sentence = np.array([passages.sentence_of[first] for first, _ in clauses])
        paragraph = np.array([passages.paragraph_of[first] for first, _ in clauses])
        sentence_begins, sentence_rank = _blocks(sentence)
        paragraph_begins, paragraph_rank = _blocks(paragraph)
        pooled = self._near_in_meaning(meaning)
        pooled_sentence = self._near_in_meaning(np.add.reduceat(meaning, sentence_begins, axis=0))[sentence_rank]
        pooled_paragraph = self._near_in_meaning(np.add.reduceat(meaning, paragraph_begins, axis=0))[paragraph_rank]
        spelling = self._near_in_spelling(spelt)
        spelling_sentence = self._near_in_spelling(np.add.reduceat(spelt, sentence_begins, axis=0))[sentence_rank]
        spelling_paragraph = self._near_in_spelling(np.add.reduceat(spelt, paragraph_begins, axis=0))[paragraph_rank]
        strength = np.maximum(np.maximum(keyword, opposite), np.maximum(0.9 * label, 0.8 * proposition)) + 0.5 * np.maximum(pooled, 0) + spelling
        issue_tokens, reversed_tokens = self._naming[types, 1], self._naming[types, 3]
        both_tokens = np.maximum(issue_tokens, reversed_tokens)
        anchors = np.zeros((n_clauses, n_issues), dtype=np.intp)
        for n, (first, last) in enumerate(clauses):
            anchors[n] = first + both_tokens[first:last].argmax(axis=0)
        words_hit = np.add.reduceat((both_tokens > 0.3).astype(np.float32), begins, axis=0)

        sentence_best = np.maximum.reduceat(strength, sentence_begins, axis=0)
        paragraph_best = np.maximum.reduceat(strength, paragraph_begins, axis=0)[paragraph_rank]
        zero = np.zeros((1, n_issues), dtype=np.float32)
        previous = np.concatenate([zero, sentence_best[:-1]])[sentence_rank]
        following = np.concatenate([sentence_best[1:], zero])[sentence_rank]
        in_sentence = sentence_best[sentence_rank]

        top = strength.max(axis=1, keepdims=True)
        rank = (-strength).argsort(axis=1, kind="stable").argsort(axis=1, kind="stable").astype(np.float32)
        share = np.exp(6.0 * (strength - top))
        share /= share.sum(axis=1, keepdims=True)

        strong = strength >= np.maximum(0.75 * top, 0.65)
        focus = np.zeros_like(strength)
        distance = np.full_like(strength, 9.0)
        memory = np.zeros(n_issues, dtype=np.float32)
        last_seen = np.full(n_issues, -9)
        for n in range(n_clauses):
            focus[n] = memory
            distance[n] = np.minimum(sentence[n] - last_seen, 9)
            memory = memory * np.float32(0.6)
            memory[strong[n]] = np.maximum(memory[strong[n]], strength[n, strong[n]])
            last_seen[strong[n]] = sentence[n]

        if title:
            heading_types = self._types([word.lower() for word in TOKEN.findall(title)])
            heading = self._rows[heading_types].max(axis=0, initial=0.0)
        else:
            heading = None
        in_title = zero
        if heading is not None:
            scores = (heading[1] @ self._cover)[None].astype(np.float32)
            in_title = np.maximum(of_keywords.best(scores), of_label.best(scores))
        lowered = [word.lower() for word in passages.words]
        anaphor_at = np.array([word in ANAPHORS for word in lowered])
        anaphor = np.minimum(np.add.reduceat(anaphor_at.astype(np.float32), begins), 3)[:, None]
        lengths = np.array([[last - first] for first, last in clauses], dtype=np.float32)
        quoted = np.array([[passages.quotation_of[(first + last) // 2] >= 0] for first, last in clauses], dtype=np.float32)

        features = np.empty((n_clauses, n_issues, len(LINK_FEATURES)), dtype=np.float32)
        measured = (
            label, proposition, keyword, keyword_second, opposite, keyword_lexical, opposite_lexical, label_lexical,
            keyword_lexical > 0.99, opposite_lexical > 0.99,
            pooled, _margin(pooled), pooled_sentence, pooled_paragraph, _margin(pooled_paragraph),
            spelling, _margin(spelling), spelling_sentence, _margin(spelling_sentence), spelling_paragraph, _margin(spelling_paragraph),
            words_hit, strength, strength - top, rank, share, in_sentence, _margin(in_sentence),
            previous, following, paragraph_best, _margin(paragraph_best),
            in_title, strength.max(axis=0, keepdims=True), focus, distance, anaphor, anaphor * focus, lengths, quoted,
            strength - strength.mean(axis=0), pooled - pooled.mean(axis=0), spelling - spelling.mean(axis=0), keyword - keyword.mean(axis=0),
            (strength >= top).mean(axis=0, dtype=np.float32),
            (-strength).argsort(axis=0, kind="stable").argsort(axis=0, kind="stable") / n_clauses,
            np.float32(min(n_issues, ENOUGH)),
        )  # fmt: skip
        for n, values in enumerate(measured):
            features[:, :, n] = values
        return Links(features, anchors, issue_tokens, reversed_tokens, self._naming[types, 0], self._naming[types, 2])
