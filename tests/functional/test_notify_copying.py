"""An administrator writes a text, watches it with sample data, and copies it for a chat group."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.functional.serving import Served

pytestmark = pytest.mark.functional

TEXT = "/settings/messages/notify.test/en/"


def test_text_is_copied_over_plain_http_too(page: Page, served: Served) -> None:
    """Outside of https browsers have no `navigator.clipboard`: the text is marked and copied."""
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.goto(served.address + TEXT)
    page.get_by_role("button", name="Copy", exact=True).click()

    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    marked = page.evaluate("window.getSelection().toString()")
    assert marked == page.get_by_label("Text to paste").input_value()
    assert marked.endswith("http://127.0.0.1:8000/")


def test_preview_follows_the_typing_and_names_a_slip(page: Page, served: Served) -> None:
    page.goto(served.address + TEXT)
    page.get_by_label("Subject", exact=True).fill("Hello from {region}")
    expect(page.locator(".sample")).to_contain_text("Hello from Duijie")

    page.get_by_label("Subject", exact=True).fill("Hello from {city}")

    expect(page.get_by_role("alert").filter(has_text="{city} is no placeholder")).to_be_visible()
    expect(page.get_by_label("Subject", exact=True)).to_be_focused()
