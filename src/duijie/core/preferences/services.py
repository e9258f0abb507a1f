"""Changes of the settings, by administrators."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from duijie.core.actor import Actor
from duijie.core.audit.services import record
from duijie.core.preferences.holding import forget_preferences
from duijie.core.preferences.logo import draw_logo
from duijie.core.preferences.models import Logo, StoredPreference
from duijie.core.preferences.permissions import check_can_change_preferences
from duijie.core.preferences.queries import LOGO_NAME, get_preferences
from duijie.core.preferences.types import PreferenceValue
from duijie.core.preferences.validators import clean_preference


def change_preferences(*, values: Mapping[str, object], by: Actor) -> tuple[str, ...]:
    """Set the named settings and leave the others; returns the names of those that changed.

    All or none: raises `PreferenceError` for the first value that cannot be, `NotAllowedError` for
    all but administrators. One audit row per change, with old and new.
    """
    check_can_change_preferences(by)
    cleaned = {name: clean_preference(name, value) for name, value in values.items()}
    with transaction.atomic():
        before = _lock_stored()
        forget_preferences()
        present = get_preferences()
        changed = tuple(
            name
            for name, value in cleaned.items()
            # a stored value above the owner's ceiling reads as the ceiling: that is no change
            if value not in (getattr(present, name), before.get(name))
        )
        for name in changed:
            StoredPreference.objects.update_or_create(name=name, defaults={"value": cleaned[name]})
            _note(name, getattr(present, name), cleaned[name], by)
        forget_preferences()
    return changed


def change_logo(*, content: bytes, by: Actor) -> None:
    """Draw the picture anew and show it from now on in place of the one before.

    Raises `PreferenceError` for what is no picture or too large, `NotAllowedError`.
    """
    check_can_change_preferences(by)
    drawn = draw_logo(content)
    with transaction.atomic():
        _lock_stored()
        forget_preferences()
        before = get_preferences().logo_sha256
        if drawn.sha256 == before:
            return
        Logo.objects.all().delete()
        Logo.objects.create(
            sha256=drawn.sha256, content=drawn.content, width=drawn.width, height=drawn.height
        )
        value = {"sha256": drawn.sha256, "width": drawn.width, "height": drawn.height}
        StoredPreference.objects.update_or_create(name=LOGO_NAME, defaults={"value": value})
        _note(LOGO_NAME, before, drawn.sha256, by)
        forget_preferences()


def remove_logo(*, by: Actor) -> None:
    """Go back to the sign of the program. Does nothing where there is no logo."""
    check_can_change_preferences(by)
    with transaction.atomic():
        _lock_stored()
        forget_preferences()
        before = get_preferences().logo_sha256
        if not before:
            return
        Logo.objects.all().delete()
        StoredPreference.objects.filter(name=LOGO_NAME).delete()
        _note(LOGO_NAME, before, "", by)
        forget_preferences()


def _lock_stored() -> dict[str, object]:
    """The stored rows, locked where the database locks rows, so that old and new of the audit log
    follow one another."""
    return {row.name: row.value for row in StoredPreference.objects.select_for_update()}


def _note(name: str, old: PreferenceValue, new: PreferenceValue, by: Actor) -> None:
    record(
        action="preferences.change_preferences",
        by=by,
        object_kind="preference",
        object_id=name,
        old=old,
        new=new,
    )
