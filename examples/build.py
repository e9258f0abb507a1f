"""`python -m examples.build` writes `region/`, `truth.tsv` and `meeting_day.json` again."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from examples import booklet, letters, pictures, sheets
from examples.made_up import FILES, Region, load_region
from examples.meeting_day import meeting_day

HERE: Final = Path(__file__).parent
SAMPLE: Final = HERE.parent / "src" / "duijie" / "engines" / "ranking" / "sample.tsv"

NEEDS_FONTS: Final = frozenset({FILES["photo"], FILES["booklet"]})
"""Drawn with Noto CJK and, for the booklet, Pango."""


def builders(region: Region) -> Mapping[str, Callable[[], bytes]]:
    """File name in `region/` -> what makes its bytes."""
    return {
        FILES["park"]: lambda: sheets.park_needs(region),
        FILES["lichuan"]: lambda: sheets.lichuan_needs(region),
        FILES["qinglan"]: lambda: sheets.qinglan_needs(region),
        FILES["heting"]: lambda: letters.heting_needs(region),
        FILES["tingnan"]: lambda: letters.tingnan_needs(region),
        FILES["mail"]: lambda: letters.mail(region),
        FILES["photo"]: lambda: pictures.photographed_form(region),
        FILES["chat"]: lambda: letters.chat(region),
        FILES["booklet"]: lambda: booklet.booklet(region),
        FILES["lanjiang"]: lambda: sheets.lanjiang_offers(region),
        FILES["xls"]: lambda: sheets.farm_offers(region),
        FILES["docx"]: lambda: letters.textile_offers(region),
        FILES["zip"]: lambda: letters.archive(region),
        FILES["xlsx"]: lambda: sheets.expert_sheet(region),
        FILES["export"]: lambda: sheets.expert_export(region),
        FILES["organisations"]: lambda: sheets.directory(region),
        FILES["news_day"]: lambda: letters.page("news_day"),
        FILES["news_air"]: lambda: letters.page("news_air"),
        FILES["news_film"]: lambda: letters.page("news_film"),
        FILES["wps"]: letters.old_form,
    }


def truth(region: Region) -> str:
    """The planted answers as TSV: a line per need and offer or expert, grade 3, 2 or 1.

    3 solves the need, 2 is likely of use, 1 is a near miss that only sounds alike. A need for which
    nothing fits at all has one line of kind `none`.
    """
    offers = {offer.key: offer for offer in region.offers}
    target = io.StringIO()
    writer = csv.writer(target, delimiter="\t", lineterminator="\n")
    writer.writerow(["need", "need_title", "need_org", "need_file", "kind", "match", "match_title",
                     "match_org", "match_file", "grade"])  # fmt: skip
    for need in region.needs:
        left = [need.key, need.title, need.org, need.file]
        for key, grade in need.fits.items():
            offer = offers[key]
            right = [key, offer.title, offer.org, FILES[offer.where], grade]
            writer.writerow([*left, "offer", *right])
        if not need.fits:
            writer.writerow([*left, "none", "", "", "", "", 0])
        for expert in region.experts:
            if need.key in expert.solves:
                right = [expert.key, expert.name, expert.org, FILES[expert.where]]
                writer.writerow([*left, "expert", *right, expert.solves[need.key]])
    return target.getvalue()


def sample(region: Region) -> str:
    """Titles and texts of all needs and offers, a row each, on which ranking measures a model."""
    rows = [
        (kind, record.title, record.text)
        for kind, records in (("need", region.needs), ("offer", region.offers))
        for record in records
    ]
    return "".join("\t".join(" ".join(cell.split()) for cell in row) + "\n" for row in rows)


def main() -> int:
    region = load_region()
    folder = HERE / "region"
    folder.mkdir(exist_ok=True)
    drawn = pictures.has_fonts()
    for name, build in builders(region).items():
        if name in NEEDS_FONTS and not drawn:
            print(f"kept as it is, fonts-noto-cjk is missing: {name}", file=sys.stderr)
            continue
        (folder / name).write_bytes(build())
    (HERE / "truth.tsv").write_text(truth(region), encoding="utf-8")
    SAMPLE.write_text(sample(region), encoding="utf-8")
    (HERE / "meeting_day.json").write_text(meeting_day(region), encoding="utf-8")
    print(f"{sum(file.stat().st_size for file in folder.iterdir()) / 1e6:.2f} MB in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
