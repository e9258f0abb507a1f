"""`duijie extract PATH...`: facts out of documents, with their spans."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from duijie.cli.run import Commands
from duijie.cli.terminal import ExitCode, Terminal, cache_dir

if TYPE_CHECKING:
    from duijie.engines.documents.types import Document


def add_parser(commands: Commands[argparse.ArgumentParser], terminal: Terminal) -> None:
    _ = terminal.gettext
    parser = commands.add_parser(
        "extract",
        help=_("facts out of documents: organisations, people, dates, needs, offers"),
        description=_(
            "Writes one JSON object a document: cleaned text and the facts found, each with its"
            " place in the text."
        ),
    )
    parser.add_argument("paths", type=Path, nargs="+", metavar="PATH", help=_("files or folders"))
    parser.add_argument("--out", type=Path, metavar="FILE.jsonl", help=_("else to stdout"))
    parser.add_argument(
        "--html", type=Path, metavar="DIR", help=_("also a page a document with the facts marked")
    )
    parser.set_defaults(execute=execute)


def execute(options: argparse.Namespace, terminal: Terminal) -> int:
    from duijie.cli.results.facts_page import write_facts_page
    from duijie.engines.documents.atomic import write_atomically
    from duijie.engines.extraction import extract_facts

    lines = []
    unread = 0
    taken: set[str] = set()
    for document in _documents(options.paths, terminal):
        for finding in document.findings:
            terminal.warn(terminal.finding_line(finding))
        if not document.is_read:
            unread += 1
            continue
        data = extract_facts(document).to_json()
        data["id"] = _unique(str(data["id"]), taken)
        line = json.dumps(data, ensure_ascii=False)
        if options.out is None:
            terminal.print(line)
        lines.append(line)
        if options.html is not None:
            write_facts_page(options.html, data, terminal)
    if options.out is not None and lines:
        write_atomically(options.out, ("\n".join(lines) + "\n").encode())
    terminal.warn(
        terminal.gettext("{count} documents read, {unread} not.").format(
            count=len(lines), unread=unread
        )
    )
    if not lines:
        return ExitCode.NOTHING_READ
    return ExitCode.FINDINGS if unread else ExitCode.DONE


def _unique(name: str, taken: set[str]) -> str:
    """Two folders may hold files of one name: the later one gets `-2`."""
    unique, number = name, 1
    while unique in taken:
        number += 1
        unique = f"{name}-{number}"
    taken.add(unique)
    return unique


def _documents(paths: list[Path], terminal: Terminal) -> Iterator[Document]:
    from duijie.engines.documents import read_documents
    from duijie.errors import DuijieError

    for path in paths:
        if not path.exists():
            raise DuijieError("pipeline.not_found", path=str(path))
        yield from read_documents(path, cache_dir=cache_dir(), on_progress=terminal.on_progress)
