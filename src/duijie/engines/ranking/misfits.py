"""What does not fit between a need and an offer, and what to ask first.

Each misfit is a code with parameters (`sentences.SENTENCES`) and the words of both sides. What is
unsure is not said: quantities of other names or dimensions, a range of which only a part is
enough, a place that may lie within the one asked for.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Final

from duijie.engines.ranking.misfit_facts import Claim, Facts
from duijie.engines.ranking.misfit_names import are_same_quantity, is_spoken_of
from duijie.engines.ranking.types import Span
from duijie.engines.text.quantities import Quantity
from duijie.engines.text.units import are_equal, read_unit
from duijie.errors import Message

MOST_QUESTIONS: Final = 3
ABOUT: Final = 0.05
"""How far off a figure given as about so much may be."""
MODES: Final = frozenset(
    ("commissioned", "joint", "own", "transfer", "licence", "equity", "trial_first")
)
CLASHES: Final = frozenset(
    (
        ("commissioned", "own"),
        ("commissioned", "equity"),
        ("joint", "own"),
        ("joint", "transfer"),
    )
)
"""What a need looks for, and what of an offer's ways does not go with it: who pays to have
something developed has no use for what is kept for own investment or for shares."""
_PLACE: Final = r"[\u4e00-\u9fff]{2,7}?(?:省|市|自治区|自治州)"
_DEMANDED_PLACE: Final = re.compile(
    rf"(?:仅限|只限|限于|限|须在|必须在|须位于|必须位于|要求(?:在|位于))(?:于|在)?(?P<place>{_PLACE})"
    r"(?:内|境内|范围内|的|企业|单位|高校|院所|机构|注册)"
)
_PROVINCE: Final = re.compile(r"^(?P<name>[\u4e00-\u9fff]{2,6}?(?:省|自治区))")
_CITY: Final = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,6}?(?:省|自治区))?(?P<name>[\u4e00-\u9fff]{2,6}?市)"
)


@dataclass(frozen=True, slots=True)
class Misfit:
    """One thing that does not fit; `texts[span] == quote` on both sides."""

    message: Message
    need_span: Span
    offer_span: Span
    need_quote: str
    offer_quote: str


@dataclass(frozen=True, slots=True)
class Question:
    """A required indicator of which the offer says nothing."""

    message: Message
    need_span: Span
    need_quote: str


def find_misfits(need: Facts, offer: Facts) -> tuple[Misfit, ...]:
    """All that contradicts, indicators first, in the order of the need."""
    return (
        *_indicator_misfits(need, offer),
        *_trl_misfits(need, offer),
        *_price_misfits(need, offer),
        *_day_misfits(need, offer),
        *_region_misfits(need, offer),
        *_mode_misfits(need, offer),
    )


def find_questions(need: Facts, offer: Facts) -> tuple[Question, ...]:
    """At most three required indicators that the offer does not even name, in the need's order."""
    return tuple(islice(_questions(need, offer), MOST_QUESTIONS))


def _questions(need: Facts, offer: Facts) -> Iterator[Question]:
    told = " ".join(offer.texts.values())
    for claim in _required(need):
        name = claim.quantity.name
        if is_spoken_of(name, told) or _comparable(claim, offer, same_dimension=False):
            continue
        message = Message("ranking.ask_indicator", {"indicator": claim.quote})
        yield Question(message, claim.span, claim.quote)


def _required(need: Facts) -> list[Claim]:
    """Must-indicators; one that is stated twice counts once."""
    kept: list[Claim] = []
    for claim in need.claims:
        quantity = claim.quantity
        if not (claim.is_demanded and quantity.is_must) or quantity.value is None:
            continue
        if quantity.comparison in {"eq", "about"}:
            continue  # nobody knows whether more or less would do as well
        if any(_says_the_same(claim, other) for other in kept):
            continue
        kept.append(claim)
    return kept


def _says_the_same(one: Claim, other: Claim) -> bool:
    return (
        are_same_quantity(one.quantity.name, other.quantity.name)
        and one.quantity.comparison == other.quantity.comparison
    )


def _comparable(claim: Claim, offer: Facts, *, same_dimension: bool = True) -> list[Claim]:
    found = [
        other
        for other in offer.claims
        if other.quantity.value is not None
        and are_same_quantity(claim.quantity.name, other.quantity.name)
    ]
    if not same_dimension:
        return found
    return [other for other in found if _is_same_dimension(claim.quantity, other.quantity)]


def _is_same_dimension(one: Quantity, other: Quantity) -> bool:
    first, second = read_unit(one.unit), read_unit(other.unit)
    if first is None or second is None:
        return one.unit == other.unit
    return first.dimension == second.dimension


def _indicator_misfits(need: Facts, offer: Facts) -> Iterator[Misfit]:
    for claim in _required(need):
        offered = _comparable(claim, offer)
        verdicts = [(_compare(claim.quantity, other.quantity), other) for other in offered]
        # one figure that is enough, or that leaves it open, is enough not to warn
        if not verdicts or any(verdict is None for verdict, _ in verdicts):
            continue
        verdict, nearest = min(verdicts, key=lambda found: _distance(claim, found[1]))
        message = Message(
            f"ranking.misfit_{verdict}", {"required": claim.quote, "offered": nearest.quote}
        )
        yield Misfit(message, claim.span, nearest.span, claim.quote, nearest.quote)


