"""Internal notes and who is told of them."""

from __future__ import annotations

import pytest

from duijie.accounts.enums import Role
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.errors import NoteError
from duijie.catalogue.models import Note
from duijie.catalogue.policies import Move
from duijie.catalogue.queries import list_notes_for_user
from duijie.catalogue.services import add_note, create_record, delete_note, move_record
from duijie.core.errors import NotAllowedError, NotFoundError
from duijie.core.notify.models import Notification
from tests.factories.records import values_of
from tests.integration.catalogue.conftest import COMPANY, Region, make_user_of

pytestmark = pytest.mark.django_db
NEED = RecordKind.NEED


@pytest.fixture
def need_id(region: Region) -> int:
    values = values_of(NEED, organisation=COMPANY)
    made = create_record(kind=NEED, values=values, by=region.broker)
    move_record(kind=NEED, record_id=made, move=Move.PUBLISH, by=region.broker)
    return made


def test_named_colleague_is_told_with_a_link_and_no_words(need_id: int, region: Region) -> None:
    colleague = make_user_of(Role.BROKER, region.city, display_name="何 川")
    text = "@周清请看，@何 川 也看一下：报价太高，电话13900001111。"
    kept = add_note(kind=NEED, record_id=need_id, text=text, by=region.administrator)
    assert set(kept.told) == {"周清", "何 川"}
    assert kept.not_told == ()
    notices = Notification.objects.filter(kind="catalogue.note_mention", channel="in_app")
    assert set(notices.values_list("recipient_id", flat=True)) == {region.broker.pk, colleague.pk}
    for notice in notices:
        assert notice.link == f"/needs/{need_id}/"
        assert "报价" not in notice.title + notice.body
        assert "13900001111" not in notice.title + notice.body


def test_longest_name_wins_and_user_names_end_where_they_end(need_id: int, region: Region) -> None:
    long = make_user_of(Role.BROKER, region.city, display_name="周清源")
    kept = add_note(
        kind=NEED,
        record_id=need_id,
        text=f"@周清源看，@{long.username}9 不是，@{region.broker.username}。",
        by=region.administrator,
    )
    assert set(kept.told) == {"周清源", "周清"}
    assert kept.not_told == (f"{long.username}9",)


def test_who_may_not_read_it_is_not_told(need_id: int, region: Region) -> None:
    region.member.display_name = "某会员"
    region.member.save()
    closed = make_user_of(Role.BROKER, region.city, display_name="已离职")
    closed.is_active = False
    closed.save()
    kept = add_note(
        kind=NEED,
        record_id=need_id,
        text="@何远 @林采 @某会员 @已离职 @查无此人 write to a@b.example",
        by=region.broker,
    )
    assert kept.told == ()
    assert kept.not_told == ("何远", "林采", "某会员", "已离职", "查无此人")
    assert not Notification.objects.exists()


def test_who_writes_is_not_told_of_it(need_id: int, region: Region) -> None:
    add_note(kind=NEED, record_id=need_id, text="@周清 记得", by=region.broker)
    assert not Notification.objects.exists()


@pytest.mark.parametrize(
    ("who", "reads"),
    [
        ("administrator", True),
        ("broker", True),
        ("other_broker", False),
        ("collector", False),
        ("member", False),
        ("expert", False),
    ],
)
def test_notes_are_for_staff_of_the_record_only(
    who: str, reads: bool, need_id: int, region: Region
) -> None:
    add_note(kind=NEED, record_id=need_id, text="内部看法", by=region.broker)
    user = getattr(region, who)
    found = [note.text for note in list_notes_for_user(NEED, need_id, user)]
    assert found == (["内部看法"] if reads else [])
    if not reads:
        with pytest.raises(NotAllowedError):
            add_note(kind=NEED, record_id=need_id, text="我也写", by=user)


@pytest.mark.parametrize("who", ["visitor", "leader"])
def test_notes_of_a_record_that_is_hidden_are_not_found(
    who: str, need_id: int, region: Region
) -> None:
    with pytest.raises(NotFoundError):
        list_notes_for_user(NEED, need_id, getattr(region, who))


def test_note_is_deleted_by_its_writer_only(need_id: int, region: Region) -> None:
    first = add_note(kind=NEED, record_id=need_id, text="一", by=region.broker)
    colleague = make_user_of(Role.BROKER, region.city)
    with pytest.raises(NotFoundError):
        delete_note(note_id=first.id, by=colleague)
    rows = list_notes_for_user(NEED, need_id, colleague)
    assert [row.can_delete for row in rows] == [False]
    delete_note(note_id=first.id, by=region.broker)
    assert not Note.objects.exists()
    with pytest.raises(NotFoundError):
        delete_note(note_id=first.id, by=region.broker)


@pytest.mark.parametrize("text", ["", " \n", "x" * 5001])
def test_empty_and_endless_notes_are_refused(text: str, need_id: int, region: Region) -> None:
    with pytest.raises(NoteError):
        add_note(kind=NEED, record_id=need_id, text=text, by=region.broker)
