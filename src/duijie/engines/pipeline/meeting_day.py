"""From rankings to a day of one-to-one meetings between organisations."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from duijie.engines.extraction.types import Record, RecordKind
from duijie.engines.pipeline.types import IsCancelled, MeetingDay, MeetingTopic, OnProgress
from duijie.engines.ranking.types import NeedRanking
from duijie.engines.scheduling import Instance, Meeting, Priority, parse_instance, solve
from duijie.engines.text.names import normalise_name

BEST: Final = 3
"""Offers of a need whose owners are invited, as an organiser would: the best three."""
SLOT_STARTS: Final = (
    *("09:00", "09:30", "10:00", "10:30", "11:00", "11:30"),
    *("14:00", "14:30", "15:00", "15:30", "16:00", "16:30"),
)
"""Half-hour talks in two half-day sessions: the norm of such days."""
MAX_MEETINGS: Final = 8
"""Talks of one party on a day that nobody framed: two thirds of it, the rest to breathe."""


def plan_meeting_day(
    needs: Sequence[Record],
    offers: Sequence[Record],
    rankings: Sequence[NeedRanking],
    *,
    frame: Instance | None = None,
    time_limit: float = 20.0,
    on_progress: OnProgress | None = None,
    is_cancelled: IsCancelled | None = None,
) -> MeetingDay | None:
    """Plan who talks to whom when; None where no two parties have a reason to meet.

    A party is an organisation, or a person where no organisation is named. Talks about several
    needs between the same two parties are one meeting. With a `frame`, its slots, tables, parties
    and meetings stand, and only those of its parties get further meetings from the rankings.
    """
    topics, without_org = _topics(needs, offers, rankings)
    instance = _instance(topics, frame)
    if not instance.meetings:
        return None
    plan = solve(
        instance, time_limit=time_limit, on_progress=on_progress, is_cancelled=is_cancelled
    )
    named = {
        meeting.id: tuple(topics.get(_pair(meeting, instance), ())) for meeting in instance.meetings
    }
    return MeetingDay(instance, plan, named, without_org)


Pair = tuple[str, str]


def _topics(
    needs: Sequence[Record], offers: Sequence[Record], rankings: Sequence[NeedRanking]
) -> tuple[dict[Pair, list[MeetingTopic]], tuple[str, ...]]:
    offer_by_id = {offer.id: offer for offer in offers}
    topics: dict[Pair, list[MeetingTopic]] = defaultdict(list)
    without_org = []
    for need, ranking in zip(needs, rankings, strict=True):
        if ranking.nothing_fits:
            continue
        seeker = _party_name(need)
        if seeker is None:
            without_org.append(need.id)
            continue
        for match in ranking.matches[:BEST]:
            holder = _party_name(offer_by_id[match.offer_id])
            if holder is not None and holder != seeker:
                topic = MeetingTopic(need.id, match.offer_id, match.fit)
                topics[seeker, holder].append(topic)
    return topics, tuple(without_org)


def _party_name(record: Record) -> str | None:
    """An expert comes in person; anybody else for an organisation, where one is named."""
    if record.kind is RecordKind.EXPERT:
        name = " ".join(part for part in (record.person or record.title, record.org) if part)
        return name or None
    return normalise_name(record.org) if record.org else record.person


def _instance(topics: Mapping[Pair, Sequence[MeetingTopic]], frame: Instance | None) -> Instance:
    if frame is not None:
        return _framed(topics, frame)
    names = sorted({name for pair in topics for name in pair})
    return parse_instance(
        {
            "slots": [
                {"id": start, "session": "am" if start < "12:00" else "pm"} for start in SLOT_STARTS
            ],
            "tables": None,
            "parties": [{"id": name, "name": name, "max_meetings": MAX_MEETINGS} for name in names],
            "meetings": [
                {
                    "id": f"M{number:03d}",
                    "parties": list(pair),
                    "priority": "want",
                    "weight": _weight(pair_topics),
                }
                for number, (pair, pair_topics) in enumerate(topics.items(), start=1)
            ],
        }
    )


def _framed(topics: Mapping[Pair, Sequence[MeetingTopic]], frame: Instance) -> Instance:
    party_of = {normalise_name(party.name or party.id): party.id for party in frame.parties}
    booked = {frozenset(meeting.parties) for meeting in frame.meetings}
    taken = {meeting.id for meeting in frame.meetings}
    added = []
    number = 0
    for (seeker, holder), pair_topics in topics.items():
        first, second = party_of.get(seeker), party_of.get(holder)
        if first is None or second is None or first == second:
            continue
        if frozenset((first, second)) in booked:
            continue
        number += 1
        while (name := f"M{number:03d}") in taken:
            number += 1
        added.append(
            Meeting(
                id=name,
                parties=(first, second),
                priority=Priority.WANT,
                weight=_weight(pair_topics),
            )
        )
        booked.add(frozenset((first, second)))
        taken.add(name)
    return dataclasses.replace(frame, meetings=(*frame.meetings, *added))


def _weight(topics: Sequence[MeetingTopic]) -> int:
    """1..: hundredths of fit, summed over what the two could talk about."""
    return max(1, round(100 * sum(topic.fit for topic in topics)))


def _pair(meeting: Meeting, instance: Instance) -> Pair:
    names = {party.id: normalise_name(party.name or party.id) for party in instance.parties}
    first, second = meeting.parties[:2]
    return names[first], names[second]
