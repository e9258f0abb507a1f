"""A file or a folder read file by file, each in a child process, with the files inside them."""

from __future__ import annotations

import tempfile
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, cast

from duijie.engines.documents.child import OcrJob, ReadJob
from duijie.engines.documents.folder import list_entries
from duijie.engines.documents.limits import Limits
from duijie.engines.documents.ocr import SMALL_SIDE
from duijie.engines.documents.ocr_store import OcrStore
from duijie.engines.documents.single import Reading, refused
from duijie.engines.documents.types import Block, Document, Finding, Place, Severity, TextBlock
from duijie.engines.documents.watch import CancelledReadError, Child
from duijie.errors import DuijieError, Message

OnProgress = Callable[[int, int, Message | None], None]
IsCancelled = Callable[[], bool]

_USUAL: Final = Limits()


@dataclass(slots=True)
class _Budget:
    """What one handed-in file may still unpack, shared by all that lies in it."""

    entries: int
    unpacked: int


@dataclass(frozen=True, slots=True)
class _Todo:
    path: Path
    file: str
    depth: int
    budget: _Budget
    refusal: str | None = None


def read_documents(
    path: Path,
    *,
    limits: Limits = _USUAL,
    cache_dir: Path | None = None,
    on_progress: OnProgress | None = None,
    is_cancelled: IsCancelled | None = None,
) -> Iterator[Document]:
    """Every document of a file or folder, one at a time, archives and attachments opened.

    A file that cannot be read comes as a document with a `REFUSED` finding; the others go on. An
    archive itself comes only if there is something to say about it. Results of OCR are kept below
    `cache_dir`. Progress counts files, and pages of a file in OCR are told in its note. When
    `is_cancelled` answers true no more documents come; the check is made between files, between
    pages, and ten times a second while a child works.

    Raises `DuijieError` `documents.no_such_path` at once.
    """
    if not path.exists() and not path.is_symlink():
        raise DuijieError("documents.no_such_path", path=str(path))
    return _Batch(limits, OcrStore(cache_dir), on_progress, is_cancelled).run(path)


