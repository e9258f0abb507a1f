"""Whether an answer tells what it must and nothing else."""

from __future__ import annotations

from typing import Final

from django.test import Client

from duijie.catalogue.disclosure import CONTACT_FIELDS
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.fields import FIELDS
from tests.leaks import oracle
from tests.leaks.doors import Question
from tests.leaks.marks import Tally
from tests.leaks.people import STRANGER, Person
from tests.leaks.planting import DELETED, Planted, Region

IN_LISTS: Final = (
    "title", "text", "teaser_title", "teaser_text", "organisation", "region", "industry",
    "budget_wan", "source", "created_at", "expiry_date", "owner",
    "name", "short_name", "kind", "kind_code", "industry_code",
)  # fmt: skip
"""What a row may hold, where the record shows it. No contacts: those stand on one record's page."""
NOT_ALWAYS: Final = {
    "zone", "disclosure", "revision", "submitted_at", "checked_at", "checked_by", "ended_at",
    "published_at", "created_at", "updated_at", "expiry_date", "source", "return_note", "number",
    "owner", "fields",
}  # fmt: skip
"""What the page of a record may show and need not."""
_KIND_PAGES: Final = {f"{kind}s:detail": kind for kind in RecordKind}
_REFUSED: Final = {302, 401, 403, 404}


class Browser:
    """One person with a browser and a token."""

    def __init__(self, person: Person, region: Region) -> None:
        self.person, self.region = person, region
        self.client = Client()
        self.headers: dict[str, str] = {}
        if person is not STRANGER:
            self.client.force_login(
                region.users[person.name], "django.contrib.auth.backends.ModelBackend"
            )
            self.headers = {"Authorization": f"Bearer {region.tokens[person.name]}"}

    def ask(self, question: Question) -> list[str]:
        """Complaints about the answer; none where it is as it should be."""
        headers = self.headers if question.is_api else {}
        response = self.client.get(question.path, headers=headers)
        found = self.region.marks.find(response)
        Tally.add("requests")
        complaints = judge(self.person, self.region, question, response.status_code, found)
        kept = response.headers.get("Cache-Control", "")
        is_kept = not {"private", "no-store"} & {part.strip() for part in kept.split(",")}
        if response.has_header("ETag") or (found and is_signed_in(self.person) and is_kept):
            # a cache in between would hand it to the next, a tag would tell that it has changed
            complaints.append(f"{self.person.name} GET {question.path}: may be kept by a cache")
        return complaints


def is_signed_in(person: Person) -> bool:
    """Closed accounts are strangers, and strangers are led to the sign-in page."""
    return person is not STRANGER and person.is_active


def judge(
    person: Person, region: Region, question: Question, status: int, found: set[str]
) -> list[str]:
    """Complaints about what was found in an answer."""
    where = f"{person.name} GET {question.path} ({question.door}, {status})"
    if status >= 500:
        return [f"{where}: failed"]
    may, must = expected(person, region, question)
    Tally.add("marks judged", len(region.marks.names))
    complaints = [f"{where}: LEAK {name}" for name in region.marks.named(found - may)]
    if must is None:
        if status not in _REFUSED:
            complaints.append(f"{where}: should be refused")
    elif must:
        if status != 200:
            complaints.append(f"{where}: should be shown")
        else:
            complaints += [f"{where}: MISSING {name}" for name in region.marks.named(must - found)]
    return complaints


def expected(
    person: Person, region: Region, question: Question
) -> tuple[set[str], set[str] | None]:
    """The marks that may stand in the answer, and those that must; None: it must be a refusal."""
    record, door = question.record, question.door
    if record is None:
        if question.kind is not None:
            return _in_list(person, region, question), set()
        return _all(person, region), set()
    frame = _frame(person, region, record)
    may, must = _about(person, region, question, record)
    if door.startswith("public:") or door in {"files:open", "files:preview"}:
        frame = frame if door.startswith("files") else set()
    return may | frame, must


