"""Until when somebody has seen what is new."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from duijie.core import clock
from duijie.core.actor import Actor, user_id
from duijie.core.audit.services import record as audit
from duijie.matching.models import Look
from duijie.matching.permissions import check_can_list_suggestions


def note_look(*, until: datetime | None, by: Actor) -> None:
    """What came up to this moment is no longer new to the user; at most now, and never earlier than
    noted before. Raises `NotAllowedError`."""
    check_can_list_suggestions(by)
    now = clock.now()
    moment = min(until or now, now)
    with transaction.atomic():
        look, is_made = Look.objects.select_for_update().get_or_create(
            user_id=user_id(by), defaults={"at": moment}
        )
        if not is_made and look.at < moment:
            look.at = moment
            look.save(update_fields=["at"])
        audit(action="matching.note_look", by=by, object_kind="suggestion", at=str(moment))
