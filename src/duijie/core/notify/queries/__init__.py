"""Reads: own notices, outcomes, texts, endpoints."""

from duijie.core.notify.queries.channels import (
    EndpointDetail,
    MailStatus,
    OutcomeRow,
    get_endpoint_for_user,
    get_mail_status_for_user,
    list_endpoints_for_user,
    list_outcomes_for_user,
)
from duijie.core.notify.queries.notices import (
    Notice,
    count_unread_notices,
    list_notices_after,
    list_notices_for_user,
)
from duijie.core.notify.queries.texts import (
    EditableText,
    KindRow,
    Preview,
    get_text_for_user,
    list_kinds_for_user,
    preview_text,
)

__all__ = [
    "EditableText",
    "EndpointDetail",
    "KindRow",
    "MailStatus",
    "Notice",
    "OutcomeRow",
    "Preview",
    "count_unread_notices",
    "get_endpoint_for_user",
    "get_mail_status_for_user",
    "get_text_for_user",
    "list_endpoints_for_user",
    "list_kinds_for_user",
    "list_notices_after",
    "list_notices_for_user",
    "list_outcomes_for_user",
    "preview_text",
]
