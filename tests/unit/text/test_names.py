from __future__ import annotations

import pytest

from duijie.engines.text import normalise_name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("大成（北京） 科技有限公司", "大成(北京)科技有限公司"),
        ("“張 瑤”", "张瑶"),
        (" ＡＢＢ  Motion （ 中国 ）", "ABB Motion(中国)"),
        ("临河\u200b学院。", "临河学院"),
    ],
)
def test_normalise_name_joins_spellings(name: str, expected: str) -> None:
    assert normalise_name(name) == expected