def _compare(required: Quantity, offered: Quantity) -> str | None:
    """`too_low`, `too_high`, `out_of_range`, or None: it fits, or who knows."""
    low, high = _range(required)
    worst, best = _range(offered)
    if offered.comparison == "about":
        slack = ABOUT * abs(worst)
        worst, best = worst - slack, best + slack
    if required.comparison in {"ge", "gt"}:
        # ≥58 % promises 58 %, whatever it may be beyond
        most = worst if offered.comparison in {"ge", "gt"} else best
        return "too_low" if _is_below(most, low) else None
    if required.comparison in {"le", "lt"}:
        least = best if offered.comparison in {"le", "lt"} else worst
        return "too_high" if _is_below(high, least) else None
    if offered.comparison not in {"eq", "about", "between"}:
        return None
    return "out_of_range" if _is_below(best, low) or _is_below(high, worst) else None


def _is_below(one: float, other: float) -> bool:
    return one < other and not are_equal(one, other)


def _range(quantity: Quantity) -> tuple[float, float]:
    """Lowest and highest amount in base units."""
    unit = read_unit(quantity.unit)
    assert quantity.value is not None
    value = unit.to_base(quantity.value) if unit else quantity.value
    if quantity.comparison in {"ge", "gt"}:
        return value, math.inf
    if quantity.comparison in {"le", "lt"}:
        return -math.inf, value
    if quantity.comparison == "between" and quantity.value_to is not None:
        return value, unit.to_base(quantity.value_to) if unit else quantity.value_to
    return value, value


def _distance(claim: Claim, other: Claim) -> float:
    wanted = [end for end in _range(claim.quantity) if math.isfinite(end)]
    stated = [end for end in _range(other.quantity) if math.isfinite(end)]
    return min(abs(one - two) for one in wanted for two in stated)


def _trl_misfits(need: Facts, offer: Facts) -> Iterator[Misfit]:
    if need.trl is not None and offer.trl is not None and offer.trl < need.trl:
        params = {"required": need.trl, "offered": offer.trl}
        yield _of_values(Message("ranking.misfit_trl", params), need, offer, "trl")


def _price_misfits(need: Facts, offer: Facts) -> Iterator[Misfit]:
    budget, price = need.amount_wan, offer.amount_wan
    # a budget of nothing was left open
    if budget and price and price > budget and not are_equal(price, budget):
        params = {"budget": f"{budget:,.10g}", "price": f"{price:,.10g}"}
        yield _of_values(Message("ranking.misfit_price", params), need, offer, "amount")


def _day_misfits(need: Facts, offer: Facts) -> Iterator[Misfit]:
    if need.day is not None and offer.day is not None and offer.day > need.day:
        params = {"deadline": _day(need.day), "end": _day(offer.day)}
        yield _of_values(Message("ranking.misfit_deadline", params), need, offer, "day")


def _day(day: date) -> Message:
    return Message("ranking.day", {"year": day.year, "month": day.month, "day": day.day})


def _of_values(message: Message, need: Facts, offer: Facts, name: str) -> Misfit:
    asked, offered = need.texts[name], offer.texts[name]
    return Misfit(message, Span(name, 0, len(asked)), Span(name, 0, len(offered)), asked, offered)


def _region_misfits(need: Facts, offer: Facts) -> Iterator[Misfit]:
    """Only where the need's text demands a place, and the offer is in another of the same rank."""
    region = offer.texts.get("region", "")
    for name, text in need.texts.items():
        found = _DEMANDED_PLACE.search(text) if name != "region" else None
        if found is None or found["place"] in region:
            continue
        place = _PROVINCE.match(region) or _CITY.match(region)
        if found["place"].endswith("市"):
            place = _CITY.match(region)
        elif place is not None and place["name"].endswith("市"):
            continue  # the city may lie in the province
        if place is None:
            continue
        quote = found.group()
        params = {"required": found["place"], "offered": region}
        yield Misfit(
            Message("ranking.misfit_region", params),
            Span(name, found.start(), found.end()),
            Span("region", 0, len(region)),
            quote,
            region,
        )
        return


def _mode_misfits(need: Facts, offer: Facts) -> Iterator[Misfit]:
    """Where none of the ways that the need names goes with any that the offer names."""
    pairs = [(asked, offered) for asked in need.modes for offered in offer.modes]
    if not pairs or not all(pair in CLASHES for pair in pairs):
        return
    asked, offered = pairs[0]
    need_span, offer_span = need.modes[asked], offer.modes[offered]
    yield Misfit(
        Message(
            "ranking.misfit_mode",
            {
                "required": Message(f"ranking.mode_{asked}"),
                "offered": Message(f"ranking.mode_{offered}"),
            },
        ),
        need_span,
        offer_span,
        need.texts[need_span.field],
        offer.texts[offer_span.field],
    )
