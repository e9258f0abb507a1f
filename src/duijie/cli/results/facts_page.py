"""A page a document with its facts marked in the text, for `duijie extract --html`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from duijie.cli.results.templates import render
from duijie.cli.results.wording import money_text
from duijie.cli.terminal import Terminal
from duijie.engines.documents.atomic import write_atomically

KINDS = ("events", "organizations", "people", "needs", "offers", "agreements", "figures")


@dataclass(frozen=True)
class Piece:
    text: str
    kind: str = ""
    label: str = ""


def write_facts_page(folder: Path, data: Mapping[str, Any], terminal: Terminal) -> Path:
    """Write `<id>.html` below the folder. Overlapping facts: the longer one is marked."""
    _ = terminal.gettext
    labels = {
        "events": _("Events"),
        "organizations": _("Organisations"),
        "people": _("People"),
        "needs": _("Needs"),
        "offers": _("Offers"),
        "agreements": _("Agreements"),
        "figures": _("Figures"),
    }
    groups = [
        (labels[kind], [_item_line(kind, item, terminal) for item in data[kind]])
        for kind in KINDS
        if data[kind]
    ]
    page = render(
        "facts.html.j2",
        terminal,
        title=data["title"] or data["id"],
        pieces=list(_pieces(data, labels)),
        groups=groups,
    )
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{data['id']}.html"
    write_atomically(path, page.encode())
    return path


def _pieces(data: Mapping[str, Any], labels: Mapping[str, str]) -> Iterator[Piece]:
    text: str = data["clean_text"]
    spans = [(*item["span"], kind) for kind in KINDS for item in data[kind] if item.get("span")]
    end_of_last = 0
    for start, end, kind in _without_overlaps(spans):
        if start > end_of_last:
            yield Piece(text[end_of_last:start])
        yield Piece(text[start:end], kind, labels[kind])
        end_of_last = end
    yield Piece(text[end_of_last:])


def _without_overlaps(spans: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    kept: list[tuple[int, int, str]] = []
    for span in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
        if all(span[1] <= start or span[0] >= end for start, end, _ in kept):
            kept.append(span)
    return sorted(kept)


def _item_line(kind: str, item: Mapping[str, Any], terminal: Terminal) -> str:
    _ = terminal.gettext
    parts: list[object] = []
    if kind == "events":
        parts = [
            item["name"],
            "—".join(day.removeprefix("--") for day in item["dates"]),
            item.get("place"),
        ]
    elif kind == "organizations":
        parts = [item["name"], _listed(item["aliases"])]
    elif kind == "people":
        parts = [item["name"], item.get("org"), item.get("title")]
    elif kind in ("needs", "offers"):
        parts = [item.get("org"), item["text"]]
    elif kind == "agreements":
        amount = item.get("amount")
        parts = [
            _listed(item["parties"]),
            item.get("subject"),
            money_text(amount, terminal) if amount else None,
            _("signed") if item["signed"] else _("intended"),
        ]
    elif item["unit"] == "元":
        parts = [item["what"], money_text(item["value"], terminal)]
    else:
        parts = [item["what"], f"{item['value']:,} {item['unit'] or ''}".strip()]
    return " · ".join(str(part) for part in parts if part)


def _listed(names: Sequence[str]) -> str:
    """With the comma of the names' own script."""
    return (", " if all(name.isascii() for name in names) else "、").join(names)
