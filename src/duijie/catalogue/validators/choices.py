"""Choices of ours by value or by label in either language."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.db.models import TextChoices
from django.utils import translation


def find_choice(choices: type[TextChoices], text: str) -> str | None:
    """The value that the text is or names."""
    return _names(choices).get(text.casefold())


@cache
def _names(choices: type[TextChoices]) -> dict[str, str]:
    names: dict[str, str] = {}
    for language, _ in settings.LANGUAGES:
        with translation.override(language):
            names |= {str(choice.label).casefold(): choice.value for choice in choices}
    return names | {choice.value.casefold(): choice.value for choice in choices}
