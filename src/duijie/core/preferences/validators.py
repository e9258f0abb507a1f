"""One check of a value, for the form and any other way in."""

from __future__ import annotations

import unicodedata

from duijie.core.preferences.errors import PreferenceError
from duijie.core.preferences.types import RULES, NumberRule, PreferenceValue, Rule, TextRule


def clean_preference(name: str, value: object) -> PreferenceValue:
    """The value as it is stored: text folded to one line, numbers whole and in range.

    Raises `PreferenceError` for an unknown name or a value that the rule of the name refuses.
    """
    rule = RULES.get(name)
    if rule is None:
        raise PreferenceError("preferences.unknown", name=name)
    return _clean(name, rule, value)


def _clean(name: str, rule: Rule, value: object) -> PreferenceValue:
    if isinstance(rule, TextRule):
        return _clean_text(name, rule, value)
    if isinstance(rule, NumberRule):
        # a bool is an int for Python, and no number for anybody else
        if not isinstance(value, int) or isinstance(value, bool):
            raise PreferenceError("preferences.not_a_number", name=name)
        if not rule.least <= value <= rule.most:
            raise PreferenceError(
                "preferences.out_of_range", name=name, least=rule.least, most=rule.most
            )
        return value
    if not isinstance(value, bool):
        raise PreferenceError("preferences.not_a_switch", name=name)
    return value


def _clean_text(name: str, rule: TextRule, value: object) -> str:
    if not isinstance(value, str):
        raise PreferenceError("preferences.not_text", name=name)
    # control characters would break a mail header or a printed line
    shown = "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in value)
    text = " ".join(shown.split())
    if len(text) > rule.most_characters:
        raise PreferenceError(
            "preferences.text_too_long", name=name, most=rule.most_characters, length=len(text)
        )
    return text