class _Batch:
    def __init__(
        self,
        limits: Limits,
        store: OcrStore,
        on_progress: OnProgress | None,
        is_cancelled: IsCancelled | None,
    ) -> None:
        self._limits = limits
        self._store = store
        self._tell = on_progress
        self._is_cancelled = is_cancelled
        self._reader = Child(limits.memory_bytes)
        self._ocr = Child(limits.memory_bytes)
        self._ids: set[str] = set()
        self._todo: deque[_Todo] = deque()
        self._done = 0

    def run(self, path: Path) -> Iterator[Document]:
        for entry in list_entries(path):
            budget = _Budget(self._limits.archive_entries, self._limits.unpacked_bytes)
            self._todo.append(_Todo(entry.path, entry.file, 0, budget, entry.refusal))
        with tempfile.TemporaryDirectory(prefix="duijie-read-") as scratch:
            try:
                while self._todo and not self._stopped():
                    todo = self._todo.popleft()
                    self._report(Message("documents.reading", {"file": todo.file}))
                    document = self._read(todo, Path(scratch))
                    self._done += 1
                    if document is not None:
                        yield document
                self._report(None)
            except CancelledReadError:
                return
            finally:
                self._reader.close()
                self._ocr.close()

    def _stopped(self) -> bool:
        return self._is_cancelled is not None and self._is_cancelled()

    def _report(self, note: Message | None) -> None:
        if self._tell is not None:
            waiting = len(self._todo) + (note is not None)
            self._tell(self._done, self._done + waiting, note)

    def _read(self, todo: _Todo, scratch: Path) -> Document | None:
        reading = self._answer(todo, scratch)
        document = reading.document
        if reading.ocr_pages:
            document = self._with_ocr(todo, reading)
        for nested in reversed(reading.nested):
            todo.budget.entries -= 1
            todo.budget.unpacked -= nested.size
            self._todo.appendleft(_Todo(nested.path, nested.file, todo.depth + 1, todo.budget))
        if todo.depth:
            todo.path.unlink(missing_ok=True)
        if document.kind == "zip" and not document.findings:
            return None
        return replace(document, id=self._unique(document.id))

    def _unique(self, stem: str) -> str:
        name, number = stem, 2
        while name in self._ids:
            name, number = f"{stem}-{number}", number + 1
        self._ids.add(name)
        return name

    def _answer(self, todo: _Todo, scratch: Path) -> Reading:
        if todo.refusal is not None:
            return refused(todo.file, "unknown", todo.refusal, self._limits)
        job = ReadJob(
            todo.path,
            todo.file,
            scratch,
            self._limits,
            todo.depth,
            todo.budget.entries,
            todo.budget.unpacked,
        )
        try:
            answer = self._reader.ask(job, self._limits.seconds_per_file, self._is_cancelled)
        except CancelledReadError:
            raise
        except DuijieError as error:
            message = error.message
            return refused(todo.file, "unknown", message.code, self._limits, **message.params)
        assert isinstance(answer, Reading)
        return answer

    def _with_ocr(self, todo: _Todo, reading: Reading) -> Document:
        document = reading.document
        wanted = reading.ocr_pages[: self._limits.ocr_pages]
        findings = list(document.findings)
        if len(wanted) < len(reading.ocr_pages):
            cut: dict[str, object] = {"count": len(reading.ocr_pages), "limit": len(wanted)}
            findings.append(_finding(document, "ocr_pages_cut", Severity.PARTIAL, None, cut))
        found: dict[int, tuple[Block, ...]] = {}
        for page in wanted:
            if self._stopped():
                raise CancelledReadError("documents.cancelled")
            params = {"file": todo.file, "page": page, "count": document.page_count or page}
            self._report(Message("documents.reading_page", params))
            blocks = self._page(todo, document, page)
            if blocks is None:
                findings.append(_finding(document, "ocr_failed", Severity.PARTIAL, page, {}))
            elif not blocks:
                findings.append(_finding(document, "ocr_no_text", Severity.NOTE, page, {}))
            else:
                found[page] = blocks
        return _merged(document, found, findings)

    def _page(self, todo: _Todo, document: Document, page: int) -> tuple[Block, ...] | None:
        known = self._store.get(document.sha256, page)
        if known is None:
            known = self._recognise(OcrJob(todo.path, document.kind, page))
            if known is None:
                return None
            self._store.put(document.sha256, page, known)
        return tuple(replace(block, place=replace(block.place, file=todo.file)) for block in known)

    def _recognise(self, job: OcrJob) -> tuple[Block, ...] | None:
        """The page's blocks; a page that takes too much memory is tried once more at half size."""
        try:
            return cast(
                "tuple[Block, ...]",
                self._ocr.ask(job, self._limits.seconds_per_file, self._is_cancelled),
            )
        except CancelledReadError:
            raise
        except DuijieError as error:
            is_memory = error.message.code == "documents.too_much_memory"
            if is_memory and job.longest_side > SMALL_SIDE:
                return self._recognise(replace(job, longest_side=SMALL_SIDE))
            return None


def _finding(
    document: Document, name: str, severity: Severity, page: int | None, params: dict[str, object]
) -> Finding:
    told: dict[str, object] = {"file": document.file, **params}
    if page is not None:
        told["page"] = page
    return Finding(Message(f"documents.{name}", told), Place(document.file, page), severity)


def _merged(
    document: Document, found: dict[int, tuple[Block, ...]], findings: list[Finding]
) -> Document:
    """The document with the recognised pages in their places."""
    blocks = list(document.blocks)
    for page in sorted(found):
        at = next(
            (i for i, b in enumerate(blocks) if b.place.page is not None and b.place.page > page),
            len(blocks),
        )
        blocks[at:at] = found[page]
    if found:
        pages = ", ".join(str(page) for page in sorted(found))
        told = {"file": document.file, "count": len(found), "pages": pages}
        place = Place(document.file, min(found))
        findings.append(Finding(Message("documents.ocr_used", told), place, Severity.NOTE))
    if not blocks:
        told = {"file": document.file}
        place = Place(document.file)
        findings.append(Finding(Message("documents.nothing_in_it", told), place, Severity.REFUSED))
    title = document.title
    if title == Path(document.file.rsplit("!", 1)[-1]).stem:
        title = _tallest_line(found) or title
    return replace(document, blocks=tuple(blocks), findings=tuple(findings), title=title)


def _tallest_line(found: dict[int, tuple[Block, ...]]) -> str:
    """The largest letters near the top of the first recognised page."""
    for page in sorted(found):
        lines = [b for b in found[page] if isinstance(b, TextBlock) and b.place.box]
        return max(
            (line for line in lines[:6] if 2 <= len(line.text) <= 60),
            key=lambda line: line.place.box[3] - line.place.box[1] if line.place.box else 0.0,
            default=TextBlock("", Place("")),
        ).text
    return ""
