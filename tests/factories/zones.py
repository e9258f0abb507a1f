"""Zones, stored with their paths."""

from __future__ import annotations

from itertools import count

from duijie.accounts.enums import ZoneKind
from duijie.accounts.models import Zone

_numbers = count(1)


def make_zone(name: str = "", *, parent: Zone | None = None, kind: ZoneKind | None = None) -> Zone:
    """A stored zone below its parent, or at the top."""
    zone = Zone.objects.create(
        name=name or f"辖区{next(_numbers)}", kind=kind or ZoneKind.COUNTY, parent=parent
    )
    zone.path = f"{parent.path if parent else '/'}{zone.pk}/"
    zone.save()
    return zone
