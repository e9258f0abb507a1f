"""The English sentences of everything that planning tells a user."""

from __future__ import annotations

from typing import Final

from duijie.errors import sentence

SENTENCES: Final[dict[str, str]] = {
    # the instance as it was handed in
    "scheduling.not_an_object": sentence("{where}: an object with keys is expected here."),
    "scheduling.not_a_list": sentence("{where}: a list is expected under “{key}”."),
    "scheduling.missing_key": sentence("{where}: “{key}” is missing. Add it."),
    "scheduling.not_a_text": sentence("{where}: “{key}” must be a text that is not empty."),
    "scheduling.not_a_count": sentence("{where}: “{key}” must be a whole number of 0 or more."),
    "scheduling.not_a_weight": sentence("{where}: “{key}” must be a number from 0 to {most}."),
    "scheduling.not_a_flag": sentence("{where}: “{key}” must be true or false."),
    "scheduling.bad_tables": sentence(
        "“tables” must be a number of 0 or more, a list of tables, or null for no limit."
    ),
    "scheduling.bad_priority": sentence(
        "{where}: the priority is “{value}”. It must be “must” or “want”."
    ),
    "scheduling.bad_pair": sentence(
        "precedence {number}: two different meetings are expected, the earlier one first."
    ),
    "scheduling.duplicate_id": sentence(
        "{where}: the id is used twice. Every slot, table, party and meeting needs its own."
    ),
    "scheduling.no_slots": sentence("There are no slots. Give at least one."),
    "scheduling.split_day": sentence(
        "slot {slot}: day “{day}” was left and comes again. List the slots in order, day by day."
    ),
    "scheduling.too_few_parties": sentence("{where}: a meeting needs at least two parties."),
    "scheduling.repeated_party": sentence("{where}: party “{party}” is named twice."),
    "scheduling.unknown_party": sentence(
        "{where}: party “{party}” is not in the list of parties. Correct the id or add the party."
    ),
    "scheduling.unknown_slot": sentence(
        "{where}: slot “{slot}” is not in the list of slots. Correct the id or add the slot."
    ),
    "scheduling.unknown_session": sentence(
        "{where}: no slot belongs to session “{session}”. Correct the name or add slots."
    ),
    "scheduling.unknown_meeting": sentence(
        "{where}: meeting “{meeting}” is not in the list of meetings. Correct the id."
    ),
    "scheduling.cyclic_precedences": sentence(
        "The precedences go round in a circle: {meetings}. Take one of them out."
    ),
    "scheduling.unknown_key": sentence("{where}: the key “{key}” is not known and was left aside."),
    "scheduling.previous_dropped": sentence(
        "previous plan: meeting “{meeting}” at “{slot}” no longer applies and was left aside."
    ),
    "scheduling.unknown_now": sentence(
        "now: slot “{slot}” is not in the list of slots. Correct the id."
    ),
    "scheduling.unknown_replan_party": sentence(
        "{where}: party “{party}” is not in the day. Correct the id, or add it to the walk-ins."
    ),
    "scheduling.unknown_replan_meeting": sentence(
        "missed: meeting “{meeting}” is not in the past part of the plan. Correct the id."
    ),
    "scheduling.replan_without_plan": sentence(
        "There is no plan to change. Give one under “plan”, or as “previous” of the day."
    ),
    "scheduling.spread_given_up": sentence(
        "The most and the fewest idle gaps of anybody may now differ by {limit}: keeping to "
        "{before} would have cost meetings."
    ),
    "scheduling.replan_lost": sentence(
        "Meetings that had a place and have none now: {count} ({meetings})."
    ),
    # the hard rules
    "scheduling.rule_must": sentence("Meeting {meeting} ({parties}) must take place."),
    "scheduling.rule_one_at_a_time": sentence("{party} can be in one meeting at a time."),
    "scheduling.rule_unavailable": sentence("{party} is not available at {slots}."),
    "scheduling.rule_sessions": sentence("Meeting {meeting} belongs in {sessions}."),
    "scheduling.rule_fixed_slot": sentence("Meeting {meeting} is fixed to {slots}."),
    "scheduling.rule_past": sentence("{slots} are over."),
    "scheduling.rule_tables": sentence("Tables at {slots}: {limit}."),
    "scheduling.rule_max_meetings": sentence("{party} takes at most {limit} meetings."),
    "scheduling.rule_precedence": sentence(
        "Meeting {meeting} takes place only after meeting {before}."
    ),
    "scheduling.rule_max_gap_spread": sentence(
        "The most and the fewest idle gaps of anybody differ by at most {limit}."
    ),
    "scheduling.rule_keep_previous": sentence(
        "At most {limit} meetings of the previous plan change."
    ),
    # what is wrong with a plan
    "scheduling.plan_unknown_meeting": sentence("Meeting {meeting} is not part of this day."),
    "scheduling.plan_unknown_slot": sentence("Meeting {meeting} is at {slot}, which is no slot."),
    "scheduling.plan_unknown_table": sentence(
        "Meeting {meeting} is at table {table}, which is not one of the tables."
    ),
    "scheduling.plan_placed_twice": sentence("Meeting {meeting} is listed more than once."),
    "scheduling.plan_not_listed": sentence(
        "Meeting {meeting} is neither placed nor listed as unplaced."
    ),
    "scheduling.plan_table_missing": sentence("Meeting {meeting} at {slot} has no table."),
    "scheduling.plan_table_taken": sentence("Table {table} has more than one meeting at {slot}."),
    "scheduling.plan_table_closed": sentence("Table {table} does not stand ready at {slot}."),
    "scheduling.plan_must_unplaced": sentence(
        "Meeting {meeting} must take place, but is not placed."
    ),
    "scheduling.plan_objective": sentence(
        "The plan says that {level} is {stated}; it is {counted}."
    ),
    "scheduling.plan_bound": sentence("The bound {bound} for {level} is past the plan's {value}."),
    "scheduling.plan_status": sentence("The status {status} does not fit the rest of the plan."),
    # why a meeting was not placed
    "scheduling.because_no_slot": sentence(
        "No slot suits its parties, its sessions and its fixed slot together."
    ),
    "scheduling.because_max_meetings": sentence(
        "{party} already has the {limit} meetings that it takes at most."
    ),
    "scheduling.because_party_busy": sentence("{party} is in another meeting at {slots}."),
    "scheduling.because_tables_full": sentence("All tables are taken at {slots}."),
    "scheduling.because_precedence": sentence(
        "It takes place only after meeting {before}, which leaves no slot here."
    ),
    "scheduling.because_followers": sentence(
        "Meeting {meeting} comes after it and would have to move."
    ),
    "scheduling.because_max_gap_spread": sentence(
        "A place at {slots} would give some more than {limit} idle gaps above others."
    ),
    "scheduling.because_no_weight": sentence("It has weight 0, so nothing is lost without it."),
    "scheduling.because_time_ran_out": sentence(
        "The time ran out before a place was found or ruled out."
    ),
    # what would let a meeting in
    "scheduling.relax_time": sentence(
        "The rules leave room for meeting {meeting}: plan again with more time."
    ),
    "scheduling.relax_priority": sentence(
        "Make meeting {meeting} a must, or give it a weight above 0."
    ),
    "scheduling.relax_max_meetings": sentence("Let {party} take up to {limit} meetings."),
    "scheduling.relax_max_gap_spread": sentence(
        "Let the most and the fewest idle gaps of anybody differ by {limit}."
    ),
    "scheduling.relax_sessions": sentence("Let meeting {meeting} be held in any session."),
    "scheduling.relax_fixed_slot": sentence("Do not hold meeting {meeting} to slot {slot}."),
    "scheduling.relax_tables": sentence("Put up one more table in session {session}."),
    "scheduling.relax_tables_all_day": sentence("Put up one more table."),
    "scheduling.relax_unavailable": sentence("Ask {party} to be there at {slot}."),
    "scheduling.relax_precedence": sentence(
        "Do not insist that meeting {before} comes before meeting {meeting}."
    ),
    "scheduling.relax_keep_previous": sentence(
        "Let more meetings of the previous plan move: plan without keeping changes few."
    ),
    "scheduling.relax_slot": sentence("Add one more slot after {slot}."),
    # the search
    "scheduling.progress": sentence(
        "{placed} of {meetings} meetings placed, {gaps} idle gaps, at least {bound}."
    ),
    "scheduling.conflict_not_smallest": sentence(
        "The time ran out while rules were taken off this list: fewer of them may clash already."
    ),
    "scheduling.conflict_maybe_larger": sentence(
        "None of these rules can be left out of this clash; whether the day has a clash of fewer "
        "rules was not settled in time."
    ),
    "scheduling.conflict_not_found": sentence(
        "It is proven that not every must fits, but the time ran out before the clashing rules "
        "were found. Allow more time."
    ),
    "scheduling.plan_broken": sentence(
        "The planner made a plan that breaks a rule ({rule}), so it is not shown. "
        "Please report this day."
    ),
}
