"""The check of a file: a verdict for each of its rows. Nothing of the record is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from duijie.accounts.enums import Role
from duijie.accounts.models import Zone
from duijie.accounts.permissions import get_role, get_zone_path
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import Organisation
from duijie.catalogue.permissions import can_create_record, get_viewer
from duijie.catalogue.services.editing import default_zone
from duijie.catalogue.validators import name_key
from duijie.core.actor import Actor
from duijie.core.bursts import burst
from duijie.core.messages import message_to_json
from duijie.engines.documents.types import Document
from duijie.errors import Message
from duijie.intake.enums import Choice, Verdict
from duijie.intake.models import ImportBatch, ImportRow
from duijie.intake.services.imports.cells import KnownCodes, RowDraft, draft_row
from duijie.intake.services.imports.matching import Match, Matcher
from duijie.intake.services.imports.rows import SourceRow, read_rows
from duijie.intake.services.imports.tables import TableChoice

CHUNK: Final = 300
"""Rows matched together."""
BURST: Final = 100
"""Rows of the check kept in one transaction."""


class Checker:
    """Reads rows of one batch into verdicts, with the eyes and rights of its owner."""

    def __init__(self, batch: ImportBatch, *, by: Actor, sources: Mapping[int, int]) -> None:
        self._batch = batch
        self._by = by
        self._tables = [TableChoice.from_json(data) for data in batch.tables]
        self._codes = KnownCodes()
        self._matcher = Matcher(by=by, sources=sources)
        self._zones, self._zone_paths = _own_zones(by)
        self._own_names = _own_organisation_names(by)
        self._may_create = {kind: can_create_record(by, kind) for kind in RecordKind}
        self._may_add_organisations = self._may_create[RecordKind.ORGANISATION]

    def read(self, document: Document) -> tuple[list[SourceRow], list[dict[str, Any]]]:
        """All rows of the chosen tables, and what is told about the file."""
        return read_rows(document, self._tables)

    def check(self, rows: Sequence[SourceRow], start: int) -> list[ImportRow]:
        """Verdicts for the rows; the first stands at position `start`."""
        constants = dict(self._batch.constants)
        if len(self._own_names) == 1 and not constants.get("organisation"):
            constants["organisation"] = next(iter(self._own_names.values()))
        drafts = [draft_row(row, self._tables[row.table], constants, self._codes) for row in rows]
        self._check_organisations(drafts)
        homes = _list_homes(drafts)
        zones = [self._check_row(draft, homes) for draft in drafts]
        open_drafts = [draft for draft in drafts if not draft.is_refused]
        matches = dict(zip(map(id, open_drafts), self._matcher.match(open_drafts), strict=True))
        return [
            self._row(draft, matches.get(id(draft)), zone, start + index)
            for index, (draft, zone) in enumerate(zip(drafts, zones, strict=True))
        ]

    def _check_organisations(self, drafts: Sequence[RowDraft]) -> None:
        """Refuse organisations that are not the user's, where only those are allowed."""
        if self._own_names is not _EVERYBODYS:
            for draft in drafts:
                name = _organisation_name(draft)
                if name and name_key(name) not in self._own_names:
                    self._refuse_organisation(draft, "intake.organisation_not_yours", name)
        elif not self._may_add_organisations:
            keys = {name_key(name) for draft in drafts if (name := _organisation_name(draft))}
            found = Organisation.objects.filter(
                normalised_name__in=keys, is_example=False, deleted_at__isnull=True
            )
            known = set(found.values_list("normalised_name", flat=True))
            for draft in drafts:
                name = _organisation_name(draft)
                if name and name_key(name) not in known:
                    self._refuse_organisation(draft, "intake.organisation_unknown", name)

    def _refuse_organisation(self, draft: RowDraft, code: str, name: str) -> None:
        field = "name" if draft.kind is RecordKind.ORGANISATION else "organisation"
        draft.refuse(Message(code, {"name": name}), field=field, column=self._column(draft, field))

    def _check_row(
        self, draft: RowDraft, homes: Mapping[str, tuple[int | None, str]]
    ) -> tuple[int | None, str]:
        """What the user may not do with the row; its zone's id and path: the one that the row or
        the import names, else as for a record that is typed in."""
        if not self._may_create[draft.kind]:
            draft.refuse(Message("intake.kind_not_yours"))
        if not draft.zone_name:
            zone_id = self._batch.constants.get("zone_id")
            if zone_id in self._zone_paths:
                return zone_id, self._zone_paths[zone_id]
            return default_zone(self._by, homes.get(name_key(_organisation_name(draft))))
        found = self._zones.get(draft.zone_name.casefold())
        if found is None:
            message = Message("intake.zone_unknown", {"name": draft.zone_name[:40]})
            draft.refuse(message, field="zone", column=self._column(draft, "zone"))
            return None, ""
        return found

    def _column(self, draft: RowDraft, field: str) -> int | None:
        table = self._tables[draft.source.table]
        return next((c.column for c in table.columns if c.field == field), None)

    def _row(
        self, draft: RowDraft, match: Match | None, zone: tuple[int | None, str], position: int
    ) -> ImportRow:
        verdict = match.verdict if match is not None else Verdict.REFUSED
        title = draft.values.get("title") or draft.values.get("person") or ""
        row = ImportRow(
            batch=self._batch,
            position=position,
            table=draft.source.table,
            place=dict(draft.source.place),
            cells=draft.cells,
            kind=draft.kind,
            title=title or _first_text(draft),
            organisation_name=_organisation_name(draft)[:300],
            values=draft.values,
            unplaced=draft.unplaced,
            zone_id=zone[0],
            zone_path=zone[1],
            verdict=verdict,
            problems=draft.problems,
            choice=Choice.CREATE if verdict is Verdict.NEW else "",
        )
        if match is not None:
            row.identity_key = match.identity_key
            row.target_id = match.target_id
            row.target_revision = match.target_revision
            row.reason = message_to_json(match.reason)
            row.differences = dict(match.differences)
        return row


