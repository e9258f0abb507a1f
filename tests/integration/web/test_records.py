"""Lists and pages of needs, offers and experts."""

from __future__ import annotations

import pytest
from django.test import Client

from duijie.accounts.models import User
from duijie.catalogue.models import CatalogueRecord
from duijie.core.jobs.models import Job
from duijie.engines.extraction.types import RecordKind
from duijie.matching.models import Suggestion
from tests.factories.records import make_record, store_record, store_records
from tests.integration.web.building import (
    NEED_QUOTE,
    NEED_TEXT,
    OFFER_TEXT,
    SHARED,
    find,
    list_titles,
    store_match,
    text_of,
    texts,
)

pytestmark = pytest.mark.django_db

LISTS = {RecordKind.NEED: "needs", RecordKind.OFFER: "offers", RecordKind.EXPERT: "experts"}
CONTACT = {"phone": "13900001111", "email": "lin@qinghe.example", "person": "林青"}


@pytest.fixture
def three_needs(broker: User) -> list[CatalogueRecord]:
    return store_records(
        [
            make_record(title="轴承套圈烧伤检测", region="云泽市", industry="装备制造"),
            make_record(title="可降解地膜", region="云泽市", industry="农业", budget_wan=None),
            make_record(title="激光焊接监测", region="鹤汀市", industry="装备制造"),
        ],
        by=broker,
    )


def test_list_shows_the_newest_first(
    broker_client: Client, three_needs: list[CatalogueRecord]
) -> None:
    answer = broker_client.get("/needs/")

    assert list_titles(answer) == ["激光焊接监测", "可降解地膜", "轴承套圈烧伤检测"]
    assert texts(answer, '//*[@class="count"]') == ["3 in all"]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("q=轴承", ["轴承套圈烧伤检测"]),
        ("region=云泽市", ["可降解地膜", "轴承套圈烧伤检测"]),
        ("region=云泽市&industry=农业", ["可降解地膜"]),
        ("budget_min=50", ["激光焊接监测", "轴承套圈烧伤检测"]),
        ("origin=example", []),
        (
            "origin=nonsense&page=99&budget_min=x",
            ["激光焊接监测", "可降解地膜", "轴承套圈烧伤检测"],
        ),
    ],
)
def test_list_is_narrowed_by_its_address(
    broker_client: Client, three_needs: list[CatalogueRecord], query: str, titles: list[str]
) -> None:
    assert list_titles(broker_client.get(f"/needs/?{query}")) == titles


def test_filters_show_their_choices_and_what_is_chosen(
    broker_client: Client, three_needs: list[CatalogueRecord]
) -> None:
    answer = broker_client.get("/needs/?region=鹤汀市")

    assert texts(answer, '//select[@name="region"]/option') == [
        "All regions",
        "云泽市 (2)",
        "鹤汀市 (1)",
    ]
    assert texts(answer, '//select[@name="region"]/option[@selected]') == ["鹤汀市 (1)"]


def test_sorted_column_says_so_and_keeps_the_filters(
    broker_client: Client, three_needs: list[CatalogueRecord]
) -> None:
    answer = broker_client.get("/needs/?sort=title&region=云泽市")

    assert texts(answer, "//th[@aria-sort]") == ["Need"]
    links = [link.get("href") for link in find(answer, "//th/a")]
    assert "?region=%E4%BA%91%E6%B3%BD%E5%B8%82&sort=budget" in links


@pytest.mark.parametrize(
    ("query", "column", "direction", "next_query", "first"),
    [
        ("", "Added", "descending", "?sort=-newest", "激光焊接监测"),
        ("sort=-newest", "Added", "ascending", "?", "轴承套圈烧伤检测"),
        ("sort=budget", "Budget", "descending", "?sort=-budget", "激光焊接监测"),
        ("sort=-budget", "Budget", "ascending", "?sort=budget", "轴承套圈烧伤检测"),
    ],
)
def test_second_click_turns_the_order_round(
    broker_client: Client,
    broker: User,
    query: str,
    column: str,
    direction: str,
    next_query: str,
    first: str,
) -> None:
    store_records(
        [
            make_record(title="轴承套圈烧伤检测", budget_wan=20.0),
            make_record(title="可降解地膜", budget_wan=None),
            make_record(title="激光焊接监测", budget_wan=90.0),
        ],
        by=broker,
    )

    answer = broker_client.get(f"/needs/?{query}")

    (head,) = find(answer, "//th[@aria-sort]")
    assert (head.text_content().strip(), head.get("aria-sort")) == (column, direction)
    assert head.xpath("a")[0].get("href") == next_query
    assert list_titles(answer)[0] == first
    if "budget" in query:
        assert list_titles(answer)[-1] == "可降解地膜"


