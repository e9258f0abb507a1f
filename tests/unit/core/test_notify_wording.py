"""Texts with placeholders, links that are never cut, and codes that a phone reads."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from pytest_django import Settings

from duijie.core.notify import registry
from duijie.core.notify.errors import MessageTextError
from duijie.core.notify.links import absolute_link
from duijie.core.notify.qr import draw_matrix, draw_png, draw_svg
from duijie.core.notify.registry import MessageParam, register_kind
from duijie.core.notify.wording import (
    MOST_VALUE,
    check_wording,
    fill,
    fit_with_link,
    one_line,
    tidy_value,
)
from duijie.core.sentences import say

KNOWN = ("need", "region")
LINK = "https://duijie.example/answer/Zk3p9Qw0-7hT2"


@pytest.mark.parametrize(
    ("part", "text", "code", "said"),
    [
        ("body", "需求 {nead} 快到期", "notify.placeholder_unknown", "{nead} is no placeholder"),
        ("body", "{need.__class__}", "notify.placeholder_unknown", "{need.__class__} is no"),
        ("body", "{} 到期", "notify.placeholder_unknown", "There are: {need}, {region}."),
        ("body", "{need", "notify.brace_alone", "A placeholder is written {need}."),
        ("title", "到期}", "notify.brace_alone", "belongs to no placeholder"),
        ("title", "  \n ", "notify.text_empty", "may not be empty"),
        ("title", "一行\n两行", "notify.text_lines", "one line"),
        ("title", "长" * 121, "notify.text_too_long", "At most 120 characters; these are 121."),
        ("body", "长" * 2001, "notify.text_too_long", "At most 2000 characters"),
    ],
)
def test_wording_is_refused_with_its_reason(part: str, text: str, code: str, said: str) -> None:
    with pytest.raises(MessageTextError) as refused:
        check_wording(text, known=KNOWN, part=part)

    assert (refused.value.message.code, refused.value.part) == (code, part)
    assert said in say(refused.value.message, "en")


def test_wording_keeps_lines_and_loses_what_is_invisible() -> None:
    text = check_wording("  {need}  \r\n\x00到期\x1b \n", known=KNOWN, part="body")

    assert text == "{need}\n到期"


def test_filled_in_value_is_no_placeholder_itself() -> None:
    assert fill("{need} / {region}", {"need": "{region}", "region": "云泽"}) == "{region} / 云泽"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("王工 13812345678 来电", "王工 *** 来电"),
        ("联系 0510-81234567 转 12", "联系 *** 转 12"),
        ("写信到 li.ming@qinghe.example", "写信到 ***"),
        ("一\r\nBcc: x@y.example", "一 Bcc: ***"),
        (2_000_000, "2000000"),
        ("80 万元，2026-03-05，GB/T 4754-2017", "80 万元，2026-03-05，GB/T 4754-2017"),
    ],
)
def test_value_carries_no_contact_data_and_no_line_breaks(value: object, shown: str) -> None:
    assert tidy_value(value) == shown


def test_very_long_value_is_cut_and_says_so() -> None:
    shown = tidy_value("盐雾" * 50_000)

    assert (len(shown), shown[-1]) == (MOST_VALUE, "…")


@pytest.mark.parametrize("most", [60, 100, 600])
@pytest.mark.parametrize("text", ["短", "长" * 5_000, f"前 {LINK} 后", "长" * 5_000 + LINK, ""])
def test_link_is_never_cut(text: str, most: int) -> None:
    fitted = fit_with_link(text, LINK, most)

    assert LINK in fitted
    assert fitted.count(LINK) == 1
    assert len(fitted) <= most


def test_link_already_in_the_text_is_not_repeated() -> None:
    assert fit_with_link(f"请看 {LINK}", LINK, 600) == f"请看 {LINK}"
    assert fit_with_link("请看", LINK, 600) == f"请看\n{LINK}"
    assert fit_with_link("请看", "", 600) == "请看"


def test_one_line_has_no_way_into_the_next_header() -> None:
    assert one_line("到期\r\nBcc: x@y\x0b\u2028z") == "到期 Bcc: x@y z"


@pytest.mark.parametrize(
    ("link", "absolute"),
    [
        ("", ""),
        ("/needs/5/?a=1", "https://duijie.example/needs/5/?a=1"),
        ("https://other.example/x", "https://other.example/x"),
    ],
)
def test_link_becomes_absolute(settings: Settings, link: str, absolute: str) -> None:
    settings.PUBLIC_URL = "https://duijie.example/"
    assert absolute_link(link) == absolute


@pytest.mark.parametrize(
    "link",
    ["//evil.example/", "/\\evil.example", "javascript:alert(1)", "needs/5", "/a b", "ftp://x/"],
)
def test_link_to_somewhere_else_is_a_mistake(link: str) -> None:
    with pytest.raises(ValueError, match="a link"):
        absolute_link(link)


@pytest.mark.parametrize("text", [LINK, "https://对接.example/填报/" + "a1" * 120])
def test_code_is_read_back_as_its_link(text: str) -> None:
    picture = cv2.imdecode(np.frombuffer(draw_png(text), np.uint8), cv2.IMREAD_GRAYSCALE)
    assert picture is not None
    read, _, _ = cv2.QRCodeDetector().detectAndDecode(picture)
    assert read == text


def test_svg_draws_the_same_modules_as_the_matrix() -> None:
    matrix, svg = draw_matrix(LINK), draw_svg(LINK)
    side = len(matrix) + 8
    drawn = [[False] * side for _ in range(side)]
    path = svg.partition('fill="#000" d="')[2].partition('"')[0]
    for run in path.removeprefix("M").replace("z", "").split("M"):
        place, _, rest = run.partition("h")
        x, y = (int(number) for number in place.split())
        for at in range(int(rest.partition("v")[0])):
            drawn[y][x + at] = True

    assert [row[4:-4] for row in drawn[4:-4]] == matrix
    assert sum(map(sum, drawn)) == sum(map(sum, matrix))
    assert "style" not in svg


def test_png_has_its_quiet_zone() -> None:
    picture = cv2.imdecode(np.frombuffer(draw_png(LINK), np.uint8), cv2.IMREAD_GRAYSCALE)
    assert picture is not None
    assert bool((picture[:32] == 255).all())
    assert bool((picture[:, -32:] == 255).all())


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"body": "{nead}"}, "placeholder_unknown"),
        ({"kind": "notify.test"}, "no new kind"),
        ({"kind": "Loud Name"}, "no new kind"),
        ({"params": {"need": MessageParam("x", "x"), "link": MessageParam("x", "x")}}, "redefines"),
    ],
)
def test_kind_with_a_slip_does_not_start(changed: dict[str, object], reason: str) -> None:
    right: dict[str, object] = {
        "kind": "tests.slip",
        "occasion": "x",
        "title": "{need}",
        "body": "{need}",
        "params": {"need": MessageParam("x", "x")},
    }
    given = {**right, **changed}
    with pytest.raises(ValueError, match=reason):
        register_kind(given.pop("kind"), **given)  # type: ignore[arg-type] # a table of slips
    assert "tests.slip" not in registry._kinds


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_default_text_fits_its_kind(language: str) -> None:
    for kind in registry.list_kinds():
        title, body = kind.default_text(language)
        assert check_wording(title, known=kind.known_names, part="title") == title
        assert check_wording(body, known=kind.known_names, part="body") == body
        samples = kind.samples(language)
        assert all(fill(text, samples) for text in (title, body))
