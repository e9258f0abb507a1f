"""Code lists of decisions and introductions."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class DecisionState(models.TextChoices):
    """Where a pair stands; which step follows which is said in `policies.DECISIONS`."""

    OPEN = "open", _("undecided")
    INTRODUCED = "introduced", _("introduced")
    HELD = "held", _("on hold")
    REFUSED = "refused", _("turned down")


class RefusalReason(models.TextChoices):
    """Why a broker turns a suggestion down, or a side an introduction."""

    TOO_EARLY = "too_early", _("too early")
    BENEFIT_UNCLEAR = "benefit_unclear", _("benefit unclear")
    TOO_EXPENSIVE = "too_expensive", _("too expensive")
    WRONG_OBJECT = "wrong_object", _("not what is wanted")
    ALREADY_KNOWN = "already_known", _("they know each other already")
    CAPACITY = "capacity", _("no capacity")
    CONFLICT = "conflict", _("conflict of interest")
    OTHER = "other", _("another reason")


class Side(models.TextChoices):
    """The two sides of an introduction."""

    NEED = "need", _("side of the need")
    TARGET = "target", _("side of the offer or expert")


class Answer(models.TextChoices):
    """What a side said by its link."""

    YES = "yes", _("wants to talk")
    NO = "no", _("does not want to talk")


class IntroductionState(models.TextChoices):
    """Which step follows which is said in `policies.INTRODUCTIONS`."""

    ASKED = "asked", _("waiting for both sides")
    NEED_AGREED = "need_agreed", _("the need’s side agrees")
    TARGET_AGREED = "target_agreed", _("the other side agrees")
    AGREED = "agreed", _("both agree")
    CONTACTED = "contacted", _("first contact made")
    CLOSED = "closed", _("wound up")
    DECLINED = "declined", _("declined")
    EXPIRED = "expired", _("expired without an answer")
    WITHDRAWN = "withdrawn", _("called off")


class ContactWay(models.TextChoices):
    PHONE = "phone", _("by telephone")
    VISIT = "visit", _("on site")
    VIDEO = "video", _("by video call")
    EVENT = "event", _("at an event")
    GROUP = "group", _("in a chat group")
    OTHER = "other", _("in another way")


class Outcome(models.TextChoices):
    """How an introduction ended."""

    COOPERATION = "cooperation", _("they work together")
    GOING_ON = "going_on", _("they go on by themselves")
    NO_RESULT = "no_result", _("nothing came of it")
    NOT_REACHED = "not_reached", _("they did not get to talk")


class GradeValue(models.IntegerChoices):
    """How well an offer or expert fits a need, by who read both."""

    NOT = 0, _("has nothing to do with it")
    NEAR = 1, _("near, but does not solve it")
    CALL = 2, _("worth a call")
    FITS = 3, _("just what is wanted")
