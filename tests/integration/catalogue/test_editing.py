"""Making and changing records of every kind."""

from __future__ import annotations

from typing import Any

import pytest

from duijie.accounts.enums import DisclosureLevel, Role
from duijie.accounts.models import User
from duijie.catalogue.enums import RecordKind, RecordState
from duijie.catalogue.errors import (
    RecordChangedError,
    RecordExistsError,
    RecordLockedError,
    ValuesError,
)
from duijie.catalogue.models import (
    Attachment,
    Change,
    Expert,
    IndexMark,
    Membership,
    Need,
    Offer,
    Organisation,
)
from duijie.catalogue.policies import Move
from duijie.catalogue.queries import (
    get_catalogue_version,
    get_record_for_change,
    get_record_for_user,
    list_changes_for_user,
    list_needs_for_user,
)
from duijie.catalogue.services import UNCHANGED, change_record, create_record, move_record
from duijie.core.audit.models import AuditEntry
from duijie.core.errors import NotAllowedError, NotFoundError
from tests.factories.records import need_values, values_of
from tests.factories.users import make_administrator, make_user
from tests.factories.zones import make_zone

pytestmark = pytest.mark.django_db


def create(by: User, kind: RecordKind = RecordKind.NEED, **given: Any) -> int:
    return create_record(kind=kind, values=values_of(kind, **given), by=by)


def change(by: User, need_id: int, revision: int = 1, **values: Any) -> int:
    return change_record(
        kind=RecordKind.NEED, record_id=need_id, values=values, revision=revision, by=by
    )


def problems_of(error: ValuesError) -> dict[str, str]:
    return {problem.field: problem.message.code for problem in error.problems}


def test_create_stores_every_value_as_a_draft_of_its_maker(broker: User) -> None:
    need_id = create(
        broker,
        title="水性涂料耐盐雾提升",
        organisation="青禾涂料有限公司",
        budget_wan="50-100万元",
        deadline_date="2027年6月",
        trl="4级",
        keywords="涂料、盐雾",
        indicators="盐雾≥1000 h\n附着力 1~2 级（期望）",
        phone="0512-6789 0123",
    )
    need = Need.objects.get()
    assert (need.pk, need.state, need.owner_id) == (need_id, RecordState.DRAFT, broker.pk)
    assert (need.budget_wan, need.trl, str(need.deadline_date)) == (100.0, 4, "2027-06-30")
    assert need.keywords == ["涂料", "盐雾"]
    assert need.organisation is not None
    assert need.organisation.name == "青禾涂料有限公司"
    detail = get_record_for_user(RecordKind.NEED, need_id, broker)
    assert [(row.name, row.comparison, row.value, row.is_must) for row in detail.indicators] == [
        ("盐雾", "ge", 1000.0, True),
        ("附着力", "between", 1.0, False),
    ]
    assert detail.values["phone"] == "0512-6789 0123"


@pytest.mark.parametrize("kind", list(RecordKind))
def test_create_and_change_work_for_every_kind(kind: RecordKind, broker: User) -> None:
    record_id = create(broker, kind)
    text = {RecordKind.ORGANISATION: "profile"}.get(kind, "text")
    revision = change_record(
        kind=kind, record_id=record_id, values={text: "新的说明"}, revision=1, by=broker
    )
    assert revision == 2
    assert get_record_for_user(kind, record_id, broker).values[text] == "新的说明"
    assert set(IndexMark.objects.values_list("key", flat=True)) >= {f"{kind.value}:{record_id}"}
    actions = AuditEntry.objects.filter(object_kind=kind.value, object_id=str(record_id))
    assert sorted(actions.values_list("action", flat=True)) == [
        "catalogue.change_record",
        "catalogue.create_record",
    ]


def test_create_tells_all_problems_at_once_and_stores_nothing(broker: User) -> None:
    with pytest.raises(ValuesError) as caught:
        create_record(
            kind=RecordKind.NEED,
            values={"title": "", "budget_wan": "很多", "trl": "12", "colour": "red"},
            by=broker,
        )
    assert problems_of(caught.value) == {
        "title": "catalogue.value_missing",
        "organisation": "catalogue.value_missing",
        "budget_wan": "catalogue.amount_unread",
        "trl": "catalogue.trl_unread",
        "colour": "catalogue.no_such_field",
    }
    assert not Need.objects.exists()
    assert not Organisation.objects.exists()


def test_create_submitted_waits_for_the_check(broker: User) -> None:
    need_id = create_record(
        kind=RecordKind.NEED, values=need_values(), by=broker, is_submitted=True
    )
    need = Need.objects.get(pk=need_id)
    assert need.state == RecordState.SUBMITTED
    assert need.submitted_at is not None


