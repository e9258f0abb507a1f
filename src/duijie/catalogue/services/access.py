"""Noting who saw more of a record than every registered user does."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import transaction

from duijie.accounts.enums import DisclosureLevel
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import Access
from duijie.catalogue.permissions import get_viewer
from duijie.catalogue.permissions.viewer import is_own
from duijie.catalogue.services.loading import MODELS
from duijie.core import clock
from duijie.core.actor import Actor

ONCE_IN: Final = timedelta(hours=1)


def log_access(
    *,
    kind: RecordKind,
    record_id: int,
    level: DisclosureLevel,
    door: str,
    by: Actor,
    attachment_id: int | None = None,
) -> None:
    """Keep that the user saw the record at this level: CONSENT and above, by whom it is not.

    At most one row for each user, record, door and file in an hour. `door`: `page`, `file`, `api`
    or `export`. Nothing for strangers, who see no such level.
    """
    if level < DisclosureLevel.CONSENT or by.pk is None:
        return
    about = {f"{kind}_id": record_id}
    seen = Access.objects.filter(
        **about,
        by_id=by.pk,
        door=door,
        attachment=attachment_id,
        level__gte=level,
        at__gt=clock.now() - ONCE_IN,
    )
    if seen.exists() or _is_own(kind, record_id, by):
        return
    with transaction.atomic():
        Access.objects.create(
            **about, by_id=by.pk, level=level, door=door, attachment_id=attachment_id
        )


def _is_own(kind: RecordKind, record_id: int, by: Actor) -> bool:
    row = MODELS[kind]._default_manager.filter(pk=record_id).first()
    return row is not None and is_own(get_viewer(by, kind), row)
