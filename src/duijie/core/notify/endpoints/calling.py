"""Calling a stored endpoint, and reading from its answer whether the message was taken."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings

from duijie.core.notify.endpoints.client import Answer, Reach, send_call
from duijie.core.notify.endpoints.secret import unseal
from duijie.core.notify.endpoints.template import CallTemplate, CallValues, build_call
from duijie.core.notify.errors import DeliveryError
from duijie.core.notify.models import Endpoint
from duijie.core.notify.texts import RenderedMessage
from duijie.core.notify.wording import fit_with_link, one_line, shorten
from duijie.core.preferences.queries import get_preferences


def call_endpoint(
    endpoint: Endpoint, shown: RenderedMessage, *, phones: tuple[str, ...] = ()
) -> None:
    """Hand one message over. Raises `DeliveryError` unless the endpoint took it."""
    text = fit_with_link(f"{shown.title}\n{shown.body}", shown.link, endpoint.most_characters)
    values = CallValues(text, shown.title, shown.link, phones, unseal(endpoint.secret_cipher))
    call = build_call(template_of(endpoint), values)
    reach = Reach(
        allows_private=settings.ALLOW_PRIVATE_ENDPOINTS,
        allows_public=not get_preferences().is_closed_network,
    )
    _check_taken(endpoint, send_call(call, reach), secret=values.secret)


def template_of(endpoint: Endpoint) -> CallTemplate:
    return CallTemplate(
        endpoint.url, endpoint.method, endpoint.headers, endpoint.body_format, endpoint.body
    )


def _check_taken(endpoint: Endpoint, answer: Answer, *, secret: str) -> None:
    if not 200 <= answer.status < 300:
        is_temporary = answer.status >= 500 or answer.status in {408, 425, 429}
        raise DeliveryError(
            "notify.endpoint_status", is_temporary=is_temporary, status=answer.status
        )
    if not endpoint.success_field:
        return
    value = _field(answer.content, endpoint.success_field)
    if value != endpoint.success_value:
        shown = value.replace(secret, "***") if secret else value
        raise DeliveryError(
            "notify.endpoint_answer_refused",
            field=endpoint.success_field,
            value=shorten(one_line(shown), 40),
        )


def _field(content: bytes, name: str) -> str:
    """A field of the answer as text: `0`, `true`, `ok`; `a.b` is field b within field a."""
    try:
        value: Any = json.loads(content)
        for key in name.split("."):
            value = value[key]
    except (ValueError, RecursionError, LookupError, TypeError):
        # it was taken by something, so another try might say it twice
        raise DeliveryError("notify.endpoint_answer_unreadable") from None
    return value if isinstance(value, str) else json.dumps(value)
