"""The trace that a read leaves where somebody sees more of a record than everybody does.

A read that shows must not be able to do without it, so it is written here, below the services.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import Model

from duijie.accounts.enums import DisclosureLevel
from duijie.catalogue.models import Access
from duijie.catalogue.permissions import KINDS, get_viewer
from duijie.catalogue.permissions.viewer import is_own
from duijie.core import clock
from duijie.core.actor import Actor

ONCE_IN: Final = timedelta(hours=1)


def leave_trace(
    record: Model,
    *,
    level: DisclosureLevel,
    door: str,
    by: Actor,
    attachment_id: int | None = None,
) -> bool:
    """Keep who saw this, at CONSENT and above, by whom it is not; whether a row was written.

    At most one row for each user, record, door and file in an hour.
    """
    if level < DisclosureLevel.CONSENT or by.pk is None:
        return False
    kind = KINDS[type(record)]
    about = {f"{kind}_id": record.pk}
    seen = Access.objects.filter(
        **about,
        by_id=by.pk,
        door=door,
        attachment=attachment_id,
        level__gte=level,
        at__gt=clock.now() - ONCE_IN,
    )
    if is_own(get_viewer(by, kind), record) or seen.exists():
        return False
    with transaction.atomic():
        Access.objects.create(
            **about, by_id=by.pk, level=level, door=door, attachment_id=attachment_id
        )
    return True
