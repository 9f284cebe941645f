"""The reading of one text: its passages, who says what in it, and where its parties stand.

Everything after this works on the reading and never looks into the text again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from classifier.codebook import Party
from classifier.document import Document
from classifier.text.attribution import Attribution, AttributionTagger
from classifier.text.clauses import find_clauses
from classifier.text.name_judge import NameJudge
from classifier.text.parties import Mention, PartyResolver
from classifier.text.passages import Passages, read_passages

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Statement:
    """An attribution whose source is resolved.

    Parameters
    ----------
    attribution : Attribution
        Source, cue and content as token ranges.
    speaker : str or None
        The person or body as the text names it most fully.
    party : str or None
        The party it speaks for.
    kind : {'direct', 'indirect', 'mixed'}
        Whether the content stands in quotation marks wholly, not at all, or in part.
    """

    attribution: Attribution
    speaker: str | None
    party: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in one document.

    Parameters
    ----------
    document : Document
        The article.
    passages : Passages
        Tokens, sentences, paragraphs, quotations.
    clauses : list of (int, int)
        Token ranges that tile the sentences.
    statements : list of Statement
        Who says what.
    mentions : list of Mention
        Where the text names parties, in order.
    spoken : list of list of int
        For each sentence the numbers of the statements with content in it.
    """

    document: Document
    passages: Passages
    clauses: list[Span]
    statements: list[Statement]
    mentions: list[Mention]
    spoken: list[list[int]]


def _kind(passages: Passages, content: tuple[Span, ...]) -> str:
    inside = [passages.quotation_of[i] >= 0 for first, last in content for i in range(first, last) if passages.words[i][0].isalnum()]
    if not inside or not any(inside):
        return "indirect"
    return "direct" if sum(inside) >= 0.95 * len(inside) else "mixed"


def _spoken(passages: Passages, statements: Sequence[Statement]) -> list[list[int]]:
    """For each sentence the numbers of the statements with content in it, in order."""
    spoken: list[list[int]] = [[] for _ in passages.sentences]
    for number, statement in enumerate(statements):
        sentences = {n for a, b in statement.attribution.content for n in range(passages.sentence_of[a], passages.sentence_of[b - 1] + 1)}
        for n in sorted(sentences):
            spoken[n].append(number)
    return spoken


class TextReader:
    """Reads documents: the one place where passages, attributions and parties come together.

    Parameters
    ----------
    parties : sequence of Party
        A codebook's own parties; they win over the gazetteer.
    tagger : AttributionTagger, optional
        The packaged one by default.
    judge : NameJudge, optional
        The packaged one by default.

    Examples
    --------
    >>> from classifier.document import Document
    >>> reading = TextReader().read(Document("a", "Norway will send observers, Foreign Minister Kari Solheim said."))
    >>> [(statement.speaker, statement.party) for statement in reading.statements]
    [('Kari Solheim', 'Norway')]
    """

    def __init__(self, parties: Sequence[Party] = (), tagger: AttributionTagger | None = None, judge: NameJudge | None = None) -> None:
        self.tagger = tagger or AttributionTagger.load()
        self.resolver = PartyResolver(parties=parties, judge=judge)

    def read(self, document: Document) -> Reading:
        """Read one document.

        Parameters
        ----------
        document : Document
            The article.

        Returns
        -------
        Reading
        """
        passages = read_passages(document.text)
        attributions = self.tagger.tag(passages)
        parties = self.resolver.read(passages, document.title)
        clauses = find_clauses(passages, [mention.first for mention in parties.mentions])
        statements = []
        for attribution in attributions:
            speaker, party = parties.resolve(attribution.source) if attribution.source else (None, None)
            statements.append(Statement(attribution, speaker, party, _kind(passages, attribution.content)))
        for turn in parties.turns:
            statements.append(Statement(Attribution(None, None, ((turn.first, turn.last),)), turn.person, turn.party, "direct"))
        return Reading(document, passages, clauses, statements, parties.mentions, _spoken(passages, statements))
