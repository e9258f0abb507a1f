"""Code lists as administrators bring them, and those that ship, stored once for a module."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook
from pytest_django import DjangoDbBlocker

from duijie.catalogue.models import CodeList
from duijie.catalogue.services.codes import ensure_code_lists
from duijie.core.audit.models import AuditEntry

HEADER = ("代码", "名称", "上级代码", "英文名称")


def make_code_csv(*rows: Sequence[str], header: Sequence[str] = HEADER) -> SimpleUploadedFile:
    text = "\n".join(",".join(row) for row in (header, *rows)) + "\n"
    return SimpleUploadedFile("代码表.csv", text.encode("utf-8"))


def make_code_workbook(
    *rows: Sequence[str | int], header: Sequence[str] = HEADER, sheet: str = "分类"
) -> SimpleUploadedFile:
    """With a title line above the header, as offices write them."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = sheet
    page.append(["行业分类一览"])
    for row in (header, *rows):
        page.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return SimpleUploadedFile("代码表.xlsx", content.getvalue())


@contextmanager
def stored_code_lists(blocker: DjangoDbBlocker, *keys: str) -> Iterator[None]:
    """The lists that ship, outside the transactions of the tests: 5,000 codes take a second."""
    with blocker.unblock():
        ensure_code_lists(keys=keys)
    try:
        yield
    finally:
        with blocker.unblock():
            CodeList.objects.all().delete()
            AuditEntry.objects.filter(object_kind="code_list").delete()
