"""What is read from the labelled pages of examples/, kind by kind; nothing of it invented."""

from __future__ import annotations

import json
import time

import pytest

from benchmarks.extraction import PAGES, add_up, f1, own_labels, read_pages
from benchmarks.facts_score import score
from duijie.engines.extraction import extract_facts
from tests.unit.extraction.tables import document, paragraph

SLOWEST_SECONDS = 20.0

FLOORS = {
    "events": 0.85,
    "organizations": 0.95,
    "people": 0.93,
    "titles": 0.95,
    "needs": 0.87,
    "offers": 0.89,
    "agreements": 0.92,
    "figures": 0.92,
}
VERBATIM = {
    "events": "name",
    "organizations": "name",
    "people": "name",
    "needs": "text",
    "offers": "text",
}


@pytest.fixture(scope="module")
def found() -> dict[str, dict[str, object]]:
    return {page: dict(facts) for page, facts in read_pages(sorted(PAGES.glob("*.txt"))).items()}


def test_every_page_is_labelled(found: dict[str, dict[str, object]]) -> None:
    assert set(found) == set(own_labels())
    assert len(found) >= 40


@pytest.mark.parametrize("kind", FLOORS)
def test_facts_of_our_pages_are_found(kind: str, found: dict[str, dict[str, object]]) -> None:
    counts = add_up(found, own_labels(), sorted(found))
    assert f1(counts[kind]) >= FLOORS[kind], counts[kind]


def test_every_fact_stands_in_its_page(found: dict[str, dict[str, object]]) -> None:
    for page, facts in found.items():
        text = str(facts["clean_text"])
        for kind, key in VERBATIM.items():
            for item in facts[kind]:  # type: ignore[attr-defined] # lists of facts
                start, end = item["span"]
                assert text[start:end] == item[key], (page, kind, item)
        for item in facts["figures"]:  # type: ignore[attr-defined] # lists of facts
            assert any(char.isdigit() or char in "百千万" for char in text[slice(*item["span"])])
        for item in facts["agreements"]:  # type: ignore[attr-defined] # lists of facts
            assert all(party in text for party in item["parties"]), (page, item)


def test_the_scorer_counts_a_second_form_of_one_organisation_as_false() -> None:
    gold = {"organizations": [{"name": "江州大学", "aliases": ["江大"]}]}
    both = {"organizations": [{"name": "江州大学"}, {"name": "江大"}]}
    joined = {"organizations": [{"name": "江州大学", "aliases": ["江大"]}]}
    assert score(both, gold)["organizations"] == (1, 2, 1)
    assert score(joined, gold)["organizations"] == (1, 1, 1)
    assert json.dumps(score({}, gold)["organizations"]) == "[0, 0, 1]"


def test_a_thick_booklet_is_read_in_a_few_seconds() -> None:
    pages = "\n".join(path.read_text("utf-8") for path in sorted(PAGES.glob("*.txt")))
    booklet = document(*map(paragraph, (pages * 12).split("\n")), file="n.txt", title="")
    started = time.process_time()
    found = extract_facts(booklet)
    assert time.process_time() - started < SLOWEST_SECONDS
    assert len(found.people) >= 150
