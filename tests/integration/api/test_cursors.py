"""Lists read to their end skip and repeat nothing, whatever is added meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from duijie.accounts.enums import Role, Scope
from duijie.accounts.models import User
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.services import add_note, create_record, delete_record
from duijie.core.jobs.services import enqueue_job
from duijie.errors import Message
from tests.factories.imports import check, make_sheet, need_row
from tests.factories.records import values_of
from tests.factories.users import make_user
from tests.factories.zones import make_zone
from tests.integration.api.asking import Asker, asker

pytestmark = pytest.mark.django_db


def _make(kind: RecordKind, by: User) -> int:
    return create_record(kind=kind, values=values_of(kind), by=by)


@pytest.mark.parametrize("kind", list(RecordKind))
def test_records_added_while_reading_neither_skip_nor_repeat(kind: RecordKind) -> None:
    broker = asker(Role.BROKER)
    assert broker.user is not None
    made = [_make(kind, broker.user) for _ in range(7)]
    path = f"/{kind}s"

    seen: list[int] = []
    cursor = ""
    while True:
        page = broker.get(path, limit=2, cursor=cursor).json()
        seen += [row["id"] for row in page["items"]]
        _make(kind, broker.user)
        cursor = page["next_cursor"]
        if not cursor:
            break

    assert seen == sorted(made, reverse=True)


def test_last_page_that_is_full_has_no_next() -> None:
    broker = asker(Role.BROKER)
    assert broker.user is not None
    for _ in range(4):
        _make(RecordKind.NEED, broker.user)
    first = broker.get("/needs", limit=2).json()
    second = broker.get("/needs", limit=2, cursor=first["next_cursor"]).json()
    assert len(second["items"]) == 2
    assert second["next_cursor"] is None


def test_row_that_the_cursor_stood_on_may_be_gone() -> None:
    broker = asker(Role.BROKER)
    assert broker.user is not None
    made = [_make(RecordKind.NEED, broker.user) for _ in range(4)]
    first = broker.get("/needs", limit=2).json()
    delete_record(kind=RecordKind.NEED, record_id=made[2], by=broker.user)
    second = broker.get("/needs", limit=2, cursor=first["next_cursor"]).json()
    assert [row["id"] for row in second["items"]] == [made[1], made[0]]


def test_bin_is_read_to_its_end_while_more_is_deleted() -> None:
    broker = asker(Role.BROKER)
    assert broker.user is not None
    made = [_make(RecordKind.NEED, broker.user) for _ in range(6)]
    for record_id in made[:5]:
        delete_record(kind=RecordKind.NEED, record_id=record_id, by=broker.user)
    first = broker.get("/needs/bin", limit=2).json()
    delete_record(kind=RecordKind.NEED, record_id=made[5], by=broker.user)

    seen = [row["id"] for row in first["items"]]
    cursor = first["next_cursor"]
    while cursor:
        page = broker.get("/needs/bin", limit=2, cursor=cursor).json()
        seen += [row["id"] for row in page["items"]]
        cursor = page["next_cursor"]

    assert seen == list(reversed(made[:5]))


def _history(by: Asker) -> tuple[str, Callable[[], object]]:
    assert by.user is not None
    need_id = _make(RecordKind.NEED, by.user)
    revision = 0

    def add() -> None:
        nonlocal revision
        revision += 1
        by.patch(f"/needs/{need_id}", {"revision": revision, "region": f"东湾{revision}"})

    return f"/needs/{need_id}/history", add


def _notes(by: Asker) -> tuple[str, Callable[[], object]]:
    user = by.user
    assert user is not None
    need_id = _make(RecordKind.NEED, user)
    return f"/needs/{need_id}/notes", lambda: add_note(
        kind=RecordKind.NEED, record_id=need_id, text="已联系", by=user
    )


def _jobs(by: Asker) -> tuple[str, Callable[[], object]]:
    return "/jobs", lambda: enqueue_job(
        kind="catalogue.expire_records",
        payload={},
        title=Message("catalogue.expiring_records"),
        by=by.user,
    )


def _imports(by: Asker) -> tuple[str, Callable[[], object]]:
    def add() -> None:
        by.upload("/imports", SimpleUploadedFile("需求.xlsx", make_sheet([need_row(1)])))

    return "/imports", add


def _documents(by: Asker) -> tuple[str, Callable[[], object]]:
    numbers = iter(range(100))

    def add() -> None:
        text = f"第{next(numbers)}份材料".encode()
        by.upload("/documents", SimpleUploadedFile("材料.txt", text))

    return "/documents", add


def _users(by: Asker) -> tuple[str, Callable[[], object]]:
    return "/users", make_user


def _invitations(by: Asker) -> tuple[str, Callable[[], object]]:
    body = {"display_name": "王小明", "role": "collector"}
    return "/invitations", lambda: by.post("/invitations", body)


def _zones(by: Asker) -> tuple[str, Callable[[], object]]:
    return "/zones", make_zone


@pytest.mark.parametrize(
    "prepare", [_history, _notes, _jobs, _imports, _documents, _users, _invitations, _zones]
)
def test_list_is_read_to_its_end(
    prepare: Callable[[Asker], tuple[str, Callable[[], object]]],
) -> None:
    program = asker(Role.ADMINISTRATOR)
    path, add = prepare(program)
    for _ in range(5):
        add()
    whole = program.get(path, limit=200).json()
    assert whole["next_cursor"] is None
    first = program.get(path, limit=2).json()
    if prepare is not _zones:  # a tree goes by its own order, where a new zone may stand anywhere
        add()

    seen: list[Any] = list(first["items"])
    cursor = first["next_cursor"]
    while cursor:
        page = program.get(path, limit=2, cursor=cursor).json()
        assert len(page["items"]) <= 2
        seen += page["items"]
        cursor = page["next_cursor"]

    assert len(whole["items"]) >= 5
    assert [row["id"] for row in seen] == [row["id"] for row in whole["items"]]


def test_rows_of_an_import_are_read_in_the_order_of_the_file() -> None:
    broker = asker(Role.BROKER)
    assert broker.user is not None
    batch = check(make_sheet([need_row(number) for number in range(1, 8)]), by=broker.user)
    rows = broker.read_all(f"/imports/{batch.pk}/rows", limit=3)
    assert [row["place"]["row"] for row in rows] == list(range(2, 9))
    assert broker.read_all(f"/imports/{batch.pk}/rows", verdict="refused") == []


def test_colleagues_import_is_none() -> None:
    broker = asker(Role.BROKER)
    assert broker.user is not None
    batch = check(make_sheet([need_row(1)]), by=broker.user)
    stranger = asker(Role.MEMBER, scopes=[Scope.READ])
    assert stranger.get(f"/imports/{batch.pk}/rows").status_code == 404
    assert stranger.get("/imports").json()["items"] == []
