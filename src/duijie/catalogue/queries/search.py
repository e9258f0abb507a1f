"""Search over all that a user may see: names with their pinyin, initials and typos, and texts.

The index proposes, the record decides: every hit is asked of `visible_to` again before it is shown,
so that an index that lags behind shows nothing that was hidden meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from duijie.accounts.enums import DisclosureLevel, Role
from duijie.accounts.permissions import Action, Cell, ObjectKind, allows
from duijie.catalogue.disclosure import BASE_LEVEL
from duijie.catalogue.enums import RecordKind, RecordState
from duijie.catalogue.models import Expert, Need, Offer, Organisation
from duijie.catalogue.permissions import Viewer, get_level, get_viewer, own_or_agreed, visible_to
from duijie.catalogue.queries.index_files import INTERNAL, REGISTERED, TEASER, get_index
from duijie.catalogue.queries.rows import (
    RecordFilters,
    RecordRow,
    load_rows,
    narrow,
)
from duijie.catalogue.validators import normalise_search
from duijie.core.actor import Actor
from duijie.engines.index import Filters, Hit, Why

MOST: Final = 200
"""Hits that are looked at; who wants more narrows the words."""
_SPARE: Final = 20
"""More than asked for: some may be hidden since they were indexed, seconds ago."""
_MOST_OWN: Final = 5_000
"""Of a user's own records, so many of the newest are looked through."""
_KINDS: Final = (RecordKind.NEED, RecordKind.OFFER, RecordKind.EXPERT, RecordKind.ORGANISATION)
_MODELS: Final[Mapping[RecordKind, Any]] = {
    RecordKind.NEED: Need,
    RecordKind.OFFER: Offer,
    RecordKind.EXPERT: Expert,
    RecordKind.ORGANISATION: Organisation,
}


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One record found, as far as the user sees it."""

    kind: str
    id: int
    title: str
    organisation_name: str
    person: str
    excerpt: str
    state: str
    is_example: bool
    why: str
    """`engines.index.Why`: `exact`, `prefix`, `part`, `pinyin`, `initials`, `typo`, `words`."""
    matched: str
    """The name or words that the query met."""


def search_records_for_user(
    text: str,
    user: Actor,
    *,
    kinds: Sequence[RecordKind] = _KINDS,
    limit: int = 20,
    is_example: bool | None = None,
) -> tuple[SearchHit, ...]:
    """The best records for a name, a number or some words, best first.

    One query for each kind that was found, and those of `get_viewer`. Nothing for a text without
    letters or digits, and nothing for who may not search.
    """
    wanted = normalise_search(text)
    searched = [kind for kind in kinds if allows(user, Cell(ObjectKind(kind.value), Action.LIST))]
    has_words = any(char.isalnum() for char in wanted)
    if not has_words or not searched or not allows(user, Cell(ObjectKind.SEARCH, Action.LIST)):
        return ()
    viewers = {kind: get_viewer(user, kind) for kind in searched}
    hits = _ask_index(wanted, viewers, limit=limit + _SPARE, is_example=is_example)
    own = _own_hits(wanted, viewers)
    known = {hit.key for hit in hits}
    hits = [*hits, *(hit for hit in own if hit.key not in known)]
    return tuple(_shown(hits, viewers)[:limit])


def _ask_index(
    text: str, viewers: Mapping[RecordKind, Viewer], *, limit: int, is_example: bool | None
) -> list[Hit]:
    viewer = next(iter(viewers.values()))
    visible = _visible_levels(viewer)
    if not visible:
        return []
    filters = Filters(kinds=tuple(kind.value for kind in viewers), is_example=is_example)
    found = get_index().search(
        list(visible), text, filters, visible=visible, limit=min(limit, MOST + _SPARE)
    )
    return list(found)


def _visible_levels(viewer: Viewer) -> dict[str, list[Filters]]:
    """Which files of the index the user's searches open, and which rows of them."""
    if viewer.role is Role.ADMINISTRATOR:
        return {INTERNAL: [Filters()]}
    if viewer.role is Role.BROKER:
        states = tuple(state.value for state in RecordState if state is not RecordState.DRAFT)
        zone = Filters(
            zone_paths=(viewer.zone_path,) if viewer.zone_path else None, states=(*states, "")
        )
        own = Filters(owner_ids=(viewer.user_id or 0,))
        return {INTERNAL: [zone, own], REGISTERED: [Filters()]}
    base = BASE_LEVEL[viewer.role]
    if base is None:
        return {}
    return {TEASER if base < DisclosureLevel.REGISTERED else REGISTERED: [Filters()]}


def _own_hits(text: str, viewers: Mapping[RecordKind, Viewer]) -> list[Hit]:
    """What is the user's own or was agreed with them, from the database: it stands in no file that
    others search."""
    found: list[Hit] = []
    for kind, viewer in viewers.items():
        if kind is RecordKind.ORGANISATION or viewer.role in {Role.ADMINISTRATOR, Role.VISITOR}:
            continue
        # their ids first: there are few, and no database finds that out by itself
        special = _MODELS[kind].objects.filter(own_or_agreed(viewer)).values_list("pk")
        ids = [pk for (pk,) in special.order_by("-pk")[:_MOST_OWN]]
        if not ids:
            continue
        records = visible_to(_MODELS[kind], viewer).filter(pk__in=ids)
        matching = narrow(records, RecordFilters(search=text), viewer).order_by("-pk")[:MOST]
        found += [
            Hit(f"{kind}:{pk}", kind.value, pk, "own", 0.0, "text", Why.WORDS, text)
            for pk in matching.values_list("pk", flat=True)
        ]
    return found


def _shown(hits: Sequence[Hit], viewers: Mapping[RecordKind, Viewer]) -> list[SearchHit]:
    """The hits that the record still shows to the user, in their order."""
    rows: dict[str, RecordRow | Organisation] = {}
    for kind, viewer in viewers.items():
        ids = [hit.record_id for hit in hits if hit.kind == kind]
        if ids:
            rows |= _load(kind, viewer, ids)
    return [_hit(hit, row) for hit in hits if (row := rows.get(hit.key)) is not None]


def _load(
    kind: RecordKind, viewer: Viewer, ids: Sequence[int]
) -> dict[str, RecordRow | Organisation]:
    if kind is RecordKind.ORGANISATION:
        records = visible_to(Organisation, viewer).filter(pk__in=ids)
        return {f"{kind}:{row.pk}": row for row in records if get_level(viewer, row) is not None}
    return {f"{kind}:{pk}": row for pk, row in load_rows(kind, viewer, ids).items()}


def _hit(hit: Hit, row: RecordRow | Organisation) -> SearchHit:
    if isinstance(row, Organisation):
        return SearchHit(
            kind=hit.kind,
            id=row.pk,
            title=row.name,
            organisation_name="",
            person="",
            excerpt=row.profile[:160],
            state="",
            is_example=row.is_example,
            why=hit.why.value,
            matched=hit.matched,
        )
    is_full = row.level >= DisclosureLevel.REGISTERED
    return SearchHit(
        kind=hit.kind,
        id=row.id,
        title=row.title,
        organisation_name=row.organisation_name,
        person=row.person,
        excerpt=row.excerpt,
        state=row.state,
        is_example=row.is_example,
        why=hit.why.value,
        # a name that the user may not see must not come back through what was matched
        matched=hit.matched if is_full and hit.field != "names" else "",
    )
