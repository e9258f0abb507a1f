"""What the texts of a column look like: the help where a header says nothing."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from statistics import median

from duijie.engines.extraction.contacts import find_emails, find_phones
from duijie.engines.extraction.types import Field

NOTHING = frozenset(
    [
        "无",
        "/",
        "-",
        "—",
        "——",
        "--",
        "暂无",
        "没有",
        "无需求",
        "暂无需求",
        "无技术需求",
        "暂无技术需求",
        "不详",
        "待定",
        "略",
        "n/a",
        "na",
        "none",
        "null",
        "nan",
        "空",
        "\\",
        "、",
        "无。",
        "暂无。",
        "×",
        "x",
    ]
)
SAME = frozenset(["同上", "〃", "''", '"', "同前", "同上行", "″"])
ORG = re.compile(
    r"(?:公司|集团|大学|学院|研究院|研究所|研究中心|实验室|厂|合作社|医院|中心|学校|科学院|农场|设计院|事务所|协会|工作室|"
    r"Co\.?,?\s*Ltd\.?|Inc\.?|GmbH|University|Institute|Corp\.?|Ltd\.?)(?:[(（][^)）]{1,12}[)）])?$",
    re.IGNORECASE,
)
NAME = re.compile(r"^[\u4e00-\u9fff]{2,4}$|^[\u4e00-\u9fff]{1,5}·[\u4e00-\u9fff]{1,6}$")
_REGION = re.compile(r"^[\u4e00-\u9fff]{2,12}(?:省|市|县|区|镇|乡|州|旗|街道|园区|高新区|开发区)$")
_POSITION = re.compile(
    r"(?:教授|研究员|工程师|院士|讲师|博士|经理|主任|院长|所长|总工|董事长|部长|处长|总监|农艺师|技师|助理|校长)$"
)
_MONEY = re.compile(r"^(?:约|≥|>)?\d[\d,.]*\s*(?:万元?|亿元?|元|千元|百万)")
_NUMERIC = re.compile(r"^[\d,.%％\s+-]+(?:个|项|家|人|次|万元|元|万|亿|%)?$")
_TRL = re.compile(
    r"^TRL\s*[-:：]?\s*\d|^(?:小试|中试|产业化|小批量|大规模|实验室|样机|批量生产|初期|中期|成熟)",
    re.I,
)


def is_nothing(text: str) -> bool:
    """Words with which people fill a cell that has no content (`无`, `/`, `暂无`)."""
    return not text.strip() or text.strip().lower() in NOTHING


def is_numeric(text: str) -> bool:
    return bool(_NUMERIC.match(text))


def looks_like_region(text: str) -> bool:
    return bool(_REGION.match(text))


def looks_like_org(text: str) -> bool:
    """An organisation's name: ends as such names do, and is short enough for one."""
    return 3 < len(text) <= 40 and bool(ORG.search(text)) and not re.search(r"[。；，]", text)


def field_by_values(texts: Sequence[str], *, is_header_blank: bool) -> Field | None:
    """The field that at least two thirds of a column's texts speak for, or None.

    Long texts count as TEXT only from a median of 25 characters, so that names of products and
    places are not taken for descriptions.
    """
    filled = [text for text in texts if not is_nothing(text)]
    if not filled:
        return None

    def share(test: object) -> float:
        assert callable(test)
        return sum(bool(test(text)) for text in filled) / len(filled)

    if share(find_emails) >= 0.67:
        return Field.EMAIL
    if share(lambda text: find_phones(text) and len(text) <= 30) >= 0.67:
        return Field.PHONE
    if is_header_blank and len(filled) >= 2 and _is_counting(filled):
        return Field.NUMBER
    if share(looks_like_org) >= 0.67:
        return Field.ORG
    if share(lambda text: _TRL.match(text) and len(text) <= 20) >= 0.67:
        return Field.TRL
    if share(_POSITION.search) >= 0.67 and median(map(len, filled)) <= 12:
        return Field.POSITION
    if is_header_blank and share(_REGION.match) >= 0.67:
        return Field.REGION
    if is_header_blank and share(_MONEY.match) >= 0.67:
        return Field.BUDGET
    if median(map(len, filled)) >= 25:
        return Field.TEXT
    return None


def _is_counting(texts: Sequence[str]) -> bool:
    numbers = [
        int(text) for text in texts if re.fullmatch(r"\d{1,5}(?:\.0)?", text) and "." not in text
    ]
    return len(numbers) == len(texts) and all(b > a for a, b in itertools.pairwise(numbers))
