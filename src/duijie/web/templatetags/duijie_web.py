"""What the templates need beyond Django's own: icons, sentences, amounts, dates, sorting links."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django import template
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext, pgettext

from duijie.accounts.enums import DisclosureLevel, Role
from duijie.accounts.permissions import Action, Cell, ObjectKind, allows
from duijie.accounts.queries import get_user
from duijie.catalogue.enums import NeedSort, RecordKind, RecordState
from duijie.core.clock import now
from duijie.core.jobs.queries import list_own_jobs
from duijie.core.sentences import say as say_message
from duijie.errors import Message
from duijie.intake.queries import DocumentFinding, DocumentRow
from duijie.web.areas import Area, visible_areas
from duijie.web.documents.findings import in_browser
from duijie.web.records.labels import FIELD_LABELS, KIND_LABELS

register = template.Library()


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """One icon of the sprite; decoration beside a word, so hidden from screen readers."""
    return format_html(
        '<svg class="icon {}" width="18" height="18" aria-hidden="true" focusable="false">'
        '<use href="{}#{}"></use></svg>',
        css,
        static("vendor/icons.svg"),
        name,
    )


@register.filter
def say(message: Message | None) -> str:
    """The sentence of a message in the page's language; nothing for None."""
    return say_message(message) if message is not None else ""


@register.filter
def wan(amount: float | None) -> str:
    """An amount in units of 10,000 yuan as people write it: `300 万元`, `CNY 3 m`."""
    if amount is None:
        return ""
    # English counts in thousands and millions, Chinese in ten thousands: another number, not
    # only another word, so the language decides before the catalogue does.
    if not (get_language() or "").startswith("en"):
        return gettext("%(amount)s ×10,000 yuan") % {"amount": _plain(amount)}
    if amount >= 100:
        return gettext("CNY %(amount)s m") % {"amount": _plain(amount / 100)}
    return gettext("CNY %(amount)s k") % {"amount": _plain(amount * 10)}


@register.filter
def plain_number(number: float | None) -> str:
    """As a number field takes it, in any language: `80`, `12.5`; nothing for None."""
    return f"{number:.4f}".rstrip("0").rstrip(".") if number is not None else ""


def _plain(number: float) -> str:
    return f"{number:,.2f}".rstrip("0").rstrip(".")


@register.filter
def long_date(value: date | datetime | None) -> str:
    """`2026年3月5日`."""
    return _formatted(value, pgettext("date format, Django's letters", "j F Y"))


@register.filter
def list_date(value: date | datetime | None) -> str:
    """As lists show it: `3月5日`, with the year only when it is not this one."""
    if value is None:
        return ""
    if _day(value).year != timezone.localdate().year:
        return long_date(value)
    return _formatted(value, pgettext("date format, Django's letters", "j M"))


@register.filter
def moment(value: datetime | None) -> str:
    """Relative under a day, else the date with the time."""
    if value is None:
        return ""
    age = now() - value
    minutes = int(age / timedelta(minutes=1))
    if minutes < 1:
        return gettext("just now")
    if minutes < 60:
        return ngettext("%(count)d minute ago", "%(count)d minutes ago", minutes) % {
            "count": minutes
        }
    if age < timedelta(days=1):
        hours = minutes // 60
        return ngettext("%(count)d hour ago", "%(count)d hours ago", hours) % {"count": hours}
    return f"{list_date(value)} {format_date(timezone.localtime(value), 'H:i')}"


def _day(value: date | datetime) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


def _formatted(value: date | datetime | None, letters: str) -> str:
    return format_date(_day(value), letters) if value is not None else ""


@register.filter
def person_and_title(row: Any) -> str:
    """`林工 · 膜厚监控` of an expert; only the one that is there where both do not differ."""
    parts = dict.fromkeys(part for part in (row.person, row.title) if part)
    return " · ".join(parts)


@register.filter
def percent(share: float | None) -> str:
    """`0.734` as `73 %` (`73%` in Chinese); nothing for None."""
    if share is None:
        return ""
    return pgettext("share of a hundred", "%(number)d%%") % {"number": round(share * 100)}


@register.filter
def two_places(number: float) -> str:
    """`0.7345` as `0.73`."""
    return f"{number:.2f}"


