"""What goes into the index and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Row:
    """One record as one disclosure level shows it. `key` (`need:123`) is unique within a level.

    `names` are organisation and person names that the level may see; `updated_at` is any whole
    number that grows with time. `zone_path` is `/`-separated and empty where there is none.
    """

    key: str
    kind: str
    record_id: int
    title: str
    text: str = ""
    names: tuple[str, ...] = ()
    zone_path: str = ""
    owner_id: int | None = None
    organisation_id: int | None = None
    state: str = ""
    region: str = ""
    industry: str = ""
    is_example: bool = False
    updated_at: int = 0


@dataclass(frozen=True)
class Filters:
    """What a hit must be. `None` sets no limit; an empty tuple lets nothing through.

    A zone path lets its whole subtree through; `with_empty_zone` adds rows without a zone to what
    `zone_paths` lets through.
    """

    kinds: tuple[str, ...] | None = None
    zone_paths: tuple[str, ...] | None = None
    with_empty_zone: bool = False
    owner_ids: tuple[int, ...] | None = None
    organisation_ids: tuple[int, ...] | None = None
    states: tuple[str, ...] | None = None
    regions: tuple[str, ...] | None = None
    industries: tuple[str, ...] | None = None
    is_example: bool | None = None
    updated_since: int | None = None


Visible = Mapping[str, Sequence[Filters]]
"""Level name to alternatives: a row of that level is seen if any of them lets it through."""


class Why(StrEnum):
    """How a hit was found, from the surest to the least sure."""

    EXACT = "exact"
    PREFIX = "prefix"
    PART = "part"
    PINYIN = "pinyin"
    INITIALS = "initials"
    TYPO = "typo"
    WORDS = "words"
    NEWEST = "newest"


@dataclass(frozen=True)
class Hit:
    """One row found. `field` is `title`, `names` or `text`, empty when nothing was asked.

    `matched` is the name, title or words that the query met. `score` orders hits of one query only.
    """

    key: str
    kind: str
    record_id: int
    level: str
    score: float
    field: str
    why: Why
    matched: str


@dataclass(frozen=True)
class Purge:
    """Whether old text is out of every file; if not, a reader was in the way: call it again."""

    is_complete: bool
    seconds: float
