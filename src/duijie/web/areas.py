"""The first level of the navigation. An area stands here from the day its first page works."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from duijie.accounts.permissions import is_member
from duijie.core.actor import Actor


@dataclass(frozen=True, slots=True)
class Area:
    name: str
    """The namespace of its addresses."""
    label: Promise
    icon: str
    first_page: str


AREAS: Final = (
    Area("desk", _("Desk"), "layout-dashboard", "desk:home"),
    Area("needs", _("Needs"), "target", "needs:list"),
    Area("offers", _("Offers"), "bulb", "offers:list"),
    Area("experts", _("Experts"), "users", "experts:list"),
    Area("documents", _("Documents"), "files", "documents:list"),
)


def visible_areas(user: Actor) -> tuple[Area, ...]:
    """What this user can use, in the order of the map."""
    return AREAS if is_member(user) else ()
