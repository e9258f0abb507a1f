"""Keeping the search index: what each disclosure level shows of each record goes into that level's
own file, and nothing else.

Every write marks what it changed (`marks`), in its own transaction; the job `refresh_index` takes
the marks in, `purge_index` makes what was withdrawn disappear from the files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any, Final

from duijie.accounts.enums import DisclosureLevel
from duijie.catalogue.disclosure import LEVELS, shown_fields
from duijie.catalogue.enums import RecordKind, RecordState
from duijie.catalogue.models import (
    CatalogueRecord,
    Expert,
    IndexMark,
    Need,
    Offer,
    Organisation,
)
from duijie.catalogue.queries.index_files import (
    INDEX_LEVELS,
    INTERNAL,
    REGISTERED,
    TEASER,
    get_index,
)
from duijie.core.jobs.services import enqueue_job
from duijie.engines.index import Row
from duijie.errors import Message

REBUILD_KIND: Final = "catalogue.rebuild_index"
PURGE_INDEX_KIND: Final = "catalogue.purge_index"
_AT_ONCE: Final = 200
_PURGE_DELAY: Final = timedelta(seconds=30)
_MODELS: Final[Mapping[RecordKind, Any]] = {
    RecordKind.NEED: Need,
    RecordKind.OFFER: Offer,
    RecordKind.EXPERT: Expert,
    RecordKind.ORGANISATION: Organisation,
}


def refresh_index(stop_if_cancelled: Callable[[], None] = lambda: None) -> int:
    """Take in every record that is marked; how many they were.

    A mark that is set again meanwhile stays, so that no change is missed; taking a record in twice
    changes nothing. Starts the job that purges the files where something was taken out or
    replaced: what a company strikes out of a text is withdrawn too.
    """
    total = 0
    while True:
        stop_if_cancelled()
        marks = list(IndexMark.objects.order_by("at", "pk")[:_AT_ONCE])
        if not marks:
            break
        _take_in([mark.key for mark in marks])
        for mark in marks:
            IndexMark.objects.filter(pk=mark.pk, at=mark.at).delete()
        total += len(marks)
    if total and get_index().needs_purge():
        request_purge()
    return total


def request_purge() -> None:
    """Start the job that makes taken-out text disappear from the files, within a minute and once
    for all that is taken out until then: it writes whole tables anew."""
    enqueue_job(
        kind=PURGE_INDEX_KIND,
        payload={},
        title=Message("catalogue.purging_index"),
        by=None,
        is_shared=True,
        delay=_PURGE_DELAY,
    )


def purge_index() -> bool:
    """Make what was taken out disappear from every file; where a reader was in the way, the job is
    started again. Whether all is gone."""
    done = get_index().purge()
    if not done.is_complete:
        request_purge()
    return done.is_complete


def rebuild_index(stop_if_cancelled: Callable[[], None] = lambda: None) -> int:
    """Build every level anew from the record while searches go on with the old one; rows of the
    staff's level."""
    index = get_index()
    total = 0
    for level in INDEX_LEVELS:
        stop_if_cancelled()
        count = index.rebuild(level, _all_rows(level))
        total = max(total, count)
    index.purge()
    return total


def ensure_index() -> bool:
    """Start the rebuilding job where there are records and no index, or one that may lack some;
    whether it was started."""
    index = get_index()
    if index.is_complete(INTERNAL) and not index.is_empty(INTERNAL):
        return False
    if not any(model._default_manager.exists() for model in _MODELS.values()):
        return False
    enqueue_job(
        kind=REBUILD_KIND,
        payload={},
        title=Message("catalogue.rebuilding_index"),
        by=None,
        is_shared=True,
    )
    return True


def _take_in(keys: list[str]) -> None:
    """Put the records behind the keys as they are now."""
    index = get_index()
    found = {row.key: row for row in _load(keys)}
    for level in INDEX_LEVELS:
        shown = [row for key in found if (row := _row_at(level, found[key])) is not None]
        index.upsert(level, shown)
        kept = {row.key for row in shown}
        index.delete_from(level, [key for key in keys if key not in kept])


class _Loaded:
    """A record with what the index asks of it."""

    def __init__(self, kind: RecordKind, record: CatalogueRecord | Organisation) -> None:
        self.kind, self.record = kind, record
        self.key = f"{kind}:{record.pk}"


