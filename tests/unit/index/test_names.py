"""Names are found however people type them."""

from __future__ import annotations

import pytest

from duijie.engines.index import SearchIndex, Why
from tests.unit.index.rows import found, organisation

NAMES = [
    "江苏青禾涂料有限公司",
    "重庆长安精密机械有限公司",
    "常乐乐器厂",
    "单雄信",
    "查良庸",
    "解晓东",
    "仇英杰",
    "吕绿洲",
    "张建国",
    "欧阳明月",
    "华东ABC自动化",
    "苏州工业大学技术转移中心",
    "银行设备厂",
    "河北清泉水务",
    "李明",
]

QUERIES = [
    # query, position in NAMES, why
    ("江苏青禾涂料有限公司", 0, Why.EXACT),
    ("江苏青禾", 0, Why.PREFIX),
    ("青禾涂料", 0, Why.PART),
    ("青禾", 0, Why.PART),
    ("江蘇青禾塗料", 0, Why.PREFIX),
    ("青禾塗料", 0, Why.PART),
    ("青 禾 涂 料", 0, Why.PART),
    ("qinghetuliao", 0, Why.PINYIN),
    ("QingHe TuLiao", 0, Why.PINYIN),
    ("qinghetul", 0, Why.PINYIN),
    ("jiangsuqinghe", 0, Why.PINYIN),
    ("qhtl", 0, Why.INITIALS),
    ("jsqhtlyxgs", 0, Why.INITIALS),
    ("ＱＨＴＬ", 0, Why.INITIALS),
    ("清河涂料", 0, Why.TYPO),  # the same sound
    ("青禾图料", 0, Why.TYPO),
    ("青木涂料", 0, Why.TYPO),  # one wrong
    ("青涂料", 0, Why.WORDS),  # one missing
    ("青禾的涂料", 0, Why.WORDS),  # one too many
    ("禾青涂料", 0, Why.TYPO),  # swapped
    ("qingetuliao", 0, Why.TYPO),
    ("qinghetulaio", 0, Why.TYPO),
    ("qinghetuliap", 0, Why.TYPO),
    ("chongqing", 1, Why.PINYIN),
    ("zhongqing", 1, Why.PINYIN),
    ("cqca", 1, Why.INITIALS),
    ("changan", 1, Why.PINYIN),
    ("changleyueqi", 2, Why.PINYIN),
    ("clyq", 2, Why.INITIALS),
    ("shanxiongxin", 3, Why.PINYIN),
    ("sxx", 3, Why.INITIALS),
    ("dxx", 3, Why.INITIALS),
    ("zhaliangyong", 4, Why.PINYIN),
    ("xiexiaodong", 5, Why.PINYIN),
    ("qiuyingjie", 6, Why.PINYIN),
    ("qyj", 6, Why.INITIALS),
    ("lvlvzhou", 7, Why.PINYIN),
    ("lulvzhou", 7, Why.PINYIN),
    ("llz", 7, Why.INITIALS),
    ("章建国", 8, Why.TYPO),
    ("张健国", 8, Why.TYPO),
    ("张国建", 8, Why.TYPO),
    ("张建华", 8, Why.TYPO),
    ("zhangjianguo", 8, Why.PINYIN),
    ("zhangjiango", 8, Why.TYPO),
    ("ouyangmingyue", 9, Why.PINYIN),
    ("欧阳", 9, Why.PREFIX),
    ("abc自动化", 10, Why.PART),
    ("ABC", 10, Why.PART),
    ("szgydx", 11, Why.INITIALS),
    ("yinhangshebei", 12, Why.PINYIN),
    ("liming", 14, Why.PINYIN),
    ("黎明", 14, Why.TYPO),
]


@pytest.fixture
def names(index: SearchIndex) -> SearchIndex:
    index.upsert("internal", [organisation(i, name) for i, name in enumerate(NAMES)])
    return index


@pytest.mark.parametrize(("query", "expected", "why"), QUERIES)
def test_name_is_found_first_and_says_why(
    names: SearchIndex, query: str, expected: int, why: Why
) -> None:
    hits = names.search(["internal"], query)

    assert hits[0].record_id == expected
    assert hits[0].why is why
    assert hits[0].field == "names"
    if why is not Why.WORDS:
        assert hits[0].matched == NAMES[expected]


@pytest.mark.parametrize("query", ["王小二", "深圳腾云", "guangzhou", "xyz", "青"])
def test_other_names_are_not_taken_for_typos(names: SearchIndex, query: str) -> None:
    hits = names.search(["internal"], query)

    # 青 is a word of the first name, not a name with typos
    assert [hit.why for hit in hits] == ([Why.WORDS] if query == "青" else [])


def test_exact_name_goes_before_longer_ones(index: SearchIndex) -> None:
    longer = [organisation(i, f"李明{c}") for i, c in enumerate("华国军伟芳丽强杰涛超" * 40, 1)]
    index.upsert("internal", [*longer, organisation(0, "李明")])

    assert found(index, "李明")[0] == "organisation:0"
    assert found(index, "liming")[0] == "organisation:0"


def test_ties_go_to_the_newest_then_by_key(index: SearchIndex) -> None:
    rows = [organisation(n, "青禾涂料", updated_at=at) for n, at in ((3, 5), (1, 5), (2, 9))]
    index.upsert("internal", rows)

    assert found(index, "青禾涂料") == ["organisation:2", "organisation:1", "organisation:3"]