@register.filter
def fit_percent(fit: float) -> str:
    """A fit as `73%`, never `0%` or `100%`: no chance is certain, whatever the rounding says."""
    return percent(min(0.99, max(0.01, fit)))


@register.filter
def hundredths(share: float | None) -> int:
    """A share as a whole number of hundredths, for the width of a bar."""
    return max(0, min(100, round((share or 0.0) * 100)))


@register.simple_tag(takes_context=True)
def query_with(context: dict[str, Any], **changes: object) -> str:
    """The page's own query with some keys changed; a key set to None or "" is left out."""
    request: HttpRequest = context["request"]
    pairs = {key: values for key, values in request.GET.lists() if key not in changes}
    pairs |= {key: [str(value)] for key, value in changes.items() if value not in (None, "")}
    query = urlencode({key: [v for v in values if v] for key, values in pairs.items()}, doseq=True)
    return "?" + query


@register.simple_tag
def query_of(**keys: object) -> str:
    """A query of these keys; one that is None or "" is left out."""
    return "?" + urlencode({key: value for key, value in keys.items() if value not in (None, "")})


@register.inclusion_tag("shared/sort_header.html", takes_context=True)
def sort_header(
    context: dict[str, Any], key: str, label: str, css: str = "", direction: str = "ascending"
) -> dict[str, Any]:
    """A column head that sorts by `key` (`NeedSort`), in `direction` at first.

    The sorted column says its direction, and a click on it turns that round.
    """
    sort = str(context.get("sort"))
    turned = {"ascending": "descending", "descending": "ascending"}[direction]
    shown = {key: direction, f"-{key}": turned}.get(sort, "")
    wanted = f"-{key}" if sort == key else key
    # the newest first is what a list shows unasked, so its address says nothing
    query = query_with(context, sort=None if wanted == NeedSort.NEWEST else wanted, page=None)
    return {"label": label, "css": css, "direction": shown, "query": query}


@register.simple_tag(takes_context=True)
def areas(context: dict[str, Any]) -> list[tuple[Area, bool]]:
    """The areas of the navigation, each with whether the page belongs to it."""
    request: HttpRequest = context["request"]
    match = request.resolver_match
    here = match.namespace if match else ""
    return [(area, area.name == here) for area in visible_areas(request.user)]


@register.simple_tag(takes_context=True)
def may(context: dict[str, Any], kind: str, action: str) -> bool:
    """Whether the reader's role may do this with any such object: whether a button makes sense."""
    return allows(context["request"].user, Cell(ObjectKind(kind), Action(action)))


@register.simple_tag(takes_context=True)
def signed_in_user(context: dict[str, Any]) -> object:
    """The user's summary, or None on the pages of strangers."""
    request = context.get("request")
    return get_user(request.user) if request is not None and hasattr(request, "user") else None


@register.simple_tag(takes_context=True)
def running_jobs(context: dict[str, Any]) -> object:
    """The user's own work that is still going on."""
    return list_own_jobs(context["request"].user, only_active=True, limit=5)


@register.simple_tag(takes_context=True)
def theme(context: dict[str, Any]) -> str:
    """`auto`, `light` or `dark`, as the browser's cookie says."""
    request = context.get("request")
    chosen = request.COOKIES.get("duijie_theme", "") if request is not None else ""
    return chosen if chosen in {"light", "dark"} else "auto"


@register.filter
def item(mapping: Mapping[object, object], key: object) -> object:
    """What stands under `key`; None where nothing does."""
    return mapping.get(key)


@register.filter
def where(place: Mapping[str, Any], depth: str = "cell") -> str:
    """A place inside its file in words: `sheet 2025, row 17, column C`; "" for the file itself.

    With `depth` "sheet" rows and columns are left out.
    """
    parts = []
    if place.get("sheet"):
        parts.append(gettext("sheet “%(sheet)s”") % {"sheet": place["sheet"]})
    if place.get("page"):
        parts.append(gettext("page %(page)s") % {"page": place["page"]})
    if place.get("row") and depth == "cell":
        parts.append(gettext("row %(row)s") % {"row": place["row"]})
    if place.get("column") and depth == "cell":
        parts.append(gettext("column %(column)s") % {"column": column_letters(place["column"])})
    return pgettext("between the parts of a place", ", ").join(parts)