def test_create_of_the_same_record_twice_is_refused(broker: User) -> None:
    values = need_values(organisation="甲（东湾）有限公司", title="同一", text="一样")
    create_record(kind=RecordKind.NEED, values=values, by=broker)
    again = {**values, "organisation": "甲(东湾)有限公司", "title": "同 一"}
    with pytest.raises(RecordExistsError):
        create_record(kind=RecordKind.NEED, values=again, by=broker)
    assert Need.objects.count() == Organisation.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "kind", "is_allowed"),
    [
        (Role.COLLECTOR, RecordKind.NEED, True),
        (Role.EXPERT, RecordKind.NEED, False),
        (Role.LEADER, RecordKind.NEED, False),
        (Role.VISITOR, RecordKind.OFFER, False),
        (Role.MEMBER, RecordKind.ORGANISATION, False),
    ],
)
def test_who_may_create(role: Role, kind: RecordKind, is_allowed: bool) -> None:
    user = make_user(role)
    if is_allowed:
        create(user, kind)
    else:
        with pytest.raises(NotAllowedError):
            create(user, kind)


def test_member_enters_needs_of_the_own_organisation_only(broker: User) -> None:
    own_id = create(broker, RecordKind.ORGANISATION, name="青禾涂料有限公司")
    create(broker, RecordKind.ORGANISATION, name="别家有限公司")
    member = make_user(Role.MEMBER)
    Membership.objects.create(user=member, organisation_id=own_id)
    for name in ("别家有限公司", "从未见过有限公司"):
        with pytest.raises(ValuesError) as caught:
            create(member, organisation=name)
        assert problems_of(caught.value) == {"organisation": "catalogue.organisation_not_yours"}
    need_id = create_record(
        kind=RecordKind.NEED, values={**need_values(), "organisation": ""}, by=member
    )
    assert Need.objects.get(pk=need_id).organisation_id == own_id


def test_expert_cannot_invent_an_organisation(broker: User) -> None:
    create(broker, RecordKind.ORGANISATION, name="东湾大学")
    expert = make_user(Role.EXPERT)
    offer_id = create(expert, RecordKind.OFFER, organisation="东湾大学")
    assert Offer.objects.get(pk=offer_id).owner_id == expert.pk
    with pytest.raises(ValuesError) as caught:
        create(expert, RecordKind.OFFER, organisation="子虚大学")
    assert problems_of(caught.value) == {"organisation": "catalogue.organisation_unknown"}


def test_zone_is_the_users_and_never_outside_of_it() -> None:
    city, other = make_zone("东湾市"), make_zone("西山市")
    county = make_zone("河口县", parent=city)
    broker = make_user(Role.BROKER)
    broker.zone = city
    broker.save()
    need = Need.objects.get(pk=create(broker))
    assert (need.zone_id, need.zone_path) == (city.pk, city.path)
    below = create_record(kind=RecordKind.NEED, values=need_values(), by=broker, zone_id=county.pk)
    assert Need.objects.get(pk=below).zone_path == county.path
    for zone_id in (other.pk, 999):
        with pytest.raises(ValuesError):
            create_record(kind=RecordKind.NEED, values=need_values(), by=broker, zone_id=zone_id)
    with pytest.raises(ValuesError):
        change_record(
            kind=RecordKind.NEED,
            record_id=need.pk,
            values={},
            revision=1,
            by=broker,
            zone_id=None,
        )


def test_change_writes_history_with_before_and_after(broker: User) -> None:
    need_id = create(broker, title="旧题", budget_wan=50)
    assert change(broker, need_id, title="新题", budget_wan="80万", region="") == 2
    latest, first = list_changes_for_user(RecordKind.NEED, need_id, broker)
    assert (first.action, latest.action) == ("create_record", "change_record")
    assert latest.values == {"title": ("旧题", "新题"), "budget_wan": (50.0, 80.0)}
    assert latest.by_name == str(broker)
    assert list_needs_for_user(broker).rows[0].title == "新题"


def test_change_of_nothing_leaves_no_trace(broker: User) -> None:
    need_id = create(broker, title="题", indicators="强度≥3 MPa")
    assert change(broker, need_id, title=" 题 ", indicators="强度≥3 MPa") == 1
    assert Change.objects.count() == 2  # the need and its organisation, made
    assert Need.objects.get().revision == 1


def test_change_of_an_old_revision_names_who_was_faster(broker: User) -> None:
    need_id = create(broker)
    faster = make_administrator()
    change(faster, need_id, title="先改的")
    with pytest.raises(RecordChangedError) as caught:
        change(broker, need_id, title="后改的")
    assert (caught.value.by, caught.value.revision) == (str(faster), 2)
    assert Need.objects.get().title == "先改的"
    assert change(broker, need_id, revision=2, title="看过再改") == 3


