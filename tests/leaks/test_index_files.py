"""What lies in the files that searches read: of each level what it shows, and nothing that was
taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from duijie.accounts.enums import DisclosureLevel, Role
from duijie.catalogue.disclosure import CONTACT_FIELDS
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import Need
from duijie.catalogue.policies import Move
from duijie.catalogue.queries.index_files import INDEX_LEVELS, INTERNAL, REGISTERED, TEASER
from duijie.catalogue.services import change_record, delete_record, move_record
from duijie.catalogue.services.indexing import (
    PURGE_INDEX_KIND,
    purge_index,
    rebuild_index,
    refresh_index,
)
from duijie.core.jobs.models import Job
from tests.leaks import oracle
from tests.leaks.marks import Tally
from tests.leaks.people import STRANGER, Person
from tests.leaks.planting import DELETED, Planted, Region

pytestmark = pytest.mark.django_db
_ANYBODY = Person("anybody", Role.MEMBER)


@pytest.fixture
def index(region: Region, tmp_path: Path, settings: Settings) -> Path:
    """An index of the planted region that the test may spoil."""
    settings.INDEX_DIR = tmp_path / "index"
    rebuild_index()
    return tmp_path / "index"


def marks_in_files(region: Region, folder: Path) -> dict[str, set[str]]:
    """By level: every mark in the bytes of its files, those for writing ahead included."""
    found: dict[str, set[str]] = {level: set() for level in INDEX_LEVELS}
    for path in folder.rglob("*"):
        if path.is_file():
            level = next((level for level in INDEX_LEVELS if path.name.startswith(level)), INTERNAL)
            found[level] |= region.marks.find_in(path.read_bytes())
            Tally.add("index files read")
    return found


def told_at(region: Region, level: str) -> set[str]:
    """The marks that a file of this level may hold."""
    found: set[str] = set()
    for record in region.records:
        if record.state == DELETED:
            continue
        if level == INTERNAL:
            fields = oracle.fields_at(record, oracle.INTERNAL)
        else:
            looks = STRANGER if level == TEASER else _ANYBODY
            fields = oracle.fields_at(record, oracle.level_of(looks, record))
            if level == REGISTERED:
                # what is open to strangers stands in their file
                fields = {name: marks for name, marks in fields.items() if name != "teaser"}
        found |= set().union(*(m for name, m in fields.items() if not _is_contact(record, name)))
    return found


def _is_contact(record: Planted, name: str) -> bool:
    # staff find a need by whom to call; how to call them is in no file
    return name in CONTACT_FIELDS - {"person"} or name in {"unplaced", "place", "return_note"}


def test_each_file_holds_what_its_level_shows(region: Region, index: Path) -> None:
    found = marks_in_files(region, index)

    for level in INDEX_LEVELS:
        assert region.marks.named(found[level] - told_at(region, level)) == [], level
    # it is the right place to look: what is shown is there
    open_need, shut_need = region.named("need-published-1"), region.named("need-published-4")
    assert open_need.fields["teaser_text"] <= found[TEASER]
    assert open_need.fields["text"] <= found[REGISTERED]
    assert shut_need.fields["text"] <= found[INTERNAL]


def take_back(region: Region, how: str, record: Planted) -> None:
    by = region.users["administrator"]
    about: dict[str, Any] = {"kind": record.kind, "record_id": record.id, "by": by}
    if how == "withdraw":
        move_record(**about, move=Move.WITHDRAW)
    elif how == "close":
        move_record(**about, move=Move.CLOSE, close_reason="solved")
    elif how == "delete":
        delete_record(**about)
    elif how == "hide":
        change_record(**about, values={}, revision=1, disclosure=DisclosureLevel.NDA)
    else:
        words = dict.fromkeys(("title", "text", "teaser_title", "teaser_text"), "换过的字句")
        change_record(**about, values=words, revision=1)


def do_index_jobs() -> None:
    """As the workers do: the purge only where it was asked for."""
    refresh_index()
    waiting = Job.objects.filter(kind=PURGE_INDEX_KIND, state="queued")
    if waiting.exists():
        assert purge_index()


@pytest.mark.parametrize("kind", [RecordKind.NEED, RecordKind.OFFER, RecordKind.EXPERT])
@pytest.mark.parametrize("how", ["withdraw", "close", "delete", "hide", "change"])
def test_what_is_taken_back_leaves_the_files(
    how: str, kind: RecordKind, region: Region, index: Path
) -> None:
    record = region.named(f"{kind}-published-1")
    words = set().union(
        *(record.fields[name] for name in ("title", "text", "teaser_title", "teaser_text"))
    )
    before = marks_in_files(region, index)
    assert words & before[TEASER]
    assert words & before[REGISTERED]
    assert words & before[INTERNAL]

    take_back(region, how, record)
    do_index_jobs()

    after = marks_in_files(region, index)
    kept = {INTERNAL} if how in {"withdraw", "close", "hide"} else set()
    held = {level for level in INDEX_LEVELS if words & after[level]}
    assert held == kept, {level: region.marks.named(words & after[level]) for level in held - kept}


def test_zone_of_index_is_not_the_only_guard(region: Region, index: Path) -> None:
    """An index that still holds a record shows it to nobody who may not see it any more."""
    from duijie.catalogue.queries.search import search_records_for_user

    record = region.named("need-published-1")
    (word,) = record.fields["title"]
    user = region.users["member_rival"]
    assert [hit.id for hit in search_records_for_user(word, user)] == [record.id]
    Need.objects.filter(pk=record.id).update(disclosure=DisclosureLevel.NDA)

    assert search_records_for_user(word, user) == ()
