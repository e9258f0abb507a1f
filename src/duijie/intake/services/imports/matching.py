"""Which stored record a row is, repeats or resembles, as far as its owner may know.

Only records whose organisation the user sees are looked at: a hint tells whose a record is.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.db.models import Q
from django.utils import timezone
from rapidfuzz import fuzz

from duijie.accounts.permissions import Action, Cell, ObjectKind, Reach, get_reach
from duijie.catalogue.disclosure import shown_fields
from duijie.catalogue.enums import RecordKind, RecordState
from duijie.catalogue.fields import FIELDS, Value
from duijie.catalogue.models import (
    CatalogueRecord,
    Expert,
    Indicator,
    Need,
    Offer,
    Organisation,
)
from duijie.catalogue.permissions import Viewer, covers, get_level, get_viewer
from duijie.catalogue.policies import EDITABLE
from duijie.catalogue.validators import fingerprint, identity_key, name_key
from duijie.catalogue.validators.values import EMPTY
from duijie.core import clock
from duijie.core.actor import Actor
from duijie.errors import Message
from duijie.intake.enums import Verdict
from duijie.intake.services.imports.cells import RowDraft
from duijie.intake.validators.labels import RECORD

_MODELS: Final[Mapping[RecordKind, type[Need | Offer | Expert | Organisation]]] = {
    RecordKind.NEED: Need,
    RecordKind.OFFER: Offer,
    RecordKind.EXPERT: Expert,
    RecordKind.ORGANISATION: Organisation,
}
SIMILAR: Final = 80.0
"""Of 100: how alike two titles of one organisation must be to be shown as possibly one need."""
_NOT_A_WORD: Final = re.compile(r"[\W_]+")
_DIGITS: Final = re.compile(r"\d+|[一二三四五六七八九十]+(?=[号期#线组])")
_INDICATOR_COLUMNS: Final = ("name", "comparison", "value", "value_to", "unit", "is_must", "text")
Stored = CatalogueRecord | Organisation


@dataclass(frozen=True, slots=True)
class Match:
    """The verdict of a row that is not refused."""

    verdict: Verdict
    identity_key: str = ""
    target_id: int | None = None
    target_revision: int | None = None
    reason: Message | None = None
    differences: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Known:
    """A stored record that the user sees by name, with what it is compared by."""

    record: Stored
    title: str
    organisation: str
    year: int
    can_change: bool


class _Places:
    """Stored records by what a row may share with them."""

    def __init__(self, known: Iterable[_Known]) -> None:
        self._by: dict[tuple[str, str], list[_Known]] = defaultdict(list)
        for one in known:
            self._by["record", str(one.record.pk)].append(one)
            self._by["organisation", one.organisation].append(one)
            if isinstance(one.record, Organisation):
                self._by["code", one.record.credit_code].append(one)
            else:
                self._by["number", one.record.identity_key].append(one)
                self._by["title", one.title].append(one)

    def find(self, **shared: str) -> list[_Known]:
        """Those that share one of these, each once; an empty text is shared with nobody."""
        found = {
            one.record.pk: one for key in shared.items() if key[1] for one in self._by.get(key, ())
        }
        return list(found.values())


class Matcher:
    """Compares the rows of one import, in order, with what is stored and with each other."""

    def __init__(self, *, by: Actor, sources: Mapping[int, int]) -> None:
        self._by = by
        self._sources = sources
        """Index of a table -> the source whose numbers it goes on with."""
        self._viewers: dict[RecordKind, Viewer] = {}
        self._reaches: dict[RecordKind, Reach] = {}
        self._seen: dict[tuple[RecordKind, str, str], int] = {}
        """Kind, organisation and title of a row above -> its number in the file."""

    def match(self, drafts: Sequence[RowDraft]) -> list[Match]:
        """Verdicts for rows of any kind; four queries for each kind that occurs."""
        found: list[Match | None] = [None] * len(drafts)
        by_kind: dict[RecordKind, list[int]] = defaultdict(list)
        for index, draft in enumerate(drafts):
            by_kind[draft.kind].append(index)
        for kind, indexes in by_kind.items():
            known = self._load(kind, [drafts[index] for index in indexes])
            places = _Places(known)
            for index in indexes:
                found[index] = self._match(drafts[index], places)
        return [match for match in found if match is not None]

    def number_key(self, draft: RowDraft) -> str:
        """Identity by the source's own number; empty where it has none."""
        source = self._sources.get(draft.source.table)
        if not draft.number or source is None:
            return ""
        return identity_key(f"source:{source}:{draft.kind}", draft.number)

    def _title_key(self, draft: RowDraft) -> str:
        """Identity by organisation, title and year."""
        year = str(_row_year(draft))
        return identity_key(f"title:{draft.kind}", _organisation(draft), _title(draft), year)

    def _viewer(self, kind: RecordKind) -> Viewer:
        if kind not in self._viewers:
            self._viewers[kind] = get_viewer(self._by, kind)
            self._reaches[kind] = get_reach(self._by, Cell(ObjectKind(kind.value), Action.CHANGE))
        return self._viewers[kind]

    def _load(self, kind: RecordKind, drafts: Sequence[RowDraft]) -> list[_Known]:
        viewer = self._viewer(kind)
        names = {name for draft in drafts if (name := _organisation(draft))}
        records = _MODELS[kind]._default_manager.filter(deleted_at__isnull=True, is_example=False)
        if kind is RecordKind.ORGANISATION:
            codes = {code for d in drafts if (code := d.values.get("credit_code"))}
            wanted = Q(normalised_name__in=names) | Q(credit_code__in=codes)
        else:
            numbers = {key for draft in drafts if (key := self.number_key(draft))}
            wanted = Q(organisation__normalised_name__in=names) | Q(identity_key__in=numbers)
            if kind is RecordKind.EXPERT:
                people = {d.values["person"] for d in drafts if d.values.get("person")}
                wanted |= Q(person__in=people)
            records = records.select_related("organisation")  # type: ignore[misc]  # not of those
        if ids := {pk for draft in drafts if (pk := _record_id(draft)) is not None}:
            wanted |= Q(pk__in=ids)
        found = []
        for record in records.filter(wanted):
            level = get_level(viewer, record)
            own = "name" if kind is RecordKind.ORGANISATION else "organisation"
            if level is not None and own in shown_fields(kind, level):
                found.append(self._known(kind, record))
        return found

    def _known(self, kind: RecordKind, record: Stored) -> _Known:
        can_change = covers(self._viewers[kind], self._reaches[kind], record) and (
            getattr(record, "state", RecordState.PUBLISHED) in EDITABLE
        )
        if isinstance(record, Organisation):
            return _Known(record, "", record.normalised_name, 0, can_change)
        title = record.person if kind is RecordKind.EXPERT else record.title
        organisation = record.organisation.normalised_name if record.organisation else ""
        day = getattr(record, "start_date", None) or timezone.localdate(record.created_at)
        return _Known(record, _bare(title), organisation, day.year, can_change)

    def _match(self, draft: RowDraft, places: _Places) -> Match:
        if draft.record_key:
            return self._match_exported(draft, places)
        number = self.number_key(draft)
        key = number or self._title_key(draft)
        above = self._same_above(draft, key)
        if above is not None:
            return above
        mine = self._may_be(draft, places, number)
        same = self._find_same(draft, mine, number)
        if same is not None:
            return self._compared(draft, same, key)
        if draft.kind is not RecordKind.ORGANISATION:
            alike = self._find_alike(draft, mine)
            if alike is not None:
                return alike_match(draft, *alike, key)
        return Match(Verdict.NEW, key)

    def _match_exported(self, draft: RowDraft, places: _Places) -> Match:
        """A row that was exported and comes back: the record itself says which it is."""
        record_id = _record_id(draft)
        found = places.find(record=str(record_id)) if record_id is not None else []
        if not found:
            draft.refuse(
                Message("intake.record_unknown", {"record": draft.record_key[:40]}), field=RECORD
            )
            return Match(Verdict.REFUSED)
        same = found[0]
        match = self._compared(draft, same, getattr(same.record, "identity_key", ""))
        if match.verdict is Verdict.DUPLICATE:
            return match
        is_stale = draft.exported_revision not in (None, same.record.revision)
        code = "intake.changed_since_export" if is_stale else "intake.same_record"
        return replace(match, reason=Message(code))

    def _same_above(self, draft: RowDraft, key: str) -> Match | None:
        told = (draft.kind, _organisation(draft), draft.number or _title(draft))
        number = int(draft.source.place.get("row") or 0)
        first = self._seen.setdefault(told, number)
        if first == number or not any(told[1:]):
            return None
        reason = Message("intake.same_row_above", {"row": first})
        return Match(Verdict.DUPLICATE, key, reason=reason)

    def _may_be(self, draft: RowDraft, places: _Places, number: str) -> list[_Known]:
        organisation = _organisation(draft)
        if draft.kind is RecordKind.ORGANISATION:
            code = str(draft.values.get("credit_code") or "")
            return places.find(code=code, organisation=organisation)
        if draft.kind is RecordKind.EXPERT:
            found = places.find(organisation=organisation, title=_title(draft), number=number)
            return [
                one
                for one in found
                if not one.organisation or not organisation or one.organisation == organisation
            ]
        # by the same number of the same source too: the organisation may have been renamed
        return places.find(organisation=organisation, number=number)

    def _find_same(self, draft: RowDraft, mine: Sequence[_Known], number: str) -> _Known | None:
        if draft.kind is RecordKind.ORGANISATION:
            return next(iter(mine), None)
        title, organisation = _title(draft), _organisation(draft)
        for one in mine:
            is_numbered = bool(number) and getattr(one.record, "identity_key", "") == number
            # a number alone is not enough: people start counting again in the next sheet
            needed = 50.0 if one.organisation == organisation else SIMILAR
            if is_numbered and fuzz.ratio(one.title, title) >= needed:
                return one
        stated = _fingerprint(draft)
        same = [one for one in mine if title and one.title == title]
        for one in same:
            if getattr(one.record, "fingerprint", "") == stated:
                return one
        year = _row_year(draft)
        return next(
            (o for o in same if o.year == year and not self._has_other_number(draft, o, number)),
            None,
        )

    def _has_other_number(self, draft: RowDraft, one: _Known, number: str) -> bool:
        """The source numbers both, and differently: two needs under one title."""
        stored = one.record
        if not number or not isinstance(stored, CatalogueRecord) or not stored.number:
            return False
        source = self._sources[draft.source.table]
        own = identity_key(f"source:{source}:{draft.kind}", stored.number)
        return stored.identity_key == own != number

    def _compared(self, draft: RowDraft, same: _Known, key: str) -> Match:
        differences = list_differences(draft, same.record)
        found = Match(
            Verdict.UNCHANGED,
            key,
            same.record.pk,
            same.record.revision,
            Message("intake.same_number" if draft.number else "intake.same_title"),
        )
        if not differences:
            return found
        if not same.can_change:
            reason = Message("intake.same_not_yours")
            return Match(Verdict.DUPLICATE, key, same.record.pk, same.record.revision, reason)
        return Match(
            Verdict.UPDATE,
            key,
            found.target_id,
            found.target_revision,
            found.reason,
            differences,
        )

    def _find_alike(self, draft: RowDraft, mine: Sequence[_Known]) -> tuple[_Known, float] | None:
        title = _title(draft)
        best: tuple[_Known, float] | None = None
        for one in mine:
            if one.organisation != _organisation(draft) or not title:
                continue
            score = fuzz.ratio(one.title, title, score_cutoff=SIMILAR)
            is_best = score >= SIMILAR and (best is None or score > best[1])
            if is_best and (score == 100.0 or not _counts_differ(one.title, title)):
                best = (one, score)
        return best


