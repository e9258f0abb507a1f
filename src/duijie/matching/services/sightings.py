"""Since when a pair is worth a call, and telling the owners of needs what is new."""

from __future__ import annotations

from collections.abc import Sequence

from duijie.accounts.models import User
from duijie.catalogue.models import Expert, Offer
from duijie.catalogue.permissions import visible_records
from duijie.core import clock
from duijie.matching.enums import DecisionState
from duijie.matching.models import Decision, NeedMatch, Sighting, Suggestion
from duijie.matching.permissions import can_list_suggestions
from duijie.matching.services.notices import tell_new_suggestions

_Key = tuple[int | None, int | None]
"""Offer and expert, one of them None."""
_Pair = tuple[int, int | None, int | None]
"""Need, offer and expert."""


def note_sightings(*, need_id: int, rows: Sequence[Suggestion]) -> None:
    """Give each row worth a call the moment since when its pair is; new pairs are kept.

    Called before the need's former suggestions are replaced, in the same transaction: what stood
    there already is no news, also where it was stored before sightings were. A need that is matched
    for the first time has been entered just now: its owner is not woken for it.
    """
    former = NeedMatch.objects.filter(need_id=need_id).first()
    known: dict[_Key, Sighting] = {
        (seen.offer_id, seen.expert_id): seen for seen in Sighting.objects.filter(need_id=need_id)
    }
    stood: set[_Key] = set(
        Suggestion.objects.filter(match=former, is_call=True).values_list("offer_id", "expert_id")
        if former is not None
        else ()
    )
    moment = clock.now()
    fresh: list[Sighting] = []
    for row in rows:
        if not row.is_call:
            continue
        key = (row.offer_id, row.expert_id)
        seen = known.get(key)
        if seen is None:
            is_new = key not in stood
            seen = Sighting(
                need_id=need_id,
                offer_id=row.offer_id,
                expert_id=row.expert_id,
                first_at=moment if is_new or former is None else former.matched_at,
                is_wake=is_new and former is not None,
            )
            fresh.append(seen)
        row.since = seen.first_at
    Sighting.objects.bulk_create(fresh)


def tell_new_sightings(*, is_example: bool) -> None:
    """One message for each owner, with how many of their needs have something new.

    Of runs that were broken off too. Not for pairs that have been decided meanwhile, for what was
    told before, nor for what the owner may not see.
    """
    untold = Sighting.objects.filter(
        is_wake=True, told_at__isnull=True, need__is_example=is_example
    )
    decided = Decision.objects.exclude(state=DecisionState.OPEN).filter(
        need_id__in=untold.values("need_id")
    )
    pairs = set(decided.values_list("need_id", "offer_id", "expert_id"))
    by_owner: dict[int, list[_Pair]] = {}
    columns = ("need_id", "offer_id", "expert_id", "need__owner_id")
    for need_id, offer_id, expert_id, owner_id in untold.values_list(*columns):
        if (need_id, offer_id, expert_id) not in pairs:
            by_owner.setdefault(owner_id, []).append((need_id, offer_id, expert_id))
    for owner in User.objects.filter(pk__in=by_owner, is_active=True).order_by("pk"):
        seen = _visible(by_owner[owner.pk], owner) if can_list_suggestions(owner) else []
        if seen:
            needs = len({need_id for need_id, _, _ in seen})
            tell_new_suggestions(owner, needs=needs, suggestions=len(seen))
    untold.update(told_at=clock.now())


def _visible(pairs: Sequence[_Pair], owner: User) -> list[_Pair]:
    """Two queries, and those of `get_viewer`."""
    offers = visible_records(Offer, owner).filter(pk__in={pair[1] for pair in pairs if pair[1]})
    experts = visible_records(Expert, owner).filter(pk__in={pair[2] for pair in pairs if pair[2]})
    shown = {
        *((offer_id, None) for offer_id in offers.values_list("pk", flat=True)),
        *((None, expert_id) for expert_id in experts.values_list("pk", flat=True)),
    }
    return [pair for pair in pairs if (pair[1], pair[2]) in shown]
