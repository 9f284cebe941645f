"""Cases: coded articles that were read against their codebook, once for all experiments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from classifier.codebook import Codebook
from classifier.coding.candidates import Survey, Surveyor
from classifier.corpus.gold import GoldArticle
from classifier.text.name_judge import NameJudge


@dataclass(frozen=True)
class Case:
    """An article with everything that training and evaluation need of it.

    Attributes
    ----------
    article : GoldArticle
        Text and codes.
    codebook : Codebook
        What it is coded by.
    survey : Survey
        What was read in it.
    reworded : bool, default=False
        Whether the codebook is not the one that the article was coded by but the same in other words.
    """

    article: GoldArticle
    codebook: Codebook
    survey: Survey
    reworded: bool = False


def survey_articles(articles: Sequence[GoldArticle], codebook: Codebook, judge: NameJudge | None = None) -> list[Case]:
    """Read articles against their codebook, once for all experiments; with a judge of names that has not seen them, if need be."""
    surveyor = Surveyor(codebook, judge=judge)
    return [Case(article, codebook, surveyor(article.document)) for article in articles]
