"""One record and the people around it: who enters, checks, hands over, and who must see nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.functional.people import PATIENCE, People, people
from tests.functional.serving import Served

pytestmark = [pytest.mark.functional, pytest.mark.installation]

SECRET = {
    "title": "磷化液三比七配比替代",
    "organisation": "青禾特种涂料有限公司",
    "text": "现用配比三比七，废水含磷超标，机密细节。",
    "phone": "13900007654",
}


@pytest.fixture
def join(page: Page, browser: Browser, served: Served) -> Iterator[People]:
    expect.set_options(timeout=PATIENCE)
    page.context.set_default_timeout(PATIENCE)
    with people(page, browser, served) as joining:
        yield joining


def enter_need(page: Page, served: Served, step: str, **fields: str) -> str:
    """Fill in the form, press the button, and return the address of the need."""
    page.goto(f"{served.address}/needs/new/")
    page.locator("details.form-section").evaluate_all(
        "sections => sections.forEach(section => { section.open = true; })"
    )
    for name, value in fields.items():
        field = page.locator(f"[name={name}]")
        if field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.get_by_role("button", name=step, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(fields["title"])
    return page.url


def make_token(page: Page, served: Served) -> str:
    """A token of the user's own, for a program that reads."""
    page.goto(f"{served.address}/account/")
    form = page.locator("form", has=page.locator("#scope-read"))
    form.locator("[name=name]").fill("脚本")
    page.locator("#scope-read").check()
    form.get_by_role("button", name="Make and show the token").click()
    return page.locator("#issued-token").inner_text()


def test_collector_enters_a_need_broker_returns_it_collector_mends_it_broker_publishes(
    join: People, served: Served
) -> None:
    collector, broker = join("collector", "caiji"), join("broker", "jingli")

    # what is missing is said at its field, and nothing that was typed is lost
    collector.goto(f"{served.address}/needs/new/")
    collector.get_by_label("Description").fill("磨削烧伤靠酸洗抽检，漏检率高。")
    collector.get_by_role("button", name="Save and submit").click()
    expect(collector.locator("#field-title")).to_have_attribute("aria-invalid", "true")
    expect(collector.get_by_label("Description")).to_have_value("磨削烧伤靠酸洗抽检，漏检率高。")
    collector.locator("#field-title").fill("轴承套圈磨削烧伤检测")
    collector.locator("#field-organisation").fill("沂岭轴承有限公司")
    collector.get_by_role("button", name="Save and submit").click()
    expect(collector.locator(".corner")).to_contain_text("submitted")

    # on the broker's desk, opened with the keyboard, sent back with a word
    broker.goto(served.address)
    waiting = broker.get_by_role("region", name="To decide")
    expect(waiting.get_by_role("link", name="轴承套圈磨削烧伤检测")).to_be_visible()
    # other journeys of the suite leave rows above it
    here = broker.locator("[data-row].is-here").filter(has_text="轴承套圈磨削烧伤检测")
    for _ in range(20):
        broker.keyboard.press("j")
        if here.count():
            break
    broker.keyboard.press("Enter")
    expect(broker.get_by_role("heading", name="轴承套圈磨削烧伤检测")).to_be_visible()
    broker.locator("summary", has_text="Send back").click()
    broker.get_by_label("What is missing").fill("缺技术指标，请补")
    broker.locator("form", has=broker.get_by_label("What is missing")).get_by_role(
        "button", name="Send back"
    ).click()
    expect(broker.get_by_text("Done: Send back.")).to_be_visible()

    # on the collector's desk with that word; mended
    collector.goto(served.address)
    back = collector.get_by_role("region", name="To decide")
    expect(back).to_contain_text("缺技术指标，请补")
    back.get_by_role("link", name="Edit: 轴承套圈磨削烧伤检测").click()
    collector.locator("#section-detail > summary").click()
    collector.get_by_label("Technical indicators", exact=True).fill("判定时间 ≤ 3 s")
    collector.get_by_role("button", name="Save and submit").click()
    expect(collector.locator(".indicators")).to_contain_text("判定时间 ≤ 3 s")

    # published in the row of the desk, without leaving it
    broker.goto(served.address)
    row = broker.get_by_role("listitem").filter(has_text="轴承套圈磨削烧伤检测")
    row.first.get_by_role("button", name="Publish: 轴承套圈磨削烧伤检测").click()
    expect(broker.locator(".row-done")).to_contain_text("Publish")
    assert broker.url == f"{served.address}/"
    broker.locator(".row-done").get_by_role("link", name="Open").click()
    expect(broker.locator(".corner")).to_contain_text("published")
    broker.get_by_label("More steps").click()
    broker.get_by_role("link", name="History").click()
    for said in ("Added", "Submitted", "Sent back", "Published"):
        expect(broker.locator(".history b", has_text=said).first).to_be_visible()