def _about(
    person: Person, region: Region, question: Question, record: Planted
) -> tuple[set[str], set[str] | None]:
    door, kind = question.door, record.kind
    is_closed = person is not STRANGER and not person.is_active
    is_for_strangers = door.startswith("public:") or (question.is_api and not is_closed)
    if not is_for_strangers and not is_signed_in(person):
        return set(), None
    level = oracle.level_of(person, record)
    shown = oracle.shown(person, record)
    if question.file is not None:
        return _about_file(person, question, record)
    if door.startswith("public:"):
        level = oracle.level_of(STRANGER, record)
        told = oracle.fields_at(record, min(level, oracle.TEASER))
        must = told.get("teaser_title", set()) | told.get("teaser_text", set())
        return set().union(*told.values()), must if level else None
    if door == f"list_{kind}_consents":
        # answers nothing where there is nothing to tell: as for a record that is not there
        told_marks = oracle.reasons_of(person, record)
        title = (shown | oracle.in_bin(person, record)) if told_marks else set()
        if told_marks and oracle.stands_for(person, record):
            title = title | _things(person, region)
            title |= region.named("organisation-partner").fields["name"]
        return told_marks | title, told_marks if level else set()
    if not level:
        # who may not know of a record is refused by every door to it
        return set(), None
    if door in _KIND_PAGES:
        return _page(person, region, record)
    if door == f"get_{kind}":
        apart = record.fields.get("organisation_profile", set())
        return shown, shown - apart
    tells = {
        f"list_{kind}_attachments": oracle.file_names,
        f"list_{kind}_notes": oracle.notes_of,
        f"list_{kind}_changes": oracle.history_of,
        f"{kind}s:history": oracle.history_of,
    }.get(door)
    if tells is not None:
        told_marks = tells(person, record)
        return told_marks, told_marks
    if door in {"get_need_suggestions", "list_similar_needs"}:
        return oracle.suggestions_of(person, region, record), set()
    if door == f"{kind}s:edit":
        names = {spec.name for spec in FIELDS[kind]}
        can = oracle.may_write(person, record) and record.state not in {"closed", "withdrawn"}
        told = oracle.fields_at(record, level)
        must = set().union(*(told.get(name, set()) for name in names)) if can else set()
        return shown, must
    return oracle.record_marks(person, region, record), set()


def _page(person: Person, region: Region, record: Planted) -> tuple[set[str], set[str]]:
    level = oracle.level_of(person, record)
    attached = (
        oracle.file_names(person, record)
        | oracle.notes_of(person, record)
        | oracle.reasons_of(person, record)
    )
    beside = oracle.suggestions_of(person, region, record)
    if record.kind is RecordKind.ORGANISATION:
        # its page has no files
        attached -= oracle.file_names(person, record)
        beside |= oracle.records_of(person, region, record) | oracle.file_names(person, record)
    fields = oracle.fields_at(record, level)
    always = set().union(*(marks for name, marks in fields.items() if name not in NOT_ALWAYS))
    return attached | beside | oracle.shown(person, record), attached | always


def _about_file(
    person: Person, question: Question, record: Planted
) -> tuple[set[str], set[str] | None]:
    file = question.file
    assert file is not None
    is_open = file.content in oracle.file_marks(person, record)
    if not is_open:
        return set(), None
    may = {file.name, file.content, file.picture}
    if "preview" in question.door:
        return may, {file.picture}
    return may, {file.content, file.name} if "file" in question.door else set()


def _in_list(person: Person, region: Region, question: Question) -> set[str]:
    kind = question.kind
    assert kind is not None
    if question.door == "exports:list":
        return _in_export(person, region, question) | _things(person, region)
    looks = STRANGER if question.door.startswith("public:") else person
    found = set() if looks is STRANGER else set(_things(person, region))
    for record in region.of_kind(kind):
        told = oracle.fields_at(record, oracle.level_of(looks, record))
        names = (*IN_LISTS, "person") if kind is RecordKind.EXPERT else IN_LISTS
        found |= set().union(*(told.get(name, set()) for name in names))
        found |= oracle.in_bin(looks, record)
    return found


def _in_export(person: Person, region: Region, question: Question) -> set[str]:
    kind = question.kind
    assert kind is not None
    names = {spec.name for spec in FIELDS[kind]}
    if not question.has_contacts:
        names -= CONTACT_FIELDS - ({"person", "position"} if kind is RecordKind.EXPERT else set())
    found: set[str] = set()
    for record in region.of_kind(kind):
        reach = {"broker": "zone"}
        if kind is not RecordKind.ORGANISATION:
            reach |= {"collector": "own", "member": "own"}
        if record.state != DELETED and oracle.reaches(person, record, **reach):
            told = oracle.fields_at(record, oracle.level_of(person, record))
            found |= set().union(*(told.get(name, set()) for name in names))
    return found


def _frame(person: Person, region: Region, record: Planted) -> set[str]:
    """What stands around a record: whose page it is, and on one's own the names of its people."""
    if oracle.level_of(person, record) >= oracle.OWN:
        grantees = region.named("organisation-partner").fields["name"]
        return set(_things(person, region)) | grantees
    frame = set().union(
        *(region.marks.of[f"{kind}:{person.name}"] for kind in ("user", "job", "notice"))
    )
    if person.name in region.users:
        frame.add(region.users[person.name].display_name)
    if person.organisation == "partner":
        frame |= region.named("organisation-partner").fields["name"]
    return frame


_KEPT: dict[tuple[str, str], set[str]] = {}


def _things(person: Person, region: Region) -> set[str]:
    key = (person.name, "things")
    if key not in _KEPT:
        _KEPT[key] = oracle.thing_marks(person, region)
    return _KEPT[key]


def _all(person: Person, region: Region) -> set[str]:
    key = (person.name, "all")
    if key not in _KEPT:
        _KEPT[key] = oracle.all_marks(person, region)
    return _KEPT[key]
