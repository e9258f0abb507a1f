"""The same scores, slow and obvious: every formula written out in plain loops.

For tests, which hold the fast implementation against it. Nothing else imports it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from duijie.engines.ranking.background import (
    COSINE_DEVIATION,
    FULL,
    WORDS_DEVIATION_FACTOR,
    WORDS_MEAN_FACTOR,
    load_background,
)
from duijie.engines.ranking.meaning import cut_opening
from duijie.engines.ranking.names import is_name
from duijie.engines.ranking.terms import count_terms
from duijie.engines.ranking.types import Item

if TYPE_CHECKING:
    from duijie.engines.embedding import Embedder, Role


def score_all(
    needs: Sequence[Item], offers: Sequence[Item], *, embedder: Embedder
) -> dict[tuple[str, str], tuple[float, float]]:
    """Contributions (words, meaning) of `hybrid.v1` for every pair of ids."""
    pieces = [piece for offer in offers for piece in _texts(offer)]
    owners = [offer.id for offer in offers for _ in _texts(offer)]
    weights = [weight for offer in offers for weight in _meaning_weights(offer)]
    background = load_background()
    need_vectors = _centred(
        [(need.title, need.text) for need in needs],
        220, "query", embedder, background.need_mean.tolist(),
    )  # fmt: skip
    piece_vectors = _centred(pieces, 160, "passage", embedder, background.offer_mean.tolist())
    scores = {}
    for need, need_vector in zip(needs, need_vectors, strict=True):
        words = _words_scores(need, needs, pieces)
        cosines = [
            round(sum(a * b for a, b in zip(need_vector, vector, strict=True)), 6)
            for vector in piece_vectors
        ]
        meaning = [
            weight * cosine / COSINE_DEVIATION
            for weight, cosine in zip(weights, cosines, strict=True)
        ]
        for offer in offers:
            own = [number for number, owner in enumerate(owners) if owner == offer.id]
            own.sort(key=lambda number: -(words[number] + meaning[number]))
            further = [number for number in own[1:5] if words[number] + meaning[number] > 0.0]
            scores[need.id, offer.id] = (
                words[own[0]] + 0.25 * sum(words[number] for number in further),
                meaning[own[0]] + 0.25 * sum(meaning[number] for number in further),
            )
    return scores


def _texts(offer: Item) -> list[tuple[str, str]]:
    evidence = [
        (piece.title, piece.text)
        for piece in offer.evidence
        if piece.title.strip() or piece.text.strip()
    ]
    title = "" if offer.kind == "expert" and is_name(offer.title) else offer.title
    if evidence and not (title.strip() or offer.text.strip()):
        return evidence
    return [(title, offer.text), *evidence]


def _meaning_weights(offer: Item) -> list[float]:
    """3 for an own text, which stands first, 1 for evidence."""
    count = len(_texts(offer))
    has_evidence = sum(bool(piece.title.strip() or piece.text.strip()) for piece in offer.evidence)
    return [3.0] * (count - has_evidence) + [1.0] * has_evidence


def _words_scores(
    need: Item, needs: Sequence[Item], pieces: Sequence[tuple[str, str]]
) -> list[float]:
    background = load_background()
    documents = [count_terms(f"{title}\n{text}") for title, text in pieces]
    asked = [count_terms(f"{other.title}\n{other.text}") for other in needs]
    lengths = [sum(document.values()) for document in documents]
    missing = max(0, FULL - len(pieces))
    mean_length = (sum(lengths) + missing * background.mean_length) / (len(pieces) + missing)
    many_needs = len(needs) >= 100
    query: Counter[str] = count_terms(need.text)
    for term, count in count_terms(need.title).items():
        query[term] += count * (2 if many_needs else 3)
    scores = [0.0] * len(documents)
    mean = variance = 0.0
    for term, count in query.items():
        holding = sum(term in document for document in documents)
        if not holding:
            continue
        stored = len(documents) + missing
        expected = holding + missing * background.share(term)
        weight = count * math.log(1 + (stored - expected + 0.5) / (expected + 0.5))
        if many_needs:
            asking = sum(term in other for other in asked)
            idf = math.log(1 + (len(needs) - asking + 0.5) / (asking + 0.5))
            weight *= idf / math.log(1 + 2 * len(needs))
        share = expected / stored
        mean += weight * share
        variance += weight * weight * share * (1 - share)
        for number, document in enumerate(documents):
            times = document[term]
            norm = 1.5 * (0.25 + 0.75 * lengths[number] / mean_length)
            scores[number] += weight * times * 2.5 / (times + norm)
    deviation = WORDS_DEVIATION_FACTOR * math.sqrt(variance)
    middle = WORDS_MEAN_FACTOR * mean
    return [(score - middle) / deviation if deviation > 0 else 0.0 for score in scores]


def _centred(
    texts: Sequence[tuple[str, str]],
    limit: int,
    role: Role,
    embedder: Embedder,
    background_mean: list[float],
) -> list[list[float]]:
    openings = [cut_opening(f"{title}\n{text}", limit) for title, text in texts]
    zero = [0.0] * len(background_mean)
    vectors = [
        embedder.embed([opening], role)[0].tolist() if opening.strip() else zero
        for opening in openings
    ]
    missing = max(0, FULL - len(vectors))
    mean = [
        (sum(vector[at] for vector in vectors) + missing * background_mean[at])
        / (len(vectors) + missing)
        for at in range(len(background_mean))
    ]
    centred = []
    for vector in vectors:
        moved = [number - middle for number, middle in zip(vector, mean, strict=True)]
        norm = math.sqrt(sum(number * number for number in moved))
        centred.append([number / norm for number in moved] if any(vector) and norm else zero)
    return centred