def test_change_replaces_indicators_as_a_whole(broker: User) -> None:
    need_id = create(broker, indicators="强度≥3 MPa\n寿命≥500 h")
    change(broker, need_id, indicators="强度≥5 MPa")
    detail = get_record_for_user(RecordKind.NEED, need_id, broker)
    assert [(row.name, row.value) for row in detail.indicators] == [("强度", 5.0)]
    change(broker, need_id, revision=2, title="别的")
    detail = get_record_for_user(RecordKind.NEED, need_id, broker)
    assert [(row.name, row.value) for row in detail.indicators] == [("强度", 5.0)]


def test_change_is_for_owner_zone_and_administrators(broker: User) -> None:
    need_id = create(broker, title="公开")
    move_record(kind=RecordKind.NEED, record_id=need_id, move=Move.PUBLISH, by=broker)
    for role, error in ((Role.COLLECTOR, NotAllowedError), (Role.VISITOR, NotFoundError)):
        user = make_user(role)
        with pytest.raises(error):
            change(user, need_id, revision=2, title="改了")
        with pytest.raises(error):
            get_record_for_change(RecordKind.NEED, need_id, user)
    assert change(make_user(Role.ADMINISTRATOR), need_id, revision=2, title="改了") == 3


def test_closed_record_is_locked_until_it_is_opened_again(broker: User) -> None:
    need_id = create(broker)
    for move in (Move.PUBLISH, Move.CLOSE):
        move_record(
            kind=RecordKind.NEED, record_id=need_id, move=move, by=broker, close_reason="solved"
        )
    with pytest.raises(RecordLockedError):
        change(broker, need_id, revision=3, title="改")
    assert not get_record_for_change(RecordKind.NEED, need_id, broker).is_editable
    move_record(kind=RecordKind.NEED, record_id=need_id, move=Move.REOPEN, by=broker)
    assert change(broker, need_id, revision=4, title="改") == 5


@pytest.mark.parametrize(("kind", "moves"), [(RecordKind.NEED, 0), (RecordKind.OFFER, 1)])
def test_version_moves_with_published_offers_only(
    broker: User, kind: RecordKind, moves: int
) -> None:
    record_id = create(broker, kind=kind)
    edit: dict[str, Any] = {"kind": kind, "record_id": record_id, "by": broker}
    change_record(**edit, values={"title": "草稿里改"}, revision=1)
    assert get_catalogue_version(is_example=False) == 0
    move_record(kind=kind, record_id=record_id, move=Move.PUBLISH, by=broker)
    assert get_catalogue_version(is_example=False) == moves
    change_record(**edit, values={"title": "发布后改"}, revision=3)
    assert get_catalogue_version(is_example=False) == 2 * moves


def test_disclosure_raised_takes_the_files_with_it(broker: User) -> None:
    need_id = create(broker)
    about: dict[str, Any] = {"size_bytes": 1, "owner": broker, "need_id": need_id}
    Attachment.objects.create(name="a", disclosure=DisclosureLevel.REGISTERED, **about)
    Attachment.objects.create(name="b", disclosure=DisclosureLevel.OWN, **about)
    change_record(
        kind=RecordKind.NEED,
        record_id=need_id,
        values={},
        revision=1,
        by=broker,
        disclosure=DisclosureLevel.NDA,
        zone_id=UNCHANGED,
    )
    levels = dict(Attachment.objects.values_list("name", "disclosure"))
    assert levels == {"a": DisclosureLevel.NDA, "b": DisclosureLevel.OWN}


@pytest.mark.parametrize("level", [0, DisclosureLevel.INTERNAL, 99])
def test_disclosure_outside_the_choices_is_refused(level: int, broker: User) -> None:
    with pytest.raises(ValuesError):
        create_record(
            kind=RecordKind.NEED,
            values=need_values(),
            by=broker,
            disclosure=level,  # type: ignore[arg-type]  # what a forged form sends
        )
    assert not Need.objects.exists()


def test_search_text_holds_what_registered_users_see_and_nothing_else(broker: User) -> None:
    create(
        broker,
        title="标题词",
        text="正文词",
        key_technology="技术关键词",
        current_basis="现有基础词",
        cooperation_intent="意向单位词",
        person="联系人词",
        address="地址词",
        teaser_title="摘要词",
        organisation="单位词有限公司",
    )
    found = Need.objects.get().search_text
    assert [word for word in ("标题词", "正文词", "技术关键词") if word not in found] == []
    hidden = ("现有基础词", "意向单位词", "联系人词", "地址词", "摘要词", "单位词")
    assert [word for word in hidden if word in found] == []


def test_expert_without_a_title_goes_by_the_name(broker: User) -> None:
    create_record(kind=RecordKind.EXPERT, values={"person": "林若川"}, by=broker)
    expert = Expert.objects.get()
    assert (expert.title, expert.person) == ("林若川", "林若川")
    assert "林若川" in expert.search_text