def test_budget_and_file_can_be_chosen(broker_client: Client, broker: User) -> None:
    store_records([make_record(title="小", budget_wan=20.0)], by=broker, source="甲.xlsx")
    (large,) = store_records(
        [make_record(title="大", budget_wan=90.0)], by=broker, source="乙.xlsx"
    )

    page = broker_client.get(f"/needs/?budget_min=10&budget_max=50.5&source={large.source_id}")
    by_budget = broker_client.get("/needs/?budget_min=10&budget_max=50.5")
    by_file = broker_client.get(f"/needs/?source={large.source_id}")

    assert list_titles(page) == []
    assert list_titles(by_budget) == ["小"]
    assert list_titles(by_file) == ["大"]
    assert [box.get("value") for box in find(page, '//input[@type="number"]')] == ["10", "50.5"]
    assert texts(page, '//select[@name="source"]/option[@selected]') == ["乙.xlsx (1)"]
    assert texts(broker_client.get("/experts/"), '//input[@type="number"]') == []


def test_swap_brings_only_the_rows_and_a_clean_address(
    broker_client: Client, three_needs: list[CatalogueRecord]
) -> None:
    answer = broker_client.get("/needs/?q=&region=鹤汀市&industry=", headers={"HX-Request": "true"})

    assert list_titles(answer) == ["激光焊接监测"]
    assert b"<html" not in answer.content
    assert answer["HX-Push-Url"] == "/needs/?region=%E9%B9%A4%E6%B1%80%E5%B8%82"
    assert "HX-Request" in answer["Vary"]


def test_typing_in_the_search_replaces_the_address(
    broker_client: Client, three_needs: list[CatalogueRecord]
) -> None:
    answer = broker_client.get(
        "/needs/?q=x", headers={"HX-Request": "true", "HX-Trigger-Name": "q"}
    )

    assert answer["HX-Replace-Url"] == "/needs/?q=x"
    assert "HX-Push-Url" not in answer


def test_back_button_gets_the_whole_page(
    broker_client: Client, three_needs: list[CatalogueRecord]
) -> None:
    answer = broker_client.get(
        "/needs/", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"}
    )

    assert b"<html" in answer.content


def test_long_list_is_cut_into_pages(broker_client: Client, broker: User) -> None:
    store_records([make_record(RecordKind.OFFER) for _ in range(51)], by=broker)

    first, second = broker_client.get("/offers/"), broker_client.get("/offers/?page=2")

    assert [len(list_titles(first)), len(list_titles(second))] == [50, 1]
    assert texts(second, '//*[@aria-current="page" and @class="here"]') == ["2"]
    assert find(first, '//nav[@class="pager"]/a')[0].get("href") == "?page=2"


def test_empty_list_offers_the_first_step(broker_client: Client) -> None:
    answer = broker_client.get("/needs/")

    assert texts(answer, '//*[@class="empty"]/h2') == ["No needs yet"]
    assert find(answer, '//*[@class="empty"]/a')[0].get("href") == "/documents/"


def test_narrowed_empty_list_offers_all(broker_client: Client) -> None:
    answer = broker_client.get("/needs/?q=nothing")

    assert texts(answer, '//*[@class="empty"]/h2') == ["Nothing matches"]
    assert find(answer, '//*[@class="empty"]/a')[0].get("href") == "/needs/"


@pytest.mark.parametrize("kind", LISTS)
def test_contact_details_stand_on_the_record_and_nowhere_else(
    broker_client: Client, broker: User, kind: RecordKind
) -> None:
    record = store_record(make_record(kind, **CONTACT), by=broker)
    # the name of an expert is what the expert's row is about
    hidden = [CONTACT["phone"], CONTACT["email"]]
    if kind is not RecordKind.EXPERT:
        hidden.append(CONTACT["person"])

    detail = text_of(broker_client.get(f"/{LISTS[kind]}/{record.pk}/"))
    others = {
        address: broker_client.get(address).content.decode()
        for address in ("/", f"/{LISTS[kind]}/", f"/search/?q={record.title}")
    }

    assert all(value in detail for value in CONTACT.values())
    assert {address: [v for v in hidden if v in page] for address, page in others.items()} == {
        address: [] for address in others
    }


