"""What does not fit between a need and what is suggested for it, computed when it is shown.

Nothing of it is stored, so that it cannot outlive a change of either record or of who may see what:
each side is read as far as its reader sees it (`catalogue.disclosure`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from duijie.accounts.enums import DisclosureLevel
from duijie.catalogue.disclosure import redact
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import Expert, Indicator, Offer
from duijie.catalogue.permissions import get_level, get_viewer
from duijie.catalogue.queries import RecordDetail
from duijie.core.actor import Actor
from duijie.engines.ranking.misfit_facts import LISTED, Facts, read_facts
from duijie.engines.ranking.misfits import (
    MODES,
    Misfit,
    Question,
    find_misfits,
    find_questions,
)
from duijie.engines.text.quantities import Comparison, Quantity

_NEED_TEXTS: Final = ("title", "text", "key_technology", "expected_goal")
_TARGET_TEXTS: Final = ("title", "text", "application_scope", "level_note", "transfer_note")
_VALUES: Final = (*_TARGET_TEXTS, "region", "trl", "budget_wan", "end_date", "transfer_mode_code")
_NOT_READ: Final = ("search_text", "evidence", "unplaced", "place")


@dataclass(frozen=True, slots=True)
class PairCheck:
    """What speaks against a pair, and what of the need the offer says nothing about."""

    misfits: tuple[Misfit, ...]
    questions: tuple[Question, ...]


NOTHING_SAID: Final = PairCheck((), ())


def check_pairs_for_user(
    need: RecordDetail, offer_ids: Sequence[int], expert_ids: Sequence[int], user: Actor
) -> dict[tuple[str, int], PairCheck]:
    """`(kind, id)` → the check of the need with each offer and expert, from what the user sees.

    `need` as the user sees it. Three queries whatever the number of pairs. Of experts only the
    place is held against the need: their figures are those of their papers, and nothing is asked.
    """
    asked = _need_facts(need)
    listed = _list_indicators(offer_ids)
    checks: dict[tuple[str, int], PairCheck] = {}
    viewer = get_viewer(user, RecordKind.OFFER)
    for offer in Offer.objects.filter(pk__in=offer_ids).defer(*_NOT_READ):
        facts = _offer_facts(offer, listed[offer.pk], get_level(viewer, offer))
        checks["offer", offer.pk] = PairCheck(
            find_misfits(asked, facts), find_questions(asked, facts)
        )
    viewer = get_viewer(user, RecordKind.EXPERT)
    for expert in Expert.objects.filter(pk__in=expert_ids).defer(*_NOT_READ):
        shown = redact(RecordKind.EXPERT, {"region": expert.region}, get_level(viewer, expert))
        checks["expert", expert.pk] = PairCheck(find_misfits(asked, read_facts(shown)), ())
    return checks


def _need_facts(need: RecordDetail) -> Facts:
    values = need.values  # what is hidden is missing
    texts = {name: values.get(name) or "" for name in _NEED_TEXTS}
    texts[LISTED] = values.get("fields", {}).get("indicators", "")
    return read_facts(
        texts,
        indicators=[_quantity(row) for row in need.indicators if row.value is not None],
        trl=values.get("trl"),
        amount_wan=values.get("budget_wan"),
        day=values.get("deadline_date"),
        modes=_modes(values.get("solution_mode_code")),
    )


def _offer_facts(
    offer: Offer, indicators: Iterable[Indicator], level: DisclosureLevel | None
) -> Facts:
    stored = {
        **{name: getattr(offer, name) for name in _VALUES},
        "indicators": list(indicators),
        "fields": offer.fields,
    }
    shown = redact(RecordKind.OFFER, stored, level)
    texts = {name: shown.get(name) or "" for name in (*_TARGET_TEXTS, "region")}
    texts[LISTED] = shown.get("fields", {}).get("indicators", "")
    return read_facts(
        texts,
        indicators=[_quantity(row) for row in shown.get("indicators", ())],
        trl=shown.get("trl"),
        amount_wan=shown.get("budget_wan"),
        day=shown.get("end_date"),
        modes=_modes(shown.get("transfer_mode_code")),
    )


def _list_indicators(offer_ids: Sequence[int]) -> Mapping[int, list[Indicator]]:
    found: dict[int, list[Indicator]] = defaultdict(list)
    rows = Indicator.objects.filter(offer_id__in=offer_ids, value__isnull=False)
    for row in rows.order_by("position", "id"):
        found[cast(int, row.offer_id)].append(row)
    return found


def _quantity(row: Any) -> Quantity:
    return Quantity(
        name=row.name,
        comparison=cast(Comparison, row.comparison),
        value=row.value,
        value_to=row.value_to,
        unit=row.unit,
        is_must=row.is_must,
        text=row.text,
    )


def _modes(code: str | None) -> dict[str, str]:
    return {code: code} if code in MODES and code else {}
