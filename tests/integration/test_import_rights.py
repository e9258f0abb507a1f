"""What an import may bring in for whom, and what its hints must not tell."""

from __future__ import annotations

import pytest

from duijie.accounts.enums import DisclosureLevel, Role, ZoneKind
from duijie.accounts.models import User, Zone
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import Membership, Need, Organisation
from duijie.catalogue.services import create_record
from duijie.core.errors import NotAllowedError, NotFoundError
from duijie.intake.enums import Verdict
from duijie.intake.errors import ImportStepError
from duijie.intake.models import ImportBatch
from duijie.intake.permissions import (
    can_change_import,
    can_import,
    check_can_change_import,
    check_can_import,
    visible_imports,
)
from duijie.intake.queries import get_import_for_user, list_import_rows_for_user
from duijie.intake.services.imports.returning import refused_workbook
from tests.factories.imports import HEADER, bring_in, check, confirm, make_sheet, need_row, upload
from tests.factories.records import need_values
from tests.factories.users import make_user

pytestmark = pytest.mark.django_db
OWN = "青禾涂料1有限公司"


def make_zone(name: str, parent: Zone | None = None) -> Zone:
    zone = Zone.objects.create(name=name, kind=ZoneKind.COUNTY, parent=parent, path="")
    zone.path = f"{parent.path if parent else '/'}{zone.pk}/"
    zone.save()
    return zone


def make_member(organisation: str) -> User:
    member = make_user(Role.MEMBER)
    row, _ = Organisation.objects.get_or_create(
        normalised_name=organisation, defaults={"name": organisation}
    )
    Membership.objects.create(user=member, organisation=row)
    return member


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.ADMINISTRATOR, True),
        (Role.BROKER, True),
        (Role.COLLECTOR, True),
        (Role.MEMBER, True),
        (Role.EXPERT, False),
        (Role.LEADER, False),
        (Role.VISITOR, False),
    ],
)
def test_import_is_for_who_brings_records_in(role: Role, may: bool) -> None:
    user = make_user(role)
    assert can_import(user) is may
    if may:
        check_can_import(user)
    else:
        with pytest.raises(NotAllowedError):
            check_can_import(user)


def test_import_is_seen_by_its_owner_and_zone_and_changed_by_its_owner() -> None:
    county, other = make_zone("东湾区"), make_zone("西湾区")
    collector = make_user(Role.COLLECTOR)
    collector.zone = county
    collector.save()
    here, there = make_user(Role.BROKER), make_user(Role.BROKER)
    here.zone, there.zone = county, other
    here.save()
    there.save()
    administrator, stranger = make_user(Role.ADMINISTRATOR), make_user(Role.COLLECTOR)
    batch = check(make_sheet([need_row(1)]), by=collector)
    seen = {u: visible_imports(u).exists() for u in (collector, here, there, administrator)}
    assert seen == {collector: True, here: True, there: False, administrator: True}
    assert not visible_imports(stranger).exists()
    may = {u: can_change_import(u, batch) for u in (collector, here, administrator, stranger)}
    assert may == {collector: True, here: False, administrator: True, stranger: False}
    with pytest.raises(NotAllowedError):
        check_can_change_import(here, batch)
    with pytest.raises(NotFoundError):
        get_import_for_user(batch.pk, stranger)


def test_collector_brings_rows_in_to_be_checked_and_cannot_publish_them() -> None:
    collector = make_user(Role.COLLECTOR)
    batch = upload(make_sheet([need_row(1)]), by=collector)
    with pytest.raises(ImportStepError, match="state_not_yours"):
        confirm(batch, state="published")
    bring_in(make_sheet([need_row(1)]), by=collector)
    assert Need.objects.get().state == "submitted"


def test_member_brings_in_rows_of_their_own_organisation_only() -> None:
    member = make_member(OWN)
    rows = [need_row(1), need_row(2), need_row(3, organisation="")]
    batch = bring_in(make_sheet(rows), by=member)
    verdicts = dict(batch.rows.values_list("position", "verdict"))
    assert verdicts == {0: Verdict.NEW, 1: Verdict.REFUSED, 2: Verdict.NEW}
    refused = list_import_rows_for_user(batch.pk, member, verdict="refused").rows[0]
    (problem,) = refused.problems
    assert (problem.message.code, problem.column) == ("intake.organisation_not_yours", 2)
    assert {need.organisation.name for need in Need.objects.all() if need.organisation} == {OWN}
    assert not Organisation.objects.filter(name="青禾涂料2有限公司").exists()


def test_zone_of_a_row_lies_within_the_users_own() -> None:
    city = make_zone("东湾市")
    county, other = make_zone("南湖县", city), make_zone("西山县")
    collector = make_user(Role.COLLECTOR)
    collector.zone = city
    collector.save()
    header = (*HEADER, "辖区")
    rows = [
        (*need_row(1), "南湖县"),
        (*need_row(2), "西山县"),
        (*need_row(3), ""),
    ]
    batch = bring_in(make_sheet(rows, header=header), by=collector)
    assert list(batch.rows.order_by("position").values_list("verdict", flat=True)) == [
        Verdict.NEW,
        Verdict.REFUSED,
        Verdict.NEW,
    ]
    zones = dict(Need.objects.values_list("number", "zone_path"))
    assert zones == {"XQ0001": county.path, "XQ0003": city.path}
    assert other.path not in zones.values()


