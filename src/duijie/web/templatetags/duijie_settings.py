"""What templates show of the installation itself: its name, its logo, the pages of its settings."""

from __future__ import annotations

from typing import Any

from django import template
from django.db import DatabaseError

from duijie.core.notify.enums import Channel
from duijie.core.preferences.queries import get_preferences
from duijie.core.preferences.types import Preferences
from duijie.web.settings.sections import SectionLink, section_links

register = template.Library()


@register.simple_tag
def installation() -> Preferences:
    """The settings; their defaults where the database does not answer, so that the page that says
    so can still be drawn."""
    try:
        return get_preferences()
    except DatabaseError:
        return Preferences()


@register.simple_tag(takes_context=True)
def settings_sections(context: dict[str, Any]) -> tuple[SectionLink, ...]:
    """The links to all pages of the settings that the reader can use."""
    request = context["request"]
    return section_links(request.user, request.path)


@register.filter
def channel_label(channel: str) -> object:
    """What a channel is called."""
    return Channel(channel).label
