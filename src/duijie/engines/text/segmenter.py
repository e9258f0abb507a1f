"""The word segmenter with and without the domain list; both are loaded on first use."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rjieba import Jieba


@cache
def plain_segmenter() -> Jieba:
    """The general dictionary alone."""
    from rjieba import Jieba

    return Jieba()


@cache
def domain_segmenter() -> Jieba:
    """The general dictionary and `domain_words.tsv`."""
    from rjieba import Jieba

    segmenter = Jieba()
    for word in domain_words():
        segmenter.add_word(word, None, None)
    return segmenter


@cache
def domain_words() -> tuple[str, ...]:
    """The words of `domain_words.tsv` in its order, without their groups."""
    table = resources.files(__package__).joinpath("domain_words.tsv").read_text("utf-8")
    lines = (line for line in table.splitlines() if line and not line.startswith("#"))
    return tuple(word for line in lines for word in line.split("\t", 1)[1].split())
