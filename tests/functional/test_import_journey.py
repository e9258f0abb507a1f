"""A collector brings a messy sheet in, mends what was refused, and takes it all back."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from tests.factories.messy import messy_sheet
from tests.functional.serving import Served, foreign_requests


@pytest.fixture
def collector(page: Page, browser: Browser, served: Served) -> Page:
    """A page on which a collector is signed in: the administrator makes the account."""
    page.goto(f"{served.address}/settings/users/")
    page.locator("#id_display_name").fill("采集员小周")
    page.locator("#id_username").fill("caijiyuan")
    page.locator("#id_role").select_option("collector")
    page.locator("form", has=page.locator("#id_role")).locator("button").click()
    password = page.locator("#issued-password").inner_text()
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    context.set_default_timeout(60_000)
    asked = foreign_requests(context, served)
    mine = context.new_page()
    mine.goto(served.address)
    mine.get_by_role("button", name="English").click()
    mine.get_by_label("User name", exact=True).fill("caijiyuan")
    mine.get_by_label("Password", exact=True).fill(password)
    mine.get_by_role("button", name="Sign in", exact=True).click()
    mine.wait_for_url(f"{served.address}/")
    assert asked == []
    return mine


def upload(page: Page, served: Served, path: Path) -> None:
    page.goto(f"{served.address}/imports/")
    page.get_by_label("Drop a spreadsheet here, or choose one").set_input_files(path)
    page.get_by_role("button", name="Upload and look").click()


def test_collector_imports_a_messy_sheet_mends_refused_rows_and_undoes(
    collector: Page, served: Served, tmp_path: Path
) -> None:
    page = collector
    expect.set_options(timeout=60_000)
    sheet = tmp_path / "需求汇总.xlsx"
    sheet.write_bytes(messy_sheet())
    upload(page, served, sheet)

    # columns: the header was found below the title and the notes
    expect(page.get_by_text("headers in row 4")).to_be_visible()
    expect(page.get_by_label("What “技术需求名称” is")).to_have_value("title")
    page.get_by_label("What “备注” is").select_option("-")
    page.get_by_role("button", name="Check the rows").click()

    # rows: what is wrong with row 17
    row = page.get_by_role("row").filter(has=page.get_by_role("cell", name="17", exact=True))
    expect(row).to_contain_text("Refused")
    expect(row).to_contain_text("Column C (技术需求名称)")
    page.get_by_role("button", name="Import 38 rows").click()
    expect(page.get_by_text("38 rows were imported.")).to_be_visible()
    first = page.url

    # refused rows as an Excel file, mended and uploaded again
    with page.expect_download() as download:
        page.get_by_role("link", name="Refused rows as Excel").click()
    refused = tmp_path / "refused.xlsx"
    download.value.save_as(refused)
    mend(refused)
    upload(page, served, refused)
    expect(page.get_by_text("The columns were placed as 采集员小周 confirmed them")).to_be_visible()
    page.get_by_role("button", name="Import 2 rows").click()
    expect(page.get_by_text("2 rows were imported.")).to_be_visible()

    # the first sheet once more: nothing doubles
    upload(page, served, sheet)
    expect(page.locator(".figures")).to_contain_text("unchanged")
    expect(page.get_by_role("button", name="Import 0 rows")).to_be_disabled()

    # and back
    page.goto(first)
    page.get_by_role("button", name="Undo the import").click()
    expect(page.get_by_text("The import was undone.")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="Undone").first).to_be_visible()


def mend(path: Path) -> None:
    """What the first column asks for, in the cells that are marked."""
    book = load_workbook(path)
    page = book.worksheets[0]
    header = [cell.value for cell in page[2]]
    title, organisation = header.index("技术需求名称") + 1, header.index("企业名称") + 1
    for row in range(3, page.max_row + 1):
        for column, text in (
            (title, "补报的需求：轴承振动监测"),
            (organisation, "青岚补报有限公司"),
        ):
            cell = page.cell(row, column)
            if not cell.value:
                assert cell.fill.fgColor.rgb == "00FFE699"
                cell.value = text
    book.save(path)
