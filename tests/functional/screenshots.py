"""The pictures of the READMEs: `python -m tests.functional.screenshots [FOLDER]`.

Starts a server of its own, loads the made-up region through the page that offers it, waits for its
matches and looks at the pages as a reader would. Writes PNG files to `docs/images`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.functional.serving import Served, browse, find_chromium, serve, sign_in

IMAGES = Path(__file__).parents[2] / "docs" / "images"
DESKTOP, PHONE = {"width": 1366, "height": 820}, {"width": 360, "height": 740}
LONG_WORK = 600_000
BEST_NEED = "羽绒面料无氟耐久拒水整理"
"""Of the example: its three best offers are good, and its reasons fit a picture."""


def take_pictures(folder: Path) -> None:
    """Write all pictures into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, serve(Path(home)) as served, browse() as browser:
        context = browser.new_context(viewport=DESKTOP, locale="zh-CN")  # type: ignore[arg-type] # a size
        page = context.new_page()
        sign_in(page, served, lang="zh")
        _load_example(page, folder)
        _desktop(page, served, folder, "zh")
        address = page.url
        _phone(browser, context, address, folder)
        page.get_by_label("我的账号").click()
        page.get_by_role("button", name="English").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        page.screenshot(path=folder / "need-en.png")


def _load_example(page: Page, folder: Path) -> None:
    page.get_by_role("button", name="载入示例").click()
    read = page.get_by_role("row").filter(has_text="已读取")
    expect(read.nth(4)).to_be_visible(timeout=LONG_WORK)
    page.screenshot(path=folder / "upload-zh.png")
    expect(page.get_by_text("已读文件")).to_be_visible(timeout=LONG_WORK)


def _desktop(page: Page, served: Served, folder: Path, lang: str) -> None:
    """The list once every need has an answer, and the need with its matches."""
    page.goto(f"{served.address}/?")
    expect(page.get_by_role("progressbar")).to_have_count(0, timeout=LONG_WORK)
    page.goto(f"{served.address}/needs/?sort=budget")
    page.screenshot(path=folder / f"needs-{lang}.png")
    page.goto(f"{served.address}/needs/?q={BEST_NEED}")
    page.get_by_role("link", name=BEST_NEED).click()
    expect(page.locator("blockquote mark").first).to_be_visible()
    page.screenshot(path=folder / f"need-{lang}.png")


def _phone(browser: Browser, context: BrowserContext, address: str, folder: Path) -> None:
    small = browser.new_context(
        viewport=PHONE,  # type: ignore[arg-type] # a size
        device_scale_factor=2,
        storage_state=context.storage_state(),
        locale="zh-CN",
        reduced_motion="reduce",  # else the picture is taken while the page still scrolls
    )
    page = small.new_page()
    page.goto(address)
    expect(page.locator("blockquote mark").first).to_be_attached()
    page.locator("#matches").evaluate("element => element.scrollIntoView({block: 'start'})")
    page.screenshot(path=folder / "phone-zh.png")
    small.close()


if __name__ == "__main__":
    if find_chromium() is None:
        sys.exit("Chromium is missing: install the Debian package chromium.")
    take_pictures(Path(sys.argv[1]) if len(sys.argv) > 1 else IMAGES)
