"""A list costs as many queries for 50 rows as for one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from duijie.accounts.enums import DisclosureLevel, Role
from duijie.accounts.models import User
from duijie.accounts.services import create_invitation
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import Access, Attachment, Consent, Need
from duijie.catalogue.policies import Move
from duijie.catalogue.services import (
    add_note,
    change_record,
    create_record,
    delete_record,
    move_record,
    snooze_record,
)
from duijie.catalogue.services.codes import ensure_code_lists
from duijie.core import clock
from duijie.core.jobs.services import enqueue_job
from duijie.core.notify.enums import Channel
from duijie.core.notify.models import Notification
from duijie.errors import Message
from duijie.intake.models import ImportBatch, SourceDocument
from duijie.intake.services.documents import upload_documents
from duijie.matching.models import JudgedPair, JudgingRound, MatchRun, NeedMatch, SimilarNeed
from duijie.matching.services import decide_hold, decide_introduce
from tests.factories.imports import check, make_sheet, need_row
from tests.factories.records import values_of
from tests.factories.users import make_user
from tests.factories.zones import make_zone
from tests.integration.api.asking import asker
from tests.integration.api.contract import operations

pytestmark = pytest.mark.django_db
MANY = 50
Add = Callable[[], object]
Prepare = Callable[[User], tuple[str, Add]]


def _records(kind: RecordKind) -> Prepare:
    return lambda user: (
        f"/{kind}s",
        lambda: create_record(kind=kind, values=values_of(kind), by=user),
    )


def _bin(kind: RecordKind) -> Prepare:
    def add(user: User) -> None:
        record_id = create_record(kind=kind, values=values_of(kind), by=user)
        delete_record(kind=kind, record_id=record_id, by=user)

    return lambda user: (f"/{kind}s/bin", lambda: add(user))


def _attached(kind: RecordKind, what: str) -> Prepare:
    def prepare(user: User) -> tuple[str, Add]:
        record_id = create_record(kind=kind, values=values_of(kind), by=user)
        revisions = iter(range(1, 1000))
        about: dict[str, Any] = {f"{kind}_id": record_id}
        adds: dict[str, Add] = {
            "history": lambda: change_record(
                kind=kind, record_id=record_id, by=user,
                revision=(revision := next(revisions)), values={"region": f"东湾{revision}"},
            ),
            "notes": lambda: add_note(kind=kind, record_id=record_id, text="已联系", by=user),
            "attachments": lambda: Attachment.objects.create(
                **about, name="a", file="a", sha256="a", media_type="a", size_bytes=1, owner=user
            ),
            "consents": lambda: Consent.objects.create(
                **about, grantee=make_user(Role.MEMBER), level=DisclosureLevel.CONSENT,
                requested_by=user,
            ),
        }  # fmt: skip
        return f"/{kind}s/{record_id}/{what}", adds[what]

    return prepare


def _consents(user: User) -> tuple[str, Add]:
    def add() -> None:
        need_id = create_record(kind=RecordKind.NEED, values=values_of(RecordKind.NEED), by=user)
        Consent.objects.create(
            need_id=need_id,
            grantee=make_user(Role.MEMBER),
            level=DisclosureLevel.CONSENT,
            requested_by=user,
        )

    return "/consents", add


def _accesses(user: User) -> tuple[str, Add]:
    def add() -> None:
        need_id = create_record(kind=RecordKind.NEED, values=values_of(RecordKind.NEED), by=user)
        Access.objects.create(need_id=need_id, by=make_user(), level=3, door="api")

    return "/access-log", add


def _jobs(user: User) -> tuple[str, Add]:
    return "/jobs", lambda: enqueue_job(
        kind="catalogue.expire_records",
        payload={},
        title=Message("catalogue.expiring_records"),
        by=make_user(),
    )


def _notices(user: User) -> tuple[str, Add]:
    return "/notices", lambda: Notification.objects.create(
        channel=Channel.IN_APP,
        recipient=user,
        kind="catalogue.note_mention",
        title="a",
        created_at=clock.now(),
    )


def _imports(user: User) -> tuple[str, Add]:
    return "/imports", lambda: ImportBatch.objects.create(
        name="a.xlsx", file="a", sha256="a", size_bytes=1, owner=make_user(), constants={}
    )


def _import_rows(user: User) -> tuple[str, Add]:
    numbers = iter(range(2, 1000))
    batch = check(make_sheet([need_row(1)]), by=user)
    row = batch.rows.get()
    row.delete()

    def add() -> None:
        row.pk, row.position = None, next(numbers)
        row._state.adding = True
        row.save()

    return f"/imports/{batch.pk}/rows", add


def _documents(user: User) -> tuple[str, Add]:
    numbers = iter(range(1000))

    def add() -> None:
        text = f"第{next(numbers)}份".encode()
        upload_documents(files=[SimpleUploadedFile("材料.txt", text)], by=make_user())
        SourceDocument.objects.update(findings=[])

    return "/documents", add


def _users(user: User) -> tuple[str, Add]:
    return "/users", make_user


def _zones(user: User) -> tuple[str, Add]:
    return "/zones", make_zone


def _own_zones(user: User) -> tuple[str, Add]:
    return "/account/zones", make_zone


def _invitations(user: User) -> tuple[str, Add]:
    return "/invitations", lambda: create_invitation(
        display_name="王小明", role=Role.COLLECTOR, zone_id=None, by=user
    )


def _published(user: User, kind: RecordKind) -> int:
    record_id = create_record(kind=kind, values=values_of(kind), by=user)
    move_record(kind=kind, record_id=record_id, move=Move.PUBLISH, by=user)
    return record_id


def _decisions(user: User) -> tuple[str, Add]:
    need_id = _published(user, RecordKind.NEED)
    return f"/needs/{need_id}/decisions", lambda: decide_hold(
        need_id=need_id, kind="offer", target_id=_published(user, RecordKind.OFFER), by=user
    )


def _introductions(user: User) -> tuple[str, Add]:
    need_id = _published(user, RecordKind.NEED)
    return "/introductions", lambda: decide_introduce(
        need_id=need_id, kind="offer", target_id=_published(user, RecordKind.OFFER), by=user
    )


def _alike(match_of: int, user: User) -> None:
    """One more need like that one."""
    run, _ = MatchRun.objects.get_or_create(
        variant="hybrid.v2", model_version="test", catalogue_version=0, is_example=False
    )
    match, _ = NeedMatch.objects.get_or_create(need_id=match_of, run=run, nothing_fits=True)
    SimilarNeed.objects.create(
        match=match, need_id=_published(user, RecordKind.NEED), likeness=0.6, reasons=[]
    )


def _similar(user: User) -> tuple[str, Add]:
    need_id = _published(user, RecordKind.NEED)
    return f"/needs/{need_id}/similar", lambda: _alike(need_id, user)


def _common(user: User) -> tuple[str, Add]:
    return "/common-needs", lambda: _alike(_published(user, RecordKind.NEED), user)


def _snoozed(user: User) -> tuple[str, Add]:
    def add() -> None:
        need_id = create_record(kind=RecordKind.NEED, values=values_of(RecordKind.NEED), by=user)
        until = clock.today() + timedelta(days=7)
        snooze_record(kind=RecordKind.NEED, record_id=need_id, until=until, by=user)

    return "/desk/snoozed", add


def _rounds(user: User) -> tuple[str, Add]:
    return "/grading-rounds", lambda: _round(user)


def _round(user: User) -> JudgingRound:
    return JudgingRound.objects.create(
        started_at=clock.now(), started_by=user, is_example=False, depth=5, wanted=1, variant="v"
    )


def _round_pairs(user: User) -> tuple[str, Add]:
    row, need_id = _round(user), _published(user, RecordKind.NEED)

    def add() -> None:
        offer_id = _published(user, RecordKind.OFFER)
        JudgedPair.objects.create(round=row, need_id=need_id, offer_id=offer_id, draw=0)

    return f"/grading-rounds/{row.pk}/pairs", add


LISTS: dict[str, Prepare] = {
    **{f"list_{kind}s": _records(kind) for kind in RecordKind},
    **{f"list_deleted_{kind}s": _bin(kind) for kind in RecordKind},
    **{
        f"list_{kind}_{name}": _attached(kind, what)
        for kind in RecordKind
        for name, what in (
            ("changes", "history"),
            ("notes", "notes"),
            ("attachments", "attachments"),
            ("consents", "consents"),
        )
    },
    "list_consents": _consents,
    "list_accesses": _accesses,
    "list_jobs": _jobs,
    "list_notices": _notices,
    "list_imports": _imports,
    "list_import_rows": _import_rows,
    "list_documents": _documents,
    "list_users": _users,
    "list_zones": _zones,
    "list_own_zones": _own_zones,
    "list_invitations": _invitations,
    "list_need_decisions": _decisions,
    "list_introductions": _introductions,
    "list_similar_needs": _similar,
    "list_common_needs": _common,
    "list_snoozed": _snoozed,
    "list_rounds": _rounds,
    "list_round_pairs": _round_pairs,
}
OF_CODES = {"list_code_lists", "list_child_codes"}


def test_no_list_is_left_out() -> None:
    lists = {name for name in operations() if name.startswith("list_")}
    assert lists == LISTS.keys() | OF_CODES


@pytest.mark.parametrize("name", sorted(LISTS))
def test_list_costs_the_same_for_one_row_and_for_many(name: str) -> None:
    administrator = asker(Role.ADMINISTRATOR)
    assert administrator.user is not None
    path, add = LISTS[name](administrator.user)
    add()
    one, rows = _count(administrator, path)
    for _ in range(MANY - 1):
        add()
    many, all_rows = _count(administrator, path)

    assert rows >= 1
    assert all_rows - rows == MANY - 1
    assert many == one


@pytest.mark.parametrize("kind", [RecordKind.NEED, RecordKind.ORGANISATION])
def test_list_of_a_member_costs_the_same_for_one_row_and_for_many(kind: RecordKind) -> None:
    broker, member = make_user(Role.BROKER), asker(Role.MEMBER)
    make = _records(kind)(broker)[1]
    make()
    Need.objects.update(state="published")
    one, rows = _count(member, f"/{kind}s")
    for _ in range(MANY - 1):
        make()
    Need.objects.update(state="published")
    many, all_rows = _count(member, f"/{kind}s")
    assert (rows, all_rows, many) == (1, MANY, one)


def test_codes_cost_the_same_for_one_row_and_for_many() -> None:
    ensure_code_lists(keys=("organisation_kind", "stage"))
    broker = asker(Role.BROKER)
    _count(broker, "/codes")
    for path in ("/codes", "/codes/organisation_kind/children"):
        one, rows = _count(broker, path, limit=1)
        many, all_rows = _count(broker, path, limit=200)
        assert rows == 1
        assert all_rows > 1
        assert many == one


def _count(program: Any, path: str, limit: int = 200) -> tuple[int, int]:
    program.get("/account")  # the token notes once a minute that it was used
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = program.get(path, limit=limit)
    assert answer.status_code == 200, answer.content
    return len(queries), len(answer.json()["items"])
