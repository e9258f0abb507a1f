"""What the pages of suggestions and introductions need: the words of their codes, and icons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django import template
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from duijie.catalogue.enums import CloseReason
from duijie.matching.enums import (
    Answer,
    ContactWay,
    DecisionState,
    IntroductionState,
    Outcome,
    RefusalReason,
    Side,
)

register = template.Library()


def _label_filter(name: str, choices: type[TextChoices]) -> None:
    words = dict(choices.choices)
    register.filter(name, lambda value: words.get(value, value))


for _name, _choices in (
    ("refusal_label", RefusalReason),
    ("decision_label", DecisionState),
    ("introduction_label", IntroductionState),
    ("side_label", Side),
    ("answer_label", Answer),
    ("contact_label", ContactWay),
    ("outcome_label", Outcome),
    ("close_label", CloseReason),
):
    _label_filter(_name, _choices)

_STATES: Final[Mapping[str, tuple[str, str]]] = {
    DecisionState.HELD: ("clock", ""),
    DecisionState.REFUSED: ("circle-x", ""),
    IntroductionState.ASKED: ("send", "chip-run"),
    IntroductionState.NEED_AGREED: ("clock", "chip-run"),
    IntroductionState.TARGET_AGREED: ("clock", "chip-run"),
    IntroductionState.AGREED: ("circle-check", "chip-good"),
    IntroductionState.CONTACTED: ("phone", "chip-good"),
    IntroductionState.CLOSED: ("lock", ""),
    IntroductionState.DECLINED: ("circle-x", "chip-warn"),
    IntroductionState.EXPIRED: ("alarm", "chip-warn"),
    IntroductionState.WITHDRAWN: ("arrow-back-up", ""),
}
_ATTENTION: Final[Mapping[str, Promise]] = {
    "contact": _("both agree: note the first contact"),
    "contact_late": _("both agreed more than a week ago: has anybody called?"),
    "question": _("a question is waiting"),
    "ask": _("a side has no link yet"),
    "overdue": _("no answer for more than a week"),
}
_ACTIONS: Final[Mapping[str, Promise]] = {
    "start": _("Introduction begun"),
    "ask": _("Link made"),
    "question": _("Question"),
    "agree_need": _("The need’s side wants to talk"),
    "agree_target": _("The other side wants to talk"),
    "decline": _("Declined"),
    "expire": _("Expired without an answer"),
    "withdraw": _("Taken back"),
    "contact": _("First contact"),
    "close": _("Introduction closed"),
}


@register.filter
def intro_icon(state: str) -> str:
    """The icon of a state."""
    return _STATES.get(state, ("info-circle", ""))[0]


@register.filter
def intro_css(state: str) -> str:
    """The colour of a state, never without its word."""
    return _STATES.get(state, ("", ""))[1]


@register.filter
def attention_label(code: str) -> object:
    """What should be done."""
    return _ATTENTION.get(code, "")


@register.filter
def action_label(action: str) -> object:
    """What happened."""
    return _ACTIONS.get(action, action)
