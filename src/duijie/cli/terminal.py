"""What a command says: sentences in the user's language, progress to stderr, exit codes."""

from __future__ import annotations

import dataclasses
import os
import sys
import time
from enum import IntEnum
from pathlib import Path
from typing import TextIO

import platformdirs

from duijie.core.sentences import language_tag, say, translation
from duijie.engines.documents.types import Finding, Place
from duijie.errors import Message

PROGRESS_SECONDS = 0.2


class ExitCode(IntEnum):
    DONE = 0
    FINDINGS = 1
    USAGE = 2
    NOTHING_READ = 3


class Terminal:
    """One run's language and streams."""

    def __init__(self, language: str, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self.language = language_tag(language)
        self.out = out or sys.stdout
        self.err = err or sys.stderr
        self._last_progress = 0.0
        self._line_width = 0

    def gettext(self, msgid: str) -> str:
        return translation(self.language).gettext(msgid)

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        return translation(self.language).ngettext(singular, plural, count)

    def say(self, message: Message) -> str:
        return say(message, self.language)

    def print(self, text: str = "") -> None:
        self._clear_progress()
        print(text, file=self.out)

    def warn(self, text: str) -> None:
        self._clear_progress()
        print(text, file=self.err)

    def on_progress(self, done: int, total: int, note: Message | None) -> None:
        """A line that is overwritten on a terminal; a line now and then in a log."""
        now = time.monotonic()
        is_last = done >= total
        wait = PROGRESS_SECONDS if self.err.isatty() else 5.0
        if not is_last and now - self._last_progress < wait:
            return
        self._last_progress = now
        count = f"{done}/{total}" if total else ""
        line = "  ".join(part for part in (count, self.say(note) if note else "") if part)
        if not self.err.isatty():
            if not is_last:
                print(line, file=self.err)
            return
        self._clear_progress()
        print(line[:100], end="\r", file=self.err, flush=True)
        self._line_width = 2 * len(line[:100])

    def _clear_progress(self) -> None:
        if self._line_width:
            print(" " * self._line_width, end="\r", file=self.err, flush=True)
            self._line_width = 0

    def finding_line(self, finding: Finding) -> str:
        """Place and sentence; nothing is named twice where the sentence names it itself."""
        place, params = finding.place, finding.message.params
        if "where" in params:
            place = Place("" if str(params["where"]).startswith(place.file) else place.file)
        elif params.get("file") == place.file:
            place = dataclasses.replace(place, file="")
        colon = ": " if self.language == "en" else "："
        return colon.join(part for part in (self.place(place), self.say(finding.message)) if part)

    def place(self, place: Place) -> str:
        """Where something stands, as a user would look for it: file, sheet, page, row, column."""
        _ = self.gettext
        parts = [place.file] if place.file else []
        if place.sheet:
            parts.append(_("sheet “{name}”").format(name=place.sheet))
        if place.page:
            parts.append(_("page {number}").format(number=place.page))
        if place.row:
            parts.append(_("row {number}").format(number=place.row))
        if place.column:
            parts.append(_("column {name}").format(name=column_letters(place.column)))
        return (", " if self.language == "en" else "，").join(parts)


def column_letters(number: int) -> str:
    """1 is A, 27 is AA: as spreadsheets name columns."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cache_dir() -> Path:
    """Where vectors and read pages are kept: below `DUIJIE_HOME`, else the user's cache."""
    home = os.environ.get("DUIJIE_HOME")
    return Path(home) / "cache" if home else Path(platformdirs.user_cache_dir("duijie"))
