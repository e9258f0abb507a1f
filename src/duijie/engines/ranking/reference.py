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
    load_english_shares,
)
from duijie.engines.ranking.meaning import cut_opening, read_opening
from duijie.engines.ranking.names import is_name
from duijie.engines.ranking.terms import count_terms, is_latin
from duijie.engines.ranking.types import Item

if TYPE_CHECKING:
    from duijie.engines.embedding import Embedder, Role

Vector = list[float]
Parts = tuple[float, float, float]


def score_all(
    needs: Sequence[Item],
    offers: Sequence[Item],
    *,
    embedder: Embedder,
    variant: str = "hybrid.v2",
) -> dict[tuple[str, str], Parts]:
    """Contributions (words, meaning, sentences) for every pair of ids; v1 has no sentences."""
    is_second = variant == "hybrid.v2"
    pieces = [piece for offer in offers for piece in _texts(offer)]
    owners = [offer.id for offer in offers for _ in _texts(offer)]
    is_evidence = [flag for offer in offers for flag in _evidence_flags(offer)]
    background = load_background()
    need_vectors = _centred(
        [(need.title, need.text) for need in needs],
        220, "query", embedder, background.space.need_mean.tolist(),
    )  # fmt: skip
    piece_vectors = _centred(pieces, 160, "passage", embedder, background.space.offer_mean.tolist())
    near = _likenesses(needs, pieces, embedder) if is_second else {}
    scores: dict[tuple[str, str], Parts] = {}
    for at, (need, need_vector) in enumerate(zip(needs, need_vectors, strict=True)):
        words = _words_scores(need, needs, pieces, is_stemmed=is_second)
        weights = [1.0 if flag else 3.0 for flag in is_evidence]
        about_papers = set()
        if is_second and is_latin(need.title + need.text):
            papers = _paper_scores(need, pieces)
            for number, (title, text) in enumerate(pieces):
                if is_evidence[number] and is_latin(title + text):
                    words[number] = 2.0 * (papers[number] - 4.4) / 1.8
                    about_papers.add(number)
        meaning = [
            weight * round(_dot(need_vector, vector), 6) / COSINE_DEVIATION
            for weight, vector in zip(weights, piece_vectors, strict=True)
        ]
        counting = {}
        for offer in offers:
            own = [number for number, owner in enumerate(owners) if owner == offer.id]
            own.sort(key=lambda number: -(words[number] + meaning[number]))
            further = [number for number in own[1:5] if words[number] + meaning[number] > 0.0]
            counting[offer.id] = [(own[0], 1.0)] + [(number, 0.25) for number in further]
            scores[need.id, offer.id] = (
                sum(share * words[number] for number, share in counting[offer.id]),
                sum(share * meaning[number] for number, share in counting[offer.id]),
                0.0,
            )
        best = sorted(offers, key=lambda o: (-sum(scores[need.id, o.id]), o.id))[:30]
        for offer in best if is_second else []:
            sentences = sum(
                share * max(0.0, near.get((at, number), 0.0))
                for number, share in counting[offer.id]
                if number not in about_papers
            )
            scores[need.id, offer.id] = (*scores[need.id, offer.id][:2], sentences)
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


def _evidence_flags(offer: Item) -> list[bool]:
    """An own text stands first."""
    count = len(_texts(offer))
    has_evidence = sum(bool(piece.title.strip() or piece.text.strip()) for piece in offer.evidence)
    return [False] * (count - has_evidence) + [True] * has_evidence


def _share(term: str, holding: int, pieces: int, *, is_stemmed: bool) -> float:
    missing = max(0, FULL - pieces)
    share = (holding + missing * load_background().share(term)) / (pieces + missing)
    return max(share, load_english_shares().get(term, 0.0)) if is_stemmed else share


def _words_scores(
    need: Item, needs: Sequence[Item], pieces: Sequence[tuple[str, str]], *, is_stemmed: bool
) -> list[float]:
    background = load_background()
    documents = [count_terms(f"{title}\n{text}", is_stemmed=is_stemmed) for title, text in pieces]
    asked = [count_terms(f"{other.title}\n{other.text}", is_stemmed=is_stemmed) for other in needs]
    lengths = [sum(document.values()) for document in documents]
    missing = max(0, FULL - len(pieces))
    mean_length = (sum(lengths) + missing * background.mean_length) / (len(pieces) + missing)
    many_needs = len(needs) >= 100
    query: Counter[str] = count_terms(need.text, is_stemmed=is_stemmed)
    for term, count in count_terms(need.title, is_stemmed=is_stemmed).items():
        query[term] += count * (2 if many_needs else 3)
    scores = [0.0] * len(documents)
    mean = variance = 0.0
    for term, count in query.items():
        holding = sum(term in document for document in documents)
        if not holding:
            continue
        stored = len(documents) + missing
        share = _share(term, holding, len(documents), is_stemmed=is_stemmed)
        expected = share * stored
        weight = count * math.log(1 + (stored - expected + 0.5) / (expected + 0.5))
        if many_needs:
            asking = sum(term in other for other in asked)
            idf = math.log(1 + (len(needs) - asking + 0.5) / (asking + 0.5))
            weight *= idf / math.log(1 + 2 * len(needs))
        mean += weight * share
        variance += weight * weight * share * (1 - share)
        for number, document in enumerate(documents):
            scores[number] += weight * _saturated(document[term], lengths[number] / mean_length)
    deviation = WORDS_DEVIATION_FACTOR * math.sqrt(variance)
    middle = WORDS_MEAN_FACTOR * mean
    return [(score - middle) / deviation if deviation > 0 else 0.0 for score in scores]


