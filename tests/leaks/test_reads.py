"""Every person asks every door that answers to GET."""

from __future__ import annotations

import pytest

from duijie.catalogue.enums import RecordKind
from tests.leaks.doors import (
    Question,
    list_addresses,
    list_operations,
    questions_of_address,
    questions_of_operation,
)
from tests.leaks.judging import Browser
from tests.leaks.marks import Tally, body_of
from tests.leaks.people import BY_NAME, EVERYBODY
from tests.leaks.planting import IS_THOROUGH, Region

pytestmark = pytest.mark.django_db
_WRITE_ONLY: set[str] = set()
"""Doors that answer 405 to a GET: known once somebody who may enter has asked."""


def list_questions(region: Region) -> list[Question]:
    """All of them; of files and records that differ in nothing a few, unless thorough."""
    pages = [
        question
        for address in list_addresses()
        if address.cell is not None
        for question in questions_of_address(address, region)
    ]
    calls = [
        question
        for operation in list_operations()
        if operation.method == "GET"
        for question in questions_of_operation(operation, region)
    ]
    return [question for question in (*pages, *calls) if IS_THOROUGH or _is_asked(question)]


def _is_asked(question: Question) -> bool:
    """Files of a few records, and the lesser doors of a few records, stand for those of all."""
    record = question.record
    if question.file is not None:
        assert record is not None
        is_preview = "preview" in question.door
        return record.name in ({"need-published-2"} if is_preview else _WITH_FILES)
    if record is None or question.door in _MAIN or record.kind == "organisation":
        return True
    few = {"published-2", "published-4", "draft-1", "withdrawn-1", "deleted-1", "rival"}
    return record.name.removeprefix(f"{record.kind}-") in few


_MAIN = {
    *(f"{kind}s:detail" for kind in RecordKind),
    *(f"get_{kind}" for kind in RecordKind),
}
_WITH_FILES = {
    "need-published-2",
    "need-withdrawn-1",
    "need-deleted-1",
    "offer-published-2",
    "expert-published-2",
    "organisation-firm",
}


@pytest.mark.parametrize("name", [person.name for person in EVERYBODY])
def test_person_is_told_what_the_table_says(name: str, region: Region) -> None:
    browser = Browser(BY_NAME[name], region)
    questions = list_questions(region)
    if not _WRITE_ONLY:
        _find_write_only(region, questions)
    asked = [question for question in questions if question.door not in _WRITE_ONLY]
    Tally.add("cells", len(asked))
    complaints = [complaint for question in asked for complaint in browser.ask(question)]
    assert not complaints, "\n".join(complaints[:80]) + f"\n{len(complaints)} in all"


def _find_write_only(region: Region, questions: list[Question]) -> None:
    one_each = {question.door: question for question in questions if not question.is_api}
    browser = Browser(BY_NAME["administrator"], region)
    for door, question in one_each.items():
        response = browser.client.get(question.path)
        body_of(response)
        if response.status_code == 405:
            _WRITE_ONLY.add(door)
