"""The doors that write: what to send, and who may."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from duijie.accounts.enums import Role
from duijie.catalogue.enums import RecordKind
from duijie.core import clock
from tests.factories.records import values_of
from tests.leaks import oracle
from tests.leaks.people import Person
from tests.leaks.planting import DELETED, Planted, Region

BOOKKEEPING: Final = re.compile(
    r"django_session|django_content|accounts_apitoken|catalogue_access|replies_|audit_|catalogue_indexmark"
    r"|jobs_job|django_tasks|notify_"
)
"""What may be written although nothing of the record is: sessions, traces of reading, marks."""
_WRITE: Final = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)"?', re.IGNORECASE)


@contextmanager
def watched_tables() -> Iterator[set[str]]:
    """The tables of the record to which anything is written meanwhile."""
    tables: set[str] = set()

    def watch(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        found = _WRITE.match(sql)
        if found and not BOOKKEEPING.search(found[1]):
            result = execute(sql, *rest)
            cursor = rest[-1]["cursor"]
            # of an insert that gives back its key SQLite does not know the count yet
            if cursor.rowcount or sql.lstrip()[:6].upper() == "INSERT":
                tables.add(found[1])
            return result
        return execute(sql, *rest)

    with connection.execute_wrapper(watch):
        yield tables


def body_for(door: str, record: Planted | None, region: Region) -> dict[str, Any]:
    """What a form sends: one body for all pages, because each takes its own of it."""
    user = region.users["colleague"]
    body: dict[str, Any] = {
        "move": "withdraw",
        "action": "withdraw",
        "text": "改过",
        "revision": "1",
        "disclosure": "3",
        "level": "3",
        "reason": "想了解",
        "answer": "revoke",
        "colleague": str(user.pk),
        "user": str(user.pk),
        "username": region.users["member_past"].username,
        "recipient_name": "王工",
        "days": "14",
        "name": "新名字",
        "query": "state=published",
        "until": "week",
        "needs": "1",
        "depth": "5",
    }
    if record is not None:
        body |= {"ids": [str(record.id)], "organisation": f"organisation {record.organisation}"}
    if door.startswith("suggestions:"):
        target = region.named("offer-published-2").id
        body |= {"decision": "refuse", "reason": "too_early", "target": f"offer:{target}"}
        body |= {"side": "need", "contact_date": "2026-03-05", "contact_way": "phone"}
        body["outcome"] = "no_result"
    if door == "reports:grade":
        body["value"] = "1"
    if door.endswith(":file"):
        body["file"] = SimpleUploadedFile("新.txt", "新的".encode())
    return body


def json_for(name: str, record: Planted | None, region: Region) -> Any:
    """What a program sends to an operation."""
    user = region.users["colleague"].pk
    kind = next((kind for kind in RecordKind if name.endswith(kind.value)), RecordKind.NEED)
    bodies: dict[str, Any] = {
        "change_record": {"revision": 1, "region": "改过"},
        "move": {"move": "withdraw"},
        "note": {"text": "改过"},
        "consent": {"level": 4, "reason": "想了解"},
        "answer_consent": {"answer": "revoke"},
        "change_attachment": {"disclosure": 3},
        "link_expert": {"user_id": region.users["expert_nda"].pk},
        "hand_over_records": {"from_user_id": region.users["collector"].pk, "to_user_id": user},
        "create": values_of(kind),
        "decide_suggestion": {
            "target_kind": "offer",
            "target_id": region.named("offer-published-2").id,
            "decision": "refuse",
            "reason": "too_early",
        },
        "ask_introduction_side": {"side": "need", "recipient_name": "王工"},
        "create_trial": {"text": "涂层提前起泡"},
        "create_round": {"needs": 1, "depth": 5},
        "grade_round_pair": {"value": 1},
        "step_introduction": {"move": "close", "outcome": "no_result"},
    }
    if name in bodies:
        return bodies[name]
    if name.startswith("move_"):
        return bodies["move"]
    if name.startswith("snooze_"):
        return {"until": (clock.today() + timedelta(days=7)).isoformat()}
    if name.startswith("undo_"):
        return {"revision": 1}
    if name.startswith("add_") and name.endswith("_note"):
        return bodies["note"]
    if name.startswith("request_"):
        return bodies["consent"]
    if name in {f"change_{kind}" for kind in RecordKind}:
        return bodies["change_record"]
    if name in {f"create_{kind}" for kind in RecordKind}:
        return bodies["create"]
    return None


@dataclass(frozen=True)
class Right:
    """Who may write through a door; asked with the record that it is about, if any."""

    may: Callable[[Person, Planted | None], bool]


def _of_record(rule: Callable[[Person, Planted], bool]) -> Right:
    return Right(lambda person, record: record is not None and rule(person, record))


def _role(*roles: Role) -> Right:
    return Right(lambda person, _: oracle.role_of(person) in {Role.ADMINISTRATOR, *roles})


def _ask(person: Person, record: Planted) -> bool:
    return oracle.role_of(person) in oracle.WORKING and oracle.level_of(person, record) > 0


def _answer(person: Person, record: Planted) -> bool:
    return oracle.stands_for(person, record) or (
        person.name in record.reasons and oracle.role_of(person) in oracle.WORKING
    )


def _hands_over(person: Person, record: Planted) -> bool:
    return oracle.reaches(person, record, broker="zone")


def _write_or_delete(person: Person, record: Planted) -> bool:
    if record.kind is RecordKind.ORGANISATION and record.state == DELETED:
        return _hands_over(person, record)
    return oracle.may_write(person, record)


_B, _C, _M, _E = Role.BROKER, Role.COLLECTOR, Role.MEMBER, Role.EXPERT
_WRITES = _of_record(_write_or_delete)
_NOTES = _of_record(oracle.works_on)
_INTRODUCES = Right(
    # the needs of what is planted lie in the county
    lambda person, _: (
        oracle.role_of(person) is Role.ADMINISTRATOR
        or person.name in {"broker_region", "broker_city", "broker_county"}
    )
)
_TRIES: Final = Right(lambda person, _: person.name == "collector")
"""Nobody but its owner, not even an administrator."""
_GRADES: Final = Right(
    lambda person, _: (
        oracle.role_of(person) is Role.ADMINISTRATOR
        or person.name in {"broker_region", "broker_city", "broker_county"}
    )
)
"""Of the pair that is planted: brokers who work on its need."""
_DREW: Final = Right(lambda person, _: person.name == "broker_county")
RIGHTS: Final[Mapping[str, Right]] = {
    # pages, by the end of their name
    "edit": _WRITES, "move": _WRITES, "delete": _WRITES, "restore": _WRITES, "bulk": _WRITES,
    "file": _WRITES, "file_change": _WRITES, "file_delete": _WRITES,
    "snooze": _WRITES, "snooze_end": _WRITES,
    "note": _NOTES, "note_delete": _NOTES,
    "consent": _of_record(_ask), "consent_answer": _of_record(_answer),
    "member_add": _of_record(_hands_over), "member_remove": _of_record(_hands_over),
    "ask": _of_record(lambda p, r: oracle.may_write(p, r) and oracle.role_of(p) in oracle.STAFF),
    "match": _of_record(
        lambda p, r: oracle.role_of(p) in oracle.STAFF and oracle.level_of(p, r) > 0
    ),
    "decide": _of_record(_hands_over),
    "drop_trial": _TRIES,
    "grade": _GRADES, "grade_round_pair": _GRADES, "drop_round": _DREW, "delete_round": _DREW,
    "ask_side": _INTRODUCES, "contact": _INTRODUCES, "close": _INTRODUCES,
    # operations, by the beginning of their name
    "decide_suggestion": _of_record(_hands_over),
    "delete_trial": _TRIES,
    "ask_introduction_side": _INTRODUCES, "step_introduction": _INTRODUCES,
    "snooze_": _WRITES, "end_": _WRITES, "undo_": _WRITES,
    "change_": _WRITES, "move_": _WRITES, "delete_": _WRITES, "restore_": _WRITES,
    "add_": _WRITES, "request_": _of_record(_ask), "answer_consent": _of_record(_answer),
    "link_expert": _of_record(_hands_over),
    "add_organisation_member": _of_record(_hands_over),
    "remove_organisation_member": _of_record(_hands_over),
}  # fmt: skip
CREATE: Final[Mapping[str, Right]] = {
    "need": _role(_B, _C, _M), "offer": _role(_B, _C, _M, _E), "expert": _role(_B, _C, _M, _E),
    "organisation": _role(_B, _C),
}  # fmt: skip
"""Who may make records at all; what of it becomes theirs is the service's."""


def right_of(door: str) -> Right | None:
    """Of a page `needs:edit` or an operation `change_need`; None: not about a record."""
    if ":" in door:
        return RIGHTS.get(door.partition(":")[2])
    if door.endswith("_note"):
        return _NOTES
    if door in RIGHTS:
        return RIGHTS[door]
    if door.removeprefix("create_") in CREATE and door.startswith("create_"):
        return CREATE[door.removeprefix("create_")]
    kinds = {*RecordKind, "attachment"}
    is_of_record = any(door.endswith((f"_{kind}", f"_{kind}_{end}")) for kind in kinds
                       for end in ("attachment", "consent"))  # fmt: skip
    if not is_of_record:
        return None
    starts = (start for start in RIGHTS if start.endswith("_") and door.startswith(start))
    return next((RIGHTS[start] for start in starts), None)


def upload() -> io.BytesIO:
    """A small text file."""
    file = io.BytesIO("新的".encode())
    file.name = "新.txt"
    return file
