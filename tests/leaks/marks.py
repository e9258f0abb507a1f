"""Marks: words, amounts and years that stand for one value of one record and for nothing else."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta, timezone
from typing import Any, ClassVar

_WORD = re.compile(r"[qQ][xX][0-9a-zA-Z]{6}[xX][qQ]")
_AMOUNT = re.compile(r"(?<!\d)(41\d{3}\.25)(?!\d)")
_YEAR = re.compile(r"(?<![\d.])([2-8]\d{3})(?=-\d\d-\d\d|年)")
_LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz"
_FIRST_YEAR, _FIRST_AMOUNT = 2200, 41_000
_SHANGHAI = timezone(timedelta(hours=8))


class Marks:
    """Hands marks out, and knows what each stands for."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        """Mark as it is found in an answer -> what it stands for, `need-draft-2:phone`."""
        self.of: defaultdict[str, set[str]] = defaultdict(set)
        """What they stand for but for the last part, `need-draft-2` -> its marks."""
        self._amounts = self._years = 0

    def word(self, name: str) -> str:
        """Ten letters and digits, unlike every other word, so that no search for typos meets it."""
        digest = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
        letters = "".join(_LETTERS[digest // 36**place % 36] for place in range(6))
        return self._keep(f"qx{letters}xq", name)

    def amount(self, name: str) -> float:
        """In 10,000 yuan."""
        self._amounts += 1
        amount = _FIRST_AMOUNT + self._amounts + 0.25
        self._keep(f"{amount:.2f}", name)
        return amount

    def day(self, name: str) -> date:
        """A day in a year of its own."""
        self._years += 1
        year = _FIRST_YEAR + self._years
        self._keep(str(year), name)
        return date(year, 6, 15)

    def moment(self, name: str) -> datetime:
        """Noon of such a day."""
        day = self.day(name)
        return datetime(day.year, day.month, day.day, 12, tzinfo=_SHANGHAI)

    def _keep(self, mark: str, name: str) -> str:
        assert mark not in self.names, f"{name} and {self.names[mark]} have the same mark"
        self.names[mark] = name
        self.of[name.rpartition(":")[0]].add(mark)
        return mark

    def named(self, found: set[str]) -> list[str]:
        """What the marks stand for, to be read in a failure."""
        return sorted(self.names[mark] for mark in found)

    def find(self, response: Any) -> set[str]:
        """Every mark of an answer: in its headers, its body, and the files packed into that."""
        headers = "\n".join(f"{name}: {value}" for name, value in response.items())
        return self.find_in(body_of(response)) | self._in_text(headers)

    def find_in(self, data: bytes) -> set[str]:
        """Marks in bytes, as UTF-8 or UTF-16; a zip, and so a workbook, is opened."""
        found: set[str] = set()
        if data[:4] == b"PK\x03\x04":
            with zipfile.ZipFile(io.BytesIO(data)) as packed:
                for name in packed.namelist():
                    found |= self._in_text(name) | self.find_in(packed.read(name))
            return found
        found = self._in_text(data.decode("utf-8", "replace"))
        if b"\0" in data:
            found |= self._in_text(data.replace(b"\0", b"").decode("utf-8", "replace"))
        return found

    def _in_text(self, text: str) -> set[str]:
        found = {word.lower() for word in _WORD.findall(text)} | set(_YEAR.findall(text))
        if "41" in text:
            found |= set(_AMOUNT.findall(text.replace(",", "")))
        return {mark for mark in found if mark in self.names}


def body_of(response: Any) -> bytes:
    """All of it, of a file that is streamed too."""
    if not response.streaming:
        return bytes(response.content)
    body = b"".join(response.streaming_content)
    response.close()
    return body


class Tally:
    """How much was asked, for the line at the end of the run."""

    counts: ClassVar[Counter[str]] = Counter()

    @classmethod
    def add(cls, what: str, count: int = 1) -> None:
        cls.counts[what] += count
