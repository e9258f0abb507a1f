"""`duijie match NEEDS OFFERS`: who could solve what, best first."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from duijie.cli.run import Commands
from duijie.cli.terminal import ExitCode, Terminal, cache_dir

if TYPE_CHECKING:
    from duijie.engines.extraction.types import Record
    from duijie.engines.pipeline import FolderReading
    from duijie.engines.ranking.types import NeedRanking

FORMATS = (".xlsx", ".csv", ".jsonl", ".tsv")


def add_parser(commands: Commands[argparse.ArgumentParser], terminal: Terminal) -> None:
    _ = terminal.gettext
    parser = commands.add_parser(
        "match",
        help=_("rank offers or experts for every need"),
        description=_(
            "Reads needs and offers from .xlsx, .csv, .jsonl, or lists in .docx and .pdf, and"
            " writes for every need its best offers with fit and reasons. The fit can be"
            " compared between"
            " needs: a low best one says that nothing fits."
        ),
    )
    parser.add_argument("needs", type=Path, metavar="NEEDS")
    parser.add_argument("offers", type=Path, metavar="OFFERS")
    parser.add_argument("--top", type=int, default=20, help=_("offers a need (default: 20)"))
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help=_("a .xlsx, .csv, .jsonl or .tsv file (else .tsv lines to stdout)"),
    )
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="COLUMN=FIELD",
        help=_("take a column, by header or letter, for a field; may be repeated"),
    )
    parser.add_argument("--variant", default="hybrid.v2", help=_("way of ranking"))
    parser.set_defaults(execute=execute)


def execute(options: argparse.Namespace, terminal: Terminal) -> int:
    from duijie.engines.embedding import load_embedder
    from duijie.engines.pipeline import match_records

    _ = terminal.gettext
    out: Path | None = options.out
    if out is not None and out.suffix not in FORMATS:
        terminal.warn(
            _("{file}: choose a file name that ends in {endings}.").format(
                file=out, endings=" ".join(FORMATS)
            )
        )
        return ExitCode.USAGE
    if options.top < 1:
        terminal.warn(_("--top must be at least 1."))
        return ExitCode.USAGE
    needs_reading = _read_needs(options.needs, options.map, terminal)
    offers_reading = _read_offers(options.offers, options.map, terminal)
    for finding in (*needs_reading.findings, *offers_reading.findings):
        terminal.warn(terminal.finding_line(finding))
    needs = needs_reading.needs
    offers = (*offers_reading.offers, *offers_reading.experts)
    if not needs or not offers:
        missing = options.needs if not needs else options.offers
        terminal.warn(
            _(
                "No records were found in {file}."
                " Name the columns with --map, e.g. --map 难题=text."
            ).format(file=missing)
        )
        return ExitCode.NOTHING_READ
    rankings = match_records(
        needs,
        offers,
        embedder=load_embedder(cache_dir=cache_dir()),
        variant=options.variant,
        top=options.top,
        on_progress=terminal.on_progress,
    )
    _write(out, rankings, needs, offers, (needs_reading, offers_reading), terminal)
    fitting = sum(not ranking.nothing_fits for ranking in rankings)
    terminal.warn(
        _(
            "{needs} needs × {offers} offers:"
            " {fitting} needs with a fit, {none} where nothing fits."
        ).format(needs=len(needs), offers=len(offers), fitting=fitting, none=len(needs) - fitting)
    )
    is_whole = all(file.is_read for r in (needs_reading, offers_reading) for file in r.files)
    return ExitCode.DONE if is_whole else ExitCode.FINDINGS


def _read_needs(path: Path, maps: list[str], terminal: Terminal) -> FolderReading:
    """All records of the file are needs: the user has said so."""
    return _read(path, [*maps, "kind=need"], terminal)


def _read_offers(path: Path, maps: list[str], terminal: Terminal) -> FolderReading:
    """Offers and experts as recognised; where the file looks like needs, all as offers."""
    reading = _read(path, maps, terminal)
    if reading.needs or not (reading.offers or reading.experts):
        return _read(path, [*maps, "kind=offer"], terminal)
    return reading


def _read(path: Path, maps: list[str], terminal: Terminal) -> FolderReading:
    from duijie.engines.extraction import ColumnMapping
    from duijie.engines.pipeline import read_folder

    return read_folder(
        path,
        mapping=ColumnMapping.parse(maps),
        cache_dir=cache_dir(),
        on_progress=terminal.on_progress,
    )


def _write(
    out: Path | None,
    rankings: Sequence[NeedRanking],
    needs: Sequence[Record],
    offers: Sequence[Record],
    readings: Sequence[FolderReading],
    terminal: Terminal,
) -> None:
    from duijie.cli.results.matches_workbook import match_sheets, pairs_sheet
    from duijie.engines.documents.atomic import write_atomically
    from duijie.engines.documents.writers import write_csv, write_workbook

    if out is not None and out.suffix == ".xlsx":
        files = [file for reading in readings for file in reading.files]
        write_workbook(out, match_sheets(rankings, needs, offers, files, terminal))
        return
    if out is not None and out.suffix == ".csv":
        write_csv(out, pairs_sheet(rankings, needs, offers, terminal))
        return
    if out is not None and out.suffix == ".jsonl":
        text = "".join(json.dumps(_ranking_json(r), ensure_ascii=False) + "\n" for r in rankings)
    else:
        text = "".join(
            f"{ranking.need_id}\t{match.offer_id}\t{match.fit:.9g}\n"
            for ranking in rankings
            for match in ranking.matches
        )
    if out is None:
        terminal.print(text.rstrip("\n"))
    else:
        write_atomically(out, text.encode())


def _ranking_json(ranking: NeedRanking) -> dict[str, object]:
    return {
        "need_id": ranking.need_id,
        "nothing_fits": ranking.nothing_fits,
        "matches": [
            {
                "offer_id": match.offer_id,
                "fit": match.fit,
                "is_calibrated": match.is_calibrated,
                "score": match.score,
                "contributions": {part.name: part.value for part in match.contributions},
                "reasons": [
                    {
                        "kind": reason.kind,
                        "need_quote": reason.need_quote,
                        "offer_quote": reason.offer_quote,
                        "terms": [str(term) for term in reason.terms],
                    }
                    for reason in match.reasons
                ],
            }
            for match in ranking.matches
        ],
    }
