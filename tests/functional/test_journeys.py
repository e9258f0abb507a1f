"""What a technology manager does in a browser, from a folder of files to a phone call."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.functional.serving import Served

pytestmark = [pytest.mark.functional, pytest.mark.installation]

NEEDS = """企业名称,技术需求名称,需求内容,地区,拟投入资金（万元）,联系人,联系电话
沂岭精密轴承有限公司,轴承套圈磨削烧伤在线检测,磨削工序中套圈表面烧伤靠酸洗抽检，漏检率高，希望三秒内判定烧伤等级。,云泽市,120,林青,13900001111
禾原农膜有限公司,可降解地膜破裂过早,聚乳酸地膜使用六十天即破裂，需要把诱导期延长到九十天以上。,鹤汀市,60,周晴,13900002222
"""
OFFERS = """成果名称,完成单位,成果简介,所属领域
磁噪声磨削烧伤分级装置,北岭工业研究院,利用磁巴克豪森噪声信号对轴承套圈磨削烧伤分级，单件检测时间不到两秒。,装备制造
聚乳酸共混增韧地膜,西陵化工学院,反应性增容提高聚乳酸地膜韧性，降解诱导期可在六十至一百二十天之间调节。,高分子材料
稻谷烘干余热回收,栗川农业大学,把烘干塔的余热用于粮食预热，节能两成。,农业
"""
LONG_WORK = 180_000


@pytest.fixture
def folder(tmp_path: Path) -> list[Path]:
    files = {"企业需求.csv": NEEDS, "院所成果.csv": OFFERS, "旧表.wps": "\x00"}
    paths = [tmp_path / name for name in files]
    for path in paths:
        path.write_text(files[path.name], encoding="utf-8")
    return paths


def test_manager_uploads_a_folder_and_sees_who_could_solve_a_need(
    page: Page, folder: list[Path]
) -> None:
    page.get_by_role("link", name="Documents", exact=True).first.click()
    page.get_by_label("Drop files here, or choose several").set_input_files(folder)
    expect(page.get_by_role("listitem").filter(has_text="企业需求.csv")).to_be_visible()
    page.get_by_role("button", name="Upload and read").click()

    expect(page.get_by_role("heading", name="Upload")).to_be_visible()
    expect(page.get_by_text("files read")).to_be_visible(timeout=LONG_WORK)
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name="企业需求.csv"))
    expect(row).to_contain_text("Read")
    refused = page.get_by_role("row").filter(has=page.get_by_role("link", name="旧表.wps"))
    expect(refused).to_contain_text("Not read")

    row.get_by_role("link", name="Needs 2").click()
    expect(page.get_by_role("heading", name="Needs", exact=True)).to_be_visible()
    page.get_by_role("link", name="轴承套圈磨削烧伤在线检测").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("轴承套圈磨削烧伤在线检测")
    expect(page.get_by_role("link", name="13900001111")).to_be_visible()

    matches = page.get_by_role("region", name="Who could solve it")
    best = matches.locator("summary").filter(has_text="磁噪声磨削烧伤分级装置")
    expect(best).to_be_visible(timeout=LONG_WORK)
    expect(matches.locator("summary").first).to_contain_text("磁噪声磨削烧伤分级装置")
    expect(matches.get_by_text("The need says").first).to_be_visible()
    expect(matches.locator("blockquote mark").first).to_be_visible()
    expect(page.locator("[data-marks=text] mark").first).to_be_visible()


def test_manager_narrows_a_list_and_goes_back(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/offers/")
    expect(page.get_by_role("link", name="稻谷烘干余热回收")).to_be_visible()

    page.keyboard.press("/")
    page.keyboard.type("地膜")
    expect(page.get_by_role("link", name="稻谷烘干余热回收")).to_be_hidden()
    expect(page).to_have_url(f"{served.address}/offers/?q=%E5%9C%B0%E8%86%9C")
    page.get_by_role("link", name="聚乳酸共混增韧地膜").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("聚乳酸共混增韧地膜")
    page.go_back()

    expect(page.get_by_role("searchbox", name="Search in offers")).to_have_value("地膜")
    expect(page.get_by_role("link", name="聚乳酸共混增韧地膜")).to_be_visible()
    expect(page.get_by_role("link", name="稻谷烘干余热回收")).to_be_hidden()


def test_manager_moves_through_a_list_by_keyboard(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/needs/?sort=title")

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("可降解地膜破裂过早")


def test_everything_fits_a_small_phone(page: Page, served: Served) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    wide = {}
    for path in (
        "/",
        "/needs/",
        "/needs/1/",
        "/offers/",
        "/experts/",
        "/documents/",
        "/search/?q=x",
    ):
        page.goto(served.address + path)
        wide[path] = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )

    assert wide == dict.fromkeys(wide, 0)


def test_first_page_is_light(page: Page, served: Served) -> None:
    context = page.context.browser.new_context(storage_state=page.context.storage_state())  # type: ignore[union-attr] # it has one
    fresh = context.new_page()
    fresh.goto(served.address, wait_until="load")
    sizes = fresh.evaluate(
        "['resource', 'navigation'].flatMap(kind => performance.getEntriesByType(kind))"
        ".map(entry => entry.transferSize)"
    )
    context.close()

    assert sum(sizes) < 200_000


def test_lists_details_and_upload_work_without_scripts(
    page: Page, served: Served, folder: list[Path]
) -> None:
    browser = page.context.browser
    assert browser is not None
    context = browser.new_context(
        storage_state=page.context.storage_state(), java_script_enabled=False
    )
    plain = context.new_page()
    plain.goto(f"{served.address}/needs/")
    plain.get_by_role("searchbox", name="Search in needs").fill("地膜")
    plain.get_by_role("button", name="Show", exact=True).click()
    expect(plain.get_by_role("link", name="可降解地膜破裂过早")).to_be_visible()
    expect(plain.get_by_role("link", name="轴承套圈磨削烧伤在线检测")).to_be_hidden()
    plain.get_by_role("link", name="可降解地膜破裂过早").click()
    expect(plain.get_by_role("heading", name="Who could solve it")).to_be_visible()
    plain.goto(f"{served.address}/documents/")
    plain.get_by_label("Drop files here, or choose several").set_input_files(folder[0])
    plain.get_by_role("button", name="Upload and read").click()
    expect(plain.get_by_role("link", name="企业需求.csv")).to_be_visible()
    context.close()


def test_reader_changes_language_and_light(page: Page) -> None:
    page.get_by_label("My account").click()
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")

    page.get_by_label("My account").click()
    page.get_by_role("button", name="简体中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")

    page.locator("summary", has_text="管理员").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
