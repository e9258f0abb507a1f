"""The one reader of field values."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from duijie.catalogue.enums import RecordKind
from duijie.catalogue.validators import code_lookup
from duijie.catalogue.validators.credit_code import check_digit, is_credit_code
from duijie.catalogue.validators.dates import read_date
from duijie.catalogue.validators.values import clean_values

NEED, ORGANISATION = RecordKind.NEED, RecordKind.ORGANISATION
GIVEN = {"title": "题", "organisation": "甲"}


@pytest.fixture(autouse=True)
def _lists(monkeypatch: pytest.MonkeyPatch) -> None:
    """One list in place of the database's."""
    known = {("field", "05"): "05", ("field", "新材料"): "05"}
    monkeypatch.setattr(
        code_lookup, "_lookup", lambda key, texts: {text: known.get((key, text)) for text in texts}
    )


def read(name: str, value: Any, kind: RecordKind = NEED) -> Any:
    """The value of one field; its problem's code where it has one."""
    cleaned = clean_values(kind, {name: value}, is_partial=True)
    if cleaned.problems:
        (problem,) = cleaned.problems
        assert problem.field == name
        assert name not in cleaned.values
        return problem.message.code.removeprefix("catalogue.")
    return cleaned.values[name]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (80, 80.0),
        (0, 0.0),
        (Decimal("12.5"), 12.5),
        ("80", 80.0),
        ("80万", 80.0),
        ("８０万元", 80.0),
        ("1.2亿", 12000.0),
        ("50-100万元", 100.0),
        ("50万~1.5亿元", 15000.0),
        ("300000元", 30.0),
        ("1,200万", 1200.0),
        ("五十万元", 50.0),
        ("面议", None),
        ("待定", None),
        ("", None),
        (None, None),
        ("很多", "amount_unread"),
        ("-5", "amount_unread"),
        ("100万美元", "amount_foreign"),
        ("$500", "amount_foreign"),
        (-1, "amount_out_of_range"),
        (float("nan"), "amount_out_of_range"),
        (float("inf"), "amount_out_of_range"),
        (1e12, "amount_out_of_range"),
        (True, "value_not_text"),
    ],
)
def test_amount(value: Any, expected: Any) -> None:
    assert read("budget_wan", value) == expected


@pytest.mark.parametrize(
    ("value", "start", "end"),
    [
        ("2026-12-31", date(2026, 12, 31), date(2026, 12, 31)),
        ("2026/1/5", date(2026, 1, 5), date(2026, 1, 5)),
        ("20260105", date(2026, 1, 5), date(2026, 1, 5)),
        ("2026年12月31日", date(2026, 12, 31), date(2026, 12, 31)),
        ("二〇二六年三月五日", date(2026, 3, 5), date(2026, 3, 5)),
        ("2026年12月", date(2026, 12, 1), date(2026, 12, 31)),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("2026年2月底", date(2026, 2, 28), date(2026, 2, 28)),
        ("2027年", date(2027, 1, 1), date(2027, 12, 31)),
        ("2027年底", date(2027, 12, 31), date(2027, 12, 31)),
        ("2027年初", date(2027, 1, 1), date(2027, 1, 1)),
        ("2026年3月1日至2026年6月30日", date(2026, 3, 1), date(2026, 6, 30)),
        (date(2026, 5, 1), date(2026, 5, 1), date(2026, 5, 1)),
        (datetime(2026, 5, 1, 23), date(2026, 5, 1), date(2026, 5, 1)),  # noqa: DTZ001 - a sheet's
        ("2026-02-30", None, None),
        ("2026-13", None, None),
        ("长期", None, None),
        ("3月5日", None, None),
        ("1026-01-01", None, None),
        (20260105, None, None),
    ],
)
def test_date(value: Any, start: date | None, end: date | None) -> None:
    assert read_date(value, is_end=False) == start
    assert read_date(value, is_end=True) == end


def test_date_unread_is_told_and_reversed_dates_too() -> None:
    assert read("deadline_date", "长期") == "date_unread"
    values = {**GIVEN, "start_date": "2027-01-01", "deadline_date": "2026年12月"}
    cleaned = clean_values(NEED, values, is_partial=False)
    assert [(p.field, p.message.code) for p in cleaned.problems] == [
        ("deadline_date", "catalogue.dates_reversed")
    ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (4, 4),
        (4.0, 4),
        ("4", 4),
        ("TRL 4", 4),
        ("TRL4级", 4),
        ("四级", 4),
        ("", None),
        (0, "trl_unread"),
        (4.5, "trl_unread"),
        ("10", "trl_unread"),
        ("中试", "trl_unread"),
    ],
)
def test_trl(value: Any, expected: Any) -> None:
    assert read("trl", value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("05", "05"), ("新材料", "05"), ("", ""), ("没有", "code_unknown"), ("99", "code_unknown")],
)
def test_code_by_code_or_name(value: str, expected: str) -> None:
    assert read("field_code", value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("talent", "talent"), ("TALENT", "talent"), ("talent ", "talent"), ("x", "choice_unknown")],
)
def test_choice(value: str, expected: str) -> None:
    assert read("need_kind", value) == expected


