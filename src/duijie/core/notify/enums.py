"""Code lists of messages."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """How a message gets to somebody."""

    IN_APP = "in_app", _("in Duijie")
    MAIL = "mail", _("mail")
    SMS = "sms", _("SMS")
    GROUP = "group", _("group robot")


class SendState(models.TextChoices):
    QUEUED = "queued", _("to be sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")


class Purpose(models.TextChoices):
    """What an HTTP endpoint is for."""

    GROUP = "group", _("a robot in a chat group")
    SMS = "sms", _("SMS to single people")


class Method(models.TextChoices):
    POST = "POST", "POST"
    PUT = "PUT", "PUT"
    GET = "GET", "GET"


class BodyFormat(models.TextChoices):
    JSON = "json", "JSON"
    FORM = "form", _("form fields")


LANGUAGES = ("zh", "en")
"""Each text exists in both."""