def test_matches_never_show_contact_details(broker_client: Client, broker: User) -> None:
    need = store_record(make_record(text=NEED_TEXT), by=broker)
    offer = store_record(make_record(RecordKind.OFFER, text=OFFER_TEXT, **CONTACT), by=broker)
    store_match(need, [offer], by=broker)

    page = broker_client.get(f"/needs/{need.pk}/").content.decode()

    assert offer.title in page
    assert [value for value in CONTACT.values() if value in page] == []


@pytest.mark.parametrize("kind", LISTS)
def test_example_record_is_marked_in_the_list_and_on_its_page(
    broker_client: Client, broker: User, kind: RecordKind
) -> None:
    store_record(make_record(kind, title="真实"), by=broker)
    example = store_record(make_record(kind, title="示范"), by=broker, is_example=True)

    rows = broker_client.get(f"/{LISTS[kind]}/")
    page = broker_client.get(f"/{LISTS[kind]}/{example.pk}/")

    marked = find(rows, '//tr[.//*[contains(@class, "chip-example")]]//a')
    assert [link.get("href") for link in marked] == [f"/{LISTS[kind]}/{example.pk}/"]
    assert texts(page, '//*[contains(@class, "note-example")]//b') == ["Example data"]


def test_record_tells_where_it_comes_from(broker_client: Client, broker: User) -> None:
    need = store_record(make_record(), by=broker)

    source = texts(broker_client.get(f"/needs/{need.pk}/"), '//section[@aria-labelledby="source"]')

    assert f"needs.xlsxsheet “需求”, row {need.place['row']}" in source[0]


def test_record_shows_each_field_once(broker_client: Client, broker: User) -> None:
    fields = {"number": "7", "budget": "80万", "cooperation": "委托研发", "unheard_of": "其他"}
    need = store_record(make_record(fields=fields, keywords=("烧伤",)), by=broker)

    page = broker_client.get(f"/needs/{need.pk}/")

    details = '//section[@aria-labelledby="details"]'
    assert texts(page, f"{details}//dt") == [
        "Keywords",
        "Budget",
        "Form of cooperation",
        "unheard_of",
    ]
    assert texts(page, f"{details}//dd") == ["烧伤", "CNY 800 k", "委托研发", "其他"]


@pytest.mark.parametrize(
    ("amount", "english"), [(80.0, "CNY 800 k"), (300.0, "CNY 3 m"), (1250.5, "CNY 12.51 m")]
)
def test_budget_is_written_as_people_do(
    broker_client: Client, broker: User, amount: float, english: str
) -> None:
    store_record(make_record(budget_wan=amount), by=broker)

    assert english in texts(broker_client.get("/needs/"), '//td[@class="num"]')


def test_search_finds_all_kinds(broker_client: Client, broker: User) -> None:
    store_records(
        [
            make_record(title="烧伤检测需求"),
            make_record(RecordKind.OFFER, title="烧伤检测成果"),
            make_record(RecordKind.EXPERT, title="无关方向", person="某人"),
        ],
        by=broker,
    )

    answer = broker_client.get("/search/?q=烧伤检测")

    assert texts(answer, "//section//h2") == ["Needs", "Offers"]
    assert texts(answer, "//h1") == ["2 records with “烧伤检测”"]


def test_search_without_words_asks_for_some(broker_client: Client) -> None:
    assert "What are you looking for?" in text_of(broker_client.get("/search/"))


