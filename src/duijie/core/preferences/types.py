"""The settings with their types and defaults, and what each of them may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

PreferenceValue = str | int | bool


@dataclass(frozen=True, slots=True)
class Preferences:
    """All settings of the installation as they are now. The names are those of the rules below."""

    region_name: str = ""
    """Who runs it, in full: 云泽高新区产学研对接中心. Empty on a fresh installation."""
    short_name: str = ""
    """For narrow places; empty: `region_name`, else the name of the program."""
    contact_line: str = ""
    """How to reach the office; shown to everybody, on printed pages and in messages."""
    upload_mb: int = 50
    """Of one file. The owner's `DUIJIE_MAX_UPLOAD_MB` is the ceiling."""
    ocr_pages: int = 300
    """Pages of one document that are recognised."""
    need_valid_days: int = 180
    """How long a published need stands before it has to be renewed."""
    expert_load: int = 3
    """How many introductions an expert has open at once; those without an answer count."""
    cooling_off_days: int = 90
    """How long two sides are not introduced again after one has declined."""
    page_size: int = 50
    """Rows of a list on one page."""
    strangers_see_teasers: bool = True
    """Whether public summaries are open to people without an account."""
    is_closed_network: bool = False
    """Nothing is sent to an address on the internet."""
    logo_sha256: str = ""
    """Of the stored logo, which its address carries; empty where there is none."""
    logo_width: int = 0
    logo_height: int = 0

    @property
    def shown_name(self) -> str:
        """What a narrow place calls the installation; empty where nothing is set."""
        return self.short_name or self.region_name


@dataclass(frozen=True, slots=True)
class TextRule:
    """One line of text."""

    most_characters: int


@dataclass(frozen=True, slots=True)
class NumberRule:
    """A whole number, both ends included."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class SwitchRule:
    """Yes or no."""


Rule = TextRule | NumberRule | SwitchRule

RULES: Final[Mapping[str, Rule]] = {
    "region_name": TextRule(60),
    "short_name": TextRule(12),
    "contact_line": TextRule(200),
    "upload_mb": NumberRule(1, 2_000),
    "ocr_pages": NumberRule(0, 2_000),
    "need_valid_days": NumberRule(7, 1_825),
    "expert_load": NumberRule(1, 100),
    "cooling_off_days": NumberRule(0, 730),
    "page_size": NumberRule(10, 300),
    "strangers_see_teasers": SwitchRule(),
    "is_closed_network": SwitchRule(),
}
"""What an administrator can set. The logo is none of them: it comes by `change_logo`."""