def write_check(
    checker: Checker,
    rows: Sequence[SourceRow],
    *,
    done: int,
    on_rows: Callable[[int], None],
) -> None:
    """Check the rows from position `done` on and keep them, in short transactions; `on_rows` is
    told how many are kept. May be stopped and called again with what is there."""
    position = done
    # rows above are looked at too: a later one may repeat them
    if done:
        checker.check(rows[:done], 0)
    for start in range(done, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        checked = checker.check(chunk, position)
        for at in range(0, len(checked), BURST):
            with burst():
                ImportRow.objects.bulk_create(checked[at : at + BURST])
        position += len(chunk)
        on_rows(position)


class _Everybodys(dict[str, str]):
    """No limit to certain organisations."""


_EVERYBODYS: Final = _Everybodys()


def _own_organisation_names(by: Actor) -> Mapping[str, str]:
    """Compared name -> name of a member's organisations; for all others no limit."""
    if get_role(by) is not Role.MEMBER:
        return _EVERYBODYS
    ids = get_viewer(by, RecordKind.ORGANISATION).organisation_ids
    rows = Organisation.objects.filter(pk__in=ids, deleted_at__isnull=True)
    return dict(rows.values_list("normalised_name", "name"))


def _own_zones(by: Actor) -> tuple[dict[str, tuple[int, str]], dict[int, str]]:
    """The zones in the user's subtree: name in small letters -> id and path, and id -> path. A
    name that comes twice is not among the names, so that no row lands in the wrong zone."""
    found: dict[str, tuple[int, str]] = {}
    paths: dict[int, str] = {}
    twice: set[str] = set()
    for zone in Zone.objects.filter(path__startswith=get_zone_path(by)).order_by("path"):
        name = zone.name.casefold()
        if name in found:
            twice.add(name)
        found[name] = (zone.pk, zone.path)
        paths[zone.pk] = zone.path
    return {name: zone for name, zone in found.items() if name not in twice}, paths


def _list_homes(drafts: Sequence[RowDraft]) -> dict[str, tuple[int | None, str]]:
    """Compared name of the organisations behind the records -> id and path of their zones. One
    query; of an organisation's own row there is none: it lies where the user says."""
    kept = (d for d in drafts if d.kind is not RecordKind.ORGANISATION and not d.zone_name)
    keys = {name_key(name) for draft in kept if (name := _organisation_name(draft))}
    found = Organisation.objects.filter(
        normalised_name__in=keys, is_example=False, deleted_at__isnull=True
    )
    rows = found.values_list("normalised_name", "zone_id", "zone_path")
    return {name: (zone_id, path) for name, zone_id, path in rows}


def _organisation_name(draft: RowDraft) -> str:
    name = "name" if draft.kind is RecordKind.ORGANISATION else "organisation"
    return str(draft.values.get(name) or "")


def _first_text(draft: RowDraft) -> str:
    """Something to know the row by that is nobody's name or number."""
    text = str(draft.values.get("text") or draft.values.get("key_technology") or "")
    return " ".join(text.split())[:80]
