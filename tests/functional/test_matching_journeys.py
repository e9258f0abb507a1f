"""Monday morning: whom to introduce, what to turn down; the company answers by link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from tests.functional.people import PATIENCE, People, people
from tests.functional.serving import Served

pytestmark = [pytest.mark.functional, pytest.mark.installation]

NEED = {
    "title": "轴承套圈磨削烧伤在线识别",
    "organisation": "沂岭轴承有限公司",
    "text": "磨削后烧伤靠酸洗抽检，漏检多。需要在线无损识别套圈磨削烧伤，节拍不超过8秒。",
    "person": "王工",
    "phone": "13900001111",
    "budget_wan": "220",
}
OFFERS = (
    {
        "title": "磨削烧伤巴克豪森噪声检测仪",
        "organisation": "东湾理工大学",
        "text": "用巴克豪森噪声在线无损识别轴承套圈的磨削烧伤，单件检测时间5秒。",
        "person": "林老师",
        "phone": "13700002222",
    },
    {
        "title": "套圈磨削烧伤涡流识别方法",
        "organisation": "北湖工学院",
        "text": "涡流阵列无损识别套圈磨削烧伤，适合在线检测，节拍6秒。",
        "person": "周老师",
        "phone": "13700003333",
    },
)
PHONE = {"width": 360, "height": 740}
MATCHING = 300_000
"""Milliseconds: the first match loads the embedding."""


@pytest.fixture
def join(page: Page, browser: Browser, served: Served) -> Iterator[People]:
    expect.set_options(timeout=PATIENCE)
    page.context.set_default_timeout(PATIENCE)
    with people(page, browser, served) as joining:
        yield joining


def enter(page: Page, served: Served, area: str, fields: dict[str, str]) -> str:
    """Type a record in and publish it; its address."""
    page.goto(f"{served.address}/{area}/new/")
    page.locator("details.form-section").evaluate_all(
        "sections => sections.forEach(section => { section.open = true; })"
    )
    for name, value in fields.items():
        page.locator(f"[name={name}]").fill(value)
    page.get_by_role("button", name="Save and publish", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(fields["title"])
    return page.url


def make_link(broker: Page, side: str) -> str:
    """Hand the link of a side over; the address that stands in the text to copy."""
    card = broker.get_by_role("region", name=side)
    card.get_by_role("button", name="Make and show the link").click()
    text = broker.locator("#link-text").input_value()
    found = re.search(r"/a/[\w-]+/", text)
    assert found is not None
    return found[0]


def test_monday_morning_introduce_one_refuse_one_and_the_company_answers_on_a_phone(
    join: People, served: Served, browser: Browser
) -> None:
    broker = join("broker", "zhouyi")
    for fields in OFFERS:
        enter(broker, served, "offers", fields)
    need = enter(broker, served, "needs", NEED)
    broker.get_by_role("button", name=re.compile("Match now|Match again")).first.click()
    expect(broker.locator("#matches .match").first).to_be_visible(timeout=MATCHING)

    # the page of what is new: best first, with the offer's own words
    broker.get_by_role("link", name="Matching", exact=True).click()
    rows = broker.locator(".pairs > li")
    # other journeys have put records in beside
    first, second = (rows.filter(has_text=fields["title"]) for fields in OFFERS)
    expect(first).to_have_count(1)
    expect(second).to_have_count(1)

    # one turned down with a reason, in its row, by keyboard and mouse; undone and done again
    second.get_by_text("Turn down", exact=True).first.click()
    second.get_by_label("Why").select_option("too_expensive")
    second.get_by_role("button", name="Turn down").click()
    expect(broker.locator(".row-done")).to_contain_text("Turned down")
    broker.locator(".row-done").get_by_role("button", name="Undo").click()
    expect(broker.locator(".row-done")).to_contain_text("Undone")
    broker.reload()
    second.get_by_text("Turn down", exact=True).first.click()
    second.get_by_label("Why").select_option("too_expensive")
    second.get_by_role("button", name="Turn down").click()
    expect(broker.locator(".row-done")).to_contain_text("Turned down")

    # the other one introduced
    broker.reload()
    first.get_by_role("button", name="Introduce").first.click()
    broker.get_by_role("link", name="Hand the links over").click()
    expect(broker.locator(".corner")).to_contain_text("waiting for both sides")
    for_company = make_link(broker, "Side of the need")
    broker.get_by_role("link", name=OFFERS[0]["title"]).wait_for()
    for_institute = make_link(broker, "Side of the offer or expert")

    # both answer on a phone, without an account; whom to call opens once both said yes
    context = browser.new_context(viewport=PHONE, locale="zh-CN")  # type: ignore[arg-type] # a size
    context.set_default_timeout(PATIENCE)
    phone = context.new_page()
    phone.goto(served.address + for_company)
    expect(phone.get_by_role("heading", level=1)).to_have_text("有人或许帮得上")
    expect(phone.locator("body")).to_contain_text(OFFERS[0]["title"])
    assert OFFERS[0]["phone"] not in phone.content()
    phone.get_by_role("button", name="愿意谈").click()
    expect(phone.get_by_role("status")).to_contain_text("谢谢")
    phone.goto(served.address + for_institute)
    expect(phone.locator("body")).to_contain_text(NEED["title"])
    assert NEED["organisation"] not in phone.content()
    expect(phone.locator("#other + .muted")).to_have_text("预算 220 万元")
    assert NEED["phone"] not in phone.content()
    phone.get_by_role("button", name="愿意谈").click()
    expect(phone.locator("body")).to_contain_text(NEED["phone"])
    expect(phone.locator("body")).to_contain_text(NEED["organisation"])
    context.close()

    # the broker sees it: on the desk's notice, among what wants chasing, and on the need
    broker.goto(f"{served.address}/suggestions/")
    chase = broker.get_by_role("region", name="Introductions to chase")
    expect(chase).to_contain_text("both agree: note the first contact")
    chase.get_by_role("link", name=NEED["title"]).click()
    broker.get_by_text("First contact", exact=True).first.click()
    broker.get_by_role("button", name="Write down").click()
    expect(broker.locator(".corner")).to_contain_text("first contact made")
    broker.goto(need)
    expect(broker.locator("#introductions")).to_contain_text("first contact made")
    expect(broker.locator(".refused-pairs")).to_contain_text("1")
    assert urlsplit(broker.url).path.startswith("/needs/")


def test_new_offer_wakes_the_owner_of_an_old_need(join: People, served: Served) -> None:
    owner, colleague = join("broker", "zhoukai"), join("broker", "linhua")
    need = enter(owner, served, "needs", {**NEED, "title": "套圈磨削烧伤识别（二期）"})
    owner.get_by_role("button", name=re.compile("Match now|Match again")).first.click()
    expect(owner.locator("#matches")).to_contain_text("matched", timeout=MATCHING)
    offer = {
        **OFFERS[0],
        "title": "套圈磨削烧伤在线识别装置（第二代）",
        "organisation": "南浦研究院",
    }
    enter(colleague, served, "offers", offer)
    colleague.goto(need)
    colleague.get_by_role("button", name="Match again").click()
    expect(colleague.locator("#matches")).to_contain_text(offer["title"], timeout=MATCHING)

    owner.goto(served.address)
    news = owner.get_by_role("region", name="New")
    notice = news.get_by_role("link", name=re.compile("new suggestions for|新推荐"))
    expect(notice).to_be_visible()
    notice.click()
    expect(owner.locator(".pairs")).to_contain_text(offer["title"])


def test_two_people_grade_a_round_and_the_report_says_how_good_the_ranking_is(
    join: People, served: Served
) -> None:
    first, second = join("broker", "zhengyi"), join("broker", "zhenger")
    for fields in OFFERS:
        enter(first, served, "offers", {**fields, "title": f"{fields['title']}（评测）"})
    enter(first, served, "needs", {**NEED, "title": "套圈磨削烧伤识别（评测）"})
    first.get_by_role("button", name=re.compile("Match now|Match again")).first.click()
    expect(first.locator("#matches .match").first).to_be_visible(timeout=MATCHING)

    first.get_by_role("link", name="Reports", exact=True).click()
    first.get_by_role("link", name="Grading", exact=True).click()
    first.get_by_label("Needs", exact=True).fill("1")
    first.get_by_role("button", name="Draw").click()
    expect(first.locator(".grade-row").first).to_be_visible(timeout=MATCHING)
    count = first.locator(".grade-row").count()
    assert count >= len(OFFERS)

    # each grades by keyboard and sees nothing of the other's; they differ on one pair
    for page, grades in ((first, ["3"] * count), (second, ["2", *["3"] * (count - 1)])):
        page.goto(first.url)
        expect(page.locator("#graded")).to_have_text(f"graded by you: 0 of {count}")
        for number, grade in enumerate(grades):
            page.locator(f".grade-row >> nth={number}").locator("[data-grade='0']").focus()
            page.keyboard.press(grade)
            expect(page.locator("#graded")).to_have_text(f"graded by you: {number + 1} of {count}")

    second.get_by_role("link", name="Result").first.click()
    agreement = second.get_by_role("region", name="How far people agree")
    rows = agreement.get_by_role("row")
    expect(rows.filter(has_text="Pairs graded by more than one")).to_contain_text(f"{count}")
    expect(rows.filter(has_text="The same grade")).to_contain_text(f"{count - 1}/{count}")
    expect(second.get_by_role("region", name="The methods")).to_contain_text("hybrid.v2")
    with second.expect_download() as download:
        second.get_by_role("link", name="Judged set (Excel)").click()
    sheet = load_workbook(BytesIO(download.value.path().read_bytes())).worksheets[0]
    assert sheet.max_row >= count + 1
