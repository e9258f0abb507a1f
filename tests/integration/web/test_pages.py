"""What holds for every page: few queries, nothing that the content security policy blocks, no
other host, labels and headings, both languages."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from duijie.accounts.models import User
from duijie.engines.documents.types import Place
from duijie.engines.extraction.types import RecordKind
from tests.factories.records import make_record, store_records
from tests.integration.web.building import find, store_match, upload
from tests.integration.web.test_documents import SHEET, newest_job

pytestmark = pytest.mark.django_db

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def fill(client: Client, user: User, count: int) -> dict[str, str]:
    """`count` of everything; returns an address for every page, by name."""
    latin = {"title": "Seal ring", "text": "Wears out early.", "org": "Ring Works", "region": "R"}

    def records(kind: RecordKind) -> list[object]:
        made = [
            make_record(
                kind,
                **{
                    **latin,
                    "title": f"{kind} {n}",
                    "industry": "I",
                    "text": f"t{n}",
                    "place": Place(file="s.xlsx", sheet="S", row=n),
                },
            )
            for n in range(count)
        ]
        return list(store_records(made, by=user))

    needs, offers, experts = (
        records(kind) for kind in (RecordKind.NEED, RecordKind.OFFER, RecordKind.EXPERT)
    )
    for need in needs:
        store_match(need, offers, by=user, experts=experts)  # type: ignore[arg-type] # rows
    upload(client, *((f"sheet{n}.csv", SHEET + f"x,y{n},z\n") for n in range(count)))
    return {
        "desk": "/",
        "needs": "/needs/",
        "need": f"/needs/{needs[0].pk}/",  # type: ignore[attr-defined] # rows
        "offers": "/offers/",
        "offer": f"/offers/{offers[0].pk}/",  # type: ignore[attr-defined] # rows
        "experts": "/experts/",
        "organisations": "/organisations/",
        "organisation": f"/organisations/{needs[0].organisation_id}/",  # type: ignore[attr-defined] # rows
        "new need": "/needs/new/",
        "change need": f"/needs/{needs[0].pk}/edit/",  # type: ignore[attr-defined] # rows
        "history": f"/needs/{needs[0].pk}/history/",  # type: ignore[attr-defined] # rows
        "recycle bin": "/needs/bin/",
        "who saw what": "/settings/access/",
        "summaries": "/open/needs/",
        "as a stranger": f"/needs/{needs[0].pk}/stranger/",  # type: ignore[attr-defined] # rows
        "expert": f"/experts/{experts[0].pk}/",  # type: ignore[attr-defined] # rows
        "documents": "/documents/",
        "document": "/documents/1/",
        "batch": f"/documents/batches/{newest_job().id}/",
        "search": "/search/?q=t",
        "jobs": "/jobs/",
        "remove example": "/example/remove/",
        "sign out": "/accounts/logout/",
        "change password": "/accounts/password/change/",
        "two-step sign-in": "/accounts/2fa/",
        "missing": "/needs/0/",
    }


@pytest.fixture
def pages(administrator_client: Client, administrator: User) -> dict[str, str]:
    administrator.set_password("three-kinds-of-tea")
    administrator.save()
    administrator_client.force_login(administrator)
    return fill(administrator_client, administrator, 2)


def count_queries(client: Client, addresses: dict[str, str]) -> dict[str, int]:
    counts = {}
    for name, address in addresses.items():
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        counts[name] = len(captured)
    return counts


@pytest.mark.parametrize(
    "page",
    [
        "desk",
        "needs",
        "need",
        "offers",
        "offer",
        "experts",
        "expert",
        "documents",
        "batch",
        "jobs",
        "search",
    ],
)
def test_page_asks_as_often_for_three_rows_as_for_one(
    administrator_client: Client, administrator: User, page: str
) -> None:
    one = count_queries(
        administrator_client, {page: fill(administrator_client, administrator, 1)[page]}
    )
    three = count_queries(
        administrator_client, {page: fill(administrator_client, administrator, 3)[page]}
    )

    assert three == one
    assert one[page] < 35


def each_page(
    client: Client, pages: dict[str, str], check: Callable[[str], object]
) -> dict[str, object]:
    return {name: check(client.get(address).content.decode()) for name, address in pages.items()}


def test_pages_hold_nothing_that_the_policy_blocks(
    administrator_client: Client, pages: dict[str, str]
) -> None:
    blocked = re.compile(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)")

    found = each_page(administrator_client, pages, blocked.findall)

    assert found == {name: [] for name in pages}


def test_policy_allows_no_other_host(administrator_client: Client) -> None:
    policy = administrator_client.get("/")["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "http" not in policy
    assert "default-src 'self'" in policy


def test_pages_ask_no_other_host(administrator_client: Client, pages: dict[str, str]) -> None:
    reference = re.compile(r"""(?:src|href|action|hx-get|hx-post)="((?:[a-z]+:)?//[^"]*)\"""")

    assert each_page(administrator_client, pages, reference.findall) == {name: [] for name in pages}


def test_pages_have_one_heading_and_labels_for_their_fields(
    administrator_client: Client, pages: dict[str, str]
) -> None:
    for name, address in pages.items():
        if name == "two-step sign-in":  # allauth's own
            continue
        answer = administrator_client.get(address)
        assert len(find(answer, "//h1")) == 1, name
        fields = find(
            answer,
            '//select | //input[not(@type="hidden") and not(@hidden) and not(@type="submit")]',
        )
        labelled = {label.get("for") for label in find(answer, "//label")}
        assert [f.get("name") for f in fields if f.get("id") not in labelled] == [], name
        ids = [element.get("id") for element in find(answer, "//*[@id]")]
        assert len(ids) == len(set(ids)), name
        buttons = find(answer, "//button")
        assert all(b.text_content().strip() or b.get("aria-label") for b in buttons), name
        assert all(a.text_content().strip() for a in find(answer, "//a")), name


def test_pages_in_english_have_no_chinese_of_ours(
    administrator_client: Client, pages: dict[str, str], administrator: User
) -> None:
    left = {}
    for name, address in pages.items():
        if name == "two-step sign-in":  # allauth's own
            continue
        shown = administrator_client.get(address).content.decode().replace("简体中文", "")
        left[name] = CHINESE.findall(shown)

    assert left == {name: [] for name in left}


def test_stranger_sees_the_door_in_chinese_whatever_the_browser_says() -> None:
    page = Client().get("/accounts/login/", headers={"Accept-Language": "en"})

    assert find(page, "/html")[0].get("lang") == "zh-Hans"
