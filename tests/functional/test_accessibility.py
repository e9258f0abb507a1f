"""Every kind of page under axe-core, in Chinese, by desk and phone, light and dark; its reflow
under zoom; and that the keyboard's place can be seen. WCAG 2.2 AA."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from duijie.web.frontend.installation import MODULES
from tests.functional.serving import Served, serve, sign_in
from tests.functional.test_journeys import LONG_WORK, NEEDS, OFFERS

pytestmark = pytest.mark.functional

AXE = MODULES / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESK, PHONE = {"width": 1366, "height": 768}, {"width": 360, "height": 740}
EXPERTS = "姓名,单位,研究方向\n吴样,东湾理工大学,轴承套圈磨削烧伤检测\n"
RUN = """tags => axe.run(document, {runOnly: {type: 'tag', values: tags}}).then(found =>
    found.violations.map(rule => ({
        id: rule.id, impact: rule.impact,
        nodes: rule.nodes.slice(0, 5).map(
            node => node.target.join(' ') + ' | ' + node.failureSummary),
    })))"""


@pytest.fixture(scope="module")
def own_server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Not the one of the journeys: what stands in the record is theirs."""
    if not AXE.exists():
        pytest.skip("axe-core is missing: run `npm ci` in src/duijie/web/frontend")
    with serve(tmp_path_factory.mktemp("axe-server")) as server:
        yield server


