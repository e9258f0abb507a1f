"""The columns of a list, and which of them a reader has chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

_YEAR_SECONDS: Final = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `sort` is a key of `NeedSort`; the first column of a list is always shown."""

    key: str
    label: str | Promise
    css: str = ""
    sort: str = ""
    direction: str = "ascending"
    is_default: bool = True


ORGANISATION: Final = Column("organisation", _("Organisation"), "col-org", "organisation")
REGION: Final = Column("region", _("Region"), "col-region")
INDUSTRY: Final = Column("industry", _("Industry"), "col-industry")
STATE: Final = Column("state", _("State"), "col-state", is_default=False)
EXPIRY: Final = Column(
    "expiry", pgettext_lazy("a record", "Valid until"), "col-date num", is_default=False
)
READINESS: Final = Column("trl", _("Readiness"), "col-trl num")
SOURCE: Final = Column("source", _("File"), "col-org", is_default=False)
ADDED: Final = Column("added", _("Added"), "col-date num", "newest", "descending")


def budget(label: str | Promise, *, is_default: bool) -> Column:
    """What a need may cost, or an offer costs."""
    return Column("budget", label, "col-money num", "budget", "descending", is_default)


def cookie_name(area: str) -> str:
    return f"duijie_columns_{area}"


def chosen_columns(
    request: HttpRequest, area: str, columns: Sequence[Column]
) -> tuple[Column, ...]:
    """The columns to show: those of the reader's cookie, else the usual ones."""
    kept = request.COOKIES.get(cookie_name(area))
    if kept is None:
        return tuple(column for column in columns if column.is_default)
    names = set(kept.split("."))
    return tuple(
        column for number, column in enumerate(columns) if number == 0 or column.key in names
    )


def keep_columns(
    response: HttpResponse, request: HttpRequest, area: str, columns: Sequence[Column]
) -> None:
    """Keep what was ticked for this browser; nothing ticked means the usual ones again."""
    ticked = [column.key for column in columns if column.key in request.POST.getlist("column")]
    name = cookie_name(area)
    if not ticked:
        response.delete_cookie(name)
        return
    response.set_cookie(
        name,
        ".".join(ticked),
        max_age=_YEAR_SECONDS,
        samesite="Lax",
        httponly=True,
        secure=request.is_secure(),
    )
