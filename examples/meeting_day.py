"""A made-up day of one-to-one meetings: 12 institutes, 30 companies, two half-day sessions."""

from __future__ import annotations

import json
from collections import Counter
from typing import Final

from examples.made_up import LABEL, Organisation, Region

_INSTITUTE_TYPES: Final = {"高等院校", "科研院所", "新型研发机构"}
_COMPANIES: Final = 30
_MAX_MUSTS_OF_AN_INSTITUTE: Final = 8
_MAX_REQUESTS_TO_AN_INSTITUTE: Final = 13
_SLOTS: Final = (
    ("am", ("09:00", "09:30", "10:00", "10:30", "11:00", "11:30")),
    ("pm", ("13:30", "14:00", "14:30", "15:00", "15:30", "16:00")),
)
_BUSY_UNIVERSITY: Final = "云泽理工大学"

_UNAVAILABLE: Final = {
    "澜江科技大学": ("am1", "am2"),
    "鹤汀通用航空研究院": ("pm6",),
    "栗川农学院": ("am1", "am2", "am3"),
    "云泽衡轴精密轴承有限公司": ("pm4", "pm5", "pm6"),
    "青澜染语印染有限公司": ("am1",),
    "栗川栗满食品有限公司": ("pm1", "pm2"),
}
"""A morning lecture, a flight home, a long way in from the county."""


def _wishes(region: Region) -> dict[tuple[str, str], int]:
    """(company, institute) -> best planted grade (2 or 3) of its needs with the other's offers."""
    offers = {offer.key: offer for offer in region.offers}
    best: dict[tuple[str, str], int] = {}
    for need in region.needs:
        for key, grade in need.fits.items():
            pair = (need.org, offers[key].org)
            if grade >= 2:
                best[pair] = max(grade, best.get(pair, 0))
    return best


def _attending(region: Region, wishes: dict[tuple[str, str], int]) -> list[Organisation]:
    """The 30 companies with most to talk about, in the order of the directory."""
    weight = Counter[str]()
    for (company, _), grade in wishes.items():
        weight[company] += grade
    companies = [org for org in region.organisations.values() if org.type == "企业"]
    chosen = sorted(companies, key=lambda org: (-weight[org.name], org.number))[:_COMPANIES]
    return sorted(chosen, key=lambda org: org.number)


def meeting_day(region: Region) -> str:
    """The instance as JSON, format of `duijie plan`.

    Musts are pairs whose need the institute solves; wants are likely ones. All musts can
    be placed; the largest university is asked for more than it takes, so that wants compete.
    """
    wishes = _wishes(region)
    companies = _attending(region, wishes)
    institutes = [org for org in region.organisations.values() if org.type in _INSTITUTE_TYPES]
    ids = {org.name: f"I{n:02d}" for n, org in enumerate(institutes, start=1)}
    ids |= {org.name: f"C{n:02d}" for n, org in enumerate(companies, start=1)}
    meetings, pair_ids = _meetings(wishes, companies, ids)
    meetings += _extra_meetings(companies, institutes, ids, wishes, start=len(meetings) + 1)
    day = {
        "note": f"{LABEL}：单位均为编造",
        "slots": [
            {"id": f"{session}{n}", "session": session, "day": "2026-12-03", "time": time}
            for session, times in _SLOTS
            for n, time in enumerate(times, start=1)
        ],
        "tables": 10,
        "parties": [_party(org, ids) for org in (*institutes, *companies)],
        "meetings": meetings,
        "precedences": _precedences(pair_ids, ids),
        "rules": {"max_gap_spread": 3},
    }
    return json.dumps(day, ensure_ascii=False, indent=1) + "\n"


def _party(org: Organisation, ids: dict[str, str]) -> dict[str, object]:
    party: dict[str, object] = {
        "id": ids[org.name],
        "name": org.name,
        "unavailable": list(_UNAVAILABLE.get(org.name, ())),
    }
    if org.name == _BUSY_UNIVERSITY:
        party["max_meetings"] = 11
    return party


def _meetings(
    wishes: dict[tuple[str, str], int], companies: list[Organisation], ids: dict[str, str]
) -> tuple[list[dict[str, object]], dict[tuple[str, str], str]]:
    names = {org.name for org in companies}
    musts, requests = Counter[str](), Counter[str]()
    meetings: list[dict[str, object]] = []
    pair_ids: dict[tuple[str, str], str] = {}
    for (company, institute), grade in sorted(wishes.items(), key=lambda wish: -wish[1]):
        if company not in names or requests[institute] == _MAX_REQUESTS_TO_AN_INSTITUTE:
            continue
        requests[institute] += 1
        is_must = grade == 3 and musts[institute] < _MAX_MUSTS_OF_AN_INSTITUTE
        musts[institute] += is_must
        meeting: dict[str, object] = {
            "id": f"M{len(meetings) + 1:03d}",
            "parties": [ids[company], ids[institute]],
            "priority": "must" if is_must else "want",
        }
        if not is_must:
            meeting["weight"] = grade
        meetings.append(meeting)
        pair_ids[ids[company], ids[institute]] = str(meeting["id"])
    meetings[0]["sessions"] = ["pm"]  # the company brings samples that arrive at noon
    meetings[5]["sessions"] = ["am"]
    meetings[9]["fixed_slot"] = "am2"  # agreed by telephone weeks ago
    return meetings, pair_ids


def _extra_meetings(
    companies: list[Organisation],
    institutes: list[Organisation],
    ids: dict[str, str],
    wishes: dict[tuple[str, str], int],
    *,
    start: int,
) -> list[dict[str, object]]:
    """A courtesy want with an institute of the same industry, and one meeting of three."""
    extras: list[dict[str, object]] = []
    for company in companies[::2]:
        for institute in institutes:
            if institute.industry == company.industry and (
                (company.name, institute.name) not in wishes
            ):
                parties = [ids[company.name], ids[institute.name]]
                extras.append({"parties": parties, "priority": "want", "weight": 1})
    textile = [ids[name] for name in ("云泽纺织工程学院", "云泽纺织科学研究所")]
    dyer = ids["青澜染语印染有限公司"]
    extras.append({"parties": [dyer, *textile], "priority": "want", "weight": 3})
    return [{"id": f"M{n:03d}"} | extra for n, extra in enumerate(extras, start=start)]


def _precedences(pair_ids: dict[tuple[str, str], str], ids: dict[str, str]) -> list[list[str]]:
    """A company hears the process before the test bench, the fibre before the finish."""
    wanted = (
        ("云泽衡轴精密轴承有限公司", "云泽理工大学", "云泽轴承与传动研究院"),
        ("云泽曜镭激光设备有限公司", "云泽光电技术研究所", "云泽理工大学"),
        ("青澜染语印染有限公司", "云泽纺织工程学院", "云泽纺织科学研究所"),
        ("鹤汀擎空动力科技有限公司", "鹤汀通用航空研究院", "澜江科技大学"),
    )
    return [
        [pair_ids[ids[company], ids[first]], pair_ids[ids[company], ids[then]]]
        for company, first, then in wanted
    ]
