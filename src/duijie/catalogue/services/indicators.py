"""The indicators of a record: replaced as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db.models import Model

from duijie.catalogue.models import Indicator
from duijie.catalogue.permissions import KINDS

_COLUMNS: Final = ("name", "comparison", "value", "value_to", "unit", "is_must", "text")


def list_indicator_values(record: Model) -> list[dict[str, Any]]:
    """As `validators.lists.read_indicators` gives them, in their order. One query."""
    found = Indicator.objects.filter(**{f"{KINDS[type(record)]}_id": record.pk})
    return [dict(row) for row in found.order_by("position", "id").values(*_COLUMNS)]


def keep_indicators(record: Model, indicators: Sequence[Mapping[str, Any]]) -> None:
    """Put these in place of those before. Two statements."""
    about = {f"{KINDS[type(record)]}_id": record.pk}
    Indicator.objects.filter(**about).delete()
    Indicator.objects.bulk_create(
        Indicator(**about, **item, position=position) for position, item in enumerate(indicators)
    )
