"""Writing the history: one row for each change, with the values before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Model

from duijie.catalogue.models import Change
from duijie.catalogue.permissions import KINDS
from duijie.core import clock
from duijie.core.actor import Actor

Values = Mapping[str, tuple[Any, Any]]
"""Field -> (before, after)."""


def write_change(
    record: Model, *, action: str, by: Actor | None, values: Values, batch_id: int | None = None
) -> None:
    """One row, in the transaction of the change."""
    write_changes([(record, values)], action=action, by=by, batch_id=batch_id)


def write_changes(
    changed: Iterable[tuple[Model, Values]],
    *,
    action: str,
    by: Actor | None,
    batch_id: int | None = None,
) -> None:
    """One row for each record, in one statement. `by` None: the installation itself."""
    moment = clock.now()
    Change.objects.bulk_create(
        Change(
            **{f"{KINDS[type(record)]}_id": record.pk},
            at=moment,
            by_id=by.pk if by is not None else None,
            action=action,
            values={name: [to_json(old), to_json(new)] for name, (old, new) in values.items()},
            batch_id=batch_id,
        )
        for record, values in changed
    )


def to_json(value: Any) -> Any:
    """Dates as ISO 8601; all else is JSON already."""
    return value.isoformat() if isinstance(value, date | datetime) else value