def _load(keys: Iterable[str]) -> Iterator[_Loaded]:
    by_kind: dict[RecordKind, list[int]] = {}
    for key in keys:
        kind, _, number = key.partition(":")
        by_kind.setdefault(RecordKind(kind), []).append(int(number))
    for kind, ids in by_kind.items():
        rows = _related(kind).filter(pk__in=ids, deleted_at__isnull=True)
        yield from (_Loaded(kind, row) for row in rows)


def _all_rows(level: str) -> Iterator[Row]:
    for kind in _MODELS:
        records = _related(kind).filter(deleted_at__isnull=True).order_by("pk")
        for record in records.iterator(chunk_size=_AT_ONCE):
            row = _row_at(level, _Loaded(kind, record))
            if row is not None:
                yield row


def _related(kind: RecordKind) -> Any:
    records = _MODELS[kind]._default_manager
    return records if kind is RecordKind.ORGANISATION else records.select_related("organisation")


def _row_at(level: str, loaded: _Loaded) -> Row | None:
    """The record as a level shows it; None where that level does not show it."""
    record = loaded.record
    if isinstance(record, Organisation):
        return _organisation_row(level, loaded.key, record) if level != TEASER else None
    is_open = record.state == RecordState.PUBLISHED
    if level == INTERNAL:
        return _row(
            loaded,
            DisclosureLevel.INTERNAL,
            title=record.title,
            text=_full_text(record),
            names=_names(loaded, None),
        )
    if level == REGISTERED and is_open and record.disclosure <= DisclosureLevel.REGISTERED:
        return _row(
            loaded,
            DisclosureLevel.REGISTERED,
            title=record.title,
            text=record.search_text,
            names=_names(loaded, DisclosureLevel.REGISTERED),
        )
    is_told = is_open and record.disclosure <= DisclosureLevel.TEASER and record.teaser_title
    if level == TEASER and is_told:
        return _row(
            loaded,
            DisclosureLevel.TEASER,
            title=record.teaser_title,
            text=record.teaser_text,
            names=(),
        )
    return None


def _names(loaded: _Loaded, level: DisclosureLevel | None) -> tuple[str, ...]:
    """Organisation and person as far as the level shows them; None: as staff see them."""
    record = loaded.record
    assert isinstance(record, CatalogueRecord)
    names = []
    for field, name in (
        ("organisation", record.organisation.name if record.organisation else ""),
        ("person", record.person),
    ):
        if name and (level is None or LEVELS[loaded.kind][field] <= level):
            names.append(name)
    return tuple(names)


def _full_text(record: CatalogueRecord) -> str:
    return "\n".join(part for part in (record.search_text, record.teaser_text) if part)


def _row(
    loaded: _Loaded, level: DisclosureLevel, *, title: str, text: str, names: tuple[str, ...]
) -> Row:
    """Of what searches narrow by, too, only what the level shows: a file is read as a whole."""
    record = loaded.record
    assert isinstance(record, CatalogueRecord)
    shown = shown_fields(loaded.kind, level)
    return Row(
        key=loaded.key,
        kind=loaded.kind.value,
        record_id=record.pk,
        title=title,
        text=text,
        names=names,
        zone_path=record.zone_path if "zone" in shown else "",
        owner_id=record.owner_id if "owner" in shown else None,
        organisation_id=record.organisation_id if "organisation" in shown else None,
        state=record.state,
        region=record.region if "region" in shown else "",
        industry=record.industry if "industry" in shown else "",
        is_example=record.is_example,
        updated_at=int(record.updated_at.timestamp()),
    )


def _organisation_row(level: str, key: str, record: Organisation) -> Row:
    is_staffs = level == INTERNAL
    return Row(
        key=key,
        kind=RecordKind.ORGANISATION.value,
        record_id=record.pk,
        title=record.name,
        text=record.profile,
        names=tuple(name for name in (record.short_name, *record.former_names) if name),
        zone_path=record.zone_path if is_staffs else "",
        owner_id=record.owner_id if is_staffs else None,
        organisation_id=record.pk,
        region=record.region,
        is_example=record.is_example,
        updated_at=int(record.updated_at.timestamp()),
    )
