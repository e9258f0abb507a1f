"""The rows of a list, drawn in Python.

A page of fifty rows has hundreds of cells, and a template asks each of them which column it is:
drawn so the rows took half of the page's time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from duijie.catalogue.queries import RecordRow
from duijie.matching.queries import BestFit
from duijie.web.records.columns import Column
from duijie.web.templatetags.duijie_web import (
    fit_percent,
    list_date,
    state_css,
    state_label,
    wan,
)

_EMPTY: Final = SafeString("")


def draw_rows(
    rows: Iterable[RecordRow],
    columns: Sequence[Column],
    *,
    kind: str,
    fits: Mapping[int, BestFit],
    can_tick: bool,
) -> SafeString:
    """`<tr>` of every row, its first column the link to the record; no query."""
    address = _addresses(f"{kind}s:detail")
    example = format_html('<span class="chip chip-example">{}</span>', gettext("Example"))
    tick = gettext("Tick")
    drawn = []
    for row in rows:
        name = row.person or row.title if columns[0].key == "person" else row.title
        cells = [
            _tick(row, tick) if can_tick else _EMPTY,
            format_html(
                '<td class="main">{}<a href="{}">{}</a></td>',
                example if row.is_example else _EMPTY,
                address(row.id),
                name,
            ),
            *(_draw_cell(row, column.key, fits) for column in columns[1:]),
        ]
        drawn.append(f"<tr data-row>{''.join(cells)}</tr>\n")
    return mark_safe("".join(drawn))  # noqa: S308 - every cell is escaped where it is drawn


def _addresses(page: str) -> Callable[[int], str]:
    """The address of each record, worked out once."""
    before, after = reverse(page, args=[0]).rsplit("0", 1)
    return lambda record_id: f"{before}{record_id}{after}"


def _tick(row: RecordRow, label: str) -> SafeString:
    return format_html(
        '<td class="tick"><input class="form-check-input" type="checkbox" name="ids" value="{}"'
        ' form="bulk" aria-label="{}: {}" data-tick></td>',
        row.id,
        label,
        row.title,
    )


def _draw_cell(row: RecordRow, key: str, fits: Mapping[int, BestFit]) -> str:
    text = _TEXTS.get(key)
    if text is not None:
        return f"<td>{conditional_escape(text(row))}</td>"
    number = _NUMBERS.get(key)
    if number is not None:
        return f'<td class="num">{conditional_escape(number(row))}</td>'
    if key == "fit":
        return f'<td class="num">{_fit(fits.get(row.id))}</td>'
    return f"<td>{_state(row.state)}</td>" if key == "state" else ""


_TEXTS: Final[Mapping[str, Callable[[RecordRow], str]]] = {
    "organisation": lambda row: row.organisation_name,
    "work": lambda row: row.title if row.title != row.person else row.excerpt,
    "region": lambda row: row.region,
    "industry": lambda row: row.industry,
    "source": lambda row: row.source_name,
}
_NUMBERS: Final[Mapping[str, Callable[[RecordRow], str]]] = {
    "budget": lambda row: wan(row.budget_wan),
    "trl": lambda row: f"TRL {row.trl}" if row.trl else "",
    "expiry": lambda row: list_date(row.expiry_date),
    "added": lambda row: list_date(row.created_at),
}


def _state(state: str) -> SafeString:
    if not state:
        return _EMPTY
    return format_html('<span class="chip {}">{}</span>', state_css(state), state_label(state))


def _fit(fit: BestFit | None) -> SafeString:
    if fit is None:
        return _EMPTY
    if fit.nothing_fits:
        return format_html('<span class="chip">{}</span>', gettext("nothing fits"))
    title = (
        _EMPTY if fit.is_calibrated else format_html(' title="{}"', gettext("not yet calibrated"))
    )
    return format_html('<span class="fit-cell num"{}>{}</span>', title, fit_percent(fit.fit))
