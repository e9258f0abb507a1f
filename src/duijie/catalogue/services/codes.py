"""Writes of the code lists: those that ship, and versions that administrators bring.

A version is brought first (`add_code_list_version`), looked at, then made current. Its codes are
written in one transaction: an administrator does that a few times a year, and half a list in use
would be worse than a save that waits (4,000 codes take about a quarter of a second).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.files import File
from django.db import transaction

from duijie.catalogue.errors import CodeListError
from duijie.catalogue.models import Code, CodeList
from duijie.catalogue.permissions.codes import check_can_change_code_lists
from duijie.catalogue.queries.codes import CodeListChange, compare_versions
from duijie.catalogue.services.code_files import read_code_file
from duijie.catalogue.services.code_rows import (
    CodeRow,
    RefusedCell,
    check_rows,
    digest_rows,
    paths_of,
    read_shipped_lists,
    spell_row,
)
from duijie.core.actor import Actor
from duijie.core.audit.services import record
from duijie.core.clock import now
from duijie.core.errors import NotFoundError

_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class AddedVersion:
    """A version that was brought, or why not: nothing is stored where a row is refused."""

    version_id: int | None
    refused: tuple[RefusedCell, ...] = ()


def ensure_code_lists(
    *, by: Actor | None = None, keys: Sequence[str] | None = None
) -> tuple[str, ...]:
    """Store the lists that ship and are not here yet; returns their keys.

    A newer one replaces a shipped one that is in use; a version that an administrator brought stays
    in use, and the newer one stands beside it. One query where nothing is to be done.
    """
    shipped = read_shipped_lists(keys)
    digests = {found.key: digest_rows(found.rows) for found in shipped}
    known = set(CodeList.objects.filter(is_shipped=True).values_list("key", "version", "digest"))
    missing = [s for s in shipped if (s.key, s.version, digests[s.key]) not in known]
    if not missing:
        return ()
    prepared = {found.key: _prepare(found.rows) for found in missing}
    at = now()
    with transaction.atomic():
        in_use = dict(CodeList.objects.filter(is_current=True).values_list("key", "is_shipped"))
        for found in missing:
            version = CodeList.objects.create(
                key=found.key,
                name=found.name,
                name_en=found.name_en,
                version=found.version,
                source=found.source,
                shows_codes=found.shows_codes,
                digest=digests[found.key],
                is_shipped=True,
                imported_at=at,
            )
            _store(version, prepared[found.key])
            if in_use.get(found.key, True):
                _use(version, by=by)
    return tuple(found.key for found in missing)


def add_code_list_version(
    *, list_key: str, file: File[Any], version: str, source: str, by: Actor
) -> AddedVersion:
    """Store a version of a list out of an Excel or CSV file, without using it yet.

    All rows are checked; where one is refused, nothing is stored and every refusal is returned.
    Raises `CodeListError` where the file as a whole, or the name of the version, will not do.
    """
    check_can_change_code_lists(by)
    current = _get_current(list_key)
    if CodeList.objects.filter(key=list_key, version=version).exists():
        raise CodeListError("codes.version_taken")
    rows = read_code_file(file)
    refused = check_rows(rows)
    if refused:
        return AddedVersion(None, refused)
    digest = digest_rows(rows)
    if digest == current.digest:
        raise CodeListError("codes.nothing_changed")
    prepared = _prepare(rows)
    with transaction.atomic():
        added = CodeList.objects.create(
            key=list_key,
            name=current.name,
            name_en=current.name_en,
            version=version,
            source=source,
            shows_codes=current.shows_codes,
            digest=digest,
            imported_at=now(),
            by_id=by.pk,
        )
        _store(added, prepared)
        record(
            action="catalogue.add_code_list_version",
            by=by,
            object_kind="code_list",
            object_id=added.pk,
            key=list_key,
            version=version,
            codes=len(rows),
        )
    return AddedVersion(added.pk)


def use_code_list_version(*, list_key: str, version_id: int, by: Actor) -> CodeListChange:
    """Make a version the one in use, a new or an earlier one; returns what changed.

    Codes that it has not and the one before had stay readable as retired.
    """
    check_can_change_code_lists(by)
    with transaction.atomic():
        version = _get_version(list_key, version_id)
        if version.is_current:
            return compare_versions(version)
        return _use(version, by=by)


def remove_code_list_version(*, list_key: str, version_id: int, by: Actor) -> None:
    """Throw away a version that was brought and never used."""
    check_can_change_code_lists(by)
    with transaction.atomic():
        version = _get_version(list_key, version_id)
        if version.is_current:
            raise CodeListError("codes.is_current")
        if version.applied_at is not None or version.is_shipped:
            raise CodeListError("codes.was_used")
        record(
            action="catalogue.remove_code_list_version",
            by=by,
            object_kind="code_list",
            object_id=version.pk,
            key=list_key,
            version=version.version,
        )
        version.delete()


def _get_current(list_key: str) -> CodeList:
    found = CodeList.objects.filter(key=list_key, is_current=True).first()
    if found is None:
        raise NotFoundError("codes.list_not_found")
    return found


def _get_version(list_key: str, version_id: int) -> CodeList:
    """Locked, where the database can: two may press the button at once."""
    versions = CodeList.objects.select_for_update().filter(key=list_key)
    found = {version.pk: version for version in versions}.get(version_id)
    if found is None:
        raise NotFoundError("codes.version_not_found")
    return found


def _prepare(rows: Sequence[CodeRow]) -> list[Code]:
    """The rows as they will be stored, less what only the database gives; outside transactions,
    because spelling 3,000 names takes a fifth of a second."""
    paths = paths_of(rows)
    prepared = []
    for position, row in enumerate(rows):
        pinyin, initials = spell_row(row)
        prepared.append(
            Code(
                code=row.code,
                name=row.name,
                name_en=row.name_en,
                path="/".join(paths[row.code]),
                level=len(paths[row.code]) + 1,
                position=position,
                pinyin=pinyin,
                initials=initials,
                trl_from=int(row.trl_from) if row.trl_from else None,
                trl_to=int(row.trl_to) if row.trl_to else None,
            )
        )
    return prepared


def _store(version: CodeList, codes: Sequence[Code]) -> None:
    """Level by level, so that a parent has its key before its children are written."""
    levels: dict[int, list[Code]] = defaultdict(list)
    for code in codes:
        code.code_list = version
        levels[code.level].append(code)
    keys: dict[str, int] = {}
    for level in sorted(levels):
        for code in levels[level]:
            code.parent_id = keys[code.path.rpartition("/")[2]] if code.path else None
        keys |= {c.code: c.pk for c in Code.objects.bulk_create(levels[level], batch_size=_BATCH)}


def _use(version: CodeList, *, by: Actor | None) -> CodeListChange:
    before = CodeList.objects.filter(key=version.key, is_current=True).first()
    change = compare_versions(version)
    if before is not None:
        _retire_into(version, before)
        CodeList.objects.filter(pk=before.pk).update(is_current=False)
    version.is_current, version.applied_at = True, now()
    version.save(update_fields=["is_current", "applied_at"])
    record(
        action="catalogue.use_code_list_version",
        by=by,
        object_kind="code_list",
        object_id=version.pk,
        key=version.key,
        version=version.version,
        before=before.version if before is not None else "",
        added=len(change.added),
        renamed=len(change.renamed),
        moved=len(change.moved),
        retired=len(change.retired),
    )
    return change


def _retire_into(version: CodeList, before: CodeList) -> None:
    """Carry over, as retired, the codes that only the version before knows."""
    known = set(Code.objects.filter(code_list=version).values_list("code", flat=True))
    lost = [c for c in Code.objects.filter(code_list=before) if c.code not in known]
    for code in lost:
        code.pk = None
        code.code_list, code.parent, code.is_retired = version, None, True
        code._state.adding = True
    Code.objects.bulk_create(lost, batch_size=_BATCH)
