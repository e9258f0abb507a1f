"""Found facts against labelled ones, matched as the scorer of the measuring data matches them.

Texts are compared without white space and punctuation, NFKC, in lower case, and each labelled item
counts once at most:

- organisations: a name or alias is one of the labelled forms; a second one for the same item is
  false;
- people: the same name, and the organisation agrees where one is labelled;
- titles: of people of the same name, one contains the other;
- events: the first day agrees where one is labelled, else the names are similar;
- needs, offers: similar texts; agreements: two parties agree (one where one is labelled) and
  `signed` is right; figures: the same value, and unit or subject similar.

Similar is a Dice coefficient of character pairs of 0.5, or one contains the other and is a third as
long at least.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from duijie.engines.extraction.facts.similarity import similarity

KINDS: Final = (
    "events", "organizations", "people", "titles", "needs", "offers", "agreements", "figures",
)  # fmt: skip
Counts = Mapping[str, tuple[int, int, int]]
"""True, found and labelled items of a kind."""
Facts = Mapping[str, Any]
Forms = Mapping[str, frozenset[str]]
_SHORT: Final = 3
_ALIKE: Final = 0.5
_SUBJECT_ALIKE: Final = 0.3


def score(found: Facts, gold: Facts) -> Counts:
    """Counts of one page."""
    forms = _forms(gold), _forms(found)
    counts = {}
    for kind in KINDS:
        free, made = list(_items(gold, kind)), _items(found, kind)
        hits = 0
        for item in made:
            hit = next((g for g in free if _match(kind, g, item, *forms)), None)
            if hit is not None:
                free.remove(hit)
                hits += 1
        counts[kind] = (hits, len(made), len(_items(gold, kind)))
    return counts


def _items(page: Facts, kind: str) -> list[Facts]:
    if kind == "titles":
        return [person for person in page.get("people", []) if person.get("title")]
    return list(page.get(kind, []))


def _plain(text: str | None) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text or "")).lower()


def _alike(one: str | None, other: str | None) -> float:
    a, b = _plain(one), _plain(other)
    if not a or not b:
        return 0.0
    if a == b or (min(len(a), len(b)) * 3 >= max(len(a), len(b)) and (a in b or b in a)):
        return 1.0
    return similarity(a, b)


def _names(organisation: Facts) -> frozenset[str]:
    told = [organisation["name"], *(organisation.get("aliases") or [])]
    return frozenset(map(_plain, told)) - {""}


def _forms(page: Facts) -> Forms:
    """Every form of an organisation to all of its forms."""
    table: dict[str, frozenset[str]] = {}
    for organisation in page.get("organizations", []):
        forms = _names(organisation)
        for form in forms:
            table[form] = table.get(form, frozenset()) | forms
    return table


def _same(one: str | None, other: str | None, gold: Forms, found: Forms) -> bool:
    if not one or not other:
        return False
    a = gold.get(_plain(one), frozenset([_plain(one)]))
    b = found.get(_plain(other), frozenset([_plain(other)]))
    return bool(a & b) or any(
        p and q and (p in q or q in p) and min(len(p), len(q)) >= _SHORT for p in a for q in b
    )


def _match(kind: str, gold: Facts, found: Facts, forms: Forms, other: Forms) -> bool:
    if kind == "organizations":
        return bool(_names(gold) & _names(found))
    if kind in ("people", "titles"):
        if _plain(gold["name"]) != _plain(found["name"]):
            return False
        if kind == "people":
            return not gold.get("org") or _same(gold["org"], found.get("org"), forms, other)
        a, b = _plain(gold.get("title")), _plain(found.get("title"))
        return bool(a) and bool(b) and (a in b or b in a)
    if kind == "events":
        day, told = ((page.get("dates") or [""])[0] for page in (gold, found))
        if day:
            return bool(day[-5:] == told[-5:])
        return _alike(gold["name"], found.get("name")) >= _ALIKE
    if kind in ("needs", "offers"):
        return _alike(gold["text"], found.get("text")) >= _ALIKE
    if kind == "agreements":
        agree = sum(
            any(_same(party, one, forms, other) for one in found["parties"])
            for party in gold["parties"]
        )
        wanted = min(2, len(gold["parties"]))
        return agree >= wanted and bool(gold["signed"]) == bool(found["signed"])
    value, told = float(gold["value"]), float(found.get("value") or 0)
    same = abs(value - told) < 1e-6 * max(1, abs(value))
    return same and (
        _alike(gold["unit"], found.get("unit")) >= _ALIKE
        or _alike(gold["what"], found.get("what")) >= _SUBJECT_ALIKE
    )
