"""Names as they are compared: folded characters, and every likely way to read them aloud."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from itertools import accumulate, product

from duijie.engines.text import normalise_name

LONGEST_NAME = 80
_MOST_READINGS = 12
_UNIT = re.compile(r"[a-z0-9]+|.")
_LATIN = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True)
class Reading:
    """One way to say a name: its syllables joined, where each begins, and their first letters."""

    letters: str
    starts: tuple[int, ...]
    initials: str


@dataclass(frozen=True)
class Spelling:
    """A name without case, marks and spaces, and its readings, the likeliest first."""

    chars: str
    readings: tuple[Reading, ...]

    @property
    def is_latin(self) -> bool:
        """Whether it can only be meant as letters: pinyin, initials, or a Latin name."""
        return _LATIN.fullmatch(self.chars) is not None


@lru_cache(maxsize=4096)
def spell(name: str) -> Spelling:
    """Fold a name; what is beyond `LONGEST_NAME` characters is left out."""
    chars = fold(name)[:LONGEST_NAME]
    return Spelling(chars, _readings(chars))


def pack_readings(spelling: Spelling) -> str:
    """All readings as one string to be stored: syllables by spaces, readings by strokes."""
    return "|".join(
        " ".join(
            r.letters[a:b] for a, b in zip(r.starts, (*r.starts[1:], len(r.letters)), strict=True)
        )
        for r in spelling.readings
    )


@lru_cache(maxsize=16384)
def unpack_readings(packed: str) -> tuple[Reading, ...]:
    """The readings that `pack_readings` stored: what was indexed, whatever pypinyin says today."""
    return tuple(_reading(tuple(r.split(" "))) for r in packed.split("|")) if packed else ()


def fold(name: str) -> str:
    """Simplified, half-width, lower case, nothing but letters, digits and ideographs."""
    plain = normalise_name(name[: 4 * LONGEST_NAME])
    return "".join(c for c in plain.lower() if c.isalnum())


def fold_letters(letters: str) -> str:
    """Pinyin as typed, ü as u: people write 吕 as lv, lu and lü alike."""
    return letters.replace("ü", "u").replace("lv", "lu").replace("nv", "nu")


def _readings(chars: str) -> tuple[Reading, ...]:
    from pypinyin import lazy_pinyin

    units = _UNIT.findall(chars)
    if not units:
        return ()
    usual = [unit if _LATIN.fullmatch(unit) else "" for unit in units]
    for first, last in _ideograph_runs(usual):
        usual[first:last] = _one_each(units[first:last], lazy_pinyin("".join(units[first:last])))
    options, ways = [], 1
    for place, (unit, said) in enumerate(zip(units, usual, strict=True)):
        others = [r for r in _other_readings(unit, is_first=place == 0) if r != said]
        kept = list(dict.fromkeys(fold_letters(r.lower()) for r in (said, *others)))
        if ways * len(kept) > _MOST_READINGS:
            kept = kept[: max(1, _MOST_READINGS // ways)]
        ways *= len(kept)
        options.append(tuple(kept))
    return tuple(map(_reading, product(*options)))


def _ideograph_runs(usual: list[str]) -> list[tuple[int, int]]:
    runs, first = [], None
    for place, said in enumerate([*usual, "end"]):
        if not said and first is None:
            first = place
        elif said and first is not None:
            runs.append((first, place))
            first = None
    return runs


def _one_each(units: list[str], said: list[str]) -> list[str]:
    """The syllables, one per character: pypinyin returns unknown characters joined."""
    if len(said) != len(units):
        from pypinyin import lazy_pinyin

        said = [lazy_pinyin(unit)[0] for unit in units]
    return said


def _reading(syllables: tuple[str, ...]) -> Reading:
    starts = tuple(accumulate(map(len, syllables[:-1]), initial=0))
    return Reading("".join(syllables), starts, "".join([s[0] for s in syllables if s]))


def _other_readings(char: str, *, is_first: bool) -> tuple[str, ...]:
    surnames, anywhere = _polyphones()
    return (surnames.get(char, ()) if is_first else ()) + anywhere.get(char, ())


@cache
def _polyphones() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """The readings of `polyphones.tsv`: as a surname, and anywhere."""
    text = resources.files(__package__).joinpath("polyphones.tsv").read_text("utf-8")
    tables: dict[str, dict[str, tuple[str, ...]]] = {"surname": {}, "any": {}}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            place, char, readings = line.split("\t")
            tables[place][char] = tuple(readings.split())
    return tables["surname"], tables["any"]
