"""One server and one browser for all journeys; a journey that fails leaves its picture."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.functional.serving import (
    Served,
    browse,
    find_chromium,
    foreign_requests,
    serve,
    sign_in,
)

PICTURES = Path(__file__).parents[2] / "screenshots"


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined] # pluggy's result
    page = getattr(item, "funcargs", {}).get("page")
    if report.when == "call" and report.failed and isinstance(page, Page):
        PICTURES.mkdir(exist_ok=True)
        page.screenshot(path=PICTURES / f"{item.name}.png", full_page=True)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    if find_chromium() is None:
        pytest.skip("no Chromium on this machine (Debian package: chromium)")
    with serve(tmp_path_factory.mktemp("served")) as server:
        yield server


@pytest.fixture(scope="module")
def browser(served: Served) -> Iterator[Browser]:
    """Closed with its module: while Playwright runs, Django refuses every query of this process,
    and tests of the database may come next."""
    with browse() as running:
        yield running


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    """A signed-in page in English. At its end nothing may have gone to another host, and the
    browser may not have complained."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="en-GB")
    context.set_default_timeout(20_000)
    asked = foreign_requests(context, served)
    complaints: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda line: (
            complaints.append(line.text) if "Content Security Policy" in line.text else None
        ),
    )
    sign_in(page, served)
    yield page
    context.close()
    assert asked == []
    assert complaints == []
