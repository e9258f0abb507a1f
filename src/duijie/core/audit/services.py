"""Writing the audit log."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from duijie.core.actor import Actor
from duijie.core.audit.models import AuditEntry


def record(
    *,
    action: str,
    by: Actor | None,
    object_kind: str,
    object_id: object = "",
    **details: Any,
) -> None:
    """Add one row. Inside the caller's transaction: an act that is rolled back leaves no trace.

    Raises `RuntimeError` outside a transaction, because then the act and its row could part.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an audit row belongs into the transaction of the act")
    AuditEntry.objects.create(
        action=action,
        by_id=by.pk if by is not None else None,
        object_kind=object_kind,
        object_id=str(object_id),
        details=details,
    )
