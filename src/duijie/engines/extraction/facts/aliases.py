"""Which names on a page are one organisation: short forms, abbreviations, its own words for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from duijie.engines.extraction.facts.organisations import Mention

_LEGAL = re.compile(
    r"(?:股份有限公司|有限责任公司|集团有限公司|控股集团|有限公司|集团公司|集团|公司)$"
)
_GENERAL = re.compile(r"(?:技术|科技|设备|装备|材料|实业|工程)$")
"""Lines of business that say little, and are left out first."""
_BOARD = re.compile(r"(?:管委会|管理委员会)$")
_PLACE = re.compile(r"^[\u4e00-\u9fff]{2,4}?(?:省|市|县|区|自治区)|^[\u4e00-\u9fff]{2}")
_SAME: Final = (
    ("中国科学院", "中科院"),
    ("中国农业科学院", "中国农科院"),
    ("中国科学技术大学", "中科大"),
    ("中国科学技术协会", "中国科协"),
    ("国家发展和改革委员会", "国家发展改革委"),
    ("科学技术部", "科技部"),
    ("工业和信息化部", "工信部"),
    ("科学技术厅", "科技厅"),
    ("科学技术局", "科技局"),
    ("科学技术协会", "科协"),
    ("工业和信息化厅", "工信厅"),
    ("工业和信息化局", "工信局"),
    ("发展和改革委员会", "发改委"),
    ("管理委员会", "管委会"),
    ("产业技术研究院", "产研院"),
    ("农业科学院", "农科院"),
    ("高新技术产业开发区", "高新区"),
    ("经济技术开发区", "经开区"),
    ("人民政府", "政府"),
    ("科技大学", "科大"),
    ("工业大学", "工大"),
    ("农业大学", "农大"),
    ("师范大学", "师大"),
    ("交通大学", "交大"),
    ("医科大学", "医大"),
)
"""What is always written short, and how."""
_SHORT_ENDS: Final = {
    "university": ("大", "学院"),
    "institute": ("院", "所", "中心", "室"),
    "government": ("局", "厅", "委", "部"),
    "association": ("会", "协"),
}
_OWN = "市县区省"


def with_full_forms(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions in order, each with its full form, and those found by a short form alone."""
    found = sorted(mentions, key=lambda m: m.start)
    taken = [(m.start, m.end) for m in found]
    for full in [*_universities(found), *{m.name: m for m in found}.values()]:
        for start, end in _abbreviated(text, full):
            if all(end <= a or start >= b for a, b in taken):
                found.append(Mention(text[start:end], full.type, start, end, full.name))
                taken.append((start, end))
                if full.full:  # a university named by its colleges and in short
                    found.append(full)
    names = sorted({m.name for m in found}, key=len, reverse=True)
    owner: dict[str, str] = {m.name: m.full for m in found if m.full}
    for name in names:
        if name in owner:
            continue
        longer = [n for n in names if owner.get(n, n) == n and n != name and _is_short(name, n)]
        owner[name] = longer[0] if len(longer) == 1 else name
    return [replace(m, full=owner[m.name]) for m in sorted(found, key=lambda m: m.start)]


def _universities(mentions: Sequence[Mention]) -> Iterator[Mention]:
    """The university in the name of its college, where it is not named alone."""
    names = {mention.name for mention in mentions}
    for mention in mentions:
        at = mention.name.find("大学")
        name = mention.name[: at + 2]
        if 3 <= at < len(mention.name) - 2 and name not in names:
            names.add(name)
            end = mention.start + at + 2
            yield Mention(name, "university", mention.start, end, name)


def _is_short(short: str, full: str) -> bool:
    """Whether a name is the longer one without place, legal form or line of business."""
    if len(short) > len(full):
        return False
    if _spelled_out(short) == _spelled_out(full):
        return True
    if short[0] in _OWN and full.endswith(short) and len(full) - len(short) <= 4:
        return full[-len(short) - 1] not in "与和、"  # 市科协 of 江州市科协
    if full in (f"中科院{short}", f"中国科学院{short}"):
        return True
    _, _, unit = full.partition("大学")
    if unit and short[0] == unit[0] and short[-2:] == unit[-2:] and _is_subsequence(short, unit):
        return True  # 化工学院 of …大学化学工程学院
    if unit and len(short) >= 5 and short.endswith("学院") and short[1] != full[1]:
        return short[0] == full[0] and _is_subsequence(short, full)  # 江理大化工学院
    board = _BOARD.sub("", full)
    if board != full and len(short) >= 4 and board != short and board.endswith(short):
        return True
    if (
        len(short) >= 6
        and short[0] == full[0]
        and short[1] != full[1]
        and short[-4:] == full[-4:]
        and _is_subsequence(short, full)
    ):
        return True  # 江工大海湾研究院
    if len(short) >= 6 and full.endswith(short) and 2 <= len(full) - len(short) <= 4:
        return full[-len(short) - 1] not in "与和、"
    core, whole = _LEGAL.sub("", short), _LEGAL.sub("", full)
    if whole == full or len(core) < 2:
        return False
    stripped = _PLACE.sub("", whole)
    return whole.startswith(core) or (len(stripped) >= 2 and stripped.startswith(core))


def _spelled_out(name: str) -> str:
    for full, short in _SAME:
        name = name.replace(full, short)
    return re.sub(r"(?<=..)[省市](?=.{2})", "", name)


def _abbreviated(text: str, full: Mention) -> Iterator[tuple[int, int]]:
    """Where letters of the full name stand in its order: 江理大, 云泽产研院, 江化院, 微感传感."""
    name = full.name
    ends = _SHORT_ENDS.get(full.type, ())
    core = _LEGAL.sub("", name)
    if full.type == "enterprise" and core != name and len(core) >= 3:
        forms = {core}
        stripped = _PLACE.sub("", core)
        if len(stripped) >= 4:
            forms.add(stripped)
        brand = _GENERAL.sub("", stripped)
        if len(brand) >= 4:
            forms.add(brand)
        for form in forms:
            for match in re.finditer(re.escape(form), text):
                yield match.span()
        return
    if len(name) < 5 or not ends:
        return
    pattern = re.compile(rf"{re.escape(name[0])}[\u4e00-\u9fff]{{1,5}}?(?:{'|'.join(ends)})")
    for match in pattern.finditer(text):
        short = match.group()
        # 北塬大 is the beginning of 北塬大酒店, not 北塬工业大学 in short
        if short[:2] == name[:2] and len(short) == 3:
            continue
        if len(short) >= 3 and len(short) < len(name) and _is_subsequence(short, name):
            follows = text[match.end() : match.end() + 2]
            if short.endswith("大") and follows[:1] in ("学", "会", "力", "型", "家", "量"):
                continue
            if short.endswith("部") and follows[:1] in ("分", "门", "署"):
                continue
            yield match.span()


def _is_subsequence(short: str, full: str) -> bool:
    rest = iter(full)
    return all(char in rest for char in short)
