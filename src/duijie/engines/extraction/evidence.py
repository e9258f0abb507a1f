"""What an expert has done, item by item: papers, patents, results, prizes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence

from duijie.engines.extraction.raw import Entry
from duijie.engines.extraction.several import numbered_parts
from duijie.engines.extraction.types import Evidence, Field, RecordKind
from duijie.engines.extraction.values import is_nothing

_LISTS_WORK = re.compile(
    r"成果|论文|著作|专著|专利|获奖|奖励|项目|achievement|publication|paper|patent|award|project",
    re.I,
)
_NO_LIST = re.compile(r"方向|领域|简介|情况说明|可解决|能解决|需求|介绍")
_QUOTED = re.compile(r"《([^《》]{4,80})》")
_ITEM_LENGTH = 200


def read_evidence(
    entries: Sequence[Entry], kind: RecordKind, take: Callable[[str], str]
) -> tuple[Evidence, ...]:
    """Evidence of our own JSONL format; of an expert also the lists of works in its columns.

    A cell of works is cut at its numbers, else at semicolons and line ends; the texts stay in the
    description too. `take` removes contact details.
    """
    found: list[Evidence] = []
    for entry in entries:
        if entry.field is None and entry.label.lower() == "evidence" and entry.text.startswith("["):
            found += _stored(entry.text)
        elif kind is RecordKind.EXPERT and _lists_work(entry):
            found += [Evidence(item, "") for item in _items(take(entry.text))]
    return tuple(dict.fromkeys(found))


def _lists_work(entry: Entry) -> bool:
    return (
        entry.field in (Field.TEXT, Field.TITLE, None)
        and bool(_LISTS_WORK.search(entry.label))
        and not _NO_LIST.search(entry.label)
    )


def _stored(text: str) -> list[Evidence]:
    try:
        items = json.loads(text)
    except ValueError:
        return []
    return [
        Evidence(str(item.get("title") or ""), str(item.get("text") or ""))
        for item in items
        if isinstance(item, dict)
    ]


def _items(text: str) -> list[str]:
    if is_nothing(text):
        return []
    numbered = numbered_parts(text)
    parts = numbered[1] if numbered is not None else re.split(r"[;；\n]+", text)
    items = [part.strip(" 。，,、;；") for part in parts]
    items = [item for item in items if 4 <= len(item) <= _ITEM_LENGTH and not is_nothing(item)]
    return items or _QUOTED.findall(text)
