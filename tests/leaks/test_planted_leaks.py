"""The run itself is tested: a leak that is built in is reported, by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from django.test import Client

from duijie.accounts.enums import DisclosureLevel
from duijie.catalogue import disclosure
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.queries import details, notes
from tests.leaks.doors import Question
from tests.leaks.judging import Browser
from tests.leaks.marks import Marks
from tests.leaks.people import BY_NAME
from tests.leaks.planting import Region

pytestmark = pytest.mark.django_db
_SEEN = "need-published-2"


def complaints(region: Region, name: str, door: str, path: str) -> list[str]:
    record = region.named(_SEEN)
    question = Question(
        door, path.format(id=record.id), record, None, RecordKind.NEED, is_api="api" in path
    )
    return [text.partition("): ")[2] for text in Browser(BY_NAME[name], region).ask(question)]


@pytest.mark.parametrize(
    ("door", "path"), [("needs:detail", "/needs/{id}/"), ("get_need", "/api/v1/needs/{id}")]
)
def test_field_shown_one_level_too_low_is_reported(
    door: str, path: str, region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert complaints(region, "member_rival", door, path) == []
    too_open = {**disclosure.LEVELS[RecordKind.NEED], "phone": DisclosureLevel.REGISTERED}
    levels = {**disclosure.LEVELS, RecordKind.NEED: too_open}

    def leaking(kind: RecordKind, level: DisclosureLevel | None) -> frozenset[str]:
        if level is None:
            return frozenset()
        return frozenset(name for name, needed in levels[kind].items() if needed <= level)

    def redact(
        kind: RecordKind, values: Mapping[str, Any], level: DisclosureLevel | None
    ) -> dict[str, Any]:
        return {name: value for name, value in values.items() if name in leaking(kind, level)}

    monkeypatch.setattr(details, "shown_fields", leaking)
    monkeypatch.setattr(details, "redact", redact)

    assert f"LEAK {_SEEN}:phone" in complaints(region, "member_rival", door, path)


def test_door_that_forgets_to_ask_is_reported(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = ("list_need_notes", "/api/v1/needs/{id}/notes")
    assert complaints(region, "member", *question) == []
    monkeypatch.setattr(notes, "can_act_on_attached", lambda *_: True)
    monkeypatch.setattr("duijie.api.authentication.check_allows", lambda *_: None)

    assert complaints(region, "member", *question) == ["LEAK name:collector", f"LEAK {_SEEN}:note"]


def test_field_that_is_kept_from_who_may_see_it_is_reported(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    too_shut = {**disclosure.LEVELS[RecordKind.NEED], "key_technology": DisclosureLevel.INTERNAL}
    levels = {**disclosure.LEVELS, RecordKind.NEED: too_shut}
    monkeypatch.setattr(
        details,
        "redact",
        lambda kind, values, level: {
            name: value for name, value in values.items() if levels[kind][name] <= level
        },
    )

    found = complaints(region, "member_rival", "get_need", "/api/v1/needs/{id}")

    assert found == [f"MISSING {_SEEN}:key_technology"]


def test_record_shown_to_who_may_not_know_of_it_is_reported(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = region.named("need-draft-1")
    question = Question("get_need", f"/api/v1/needs/{hidden.id}", hidden, is_api=True)
    browser = Browser(BY_NAME["member_rival"], region)
    assert browser.ask(question) == []
    monkeypatch.setattr(details, "get_level", lambda *_: DisclosureLevel.REGISTERED)

    found = [text.partition("): ")[2] for text in browser.ask(question)]

    assert "should be refused" in found
    assert "LEAK need-draft-1:title" in found


@pytest.mark.parametrize("coding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_mark_is_found_in_whatever_it_is_packed(coding: str) -> None:
    import io
    import zipfile

    marks = Marks()
    word, amount, day = marks.word("a:b"), marks.amount("a:c"), marks.day("a:d")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("x", f"前{word.upper()}后 {amount:,} {day.isoformat()}".encode(coding))

    assert marks.find_in(packed.getvalue()) == {word, f"{amount:.2f}", str(day.year)}
    assert marks.find_in(f"{day.year}年6月15日".encode()) == {str(day.year)}


def test_mark_in_a_header_is_found(region: Region) -> None:
    client = Client()
    response = client.get("/healthz")
    mark = next(iter(region.marks.names))
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{mark}.txt"

    assert region.marks.find(response) == {mark}
