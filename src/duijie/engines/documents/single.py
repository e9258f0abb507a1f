"""One file read in this process: recognise it, read it, and turn every fault into a finding."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Final

from duijie.engines.documents.draft import Draft, Nested, Scratch, Source
from duijie.engines.documents.kinds import BINARY_SUFFIXES, EXPECTED_SUFFIXES, recognise
from duijie.engines.documents.limits import Limits
from duijie.engines.documents.types import Document, Finding, Place, Severity
from duijie.errors import DuijieError, Message

__all__ = ["READERS", "REFUSALS", "Nested", "Reading", "read_file_here"]

READERS: Final[dict[str, tuple[str, str]]] = {
    "xlsx": ("workbook", "read_workbook"),
    "xls": ("old_workbook", "read_old_workbook"),
    "xml_sheet": ("xml_sheet", "read_xml_sheet"),
    "csv": ("delimited", "read_delimited"),
    "docx": ("word", "read_word"),
    "pptx": ("slides", "read_slides"),
    "pdf": ("pdf", "read_pdf"),
    "html": ("web_page", "read_web_page"),
    "txt": ("plain_text", "read_plain_text"),
    "md": ("plain_text", "read_plain_text"),
    "json": ("records", "read_json"),
    "jsonl": ("records", "read_json_lines"),
    "eml": ("mail", "read_mail"),
    "zip": ("archive", "read_archive"),
    "png": ("image", "read_image"),
    "jpg": ("image", "read_image"),
}
"""Kind to module and function below `readers`, imported when first needed."""

REFUSALS: Final[dict[str, str]] = {
    "empty": "documents.empty",
    "damaged": "documents.damaged",
    "encrypted": "documents.encrypted",
    "doc": "documents.save_as_docx",
    "rtf": "documents.save_as_docx",
    "odf": "documents.save_as_office",
    "xlsb": "documents.save_as_xlsx",
    "ppt": "documents.save_as_pdf",
    "ofd": "documents.ofd_to_pdf",
    "caj": "documents.ofd_to_pdf",
    "epub": "documents.ofd_to_pdf",
    "rar": "documents.unpack_first",
    "7z": "documents.unpack_first",
    "gz": "documents.unpack_first",
    "tif": "documents.save_as_png",
    "gif": "documents.save_as_png",
    "bmp": "documents.save_as_png",
    "webp": "documents.save_as_png",
    "msg": "documents.save_as_eml",
    "video": "documents.not_a_text",
    "unknown": "documents.unknown_kind",
}
"""Kinds that are recognised but not read, and the sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as read by its reader alone: OCR and the files within it are still to come."""

    document: Document
    nested: tuple[Nested, ...] = ()
    ocr_pages: tuple[int, ...] = ()


def read_file_here(
    path: Path,
    *,
    scratch: Path,
    file: str | None = None,
    limits: Limits | None = None,
    depth: int = 0,
    entries: int | None = None,
    unpacked: int | None = None,
) -> Reading:
    """Read one file in this process; never raises for what the file holds.

    Files within it (archive members, attachments) are written to the folder `scratch` and returned
    as `nested`, not read. `file` is the label used in places. `depth`, `entries` and `unpacked` are
    how deep the file itself lies in archives and what may still be unpacked.
    """
    limits = limits or Limits()
    label = file or path.name
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= limits.file_bytes else b""
    except OSError:
        return refused(label, "unknown", "documents.cannot_open", limits)
    if size > limits.file_bytes:
        return refused(
            label,
            "unknown",
            "documents.too_large",
            limits,
            size_mb=-(-size // 10**6),
            limit_mb=limits.file_bytes // 10**6,
        )
    allowance = Scratch(
        scratch,
        depth,
        limits.archive_entries if entries is None else entries,
        limits.unpacked_bytes if unpacked is None else unpacked,
    )
    return _read(Source(data, label, limits, allowance))


def refused(label: str, kind: str, code: str, limits: Limits, **params: object) -> Reading:
    """The reading of a file of which nothing was read."""
    draft = Draft(Source(b"", label, limits, None), kind)
    draft.findings.append(_told(label, code, params, Severity.REFUSED))
    return Reading(_document(draft, ""))


def _told(file: str, code: str, params: Mapping[str, object], severity: Severity) -> Finding:
    return Finding(Message(code, {"file": file, **params}), Place(file), severity)


def _read(source: Source) -> Reading:
    digest = hashlib.sha256(source.data).hexdigest()
    kind = recognise(source.data, source.suffix)
    draft = Draft(source, "xlsx" if kind == "xml_sheet" else kind)
    if kind in REFUSALS:
        # A recognised kind under a strange name still gets the sentence of what it is.
        draft.find(Severity.REFUSED, REFUSALS[kind], kind=kind)
        return Reading(_document(draft, digest))
    expected = EXPECTED_SUFFIXES.get(kind)
    is_text = kind in {"txt", "md", "csv", "jsonl"} and source.suffix in BINARY_SUFFIXES
    if source.suffix and (is_text or (expected and source.suffix not in expected)):
        draft.note("documents.wrong_ending", ending=source.suffix, kind=kind)
    _run_reader(draft, kind)
    return Reading(_document(draft, digest), tuple(draft.nested), draft.ocr_pages)


def _run_reader(draft: Draft, kind: str) -> None:
    module, function = READERS[kind]
    read: Callable[[Draft], None] = getattr(
        import_module(f"duijie.engines.documents.readers.{module}"), function
    )
    fault: tuple[str, dict[str, object]] | None = None
    try:
        read(draft)
    except DuijieError as error:
        fault = error.message.code, dict(error.message.params)
    except MemoryError:
        fault = "documents.too_much_memory", {}
    except Exception:  # noqa: BLE001, RUF100  # whatever a stranger's file trips is a finding, not a trace
        fault = "documents.damaged", {}
    has_content = bool(draft.blocks or draft.nested or draft.ocr_pages)
    if fault is not None:
        code, params = fault
        if has_content and code == "documents.damaged":
            draft.partial("documents.damaged_within")
        else:
            severity = Severity.PARTIAL if has_content else Severity.REFUSED
            draft.findings.append(_told(draft.source.file, code, params, severity))
    elif not has_content and all(f.severity is Severity.NOTE for f in draft.findings):
        draft.find(Severity.REFUSED, "documents.nothing_in_it")
    elif not has_content:
        draft.find(Severity.REFUSED, "documents.damaged")


def _document(draft: Draft, digest: str) -> Document:
    return Document(
        id=draft.source.stem,
        file=draft.source.file,
        kind=draft.kind,
        title=(draft.title or draft.source.stem).replace("\n", " ")[:200],
        blocks=tuple(draft.blocks),
        findings=tuple(draft.findings),
        sha256=digest,
        page_count=draft.page_count,
        meta=dict(draft.meta),
    )