def _paper_scores(need: Item, pieces: Sequence[tuple[str, str]]) -> list[float]:
    documents = [count_terms(f"{title}\n{text}", is_stemmed=True) for title, text in pieces]
    lengths = [sum(document.values()) for document in documents]
    missing = max(0, FULL - len(pieces))
    mean_length = (sum(lengths) + missing * load_background().mean_length) / (len(pieces) + missing)
    scores = [0.0] * len(documents)
    square = 0.0
    for term, count in count_terms(f"{need.title}\n{need.text}", is_stemmed=True).items():
        holding = sum(term in document for document in documents)
        share = _share(term, holding, len(documents), is_stemmed=True)
        weight = 1 - math.log(share + 0.0005)
        asked = math.log(1 + count)
        # what nothing holds counts as far as the collection is too small to hold it
        square += (asked * weight) ** 2 * (1.0 if holding else missing / FULL)
        for number, document in enumerate(documents):
            found = _saturated(document[term], lengths[number] / mean_length)
            scores[number] += asked * weight * weight * found
    norm = math.sqrt(square) or 1.0
    return [score / norm for score in scores]


def _saturated(times: int, length: float) -> float:
    return times * 2.5 / (times + 1.5 * (0.25 + 0.75 * length))


def _likenesses(
    needs: Sequence[Item], pieces: Sequence[tuple[str, str]], embedder: Embedder
) -> dict[tuple[int, int], float]:
    """z-scores of how well each need's title and sentences are met, by numbers."""
    means = load_background().space.sentence_means
    asked = _passages(
        [(need.title, need.text) for need in needs],
        220, "query", embedder, means.need_title.tolist(), means.need_sentence.tolist(),
    )  # fmt: skip
    offered = _passages(
        pieces, 160, "passage", embedder,
        means.offer_title.tolist(), means.offer_sentence.tolist(),
    )  # fmt: skip
    near = {}
    for need, (titles, sentences, _) in enumerate(asked):
        for piece, (other_titles, other_sentences, count) in enumerate(offered):
            others = other_titles + other_sentences
            if not others or not (titles or sentences):
                continue
            parts = [
                round(sum(max(_dot(one, other) for other in others) for one in own) / len(own), 6)
                for own in (titles, sentences[:8])
                if own
            ]
            # where there is only a title or only a text it stands in for the other
            likeness = sum(parts) if len(parts) == 2 else 2 * parts[0]
            near[need, piece] = (likeness - 0.008 - 0.027 * math.log(count)) / 0.157
    return near


def _passages(
    texts: Sequence[tuple[str, str]],
    limit: int,
    role: Role,
    embedder: Embedder,
    title_mean: Vector,
    sentence_mean: Vector,
) -> list[tuple[list[Vector], list[Vector], int]]:
    """Of each text the centred directions of its title, those of its sentences, and how many
    passages it has."""
    kinds: list[tuple[list[Vector], list[Vector], int]] = []
    for title, text in texts:
        reading = read_opening(title, text, limit)
        if not reading.spans:
            kinds.append(([], [], 0))
            continue
        (made,) = embedder.embed_parts([reading.text], [reading.spans], role)
        rows = [
            (_in_bytes(part.tolist()), p.span.field)
            for part, p in zip(made.parts, reading.passages, strict=True)
        ]
        titles = [row for row, field in rows if field == "title" and any(row)]
        sentences = [row for row, field in rows if field == "text" and any(row)]
        kinds.append((titles, sentences, len(rows)))
    centred = []
    mean_of_titles = _shrunk([row for titles, _, _ in kinds for row in titles], title_mean)
    mean_of_sentences = _shrunk(
        [row for _, sentences, _ in kinds for row in sentences], sentence_mean
    )
    for titles, sentences, count in kinds:
        centred.append(
            (
                [_unit(_minus(row, mean_of_titles)) for row in titles],
                [_unit(_minus(row, mean_of_sentences)) for row in sentences],
                count,
            )
        )
    return centred


def _in_bytes(row: Vector) -> Vector:
    """Unit length, after rounding to 127 steps of the largest number."""
    largest = max(abs(number) for number in row)
    return _unit([float(round(number / largest * 127)) for number in row]) if largest else row


def _shrunk(rows: list[Vector], background: Vector) -> Vector:
    missing = max(0, FULL - len(rows))
    return [
        (sum(row[at] for row in rows) + missing * background[at]) / (len(rows) + missing)
        for at in range(len(background))
    ]


def _centred(
    texts: Sequence[tuple[str, str]],
    limit: int,
    role: Role,
    embedder: Embedder,
    background_mean: Vector,
) -> list[Vector]:
    openings = [cut_opening(f"{title}\n{text}", limit) for title, text in texts]
    zero = [0.0] * len(background_mean)
    vectors = [
        embedder.embed([opening], role)[0].tolist() if opening.strip() else zero
        for opening in openings
    ]
    mean = _shrunk(vectors, background_mean)
    return [_unit(_minus(vector, mean)) if any(vector) else zero for vector in vectors]


def _minus(one: Vector, other: Vector) -> Vector:
    return [a - b for a, b in zip(one, other, strict=True)]


def _dot(one: Vector, other: Vector) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def _unit(vector: Vector) -> Vector:
    norm = math.sqrt(_dot(vector, vector))
    return [number / norm for number in vector] if norm else vector
