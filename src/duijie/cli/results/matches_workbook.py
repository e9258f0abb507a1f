"""`matches.xlsx`: the best three of each need, all pairs with reasons, and where nothing fits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from duijie.cli.results.files_sheet import files_sheet
from duijie.cli.results.wording import (
    kind_text,
    reason_text,
    said,
    shown_fit,
    who,
    worth_a_call,
)
from duijie.cli.terminal import Terminal
from duijie.engines.documents.writers import CellValue, Column, SheetData
from duijie.engines.extraction.types import Record
from duijie.engines.pipeline import FileReading
from duijie.engines.pipeline.facts import facts_of
from duijie.engines.ranking import find_misfits, find_questions
from duijie.engines.ranking.fit import CALL_FROM
from duijie.engines.ranking.types import Match, NeedRanking

BEST = 3
PRINTED = 9
"""Columns of the best three that go on paper: the need and its first suggestion with the reason."""
CLOSEST = 5
"""Pairs shown of every need, fitting or not; further ones only where they fit."""
Row = list[CellValue]


def match_sheets(
    rankings: Sequence[NeedRanking],
    needs: Sequence[Record],
    offers: Sequence[Record],
    files: Sequence[FileReading],
    terminal: Terminal,
) -> list[SheetData]:
    """The four sheets: needs with their best three, all pairs, nothing fits, files."""
    _ = terminal.gettext
    offer_by_id = {offer.id: offer for offer in offers}
    pairs = list(zip(needs, rankings, strict=True))
    fitting = [(need, ranking) for need, ranking in pairs if not ranking.nothing_fits]
    none = [(need, ranking) for need, ranking in pairs if ranking.nothing_fits]
    note = _("The fit is provisional: it has not been calibrated on outcomes.")
    return [
        SheetData(
            _("Best three"),
            _best_columns(terminal),
            [_best_row(need, ranking, offer_by_id, terminal) for need, ranking in fitting],
            notes=(note,),
            printed=PRINTED,
        ),
        pairs_sheet(rankings, needs, offers, terminal),
        SheetData(
            _("Nothing fits"),
            _none_columns(terminal),
            [_none_row(need, ranking, offer_by_id) for need, ranking in none],
            notes=(_("For these needs nothing in the folder is close enough."),),
        ),
        files_sheet(files, terminal),
    ]


def pairs_sheet(
    rankings: Sequence[NeedRanking],
    needs: Sequence[Record],
    offers: Sequence[Record],
    terminal: Terminal,
) -> SheetData:
    """Pairs with their reasons, best first within a need: all that fit, and the closest five."""
    _ = terminal.gettext
    return SheetData(
        _("All pairs"),
        _pair_columns(terminal),
        list(_pair_rows(rankings, needs, offers, terminal)),
        notes=(_("The fit is provisional: it has not been calibrated on outcomes."),),
    )


def _best_columns(terminal: Terminal) -> list[Column]:
    _ = terminal.gettext
    columns = [
        Column(_("No.")),
        Column(_("Need"), width=32),
        Column(_("Organisation"), width=24),
        Column(_("Region")),
        Column(_("Budget (10,000 yuan)")),
    ]
    for rank in range(1, BEST + 1):
        columns += [
            Column(_("Suggestion {rank}").format(rank=rank), width=32),
            Column(_("From {rank}").format(rank=rank), width=24),
            Column(_("Fit {rank}").format(rank=rank), number_format="0.00"),
            Column(_("Why {rank}").format(rank=rank), width=50),
        ]
    return columns


def _best_row(
    need: Record, ranking: NeedRanking, offers: dict[str, Record], terminal: Terminal
) -> Row:
    row: Row = [need.id, need.title, need.org, need.region, need.budget_wan]
    best = worth_a_call(ranking, BEST)
    for match in best:
        offer = offers[match.offer_id]
        row += [offer.title, who(offer), shown_fit(match.fit), reason_text(match, terminal, most=2)]
    return row + [None] * (4 * (BEST - len(best)))


def _pair_columns(terminal: Terminal) -> list[Column]:
    _ = terminal.gettext
    return [
        Column(_("Need no.")),
        Column(_("Need"), width=32),
        Column(_("Asked by"), width=24),
        Column(_("Rank")),
        Column(_("No.")),
        Column(_("Kind")),
        Column(_("Suggestion"), width=32),
        Column(_("From"), width=24),
        Column(_("Fit"), number_format="0.000"),
        Column(_("Words"), number_format="0.00"),
        Column(_("Meaning"), number_format="0.00"),
        Column(_("Sentences"), number_format="0.00"),
        Column(_("Why"), width=70),
        Column(_("What does not fit"), width=50),
        Column(_("What to ask first"), width=40),
        Column(_("Nothing fits")),
    ]


def _pair_rows(
    rankings: Sequence[NeedRanking],
    needs: Sequence[Record],
    offers: Sequence[Record],
    terminal: Terminal,
) -> Iterator[Row]:
    _ = terminal.gettext
    offer_by_id = {offer.id: offer for offer in offers}
    suggested = {match.offer_id for ranking in rankings for match in ranking.matches}
    facts = {key: facts_of(offer_by_id[key]) for key in suggested}
    for need, ranking in zip(needs, rankings, strict=True):
        asked = facts_of(need)
        for rank, match in enumerate(ranking.matches, start=1):
            if rank > CLOSEST and match.fit < CALL_FROM:
                break
            offer = offer_by_id[match.offer_id]
            parts = {part.name: part.value for part in match.contributions}
            yield [
                need.id,
                need.title,
                need.org,
                rank,
                offer.id,
                kind_text(offer.kind, terminal),
                offer.title,
                who(offer),
                shown_fit(match.fit),
                parts.get("words"),
                parts.get("meaning"),
                parts.get("sentences"),
                reason_text(match, terminal),
                said(find_misfits(asked, facts[offer.id]), terminal),
                said(find_questions(asked, facts[offer.id]), terminal),
                _("yes") if ranking.nothing_fits else "",
            ]


def _none_columns(terminal: Terminal) -> list[Column]:
    _ = terminal.gettext
    return [
        Column(_("No.")),
        Column(_("Need"), width=40),
        Column(_("Organisation"), width=28),
        Column(_("Region")),
        Column(_("Closest, not close enough"), width=40),
        Column(_("Fit"), number_format="0.00"),
    ]


def _none_row(need: Record, ranking: NeedRanking, offers: dict[str, Record]) -> Row:
    nearest: Match | None = ranking.matches[0] if ranking.matches else None
    return [
        need.id,
        need.title,
        need.org,
        need.region,
        offers[nearest.offer_id].title if nearest else None,
        shown_fit(nearest.fit) if nearest else None,
    ]
