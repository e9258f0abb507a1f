"""Deals that sentences tell of: who signs with whom, about what."""

from __future__ import annotations

import re
from collections.abc import Sequence

from duijie.engines.extraction.facts.organisations import Mention
from duijie.engines.extraction.facts.types import AgreementFact, Span

_SIGNED = re.compile(r"签署|签订|签约|签下|签定|正式签|共建(?:的|了)|共同(?:成立|组建|设立)")
_INTENT = re.compile(
    r"达成(?:了)?[^，。]{0,12}(?:意向|共识)|初步(?:达成|合作)|意向(?:书|协议)|拟签|将签|计划签|有望"
)
_AGREEMENT_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("jiebang", re.compile(r"揭榜")),
    (
        "platform",
        re.compile(
            r"共建|联合(?:实验室|研究院|研究中心)|研究院|工作站|创新中心|实验室|研发中心|基地"
        ),
    ),
    ("strategic", re.compile(r"战略|框架|全面合作|联盟")),
    ("project", re.compile(r"项目|技术开发|技术合同|技术转让")),
)
_FOUNDED = re.compile(r"共建|共同(?:成立|组建|设立|建设)")
"""What stands behind is what the parties found, not one of them."""
_SUBJECT = re.compile(
    r"[“《](?P<quoted>[^”》]{4,40})[”》]|就(?P<about>[^，。；]{4,30}?)(?:项目|达成|签|开展|进行)"
)


def find_agreements(
    text: str, mentions: Sequence[Mention], sentences: Sequence[Span]
) -> tuple[AgreementFact, ...]:
    """Deals with two named parties or more in the sentence that tells of the signing."""
    from duijie.engines.text import find_money

    found: list[AgreementFact] = []
    for start, end in sentences:
        sentence = text[start:end]
        signed, intent = _SIGNED.search(sentence), _INTENT.search(sentence)
        if not signed and not intent:
            continue
        if (
            re.search(r"签约(?:项目|金额|额)?\s*(?:总额|共|达|超|近|\d)", sentence)
            and "分别" not in sentence
        ):
            continue
        founded = _FOUNDED.search(sentence)
        stop = start + founded.end() if founded else end
        named = [m for m in mentions if start <= m.start and m.end <= end]
        parties = list(dict.fromkeys(m.name for m in named if m.start < stop))
        if len(parties) < 2 or len(parties) > 8:
            continue
        kind = next(
            (name for name, pattern in _AGREEMENT_KINDS if pattern.search(sentence)), "other"
        )
        about = _SUBJECT.search(sentence)
        subject = (about.group("quoted") or about.group("about")) if about else None
        money = [m for m in find_money(sentence) if m.currency == "CNY"]
        amount = float(money[0].yuan) if len(money) == 1 else None
        is_signed = bool(signed) and not re.search(r"拟签|将签|计划签|意向", sentence)
        pairs = _pairs(sentence, parties, start, mentions)
        first = next(m for m in mentions if start <= m.start and m.name in parties)
        for pair in pairs:
            found.append(AgreementFact(pair, kind, subject, amount, is_signed, (first.start, end)))
    return tuple(found)


def _pairs(
    sentence: str, parties: Sequence[str], start: int, mentions: Sequence[Mention]
) -> list[tuple[str, ...]]:
    """`甲、乙分别与丙签` is one deal for each of them with 丙; else one deal of all."""
    del start, mentions
    split = sentence.find("分别")
    if split >= 0 and len(parties) > 2:
        before = [p for p in parties if sentence.find(p) < split]
        after = [p for p in parties if sentence.find(p) > split]
        if len(after) == 1 and len(before) >= 2:
            return [(one, after[0]) for one in before]
        if len(before) == 1 and len(after) >= 2:
            return [(before[0], one) for one in after]
    return [tuple(parties)]
