"""Whether what strangers see names nobody."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from duijie.accounts.enums import DisclosureLevel
from duijie.catalogue.errors import FieldProblem, ValuesError
from duijie.catalogue.fields import get_field
from duijie.catalogue.models import CatalogueRecord, Organisation
from duijie.catalogue.permissions import KINDS
from duijie.catalogue.validators import name_key
from duijie.errors import Message

_FIELDS: Final = ("teaser_title", "teaser_text")
_PHONE: Final = re.compile(
    r"(?<!\d)(?:(?:\+?86[-\s]?)?1[3-9]\d(?:[-\s]?\d){8}|0\d{2,3}[-\s]?\d{7,8}|400[-\s]?\d{3}[-\s]?\d{4})(?!\d)"
)
_EMAIL: Final = re.compile(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+")
_WEBSITE: Final = re.compile(
    r"(?:https?://|www\.)\S+|(?<![A-Za-z0-9@.\-])[a-z0-9\-]+(?:\.[a-z0-9\-]+)*"
    r"\.(?:com|cn|net|org|edu|gov|top|vip|info|cc|io|tech)(?![a-z])",
    re.I,
)
_LEGAL_FORM: Final = re.compile(
    r"(?:(?:控股|投资)?(?:集团)?(?:股份)?有限(?:责任)?公司|集团公司|总公司|分公司|公司|集团|厂|研究院|研究所)+$"
)
_BRACKETS: Final = re.compile(r"[（(][^（()）]*[)）]")
_SHORTEST_STEM: Final = 4
"""A shorter rest of a name (金属, 华东) is a word like others."""
_SHORTEST_NAME: Final = 2


def check_teaser(record: CatalogueRecord) -> None:
    """Raises `ValuesError` where the summary for strangers is missing though the record is open to
    them, or names its organisation, a person, a phone number, a mail or a web address."""
    problems = [*_missing(record), *_leaks(record)]
    if problems:
        raise ValuesError(problems)


def _missing(record: CatalogueRecord) -> Iterator[FieldProblem]:
    if record.disclosure > DisclosureLevel.TEASER:
        return
    for name in _FIELDS:
        if not getattr(record, name).strip():
            yield FieldProblem(name, Message("catalogue.teaser_missing"))


def _leaks(record: CatalogueRecord) -> Iterator[FieldProblem]:
    for name in _FIELDS:
        text = unicodedata.normalize("NFKC", getattr(record, name))
        label = get_field(KINDS[type(record)], name).label
        for code, found in _find(record, text):
            yield FieldProblem(name, Message(code, {"field": label, "found": found}))


def _find(record: CatalogueRecord, text: str) -> Iterator[tuple[str, str]]:
    key = name_key(text) if text else ""
    if record.organisation is not None:
        for form in _name_forms(record.organisation):
            if name_key(form) in key:
                yield "catalogue.teaser_names_organisation", form
                break
    for person in _people(record):
        if name_key(person) in key:
            yield "catalogue.teaser_names_person", person
            break
    if number := _PHONE.search(text) or _stored_phone(record, text):
        yield "catalogue.teaser_has_phone", number if isinstance(number, str) else number.group()
    mail = _EMAIL.search(text)
    if mail:
        yield "catalogue.teaser_has_email", mail.group()
    elif address := _WEBSITE.search(text):
        yield "catalogue.teaser_has_website", address.group()


def _name_forms(organisation: Organisation) -> Iterator[str]:
    """The full name first, then what is left of it without its legal form."""
    names = [organisation.name, *organisation.former_names, organisation.short_name]
    for name in names:
        if len(name_key(name)) >= _SHORTEST_NAME:
            yield name
    for name in names:
        stem = _LEGAL_FORM.sub("", _BRACKETS.sub("", unicodedata.normalize("NFKC", name)))
        if len(name_key(stem)) >= _SHORTEST_STEM:
            yield stem


def _people(record: CatalogueRecord) -> Iterator[str]:
    names = re.split(r"[、,，;；/\s]+", record.person)
    if record.organisation is not None:
        names += [record.organisation.contact_person, record.organisation.legal_representative]
    return (name for name in names if len(name_key(name)) >= _SHORTEST_NAME)


def _stored_phone(record: CatalogueRecord, text: str) -> str | None:
    """A number of the record in whatever way it is cut up: `0512 6789-0123`."""
    phones = [record.phone, record.organisation.phone if record.organisation else ""]
    digits = re.sub(r"\D", "", text)
    for part in re.split(r"[、,，;；/\n]+", "、".join(phones)):
        number = re.sub(r"\D", "", part)
        if len(number) >= 7 and number in digits:
            return part.strip()
    return None
