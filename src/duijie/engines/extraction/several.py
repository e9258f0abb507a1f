"""Several needs in one cell: when a numbered cell is a list of needs, and its parts."""

from __future__ import annotations

import re

_MARKERS: tuple[re.Pattern[str], ...] = (
    re.compile(
        r"(?:(?<=^)|(?<=[\n。；;]))\s*(?:技术)?(?:需求|难题|问题)\s*([一二三四五六七八九十]|\d{1,2})\s*[:：、.．]"
    ),
    re.compile(r"(?:(?<=^)|(?<=[\n。；;！!？?，,\s]))\s*(\d{1,2})\s*(?:[、．]|\.(?!\d)|[)）])\s*"),
    re.compile(r"[(（](\d{1,2})[)）]\s*[、.．]?\s*"),
    re.compile(r"([①②③④⑤⑥⑦⑧⑨⑩])\s*[、.．]?\s*"),
    re.compile(r"(?:(?<=^)|(?<=[\n。；;]))\s*([一二三四五六七八九十])[、．.]\s*"),
)
_CIRCLES = "①②③④⑤⑥⑦⑧⑨⑩"
_CHINESE = "一二三四五六七八九十"
_QUANTITY = re.compile(
    r"[≥≤><＞＜±≧≦]|不低于|不小于|不大于|不高于|不超过|大于|小于|高于|低于|达到?\s*\d|\d\s*(?:%|％|℃|mm|MPa|kg|μm|小时|万次|倍|nm|kW|dB|Hz)"
)
_NEED = re.compile(
    r"技术|工艺|难题|问题|需求|需要|解决|研发|研究|开发|设计|改造|提升|提高|系统|装备|设备|方案|材料|产品|攻关|检测|制备|寻求|引进|合作|优化|控制|"
    r"方法|平台|人才|专家|应用|如何|替代|配方|算法|自动化|软件|回收|利用|处理|涂层|加工|降低|development|process|technology"
)
_STEP = re.compile(
    r"^(?:首先|其次|然后|最后|第[一二三]步|研究内容|主要内容|背景|现状|目标|预期|指标|技术指标|现有|已有|经济效益|要求|合作方式|问题描述|技术关键|主要问题|预期目标|"
    r"需求背景|创新点|基础条件|投入|期限|时间|需求内容|具体要求|参数)"
)
_ASIDE = re.compile(
    r"(?:如下|包括|主要有|以下|分别为|要求|指标|步骤|具体为|内容为|其中|即|为)\s*[:：]\s*$"
)


def numbered_parts(text: str) -> tuple[str, tuple[str, ...]] | None:
    """A text before the first number, and the parts that count 1, 2, 3, ... without a hole."""
    for pattern in _MARKERS:
        expected, starts = 1, []
        for match in pattern.finditer(text):
            if _value(match.group(1)) == expected:
                starts.append(match)
                expected += 1
        if len(starts) >= 2:
            ends = [m.start() for m in starts[1:]] + [len(text)]
            parts = [
                text[m.end() : end].strip(" \n；;、，,")
                for m, end in zip(starts, ends, strict=True)
            ]
            return text[: starts[0].start()].strip(), tuple(parts)
    return None


def split_needs(text: str, *, is_title: bool) -> tuple[str, ...] | None:
    """The needs that stand in one cell, or None if it is one need.

    Numbered parts are needs if each reads as one: no part opens as a step or a section of a
    description, not even half of them state quantities (indicators), nothing before the first
    number announces a list of requirements, and in a text column each names a technology
    or a problem. Title cells split also by lines.
    """
    found = numbered_parts(text)
    if found is not None:
        lead, parts = found
        return parts if _are_needs(lead, parts, is_title=is_title) else None
    lines = [line.strip(" ；;、") for line in text.split("\n") if line.strip(" ；;、")]
    is_list = (
        is_title
        and 2 <= len(lines) <= 12
        and all(6 <= len(line) <= 80 and _NEED.search(line) for line in lines)
        and not any(_breaks_in_word(line) for line in lines[:-1])
    )
    if is_list and _are_needs("", tuple(lines), is_title=False):
        return tuple(lines)
    return None


def _breaks_in_word(line: str) -> bool:
    """A line that ends in the middle of a phrase was only wrapped."""
    return bool(re.search(r"(?:[的与和及、，,（(]|以及|或)$", line))


def _are_needs(lead: str, parts: tuple[str, ...], *, is_title: bool) -> bool:
    if any(len(part) < (4 if is_title else 6) for part in parts):
        return False
    if lead and (
        _ASIDE.search(lead)
        and not re.search(r"(?:需求|难题|问题|技术)(?:如下|包括|主要有|有)?\s*[:：]\s*$", lead)
    ):
        return False
    if lead and len(lead) > (12 if is_title else 30):
        return False
    if any(_STEP.match(part) for part in parts):
        return False
    if not is_title and all(len(part) >= 30 and re.search(r"[。：:]", part) for part in parts):
        return True  # each is a description of its own, with a heading or whole sentences
    quantities = sum(bool(_QUANTITY.search(part[:40])) for part in parts)
    if 2 * quantities >= len(parts) and not (is_title and quantities < len(parts)):
        return False
    if is_title:
        return True
    need_like = sum(bool(_NEED.search(part)) for part in parts)
    wanted = sum(
        bool(
            re.search(
                r"技术(?:$|[。；;，,：:（(])|难题|问题|需要|需求|研发|研制|开发|解决|寻求|如何|攻关|引进|工艺|系统",
                part,
            )
        )
        for part in parts
    )
    return need_like == len(parts) and wanted == len(parts)


def _value(marker: str) -> int:
    if marker in _CIRCLES:
        return _CIRCLES.index(marker) + 1
    if marker in _CHINESE:
        return _CHINESE.index(marker) + 1
    return int(marker)
