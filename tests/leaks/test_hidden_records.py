"""What is hidden moves nothing: no count, no choice of a filter, no order, no search, no page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from duijie.catalogue.enums import RecordKind, RecordState
from duijie.catalogue.models import Expert, Need, Offer, Organisation
from duijie.catalogue.services.indexing import rebuild_index, refresh_index
from duijie.catalogue.services.marks import mark_changed
from tests.leaks import oracle
from tests.leaks.doors import Question
from tests.leaks.judging import Browser
from tests.leaks.marks import Tally, body_of
from tests.leaks.people import BY_NAME, Person
from tests.leaks.planting import MODELS, Planted, Region, plant_record

pytestmark = pytest.mark.django_db
KINDS = (RecordKind.NEED, RecordKind.OFFER, RecordKind.EXPERT)
LOOKING = ("stranger", "visitor", "member_rival", "expert_nda", "colleague", "broker_other")
_CHANGING = re.compile(rb'csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]+"|csrf[^"]*":\s*"[^"]+"')
DOORS = (
    "/", "/open/needs/", "/open/offers/", "/open/experts/?q=qx",
    *(f"/{kind}s/?sort={sort}" for kind in KINDS for sort in ("newest", "title", "budget")),
    *(f"/{kind}s/?q={{word}}" for kind in KINDS),
    "/organisations/", "/search/?q={word}", "/search/?q={organisation}",
    *(f"/api/v1/{kind}s?limit=200" for kind in RecordKind),
    *(f"/api/v1/{kind}s?limit=200&q={{word}}" for kind in KINDS),
    "/api/v1/organisations?q={organisation}",
    *(f"/exports/{kind}/?format=csv" for kind in RecordKind),
    "/api/v1/consents?limit=200", "/api/v1/notices", "/api/v1/jobs",
    *(f"/{kind}s/bin/" for kind in KINDS),
)  # fmt: skip


def answers(browser: Browser, words: dict[str, str]) -> dict[str, tuple[int, bytes]]:
    """What the person gets, without what is new in every answer."""
    found = {}
    for door in DOORS:
        path = door.format(**words)
        headers = browser.headers if "/api/" in path else {}
        response = browser.client.get(path, headers=headers)
        found[path] = (response.status_code, _CHANGING.sub(b"", body_of(response)))
        Tally.add("requests")
    return found


def test_hidden_records_change_nothing_for_others(
    region: Region, tmp_path: Path, settings: Settings
) -> None:
    settings.INDEX_DIR = tmp_path / "index"
    rebuild_index()
    browsers = {name: Browser(BY_NAME[name], region) for name in LOOKING}
    near = region.named("need-published-1")
    words = {
        "word": next(iter(near.fields["title"])),
        "organisation": next(iter(near.fields["organisation"])),
    }
    before = {name: answers(browser, words) for name, browser in browsers.items()}
    _add_hidden(region, near)

    after = {name: answers(browser, words) for name, browser in browsers.items()}

    changed = [
        (name, path)
        for name, given in before.items()
        for path in given
        if given[path] != after[name][path]
    ]
    assert changed == []


def _add_hidden(region: Region, near: Planted) -> None:
    """Records that nobody of those who look may know of, as like to what they search as can be."""
    firm = Organisation.objects.get(pk=region.named("organisation-firm").id)
    known = len(region.records)
    hidden = ((RecordState.DRAFT, 1), (RecordState.WITHDRAWN, 1), (RecordState.PUBLISHED, 5))
    for kind in KINDS:
        for state, level in hidden:
            name = f"{kind}-hidden {state} {level}"
            planted = Planted(kind, name, state, level, "collector", "county", "firm", True)
            plant_record(region, planted, firm)
            like = MODELS[kind].objects.get(pk=planted.id)
            title = next(iter(near.fields["title"]))
            like.title = f"{title} {title} {state} {level}"
            like.search_text = f"{like.title} {like.search_text}".lower()
            like.save()
            mark_changed(kind, [planted.id])
    refresh_index()
    del region.records[known:]


SORTS = (("title", "title"), ("budget", "budget_wan"), ("organisation", "organisation"))


@pytest.mark.parametrize("name", ["visitor", "member_rival", "colleague", "broker_other"])
@pytest.mark.parametrize(("sort", "field"), SORTS)
@pytest.mark.parametrize("kind", KINDS)
def test_order_tells_nothing_of_hidden_fields(
    kind: RecordKind, sort: str, field: str, name: str, region: Region
) -> None:
    client = Browser(BY_NAME[name], region).client
    person = BY_NAME[name]
    blind = [
        record
        for record in region.of_kind(kind)
        if (level := oracle.level_of(person, record))
        and field not in oracle.fields_at(record, level)
    ]
    for turn in ("", "-"):
        before = _ids(client, f"/{kind}s/?sort={turn}{sort}", kind)
        _turn_round(kind, field, [record.id for record in blind])
        after = _ids(client, f"/{kind}s/?sort={turn}{sort}", kind)
        assert before == after
        assert {record.id for record in blind} <= set(before)


def _turn_round(kind: RecordKind, field: str, ids: list[int]) -> None:
    """Give each record the value of its opposite."""
    column = {"organisation": "organisation_id"}.get(field, field)
    rows = list(MODELS[kind].objects.filter(pk__in=ids).order_by("pk").values_list("pk", column))
    if field == "organisation" and rows:
        others = list(Organisation.objects.order_by("-name").values_list("pk", flat=True))
        rows = [(pk, others[place % len(others)]) for place, (pk, _) in enumerate(rows)]
    for (pk, _), (_, value) in zip(rows, reversed(rows), strict=True):
        MODELS[kind].objects.filter(pk=pk).update(**{column: value})


def _ids(client: Client, path: str, kind: RecordKind) -> list[int]:
    response = client.get(path)
    if response.status_code != 200:
        return []
    found = re.findall(rf'href="/{kind}s/(\d+)/"', response.content.decode())
    return list(dict.fromkeys(int(number) for number in found))


@pytest.mark.parametrize("name", ["visitor", "member_rival", "broker_other"])  # fmt: skip
@pytest.mark.parametrize("kind", KINDS)
def test_hidden_fields_cannot_be_asked_for(kind: RecordKind, name: str, region: Region) -> None:
    """Asking for a value that a hidden field has and asking for one that it has not give the same
    answer about the record."""
    person = BY_NAME[name]
    browser = Browser(person, region)
    told: list[str] = []
    for record in _sample(kind, person, region):
        hidden = _hidden(person, record)
        for field, queries in _questions(kind, record, hidden, region):
            for hit, miss in queries:
                if _is_found(browser, kind, record, hit) != _is_found(browser, kind, record, miss):
                    told.append(f"{record.name}:{field} by {hit}")
    assert told == []


def _sample(kind: RecordKind, person: Person, region: Region) -> list[Planted]:
    seen = [record for record in region.of_kind(kind) if oracle.level_of(person, record)]
    wanted = {f"{kind}-published-1", f"{kind}-rival"}
    return [record for record in seen if record.name in wanted]


def _hidden(person: Person, record: Planted) -> dict[str, set[str]]:
    shown = oracle.fields_at(record, oracle.level_of(person, record))
    return {name: marks for name, marks in record.fields.items() if name not in shown}


def _questions(
    kind: RecordKind, record: Planted, hidden: dict[str, set[str]], region: Region
) -> list[tuple[str, list[tuple[str, str]]]]:
    row: Any = {RecordKind.NEED: Need, RecordKind.OFFER: Offer, RecordKind.EXPERT: Expert}[kind]
    row = row.objects.get(pk=record.id)
    asked = []
    for field, marks in hidden.items():
        words = [mark for mark in marks if mark.startswith("qx")]
        queries = [
            (f"{door}q={word}", f"{door}q=zv9k2mw8")
            for word in words
            for door in (f"/api/v1/{kind}s?limit=200&", "/search/?")
        ]
        if field == "budget_wan":
            budget = row.budget_wan
            queries += [(f"/{kind}s/?budget_min={budget:.0f}", f"/{kind}s/?budget_min=99999")]
            queries += [(f"/{kind}s/?budget_max=99999", f"/{kind}s/?budget_max=1")]
        if field in {"region", "industry"}:
            (word,) = words
            queries += [(f"/{kind}s/?{field}={word}", f"/{kind}s/?{field}=zv9k2mw8")]
        if field == "source":
            queries += [(f"/{kind}s/?source={row.source_id}", f"/{kind}s/?source=99999")]
        if field == "zone" and row.zone_path:
            queries += [(f"/{kind}s/?zone={row.zone_path}", f"/{kind}s/?zone=/99999/")]
        if field == "updated_at":
            since = f"/api/v1/{kind}s?limit=200&changed_since="
            queries += [(f"{since}2001-01-01T00:00:00Z", f"{since}9998-01-01T00:00:00Z")]
        asked.append((field, queries))
    return asked


def _is_found(browser: Browser, kind: RecordKind, record: Planted, path: str) -> bool:
    is_api = path.startswith("/api/")
    response = browser.client.get(path, headers=browser.headers if is_api else {})
    Tally.add("requests")
    text = response.content.decode()
    if is_api:
        return any(item["id"] == record.id for item in response.json().get("items", ()))
    return re.search(rf'href="/{kind}s/{record.id}/"', text) is not None


def test_questions_here_can_find_something(region: Region) -> None:
    """The same questions find the record for who sees the field: they are no empty ones."""
    record = region.named("need-published-1")
    row = Need.objects.get(pk=record.id)
    browser = Browser(BY_NAME["administrator"], region)
    (title,), (organisation,) = record.fields["title"], record.fields["organisation"]
    (region_name,) = record.fields["region"]
    hits = [
        f"/needs/?q={title}",
        f"/needs/?q={organisation}",
        f"/search/?q={title}",
        f"/api/v1/needs?limit=200&q={title}",
        f"/needs/?budget_min={row.budget_wan:.0f}",
        f"/needs/?region={region_name}",
        f"/needs/?source={row.source_id}",
        f"/needs/?zone={row.zone_path}",
    ]
    assert [path for path in hits if not _is_found(browser, RecordKind.NEED, record, path)] == []
    question = Question("get_need", f"/api/v1/needs/{record.id}", record, is_api=True)
    assert browser.ask(question) == []
