"""Messages that people paste into a chat group themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from duijie.core.notify.links import absolute_link
from duijie.core.notify.texts import RenderedMessage, Wording
from duijie.core.notify.types import GroupText
from duijie.core.notify.wording import fit_with_link
from duijie.core.sentences import language_tag

MOST_GROUP_TEXT: Final = 1_800
"""WeChat takes 2,000 characters in a message."""


def group_text(
    *, kind: str, params: Mapping[str, object], link: str, language: str | None = None
) -> GroupText:
    """The message as plain text with its link, and the link as a QR code.

    `link` is a path of ours or an http(s) address, or empty. `language` None: that of the page.
    `ValueError` for parameters that the kind does not have.
    """
    shown = Wording(kind).render(params, language=language_tag(language), link=absolute_link(link))
    return as_group_text(shown)


def as_group_text(shown: RenderedMessage) -> GroupText:
    """Title, text and link, one under the other."""
    text = fit_with_link(f"{shown.title}\n{shown.body}", shown.link, MOST_GROUP_TEXT)
    return GroupText(text, shown.link)
