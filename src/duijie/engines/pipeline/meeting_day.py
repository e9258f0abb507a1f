"""From rankings to a day of one-to-one meetings."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from duijie.engines.extraction.types import Record
from duijie.engines.pipeline.types import IsCancelled, MeetingDay, MeetingTopic, OnProgress
from duijie.engines.ranking.fit import CALL_FROM
from duijie.engines.ranking.types import NeedRanking
from duijie.engines.scheduling import (
    Instance,
    Meeting,
    Party,
    Plan,
    Priority,
    Slot,
    check_plan,
    solve,
)
from duijie.engines.text.names import normalise_name

BEST: Final = 3
"""Offers of a need whose owners are invited, as an organiser would: at most the best three."""
SLOTS: Final = (
    *("09:00-09:30", "09:30-10:00", "10:00-10:30", "10:30-11:00", "11:00-11:30", "11:30-12:00"),
    *("14:00-14:30", "14:30-15:00", "15:00-15:30", "15:30-16:00", "16:00-16:30", "16:30-17:00"),
)
"""Half-hour talks in two half-day sessions: the norm of such days."""
NOON: Final = "12"
MAX_MEETINGS: Final = 8
"""Talks of one party on a day that nobody framed: two thirds of it, the rest to breathe."""

Pair = tuple[str, str]
Topics = dict[Pair, list[MeetingTopic]]


def plan_meeting_day(
    needs: Sequence[Record],
    offers: Sequence[Record],
    rankings: Sequence[NeedRanking],
    *,
    frame: Instance | None = None,
    max_meetings: int = MAX_MEETINGS,
    time_limit: float = 20.0,
    on_progress: OnProgress | None = None,
    is_cancelled: IsCancelled | None = None,
) -> MeetingDay | None:
    """Plan who talks to whom when; None where no two parties have a reason to meet.

    A company comes as one party; whoever holds an offer comes as a person, so that one person with
    several offers is never asked for twice at a time, and one university can send several. Only
    pairs whose fit is worth a call meet, at most the best three of a need; several topics of two
    parties are one meeting. With a `frame`, its slots, tables, parties and meetings stand, and only
    its parties get further meetings.
    """
    seeks, without_org = _pairs(needs, offers, rankings)
    if frame is None:
        topics, instance = _own_day(seeks, max_meetings)
    else:
        topics, instance = _framed_day(seeks, frame)
    if not instance.meetings:
        return None
    plan = solve(
        instance,
        time_limit=time_limit,
        workers=2,
        on_progress=on_progress,
        is_cancelled=is_cancelled,
    )
    if frame is None:
        plan = _from_the_morning(instance, plan)
    about = {meeting.id: tuple(_about(meeting, topics)) for meeting in instance.meetings}
    return MeetingDay(instance, plan, about, without_org)


@dataclasses.dataclass(frozen=True, slots=True)
class _Seek:
    """One need beside one offer that is worth a call, and by which names each side may be known."""

    seeker: str
    holder_names: tuple[str, ...]
    """The person with the organisation first, then each alone."""
    topic: MeetingTopic


def _pairs(
    needs: Sequence[Record], offers: Sequence[Record], rankings: Sequence[NeedRanking]
) -> tuple[list[_Seek], tuple[str, ...]]:
    offer_by_id = {offer.id: offer for offer in offers}
    seeks, without_org = [], []
    for need, ranking in zip(needs, rankings, strict=True):
        if ranking.nothing_fits:
            continue
        seeker = normalise_name(need.org) if need.org else need.person
        if not seeker:
            without_org.append(need.id)
            continue
        for match in ranking.matches[:BEST]:
            names = _holder_names(offer_by_id[match.offer_id])
            if match.fit >= CALL_FROM and names and seeker not in names:
                topic = MeetingTopic(need.id, match.offer_id, match.fit)
                seeks.append(_Seek(seeker, names, topic))
    return seeks, tuple(without_org)


def _holder_names(offer: Record) -> tuple[str, ...]:
    org = normalise_name(offer.org) if offer.org else ""
    person = offer.person or ""
    both = f"{person} {org}" if person and org else ""
    return tuple(name for name in (both, org, person) if name)


def _own_day(seeks: Sequence[_Seek], max_meetings: int) -> tuple[Topics, Instance]:
    topics: Topics = defaultdict(list)
    for seek in seeks:
        topics[seek.seeker, seek.holder_names[0]].append(seek.topic)
    names = dict.fromkeys(
        [*(seeker for seeker, _ in topics), *sorted(holder for _, holder in topics)]
    )
    return topics, Instance(
        slots=tuple(Slot(name, "am" if name < NOON else "pm") for name in SLOTS),
        parties=tuple(Party(name, name, max_meetings=max_meetings) for name in names),
        meetings=tuple(
            Meeting(f"M{number:03d}", pair, weight=_weight(topics[pair]))
            for number, pair in enumerate(topics, start=1)
        ),
    )


def _framed_day(seeks: Sequence[_Seek], frame: Instance) -> tuple[Topics, Instance]:
    party_of = {normalise_name(party.name or party.id): party.id for party in frame.parties}
    topics: Topics = defaultdict(list)
    for seek in seeks:
        holders = [party_of[name] for name in seek.holder_names if name in party_of]
        seeker = party_of.get(seek.seeker)
        if seeker is not None and holders and holders[0] != seeker:
            topics[seeker, holders[0]].append(seek.topic)
    booked = {frozenset(meeting.parties) for meeting in frame.meetings}
    taken = {meeting.id for meeting in frame.meetings}
    added: list[Meeting] = []
    number = 0
    for pair in topics:
        if frozenset(pair) in booked:
            continue
        number += 1
        while f"M{number:03d}" in taken:
            number += 1
        added.append(
            Meeting(f"M{number:03d}", pair, priority=Priority.WANT, weight=_weight(topics[pair]))
        )
    return topics, dataclasses.replace(frame, meetings=(*frame.meetings, *added))


def _weight(topics: Sequence[MeetingTopic]) -> int:
    """1..: hundredths of fit, summed over what the two could talk about."""
    return max(1, round(100 * sum(topic.fit for topic in topics)))


def _about(meeting: Meeting, topics: Mapping[Pair, list[MeetingTopic]]) -> list[MeetingTopic]:
    first, second = meeting.parties[:2]
    return [*topics.get((first, second), ()), *topics.get((second, first), ())]


def _from_the_morning(instance: Instance, plan: Plan) -> Plan:
    """Close up slots that nobody uses, so that the day begins in the morning.

    On a day that nobody framed every slot is as good as another, and taking an unused slot out
    makes no gap longer. Should the checker see that otherwise, the plan stays as it was.
    """
    order = [slot.id for slot in instance.slots]
    used = sorted({item.slot for item in plan.assignments}, key=order.index)
    earlier = dict(zip(used, order, strict=False))
    moved = dataclasses.replace(
        plan,
        assignments=tuple(
            dataclasses.replace(item, slot=earlier[item.slot]) for item in plan.assignments
        ),
    )
    return plan if check_plan(instance, moved) else moved
