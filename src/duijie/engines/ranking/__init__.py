"""Ranks offers and experts for needs, and says why.

Responsible for scores, their named parts, the provisional fit, "nothing fits", reasons quoted from
both texts, and what does not fit. Not for where the texts come from, nor for storing the result.
Doors: `rank` for all needs against all offers at once; `prepare_offers`, `prepare_needs` and
`rank_need` for one need at a time against a prepared stock; `find_misfits` and `find_questions` for
one pair of `read_facts`; `NeedComparison` for needs that ask for the same.
"""

from duijie.engines.ranking.fit import FITS_FROM
from duijie.engines.ranking.index import OfferIndex, PreparedNeeds, prepare_needs, prepare_offers
from duijie.engines.ranking.matching import rank, rank_need
from duijie.engines.ranking.misfit_facts import Facts, read_facts
from duijie.engines.ranking.misfits import Misfit, Question, find_misfits, find_questions
from duijie.engines.ranking.sentences import SENTENCES
from duijie.engines.ranking.similar import NeedComparison, SimilarNeed
from duijie.engines.ranking.statistics import NeedStatistics, OfferStatistics
from duijie.engines.ranking.types import (
    Contribution,
    Evidence,
    Item,
    Match,
    NeedRanking,
    Reason,
    SharedTerm,
    Span,
)
from duijie.engines.ranking.variants import DEFAULT_VARIANT, VARIANTS, Variant, get_variant

__all__ = [
    "DEFAULT_VARIANT",
    "FITS_FROM",
    "SENTENCES",
    "VARIANTS",
    "Contribution",
    "Evidence",
    "Facts",
    "Item",
    "Match",
    "Misfit",
    "NeedComparison",
    "NeedRanking",
    "NeedStatistics",
    "OfferIndex",
    "OfferStatistics",
    "PreparedNeeds",
    "Question",
    "Reason",
    "SharedTerm",
    "SimilarNeed",
    "Span",
    "Variant",
    "find_misfits",
    "find_questions",
    "get_variant",
    "prepare_needs",
    "prepare_offers",
    "rank",
    "rank_need",
    "read_facts",
]
