"""The word lists of `words.tsv`, by group."""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def word_list(group: str) -> frozenset[str]:
    """The words of a group; raises KeyError for a group that the file does not have."""
    return _groups()[group]


@cache
def _groups() -> dict[str, frozenset[str]]:
    table = resources.files(__package__).joinpath("words.tsv").read_text("utf-8")
    rows = (line.split("\t", 1) for line in table.splitlines() if not line.startswith("#"))
    return {group: frozenset(words.split()) for group, words in rows}
