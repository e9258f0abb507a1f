"""Brand words out of names of companies, exact.

usage: python -m benchmarks.company_names

Measures on `names` of the measuring data (`../shared/data`, or DUIJIE_SHARED): a name, and its
brand or nothing. A name without a brand for which one is found is false, as is a wrong one. The
other parser's figures are the published ones on the same names (companynameparser, Apache-2.0).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

from benchmarks.extraction import share_text
from duijie.engines.linkage import parse_company

ROOT: Final = Path(__file__).parents[1]
SHARED: Final = Path(os.environ.get("DUIJIE_SHARED", ROOT.parent / "shared")) / "data"
PUBLISHED: Final = (0.963, 0.945)


def main() -> int:
    path = SHARED / "names" / "company_brand_truth.txt"
    if not path.is_file():
        print(f"no measuring data at {path}", file=sys.stderr)
        return 1
    rows = [line.split() for line in path.read_text("utf-8").splitlines() if line.strip()]
    print("| names | precision [95 %] | recall [95 %] |")
    print("| --- | --- | --- |")
    for title, part in (
        ("every second from the 2nd", rows[1::2]),
        ("the others", rows[::2]),
        ("all", rows),
    ):
        pairs = [(parse_company(row[0]).brand, row[1] if len(row) > 1 else "") for row in part]
        hits = sum(found == brand != "" for found, brand in pairs)
        made, labelled = (sum(map(bool, side)) for side in zip(*pairs, strict=True))
        print(f"| {title} | {share_text(hits, made)} | {share_text(hits, labelled)} |")
    print(f"| published, all | {PUBLISHED[0]} | {PUBLISHED[1]} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
