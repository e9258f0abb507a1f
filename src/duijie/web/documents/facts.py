"""The facts of a document as short lines under headings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MOST_LINES = 40
Fact = Mapping[str, Any]


def fact_lines(facts: Mapping[str, Any]) -> list[tuple[Promise, list[str], int]]:
    """`(heading, first lines, how many there are)` for each sort of fact that was found.

    Needs and offers are left out: they are records with pages of their own.
    """
    found = []
    for key, heading, line in _SORTS:
        items: Sequence[Fact] = facts.get(key) or ()
        if items:
            found.append((heading, [line(item) for item in items[:MOST_LINES]], len(items)))
    return found


def _joined(*parts: object) -> str:
    return " · ".join(str(part) for part in parts if part not in (None, "", []))


def _event(fact: Fact) -> str:
    return _joined(fact.get("name"), ", ".join(fact.get("dates") or ()), fact.get("place"))


def _organisation(fact: Fact) -> str:
    return _joined(fact.get("name"), ", ".join(fact.get("aliases") or ()))


def _person(fact: Fact) -> str:
    return _joined(fact.get("name"), fact.get("org"), fact.get("title"))


def _agreement(fact: Fact) -> str:
    amount = fact.get("amount")
    money = f"{amount:,.0f} 元" if isinstance(amount, int | float) else None
    parties = " – ".join(fact.get("parties") or ())
    return _joined(parties, fact.get("subject"), money, fact.get("signed"))


def _figure(fact: Fact) -> str:
    value = fact.get("value")
    shown = f"{value:,}" if isinstance(value, int | float) else value
    return _joined(fact.get("what"), f"{shown} {fact.get('unit') or ''}".strip())


_SORTS: tuple[tuple[str, Promise, Callable[[Fact], str]], ...] = (
    ("events", _("Events"), _event),
    ("agreements", _("Agreements"), _agreement),
    ("organizations", _("Organisations"), _organisation),
    ("people", _("People"), _person),
    ("figures", _("Figures"), _figure),
)
