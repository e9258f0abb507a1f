"""Columns that come again for the second and third need of a row: `技术需求一`, `技术需求二`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from duijie.engines.extraction.types import Field
from duijie.engines.extraction.vocabulary import squeeze

if TYPE_CHECKING:
    from duijie.engines.extraction.column_fields import Column

_CHINESE = "一二三四五六七八九十"
_COUNTED = re.compile(
    rf"^(?P<head>.*[求题果目术容述算金额入][(（]?)(?P<number>[{_CHINESE}]|\d{{1,2}})(?P<tail>[)）]?(?:名称|内容|描述|简介|概述|标题|说明|预算|投入)?)$"
)
_PER_RECORD = (Field.TITLE, Field.TEXT, Field.INDICATORS, Field.BUDGET)


def find_slots(columns: Sequence[Column]) -> None:
    """Mark the columns that count on from 1 under one name, where they name or describe a record.

    Fewer than two numbers, or numbers with holes, are no slots (`附件1`, `联系人2`).
    """
    families: dict[str, dict[int, Column]] = defaultdict(dict)
    for column in columns:
        found = _counted(column)
        if found is not None and _is_per_record(column):
            families[found[0]].setdefault(found[1], column)
    counts = [set(members) for members in families.values() if len(members) >= 2]
    if not any(numbers == set(range(1, len(numbers) + 1)) for numbers in counts) or not any(
        column.term and {Field.TITLE, Field.TEXT} & set(column.term.fields)
        for members in families.values()
        for column in members.values()
    ):
        return
    for members in families.values():
        if len(members) >= 2:
            for number, column in members.items():
                column.slot = number


def slot_family(column: Column) -> str:
    """The name that the columns of all slots share; for others the header itself."""
    found = _counted(column) if column.slot else None
    return found[0] if found else f"{column.index}"


def _counted(column: Column) -> tuple[str, int] | None:
    header = squeeze(column.header)
    match = _COUNTED.match(header)
    if match is None and column.group:
        match = _COUNTED.match(squeeze(column.group))
        if match is not None:
            return f"{match.group('head')}·{header}", _value(match.group("number"))
    if match is None:
        return None
    return f"{match.group('head')}{match.group('tail')}", _value(match.group("number"))


def _value(text: str) -> int:
    return int(text) if text.isdigit() else _CHINESE.index(text) + 1


def _is_per_record(column: Column) -> bool:
    return column.term is not None and bool(set(column.term.fields) & set(_PER_RECORD))
