"""The made-up meeting day is a sound instance that the planner serves in full, wants apart."""

from __future__ import annotations

import json

from duijie.engines.scheduling import check_plan, parse_instance, solve
from examples.build import HERE

DAY = json.loads((HERE / "meeting_day.json").read_text("utf-8"))


def test_meeting_day_has_twelve_institutes_and_thirty_companies_that_all_meet_somebody() -> None:
    kinds = [party["id"][0] for party in DAY["parties"]]
    asked = {party for meeting in DAY["meetings"] for party in meeting["parties"]}
    assert (kinds.count("I"), kinds.count("C")) == (12, 30)
    assert asked == {party["id"] for party in DAY["parties"]}
    assert {slot["session"] for slot in DAY["slots"]} == {"am", "pm"}


def test_meeting_day_is_planned_with_every_must_and_no_broken_rule() -> None:
    instance = parse_instance(DAY)
    plan = solve(instance, time_limit=8)
    placed = {assignment.meeting for assignment in plan.assignments}
    musts = {meeting["id"] for meeting in DAY["meetings"] if meeting["priority"] == "must"}
    assert check_plan(instance, plan) == ()
    assert musts <= placed
    # the largest university is asked for 13 meetings and takes 11
    assert len(DAY["meetings"]) - len(placed) == 2
