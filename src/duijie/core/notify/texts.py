"""A message in words: the text in force, filled in."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from duijie.core.notify.errors import MessageTextError
from duijie.core.notify.models import MessageText
from duijie.core.notify.registry import MessageKind, get_kind
from duijie.core.notify.wording import check_wording, fill, one_line, shorten, tidy_value
from duijie.core.preferences.queries import get_preferences
from duijie.core.preferences.types import Preferences
from duijie.core.sentences import translation

logger = logging.getLogger(__name__)

MOST_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class RenderedMessage:
    """Ready to be read. `body` holds the link only where its text names it."""

    title: str
    body: str
    link: str


class Wording:
    """The texts of one kind for one call: read once, filled in for many recipients."""

    def __init__(self, kind: str) -> None:
        self.kind: MessageKind = get_kind(kind)
        self._preferences = get_preferences()
        rows = MessageText.objects.filter(kind=kind)
        self._edited = {row.language: (row.title, row.body) for row in rows}

    def render(self, params: Mapping[str, object], *, language: str, link: str) -> RenderedMessage:
        """In `zh` or `en`; `link` absolute or empty.

        A `ValueError` where `params` are not exactly those that the kind was registered with.
        """
        if set(params) != set(self.kind.params):
            raise ValueError(
                f"{self.kind.kind} wants {sorted(self.kind.params)}, not {sorted(params)}"
            )
        values = {name: tidy_value(value) for name, value in params.items()}
        values |= built_in_values(self._preferences, language=language, link=link)
        title, body = self._text(language)
        return fill_message(title, body, values)

    def _text(self, language: str) -> tuple[str, str]:
        default = self.kind.default_text(language)
        edited = self._edited.get(language)
        if edited is None:
            return default
        try:
            for part, text in zip(("title", "body"), edited, strict=True):
                check_wording(text, known=self.kind.known_names, part=part)
        except MessageTextError:
            # written for a version whose kind had other placeholders
            logger.warning("the edited text of %s (%s) does not fit it", self.kind.kind, language)
            return default
        return edited


def built_in_values(preferences: Preferences, *, language: str, link: str) -> dict[str, str]:
    """What every text may use."""
    name = preferences.region_name or preferences.short_name
    return {
        "region": name or translation(language).gettext("Duijie"),
        "contact": preferences.contact_line,
        "link": link,
    }


def fill_message(title: str, body: str, values: Mapping[str, str]) -> RenderedMessage:
    """Checked texts with their values; the title is one line of bounded length."""
    subject = shorten(one_line(fill(title, values)), MOST_SUBJECT)
    return RenderedMessage(subject, fill(body, values).strip(), values["link"])