def alike_match(draft: RowDraft, one: _Known, score: float, key: str) -> Match:
    """A possible duplicate, with what an update would change where the user may make one."""
    code = "intake.alike_title" if score < 100.0 else "intake.same_title_other_year"
    params: dict[str, object] = {"score": round(score)} if score < 100.0 else {"year": one.year}
    differences = list_differences(draft, one.record) if one.can_change else {}
    return Match(
        Verdict.DUPLICATE,
        key,
        one.record.pk,
        one.record.revision,
        Message(code, params),
        differences,
    )


def list_differences(draft: RowDraft, record: Stored) -> dict[str, list[Any]]:
    """Field -> [stored, in the row], of the fields that the row fills: what it leaves blank stays,
    but for what somebody emptied in an exported row, which comes with an empty value.

    At most two queries, for indicators.
    """
    found: dict[str, list[Any]] = {}
    for spec in FIELDS[draft.kind]:
        if spec.name not in draft.values:
            if spec.name in draft.emptied and spec.value in EMPTY:
                old = _stored(record, spec.name, spec.value)
                if old not in ("", None, []):
                    found[spec.name] = [old, EMPTY[spec.value]()]
            continue
        new = draft.values[spec.name]
        old = _stored(record, spec.name, spec.value)
        if new in ("", None, []) or _same(spec.value, old, new):
            continue
        found[spec.name] = [old, new]
    if isinstance(record, CatalogueRecord):
        extra = {k: v for k, v in draft.unplaced.items() if record.unplaced.get(k) != v}
        if extra:
            found["unplaced"] = [{k: record.unplaced.get(k, "") for k in extra}, extra]
    return found