@pytest.fixture(scope="module")
def pages(own_server: Served, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """A record of every kind, each with its address, for an administrator who reads Chinese."""
    context = browser.new_context(viewport=DESK, locale="zh-CN")  # type: ignore[arg-type] # a size
    page = context.new_page()
    page.set_default_timeout(20_000)
    sign_in(page, _colleague(page, own_server), lang="zh")
    state = context.storage_state()
    found = _fill(page, own_server, tmp_path_factory.mktemp("axe"))
    context.close()
    return Pages(browser, state, own_server.address, found)


class Pages:
    """The addresses by what they show, and windows to look at them in."""

    def __init__(self, browser: Browser, state: Any, address: str, found: dict[str, str]) -> None:
        self.browser, self.state, self.address, self.found = browser, state, address, found

    def open(self, viewport: dict[str, int], *, signed_in: bool = True) -> Page:
        context = self.browser.new_context(
            viewport=viewport,  # type: ignore[arg-type] # a size
            locale="zh-CN",
            storage_state=self.state if signed_in else None,
            reduced_motion="reduce",
        )
        return context.new_page()


def _colleague(page: Page, served: Served) -> Served:
    """Somebody whom the first administrator adds, with the password that is shown."""
    sign_in(page, served, lang="zh")
    page.goto(f"{served.address}/settings/users/")
    page.locator("#id_display_name").fill("周晴")
    page.locator("#id_username").fill("zhouqing")
    page.locator("#id_role").select_option("administrator")
    page.locator("form", has=page.locator("#id_role")).locator("button").click()
    password = page.locator("#issued-password").inner_text()
    page.context.clear_cookies()
    return Served(served.address, "zhouqing", password)


def _fill(page: Page, served: Served, folder: Path) -> dict[str, str]:
    files = {
        "需求甲.csv": NEEDS,
        "成果甲.csv": OFFERS,
        "专家名单.csv": EXPERTS,
        "旧表甲.wps": "\x00",
    }
    for name, text in files.items():
        (folder / name).write_text(text + "\n", encoding="utf-8")
    page.goto(f"{served.address}/documents/")
    page.locator("#upload-files").set_input_files([folder / name for name in files])
    page.locator("form[data-upload] button").click()
    batch = page.url
    expect(page.locator(".figures")).to_be_visible(timeout=LONG_WORK)
    page.goto(f"{served.address}/needs/?q=轴承套圈")
    page.locator("td.main a").first.click()
    expect(page.locator("blockquote mark").first).to_be_attached(timeout=LONG_WORK)
    need = page.url

    def first_of(area: str) -> str:
        page.goto(f"{served.address}/{area}/")
        return str(page.locator("td.main a").first.get_attribute("href"))

    return {
        "desk": "/",
        "needs": "/needs/",
        "need": need.removeprefix(served.address),
        "offers": "/offers/",
        "offer": first_of("offers"),
        "experts": "/experts/",
        "organisations": "/organisations/",
        "organisation": first_of("organisations"),
        "new need": "/needs/new/",
        "change": need.removeprefix(served.address) + "edit/",
        "history": need.removeprefix(served.address) + "history/",
        "recycle bin": "/needs/bin/",
        "who saw what": "/settings/access/",
        "summaries": "/open/needs/",
        "as a stranger": need.removeprefix(served.address) + "stranger/",
        "expert": first_of("experts"),
        "documents": "/documents/",
        "document": first_of("documents"),
        "batch": batch.removeprefix(served.address),
        "search": "/search/?q=轴承",
        "nothing found": "/needs/?q=绝无此词",
        "jobs": "/jobs/",
        "users": "/settings/users/",
        "remove example": "/example/remove/",
        "change password": "/accounts/password/change/",
        "two-step sign-in": "/accounts/2fa/",
        "sign out": "/accounts/logout/",
        "missing": "/needs/0/",
    }


def violations(page: Page, address: str) -> list[str]:
    """What axe-core calls serious or critical, with where."""
    page.goto(address)
    # menus lie over the page when they are open: they have a test of their own
    for details in page.locator("details:not([open]):not(.menu) > summary").all()[:12]:
        if details.is_visible():
            details.evaluate("summary => { summary.parentElement.open = true; }")
    return broken_rules(page)


def broken_rules(page: Page) -> list[str]:
    """The page as it stands now."""
    page.evaluate(AXE.read_text("utf-8"))
    found: list[dict[str, Any]] = page.evaluate(RUN, TAGS)
    return [
        f"{rule['id']} ({rule['impact']}): {rule['nodes']}"
        for rule in found
        if rule["impact"] in {"serious", "critical"}
    ]


def check(pages: Pages, page: Page, names: list[str]) -> None:
    found = [
        f"{name}: {broken}"
        for name in names
        for broken in violations(page, pages.address + pages.found[name])
    ]
    page.context.close()
    assert not found, "\n".join(found)


def test_every_page_by_desk(pages: Pages) -> None:
    check(pages, pages.open(DESK), list(pages.found))


def test_open_menus(pages: Pages) -> None:
    page = pages.open(DESK)
    found = []
    for name in ("needs", "need"):
        page.goto(pages.address + pages.found[name])
        for menu in page.locator("details.menu > summary").all():
            if menu.is_visible():
                menu.click()
                inside = page.locator("details.menu[open] .menu-list")
                expect(inside).to_be_visible()
                # what lies behind a menu is "obscured" to that rule; nobody aims there meanwhile
                found += [rule for rule in broken_rules(page) if "target-size" not in rule]
                page.keyboard.press("Escape")
                expect(inside).to_be_hidden()
    page.context.close()

    assert not found, "\n".join(found)


def test_pages_by_phone(pages: Pages) -> None:
    check(
        pages,
        pages.open(PHONE),
        ["needs", "need", "document", "new need", "organisation", "summaries"],
    )


def test_pages_in_the_dark(pages: Pages) -> None:
    page = pages.open(DESK)
    page.context.add_cookies([{"name": "duijie_theme", "value": "dark", "url": pages.address}])

    check(pages, page, ["desk", "needs", "need", "document", "users"])


def test_door_of_strangers(pages: Pages) -> None:
    page = pages.open(DESK, signed_in=False)
    broken = violations(page, f"{pages.address}/accounts/login/")
    page.context.close()

    assert not broken, "\n".join(broken)


@pytest.mark.parametrize("width", [683, 320])
def test_nothing_is_cut_off_under_zoom(pages: Pages, width: int) -> None:
    """A window of 1366 pixels at 200 % is 683 wide; 320 is where WCAG 1.4.10 asks for reflow."""
    page = pages.open({"width": width, "height": 384})
    wide = {}
    for name, path in pages.found.items():
        page.goto(pages.address + path)
        wide[name] = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
    page.context.close()

    assert wide == dict.fromkeys(wide, 0)


@pytest.fixture
def by_keyboard(pages: Pages) -> Iterator[Page]:
    page = pages.open(DESK)
    yield page
    page.context.close()


def test_place_of_the_keyboard_can_be_seen(pages: Pages, by_keyboard: Page) -> None:
    page = by_keyboard
    unseen: list[str] = []
    for name in ("needs", "need", "users", "documents"):
        page.goto(pages.address + pages.found[name])
        for _ in range(30):
            page.keyboard.press("Tab")
            hidden = page.evaluate(
                """() => {
                    const here = document.activeElement;
                    if (here === document.body) { return ''; }
                    const seen = [here, here.parentElement, ...(here.labels || [])].some(at => {
                        const style = getComputedStyle(at);
                        return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
                    });
                    return seen ? '' : here.outerHTML.slice(0, 120);
                }"""
            )
            if hidden:
                unseen.append(f"{name}: {hidden}")

    assert not unseen, "\n".join(unseen)


def test_first_key_leads_past_the_navigation(pages: Pages, by_keyboard: Page) -> None:
    page = by_keyboard
    page.goto(f"{pages.address}/needs/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "content"
