"""The whole record out and in again: nothing lost, nothing changed, no secret handed on."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.db import connection

from duijie.accounts.models import User
from duijie.catalogue.models import Attachment, CatalogueRecord, Need, Note
from duijie.core.archive.contents import LEFT_OUT, SECRET_FIELDS, list_models
from duijie.core.archive.errors import ArchiveError
from duijie.core.archive.restoring import restore_archive
from duijie.core.archive.writing import write_archive
from tests.factories.records import make_record, store_records
from tests.factories.users import make_administrator, make_broker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def filled(data_folder: Path) -> list[CatalogueRecord]:
    """Three needs by a broker who has a password, with a file and a note that names a colleague."""
    broker, colleague = make_broker(), make_administrator()
    broker.set_password("four-kinds-of-tea")
    broker.save()
    needs = store_records([make_record(), make_record(), make_record()], by=broker, source="a.xlsx")
    folder = Path(django_settings.MEDIA_ROOT) / "attachments" / "ab"
    folder.mkdir(parents=True)
    (folder / "图纸.pdf").write_bytes(b"%PDF-1.7 drawing")
    Attachment.objects.create(
        need_id=needs[0].pk,
        name="图纸.pdf",
        file="attachments/ab/图纸.pdf",
        sha256="0" * 64,
        media_type="application/pdf",
        size_bytes=16,
        owner=broker,
    )
    note = Note.objects.create(need_id=needs[0].pk, text="@同事 请看", by=broker)
    note.mentioned.add(colleague)
    return needs


def empty() -> None:
    """A database and a media folder as on a machine that has just been born."""
    with connection.constraint_checks_disabled():
        for model in reversed(list_models(has_secrets=True)):
            model._base_manager.all()._raw_delete(connection.alias)
    shutil.rmtree(django_settings.MEDIA_ROOT)


def test_second_archive_equals_the_first_byte_for_byte(
    filled: list[CatalogueRecord], tmp_path: Path
) -> None:
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    write_archive(first, has_secrets=False)
    empty()

    restored = restore_archive(first)
    write_archive(second, has_secrets=False)

    assert second.read_bytes() == first.read_bytes()
    assert not restored.has_secrets
    assert Need.objects.count() == 3
    assert [str(user) for user in Note.objects.get().mentioned.all()]
    assert (
        (Path(django_settings.MEDIA_ROOT) / "attachments/ab/图纸.pdf")
        .read_bytes()
        .startswith(b"%PDF")
    )


def test_archive_without_secrets_holds_no_secret(
    filled: list[CatalogueRecord], tmp_path: Path
) -> None:
    hashed = User.objects.get(pk=filled[0].owner_id).password
    target = tmp_path / "archive.zip"

    write_archive(target, has_secrets=False)

    with zipfile.ZipFile(target) as archive:
        held = {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}
    assert [name for name, text in held.items() if hashed in text] == []
    assert not any("apitoken" in name or "invitation" in name for name in held)
    assert target.stat().st_mode & 0o077 == 0


def test_backup_lets_people_sign_in_again(filled: list[CatalogueRecord], tmp_path: Path) -> None:
    target = tmp_path / "backup.zip"
    owner_id = filled[0].owner_id
    write_archive(target, has_secrets=True)
    empty()

    assert restore_archive(target).has_secrets

    assert User.objects.get(pk=owner_id).check_password("four-kinds-of-tea")


def test_new_rows_follow_restored_ones(filled: list[CatalogueRecord], tmp_path: Path) -> None:
    target = tmp_path / "backup.zip"
    write_archive(target, has_secrets=True)
    empty()
    restore_archive(target)

    (added,) = store_records([make_record()], by=User.objects.get(pk=filled[0].owner_id))

    assert added.pk > max(need.pk for need in filled)


def test_restoring_over_users_is_refused(filled: list[CatalogueRecord], tmp_path: Path) -> None:
    target = tmp_path / "backup.zip"
    write_archive(target, has_secrets=True)

    with pytest.raises(ArchiveError) as refused:
        restore_archive(target)

    assert refused.value.message.code == "archive.not_empty"


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        ("cut", "archive.damaged"),
        ("row_missing", "archive.damaged"),
        ("other_zip", "archive.not_ours"),
        ("newer", "archive.newer"),
        ("outside", "archive.damaged"),
        ("unknown_column", "archive.unreadable"),
    ],
)
def test_bad_archive_restores_nothing(
    filled: list[CatalogueRecord], tmp_path: Path, damage: str, code: str
) -> None:
    good, bad = tmp_path / "good.zip", tmp_path / "bad.zip"
    write_archive(good, has_secrets=True)
    _damage(good, bad, damage)
    empty()

    with pytest.raises(ArchiveError) as refused:
        restore_archive(bad)

    assert refused.value.message.code == code
    assert User.objects.count() == 0
    assert Need.objects.count() == 0
    assert list(tmp_path.rglob("*.pdf")) == []


def _damage(good: Path, bad: Path, damage: str) -> None:
    if damage == "cut":
        bad.write_bytes(good.read_bytes()[:-200])
        return
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(bad, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if damage == "other_zip" and name == "manifest.json":
                continue
            if damage == "newer" and name == "manifest.json":
                manifest = json.loads(content)
                manifest["migrations"]["catalogue"] = "9999_from_the_future"
                content = json.dumps(manifest).encode()
            if name == "tables/catalogue.need.jsonl":
                lines = content.splitlines(keepends=True)
                if damage == "row_missing":
                    content = b"".join(lines[:-1])
                if damage == "unknown_column":
                    content = b"".join(
                        line.replace(b'{"', b'{"from_the_future":1,"', 1) for line in lines
                    )
            target.writestr(name, content)
        if damage == "outside":
            target.writestr("files/../../outside.txt", b"x")


def test_every_table_of_ours_is_in_it_or_left_out_by_name() -> None:
    ours = {
        model._meta.label_lower
        for config in apps.get_app_configs()
        if config.name.startswith("duijie.")
        for model in config.get_models(include_auto_created=True)
    }
    kept = {model._meta.label_lower for model in list_models(has_secrets=True)}

    assert ours - kept == LEFT_OUT & ours


def test_secret_columns_exist() -> None:
    """A renamed column must not slip into archives."""
    for label in SECRET_FIELDS:
        app, model, column = label.split(".")
        apps.get_model(app, model)._meta.get_field(column)
