"""Who may have needs matched, see what was suggested for which, decide on it and introduce."""

from __future__ import annotations

from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from duijie.accounts.permissions import Action, Cell, ObjectKind, Reach, allows, get_reach
from duijie.catalogue.models import CatalogueRecord, Expert, Need, Offer
from duijie.catalogue.permissions import can_act_on_attached, covered_records
from duijie.core.actor import Actor
from duijie.core.errors import NotAllowedError
from duijie.matching.models import Introduction

_SEE = Cell(ObjectKind.SUGGESTION, Action.SEE)
_RUN = Cell(ObjectKind.SUGGESTION, Action.RUN)
_LIST = Cell(ObjectKind.SUGGESTION, Action.LIST)
_DECIDE = Cell(ObjectKind.SUGGESTION, Action.CHANGE)
_FIGURES = Cell(ObjectKind.FIGURES, Action.SEE)
_INTRODUCTIONS = Cell(ObjectKind.INTRODUCTION, Action.SEE)
_INTRODUCE = Cell(ObjectKind.INTRODUCTION, Action.CHANGE)
_TARGETS: Final[tuple[tuple[str, type[Offer] | type[Expert]], ...]] = (
    ("offer_id", Offer),
    ("expert_id", Expert),
)


def can_request_matching(user: Actor) -> bool:
    return allows(user, _RUN)


def check_can_request_matching(user: Actor) -> None:
    """Raises `NotAllowedError` where `can_request_matching` says no."""
    if not can_request_matching(user):
        raise NotAllowedError("matching.cannot_match")


def check_can_judge(user: Actor) -> None:
    """Raises `NotAllowedError` for who does not both run matches and see figures."""
    if not (allows(user, _RUN) and allows(user, _FIGURES)):
        raise NotAllowedError("matching.cannot_judge")


def matched_needs(user: Actor) -> QuerySet[Need]:
    """The needs whose suggestions the user may see: those they work on."""
    return covered_records(Need, user, get_reach(user, _SEE))


def can_see_suggestions(user: Actor, need_id: int) -> bool:
    """One query, and those of `matched_needs`."""
    return matched_needs(user).filter(pk=need_id).exists()


def check_can_see_suggestions(user: Actor, need_id: int) -> None:
    """Raises `NotAllowedError` where `can_see_suggestions` says no."""
    if not can_see_suggestions(user, need_id):
        raise NotAllowedError("matching.cannot_see")


def can_list_suggestions(user: Actor) -> bool:
    return allows(user, _LIST)


def check_can_list_suggestions(user: Actor) -> None:
    """Raises `NotAllowedError` where `can_list_suggestions` says no."""
    if not can_list_suggestions(user):
        raise NotAllowedError("matching.cannot_see")


def can_decide(user: Actor, need: Need) -> bool:
    """Whether the user runs the introductions of this need."""
    return can_act_on_attached(user, _DECIDE, need)


def check_can_decide(user: Actor, need: Need) -> None:
    """Raises `NotAllowedError` where `can_decide` says no."""
    if not can_decide(user, need):
        raise NotAllowedError("matching.cannot_decide")


def can_decide_on_any(user: Actor) -> bool:
    """Whether the buttons make sense at all."""
    return allows(user, _DECIDE)


def decidable_needs(user: Actor) -> QuerySet[Need]:
    """`can_decide` as a query."""
    return covered_records(Need, user, get_reach(user, _DECIDE))


def introductions_reach(user: Actor) -> Reach:
    """Over whose records a user works on introductions."""
    return get_reach(user, _INTRODUCTIONS)


def visible_introductions(user: Actor) -> QuerySet[Introduction]:
    """Those of which the user works on either side."""
    reach = introductions_reach(user)
    works_on = Q(Exists(covered_records(Need, user, reach).filter(pk=OuterRef("need_id"))))
    for column, model in _TARGETS:
        works_on |= Q(Exists(covered_records(model, user, reach).filter(pk=OuterRef(column))))
    return Introduction.objects.filter(works_on)


def can_ask_side(user: Actor, record: CatalogueRecord) -> bool:
    """Whether the user may hand over the link of this side: who works on its record.

    Whoever else could make that link could also answer by it, and read the contacts of the other
    side: of which they see no more than others.
    """
    return can_act_on_attached(user, _INTRODUCE, record)


def check_can_ask_side(user: Actor, record: CatalogueRecord) -> None:
    """Raises `NotAllowedError` where `can_ask_side` says no."""
    if not can_ask_side(user, record):
        raise NotAllowedError("matching.side_not_yours")


def can_run_introduction(user: Actor, introduction: Introduction) -> bool:
    """Note the first contact, close it, take it back: who runs the introductions of its need."""
    return can_act_on_attached(user, _INTRODUCE, introduction.need)


def check_can_run_introduction(user: Actor, introduction: Introduction) -> None:
    """Raises `NotAllowedError` where `can_run_introduction` says no."""
    if not can_run_introduction(user, introduction):
        raise NotAllowedError("matching.may_not")
