"""Pages cut, doubled and strewn with other characters: facts come back, and stand in the text."""

from __future__ import annotations

import os
import time
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from duijie.engines.extraction import extract_facts
from tests.unit.extraction.tables import document, paragraph

PAGES = [
    path.read_text("utf-8")
    for path in sorted((Path(__file__).parents[2] / "examples" / "pages").glob("*.txt"))
]
STREWN = st.text(
    alphabet=st.sampled_from(
        "的和与，。、：“”（）()《》\n\t 0123456789年月日万亿元家项名张王公司大学"
        "院士A—·\u3000\ufeff\U0001f600"
    ),
    max_size=12,
)
KEYS = {
    "events": "name",
    "organizations": "name",
    "people": "name",
    "needs": "text",
    "offers": "text",
}
SLOWEST_SECONDS = 10.0
EXAMPLES = 10_000 if os.environ.get("HYPOTHESIS_PROFILE") == "soak" else 1_000


@st.composite
def damaged_pages(draw: st.DrawFn) -> str:
    """A page with up to six cuts, doublings or strewn characters."""
    text = draw(st.sampled_from(PAGES))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(text)))
        length = draw(st.integers(0, 60))
        way = draw(st.sampled_from(["cut", "double", "strew"]))
        if way == "cut":
            text = text[:start] + text[start + length :]
        elif way == "double":
            text = text[:start] + text[start : start + length] * 2 + text[start + length :]
        else:
            text = text[:start] + draw(STREWN) + text[start:]
    return text


@settings(max_examples=EXAMPLES)
@given(damaged_pages())
def test_damaged_pages_give_facts_that_stand_in_their_text(text: str) -> None:
    started = time.monotonic()
    made = extract_facts(
        document(*map(paragraph, text.split("\n")), file="n.txt", title="")
    ).to_json()
    assert time.monotonic() - started < SLOWEST_SECONDS
    clean = str(made["clean_text"])
    for kind, key in KEYS.items():
        for item in made[kind]:  # type: ignore[attr-defined] # lists of facts
            start, end = item["span"]
            assert 0 <= start < end <= len(clean)
            assert clean[start:end] == item[key], (kind, item)
    for kind in ("agreements", "figures"):
        for item in made[kind]:  # type: ignore[attr-defined] # lists of facts
            start, end = item["span"]
            assert 0 <= start < end <= len(clean)
