"""Edited texts, HTTP endpoints, and one row per message and channel."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from duijie.core.notify.enums import BodyFormat, Channel, Method, Purpose, SendState


class MessageText(models.Model):
    """A text that administrators wrote in place of the default."""

    kind = models.CharField(max_length=100)
    language = models.CharField(max_length=2)
    title = models.CharField(max_length=120)
    body = models.TextField()
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["kind", "language"], name="message_text_unique"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.language}"


class Endpoint(models.Model):
    """How one robot or SMS service is called. The secret lies here encrypted."""

    name = models.CharField(max_length=60, unique=True)
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    url = models.CharField(max_length=500)
    method = models.CharField(max_length=4, choices=Method.choices, default=Method.POST)
    headers = models.TextField(blank=True)
    """One a line, `Name: value`."""
    body_format = models.CharField(
        max_length=4, choices=BodyFormat.choices, default=BodyFormat.JSON
    )
    body = models.TextField(blank=True)
    """A JSON value, or form fields one a line, with placeholders."""
    secret_cipher = models.TextField(blank=True)
    success_field = models.CharField(max_length=40, blank=True)
    """Of the JSON answer; empty: any status 2xx is success."""
    success_value = models.CharField(max_length=40, blank=True)
    most_characters = models.PositiveIntegerField(default=600)
    is_on = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(purpose__in=Purpose.values), name="endpoint_purpose_known"
            ),
            models.CheckConstraint(
                condition=models.Q(method__in=Method.values), name="endpoint_method_known"
            ),
            models.CheckConstraint(
                condition=models.Q(body_format__in=BodyFormat.values), name="endpoint_format_known"
            ),
            models.UniqueConstraint(
                fields=["purpose"],
                condition=models.Q(purpose=Purpose.SMS, is_on=True),
                name="endpoint_one_sms",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Notification(models.Model):
    """One message to one recipient by one channel.

    Title, text, link and address stand here while they are needed: until it is sent or given up,
    in the program until it is read and a while after (`retention`). They are never logged.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=100)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    state = models.CharField(max_length=10, choices=SendState.choices, default=SendState.QUEUED)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    """None: an outsider, or a group."""
    address = models.CharField(max_length=254, blank=True)
    """Mail address or telephone number."""
    language = models.CharField(max_length=2)
    endpoint = models.ForeignKey(
        Endpoint, null=True, on_delete=models.SET_NULL, related_name="notifications"
    )
    title = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    link = models.CharField(max_length=1000, blank=True)
    object_kind = models.CharField(max_length=50, blank=True)
    object_id = models.CharField(max_length=50, blank=True)
    once_key = models.CharField(max_length=64, null=True, unique=True)
    """Digest of what may be said once a day only."""
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.JSONField(null=True)
    """Code and parameters of the last failure."""
    claimed_by = models.UUIDField(null=True)
    """The job that is sending it."""
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["recipient", "channel", "-created_at"], name="notice_own_idx"),
            models.Index(fields=["state", "created_at"], name="notice_state_idx"),
            models.Index(fields=["object_kind", "object_id"], name="notice_object_idx"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(channel__in=Channel.values), name="notice_channel_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=SendState.values), name="notice_state_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.channel} ({self.state})"
