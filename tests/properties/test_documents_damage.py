"""Damaged files of every kind: planted rows arrive or the file is named, and never a trace."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duijie.engines.documents import Document, Reading, Severity, read_documents, read_file_here
from duijie.engines.documents.kinds import recognise
from duijie.engines.documents.sentences import SENTENCES
from duijie.errors import Message
from tests.unit.documents import samples

_TOKENS = tuple(f"need{number:03d}bearing" for number in range(12))
_ROWS = [["name", "firm", "money"], *[[token, "works", "50"] for token in _TOKENS]]
_LINES = [(72.0, 700.0 - 30 * n, token) for n, token in enumerate(_TOKENS)]
_CSV = "\n".join(",".join(row) for row in _ROWS).encode()
_HTML = (
    "<html><head><title>list</title></head><body><h1>List of needs</h1>"
    + "".join(f"<p>{token} is wanted by a firm that makes parts.</p>" for token in _TOKENS)
    + "</body></html>"
).encode()
_JSONL = "\n".join(f'{{"id": {n}, "title": "{token}"}}' for n, token in enumerate(_TOKENS)).encode()


@dataclass(frozen=True)
class _Kind:
    name: str
    data: bytes
    is_checked: bool
    """Whether the format has check sums, so that every loss can be noticed."""


_KINDS = {
    kind.name: kind
    for kind in (
        _Kind("a.xlsx", samples.workbook(_ROWS), True),
        _Kind("a.docx", samples.word(_TOKENS[:6], _ROWS[7:]), True),
        _Kind("a.zip", samples.archive([("a.csv", _CSV)]), True),
        _Kind("a.xls", samples.old_workbook(_ROWS), False),
        _Kind("a.pdf", samples.pdf([_LINES]), False),
        _Kind("a.csv", _CSV, False),
        _Kind("a.txt", "\n".join(_TOKENS).encode(), False),
        _Kind("a.jsonl", _JSONL, False),
        _Kind("a.html", _HTML, False),
        _Kind("a.eml", samples.mail("needs", "\n".join(_TOKENS)), False),
    )
}

_MAGIC = (b"", b"PK\x03\x04", b"%PDF-1.4\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xd8\xff")

_Damage = Callable[[bytes], bytes]


def _cut(share: float) -> _Damage:
    return lambda data: data[: int(len(data) * share)]


def _flip(places: list[tuple[float, int]]) -> _Damage:
    def apply(data: bytes) -> bytes:
        changed = bytearray(data)
        for share, mask in places:
            changed[int((len(data) - 1) * share)] ^= mask
        return bytes(changed)

    return apply


def _splice(start: float, length: int, to: float) -> _Damage:
    def apply(data: bytes) -> bytes:
        a, b = int(len(data) * start), int(len(data) * to)
        return data[:b] + data[a : a + length] + data[b:]

    return apply


_share = st.floats(0, 1)
_damages = st.one_of(
    st.builds(_cut, _share),
    st.builds(_flip, st.lists(st.tuples(_share, st.integers(1, 255)), min_size=1, max_size=8)),
    st.builds(_splice, _share, st.integers(1, 400), _share),
)


def _read(name: str, data: bytes) -> list[Document]:
    """The file and what lies in it, read in this process."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder) / "scratch"
        scratch.mkdir()
        path = Path(folder) / name
        path.write_bytes(data)
        readings: list[Reading] = [read_file_here(path, scratch=scratch, file=name)]
        for nested in readings[0].nested:
            readings.append(read_file_here(nested.path, scratch=scratch, file=nested.file, depth=1))
    return [reading.document for reading in readings]


def _is_intact(kind: _Kind, data: bytes, token: str) -> bool:
    """Whether the token stands in the file, and no byte before it takes in its first letter."""
    if kind.name == "a.xls":
        return token.encode() in data or token.encode("utf-16-le") in data
    if kind.name == "a.html":
        # A damaged tag may take in what stands beside it.
        whole = rb"</(?:p|h1)><p>" + token.encode() + rb" is wanted[^<]*</p>"
        return re.search(whole, data) is not None
    return re.search(rb"(?<![\x80-\xff])" + token.encode(), data) is not None


def _lost(kind: _Kind, data: bytes, documents: list[Document]) -> set[str]:
    """Planted tokens that did not arrive, less those that the damage itself hit."""
    text = "\n".join(samples.all_text(document) for document in documents)
    intact = {token for token in _TOKENS if kind.is_checked or _is_intact(kind, data, token)}
    return {token for token in intact if token not in text}


def _say(message: Message) -> str:
    return SENTENCES[message.code].format(**message.params)


@pytest.mark.parametrize("name", sorted(_KINDS))
@given(damage=_damages)
def test_damaged_file_arrives_or_is_named(name: str, damage: _Damage) -> None:
    kind = _KINDS[name]
    data = damage(kind.data)
    documents = _read(name, data)
    findings = [finding for document in documents for finding in document.findings]
    assert all(finding.place.file.startswith(name) for finding in findings)
    assert all(name in _say(finding.message) for finding in findings)
    # Formats without check sums lose cells without a sign: a note is the most that can be said.
    is_unchecked = kind.name in {"a.xls", "a.pdf"}
    told = any(is_unchecked or finding.severity is not Severity.NOTE for finding in findings)
    assert not _lost(kind, data, documents) or told


@pytest.mark.parametrize("name", sorted(_KINDS))
def test_sound_file_arrives_whole(name: str) -> None:
    documents = _read(name, _KINDS[name].data)
    assert _lost(_KINDS[name], _KINDS[name].data, documents) == set()
    assert all(document.findings == () for document in documents)


@given(data=st.binary(max_size=3000), name=st.sampled_from([*_KINDS, "a.bin", "a.png", "a"]))
def test_any_bytes_are_read_or_named(data: bytes, name: str) -> None:
    for magic in _MAGIC:
        assert recognise(magic + data, Path(name).suffix)
        documents = _read(name, magic + data)
        assert all(document.blocks or document.findings for document in documents[:1])


def test_damaged_files_leave_the_rest_of_the_batch(tmp_path: Path) -> None:
    for name, kind in _KINDS.items():
        (tmp_path / f"cut-{name}").write_bytes(kind.data[: len(kind.data) // 2])
        (tmp_path / f"sound-{name}").write_bytes(kind.data)
    documents = {document.file: document for document in read_documents(tmp_path)}
    for name in _KINDS:
        member = f"sound-{name}!a.csv" if name == "a.zip" else f"sound-{name}"
        text = samples.all_text(documents[member])
        assert [token for token in _TOKENS if token not in text] == []
    for name in ("a.xlsx", "a.docx", "a.zip", "a.xls"):
        assert not documents[f"cut-{name}"].is_read
