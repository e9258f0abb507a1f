"""The declared fields, the disclosure table and the tables' columns say the same."""

from __future__ import annotations

from itertools import pairwise

import pytest

from duijie.accounts.enums import DisclosureLevel
from duijie.catalogue.disclosure import CONTACT_FIELDS, LEVELS, redact, shown_fields
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.fields import FIELDS, SETTABLE_DISCLOSURES, Value, get_field
from duijie.catalogue.models import Expert, Need, Offer, Organisation
from duijie.catalogue.services.derived import searched_fields

MODELS = {
    RecordKind.NEED: Need,
    RecordKind.OFFER: Offer,
    RecordKind.EXPERT: Expert,
    RecordKind.ORGANISATION: Organisation,
}
NOT_SHOWN = {
    # what finds, tells apart or counts, and is nothing that anybody reads
    "fingerprint", "identity_key", "place_key", "search_text", "normalised_name", "id",
    "zone_path", "is_example", "deleted_at", "deleted_by",
    # of an expert: who signs in, which is an account and not the person
    "user",
}  # fmt: skip


@pytest.mark.parametrize("kind", list(RecordKind))
def test_every_field_has_a_level(kind: RecordKind) -> None:
    assert {spec.name for spec in FIELDS[kind]} - set(LEVELS[kind]) == set()


@pytest.mark.parametrize("kind", list(RecordKind))
def test_every_column_has_a_level_or_is_never_shown(kind: RecordKind) -> None:
    columns = {field.name for field in MODELS[kind]._meta.get_fields() if field.concrete}
    assert columns - set(LEVELS[kind]) - NOT_SHOWN == set()
    elsewhere = {"indicators", "organisation_profile"}
    assert set(LEVELS[kind]) - columns - elsewhere == set()


@pytest.mark.parametrize("kind", list(RecordKind))
def test_names_are_once_and_codes_name_their_list(kind: RecordKind) -> None:
    names = [spec.name for spec in FIELDS[kind]]
    assert len(names) == len(set(names))
    for spec in FIELDS[kind]:
        assert bool(spec.code_list) is (spec.value is Value.CODE)
        assert (spec.choices is not None) is (spec.value is Value.CHOICE)
        assert get_field(kind, spec.name) is spec


@pytest.mark.parametrize("kind", list(RecordKind))
def test_line_fits_its_column(kind: RecordKind) -> None:
    for spec in FIELDS[kind]:
        if spec.value in {Value.LINE, Value.CODE, Value.CHOICE}:
            column = getattr(MODELS[kind]._meta.get_field(spec.name), "max_length", None)
            if column is not None and spec.value is Value.LINE:
                assert spec.max_length is not None, spec.name
                assert spec.max_length <= column, spec.name


@pytest.mark.parametrize("kind", list(RecordKind))
def test_contacts_are_on_consent_and_searched_by_nobody(kind: RecordKind) -> None:
    for name in ("phone", "email", "address"):
        assert LEVELS[kind][name] == DisclosureLevel.CONSENT
    if kind is not RecordKind.ORGANISATION:
        searched = set(searched_fields(kind))
        assert searched & CONTACT_FIELDS <= {"person"}
        assert all(LEVELS[kind][name] <= DisclosureLevel.REGISTERED for name in searched)
        assert "person" not in searched or kind is RecordKind.EXPERT


@pytest.mark.parametrize("kind", list(RecordKind))
def test_each_level_shows_all_of_the_one_below(kind: RecordKind) -> None:
    levels = [None, *DisclosureLevel]
    for lower, higher in pairwise(levels):
        assert shown_fields(kind, lower) <= shown_fields(kind, higher)
    assert shown_fields(kind, None) == frozenset()
    assert shown_fields(kind, DisclosureLevel.INTERNAL) == set(LEVELS[kind])


def test_redacted_values_are_left_out_and_unknown_ones_too() -> None:
    values = {"title": "题", "phone": "139", "no such field": "x"}
    assert redact(RecordKind.NEED, values, DisclosureLevel.REGISTERED) == {"title": "题"}
    assert redact(RecordKind.NEED, values, None) == {}


def test_staff_only_is_no_choice_for_a_record() -> None:
    assert DisclosureLevel.INTERNAL not in SETTABLE_DISCLOSURES
