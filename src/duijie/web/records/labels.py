"""What the fields of a record are called on a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from duijie.catalogue.queries import RecordDetail

FIELD_LABELS: Final[Mapping[str, Promise]] = {
    "number": _("Number"),
    "title": _("Title"),
    "text": _("Description"),
    "org": _("Organisation"),
    "person": _("Person"),
    "position": _("Position"),
    "phone": _("Phone"),
    "email": _("E-mail"),
    "address": _("Address"),
    "region": _("Region"),
    "industry": _("Industry"),
    "budget": _("Budget"),
    "trl": _("Readiness"),
    "keywords": _("Keywords"),
    "cooperation": _("Form of cooperation"),
    "deadline": _("Time limit"),
    "indicators": _("Indicators"),
    "intellectual_property": _("Intellectual property"),
    "org_kind": _("Kind of organisation"),
    "org_profile": _("About the organisation"),
    "source": _("Where it came from"),
    "kind": _("Kind of record"),
}

KIND_LABELS: Final[Mapping[str, Promise]] = {
    "need": _("Needs"),
    "offer": _("Offers"),
    "expert": _("Experts"),
    "organisation": _("Organisations"),
}


def labelled_fields(record: RecordDetail) -> list[tuple[str | Promise, str]]:
    """The fields with something in them, labelled, in the order of `FIELD_LABELS`.

    What the page shows as a value of its own (number, budget, readiness) is left out; a field that
    has no label keeps its own name, so that nothing is hidden.
    """
    shown_elsewhere = {"number"}
    if record.budget_wan is not None:
        shown_elsewhere.add("budget")
    if record.trl is not None:
        shown_elsewhere.add("trl")
    fields = {
        key: value for key, value in record.fields.items() if value and key not in shown_elsewhere
    }
    known = [(label, fields[key]) for key, label in FIELD_LABELS.items() if key in fields]
    other = [(key, value) for key, value in fields.items() if key not in FIELD_LABELS]
    return [*known, *other]
