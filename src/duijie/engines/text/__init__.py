"""Texts without their noise, and what stands in them: sentences, words, numbers, money, dates.

Works on one string at a time and gives spans into it; `clean` also gives the way back to its
source. Knows nothing of files (`documents`) nor of needs and offers (`extraction`).
Doors: all below. Dictionaries are loaded on first use.
"""

from duijie.engines.text.dates import DateMention, find_dates
from duijie.engines.text.line_breaks import is_wrapped
from duijie.engines.text.money import Money, find_money
from duijie.engines.text.names import normalise_name
from duijie.engines.text.normalise import clean
from duijie.engines.text.numbers import Number, find_numbers
from duijie.engines.text.numerals import parse_numeral
from duijie.engines.text.segment import bigrams, sentences, words
from duijie.engines.text.types import Cleaned, Span, Word

__all__ = [
    "Cleaned",
    "DateMention",
    "Money",
    "Number",
    "Span",
    "Word",
    "bigrams",
    "clean",
    "find_dates",
    "find_money",
    "find_numbers",
    "is_wrapped",
    "normalise_name",
    "parse_numeral",
    "sentences",
    "words",
]
