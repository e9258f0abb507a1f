"""The first level of the navigation. An area stands here from the day its first page works."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from duijie.accounts.permissions import Action, Cell, ObjectKind, allows, is_signed_in
from duijie.core.actor import Actor


@dataclass(frozen=True, slots=True)
class Area:
    name: str
    """The namespace of its addresses."""
    label: Promise
    icon: str
    first_page: str
    cell: Cell
    """Who has it in the navigation."""


def _list(kind: ObjectKind) -> Cell:
    return Cell(kind, Action.LIST)


AREAS: Final = (
    Area(
        "desk",
        _("Desk"),
        "layout-dashboard",
        "desk:home",
        Cell(ObjectKind.DESK, Action.SEE),
    ),
    Area("needs", _("Needs"), "target", "needs:list", _list(ObjectKind.NEED)),
    Area("offers", _("Offers"), "bulb", "offers:list", _list(ObjectKind.OFFER)),
    Area("experts", _("Experts"), "users", "experts:list", _list(ObjectKind.EXPERT)),
    Area(
        "organisations",
        _("Organisations"),
        "building",
        "organisations:list",
        _list(ObjectKind.ORGANISATION),
    ),
    Area(
        "suggestions",
        _("Matching"),
        "heart-handshake",
        "suggestions:list",
        _list(ObjectKind.SUGGESTION),
    ),
    Area("documents", _("Documents"), "files", "documents:list", _list(ObjectKind.DOCUMENT)),
    Area(
        "reports",
        _("Reports"),
        "chart-bar",
        "reports:figures",
        Cell(ObjectKind.FIGURES, Action.SEE),
    ),
    Area("settings", _("Settings"), "settings", "settings:users", _list(ObjectKind.USER)),
)


def visible_areas(user: Actor) -> tuple[Area, ...]:
    """What this user can use, in the order of the map."""
    if not is_signed_in(user):
        return ()
    return tuple(area for area in AREAS if allows(user, area.cell))