def test_hint_at_a_duplicate_tells_nothing_of_a_hidden_record(broker: User) -> None:
    """The very same need of a rival, seen by nobody but its own side and staff."""
    title, text = need_row(1)[2], need_row(1)[3]
    hidden = create_record(
        kind=RecordKind.NEED,
        values={"title": title, "text": text, "organisation": OWN, "person": "张三"},
        disclosure=DisclosureLevel.OWN,
        by=broker,
    )
    Need.objects.filter(pk=hidden).update(state="published")
    collector = make_user(Role.COLLECTOR)
    batch = check(make_sheet([need_row(1)]), by=collector)
    (row,) = list_import_rows_for_user(batch.pk, collector).rows
    assert (row.verdict, row.target_id, row.reason, row.differences) == ("new", None, None, ())
    written = bring_in(make_sheet([need_row(1)]), by=collector)
    assert written.rows.get().state == "written"
    assert Need.objects.filter(title=title).count() == 2


def test_hint_at_a_need_whose_organisation_is_hidden_is_not_given(broker: User) -> None:
    """A published need shows its title to all, and whose it is on consent only."""
    made = create_record(
        kind=RecordKind.NEED,
        values={"title": "水性涂料耐盐雾性能提升", "text": "别的说明", "organisation": OWN},
        by=broker,
    )
    Need.objects.filter(pk=made).update(state="published")
    sheet = make_sheet([need_row(1, title="水性涂料耐盐雾性能的提升")])
    batch = check(sheet, by=make_user(Role.COLLECTOR))
    assert batch.rows.get().verdict == Verdict.NEW
    # the same sheet tells its duplicate to who may see whose need it is
    batch = check(sheet, by=broker)
    row = batch.rows.get()
    assert (row.verdict, row.target_id) == (Verdict.DUPLICATE, made)


def test_hints_are_hidden_from_a_colleague_who_may_not_see_the_record(broker: User) -> None:
    county = make_zone("东湾区")
    member = make_member(OWN)
    member.zone = county
    member.save()
    made = create_record(
        kind=RecordKind.NEED,
        values={"title": need_row(1)[2], "text": "旧的说明", "organisation": OWN},
        by=member,
    )
    batch = check(make_sheet([need_row(1)]), by=member)
    assert batch.rows.get().target_id == made
    colleague = make_user(Role.BROKER)
    colleague.zone = county
    colleague.save()
    # somebody else's draft is not for the zone yet
    (row,) = list_import_rows_for_user(batch.pk, colleague).rows
    assert (row.target_id, row.reason, row.differences) == (None, None, ())


def test_refused_rows_come_back_and_the_mended_file_doubles_nothing(broker: User) -> None:
    import io

    from openpyxl import load_workbook

    rows = [need_row(1), need_row(2, title="", text=""), need_row(3)]
    first = bring_in(make_sheet(rows), by=broker)
    _, data = refused_workbook(batch_id=first.pk, by=broker, language="zh")
    book = load_workbook(io.BytesIO(data))
    page = book.worksheets[0]
    lines = [list(line) for line in page.iter_rows(values_only=True)]
    assert [str(cell) for cell in lines[1][1:]] == list(HEADER)
    assert lines[2][1] == "XQ0002"
    assert page.cell(3, 4).fill.fgColor.rgb == "00FFE699"
    page.cell(3, 4).value = "补上的需求名称"
    mended = io.BytesIO()
    book.save(mended)
    second = upload(mended.getvalue(), by=broker, name="需求-refused.xlsx")
    assert second.state == "checked"
    assert list(second.rows.values_list("verdict", flat=True)) == [Verdict.NEW]
    bring_in(mended.getvalue(), by=broker)
    again = check(make_sheet(rows), by=broker)
    assert list(again.rows.order_by("position").values_list("verdict", flat=True)) == [
        Verdict.UNCHANGED,
        Verdict.REFUSED,
        Verdict.UNCHANGED,
    ]
    assert Need.objects.count() == 3
    assert ImportBatch.objects.count() == 4


def test_row_without_a_zone_lies_where_its_organisation_does() -> None:
    """As a need that is typed in: in the organisation's zone where that is within the user's own,
    else in the user's own."""
    city = make_zone("东湾市")
    county, other = make_zone("南湖县", city), make_zone("西山县")
    administrator = make_user(Role.ADMINISTRATOR)
    for number, zone in ((1, county), (2, other), (3, None)):
        create_record(
            kind=RecordKind.ORGANISATION,
            values={"name": f"青禾涂料{number}有限公司"},
            zone_id=zone.pk if zone else None,
            by=administrator,
        )
    collector = make_user(Role.COLLECTOR)
    collector.zone = city
    collector.save()
    rows = [need_row(number) for number in (1, 2, 3, 4)]

    bring_in(make_sheet(rows), by=collector)
    bring_in(make_sheet([need_row(2, title="另一个需求")]), by=administrator, name="另一份.xlsx")
    for number in (1, 2, 3):
        create_record(
            kind=RecordKind.NEED,
            values=need_values(title=f"录入{number}", organisation=f"青禾涂料{number}有限公司"),
            by=collector,
        )

    zones = dict(Need.objects.order_by("pk").values_list("title", "zone_path"))
    typed = [zones.pop(f"录入{number}") for number in (1, 2, 3)]
    assert zones.pop("另一个需求") == other.path
    assert list(zones.values()) == [county.path, city.path, city.path, city.path]
    assert typed == [county.path, city.path, city.path]
    assert {need.zone.path for need in Need.objects.all() if need.zone} == {
        county.path, city.path, other.path,
    }  # fmt: skip
