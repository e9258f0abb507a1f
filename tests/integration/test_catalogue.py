"""Records: adding, finding, reading, and the example kept apart."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from pytest_django import DjangoAssertNumQueries

from duijie.accounts.models import User
from duijie.catalogue.enums import NeedSort, RecordState
from duijie.catalogue.errors import ExampleMissingError
from duijie.catalogue.models import CatalogueRecord, Expert, Need, Offer, Organisation, Source
from duijie.catalogue.permissions import (
    can_add_records,
    can_remove_example,
    can_see_record,
    check_can_add_records,
    check_can_remove_example,
)
from duijie.catalogue.queries import (
    Facet,
    RecordFilters,
    get_catalogue_version,
    get_counts_for_user,
    get_expert_for_user,
    get_need_for_user,
    get_offer_for_user,
    list_experts_for_user,
    list_need_facets_for_user,
    list_needs_for_user,
    list_offers_for_user,
)
from duijie.catalogue.services import (
    BURST,
    AddedRecords,
    add_records_from_document,
    ensure_source,
    remove_example,
)
from duijie.core.actor import Actor
from duijie.core.audit.models import AuditEntry
from duijie.core.errors import NotAllowedError, NotFoundError
from duijie.engines.documents.types import Place
from duijie.engines.extraction.types import Evidence, Record, RecordKind
from tests.factories.records import make_record, store_record, store_records
from tests.factories.users import make_administrator, make_broker

pytestmark = pytest.mark.django_db

PHONE, EMAIL = "13900001111", "lin@qinghe.example"


def titles(user: Actor, **filters: object) -> list[str]:
    given = RecordFilters(**filters)  # type: ignore[arg-type] # each test names real fields
    return [row.title for row in list_needs_for_user(user, given, sort=NeedSort.TITLE)]


def test_import_stores_every_field(broker: User) -> None:
    record = make_record(
        RecordKind.NEED,
        title="轴承套圈磨削烧伤在线识别",
        phone=PHONE,
        email=EMAIL,
        person="林工",
        trl=4,
        keywords=("磨削", "烧伤"),
        evidence=(Evidence("试验报告", "两批次对比"),),
        fields={"deadline": "2027年6月", "address": "东湾市河路1号"},
        unplaced={"备注": "急"},
    )
    store_record(record, by=broker)
    need = Need.objects.get()
    detail = get_need_for_user(need.pk, broker)
    assert (detail.title, detail.text, detail.trl) == (record.title, record.text, 4)
    assert detail.keywords == ("磨削", "烧伤")
    assert detail.evidence == (("试验报告", "两批次对比"),)
    assert detail.fields == {"deadline": "2027年6月"}
    assert detail.unplaced == {"备注": "急"}
    assert detail.contacts is not None
    assert (detail.contacts.phone, detail.contacts.email) == (PHONE, EMAIL)
    assert detail.contacts.address == "东湾市河路1号"
    assert detail.place == {"file": "needs.xlsx", "sheet": "需求", "row": record.place.row}
    assert detail.organisation_name == record.org


def test_import_twice_changes_nothing(broker: User) -> None:
    records = [make_record(kind) for kind in (RecordKind.NEED, RecordKind.OFFER, RecordKind.EXPERT)]
    source = ensure_source(name="a.xlsx", sha256="a" * 64, is_example=False, by=broker)
    first = add_records_from_document(records=records, source_id=source, by=broker)
    version = get_catalogue_version(is_example=False)
    again = add_records_from_document(records=records, source_id=source, by=broker)
    assert first == AddedRecords(needs=1, offers=1, experts=1, organisations=3)
    assert again == AddedRecords(known=3)
    assert get_catalogue_version(is_example=False) == version
    assert [model.objects.count() for model in (Need, Offer, Expert)] == [1, 1, 1]


def test_import_knows_a_record_again_from_another_file(broker: User) -> None:
    one = make_record(title="低温 固化（环氧）", org="远川树脂（东湾）有限公司", text="一段。")
    same = make_record(title="低温固化(环氧)", org="远川树脂(东湾)有限公司", text="一段.")
    other = make_record(title="低温固化(环氧)", org="远川树脂(东湾)有限公司", text="另一段。")
    for number, record in enumerate((one, same, other)):
        source = ensure_source(name="f", sha256=str(number) * 64, is_example=False, by=broker)
        add_records_from_document(records=[record], source_id=source, by=broker)
    assert sorted(Need.objects.values_list("text", flat=True)) == ["一段。", "另一段。"]
    assert Organisation.objects.count() == 1


def test_import_keeps_a_record_of_the_same_place_read_differently(broker: User) -> None:
    place = Place(file="form.docx", page=1)
    first = make_record(id="N001", place=place, title="旧读法")
    second = make_record(id="N001", place=place, title="新读法")
    store_records([first], by=broker, source="s")
    source = Source.objects.get()
    added = add_records_from_document(records=[second], source_id=source.pk, by=broker)
    assert added == AddedRecords(known=1, organisations=1)
    assert Need.objects.get().title == "旧读法"


def test_import_of_several_records_from_one_cell_keeps_them_all(broker: User) -> None:
    place = Place(file="a.xlsx", sheet="1", row=3)
    records = [make_record(id=f"N{n}", place=place, title=f"其{n}") for n in range(3)]
    store_records(records, by=broker, source="s")
    assert Need.objects.count() == 3


def test_import_stops_between_bursts_and_goes_on_later(broker: User) -> None:
    records = [make_record() for _ in range(60)]
    calls = iter([None, None, KeyboardInterrupt])

    def stop() -> None:
        wanted = next(calls)
        if wanted is not None:
            raise wanted

    with pytest.raises(KeyboardInterrupt):
        add_records_from_document(
            records=records, source_id=None, by=broker, stop_if_cancelled=stop
        )
    assert Need.objects.count() == 2 * BURST
    assert add_records_from_document(records=records, source_id=None, by=broker) == AddedRecords(
        needs=60 - 2 * BURST, organisations=60 - 2 * BURST, known=2 * BURST
    )


def test_organisation_details_are_filled_in_and_never_overwritten(broker: User) -> None:
    org = "青岚轴承有限公司"
    store_record(make_record(org=org, region="东湾市"), by=broker)
    about = make_record(
        RecordKind.ORGANISATION, title=org, org=org, region="西山市", text="做轴承的。"
    )
    add_records_from_document(records=[about], source_id=None, by=broker)
    row = Organisation.objects.get()
    assert (row.region, row.profile) == ("东湾市", "做轴承的。")


def test_import_survives_overlong_and_odd_values(broker: User) -> None:
    record = make_record(
        region="很" * 500,
        industry="长" * 500,
        org="名" * 900,
        budget_wan=-3.0,
        trl=12,
        id="号" * 300,
    )
    store_record(record, by=broker, is_example=False)
    need = Need.objects.get()
    assert (len(need.region), need.budget_wan, need.trl) == (200, None, None)


def test_import_writes_one_audit_row_per_burst_with_the_new_ids(broker: User) -> None:
    store_records([make_record() for _ in range(3)], by=broker)
    entry = AuditEntry.objects.get(action="catalogue.add_records_from_document")
    assert entry.by_id == broker.pk
    assert sorted(entry.details["need"]) == sorted(Need.objects.values_list("pk", flat=True))


def test_list_shows_rows_and_never_contact_details(broker: User) -> None:
    for kind, lister in (
        (RecordKind.NEED, list_needs_for_user),
        (RecordKind.OFFER, list_offers_for_user),
        (RecordKind.EXPERT, list_experts_for_user),
    ):
        record = make_record(
            kind, person="林工", phone=PHONE, email=EMAIL, unplaced={"手机2": PHONE}
        )
        store_record(record, by=broker)
        (row,) = lister(broker)
        assert (row.title, row.organisation_name) == (record.title, record.org)
        assert row.person == ("林工" if kind is RecordKind.EXPERT else "")
        assert PHONE not in repr(row)
        assert EMAIL not in repr(row)


def test_search_does_not_find_by_contact_details(broker: User) -> None:
    store_record(make_record(phone=PHONE, email=EMAIL, person="林工"), by=broker)
    assert [titles(broker, search=term) for term in (PHONE, EMAIL, "林工")] == [[], [], []]


def test_search_wants_all_words_in_any_order_and_width(broker: User) -> None:
    store_records(
        [
            make_record(title="ＰＥＥＫ 轴承保持架", text="高速工况", org="甲厂"),
            make_record(title="保持架探伤", text="peek 之外的材料", org="乙厂"),
            make_record(title="纺织废水", text="", org="丙厂"),
        ],
        by=broker,
    )
    assert titles(broker, search="保持架  peek") == ["保持架探伤", "ＰＥＥＫ 轴承保持架"]
    assert titles(broker, search="甲厂") == ["ＰＥＥＫ 轴承保持架"]
    assert titles(broker, search="保持架 废水") == []
    assert titles(broker, search="100%_") == []


def test_filters_hold_together(broker: User) -> None:
    store_records(
        [
            make_record(title="甲", region="东湾市", industry="新材料", budget_wan=50.0),
            make_record(title="乙", region="东湾市", industry="纺织", budget_wan=200.0),
            make_record(title="丙", region="西山市", industry="纺织", budget_wan=None),
        ],
        by=broker,
    )
    assert titles(broker, region="东湾市", industry="纺织") == ["乙"]
    assert set(titles(broker, budget_min_wan=50.0)) == {"乙", "甲"}
    assert titles(broker, budget_min_wan=50.0, budget_max_wan=199.0) == ["甲"]
    assert titles(broker, has_source=True) == []
    facets = list_need_facets_for_user(broker)
    assert facets.regions == (Facet("东湾市", 2), Facet("西山市", 1))
    assert facets.industries == (Facet("纺织", 2), Facet("新材料", 1))


def test_budget_sort_puts_unknown_budgets_last(broker: User) -> None:
    budgets = (None, 20.0, 300.0)
    store_records([make_record(budget_wan=budget) for budget in budgets], by=broker)
    page = list_needs_for_user(broker, sort=NeedSort.BUDGET)
    assert [row.budget_wan for row in page] == [300.0, 20.0, None]


def test_page_beyond_the_last_is_the_last(broker: User) -> None:
    store_records([make_record() for _ in range(5)], by=broker)
    page = list_needs_for_user(broker, page=99, size=2)
    assert (page.number, page.page_count, len(page), page.first_row) == (3, 3, 1, 5)
    assert not page.has_next


@pytest.mark.parametrize(
    "lister", [list_needs_for_user, list_offers_for_user, list_experts_for_user]
)
def test_lists_ask_as_often_for_three_rows_as_for_one(
    lister: Callable[[Actor], object],
    broker: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    kinds = (RecordKind.NEED, RecordKind.OFFER, RecordKind.EXPERT)
    store_records([make_record(kind) for kind in kinds], by=broker)
    with django_assert_num_queries(2):
        lister(broker)
    store_records([make_record(kind) for kind in kinds for _ in range(2)], by=broker, source="s")
    with django_assert_num_queries(2):
        lister(broker)


@pytest.mark.parametrize(
    ("kind", "getter"),
    [
        (RecordKind.NEED, get_need_for_user),
        (RecordKind.OFFER, get_offer_for_user),
        (RecordKind.EXPERT, get_expert_for_user),
    ],
)
def test_who_may_see_a_record(kind: RecordKind, getter: Callable[[int, Actor], object]) -> None:
    owner, other, administrator = make_broker(), make_broker(), make_administrator()
    closed = make_administrator()
    closed.is_active = False
    record = store_record(make_record(kind), by=owner)
    lister = {
        RecordKind.NEED: list_needs_for_user,
        RecordKind.OFFER: list_offers_for_user,
        RecordKind.EXPERT: list_experts_for_user,
    }[kind]
    users: list[Actor] = [owner, other, administrator, closed, AnonymousUser()]
    table = {
        RecordState.PUBLISHED: [True, True, True, False, False],
        RecordState.DRAFT: [True, False, True, False, False],
    }
    for state, allowed in table.items():
        type(record)._default_manager.filter(pk=record.pk).update(state=state)
        record.refresh_from_db()
        for user, is_allowed in zip(users, allowed, strict=True):
            assert can_see_record(user, record) is is_allowed
            assert lister(user).total == int(is_allowed)
            if is_allowed:
                getter(record.pk, user)
            else:
                with pytest.raises(NotFoundError):
                    getter(record.pk, user)


def test_strangers_get_nothing_from_any_read(broker: User) -> None:
    store_record(make_record(), by=broker)
    stranger = AnonymousUser()
    assert list_need_facets_for_user(stranger).regions == ()
    counts = get_counts_for_user(stranger)
    assert counts.is_empty
    assert not counts.can_remove_example


@pytest.mark.parametrize(
    ("can", "check", "allowed"),
    [
        (can_add_records, check_can_add_records, [True, True, False]),
        (can_remove_example, check_can_remove_example, [False, True, False]),
    ],
)
def test_permission_pairs_agree(
    can: Callable[[Actor], bool], check: Callable[[Actor], None], allowed: list[bool]
) -> None:
    users: list[Actor] = [make_broker(), make_administrator(), AnonymousUser()]
    for user, is_allowed in zip(users, allowed, strict=True):
        assert can(user) is is_allowed
        if is_allowed:
            check(user)
        else:
            with pytest.raises(NotAllowedError):
                check(user)


def load_both_sides(by: User) -> tuple[list[Record], list[Record]]:
    kinds = (RecordKind.NEED, RecordKind.OFFER, RecordKind.EXPERT)
    real = [make_record(kind, org="同名机械有限公司") for kind in kinds]
    example = [make_record(kind, org="同名机械有限公司") for kind in kinds]
    store_records(real, by=by, source="real")
    store_records(example, by=by, source="example", is_example=True)
    return real, example


def test_example_removal_leaves_real_records(administrator: User) -> None:
    real, _ = load_both_sides(administrator)
    version = get_catalogue_version(is_example=False)
    removed = remove_example(by=administrator)
    assert (removed.needs, removed.offers, removed.experts, removed.organisations) == (1, 1, 1, 1)
    left: list[type[CatalogueRecord]] = [Need, Offer, Expert]
    assert [model._default_manager.get().title for model in left] == [r.title for r in real]
    assert Organisation.objects.get().is_example is False
    assert Source.objects.get().name == "real"
    assert get_catalogue_version(is_example=False) == version
    assert AuditEntry.objects.filter(action="catalogue.remove_example").count() == 1


def test_example_removal_is_refused_to_brokers_and_without_example(
    administrator: User, broker: User
) -> None:
    load_both_sides(administrator)
    with pytest.raises(NotAllowedError):
        remove_example(by=broker)
    assert Need.objects.count() == 2
    remove_example(by=administrator)
    with pytest.raises(ExampleMissingError):
        remove_example(by=administrator)


def test_example_is_counted_and_listed_apart(broker: User) -> None:
    real, example = load_both_sides(broker)
    counts = get_counts_for_user(broker)
    assert (counts.needs, counts.example_needs) == (1, 1)
    assert titles(broker, is_example=False) == [real[0].title]
    assert titles(broker, is_example=True) == [example[0].title]
