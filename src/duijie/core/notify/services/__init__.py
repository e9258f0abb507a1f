"""Writes: sending, own notices, texts, endpoints."""

from duijie.core.notify.services.endpoints import (
    EndpointDraft,
    remove_endpoint,
    save_endpoint,
    try_endpoint,
)
from duijie.core.notify.services.notices import (
    forget_notices,
    mark_all_notices_read,
    mark_notice_read,
)
from duijie.core.notify.services.sending import notify, resend_notification, try_mail
from duijie.core.notify.services.texts import change_text, reset_text

__all__ = [
    "EndpointDraft",
    "change_text",
    "forget_notices",
    "mark_all_notices_read",
    "mark_notice_read",
    "notify",
    "remove_endpoint",
    "resend_notification",
    "reset_text",
    "save_endpoint",
    "try_endpoint",
    "try_mail",
]