class TestMatches:
    """The right side of a need."""

    def test_need_before_its_first_match(self, broker_client: Client, broker: User) -> None:
        need = store_record(make_record(), by=broker)
        assert "Not matched yet" not in text_of(broker_client.get(f"/needs/{need.pk}/"))
        Job.objects.update(state="done")

        assert "Not matched yet" in text_of(broker_client.get(f"/needs/{need.pk}/"))

    def test_matches_stand_in_their_order_with_fit(
        self, broker_client: Client, broker: User
    ) -> None:
        need = store_record(make_record(text=NEED_TEXT), by=broker)
        offers = store_records([make_record(RecordKind.OFFER) for _ in range(3)], by=broker)
        store_match(need, offers, by=broker)

        answer = broker_client.get(f"/needs/{need.pk}/")

        assert texts(answer, '//summary//*[@class="title"]') == [offer.title for offer in offers]
        assert texts(answer, '//*[@class="fit"]') == [
            "82%not yet calibrated",
            "72%not yet calibrated",
            "62%not yet calibrated",
        ]

    def test_reason_quotes_both_texts_and_marks_what_they_share(
        self, broker_client: Client, broker: User
    ) -> None:
        need = store_record(make_record(text=NEED_TEXT), by=broker)
        offer = store_record(make_record(RecordKind.OFFER, text=OFFER_TEXT), by=broker)
        store_match(need, [offer], by=broker)

        answer = broker_client.get(f"/needs/{need.pk}/")

        assert texts(answer, "//blockquote//mark") == [SHARED, SHARED]
        assert texts(answer, '//*[@data-marks="text"]//mark') == [NEED_QUOTE]
        assert texts(answer, '//*[@data-marks="text"]') == [NEED_TEXT]

    def test_score_is_shown_as_the_sum_of_its_parts(
        self, broker_client: Client, broker: User
    ) -> None:
        need = store_record(make_record(), by=broker)
        offer = store_record(make_record(RecordKind.OFFER), by=broker)
        store_match(need, [offer], by=broker)

        answer = broker_client.get(f"/needs/{need.pk}/")

        assert texts(answer, '//*[@class="parts"]/span') == [
            "Same words", "3.0", "Same meaning", "6.0"
        ]  # fmt: skip
        widths = [bar.get("width") for bar in find(answer, '//*[@class="parts"]//*[@class="fill"]')]
        assert widths == ["50%", "100%"]

    def test_nothing_fits_is_an_answer(self, broker_client: Client, broker: User) -> None:
        need = store_record(make_record(text=NEED_TEXT), by=broker)
        offer = store_record(make_record(RecordKind.OFFER, text=OFFER_TEXT), by=broker)
        store_match(need, [offer], by=broker, nothing_fits=True)

        answer = broker_client.get(f"/needs/{need.pk}/")
        row = broker_client.get("/needs/")

        assert "No offer fits this need." in text_of(answer)
        assert find(answer, '//*[@data-marks="text"]//mark') == []
        assert texts(row, '//td[@class="num"]')[0] == "nothing fits"

    def test_best_fit_stands_in_the_list(self, broker_client: Client, broker: User) -> None:
        need = store_record(make_record(), by=broker)
        store_match(need, [store_record(make_record(RecordKind.OFFER), by=broker)], by=broker)

        assert texts(broker_client.get("/needs/"), '//td[@class="num"]')[0] == "82%"

    @pytest.mark.parametrize(("fit", "shown"), [(0.9996, "99%"), (0.0004, "1%"), (0.555, "56%")])
    def test_fit_is_never_shown_as_certain(
        self, broker_client: Client, broker: User, fit: float, shown: str
    ) -> None:
        need = store_record(make_record(), by=broker)
        store_match(need, [store_record(make_record(RecordKind.OFFER), by=broker)], by=broker)
        Suggestion.objects.update(fit=fit)

        assert texts(broker_client.get("/needs/"), '//td[@class="num"]')[0] == shown
        assert texts(broker_client.get(f"/needs/{need.pk}/"), '//*[@class="fit"]/b') == [shown]

    def test_asking_for_a_match_starts_a_job_and_the_page_waits_for_it(
        self, broker_client: Client, broker: User
    ) -> None:
        need = store_record(make_record(), by=broker)

        answer = broker_client.post(f"/needs/{need.pk}/match/")
        page = broker_client.get(answer["Location"])

        assert answer["Location"] == f"/needs/{need.pk}/"
        assert "Matching is going on" in text_of(page)
        assert find(page, '//*[@id="matches"]')[0].get("hx-trigger") == "every 3s"

    def test_new_records_are_told_as_not_yet_matched(
        self, broker_client: Client, broker: User
    ) -> None:
        need = store_record(make_record(), by=broker)
        store_match(need, [store_record(make_record(RecordKind.OFFER), by=broker)], by=broker)
        store_record(make_record(RecordKind.OFFER), by=broker)
        Job.objects.update(state="done")

        page = text_of(broker_client.get(f"/needs/{need.pk}/"))

        assert "Records have been added since; match again to take them in." in page
