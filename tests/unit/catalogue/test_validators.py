"""The forms under which names and texts are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duijie.catalogue.validators import fingerprint, name_key, normalise_search


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("远川树脂（东湾）有限公司", "远川树脂(东湾)有限公司"),
        (" ＡＢＣ 材料 ", "abc材料"),
        ("中科·某所", "中科某所"),
        ("遠川樹脂有限公司", "远川树脂有限公司"),
    ],
)
def test_names_that_differ_in_form_are_one(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_names_that_differ_in_words_are_two() -> None:
    assert name_key("青岚轴承有限公司") != name_key("青岚轴承股份有限公司")
    assert name_key("（）") != name_key("——")


@given(st.text())
def test_normal_forms_are_stable(text: str) -> None:
    assert normalise_search(normalise_search(text)) == normalise_search(text)
    assert len(name_key(text)) <= 300


@given(st.tuples(st.text(), st.text(), st.text(), st.text()))
def test_fingerprint_keeps_its_fields_apart(parts: tuple[str, str, str, str]) -> None:
    organisation, person, title, text = parts
    whole = fingerprint(organisation=organisation, person=person, title=title, text=text)
    assert len(whole) == 64
    moved = fingerprint(organisation=organisation, person=person, title=title + "甲", text=text)
    swapped = fingerprint(organisation=organisation, person=person, title=title, text="甲" + text)
    assert whole not in (moved, swapped)
    if title or text:
        assert moved != swapped or title == text == ""
