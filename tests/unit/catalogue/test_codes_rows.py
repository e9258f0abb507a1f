"""The rows of a code list before they are stored."""

from __future__ import annotations

import pytest

from duijie.catalogue.fields import FIELDS
from duijie.catalogue.services.code_rows import (
    CodeRow,
    Spot,
    check_rows,
    digest_rows,
    paths_of,
    read_shipped_lists,
    read_syllables,
    spell_row,
)


def row(code: str, name: str = "名", *, parent: str = "", at: int = 2, **more: str) -> CodeRow:
    spots = {
        field: Spot("表", at, column)
        for column, field in enumerate(("code", "name", "parent", "name_en", "trl_from"), 1)
    }
    return CodeRow(code, name, parent=parent, spots=spots, **more)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([row("", "名", at=3)], [("codes.row_without_code", 3, 1)]),
        ([row("01", "", at=4)], [("codes.row_without_name", 4, 2)]),
        ([row("1234567890123")], [("codes.code_too_long", 2, 1)]),
        ([row("1 2")], [("codes.code_has_gap", 2, 1)]),
        ([row("1/2")], [("codes.code_has_gap", 2, 1)]),
        ([row("01", "名" * 201)], [("codes.name_too_long", 2, 2)]),
        ([row("01"), row("01", "别名", at=9)], [("codes.code_twice", 9, 1)]),
        ([row("01", parent="99", at=5)], [("codes.parent_unknown", 5, 3)]),
        ([row("01", parent="01")], [("codes.parent_cycle", 2, 3)]),
        (
            [row("01", parent="02", at=2), row("02", parent="01", at=3)],
            [("codes.parent_cycle", 2, 3), ("codes.parent_cycle", 3, 3)],
        ),
        (
            [row(str(n), parent=str(n - 1) if n else "", at=n + 2) for n in range(9)],
            [("codes.too_deep", 10, 3)],
        ),
        ([row("01", trl_from="0", trl_to="3")], [("codes.trl_wrong", 2, 5)]),
        ([row("01", trl_from="5", trl_to="4")], [("codes.trl_wrong", 2, 5)]),
        ([row("01", trl_from="五", trl_to="6")], [("codes.trl_wrong", 2, 5)]),
    ],
)
def test_wrong_row_is_refused_at_its_cell(
    rows: list[CodeRow], said: list[tuple[str, int, int]]
) -> None:
    found = [(r.message.code, r.spot.row, r.spot.column) for r in check_rows(rows)]

    assert found == said


def test_rows_whose_parents_come_later_pass() -> None:
    rows = [row("0111", parent="011"), row("011", parent="01"), row("01", parent="A"), row("A")]

    assert check_rows(rows) == ()
    assert paths_of(rows)["0111"] == ("A", "01", "011")


def test_digest_tells_lists_apart_by_content_and_order_only() -> None:
    one, two = row("01", at=2), row("02", at=3)

    assert digest_rows([one, two]) == digest_rows([row("01", at=7), row("02", at=8)])
    assert digest_rows([one, two]) != digest_rows([two, one])
    assert digest_rows([one]) != digest_rows([row("01", "名", name_en="Name")])


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("制造业", "zhizaoye", "zzy"),
        ("重庆市", "chongqingshi", "cqs"),
        ("银行业", "yinhangye", "yhy"),
        ("酒、饮料和精制茶制造业", "jiuyinliaohejingzhichazhizaoye", "jylhjzczzy"),
        ("Ｒ＆Ｄ服务", "rdfuwu", "rfw"),
        ("绿色", "lvse", "ls"),
    ],
)
def test_name_is_spelt(name: str, pinyin: str, initials: str) -> None:
    assert spell_row(row("01", name)) == (pinyin, initials)


def test_shipped_syllables_are_those_of_the_names() -> None:
    rows = [row for found in read_shipped_lists() for row in found.rows if row.syllables]

    assert len(rows) > 7_000
    assert [row.code for row in rows if row.syllables != read_syllables(row.name)] == []


def test_shipped_lists_pass_their_own_check() -> None:
    lists = read_shipped_lists()

    assert {found.key: check_rows(found.rows) for found in lists} == {f.key: () for f in lists}


def test_every_list_that_a_field_names_is_shipped() -> None:
    named = {spec.code_list for specs in FIELDS.values() for spec in specs if spec.code_list}

    assert named - {found.key for found in read_shipped_lists()} == set()


def test_shipped_industry_has_the_levels_of_the_standard() -> None:
    (industry,) = read_shipped_lists(["industry"])
    depths = [len(path) for path in paths_of(industry.rows).values()]

    # one 小类 short of the 1,382 that are counted elsewhere (code_lists/README.md)
    assert [depths.count(depth) for depth in range(4)] == [20, 97, 473, 1381]
