"""The first level of the navigation. An area stands here from the day its first page works."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from duijie.accounts.permissions import is_member
from duijie.core.actor import Actor, is_administrator


@dataclass(frozen=True, slots=True)
class Area:
    name: str
    """The namespace of its addresses."""
    label: Promise
    icon: str
    first_page: str
    is_for_administrators: bool = False


AREAS: Final = (
    Area("desk", _("Desk"), "layout-dashboard", "desk:home"),
    Area("needs", _("Needs"), "target", "needs:list"),
    Area("offers", _("Offers"), "bulb", "offers:list"),
    Area("experts", _("Experts"), "users", "experts:list"),
    Area("documents", _("Documents"), "files", "documents:list"),
    Area("settings", _("Settings"), "settings", "settings:users", is_for_administrators=True),
)


def visible_areas(user: Actor) -> tuple[Area, ...]:
    """What this user can use, in the order of the map."""
    if not is_member(user):
        return ()
    return tuple(area for area in AREAS if is_administrator(user) or not area.is_for_administrators)
