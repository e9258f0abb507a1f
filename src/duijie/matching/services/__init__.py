"""Writes of matching, by noun."""

from __future__ import annotations

from duijie.matching.services.answers import answer_side, ask_question
from duijie.matching.services.decisions import (
    Decided,
    decide_hold,
    decide_introduce,
    decide_refuse,
    take_back_decision,
)
from duijie.matching.services.introductions import (
    PURPOSES,
    AskedSide,
    ask_side,
    close_introduction,
    expire_introductions,
    hand_over_introductions,
    note_contact,
)
from duijie.matching.services.judging import drop_round, grade_pair, start_judging, write_judged_set
from duijie.matching.services.looks import note_look
from duijie.matching.services.opinions import store_opinion
from duijie.matching.services.runs import (
    finish_run,
    match_after_change,
    match_after_upgrade,
    request_matching,
    start_run,
    store_need_match,
)
from duijie.matching.services.trials import (
    drop_old_trials,
    drop_trial,
    store_trial,
    try_record,
    try_text,
)

__all__ = [
    "PURPOSES",
    "AskedSide",
    "Decided",
    "answer_side",
    "ask_question",
    "ask_side",
    "close_introduction",
    "decide_hold",
    "decide_introduce",
    "decide_refuse",
    "drop_old_trials",
    "drop_round",
    "drop_trial",
    "expire_introductions",
    "finish_run",
    "grade_pair",
    "hand_over_introductions",
    "match_after_change",
    "match_after_upgrade",
    "note_contact",
    "note_look",
    "request_matching",
    "start_judging",
    "start_run",
    "store_need_match",
    "store_opinion",
    "store_trial",
    "take_back_decision",
    "try_record",
    "try_text",
    "write_judged_set",
]
