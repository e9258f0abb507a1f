"""Hostile spreadsheets: planted valid rows arrive or are named, and nothing leaves a trace."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest
from django.db import transaction

from duijie.accounts.models import User
from duijie.catalogue.models import Need
from duijie.core.messages import message_from_json
from duijie.core.sentences import say
from duijie.engines.documents import read_file_here
from duijie.engines.documents.types import Document
from duijie.intake.models import ImportBatch
from duijie.intake.services.imports.stepping import check_batch, keep_reading_of
from duijie.intake.services.imports.tables import TableChoice
from duijie.intake.services.imports.uploading import Constants, TableDraft, choose_columns
from duijie.intake.services.imports.writing import Writer
from tests.factories.hostile import Planted, hostile_sheet
from tests.factories.users import make_broker

SHEETS = int(
    os.environ.get("DUIJIE_SHEETS")
    or (2000 if os.environ.get("HYPOTHESIS_PROFILE") == "soak" else 200)
)


def read(planted: Planted, folder: Path) -> Document:
    path = folder / planted.name
    path.write_bytes(planted.data)
    return read_file_here(path, scratch=folder).document


def bring_in(planted: Planted, folder: Path, by: User) -> ImportBatch:
    """All the steps in this process; whatever they raise fails the test."""
    document = read(planted, folder)
    batch = ImportBatch.objects.create(
        name=planted.name,
        file=planted.name,
        sha256="0" * 64,
        size_bytes=len(planted.data),
        owner=by,
        constants=Constants(state="submitted").to_json(),
    )
    if not keep_reading_of(batch.pk, document, by=by):
        batch.refresh_from_db()
        if batch.state == "failed":
            return batch
        tables = [TableChoice.from_json(data) for data in batch.tables]
        kinds = {table.key: TableDraft(kind=table.kind or "need") for table in tables}
        choose_columns(
            batch_id=batch.pk, tables=kinds, constants=Constants(state="submitted"), by=by
        )
    batch.refresh_from_db()
    check_batch(
        batch, document, by=by, on_rows=lambda _done, _all: None, stop_if_cancelled=lambda: None
    )
    ImportBatch.objects.filter(pk=batch.pk).update(state="writing")
    batch.rows.filter(verdict="duplicate").update(choice="create")
    batch.refresh_from_db()
    Writer(batch, by=by).write(on_rows=lambda _done, _all: None, stop_if_cancelled=lambda: None)
    batch.refresh_from_db()
    return batch


def missing_marks(planted: Planted, batch: ImportBatch) -> list[str]:
    """The planted rows that neither arrived nor are named anywhere."""
    titles = " ".join(Need.objects.values_list("title", flat=True))
    refused = " ".join(" ".join(row.cells) for row in batch.rows.filter(verdict="refused"))
    named = str([finding["message"]["params"] for finding in batch.findings])
    # a damaged file is named as a whole; a harmless one has to name each row
    is_whole_named = batch.state == "failed" or (
        not planted.is_harmless
        and any(finding["severity"] in {"refused", "partial"} for finding in batch.findings)
    )
    return [
        mark
        for mark in planted.marks
        if mark not in titles + refused + named and not is_whole_named and _is_left(planted, mark)
    ]


def _is_left(planted: Planted, mark: str) -> bool:
    """Whether the title is still whole in the file: nobody can name what was cut or spoilt."""
    is_text = planted.name.endswith(".csv") and not planted.is_harmless
    forms = (f" {mark}".encode(), f" {mark}".encode("utf-16-le"))
    return not is_text or any(form in planted.data for form in forms)


@pytest.mark.django_db
def test_planted_rows_of_hostile_sheets_arrive_or_are_named(tmp_path: Path) -> None:
    broker = make_broker()
    lost: list[tuple[int, tuple[str, ...], list[str]]] = []
    harmless = whole = 0
    spoilt: Counter[str] = Counter()
    for seed in range(SHEETS):
        planted = hostile_sheet(seed)
        with transaction.atomic():
            batch = bring_in(planted, tmp_path, broker)
            missing = missing_marks(planted, batch)
            if missing:
                lost.append((seed, planted.damages, missing))
            for finding in batch.findings:
                message = message_from_json(finding["message"])
                assert message is not None
                assert say(message, "en")
            if planted.is_harmless:
                harmless += 1
                arrived = Need.objects.filter(title__contains="K").values_list("title", flat=True)
                is_whole = all(any(mark in title for title in arrived) for mark in planted.marks)
                whole += is_whole
                if not is_whole:
                    spoilt.update(planted.damages)
            transaction.set_rollback(True)
    assert lost == [], lost[:5]
    assert whole >= 0.95 * harmless, f"{whole} of {harmless} sheets arrived whole: {spoilt}"
