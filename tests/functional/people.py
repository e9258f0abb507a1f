"""Colleagues with accounts of their own, each in a browser window of theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page

from tests.functional.serving import Served

PATIENCE = 60_000
"""Milliseconds: these journeys run beside everything else that a machine tests."""
People = Callable[[str, str], Page]
"""`(role, user name)` → a page on which that colleague is signed in."""


@contextmanager
def people(administrator: Page, browser: Browser, served: Served) -> Iterator[People]:
    """Makes an account at each call, and closes all windows at the end."""
    opened = []

    def join(role: str, username: str) -> Page:
        administrator.goto(f"{served.address}/settings/users/")
        administrator.locator("#id_display_name").fill(f"同事{username}")
        administrator.locator("#id_username").fill(username)
        administrator.locator("#id_role").select_option(role)
        form = administrator.locator("form", has=administrator.locator("#id_role"))
        form.locator("button").last.click()
        password = administrator.locator("#issued-password").inner_text()
        context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        page = context.new_page()
        page.goto(served.address)
        page.get_by_role("button", name="English").click()
        page.get_by_label("User name", exact=True).fill(username)
        page.get_by_label("Password", exact=True).fill(password)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url(f"{served.address}/")
        return page

    yield join
    for context in opened:
        context.close()
