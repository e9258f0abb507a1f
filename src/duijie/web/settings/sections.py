"""The pages of the settings, as the row of links above each of them shows them.

To add one: a line here. Its first page's address is the beginning of all its addresses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from duijie.accounts.permissions import Action, Cell, ObjectKind, allows
from duijie.core.actor import Actor


@dataclass(frozen=True, slots=True)
class Section:
    label: Promise
    first_page: str
    """The name of its address."""
    cell: Cell
    """Who sees the link."""


SECTIONS: Final = (
    Section(_("Users"), "settings:users", Cell(ObjectKind.USER, Action.LIST)),
    Section(_("Zones"), "settings:zones", Cell(ObjectKind.ZONE, Action.LIST)),
    Section(_("Name, logo, limits"), "settings:region", Cell(ObjectKind.PREFERENCES, Action.SEE)),
    Section(_("Messages"), "settings:messages", Cell(ObjectKind.MESSAGE, Action.SEE)),
    Section(_("Channels"), "settings:channels", Cell(ObjectKind.MESSAGE, Action.SEE)),
    Section(_("Who saw what"), "settings:accesses", Cell(ObjectKind.ACCESS_LOG, Action.LIST)),
    Section(_("Code lists"), "settings:code_lists", Cell(ObjectKind.CODE_LIST, Action.SEE)),
)


@dataclass(frozen=True, slots=True)
class SectionLink:
    label: Promise
    address: str
    is_here: bool


def section_links(user: Actor, path: str) -> tuple[SectionLink, ...]:
    """What this user can use, with the one to which the page at `path` belongs marked."""
    shown = [(section, reverse(section.first_page)) for section in SECTIONS]
    return tuple(
        SectionLink(section.label, address, path.startswith(address))
        for section, address in shown
        if allows(user, section.cell)
    )
