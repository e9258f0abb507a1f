"""Codes to sentences in the user's language.

English sentences are the msgids. Engines and settings keep theirs in a `SENTENCES` table beside
the code that makes the message; capabilities register theirs when their app starts. Works without
Django settings, so that the command line need not load them.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

from duijie.errors import Message

LOCALE_DIR: Final = Path(__file__).parents[1] / "locale"
DOMAIN: Final = "django"
LANGUAGES: Final = {"zh": "zh_Hans", "en": "en"}

EARLY_TABLES: Final = (
    "duijie.core.setting_errors",
    "duijie.engines.documents.sentences",
    "duijie.engines.embedding.sentences",
    "duijie.engines.extraction.sentences",
    "duijie.engines.pipeline.sentences",
    "duijie.engines.ranking.sentences",
    "duijie.engines.scheduling.sentences",
)

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_registered: dict[str, str] = {}


def register_sentences(table: Mapping[str, str]) -> None:
    """Add a capability's sentences. A code that already says something else is a mistake."""
    for code, msgid in table.items():
        if _registered.setdefault(code, msgid) != msgid:
            raise ValueError(f"two sentences for {code}")


def sentence_table() -> Mapping[str, str]:
    """Every code known so far with its English sentence."""
    return {**_early_sentences(), **_registered}


def say(message: Message, language: str | None = None) -> str:
    """The sentence of a message. `language` is `zh…` or `en…`; None: that of the request or run.

    Parameters that are messages are said too, sequences are joined. An unknown code is a
    `KeyError`: the suite finds it before a user can.
    """
    catalogue = translation(language)
    msgid = sentence_table()[message.code]
    params = {name: _shown(value, language) for name, value in message.params.items()}
    return catalogue.gettext(msgid).format(**params)


def translation(language: str | None = None) -> gettext.NullTranslations:
    """The message catalogue of a language, for interfaces that have no Django request."""
    return _load(language_tag(language))


def language_tag(language: str | None = None) -> str:
    """`zh` or `en`: the one asked for, else the request's, else `DUIJIE_LANG`, else Chinese."""
    if language is None and settings.configured:
        language = get_language()
    language = language or os.environ.get("DUIJIE_LANG") or "zh"
    return "en" if language.lower().startswith("en") else "zh"


def _shown(value: object, language: str | None) -> object:
    if isinstance(value, Message):
        return say(value, language)
    if isinstance(value, date):
        return _shown_date(value, language)
    if isinstance(value, Sequence) and not isinstance(value, str):
        comma = ", " if language_tag(language) == "en" else "、"
        return comma.join(str(_shown(item, language)) for item in value)
    return value


def _shown_date(value: date, language: str | None) -> str:
    """`2026年3月5日`, of a moment with its time on the clock of the region."""
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    day = f"{local.year}年{local.month}月{local.day}日"
    if language_tag(language) == "en":
        day = f"{local.day} {_MONTHS[local.month - 1]} {local.year}"
    return f"{day} {local:%H:%M}" if isinstance(value, datetime) else day


@cache
def _load(tag: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, str(LOCALE_DIR), [LANGUAGES[tag]], fallback=True)


@cache
def _early_sentences() -> Mapping[str, str]:
    merged: dict[str, str] = {}
    for name in EARLY_TABLES:
        for code, msgid in import_module(name).SENTENCES.items():
            if merged.setdefault(code, msgid) != msgid:
                raise ValueError(f"two sentences for {code}")
    return merged
