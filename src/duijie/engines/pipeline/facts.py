"""Records to the facts that misfits are found in."""

from __future__ import annotations

import re
from typing import Final

from duijie.engines.extraction.types import Field, Record, RecordKind
from duijie.engines.ranking import Facts, read_facts
from duijie.engines.ranking.misfit_facts import LISTED

_NEED_MODES: Final = {
    "commissioned": re.compile("委托(?:研发|开发)"),
    "joint": re.compile("(?:合作|联合|共同)(?:研发|开发|攻关)"),
}
_OFFER_MODES: Final = {
    "transfer": re.compile("转让"),
    "licence": re.compile("许可"),
    "equity": re.compile("(?:作价|技术)(?:投资|入股)"),
    "own": re.compile("自行(?:投资)?实施"),
    "trial_first": re.compile("先用后(?:转|付)"),
    # what an offer is open to as well clashes with nothing
    "joint": re.compile("合作|联合|共同"),
    "commissioned": re.compile("委托|定制|服务"),
}


def facts_of(record: Record) -> Facts:
    """What a record of a file states. Of an expert only the place: the figures in its texts are
    those of its papers."""
    region = record.region or ""
    if record.kind is RecordKind.EXPERT:
        return read_facts({"region": region})
    cooperation = record.fields.get(Field.COOPERATION, "")
    patterns = _NEED_MODES if record.kind is RecordKind.NEED else _OFFER_MODES
    return read_facts(
        {
            "title": record.title,
            "text": record.text,
            LISTED: record.fields.get(Field.INDICATORS, ""),
            "region": region,
        },
        trl=record.trl,
        amount_wan=record.budget_wan,
        modes={mode: cooperation for mode, words in patterns.items() if words.search(cooperation)},
    )