def _stored(record: Stored, name: str, value: Value) -> Any:
    if value is Value.ORGANISATION:
        organisation = getattr(record, "organisation", None)
        return organisation.name if organisation is not None else ""
    if value is Value.INDICATORS:
        kind = record._meta.model_name
        rows = Indicator.objects.filter(**{f"{kind}_id": record.pk}).order_by("position", "id")
        return [dict(row) for row in rows.values(*_INDICATOR_COLUMNS)]
    stored = getattr(record, name)
    return stored.isoformat() if hasattr(stored, "isoformat") else stored


def _same(value: Value, old: Any, new: Any) -> bool:
    if value is Value.ORGANISATION:
        return name_key(str(old)) == name_key(str(new))
    if value is Value.AMOUNT:
        return old is not None and abs(float(old) - float(new)) < 1e-6
    if isinstance(old, str) and isinstance(new, str):
        return " ".join(old.split()) == " ".join(new.split())
    return bool(old == new)


def _record_id(draft: RowDraft) -> int | None:
    """The id in `need:12`; None where the row names none, or one of another kind."""
    kind, _, number = draft.record_key.partition(":")
    is_ours = kind == draft.kind and number.isdecimal() and len(number) < 19
    return int(number) if is_ours else None


def _title(draft: RowDraft) -> str:
    name = "person" if draft.kind is RecordKind.EXPERT else "title"
    return _bare(str(draft.values.get(name) or ""))


def _organisation(draft: RowDraft) -> str:
    name = "name" if draft.kind is RecordKind.ORGANISATION else "organisation"
    return name_key(str(draft.values.get(name) or "")) if draft.values.get(name) else ""


def _row_year(draft: RowDraft) -> int:
    told = str(draft.values.get("start_date") or "")[:4]
    return int(told) if told.isdigit() else clock.today().year


def _fingerprint(draft: RowDraft) -> str:
    values = draft.values
    return fingerprint(
        organisation=str(values.get("organisation") or ""),
        person=str(values.get("person") or ""),
        title=str(values.get("title") or values.get("person") or ""),
        text=str(values.get("text") or ""),
    )


def _bare(text: str) -> str:
    return _NOT_A_WORD.sub("", unicodedata.normalize("NFKC", text).casefold())


def _counts_differ(one: str, other: str) -> bool:
    """`一号线改造` and `二号线改造` are two things, however alike."""
    return _DIGITS.findall(one) != _DIGITS.findall(other)
