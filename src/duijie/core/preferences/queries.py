"""Reads of the settings."""

from __future__ import annotations

import logging
from dataclasses import dataclass, fields
from typing import Any

from django.conf import settings

from duijie.core.errors import NotFoundError
from duijie.core.preferences.errors import PreferenceError
from duijie.core.preferences.holding import held_preferences, hold_preferences
from duijie.core.preferences.models import Logo, StoredPreference
from duijie.core.preferences.types import RULES, Preferences
from duijie.core.preferences.validators import clean_preference

logger = logging.getLogger(__name__)

LOGO_NAME = "logo"
"""Its value: `{"sha256", "width", "height"}`, so that a page needs no second query."""


@dataclass(frozen=True, slots=True)
class LogoImage:
    """A PNG."""

    sha256: str
    content: bytes
    width: int
    height: int


def get_preferences() -> Preferences:
    """The settings as they are now. One query in each request, however often it is asked; outside
    of requests one per call, so that a loop asks before it begins."""
    held = held_preferences()
    if held is None:
        held = _read()
        hold_preferences(held)
    return held


def get_logo(sha256: str) -> LogoImage:
    """Raises `NotFoundError` for any but the present logo."""
    logo = Logo.objects.filter(pk=sha256).first()
    if logo is None:
        raise NotFoundError("preferences.logo_not_found")
    return LogoImage(logo.sha256, bytes(logo.content), logo.width, logo.height)


def _read() -> Preferences:
    known = {field.name for field in fields(Preferences)}
    values: dict[str, Any] = {}
    for name, value in StoredPreference.objects.values_list("name", "value"):
        if name == LOGO_NAME:
            values |= {f"logo_{part}": value[part] for part in ("sha256", "width", "height")}
        elif name in known and name in RULES:
            try:
                values[name] = clean_preference(name, value)
            except PreferenceError:
                # of a version with other bounds: the default stands until somebody sets it again
                logger.warning("the stored setting %s is out of bounds and is not used", name)
    ceiling = settings.MAX_UPLOAD_MB
    values["upload_mb"] = min(values.get("upload_mb", ceiling), ceiling)
    return Preferences(**values)
