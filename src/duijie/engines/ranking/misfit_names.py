"""Whether two names of quantities mean the same quantity; where that is unsure, they do not."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_SHORTEST_CONTAINED: Final = 3
"""Characters of a name that may stand within a longer one."""
_TELLING: Final = 3
"""Characters of a name that a text does not hold by chance."""
_TELLING_LETTERS: Final = 5
_BRACKETS: Final = re.compile(r"[(\[【<][^()\[\]【】<>]*[)\]】>]")
_NEUTRAL_AHEAD: Final = re.compile(
    r"^(?:材料|产品|制品|成品|样品|样机|系统|设备|装置|整机|整体|综合|技术|要求|指标|单件|其|该|本|的|且|并|可|已|使|使得|实现"
    r"|能够|典型|实测|测得)+"
)
_MEANS: Final = re.compile(
    r"^(?:采用|通过|应用|使用|利用|运用|经过?|基于)[^\d]{1,24}?(?:后|(?:技术|工艺|方法)(?!后))(?=[^\d]{2})"
)
"""By what it is reached, ahead of a name in running text."""
_NEUTRAL_BEHIND: Final = re.compile(
    r"(?:指标|要求|数值|值|应|须|需|要|可|能|能够|已|均|都|保持在|稳定在|控制在|在|的)+$"
)
_DISTINGUISHING: Final = re.compile(
    r"\d|最[高低大小多少]|平均|峰值|瞬时|短时|连续|额定|初始|单次|累计|非|不|无|未|误|漏|假|失"
    r"|提[高升]|增[加长幅强]|减[少小低]|降[低幅]|缩短|下降|节[约省能]|改善|比|较|超|差|损|波动|变化|偏差|误差"
    r"|increas|reduc|decreas|improv|saving|max|min|peak|average|mean|error|loss|non|rate\b.*\brate",
    re.IGNORECASE,
)
"""In one name and not in the other it makes another quantity of it."""


@lru_cache(maxsize=8192)
def normalise_quantity_name(name: str) -> str:
    """Without spaces, case, units in brackets and words that say nothing of what is measured."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    for bracket in _BRACKETS.findall(plain):
        kept = bracket[1:-1] if any(char.isdigit() for char in bracket) else ""
        plain = plain.replace(bracket, kept)
    if not plain.isascii():
        plain = re.sub(r"\s+", "", plain)
    plain = " ".join(plain.replace("_", " ").split()).strip(" :：·-—\"'“”")
    bare = _NEUTRAL_BEHIND.sub("", _NEUTRAL_AHEAD.sub("", _MEANS.sub("", plain)))
    owner, of, named = bare.rpartition("的")
    if of and len(named) >= _SHORTEST_CONTAINED and not _DISTINGUISHING.search(owner):
        bare = named
    return bare or plain


def are_same_quantity(one: str, other: str) -> bool:
    """Equal names, or one is the other with a word ahead that does not make it something else.

    热效率 and 发动机热效率 are the same; 强度 and 屈服强度 (too short to be sure), 准确率 and
    误判率, 效率 and 效率提高 are not.
    """
    first, second = normalise_quantity_name(one), normalise_quantity_name(other)
    if not first or not second:
        return False
    if first == second:
        return True
    short, long = sorted((first, second), key=len)
    if not long.endswith(short) or _DISTINGUISHING.search(long[: len(long) - len(short)]):
        return False
    if short.isascii():
        return len(short.split()) >= 2 and long[-len(short) - 1] == " "
    return len(short) >= _SHORTEST_CONTAINED


def is_spoken_of(name: str, text: str) -> bool:
    """Whether a text may speak of the quantity, with or without a figure: it holds the name, or a
    piece of it that is long enough to be no chance. Who is asked about what they have said is
    annoyed, so it is said of them only where nothing is there.

    家庭洗涤20次后 speaks of ISO 6330洗涤20次后, 透气率 of 透气率变化.
    """
    core = normalise_quantity_name(name)
    plain = unicodedata.normalize("NFKC", text).casefold()
    if core.isascii():
        return core in plain or any(
            word in plain for word in core.split() if len(word) >= _TELLING_LETTERS
        )
    plain = re.sub(r"\s+", "", plain)
    size = min(_TELLING, len(core))
    pieces = (core[at : at + size] for at in range(len(core) - size + 1))
    return any(piece in plain for piece in pieces if not piece.isascii())