@register.filter
def say_finding(finding: DocumentFinding) -> str:
    """A finding's sentence, beginning with its place in the page's own words.

    Engines write places short (`需求!17`), for files and terminals; here there is room.
    """
    place, message = where(finding.place), in_browser(finding.message)
    if place and "where" in message.params:
        return say(Message(message.code, {**message.params, "where": place}))
    return ": ".join(part for part in (place, say(message)) if part)


@register.filter
def problems(row: DocumentRow) -> tuple[DocumentFinding, ...]:
    """The findings that somebody should act on."""
    return tuple(finding for finding in row.findings if finding.severity != "note")


@register.filter
def note_count(row: DocumentRow) -> int:
    """How many findings only explain how the document was read."""
    return len(row.findings) - len(problems(row))


@register.filter
def column_letters(column: int) -> str:
    """As spreadsheet programs name a column: 1 is A, 27 is AA."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@register.filter
def field_label(field: str | None) -> object:
    """What a field of a record is called; None for None."""
    return FIELD_LABELS.get(field, field) if field is not None else None


@register.filter
def kind_label(kind: str | None) -> object:
    """What the records of a kind are called, in the plural; None for None."""
    return KIND_LABELS.get(kind, kind) if kind is not None else None


_UNDO = "undo:"


@register.filter
def undo_address(tags: str) -> str:
    """Where a message's act is taken back, from its extra tags; nothing where it cannot be."""
    return next((tag.removeprefix(_UNDO) for tag in tags.split() if tag.startswith(_UNDO)), "")


@register.filter
def role_label(role: str) -> object:
    """What a role is called."""
    return dict(Role.choices).get(role, role)


_CONSENT_LABELS: Mapping[str, Promise] = {
    "open": gettext_lazy("asked for"),
    "in_force": gettext_lazy("in force"),
    "refused": gettext_lazy("refused"),
    "revoked": gettext_lazy("taken back"),
    "expired": gettext_lazy("run out"),
}
_STATE_ICONS: Mapping[str, tuple[str, str]] = {
    RecordState.DRAFT: ("pencil", ""),
    RecordState.SUBMITTED: ("clock", "chip-run"),
    RecordState.CHECKED: ("check", "chip-run"),
    RecordState.PUBLISHED: ("circle-check", "chip-good"),
    RecordState.CLOSED: ("lock", ""),
    RecordState.EXPIRED: ("alarm", "chip-warn"),
    RecordState.WITHDRAWN: ("circle-x", "chip-warn"),
}


@register.filter
def state_icon(state: str) -> str:
    """The icon of a record's state."""
    return _STATE_ICONS.get(state, ("info-circle", ""))[0]


@register.filter
def state_css(state: str) -> str:
    """The colour of a record's state, never without its word."""
    return _STATE_ICONS.get(state, ("", ""))[1]


@register.filter
def state_label(state: str) -> object:
    """What a record's state is called."""
    return dict(RecordState.choices).get(state, state)


@register.filter
def level_label(level: int) -> object:
    """What a disclosure level is called."""
    return dict(DisclosureLevel.choices).get(level, "")


@register.filter
def consent_label(state: str) -> object:
    """Where an agreement stands."""
    return _CONSENT_LABELS.get(state, state)


@register.filter
def kind_singular(kind: str) -> object:
    """What one record of a kind is called."""
    return dict(RecordKind.choices).get(kind, kind)


def _page_filter(page: str) -> None:
    """A filter that names the address of a kind's page: `{% url row.kind|detail_page row.id %}`."""

    def address(kind: str) -> str:
        return f"{kind}s:{page}"

    register.filter(f"{page}_page", address)


for _page in (
    "list",
    "detail",
    "edit",
    "move",
    "snooze",
    "snooze_end",
    "delete",
    "restore",
    "history",
    "bulk",
    "note",
    "note_delete",
    "file",
    "file_change",
    "file_delete",
    "consent",
    "consent_answer",
    "stranger",
    "bin",
    "save_filter",
    "forget_filter",
):
    _page_filter(_page)
