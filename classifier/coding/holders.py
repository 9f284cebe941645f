"""Holders: which parties could hold the position that a clause states, with domain-free measures of each.

A party is a possible holder of a clause if the clause or its sentence names it, if it is the speaker of words in the clause, or if it
spoke or acted just before.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifier.text.parties import Mention
from classifier.text.passages import TOKEN
from classifier.text.reading import Reading, Statement

KINDS = ("name", "demonym", "capital", "seat", "leader", "person", "title", "pronoun", "group", "abbreviation", "institution")
MAX_HOLDERS = 10
"""Most holders that a clause is given; those with the weakest claim fall away."""
RECENT, FREQUENT = 3, 3
"""So many of the parties named last, and of those named most, may hold what a clause says without being named near it."""

BEFORE = (
    frozenset({"by"}),
    frozenset({"with", "from", "between"}),
    frozenset({"in", "at", "near", "into", "inside", "across", "outside", "around"}),
    frozenset({"to", "for", "on", "against", "of", "about", "over", "towards", "toward", "upon"}),
    frozenset("urge urged urges urging ask asked asks asking tell told tells want wants wanted call called calls let make press pressed force forced".split()),
    frozenset({"and", "or", "nor", ",", "both", "neither", "either"}),
    frozenset({"the", "a", "an", "its", "his", "their"}),
    frozenset({"that", "if", "whether", "because", "while", "but", "as", "though", "although", "when", "once", "until", "unless", "what"}),
)
AUXILIARIES = frozenset(
    "will would shall should can could may might must is are was were has have had does do did says said say wants want wanted backs backed "
    "opposes opposed supports supported accepts accepted rejects rejected refuses refused agrees agreed insists insisted seeks sought favours "
    "declined declines warned warns offered offers demanded demands proposed proposes remains stands".split()
)
WE = frozenset("we our us ours we're we’re we'll we’ll we've we’ve we'd we’d i my i'm i’m i'll i’ll".split())

HOLDER_FEATURES = (
    "mentions", "first_at", "first_in_clause", "certainty", *(f"kind_{kind}" for kind in KINDS), "starts_clause",
    "before_by", "before_with", "before_in", "before_to", "before_urge", "before_and", "before_article", "before_that",
    "possessive", "before_verb", "in_quotation", "said_by_other", "is_source",
    "sentence_mentions", "first_in_sentence", "sentence_rank", "left_distance",
    "speaks", "speaks_direct", "speaks_whole", "speaks_narrow", "others_speak", "cue_in_clause", "speaker_named", "source_in_sentence",
    "spoke_before", "speaks_after", "spoke_in_paragraph", "last_speaker_in_quotation", "carried", "first_of_paragraph", "we",
    "document_mentions", "document_share", "in_title", "in_codebook", "parties_in_clause", "parties_in_sentence", "quoted_clause",
    "clause_number", "n_clauses", "clause_length", "statements_by_party", "is_quoted_speaker", "nested_subject",
    "sentences_since", "sentences_until", "rank_by_count", "named_nearer",
)  # fmt: skip
COLUMN = {name: n for n, name in enumerate(HOLDER_FEATURES)}
OF_DOCUMENT = slice(COLUMN["document_mentions"], COLUMN["in_codebook"] + 1)
"""The columns that hold for a party wherever it is asked for."""


@dataclass(frozen=True)
class Holders:
    """Possible holders, one row each.

    Attributes
    ----------
    clause : ndarray of int, shape (n_rows,)
        Number of the clause.
    party : list of str
        The party.
    features : ndarray of float32, shape (n_rows, len(HOLDER_FEATURES))
        How the party stands to the clause.
    at : ndarray of int, shape (n_rows,)
        Token of its first mention in the clause's sentence, -1 if it has none there.
    statement : ndarray of int, shape (n_rows,)
        Number of the statement by which it speaks in the clause, -1 if none.
    """

    clause: NDArray[np.intp]
    party: list[str]
    features: NDArray[np.float32]
    at: NDArray[np.intp]
    statement: NDArray[np.intp]


def _overlap(a: tuple[int, int], b: tuple[int, int]) -> int:
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def _following(in_sentence: list[list[Mention]]) -> list[dict[str, int]]:
    """For each sentence the next sentence that names each party."""
    found: list[dict[str, int]] = [{} for _ in in_sentence]
    ahead: dict[str, int] = {}
    for n in range(len(in_sentence) - 1, -1, -1):
        found[n] = dict(ahead)
        for mention in in_sentence[n]:
            ahead[mention.party] = n
    return found


def _nearer(seen_at: dict[str, int]) -> dict[str, int]:
    """For each party how many were named in a later sentence; the one named last stands last."""
    found: dict[str, int] = {}
    count, level = 0, -1
    for n, (party, at) in enumerate(reversed(seen_at.items())):
        if at != level:
            count, level = n, at
        found[party] = count
    return found


def find_holders(reading: Reading, listed: frozenset[str] = frozenset()) -> Holders:
    """List the possible holders of every clause.

    Parameters
    ----------
    reading : Reading
        The text as read.
    listed : frozenset of str
        Parties that the codebook names.

    Returns
    -------
    Holders
        Rows in the order of the clauses.
    """
    passages, clauses, statements = reading.passages, reading.clauses, reading.statements
    words, sentence_of, paragraph_of, quotation_of = passages.words, passages.sentence_of, passages.paragraph_of, passages.quotation_of
    in_sentence: list[list[Mention]] = [[] for _ in passages.sentences]
    for mention in reading.mentions:
        in_sentence[sentence_of[mention.first]].append(mention)
    counts = Counter(mention.party for mention in reading.mentions if mention.kind != "pronoun")
    by_count = {party: rank for rank, (party, _) in enumerate(counts.most_common())}
    frequent = [party for party, _ in counts.most_common(FREQUENT)]
    following = _following(in_sentence)
    seen_at: dict[str, int] = {}
    total = max(1, sum(counts.values()))
    title = reading.document.title or ""
    title_words = set(TOKEN.findall(title))
    spoken = Counter(statement.party for statement in statements if statement.party)

    spoken_in: list[list[tuple[int, tuple[int, int]]]] = [[] for _ in passages.sentences]
    sources_in: list[list[int]] = [[] for _ in passages.sentences]
    for number, statement in enumerate(statements):
        for piece in statement.attribution.content:
            for n in range(sentence_of[piece[0]], sentence_of[piece[1] - 1] + 1):
                spoken_in[n].append((number, piece))
        if statement.attribution.source:
            sources_in[sentence_of[statement.attribution.source[0]]].append(number)

    speakers_by_sentence: list[list[str]] = []
    for n in range(len(passages.sentences)):
        names = [statements[number].party for number, _ in spoken_in[n]] + [statements[number].party for number in sources_in[n]]
        speakers_by_sentence.append([name for name in dict.fromkeys(names) if name])

    rows_clause: list[int] = []
    rows_party: list[str] = []
    rows_at: list[int] = []
    rows_statement: list[int] = []
    rows: list[list[float]] = []
    last_subject: str | None = None
    last_speaker: str | None = None
    paragraph_speakers: set[str] = set()
    paragraph_subject: str | None = None
    paragraph = -1
    sentence_clauses = Counter(sentence_of[first] for first, _ in clauses)
    of_document: dict[str, list[float]] = {}
    ranks: dict[str, tuple[float, float]] = {}
    nearer: dict[str, int] = {}
    clause_number = 0
    previous_sentence = -1
    for c, clause in enumerate(clauses):
        first, last = clause
        s = sentence_of[first]
        if s != previous_sentence:
            if previous_sentence >= 0:
                for mention in in_sentence[previous_sentence]:
                    seen_at.pop(mention.party, None)
                    seen_at[mention.party] = previous_sentence
                seen = [m for m in in_sentence[previous_sentence] if m.certainty >= 0.4]
                if seen:
                    last_subject = seen[0].party
                if speakers_by_sentence[previous_sentence]:
                    last_speaker = speakers_by_sentence[previous_sentence][-1]
                    paragraph_speakers.update(speakers_by_sentence[previous_sentence])
            if paragraph_of[first] != paragraph:
                paragraph = paragraph_of[first]
                paragraph_speakers = set()
                paragraph_subject = None
                begin, end = passages.paragraphs[paragraph]
                for n in range(sentence_of[begin], sentence_of[end - 1] + 1):
                    if in_sentence[n]:
                        paragraph_subject = in_sentence[n][0].party
                        break
            previous_sentence = s
            clause_number = 0
            nearer = _nearer(seen_at)
        else:
            clause_number += 1
        mentions = in_sentence[s]
        here = [m for m in mentions if first <= m.first < last]
        by_party: dict[str, list[Mention]] = {}
        for mention in here:
            by_party.setdefault(mention.party, []).append(mention)
        sentence_party: dict[str, list[Mention]] = {}
        for mention in mentions:
            sentence_party.setdefault(mention.party, []).append(mention)
        order = list(sentence_party)
        clause_order = list(by_party)
        length = last - first

        speech: dict[str, list[tuple[int, int]]] = {}
        spoken_by_unknown = 0
        for number, piece in spoken_in[s]:
            shared = _overlap(piece, clause)
            if shared:
                party = statements[number].party
                if party:
                    speech.setdefault(party, []).append((number, shared))
                else:
                    spoken_by_unknown = max(spoken_by_unknown, shared)
        widths = {number: sum(b - a for a, b in statements[number].attribution.content) for spans in speech.values() for number, _ in spans}
        narrowest = min(widths.values(), default=0)
        covered = max([shared for spans in speech.values() for _, shared in spans] + [spoken_by_unknown], default=0)
        after = speakers_by_sentence[s + 1] if s + 1 < len(speakers_by_sentence) else []
        candidates = list(dict.fromkeys([*clause_order, *speech, *order]))
        if last_speaker and last_speaker not in candidates:
            candidates.append(last_speaker)
        if last_subject and last_subject not in candidates:
            candidates.append(last_subject)
        for name in after:
            if name not in candidates and quotation_of[first] >= 0:
                candidates.append(name)
        recent = list(seen_at)[: -RECENT - 1 : -1]
        candidates = list(dict.fromkeys([*candidates, *recent, *frequent]))
        middle = (first + last) // 2
        quoted = quotation_of[middle] >= 0
        has_we = quoted and any(words[i].lower() in WE for i in range(first, last) if quotation_of[i] >= 0)
        # What holds for a party that the sentence does not name and that does not speak; a row differs from it in few places.
        blank = [0.0] * len(HOLDER_FEATURES)
        blank[COLUMN["first_at"]], blank[COLUMN["sentence_rank"]], blank[COLUMN["left_distance"]] = 2.0, 9.0, 60.0
        blank[COLUMN["others_speak"]] = covered / length
        blank[COLUMN["parties_in_clause"]], blank[COLUMN["parties_in_sentence"]] = len(by_party), len(sentence_party)
        blank[COLUMN["quoted_clause"]] = float(quoted)
        blank[COLUMN["clause_number"]], blank[COLUMN["n_clauses"]], blank[COLUMN["clause_length"]] = clause_number, sentence_clauses[s], length
        for party in candidates[:MAX_HOLDERS]:
            row = blank.copy()
            own = by_party.get(party, [])
            wide = sentence_party.get(party, [])
            statement_number = -1
            if own:
                best = max(own, key=lambda m: m.certainty)
                lead = own[0]
                row[COLUMN["mentions"]] = min(len(own), 3)
                row[COLUMN["first_at"]] = (lead.first - first) / length
                row[COLUMN["first_in_clause"]] = float(clause_order[0] == party)
                row[COLUMN["certainty"]] = best.certainty
                row[COLUMN["starts_clause"]] = float(lead.first - first <= 2)
                before = words[lead.first - 1].lower() if lead.first > first else ""
                if before in {"the", "a", "an"} and lead.first - 1 > first:
                    row[COLUMN["before_article"]] = 1.0
                    before = words[lead.first - 2].lower()
                for name, group in zip(("by", "with", "in", "to", "urge", "and", "article", "that"), BEFORE, strict=True):
                    if before in group:
                        row[COLUMN["before_" + name]] = 1.0
                row[COLUMN["possessive"]] = float(words[lead.last - 1].endswith(("'s", "’s", "s'", "s’")) and lead.kind != "pronoun")
                row[COLUMN["before_verb"]] = float(lead.last < len(words) and words[lead.last].lower() in AUXILIARIES)
                row[COLUMN["in_quotation"]] = float(quotation_of[lead.first] >= 0)
                row[COLUMN["said_by_other"]] = float(any(p != party for p in speech) and party not in speech)
            lead_kind = own or wide
            if lead_kind:
                kind = max(lead_kind, key=lambda m: m.certainty).kind
                if kind in KINDS:
                    row[COLUMN["kind_" + kind]] = 1.0
            if wide:
                row[COLUMN["sentence_mentions"]] = min(len(wide), 4)
                row[COLUMN["first_in_sentence"]] = float(order[0] == party)
                row[COLUMN["sentence_rank"]] = order.index(party)
                left = [m.last for m in wide if m.last <= first]
                row[COLUMN["left_distance"]] = min(first - left[-1], 40) if left else (0 if own else 60)
            spans = speech.get(party, [])
            if spans:
                statement_number, shared = min(spans, key=lambda item: (widths[item[0]], item[0]))
                spoken_here: Statement = statements[statement_number]
                row[COLUMN["speaks"]] = shared / length
                row[COLUMN["speaks_direct"]] = float(spoken_here.kind == "direct") + 0.5 * float(spoken_here.kind == "mixed")
                row[COLUMN["speaks_whole"]] = float(shared == length)
                row[COLUMN["speaks_narrow"]] = float(widths[statement_number] == narrowest)
                row[COLUMN["speaker_named"]] = float(spoken_here.speaker is not None)
                row[COLUMN["is_quoted_speaker"]] = float(quoted)
                row[COLUMN["others_speak"]] = max((sh for p, sp in speech.items() if p != party for _, sh in sp), default=0) / length
                row[COLUMN["we"]] = float(has_we)
            for number in sources_in[s]:
                attribution = statements[number].attribution
                if statements[number].party == party:
                    row[COLUMN["source_in_sentence"]] = 1.0
                    if attribution.cue and first <= attribution.cue[0] < last:
                        row[COLUMN["cue_in_clause"]] = 1.0
                    if attribution.source and first <= attribution.source[0] < last:
                        row[COLUMN["is_source"]] = 1.0
                elif own and party not in speech:
                    for piece in attribution.content:
                        inside = [m for m in mentions if piece[0] <= m.first < piece[1]]
                        if inside and inside[0].party == party:
                            row[COLUMN["nested_subject"]] = 1.0
            if last_speaker == party:
                row[COLUMN["spoke_before"]] = 1.0
                row[COLUMN["last_speaker_in_quotation"]] = float(quoted and not speech)
            if party in after:
                row[COLUMN["speaks_after"]] = 1.0
            if party in paragraph_speakers:
                row[COLUMN["spoke_in_paragraph"]] = 1.0
            if last_subject == party:
                row[COLUMN["carried"]] = 1.0
            if paragraph_subject == party:
                row[COLUMN["first_of_paragraph"]] = 1.0
            if party not in of_document:
                in_title = party in title or any(part in title_words for part in party.split()[:1])
                of_document[party] = [float(np.log1p(counts[party])), counts[party] / total, float(in_title), float(party in listed)]
                ranks[party] = float(min(spoken[party], 8)), float(min(by_count.get(party, 12), 12))
            row[OF_DOCUMENT] = of_document[party]
            row[COLUMN["statements_by_party"]], row[COLUMN["rank_by_count"]] = ranks[party]
            if not wide:
                row[COLUMN["sentences_since"]] = min(s - seen_at[party], 20) if party in seen_at else 25.0
                row[COLUMN["sentences_until"]] = min(following[s].get(party, s + 25) - s, 25)
                row[COLUMN["named_nearer"]] = nearer.get(party, len(seen_at))
            rows_clause.append(c)
            rows_party.append(party)
            rows_at.append(wide[0].first if wide and not own else own[0].first if own else -1)
            rows_statement.append(statement_number)
            rows.append(row)
    features = np.array(rows, dtype=np.float32).reshape(len(rows), len(HOLDER_FEATURES))
    return Holders(np.array(rows_clause, dtype=np.intp), rows_party, features, np.array(rows_at, dtype=np.intp), np.array(rows_statement, dtype=np.intp))
