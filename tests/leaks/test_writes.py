"""Every person tries every door that writes; of what they may not, nothing is written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

import pytest
from django.db import transaction

from duijie.accounts.enums import Role
from tests.leaks import oracle
from tests.leaks.doors import (
    Question,
    list_addresses,
    list_operations,
    questions_of_address,
    questions_of_operation,
)
from tests.leaks.judging import Browser
from tests.leaks.marks import Tally, body_of
from tests.leaks.people import BY_NAME, EVERYBODY, Person
from tests.leaks.planting import IS_THOROUGH, Region
from tests.leaks.writing import body_for, json_for, right_of, upload, watched_tables

pytestmark = pytest.mark.django_db
_SAMPLE: Final = ("published-1", "published-4", "draft-1", "deleted-1", "firm", "partner")
_OWN_DOORS: Final = re.compile(
    r"^(account:|settings:(language|theme)$|capture:new$|imports:upload$|documents:upload$"
    r"|invitations:(list|accept)$|suggestions:(look|new_trial)$|reports:rounds$|door:|create_|upload_document$|start_import$|mark_)"
    r"|:(new|save_filter|forget_filter|columns|bulk)$"
)
"""Doors about nothing that is somebody else's: whoever may enter makes something of their own."""
_OUTSIDERS: Final = {
    "broker_other", "collector_other", "colleague", "member_rival", "member_partner", "member_past",
    "expert_nda", "leader", "visitor", "visitor_nda", "closed", "stranger",
}  # fmt: skip
"""Have nothing to do with what is planted beside the records."""
REACHED: dict[str, set[str]] = {}
"""Door -> who has written something through it."""


def list_attempts(region: Region) -> Iterator[tuple[str, Question]]:
    """Method and question for every door, with a few records of each kind."""
    for address in list_addresses():
        if address.cell is not None and address.name != "example:load":
            for question in questions_of_address(address, region):
                if "?" not in question.path:
                    yield "POST", question
    for operation in list_operations():
        if operation.method != "GET":
            for question in questions_of_operation(operation, region):
                yield operation.method, question


def _is_tried(question: Question) -> bool:
    record = question.record
    if record is None or IS_THOROUGH:
        return True
    if question.file is not None and question.file is not record.files[0]:
        return False
    name = record.name.partition("-")[2]
    if "restore" in question.door:
        return name in {"deleted-1", "published-1", "gone", "firm"}
    return name in _SAMPLE and (name != "deleted-1" or "delete" in question.door)


def attempt(browser: Browser, method: str, question: Question) -> tuple[int, set[str]]:
    """Try it, and take it back; the status, and the tables that were written to."""
    region, record = browser.region, question.record
    with transaction.atomic():
        with watched_tables() as tables:
            response = _send(browser, method, question, region, record)
            body_of(response)
        transaction.set_rollback(True)
    Tally.add("requests")
    return response.status_code, tables


def _send(browser: Browser, method: str, question: Question, region: Region, record: Any) -> Any:
    if not question.is_api:
        return browser.client.post(question.path, body_for(question.door, record, region))
    path = question.path.partition("?")[0]
    if question.door.endswith("_attachment") and method == "POST" and "restore" not in path:
        data = {"file": upload(), "disclosure": 3}
        return browser.client.post(path, data, headers=browser.headers)
    body = json_for(question.door, record, region)
    return browser.client.generic(
        method,
        path,
        b"" if body is None else json.dumps(body).encode(),
        content_type="application/json",
        headers=browser.headers,
    )


def may_write(person: Person, question: Question) -> bool:
    """As the plain table says."""
    right = right_of(question.door)
    if right is not None:
        return right.may(person, question.record)
    if oracle.role_of(person) is Role.ADMINISTRATOR or _OWN_DOORS.search(question.door):
        return True
    return person.name not in _OUTSIDERS


@pytest.mark.parametrize("name", [person.name for person in EVERYBODY])
def test_nothing_is_written_by_who_may_not(name: str, region: Region) -> None:
    person = BY_NAME[name]
    browser = Browser(person, region)
    complaints = []
    for method, question in list_attempts(region):
        if not _is_tried(question):
            continue
        Tally.add("cells")
        status, tables = attempt(browser, method, question)
        where = f"{name} {method} {question.path} ({question.door}, {status})"
        if tables and status < 400:
            REACHED.setdefault(question.door, set()).add(name)
        if tables and not may_write(person, question):
            complaints.append(f"{where}: WROTE {sorted(tables)}")
        if status >= 500:
            complaints.append(f"{where}: failed")
        if browser.client.session.is_empty() and person.is_active and browser.headers:
            browser = Browser(person, region)
    assert not complaints, "\n".join(complaints[:60]) + f"\n{len(complaints)} in all"


def test_what_is_sent_can_be_written(region: Region) -> None:
    """The bodies are no empty ones: each door that is about a record has let somebody through."""
    if len(REACHED) < 5:
        pytest.skip("runs after the others")
    about = {question.door for _, question in list_attempts(region) if question.record is not None}
    idle = {door for door in about if right_of(door) is not None and door not in REACHED}
    assert idle <= NOT_REACHED, sorted(idle - NOT_REACHED)


NOT_REACHED: Final = {
    "needs:match",  # starts a job, writes nothing itself
    "restore_attachment",  # of a file in the bin
    "needs:snooze_end",  # nothing is put off
    *(f"end_snooze_{kind}" for kind in ("need", "offer", "expert")),
    *(f"undo_{kind}" for kind in ("need", "offer", "expert")),  # nobody has taken a step yet
    "offers:snooze_end",
    "experts:snooze_end",
}
"""Doors through which nothing of the record is written here."""
