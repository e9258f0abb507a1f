"""Who may have needs matched, and see what was suggested for which."""

from __future__ import annotations

from django.db.models import QuerySet

from duijie.accounts.permissions import Action, Cell, ObjectKind, allows, get_reach
from duijie.catalogue.models import Need
from duijie.catalogue.permissions import covered_records
from duijie.core.actor import Actor
from duijie.core.errors import NotAllowedError

_SEE = Cell(ObjectKind.SUGGESTION, Action.SEE)
_RUN = Cell(ObjectKind.SUGGESTION, Action.RUN)


def can_request_matching(user: Actor) -> bool:
    return allows(user, _RUN)


def check_can_request_matching(user: Actor) -> None:
    """Raises `NotAllowedError` where `can_request_matching` says no."""
    if not can_request_matching(user):
        raise NotAllowedError("matching.cannot_match")


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