def test_empty_choice_leaves_it_as_it_is() -> None:
    assert clean_values(NEED, {"need_kind": ""}, is_partial=True).values == {}


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("title", " 一\r\n行 \x00字\ud800 ", "一 行 字"),
        ("text", "一\r\n\r\n二\u2028三\x07", "一\n\n二\n三"),
        ("title", 2026, "2026"),
        ("title", 3.0, "3"),
        ("title", "长" * 201, "value_too_long"),
        ("title", "长" * 200, "长" * 200),
        ("title", {"a": 1}, "value_not_text"),
        ("title", "  ", "value_missing"),
        ("phone", "0512-6789 0123 转 8", "0512-6789 0123 转 8"),
        ("phone", "13900001111（微信同号）", "13900001111（微信同号）"),
        ("phone", "见附件", "phone_wrong"),
        ("phone", "<script>12345</script>", "phone_wrong"),
        ("email", "a@b.example", "a@b.example"),
        ("email", "a@b.example；c@d.example", "a@b.example；c@d.example"),
        ("email", "a at b.example", "email_wrong"),
        ("keywords", "涂料、盐雾,涂料；防腐\n", ["涂料", "盐雾", "防腐"]),
        ("keywords", ["涂料", " 盐雾 ", ""], ["涂料", "盐雾"]),
        ("keywords", "、".join(str(n) for n in range(51)), "words_too_many"),
    ],
)
def test_texts(name: str, value: Any, expected: Any) -> None:
    assert read(name, value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("qinghe.example", "qinghe.example"),
        ("https://www.qinghe.example/about?x=1", "https://www.qinghe.example/about?x=1"),
        ("javascript:alert(1)", "website_wrong"),
        ("data:text/html,x", "website_wrong"),
        ("没有网站", "website_wrong"),
    ],
)
def test_website(value: str, expected: str) -> None:
    assert read("website", value, ORGANISATION) == expected


def test_evidence_from_lines_and_from_columns() -> None:
    expert = RecordKind.EXPERT
    pieces = [{"title": "论文甲", "text": "综述"}, {"title": "专利乙", "text": ""}]
    assert read("evidence", "论文甲 | 综述\n\n专利乙", expert) == pieces
    assert read("evidence", pieces, expert) == pieces
    assert read("evidence", [{"text": "无题"}], expert) == "evidence_unread"


def test_indicators_from_lines_and_from_columns() -> None:
    (row,) = read("indicators", "抗拉强度≥450 MPa（期望）")
    assert row == {
        "name": "抗拉强度",
        "comparison": "ge",
        "value": 450.0,
        "value_to": None,
        "unit": "MPa",
        "is_must": False,
        "text": "抗拉强度≥450 MPa（期望）",
    }
    assert read("indicators", [row]) == [row]
    between = {"name": "粒径", "comparison": "between", "value": 9, "value_to": 3, "unit": "μm"}
    (read_back,) = read("indicators", [between])
    assert (read_back["value"], read_back["value_to"]) == (3.0, 9.0)
    for broken in (
        5,
        [{"name": ""}],
        [{"name": "a", "value": "x"}],
        [{"name": "a", "comparison": "?"}],
        [{"name": "a", "comparison": "between", "value": 1.0}],
    ):
        assert read("indicators", broken) == "indicators_unread"


def test_unread_indicator_keeps_its_words() -> None:
    (row,) = read("indicators", "外观无划痕")
    assert (row["value"], row["text"]) == (None, "外观无划痕")


def test_all_problems_come_at_once_and_nothing_is_dropped() -> None:
    values = {"title": "", "budget_wan": "很多", "trl": 99, "text": "好的", "colour": "红"}
    cleaned = clean_values(NEED, values, is_partial=False)
    assert {problem.field for problem in cleaned.problems} == {
        "title",
        "organisation",
        "budget_wan",
        "trl",
        "colour",
    }
    assert dict(cleaned.values) == {"text": "好的"}
    assert set(values) <= {p.field for p in cleaned.problems} | set(cleaned.values)


def test_partial_asks_for_nothing_that_is_not_given() -> None:
    assert clean_values(NEED, {}, is_partial=True).problems == ()
    assert [p.field for p in clean_values(NEED, {}, is_partial=False).problems] == [
        "title",
        "organisation",
    ]


def test_credit_code_has_its_check_digit() -> None:
    body = "91320594MA1X2Y3W4"
    code = body + check_digit(body)
    assert is_credit_code(code)
    assert read("credit_code", f" {code[:9].lower()} {code[9:]}", ORGANISATION) == code
    for position in range(17):
        other = "A" if code[position] != "A" else "B"
        mistyped = code[:position] + other + code[position + 1 :]
        assert not is_credit_code(mistyped)
    for wrong in ("", code[:17], code + "0", code.replace("M", "O"), "1" * 18):
        assert not is_credit_code(wrong)
    assert read("credit_code", code[:17] + "?", ORGANISATION) == "credit_code_wrong"


@pytest.mark.parametrize("code", ["91350100M000100Y43", "91110000802100433B"])
def test_credit_codes_as_the_standard_and_the_register_give_them(code: str) -> None:
    assert is_credit_code(code)
