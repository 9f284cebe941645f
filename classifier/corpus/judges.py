"""Judges of names, learned from coded articles: the one that ships, and ones that have not seen the articles they are to judge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from classifier.codebook import Codebook
from classifier.corpus.gold import GoldArticle
from classifier.corpus.packaged import packaged_codebook
from classifier.position import party_key
from classifier.text.name_judge import SILENT, NameJudge, missed_names
from classifier.text.name_training import learn_name_judge
from classifier.text.parties import PartyResolver
from classifier.text.passages import read_passages


def name_rows(articles: Sequence[GoldArticle], codebook: Codebook) -> list[tuple[set[str], bool]]:
    """The names of articles that the rules do not know, and whether each is that of a party with a coded position.

    Parameters
    ----------
    articles : sequence of GoldArticle
    codebook : Codebook
        Whose parties are known beforehand.

    Returns
    -------
    list of (set of str, bool)
        The signs of each name, and the answer.
    """
    resolver = PartyResolver(parties=codebook.parties, judge=SILENT)
    rows = []
    for article in articles:
        passages = read_passages(article.document.text)
        found = {party_key(mention.party) for mention in resolver.read(passages).mentions}
        rows += missed_names(resolver.names(passages), found, {party_key(position.party) for position in article.positions})
    return rows


def learn_judges(domains: Mapping[str, Sequence[GoldArticle]], groups: Sequence[Sequence[str]]) -> tuple[NameJudge, dict[str, NameJudge]]:
    """A judge of names that has learned from all domains, and for each domain one that has not seen its group.

    Whatever reads a training article should not know its parties beforehand, or it will be trusted more than it deserves.

    Parameters
    ----------
    domains : mapping of str to sequence of GoldArticle
        Coded articles of packaged domains.
    groups : sequence of sequence of str
        The domains, dealt.

    Returns
    -------
    judge : NameJudge
    unseen : dict of str to NameJudge
    """
    rows = {name: name_rows(articles, packaged_codebook(name)) for name, articles in domains.items()}
    unseen: dict[str, NameJudge] = {}
    for group in groups:
        others = learn_name_judge([row for name in rows if name not in group for row in rows[name]])
        unseen |= dict.fromkeys(group, others)
    return learn_name_judge([row for part in rows.values() for row in part]), unseen
