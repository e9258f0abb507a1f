"""`plan.xlsx`: the day by time, by party, and what was not placed and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from duijie.cli.terminal import Terminal
from duijie.engines.documents.writers import CellValue, Column, SheetData
from duijie.engines.extraction.types import Record
from duijie.engines.pipeline import FolderResult, MeetingTopic
from duijie.engines.scheduling import Instance, Plan, Unplaced

Topics = Mapping[str, Sequence[MeetingTopic]]


def day_sheets(result: FolderResult, terminal: Terminal) -> list[SheetData]:
    """The sheets of the planned day; one sheet that says so where nobody is to meet."""
    _ = terminal.gettext
    if result.day is None:
        note = _("Nobody has a reason to meet yet.")
        return [SheetData(_("Meeting day"), _time_columns(terminal), [], notes=(note,))]
    titles = topic_titles(result)
    title = _("Meeting day · {name}").format(name=result.name)
    return plan_sheets(result.day.instance, result.day.plan, terminal, titles, title)


def plan_sheets(
    instance: Instance,
    plan: Plan,
    terminal: Terminal,
    topics: Mapping[str, str] | None = None,
    title: str = "",
) -> list[SheetData]:
    """A plan as sheets. `topics`: what a meeting is about, by meeting id."""
    _ = terminal.gettext
    topics = topics or {}
    notes = [line for line in (title, _summary(instance, plan, terminal)) if line]
    sheets = [
        SheetData(_("By time"), _time_columns(terminal), _time_rows(instance, plan, topics), notes),
        SheetData(
            _("By party"), _party_columns(terminal), _party_rows(instance, plan, topics), notes
        ),
    ]
    if any(item.table is not None for item in plan.assignments):
        rows = _table_rows(instance, plan, topics)
        sheets.append(SheetData(_("By table"), _time_columns(terminal), rows, notes))
    unplaced = _unplaced_rows(instance, plan, terminal)
    return [*sheets, SheetData(_("Not placed"), _unplaced_columns(terminal), unplaced, notes)]


def _summary(instance: Instance, plan: Plan, terminal: Terminal) -> str:
    return terminal.gettext("{placed} of {total} meetings placed, {status}.").format(
        placed=len(plan.assignments),
        total=len(instance.meetings),
        status=plan_status(plan.status, terminal),
    )


def plan_status(status: str, terminal: Terminal) -> str:
    """How good a plan is, in words."""
    _ = terminal.gettext
    return {
        "optimal": _("proven best"),
        "feasible": _("keeps all rules, not proven best"),
        "infeasible": _("not everything that must be placed can be"),
    }[status]


def topic_titles(result: FolderResult) -> dict[str, str]:
    """By meeting id: `need — offer`, one a line, in the words of the records."""
    if result.day is None:
        return {}
    records: dict[str, Record] = {
        record.id: record
        for record in (*result.reading.needs, *result.reading.offers, *result.reading.experts)
    }
    return {
        meeting: "\n".join(
            f"{records[topic.need_id].title} — {records[topic.offer_id].title}" for topic in topics
        )
        for meeting, topics in result.day.topics.items()
    }


def party_names(instance: Instance) -> dict[str, str]:
    return {party.id: party.name or party.id for party in instance.parties}


def slot_name(instance: Instance, slot_id: str) -> str:
    """The slot with its day where there are several."""
    slot = next(slot for slot in instance.slots if slot.id == slot_id)
    return f"{slot.day} {slot.id}" if slot.day else slot.id


def parties_of(instance: Instance, meeting_id: str) -> list[str]:
    names = party_names(instance)
    meeting = next(meeting for meeting in instance.meetings if meeting.id == meeting_id)
    return [names[party] for party in meeting.parties]


def _time_columns(terminal: Terminal) -> list[Column]:
    _ = terminal.gettext
    return [
        Column(_("Time")),
        Column(_("Table")),
        Column(_("Parties"), width=60),
        Column(_("To talk about"), width=70),
        Column(_("Meeting")),
    ]


def _time_rows(instance: Instance, plan: Plan, topics: Mapping[str, str]) -> list[list[CellValue]]:
    order = {slot.id: number for number, slot in enumerate(instance.slots)}
    names = party_names(instance)
    meetings = {meeting.id: meeting for meeting in instance.meetings}
    placed = sorted(
        plan.assignments, key=lambda item: (order[item.slot], str(item.table or "").zfill(6))
    )
    return [
        [
            slot_name(instance, item.slot),
            item.table,
            " — ".join(names[party] for party in meetings[item.meeting].parties),
            topics.get(item.meeting, ""),
            item.meeting,
        ]
        for item in placed
    ]


def _table_rows(instance: Instance, plan: Plan, topics: Mapping[str, str]) -> list[list[CellValue]]:
    """The rows by time, table by table."""
    return sorted(_time_rows(instance, plan, topics), key=lambda row: str(row[1] or "").zfill(6))


def _party_columns(terminal: Terminal) -> list[Column]:
    _ = terminal.gettext
    return [
        Column(_("Party"), width=32),
        Column(_("Time")),
        Column(_("Table")),
        Column(_("Meets"), width=40),
        Column(_("To talk about"), width=70),
    ]


def _party_rows(instance: Instance, plan: Plan, topics: Mapping[str, str]) -> list[list[CellValue]]:
    order = {slot.id: number for number, slot in enumerate(instance.slots)}
    names = party_names(instance)
    place = {party.id: number for number, party in enumerate(instance.parties)}
    meetings = {meeting.id: meeting for meeting in instance.meetings}
    rows: list[tuple[tuple[int, int], list[CellValue]]] = [
        (
            (place[party], order[item.slot]),
            [
                names[party],
                slot_name(instance, item.slot),
                item.table,
                "、".join(
                    names[other] for other in meetings[item.meeting].parties if other != party
                ),
                topics.get(item.meeting, ""),
            ],
        )
        for item in plan.assignments
        for party in meetings[item.meeting].parties
    ]
    return [row for _, row in sorted(rows, key=lambda pair: pair[0])]


def _unplaced_columns(terminal: Terminal) -> list[Column]:
    _ = terminal.gettext
    return [
        Column(_("Meeting")),
        Column(_("Parties"), width=50),
        Column(_("Why"), width=60),
        Column(_("What would let it in"), width=60),
    ]


def _unplaced_rows(instance: Instance, plan: Plan, terminal: Terminal) -> list[list[CellValue]]:
    return [
        [
            item.meeting,
            " — ".join(parties_of(instance, item.meeting)),
            "\n".join(terminal.say(message) for message in item.because),
            _way_in(item, terminal),
        ]
        for item in plan.unplaced
    ]


def _way_in(item: Unplaced, terminal: Terminal) -> str:
    if item.relaxation is None:
        return ""
    return "\n".join(terminal.say(change.message) for change in item.relaxation.changes)
