"""Names of people, which say nothing of what they can do, and of organisations within a text."""

from __future__ import annotations

import re
from typing import Final

_NAME: Final = re.compile(
    r"\s*(?:[\u4e00-\u9fff]{1,4}|[\u4e00-\u9fff]{2,6}·[\u4e00-\u9fff]{1,8}"
    r"|[A-Z][a-z'.-]*(?:[ ,]+[A-Z][A-Za-z'.-]*){1,3})"
    r"\s*(?:教授|副教授|研究员|博士|老师|先生|女士|高工|院士)?\s*"
)
_ORGANISATION: Final = re.compile(
    r"[\u4e00-\u9fff]{2,14}?(?:大学|学院|研究院|研究所|科学院|有限公司|股份公司|集团公司)"
    r"(?:[\u4e00-\u9fff]{2,10}?(?:学院|研究院|研究所|实验室))?"
)


def is_name(title: str) -> bool:
    """Whether the title of an expert is a name and nothing else; an empty one is."""
    return not title.strip() or _NAME.fullmatch(title) is not None


def organisation_spans(text: str) -> list[tuple[int, int]]:
    """Where names of organisations stand; rather too much of the text than too little."""
    return [match.span() for match in _ORGANISATION.finditer(text)]
