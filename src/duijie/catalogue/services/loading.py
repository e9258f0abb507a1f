"""Taking hold of a record that is going to be written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import CatalogueRecord, Expert, Need, Offer, Organisation
from duijie.core.errors import NotFoundError

AnyModel = type[Need] | type[Offer] | type[Expert] | type[Organisation]
Loaded = Need | Offer | Expert | Organisation
RECORD_MODELS: Final[Mapping[RecordKind, type[CatalogueRecord]]] = {
    RecordKind.NEED: Need,
    RecordKind.OFFER: Offer,
    RecordKind.EXPERT: Expert,
}
MODELS: Final[Mapping[RecordKind, AnyModel]] = {
    RecordKind.NEED: Need,
    RecordKind.OFFER: Offer,
    RecordKind.EXPERT: Expert,
    RecordKind.ORGANISATION: Organisation,
}


def lock_any(kind: RecordKind, record_id: int, *, is_deleted: bool = False) -> Loaded:
    """The row, locked where the database locks rows. Raises `NotFoundError`; who may see it is
    still to be asked."""
    found = (
        MODELS[kind]
        ._default_manager.select_for_update()
        .filter(pk=record_id, deleted_at__isnull=not is_deleted)
        .first()
    )
    if found is None:
        raise NotFoundError(f"catalogue.{kind}_not_found")
    return found


def lock_record(kind: RecordKind, record_id: int, *, is_deleted: bool = False) -> CatalogueRecord:
    """As `lock_any`, for what has states: needs, offers, experts."""
    found = lock_any(kind, record_id, is_deleted=is_deleted)
    if isinstance(found, Organisation):
        raise NotFoundError("catalogue.record_not_found")
    return found


def parse_key(key: str) -> tuple[RecordKind, int]:
    """`need:12`. Raises `NotFoundError` for anything else."""
    kind, _, number = key.partition(":")
    if kind not in RecordKind.values or not (number.isascii() and number.isdigit()):
        raise NotFoundError("catalogue.record_not_found")
    return RecordKind(kind), int(number)
