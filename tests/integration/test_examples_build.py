"""The committed files of the made-up region are what `examples/build.py` writes from its texts."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import openpyxl
import pypdfium2
import pytest
import xlrd
from docx import Document
from PIL import Image

from examples.build import HERE, NEEDS_FONTS, builders, truth
from examples.made_up import FILES, LABEL, Region, load_region
from examples.meeting_day import meeting_day
from examples.pictures import has_fonts

REGION = HERE / "region"
REGION_DATA = load_region()
BUILDERS = builders(REGION_DATA)


def _sheet_cells(data: bytes) -> object:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {sheet.title: list(sheet.values) for sheet in book.worksheets}


def _old_sheet_cells(data: bytes) -> object:
    book = xlrd.open_workbook(file_contents=data)
    return {sheet.name: [sheet.row_values(row) for row in range(sheet.nrows)] for sheet in book}


def _word_texts(data: bytes) -> object:
    word = Document(io.BytesIO(data))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in word.paragraphs], cells


def _pdf_texts(data: bytes) -> object:
    document = pypdfium2.PdfDocument(data)
    # where lines break depends on the version of the shaper, what they say does not
    return [
        "".join(document[page].get_textpage().get_text_range().split())
        for page in range(len(document))
    ]


def _members(data: bytes) -> object:
    archive = zipfile.ZipFile(io.BytesIO(data))
    return {name: archive.read(name) for name in archive.namelist()}


def _attachment(data: bytes) -> object:
    import email
    from email import policy

    message = email.message_from_bytes(data, policy=policy.default)
    sheets = [part.get_content() for part in message.iter_attachments()]
    body = message.get_body()
    assert body is not None
    return message["Subject"], body.get_content(), [_sheet_cells(sheet) for sheet in sheets]


CONTENT_OF: Mapping[str, Callable[[bytes], object]] = {
    ".xlsx": _sheet_cells,
    ".xls": _old_sheet_cells,
    ".docx": _word_texts,
    ".pdf": _pdf_texts,
    ".zip": _members,
    ".eml": _attachment,
}


@pytest.fixture
def shared_codes() -> Path:
    """The code lists beside the checkout."""
    beside = Path(__file__).parents[2].parent / "shared"
    codes = Path(os.environ.get("DUIJIE_SHARED", beside)) / "data" / "codes"
    if not codes.is_dir():
        pytest.skip(f"no code lists at {codes}")
    return codes


@pytest.mark.parametrize("name", sorted(BUILDERS))
def test_region_file_built_again_has_the_committed_content(name: str) -> None:
    if name in NEEDS_FONTS and not has_fonts():
        pytest.skip("Noto CJK fonts are not installed (apt-get install fonts-noto-cjk)")
    if name == FILES["booklet"]:
        try:
            import weasyprint  # noqa: F401 -- whether it loads is the question
        except OSError as missing:
            pytest.skip(f"WeasyPrint finds no Pango: {missing}")
    committed = (REGION / name).read_bytes()
    built = BUILDERS[name]()
    if built == committed:
        return
    if name == FILES["photo"]:
        _assert_same_picture(committed, built)
        return
    content_of = CONTENT_OF.get(Path(name).suffix, bytes)
    assert content_of(built) == content_of(committed)


def _assert_same_picture(committed: bytes, built: bytes) -> None:
    """Other versions of FreeType or libjpeg shade the edges of letters otherwise."""
    old = np.asarray(Image.open(io.BytesIO(committed)), dtype=float)
    new = np.asarray(Image.open(io.BytesIO(built)), dtype=float)
    assert old.shape == new.shape
    assert abs(old - new).mean() < 4


def test_region_folder_holds_exactly_the_built_files() -> None:
    assert {file.name for file in REGION.iterdir()} == set(BUILDERS)
    assert sum(file.stat().st_size for file in REGION.iterdir()) < 3_000_000


def test_truth_and_meeting_day_are_what_is_built() -> None:
    assert (HERE / "truth.tsv").read_text("utf-8") == truth(REGION_DATA)
    assert (HERE / "meeting_day.json").read_text("utf-8") == meeting_day(REGION_DATA)


def _text_of(name: str) -> str:
    data = (REGION / name).read_bytes()
    match Path(name).suffix:
        case ".csv":
            return data.decode("gb18030")
        case ".wps":
            return data.decode("utf-16-le", "ignore")
        case ".xlsx" | ".xls" | ".docx" | ".pdf" | ".eml":
            return str(CONTENT_OF[Path(name).suffix](data))
        case ".zip":
            archive = zipfile.ZipFile(io.BytesIO(data))
            return archive.read("企业技术需求.txt").decode("gb18030")
        case _:
            return data.decode("utf-8")


@pytest.mark.parametrize("name", sorted(set(BUILDERS) - {FILES["photo"]}))
def test_every_readable_file_says_that_it_is_made_up(name: str) -> None:
    assert LABEL in _text_of(name)


def test_region_counts_are_at_least_those_of_the_design() -> None:
    region = REGION_DATA
    assert len(region.needs) >= 60
    assert len(region.offers) >= 150
    assert len(region.experts) == 40
    assert len(region.organisations) == 80
    assert len({need.industry for need in region.needs}) == 6
    assert _needs_with_best_grade(region, 0) >= 6
    assert _needs_with_best_grade(region, 2, 3) >= len(region.needs) // 2


def _needs_with_best_grade(region: Region, *grades: int) -> int:
    return sum(max(need.fits.values(), default=0) in grades for need in region.needs)


def test_titles_name_one_record_each() -> None:
    region = REGION_DATA
    titles = [need.title for need in region.needs] + [offer.title for offer in region.offers]
    assert len(titles) == len(set(titles))
    names = [expert.name for expert in region.experts]
    assert len(names) == len(set(names))


def test_truth_lines_point_at_files_that_hold_the_record() -> None:
    with (HERE / "truth.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert {row["need"] for row in rows} == {need.key for need in REGION_DATA.needs}
    for row in rows:
        assert (REGION / row["need_file"]).is_file()
        assert not row["match_file"] or (REGION / row["match_file"]).is_file()
        assert (row["kind"] == "none") == (row["match"] == "") == (row["grade"] == "0")


def test_invented_names_are_not_those_of_real_places_or_universities(shared_codes: Path) -> None:
    real = _names(shared_codes / "areas.csv") | _names(shared_codes / "cities.csv")
    real |= _names(shared_codes / "universities.csv")
    organisations = REGION_DATA.organisations.values()
    invented = {org.name for org in organisations} | {org.region for org in organisations}
    assert not invented & real


def _names(path: Path) -> set[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {cell for row in csv.reader(file) for cell in row}