def test_member_of_another_company_finds_nothing_of_a_confidential_need(
    join: People, served: Served, tmp_path: Path
) -> None:
    broker, rival = join("broker", "jingli2"), join("member", "duishou")
    confidential = enter_need(broker, served, "Save and publish", disclosure="4", **SECRET)
    open_need = enter_need(
        broker,
        served,
        "Save and publish",
        title="可以看到的需求",
        organisation="另一家有限公司",
        text="公开内容。",
    )
    words = [*SECRET.values(), "三比七", "机密", "废水含磷"]
    number = confidential.rstrip("/").rpartition("/")[2]
    headers = {"Authorization": f"Bearer {make_token(rival, served)}"}

    def pages() -> Iterator[str]:
        """Everything that answers a question about it; the other need shows that they answer."""
        for path in ("/", "/needs/", "/offers/", "/needs/?sort=organisation"):
            rival.goto(served.address + path)
            yield rival.content()
        for word in [*words[:4], "可以看到"]:
            for path in ("/needs/?q=", "/offers/?q=", "/open/needs/?q="):
                rival.goto(f"{served.address}{path}{word}")
                yield rival.locator("main").inner_text().replace(f"“{word}”", "")
        for path in ("", "edit/", "history/", "stranger/", "files/1/"):
            yield rival.request.get(confidential + path).text()
        for path in ("", f"/{number}", f"/{number}/history", "?q=三比七"):
            yield rival.request.get(f"{served.address}/api/v1/needs{path}", headers=headers).text()
        yield rival.request.get(f"{served.address}/exports/need/?format=csv").text()

    seen = list(pages())

    assert rival.request.get(confidential).status == 404
    assert rival.request.get(open_need).status == 200
    api = rival.request.get(f"{served.address}/api/v1/needs", headers=headers)
    export = rival.request.get(f"{served.address}/exports/need/?format=csv")
    assert "可以看到的需求" in api.text()
    assert export.status == 200
    assert sum("可以看到的需求" in text for text in seen) >= 3
    leaks = [(word, text[:80]) for text in seen for word in words if word in text]
    assert leaks == []
    # members know which organisations there are; not which of them needs what
    for path in (f"/search/?q={SECRET['title']}", "/search/?q=三比七", "/search/?q=13900007654"):
        rival.goto(served.address + path)
        assert confidential.removeprefix(served.address) not in rival.content()
    rival.goto(f"{served.address}/organisations/?q={SECRET['organisation']}")
    row = rival.get_by_role("row").filter(has_text=SECRET["organisation"])
    expect(row.locator("td.num")).to_have_text(["", "", ""])
    row.get_by_role("link").click()
    expect(rival.get_by_role("heading", level=1)).to_have_text(SECRET["organisation"])
    page_of_company = rival.content()
    assert [w for w in words if w in page_of_company and w != SECRET["organisation"]] == []


def test_visitor_sees_only_the_summary(join: People, browser: Browser, served: Served) -> None:
    broker, visitor = join("broker", "jingli3"), join("visitor", "fangke")
    need = enter_need(
        broker,
        served,
        "Save and publish",
        disclosure="1",
        teaser_title="金属表面处理剂",
        teaser_text="某企业寻求更环保的处理方法。",
        **{**SECRET, "title": "磷化液四比六配比替代", "text": "配比四比六，机密细节。"},
    )
    broker.get_by_role("link", name="As a stranger sees it").click()
    expect(broker.get_by_role("note")).to_contain_text("this is what a stranger sees")
    preview = broker.locator("main").inner_text()
    secrets = ["四比六", SECRET["organisation"], SECRET["phone"], "机密"]

    visitor.goto(need)
    expect(visitor.get_by_role("heading", level=1)).to_have_text("金属表面处理剂")
    shown = visitor.content()
    visitor.goto(f"{served.address}/needs/?q=四比六")
    shown += visitor.locator("main").inner_text()

    phone = browser.new_context(viewport={"width": 360, "height": 740}, locale="en-GB")
    stranger = phone.new_page()
    stranger.goto(f"{served.address}/open/needs/")
    stranger.get_by_role("button", name="English").click()
    stranger.get_by_role("link", name="金属表面处理剂").click()
    expect(stranger.get_by_role("heading", level=1)).to_have_text("金属表面处理剂")
    assert stranger.locator("main").inner_text() == preview
    shown += stranger.content()
    too_wide = stranger.evaluate("document.documentElement.scrollWidth > 360")
    stranger.goto(need)
    expect(stranger).to_have_url(
        f"{served.address}/accounts/login/?next={need[len(served.address) :]}"
    )
    phone.close()

    assert [secret for secret in secrets if secret in shown + preview] == []
    assert not too_wide


def test_broker_hands_over_a_leavers_records(join: People, page: Page, served: Served) -> None:
    leaver, heir = join("broker", "lizhi"), join("broker", "jieban")
    fields = {"organisation": "沂岭轴承有限公司", "text": "正文。"}
    first = enter_need(leaver, served, "Save and publish", title="移交的第一条", **fields)
    second = enter_need(leaver, served, "Save draft", title="移交的草稿", **fields)

    # one of them from the list
    leaver.goto(f"{served.address}/needs/?q=移交的第一条")
    expect(leaver.locator("[data-bulk]")).to_be_hidden()
    leaver.get_by_label("Tick: 移交的第一条").check()
    leaver.get_by_label("Hand over to").select_option(label="同事jieban")
    leaver.get_by_role("button", name="Hand over", exact=True).click()
    expect(leaver.get_by_text("1 record has been handed over.")).to_be_visible()

    # all the rest when the account closes
    page.goto(f"{served.address}/settings/users/")
    page.get_by_role("link", name="同事lizhi").click()
    closing = page.locator("form", has=page.get_by_role("button", name="Close the account"))
    closing.locator("select").select_option(label="同事jieban")
    closing.get_by_role("button", name="Close the account").click()
    expect(page.get_by_text("The account is closed.")).to_be_visible()

    heir.goto(f"{served.address}/needs/?mine=1")
    expect(heir.get_by_role("link", name="移交的第一条")).to_be_visible()
    expect(heir.get_by_role("link", name="移交的草稿")).to_be_visible()
    for address in (first, second):
        heir.goto(address)
        expect(heir.get_by_role("region", name="Where it comes from")).to_contain_text("同事jieban")
    heir.goto(served.address)
    expect(heir.get_by_role("region", name="New", exact=True)).to_contain_text("同事lizhi")
    leaver.goto(f"{served.address}/needs/")
    expect(leaver).to_have_url(f"{served.address}/accounts/login/?next=/needs/")
