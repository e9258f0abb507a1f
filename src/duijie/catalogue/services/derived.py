"""What is computed from a record's fields and stored beside them."""

from __future__ import annotations

from typing import Final

from duijie.accounts.enums import DisclosureLevel
from duijie.catalogue.disclosure import CONTACT_FIELDS, LEVELS
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.fields import FIELDS, Value
from duijie.catalogue.models import CatalogueRecord
from duijie.catalogue.permissions import KINDS
from duijie.catalogue.validators import fingerprint, normalise_search

_SEARCHED: Final = frozenset({Value.LINE, Value.TEXT, Value.WORDS})
DERIVED: Final = ("fingerprint", "search_text")


def searched_fields(kind: RecordKind) -> tuple[str, ...]:
    """The text columns that a list's search looks through: what every registered user sees.

    A field of a higher level would be told by whether the search hits. The public summary is
    searched apart, and contact details never; of an expert the name is none.
    """
    return tuple(
        spec.name
        for spec in FIELDS[kind]
        if spec.value in _SEARCHED
        and DisclosureLevel.TEASER < LEVELS[kind][spec.name] <= DisclosureLevel.REGISTERED
        and (spec.name not in CONTACT_FIELDS or spec.name == "person")
    )


def derive(record: CatalogueRecord, *, organisation_name: str) -> None:
    """Set `fingerprint` and `search_text` from the fields as they are now."""
    kind = KINDS[type(record)]
    record.fingerprint = fingerprint(
        organisation=organisation_name, person=record.person, title=record.title, text=record.text
    )
    parts: list[str] = []
    for name in searched_fields(kind):
        value = getattr(record, name)
        parts += value if isinstance(value, list) else [value]
    if LEVELS[kind]["organisation"] <= DisclosureLevel.REGISTERED:
        parts.append(organisation_name)
    record.search_text = normalise_search("\n".join(part for part in parts if part))
