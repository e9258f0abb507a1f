"""One rule, asked in three ways: the level of a row, the query of a list, and what is shown.

Random users (role, zone, organisation), records (owner, zone, organisation, state, disclosure,
summary) and agreements. Every hidden value carries a mark that must not turn up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from duijie.accounts.enums import DisclosureLevel, Role
from duijie.accounts.models import User, Zone
from duijie.accounts.permissions import Reach
from duijie.catalogue.disclosure import LEVELS, shown_fields
from duijie.catalogue.enums import NeedSort, RecordKind, RecordState
from duijie.catalogue.fields import FIELDS, Value
from duijie.catalogue.models import (
    CatalogueRecord,
    Consent,
    Expert,
    Membership,
    Need,
    Offer,
    Organisation,
)
from duijie.catalogue.permissions import (
    covered_records,
    covers,
    get_level,
    get_viewer,
    visible_to,
)
from duijie.catalogue.permissions.held import begin_request, end_request
from duijie.catalogue.queries import (
    RecordFilters,
    get_record_for_user,
    list_experts_for_user,
    list_needs_for_user,
    list_offers_for_user,
    list_rows_after,
)
from duijie.catalogue.services.derived import derive
from duijie.core import clock
from duijie.core.errors import NotFoundError
from tests.factories.users import make_user
from tests.factories.zones import make_zone

_MODELS: dict[RecordKind, Any] = {
    RecordKind.NEED: Need,
    RecordKind.OFFER: Offer,
    RecordKind.EXPERT: Expert,
}
_LISTERS = {
    RecordKind.NEED: list_needs_for_user,
    RecordKind.OFFER: list_offers_for_user,
    RecordKind.EXPERT: list_experts_for_user,
}
_numbers = count(1)
_LEVELS = st.sampled_from(
    [
        DisclosureLevel.TEASER,
        DisclosureLevel.REGISTERED,
        DisclosureLevel.CONSENT,
        DisclosureLevel.NDA,
        DisclosureLevel.OWN,
    ]
)


@dataclass(frozen=True)
class Case:
    """One user and one record, by numbers that a failure can be read from."""

    role: Role
    is_active: bool
    user_zone: int | None
    record_zone: int | None
    is_owner: bool
    is_member: bool
    is_linked: bool
    state: RecordState
    disclosure: DisclosureLevel
    has_teaser: bool
    consent: DisclosureLevel | None
    consent_is_whole: bool
    consent_is_over: bool


CASES = st.builds(
    Case,
    role=st.sampled_from(Role),
    is_active=st.sampled_from([True, True, True, False]),
    user_zone=st.sampled_from([None, 0, 1, 2]),
    record_zone=st.sampled_from([None, 0, 1, 2]),
    is_owner=st.booleans(),
    is_member=st.booleans(),
    is_linked=st.booleans(),
    state=st.sampled_from(RecordState),
    disclosure=_LEVELS,
    has_teaser=st.booleans(),
    consent=st.sampled_from([None, DisclosureLevel.CONSENT, DisclosureLevel.NDA]),
    consent_is_whole=st.sampled_from([True, True, False]),
    consent_is_over=st.sampled_from([False, False, True]),
)


def mark(kind: RecordKind, name: str) -> str:
    """What stands in a text field of the record, and nowhere else."""
    return f"〔{kind}:{name}〕"


def filters_on(name: str, value: Any) -> RecordFilters:
    """A list narrowed by one field."""
    return RecordFilters(**{name: value})


class VisibilityTests(TestCase):
    """The region: a city (0) with a county (1) below it, and another city (2)."""

    zones: list[Zone]
    other: User
    organisation: Organisation

    @classmethod
    def setUpTestData(cls) -> None:
        city = make_zone("市")
        cls.zones = [city, make_zone("县", parent=city), make_zone("别市")]
        cls.other = make_user(Role.COLLECTOR)
        cls.organisation = Organisation.objects.create(
            name=mark(RecordKind.NEED, "organisation"),
            normalised_name="needorganisation",
            profile=mark(RecordKind.NEED, "organisation_profile"),
        )

    def make_user(self, case: Case) -> User:
        user = make_user(case.role, is_active=case.is_active)
        user.zone = self.zones[case.user_zone] if case.user_zone is not None else None
        user.save()
        if case.is_member:
            Membership.objects.create(user=user, organisation=self.organisation)
        return user

    def make_record(self, kind: RecordKind, case: Case, user: User) -> Any:
        zone = self.zones[case.record_zone] if case.record_zone is not None else None
        record = _MODELS[kind](
            owner=user if case.is_owner else self.other,
            zone=zone,
            zone_path=zone.path if zone else "",
            organisation=self.organisation,
            state=case.state,
            disclosure=case.disclosure,
            fields={"x": mark(kind, "fields")},
            unplaced={"y": mark(kind, "unplaced")},
            return_note=mark(kind, "return_note"),
            place={"file": mark(kind, "place")},
        )
        for spec in FIELDS[kind]:
            if spec.value in {Value.LINE, Value.TEXT}:
                setattr(record, spec.name, mark(kind, spec.name))
            elif spec.value is Value.WORDS:
                setattr(record, spec.name, [mark(kind, spec.name)])
        if not case.has_teaser:
            record.teaser_title = record.teaser_text = ""
        if kind is RecordKind.EXPERT and case.is_linked:
            record.user = user
        derive(record, organisation_name=self.organisation.name)
        record.fingerprint = str(next(_numbers))
        record.save()
        self.make_consent(kind, case, user, record)
        return record

    def make_consent(
        self, kind: RecordKind, case: Case, user: User, record: CatalogueRecord
    ) -> None:
        if case.consent is None:
            return
        now, yesterday = clock.now(), clock.today() - timedelta(days=1)
        Consent.objects.create(
            **{f"{kind}_id": record.pk},
            grantee=user,
            level=case.consent,
            requested_by=user,
            given_at=now,
            accepted_at=now if case.consent_is_whole else None,
            expiry_date=yesterday if case.consent_is_over else None,
        )

    @given(case=CASES, kind=st.sampled_from(list(_MODELS)))
    def test_level_and_query_agree(self, case: Case, kind: RecordKind) -> None:
        user = self.make_user(case)
        record = self.make_record(kind, case, user)
        viewer = get_viewer(user, kind)
        level = get_level(viewer, record)
        is_listed = visible_to(type(record), viewer).filter(pk=record.pk).exists()
        assert is_listed == (level is not None)
        for reach in Reach:
            found = covered_records(type(record), user, reach).filter(pk=record.pk).exists()
            assert found == covers(viewer, reach, record), reach
        record.deleted_at = clock.now()
        record.save()
        assert not visible_to(type(record), viewer).filter(pk=record.pk).exists()

    @given(case=CASES, kind=st.sampled_from(list(_MODELS)))
    def test_hidden_fields_are_in_no_row_and_no_detail(self, case: Case, kind: RecordKind) -> None:
        user = self.make_user(case)
        record = self.make_record(kind, case, user)
        level = get_level(get_viewer(user, kind), record)
        rows = [
            row for row in (*_LISTERS[kind](user), *list_rows_after(kind, user))
            if row.id == record.pk
        ]  # fmt: skip
        assert len(rows) == (0 if level is None else 2)
        shown = shown_fields(kind, level)
        hidden = [name for name in LEVELS[kind] if name not in shown]
        try:
            seen = repr(get_record_for_user(kind, record.pk, user))
            assert level is not None
        except NotFoundError:
            seen = ""
            assert level is None
        for name in hidden:
            # the organisation is one for all kinds, so its marks are those of a need
            for kind_of_mark in (kind, RecordKind.NEED):
                assert mark(kind_of_mark, name) not in seen
                assert mark(kind_of_mark, name) not in repr(rows)
        contacts = ("phone", "email", "address", "position")
        for name in contacts if kind is RecordKind.EXPERT else (*contacts, "person"):
            assert mark(kind, name) not in repr(rows)

    @given(case=CASES, kind=st.sampled_from(list(_MODELS)), data=st.data())
    def test_search_and_filters_find_by_nothing_that_is_hidden(
        self, case: Case, kind: RecordKind, data: st.DataObject
    ) -> None:
        user = self.make_user(case)
        record = self.make_record(kind, case, user)
        shown = shown_fields(kind, get_level(get_viewer(user, kind), record))
        hidden = sorted(name for name in LEVELS[kind] if name not in shown)
        if not hidden:
            return
        name = data.draw(st.sampled_from(hidden))
        word = mark(RecordKind.NEED if name.startswith("organisation") else kind, name)
        everything = RecordFilters(search=word)
        assert [row.id for row in _LISTERS[kind](user, everything)] == []
        by_field = {"region": "region", "industry": "industry", "owner": "owner_id"}
        if name in by_field:
            # a refused filter changes nothing; it must not tell hits from misses
            hit, miss = (record.owner_id, -1) if name == "owner" else (word, "别处")
            found, missed = (
                {row.id for row in _LISTERS[kind](user, filters_on(by_field[name], value))}
                for value in (hit, miss)
            )
            assert found & {record.pk} == missed & {record.pk}

    def test_order_by_organisation_is_refused_where_it_is_hidden(self) -> None:
        names = ("b", "c", "a")  # two databases sort Chinese differently
        for number, name in enumerate(names):
            organisation = Organisation.objects.create(name=name, normalised_name=name)
            Need.objects.create(
                title=str(number),
                organisation=organisation,
                owner=self.other,
                fingerprint=str(next(_numbers)),
            )
        member, administrator = make_user(Role.MEMBER), make_user(Role.ADMINISTRATOR)

        def order(user: User, sort: str) -> list[str]:
            return [row.title for row in list_needs_for_user(user, sort=sort)]

        for turn in ("", "-"):
            assert order(member, f"{turn}{NeedSort.ORGANISATION}") == order(member, "newest")
        assert order(administrator, NeedSort.ORGANISATION) == ["2", "0", "1"]

    def test_a_request_that_reads_asks_once_and_one_that_writes_each_time(self) -> None:
        organisation = Organisation.objects.create(name="甲", normalised_name="甲")
        member = make_user(Role.MEMBER)
        seen = []
        for method in ("GET", "POST", "GET"):
            begin_request({"REQUEST_METHOD": method})
            before = get_viewer(member, RecordKind.NEED).organisation_ids
            Membership.objects.create(user=member, organisation=organisation)
            after = get_viewer(member, RecordKind.NEED).organisation_ids
            other = get_viewer(self.other, RecordKind.NEED).user_id
            seen.append((len(before), len(after), other == self.other.pk))
            end_request()
            Membership.objects.all().delete()
        assert seen == [(0, 0, True), (0, 1, True), (0, 0, True)]
