"""Choosing a code in a form and replacing a list, as people do it; axe on every page of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from duijie.web.frontend.installation import MODULES
from tests.functional.serving import (
    Served,
    browse,
    find_chromium,
    foreign_requests,
    serve,
    sign_in,
)

pytestmark = pytest.mark.functional

AXE = MODULES / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """tags => axe.run(document, {runOnly: {type: 'tag', values: tags}}).then(found =>
    found.violations.filter(rule => ['serious', 'critical'].includes(rule.impact)).map(
        rule => rule.id + ': ' + rule.nodes.map(node => node.target.join(' ')).join(', ')))"""
SEMICONDUCTORS = "3562 半导体器件专用设备制造"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Without the server of the journeys, which nothing here asks."""
    if find_chromium() is None:
        pytest.skip("no Chromium on this machine (Debian package: chromium)")
    with browse() as running:
        yield running


@pytest.fixture(scope="module")
def own_server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """With one page more (`codes_site`), on which nothing but the picker stands."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_SETTINGS_MODULE", "tests.functional.codes_site.settings")
        with serve(tmp_path_factory.mktemp("codes")) as server:
            yield server


@pytest.fixture(scope="module")
def state(browser: Browser, own_server: Served) -> Any:
    context = browser.new_context(locale="en-GB")
    context.set_default_timeout(20_000)
    sign_in(context.new_page(), own_server)
    found = context.storage_state()
    context.close()
    return found


@pytest.fixture
def page(browser: Browser, own_server: Served, state: Any) -> Iterator[Page]:
    context = browser.new_context(storage_state=state, locale="en-GB")
    context.set_default_timeout(20_000)
    asked = foreign_requests(context, own_server)
    complaints: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert asked == []
    assert complaints == []


def broken(page: Page) -> list[str]:
    """What axe-core calls serious or critical on the page as it is."""
    if not AXE.exists():
        pytest.skip("axe-core is missing: run `npm ci` in src/duijie/web/frontend")
    page.evaluate(AXE.read_text("utf-8"))
    found: list[str] = page.evaluate(RUN, TAGS)
    return found


def test_code_is_chosen_with_the_keyboard(page: Page, own_server: Served) -> None:
    page.goto(f"{own_server.address}/picker/")
    box = page.get_by_role("combobox", name="Industry")
    options = page.locator("#id_industry-options").get_by_role("option")
    expect(box).to_have_value(SEMICONDUCTORS)

    box.fill("")
    box.press_sequentially("zysb")
    expect(options.first).to_contain_text("35 专用设备制造业")
    expect(box).to_have_attribute("aria-expanded", "true")
    assert broken(page) == []
    box.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    box.press("ArrowUp")
    box.press("Enter")

    expect(box).to_have_value("35 专用设备制造业")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(page.locator("#id_industry-options")).to_be_hidden()
    assert page.url.endswith("/picker/"), "Enter chose and did not send the form"
    box.press("Enter")
    expect(page.locator("#chosen")).to_have_text("35 | |")


def test_escape_closes_the_entries_and_keeps_what_was_typed(page: Page, own_server: Served) -> None:
    page.goto(f"{own_server.address}/picker/")
    box = page.get_by_role("combobox", name="Division")

    box.press("ArrowDown")
    expect(page.get_by_role("option", name="110000 北京市")).to_be_visible()
    box.press("Escape")
    expect(page.locator("#id_division-options")).to_be_hidden()
    box.press_sequentially("suzhou")
    expect(page.get_by_role("option", name="320500 苏州市")).to_be_visible()
    box.press("Escape")

    expect(page.locator("#id_division-options")).to_be_hidden()
    expect(box).to_have_value("suzhou")


def test_code_is_chosen_with_the_mouse_and_a_short_list_is_a_list(
    page: Page, own_server: Served
) -> None:
    page.goto(f"{own_server.address}/picker/")
    page.get_by_role("combobox", name="Division").press_sequentially("suzhou")
    page.get_by_role("option", name="320500 苏州市").click()
    page.get_by_label("Stage").select_option(label="Middle stage › Pilot completed")
    page.get_by_role("button", name="Save").click()

    expect(page.locator("#chosen")).to_have_text("3562 | 320500 | pilot")


def test_wrong_text_is_answered_with_the_nearest(page: Page, own_server: Served) -> None:
    page.goto(f"{own_server.address}/picker/")
    box = page.get_by_role("combobox", name="Industry")
    box.fill("半导体")
    expect(page.get_by_role("option", name=SEMICONDUCTORS)).to_be_visible()
    box.press("Tab")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("alert").filter(has_text="does not name one entry")).to_contain_text(
        SEMICONDUCTORS
    )
    expect(box).to_have_value("半导体")
    assert broken(page) == []


def test_form_works_without_javascript(browser: Browser, own_server: Served, state: Any) -> None:
    context = browser.new_context(storage_state=state, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{own_server.address}/picker/")
    page.get_by_label("Industry").fill("半导体器件专用设备制造")
    page.get_by_label("Division").fill("320500")
    page.get_by_role("button", name="Save").click()

    expect(page.locator("#chosen")).to_have_text("3562 | 320500 |")
    context.close()


def test_administrator_replaces_a_list_and_brings_it_back(
    page: Page, own_server: Served, tmp_path: Path
) -> None:
    table = tmp_path / "技术领域.csv"
    table.write_text("代码,名称\nai,人工智能\nsoftware,软件\nsoftware,软件业\n", "utf-8")
    page.goto(f"{own_server.address}/settings/code-lists/")
    assert broken(page) == []
    page.get_by_role("link", name="Technical fields").click()
    assert broken(page) == []

    page.get_by_label("Excel or CSV file").set_input_files(table)
    page.get_by_label("Version", exact=True).fill("2026")
    page.get_by_role("button", name="Upload and compare").click()
    expect(page.get_by_role("row", name="row 4, column A")).to_contain_text(
        "Code software stands in row 3 already."
    )
    assert broken(page) == []

    table.write_text("代码,名称\nai,人工智能\nsoftware,软件\n", "utf-8")
    page.get_by_label("Excel or CSV file").set_input_files(table)
    page.get_by_role("button", name="Upload and compare").click()
    expect(page.get_by_role("heading", name="Retired codes (9)")).to_be_visible()
    assert broken(page) == []
    page.get_by_role("button", name="Use this version").click()
    expect(page.get_by_text("Version 2026 is in use now.")).to_be_visible()

    page.get_by_role("link", name="需求征集表").click()
    page.get_by_role("button", name="Use this version").click()
    expect(page.get_by_text("Version 需求征集表 is in use now.")).to_be_visible()


def test_list_is_walked_and_back_leads_up_again(page: Page, own_server: Served) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{own_server.address}/settings/code-lists/industry/")
    page.get_by_role("link", name="制造业", exact=True).click()
    page.get_by_role("link", name="专用设备制造业").click()
    expect(page.get_by_role("link", name="电子和电工机械专用设备制造")).to_be_visible()
    assert broken(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 360

    page.go_back()

    expect(page.get_by_role("link", name="专用设备制造业")).to_be_visible()
    expect(page.get_by_role("link", name="电子和电工机械专用设备制造")).to_have_count(0)
