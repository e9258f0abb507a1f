"""Malformed instances are refused with the place and the reason."""

from __future__ import annotations

import copy
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from duijie.engines.scheduling import InstanceError, parse_instance
from duijie.engines.scheduling.rules import PARAMS
from duijie.engines.scheduling.sentences import SENTENCES

GOOD: dict[str, Any] = {
    "slots": [{"id": "s1", "session": "am", "day": "d1"}, {"id": "s2", "session": "pm"}],
    "tables": [{"id": "t1", "sessions": ["am"]}],
    "parties": [{"id": "a", "name": "A", "unavailable": ["s2"], "max_meetings": 2}, {"id": "b"}],
    "meetings": [
        {"id": "m1", "parties": ["a", "b"], "sessions": ["am"], "priority": "must"},
        {"id": "m2", "parties": ["a", "b"], "fixed_slot": "s2", "weight": 2},
    ],
    "precedences": [["m1", "m2"]],
    "rules": {"max_gap_spread": 2},
    "previous": {"assignments": [{"meeting": "m1", "slot": "s1", "table": "t1"}]},
    "minimise_changes": True,
}

Change = Callable[[dict[str, Any]], object]

MALFORMED: list[tuple[str, str | None, Change]] = [
    ("not_an_object", "party 1", lambda d: d["parties"].insert(0, "a")),
    ("not_an_object", "rules", lambda d: d.update(rules=[1])),
    ("not_a_list", "instance", lambda d: d.update(slots={})),
    ("missing_key", "instance", lambda d: d.pop("meetings")),
    ("missing_key", "party 2", lambda d: d["parties"][1].pop("id")),
    ("not_a_text", "slot 1", lambda d: d["slots"][0].update(id=5)),
    ("not_a_text", "party 1", lambda d: d["parties"][0].update(id=" ")),
    ("not_a_text", "meeting m1", lambda d: d["meetings"][0].update(parties=["a", None])),
    ("not_a_count", "party a", lambda d: d["parties"][0].update(max_meetings=-1)),
    ("not_a_count", "party a", lambda d: d["parties"][0].update(max_meetings=True)),
    ("not_a_count", "rules", lambda d: d["rules"].update(max_gap_spread=1.5)),
    ("not_a_weight", "meeting m2", lambda d: d["meetings"][1].update(weight=-0.5)),
    ("not_a_weight", "meeting m2", lambda d: d["meetings"][1].update(weight=float("nan"))),
    ("not_a_weight", "meeting m2", lambda d: d["meetings"][1].update(weight="3")),
    ("not_a_flag", "instance", lambda d: d.update(minimise_changes="yes")),
    ("bad_tables", None, lambda d: d.update(tables=-2)),
    ("bad_tables", None, lambda d: d.update(tables="three")),
    ("bad_priority", "meeting m1", lambda d: d["meetings"][0].update(priority="high")),
    ("bad_pair", None, lambda d: d.update(precedences=[["m1"]])),
    ("bad_pair", None, lambda d: d.update(precedences=[["m1", "m1"]])),
    ("duplicate_id", "slot s1", lambda d: d["slots"][1].update(id="s1")),
    ("duplicate_id", "party a", lambda d: d["parties"][1].update(id="a")),
    ("duplicate_id", "meeting m1", lambda d: d["meetings"][1].update(id="m1")),
    ("duplicate_id", "table t1", lambda d: d["tables"].append({"id": "t1"})),
    ("no_slots", None, lambda d: d.update(slots=[])),
    ("split_day", None, lambda d: d["slots"].append({"id": "s3", "day": "d1"})),
    ("too_few_parties", "meeting m1", lambda d: d["meetings"][0].update(parties=["a"])),
    ("repeated_party", "meeting m1", lambda d: d["meetings"][0].update(parties=["a", "a"])),
    ("unknown_party", "meeting m1", lambda d: d["meetings"][0].update(parties=["a", "zz"])),
    ("unknown_slot", "party a", lambda d: d["parties"][0].update(unavailable=["s9"])),
    ("unknown_slot", "meeting m2", lambda d: d["meetings"][1].update(fixed_slot="s9")),
    ("unknown_session", "meeting m1", lambda d: d["meetings"][0].update(sessions=["night"])),
    ("unknown_session", "table t1", lambda d: d["tables"][0].update(sessions=["night"])),
    ("unknown_meeting", "precedence 1", lambda d: d.update(precedences=[["m1", "m9"]])),
    ("cyclic_precedences", None, lambda d: d["precedences"].append(["m2", "m1"])),
]


@pytest.mark.parametrize(("code", "where", "change"), MALFORMED)
def test_malformed_instance_is_refused_where_it_is_wrong(
    code: str, where: str | None, change: Change
) -> None:
    data = copy.deepcopy(GOOD)
    change(data)

    with pytest.raises(InstanceError) as caught:
        parse_instance(data)

    message = caught.value.message
    assert message.code == f"scheduling.{code}"
    assert message.params.get("where") == where
    assert SENTENCES[message.code].format(**message.params)


@pytest.mark.parametrize("data", [None, [], "x", 3])
def test_instance_that_is_no_object_is_refused(data: object) -> None:
    with pytest.raises(InstanceError):
        parse_instance(data)


def test_unknown_keys_and_old_assignments_are_noted() -> None:
    data = copy.deepcopy(GOOD)
    data["parties"][0]["unavailible"] = ["s1"]
    data["previous"]["assignments"].append({"meeting": "gone", "slot": "s1", "table": None})

    instance = parse_instance(data)

    assert [(note.code, dict(note.params)) for note in instance.notes] == [
        ("scheduling.unknown_key", {"where": "party a", "key": "unavailible"}),
        ("scheduling.previous_dropped", {"meeting": "gone", "slot": "s1"}),
    ]
    assert instance.previous is not None
    assert [a.meeting for a in instance.previous] == ["m1"]


def test_circle_names_its_meetings_in_order() -> None:
    data = copy.deepcopy(GOOD)
    data["meetings"].append({"id": "m3", "parties": ["a", "b"]})
    data["precedences"] = [["m1", "m2"], ["m2", "m3"], ["m3", "m1"]]

    with pytest.raises(InstanceError) as caught:
        parse_instance(data)

    named = str(caught.value.message.params["meetings"]).split(" → ")
    assert named[0] == named[-1]
    pairs = {tuple(pair) for pair in data["precedences"]}
    assert {(a, b) for a, b in pairwise(named)} == pairs


@pytest.mark.parametrize("kind", PARAMS)
def test_every_rule_has_a_sentence_with_its_params(kind: str) -> None:
    text = SENTENCES[f"scheduling.rule_{kind}"]

    assert all(f"{{{name}}}" in text for name in PARAMS[kind])  # type: ignore[index]  # StrEnum
