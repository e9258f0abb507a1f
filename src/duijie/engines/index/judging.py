"""How well a query meets a name, and in which way: the one place where names get their scores."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import OSA, LCSseq

from duijie.engines.index.spelling import Reading, Spelling, fold_letters
from duijie.engines.index.types import Why

_WHOLE, _PREFIX, _PART = 0, 1, 2
_SCORES = {
    Why.EXACT: (1.0,),
    Why.PREFIX: (0.85,),
    Why.PART: (0.75,),
    # whole name, its beginning, a part of it
    Why.PINYIN: (0.74, 0.66, 0.60),
    Why.INITIALS: (0.62, 0.54, 0.48),
}
_HOMOPHONE = (0.47, 0.42, 0.40)
_TYPO = {1: 0.33, 2: 0.22}
_COVERAGE_WEIGHT = 0.05


@dataclass(frozen=True)
class Judgement:
    """The surest way in which a query meets a name, with a score in (0, 1]."""

    why: Why
    score: float


def judge_name(query: Spelling, name: Spelling) -> Judgement | None:
    """The best match of a query with a name, or nothing. Longer shares of the name score higher."""
    if not query.chars or not name.chars:
        return None
    found = _judge_chars(query.chars, name.chars)
    if found is None and query.is_latin:
        found = _judge_pinyin(query.chars, name) or _judge_initials(query.chars, name)
    return found or _judge_typo(query, name)


def allowed_edits(size: int, *, is_latin: bool) -> int:
    """Wrong, missing, additional or swapped characters that a query of this size may have."""
    if is_latin:
        return 0 if size < 4 else 1 if size < 9 else 2
    return 0 if size < 3 else 1 if size < 7 else 2


def _judge_chars(query: str, name: str) -> Judgement | None:
    if query == name:
        return Judgement(Why.EXACT, 1.0)
    share = _COVERAGE_WEIGHT * len(query) / len(name)
    if name.startswith(query):
        return Judgement(Why.PREFIX, _SCORES[Why.PREFIX][0] + share)
    # one ideograph inside a name says nothing; texts are searched for it all the same
    if len(query) > 1 and query in name:
        return Judgement(Why.PART, _SCORES[Why.PART][0] + share)
    return None


def _judge_pinyin(letters: str, name: Spelling) -> Judgement | None:
    folded = fold_letters(letters)
    places = [p for r in name.readings if (p := _place_of(folded, r)) is not None]
    return _placed(Why.PINYIN, min(places), letters, name) if places else None


def _place_of(letters: str, reading: Reading) -> int | None:
    """Where letters begin at a syllable: the last syllable may be unfinished, as while typing."""
    if len(letters) < 2:
        return None
    if reading.letters == letters:
        return _WHOLE
    if reading.letters.startswith(letters):
        return _PREFIX
    if any(reading.letters.startswith(letters, start) for start in reading.starts):
        return _PART
    return None


def _judge_initials(letters: str, name: Spelling) -> Judgement | None:
    if len(letters) < 2:
        return None
    places = []
    for initials in (r.initials for r in name.readings):
        if initials == letters:
            places.append(_WHOLE)
        elif initials.startswith(letters):
            places.append(_PREFIX)
        elif letters in initials:
            places.append(_PART)
    return _placed(Why.INITIALS, min(places), letters, name, 1) if places else None


def _placed(
    why: Why, place: int, letters: str, name: Spelling, per_char: int | None = None
) -> Judgement:
    whole = len(name.chars) if per_char else len(name.readings[0].letters)
    return Judgement(why, _SCORES[why][place] + _COVERAGE_WEIGHT * min(1.0, len(letters) / whole))


def _judge_typo(query: Spelling, name: Spelling) -> Judgement | None:
    share = _COVERAGE_WEIGHT * min(1.0, len(query.chars) / len(name.chars))
    if query.is_latin:
        share = _COVERAGE_WEIGHT * min(1.0, len(query.chars) / len(name.readings[0].letters))
        letters = fold_letters(query.chars)
        edits = _fewest_edits(
            letters,
            ((r.letters, r.starts) for r in name.readings),
            allowed_edits(len(letters), is_latin=True),
        )
        return None if edits is None or edits == 0 else Judgement(Why.TYPO, _TYPO[edits] + share)
    heard = _judge_sound(query, name)
    if heard is not None:
        return Judgement(Why.TYPO, heard + share)
    limit = allowed_edits(len(query.chars), is_latin=False)
    edits = _fewest_edits(query.chars, [(name.chars, range(len(name.chars)))], limit)
    return None if edits is None else Judgement(Why.TYPO, _TYPO[max(1, edits)] + share)


def _judge_sound(query: Spelling, name: Spelling) -> float | None:
    """Other characters of the same sound (青禾, 清河), or one letter off from three characters."""
    if len(query.chars) < 2:
        return None
    places = [
        place
        for asked in query.readings
        for reading in name.readings
        if (place := _place_of(asked.letters, reading)) is not None
        and _ends_at_syllable(asked, reading)
    ]
    if places:
        return _HOMOPHONE[min(places)]
    if len(query.chars) < 3:
        return None
    near = any(
        _fewest_edits(asked.letters, [(r.letters, r.starts)], 1) is not None
        for asked in query.readings
        for r in name.readings
    )
    return _TYPO[1] + 0.02 if near else None


def _ends_at_syllable(asked: Reading, reading: Reading) -> bool:
    """A Chinese query says whole syllables: 西安 is not heard in 先锋."""
    ends = {*reading.starts, len(reading.letters)}
    size = len(asked.letters)
    return any(
        reading.letters.startswith(asked.letters, start)
        and start + size in ends
        and sum(start <= s < start + size for s in reading.starts) == len(asked.starts)
        for start in reading.starts
    )


def _fewest_edits(query: str, names: Iterable[tuple[str, Iterable[int]]], limit: int) -> int | None:
    """Fewest edits (optimal string alignment) to any window of a name that begins at a start."""
    if limit == 0:
        return None
    best = limit + 1
    for name, starts in names:
        # an edit costs at most one character of the longest common subsequence
        if LCSseq.similarity(query, name) < len(query) - limit:
            continue
        windows = {
            name[start : start + size]
            for start in starts
            for size in range(len(query) - limit, len(query) + limit + 1)
            if start + size <= len(name)
        }
        for window in windows:
            best = min(best, OSA.distance(query, window, score_cutoff=best))
            if best == 0:
                return 0
    return best if best <= limit else None
