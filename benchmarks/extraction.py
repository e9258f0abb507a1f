"""Facts from pages: precision, recall and F1 of each kind, with intervals, beside a plain baseline.

usage: python -m benchmarks.extraction [--own]

Measures on `extraction` of the measuring data (`../shared/data`, or DUIJIE_SHARED): all texts, and
the verbatim ones apart; and on our own labelled pages in `examples/pages`, which the rules were
made with. `--own`: those alone. The baseline knows organisations by ten endings and people by five
posts, and nothing else.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.facts_score import KINDS, Counts, score
from duijie.engines.documents import read_file_here
from duijie.engines.evaluation.intervals import Share
from duijie.engines.extraction import extract_facts

ROOT: Final = Path(__file__).parents[1]
PAGES: Final = ROOT / "examples" / "pages"
SHARED: Final = Path(os.environ.get("DUIJIE_SHARED", ROOT.parent / "shared")) / "data"
VERBATIM: Final = re.compile(r"seed-|00[1-8]$|05[6-9]$|06[01]$")
_PLAIN_ORGANISATION = re.compile(
    r"[\u4e00-\u9fff]{2,16}(?:有限公司|集团|大学|学院|研究院|研究所|局|厅|学会|协会)"
)
_PLAIN_PERSON = re.compile(
    r"(?P<title>教授|院长|局长|董事长|总经理)(?P<name>[\u4e00-\u9fff]{2,3})(?=[，,。说、（])"
)

Facts = Mapping[str, Any]


def read_pages(texts: Iterable[Path]) -> dict[str, Facts]:
    """The facts of each page, by the stem of its file."""
    found: dict[str, Facts] = {}
    with tempfile.TemporaryDirectory() as scratch:
        for path in texts:
            found[path.stem] = extract_facts(
                read_file_here(path, scratch=Path(scratch)).document
            ).to_json()
    return found


def own_labels() -> dict[str, Facts]:
    """What is to be found in `examples/pages`."""
    rows = (PAGES / "labels.jsonl").read_text("utf-8").splitlines()
    return {row["id"]: row for row in map(json.loads, rows)}


def plain(text: str) -> Facts:
    """What the baseline sees."""
    names = dict.fromkeys(match.group() for match in _PLAIN_ORGANISATION.finditer(text))
    people = {m["name"]: m["title"] for m in _PLAIN_PERSON.finditer(text)}
    return {
        "organizations": [{"name": name, "aliases": []} for name in names],
        "people": [{"name": n, "org": None, "title": t} for n, t in people.items()],
    }


def add_up(found: Mapping[str, Facts], gold: Mapping[str, Facts], ids: Sequence[str]) -> Counts:
    """True, found and labelled items of each kind over some pages."""
    total: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    for page in ids:
        for kind, (hits, made, labelled) in score(found[page], gold[page]).items():
            total[kind].update({"hits": hits, "found": made, "gold": labelled})
    return {k: (c["hits"], c["found"], c["gold"]) for k, c in total.items()}


def f1(counts: tuple[int, int, int]) -> float:
    """2·hits / (found + labelled)."""
    hits, found, gold = counts
    return 2 * hits / (found + gold) if found + gold else 0.0


def share_text(hits: int, of: int) -> str:
    """A share with its 95 % interval."""
    share = Share(hits, of)
    return f"{share.value or 0:.3f} [{share.low or 0:.3f}, {share.high or 1:.3f}]"


def show(title: str, counts: Counts, baseline: Counts) -> None:
    """One table: a row for each kind."""
    print(f"\n{title}")
    print("| kind | precision [95 %] | recall [95 %] | F1 | found, labelled | plain baseline F1 |")
    print("| --- | --- | --- | --- | --- | --- |")
    for kind, (hits, found, gold) in counts.items():
        print(
            f"| {kind} | {share_text(hits, found)} | {share_text(hits, gold)}"
            f" | {f1(counts[kind]):.3f} | {found}, {gold}"
            f" | {f1(baseline[kind]):.3f} |"
        )
    macro = sum(map(f1, counts.values())) / len(counts)
    print(f"macro F1 {macro:.3f}, baseline {sum(map(f1, baseline.values())) / len(counts):.3f}")


def measure(title: str, texts: Sequence[Path], gold: Mapping[str, Facts]) -> None:
    """Read, score and print; the verbatim ones of the measuring data apart."""
    started = time.monotonic()
    found = read_pages(texts)
    seconds = time.monotonic() - started
    base = {path.stem: plain(path.read_text("utf-8")) for path in texts}
    ids = [path.stem for path in texts]
    show(
        f"{title}: {len(ids)} pages, {seconds:.1f} s",
        add_up(found, gold, ids),
        add_up(base, gold, ids),
    )
    verbatim = [page for page in ids if VERBATIM.match(page)]
    if verbatim:
        show(
            f"{title}, verbatim alone: {len(verbatim)} pages",
            add_up(found, gold, verbatim),
            add_up(base, gold, verbatim),
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--own", action="store_true", help="our own pages alone")
    own_only = parser.parse_args().own
    measure("examples/pages", sorted(PAGES.glob("*.txt")), own_labels())
    folder = SHARED / "extraction"
    if own_only:
        return 0
    if not folder.is_dir():
        print(f"no measuring data at {folder}", file=sys.stderr)
        return 1
    gold = {p.stem: json.loads(p.read_text("utf-8")) for p in (folder / "gold").glob("*.json")}
    measure("measuring data", sorted((folder / "text").glob("*.txt")), gold)
    return 0


if __name__ == "__main__":
    sys.exit(main())
