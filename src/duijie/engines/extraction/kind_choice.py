"""The decision on the kind of a whole table, from its headers, names and words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from duijie.engines.extraction.kinds import PRESENCE, hint_kinds, word_scores
from duijie.engines.extraction.types import Field, RecordKind
from duijie.engines.extraction.vocabulary import Term


@dataclass(frozen=True, slots=True)
class Hint:
    """A name that may tell the kind: weight 3 directly over the table, 1 the file's name."""

    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class KindChoice:
    kind: RecordKind | None
    is_by_words: bool = False
    """Only the words in the cells told it."""
    because: str = ""
    """For None: the message code that says why not."""


def choose_kind(
    terms: Iterable[Term],
    hints: Sequence[Hint],
    texts: Sequence[str],
    *,
    numeric_share: float = 0.0,
) -> KindChoice:
    """The kind whose evidence weighs most among those for which the columns suffice.

    A title column of a kind weighs 3, names their `weight`, other columns 1 to 1.5, words up to 2.
    """
    terms = list(terms)
    fields = {field for term in terms for field in term.fields}
    scores = _term_scores(terms)
    is_named_expert = any(RecordKind.EXPERT in hint_kinds(hint.text) for hint in hints)
    specific = bool(scores)
    for hint in hints:
        kinds = hint_kinds(hint.text)
        for kind in kinds:
            scores[kind] += hint.weight / (len(kinds) ** 2)
    named = sum(scores.values()) > 0
    words = word_scores(texts)
    for kind, count in words.items():
        scores[kind] += 2.0 * count / max(1, len(texts))
    has_content = bool(fields & {Field.TITLE, Field.TEXT, Field.INDICATORS})
    is_presence = any(PRESENCE.search(hint.text) for hint in hints if hint.weight >= 1)
    if is_presence and not (specific and has_content):
        return KindChoice(None, because="extraction.table_of_people_present")
    if numeric_share > 0.6 and not (specific and has_content):
        return KindChoice(None, because="extraction.table_of_counts")
    possible = _possible(fields, terms, scores)
    if RecordKind.EXPERT in possible and not is_named_expert and not _tells_expertise(terms):
        possible.remove(RecordKind.EXPERT)
    ranked = sorted(possible, key=lambda kind: -scores[kind])
    if ranked and scores[ranked[0]] >= (1.0 if named else 0.5):
        return KindChoice(ranked[0], is_by_words=not named)
    if Field.PERSON in fields and not has_content:
        return KindChoice(None, because="extraction.table_of_people_present")
    if numeric_share > 0.4:
        return KindChoice(None, because="extraction.table_of_counts")
    return KindChoice(None, because="extraction.table_not_understood")


def _term_scores(terms: Sequence[Term]) -> dict[RecordKind, float]:
    scores: dict[RecordKind, float] = defaultdict(float)
    texts: Counter[RecordKind] = Counter()
    for term in terms:
        if term.kind is None or not term.fields:
            continue
        if Field.TITLE in term.fields:
            weight = 3.0 if len(term.fields) == 1 else 2.5
            scores[term.kind] += weight * term.score
        elif Field.TEXT in term.fields:
            texts[term.kind] += 1
        else:
            scores[term.kind] += 1.5 * term.score
    for kind, count in texts.items():
        scores[kind] += min(2.5, 1.0 * count)
    return scores


def _tells_expertise(terms: Sequence[Term]) -> bool:
    """Whether a column says what the people can do, or calls them experts.

    Names beside workplaces and telephones are a list of who comes, whatever `工作单位` suggests.
    """
    about = {Field.TITLE, Field.TEXT, Field.INDUSTRY, Field.KEYWORDS}
    return any(
        bool(about & set(term.fields))
        or (term.kind is RecordKind.EXPERT and Field.PERSON in term.fields)
        for term in terms
    )


def _possible(
    fields: set[Field], terms: Sequence[Term], scores: dict[RecordKind, float]
) -> list[RecordKind]:
    """The kinds for which the table has the columns."""
    has_content = bool(fields & {Field.TITLE, Field.TEXT, Field.INDICATORS})
    found: list[RecordKind] = []
    if has_content:
        found += [RecordKind.NEED, RecordKind.OFFER]
    has_title = any(
        Field.TITLE in t.fields and t.kind not in (None, RecordKind.EXPERT) for t in terms
    )
    if Field.PERSON in fields and scores[RecordKind.EXPERT] > 0:
        found.append(RecordKind.EXPERT)
    is_directory = scores[RecordKind.ORGANISATION] > 0 or Field.ORG_PROFILE in fields
    if Field.ORG in fields and is_directory and not has_title and Field.TEXT not in fields:
        found.append(RecordKind.ORGANISATION)
        scores[RecordKind.ORGANISATION] += 1
    return found
