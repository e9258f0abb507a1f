"""Archives, and everything that is refused with a sentence."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path

import pytest

from duijie.engines.documents import Limits, Severity, read_file_here
from duijie.engines.documents.sentences import SENTENCES
from tests.unit.documents import samples
from tests.unit.documents.samples import archive, codes, read, tables, workbook

_SECRET_PDF = samples.assembled_pdf(
    ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>",
     "<< /Filter /Standard /V 1 /R 2 /P -44 /O <" + "41" * 32 + "> /U <" + "42" * 32 + "> >>"],
    "/Encrypt 3 0 R /ID [<01> <01>]",
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.xlsx", b"", "empty"),
        ("a.txt", b" \n\n", "empty"),
        ("a.doc", samples.ole_with_stream("WordDocument"), "save_as_docx"),
        ("a.wps", samples.ole_with_stream("WordDocument"), "save_as_docx"),
        ("a.ppt", samples.ole_with_stream("PowerPoint Document"), "save_as_pdf"),
        ("a.xlsx", samples.ole_with_stream("EncryptedPackage"), "encrypted"),
        ("a.doc", b"{\\rtf1\\ansi text}", "save_as_docx"),
        ("a.ofd", archive([("OFD.xml", b"<ofd/>")]), "ofd_to_pdf"),
        ("a.xlsb", archive([("xl/workbook.bin", b"x")]), "save_as_xlsx"),
        ("a.odt", archive([("mimetype", b"application/vnd.oasis.opendocument")]), "save_as_office"),
        ("a.rar", b"Rar!\x1a\x07\x01\x00" + b"x" * 50, "unpack_first"),
        ("a.7z", b"7z\xbc\xaf'\x1c" + b"x" * 50, "unpack_first"),
        ("a.tar.gz", b"\x1f\x8b\x08" + b"x" * 50, "unpack_first"),
        ("a.tif", b"II*\x00" + b"x" * 50, "save_as_png"),
        ("a.bin", bytes(range(256)) * 20, "unknown_kind"),
        ("a.pdf", _SECRET_PDF, "encrypted"),
        ("a.pdf", b"%PDF-1.4\nrubbish", "damaged"),
        ("a.png", samples.picture(["x"])[:300], "damaged"),
        ("a.xlsx", workbook([["x"]])[:2000], "damaged"),
        ("a.docx", samples.word(["x"])[:9000], "damaged"),
        ("a.zip", archive([("a.txt", b"x" * 50)])[:40], "damaged"),
        ("a.zip", samples.with_encryption_flag(archive([("a.txt", b"x")])), "encrypted"),
        ("a.xlsx", samples.with_encryption_flag(workbook([["x"]])), "encrypted"),
        ("a.xlsx", workbook([]), "nothing_in_it"),
        ("a.html", b"<html><body></body></html>", "nothing_in_it"),
    ],
    # an archive holds the second it was made in: two workers would name its case differently
    ids=lambda value: value if isinstance(value, str) else "data",
)  # fmt: skip
def test_refused_file_gets_its_sentence(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    document = read(tmp_path, name, data).document
    assert codes(document, Severity.REFUSED) == [f"documents.{code}"]
    assert not document.is_read
    for finding in document.findings:
        assert name in SENTENCES[finding.message.code].format(**finding.message.params)


def test_doc_with_an_embedded_workbook_is_still_a_doc(tmp_path: Path) -> None:
    document = read(tmp_path, "a.xls", samples.ole_with_stream("WordDocument")).document
    assert document.kind == "doc"


def test_file_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 1001)
    reading = read_file_here(path, scratch=tmp_path, limits=Limits(file_bytes=1000))
    assert codes(reading.document) == ["documents.too_large"]


def test_file_that_is_gone_is_refused(tmp_path: Path) -> None:
    reading = read_file_here(tmp_path / "gone.txt", scratch=tmp_path)
    assert codes(reading.document) == ["documents.cannot_open"]


def test_image_of_too_many_pixels_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(samples.picture(["x"]))
    reading = read_file_here(path, scratch=tmp_path, limits=Limits(image_pixels=100))
    assert codes(reading.document) == ["documents.image_too_large"]


def test_archive_unpacks_members_and_leaves_system_files_out(tmp_path: Path) -> None:
    members = ["b/需求.csv", "a.csv", "__MACOSX/._a.csv", ".hidden", "b/~$x.docx", "Thumbs.db"]
    reading = read(tmp_path, "a.zip", archive([(name, b"x,y\n1,2") for name in members]))
    assert [nested.file for nested in reading.nested] == ["a.zip!a.csv", "a.zip!b/需求.csv"]
    assert reading.nested[0].path.read_bytes() == b"x,y\n1,2"
    assert reading.document.findings == ()


def test_archive_names_in_gbk_are_decoded(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        info = zipfile.ZipInfo("x" * 8 + ".csv")
        target.writestr(info, b"1,2")
    data = stream.getvalue().replace(b"x" * 8, "需求清单".encode("gbk"))
    reading = read(tmp_path, "a.zip", data)
    assert [nested.file for nested in reading.nested] == ["a.zip!需求清单.csv"]


def test_archive_dangerous_members_are_left_out_and_named(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name in ("../up.txt", "/abs.txt", "c:/win.txt", "a\\..\\..\\b.txt"):
            target.writestr(name, b"x")
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        target.writestr(link, b"/etc/passwd")
        target.writestr("bomb.txt", b"0" * 5_000_000)
        target.writestr("good.txt", b"text")
    reading = read(tmp_path, "a.zip", stream.getvalue())
    assert [nested.file for nested in reading.nested] == ["a.zip!good.txt"]
    assert sorted(codes(reading.document, Severity.PARTIAL)) == [
        "documents.member_is_bomb",
        "documents.member_is_link",
        *["documents.member_path_unsafe"] * 4,
    ]


def test_archive_damaged_member_is_named_and_the_others_arrive(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as target:
        target.writestr("a.txt", b"first contents")
        target.writestr("b.txt", b"second contents")
    data = stream.getvalue().replace(b"first contents", b"first contentz")
    reading = read(tmp_path, "a.zip", data)
    assert [nested.file for nested in reading.nested] == ["a.zip!b.txt"]
    assert codes(reading.document) == ["documents.member_damaged"]


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(archive_entries=2), "documents.too_many_entries"),
        (Limits(unpacked_bytes=2000), "documents.unpacked_too_large"),
    ],
)
def test_archive_beyond_its_limits_is_refused(tmp_path: Path, limits: Limits, code: str) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(archive([(f"{n}.txt", b"x" * 1000) for n in range(3)]))
    reading = read_file_here(path, scratch=tmp_path, limits=limits)
    assert (codes(reading.document), reading.nested) == ([code], ())


def test_office_file_that_unpacks_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook([["x" * 1000]] * 3))
    reading = read_file_here(path, scratch=tmp_path, limits=Limits(unpacked_bytes=1000))
    assert codes(reading.document) == ["documents.unpacked_too_large"]


def test_zip_named_as_workbook_is_opened_with_a_note(tmp_path: Path) -> None:
    reading = read(tmp_path, "a.xlsx", archive([("b.csv", b"1,2")]))
    assert codes(reading.document) == ["documents.wrong_ending"]
    assert len(reading.nested) == 1


def test_csv_with_damaged_bytes_is_partial(tmp_path: Path) -> None:
    data = bytearray("需求名称,企业名称\n高速轴承,某厂\n低温染色,某纺织\n".encode() * 5)
    data[40] = 0xFF
    document = read(tmp_path, "a.csv", bytes(data)).document
    assert codes(document, Severity.PARTIAL) == ["documents.unreadable_characters"]
    assert ("低温染色", "某纺织") in tables(document)[0].rows
