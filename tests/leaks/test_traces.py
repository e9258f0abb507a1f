"""What doors leave behind: logs, messages, the audit log, files of vectors, pages of errors."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from duijie.accounts.enums import DisclosureLevel
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import Need
from duijie.catalogue.policies import Move
from duijie.catalogue.queries import details
from duijie.catalogue.services import (
    add_note,
    change_record,
    delete_record,
    give_consent,
    move_record,
    request_consent,
)
from duijie.config.logs import PlaceOnlyFormatter
from duijie.core.audit.models import AuditEntry
from duijie.core.notify.models import Notification
from duijie.engines.embedding import load_embedder
from tests.leaks import oracle
from tests.leaks.judging import Browser
from tests.leaks.marks import body_of
from tests.leaks.people import BY_NAME
from tests.leaks.planting import Planted, Region

pytestmark = pytest.mark.django_db


class _Lines(logging.Handler):
    """What would stand in the log, as the program writes it."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(PlaceOnlyFormatter("{levelname} {name} {message}", style="{"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@contextmanager
def logged() -> Iterator[list[str]]:
    """The lines of our own loggers and of Django's requests, at their most talkative."""
    lines = _Lines()
    loggers = [logging.getLogger(name) for name in ("duijie", "django.request", "django.security")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(lines)
        logger.setLevel(logging.DEBUG)
    try:
        yield lines.lines
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.removeHandler(lines)
            logger.setLevel(level)


def act(region: Region, record: Planted) -> None:
    """A working day of a record, with words of its own in everything that is typed."""
    marks = region.marks
    owner, asking = region.users[record.owner], region.users["member_rival"]
    colleague = region.users["colleague"]
    kind, number = record.kind, record.id
    (title,) = record.fields["title"]
    add_note(kind=kind, record_id=number, text=f"@{colleague.username} {title}", by=owner)
    change_record(kind=kind, record_id=number, values={"title": title * 2}, revision=1, by=owner)
    consent = request_consent(
        kind=kind, record_id=number, level=DisclosureLevel.NDA, reason=title, by=asking
    )
    give_consent(consent_id=consent, by=region.users["broker_county"])
    broker = Browser(BY_NAME["broker_county"], region)
    for path in (f"/exports/{kind}/?contacts=on&q={title}", f"/search/?q={title}"):
        body_of(broker.client.get(path))
    move_record(kind=kind, record_id=number, move=Move.WITHDRAW, note=title, by=owner)
    move_record(kind=kind, record_id=number, move=Move.REOPEN, note=title, by=owner)
    delete_record(kind=kind, record_id=number, by=owner)
    assert title in marks.names


def test_day_of_a_record_leaves_its_words_in_no_log_message_or_audit_row(
    region: Region, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.IS_MAIL_ON = True
    audited, told = AuditEntry.objects.count(), Notification.objects.count()
    with logged() as lines:
        for kind in (RecordKind.NEED, RecordKind.OFFER, RecordKind.EXPERT):
            act(region, region.named(f"{kind}-published-1"))
            Browser(BY_NAME["member_rival"], region).client.get(f"/{kind}s/999999/?q=qx")

    assert AuditEntry.objects.count() > audited + 15
    assert Notification.objects.count() > told
    assert any("999999" in line for line in lines)
    assert region.marks.find_in("\n".join(lines).encode()) == set()
    rows = "\n".join(str(row) for row in AuditEntry.objects.values_list("action", "details"))
    assert region.marks.named(region.marks.find_in(rows.encode())) == []
    for notice in Notification.objects.exclude(title__startswith="qx"):
        _check_message(region, notice)
    for letter in mail.outbox:
        found = region.marks.find_in(f"{letter.subject}\n{letter.body}".encode())
        assert {name.partition(":")[0] for name in region.marks.named(found)} <= {"name"}


def _check_message(region: Region, notice: Notification) -> None:
    """Messages name who did it and lead to a page, which asks who reads it; no record's words."""
    found = region.marks.named(
        region.marks.find_in(f"{notice.title}\n{notice.body}\n{notice.link}".encode())
    )
    kinds = {name.partition(":")[0] for name in found}
    # an invitation is addressed to who is named in it
    assert kinds <= {"name", "invitation"}, (notice.kind, found)


def test_answer_link_shows_the_company_its_need_and_not_what_staff_noted(region: Region) -> None:
    cache.clear()
    (secret,) = region.ids["open secret"]
    need = region.named("need-published-4")
    client = Client()

    response = client.get(f"/a/{secret}/")

    found = region.marks.find(response)
    told = set().union(*oracle.fields_at(need, oracle.NDA).values())
    around = {region.users["collector"].display_name} | region.marks.of["link:collector"]
    assert response.status_code == 200
    assert region.marks.named(found - told - around) == []
    assert need.fields["phone"] | need.fields["text"] <= found
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"


def test_answer_link_of_somebody_without_the_right_opens_nothing(region: Region) -> None:
    cache.clear()
    (secret,) = region.ids["open secret"]
    need = region.named("need-published-4")
    Need.objects.filter(pk=need.id).update(owner=region.users["colleague"])

    response = Client().get(f"/a/{secret}/")

    assert response.status_code == 404
    assert region.marks.find(response) == set()


@pytest.mark.parametrize("path", ["/needs/{id}/", "/api/v1/needs/{id}"])
def test_fault_is_told_without_what_it_was_about(
    path: str, region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = region.named("need-published-2")
    (phone,) = record.fields["phone"]

    def fail(*_: object) -> None:
        raise RuntimeError(f"cannot read {phone}")

    monkeypatch.setattr(details, "make_detail", fail)
    browser = Browser(BY_NAME["administrator"], region)
    browser.client.raise_request_exception = False
    with logged() as lines:
        headers = browser.headers if "/api/" in path else {}
        response = browser.client.get(path.format(id=record.id), headers=headers)

    assert response.status_code == 500
    assert region.marks.find(response) == set()
    assert any("RuntimeError" in line for line in lines)
    assert region.marks.find_in("\n".join(lines).encode()) == set()


def test_vectors_are_kept_without_their_texts(region: Region, tmp_path: Path) -> None:
    need = region.named("need-published-4")
    texts = sorted(need.fields["title"] | need.fields["text"])

    load_embedder(cache_dir=tmp_path).embed(texts)

    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) > 384 * 4 * len(texts)
    assert region.marks.named(
        set().union(*(region.marks.find_in(path.read_bytes()) for path in files))
    ) == []  # fmt: skip
