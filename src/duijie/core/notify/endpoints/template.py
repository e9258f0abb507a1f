"""The template of an HTTP call: checked when it is kept, filled in when it is used.

JSON is parsed before anything is filled in, form fields are encoded after it: what stands in a
message can never become a part of the structure around it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

from duijie.core.notify.enums import BodyFormat, Method
from duijie.core.notify.errors import EndpointError

_NAMES: Final = ("text", "title", "link", "phones", "phone", "secret")
_PLACEHOLDER: Final = re.compile(r"\{(" + "|".join(_NAMES) + r")\}")
_UNKNOWN: Final = re.compile(r"\{([A-Za-z_]\w*)\}")
_HEADER: Final = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*:[ \t]*(.*)")
_RESERVED: Final = frozenset(
    {"host", "content-length", "transfer-encoding", "connection", "upgrade", "expect", "te"}
)
_KEY_LIKE: Final = re.compile(r"(?=[^/]*\d)[A-Za-z0-9_-]{16,}")
"""A run of letters and digits as robots have them in their addresses."""


@dataclass(frozen=True, slots=True)
class CallTemplate:
    """As an administrator wrote it."""

    url: str
    method: str = Method.POST
    headers: str = ""
    body_format: str = BodyFormat.JSON
    body: str = ""


@dataclass(frozen=True, slots=True)
class CallValues:
    """What is filled in."""

    text: str
    title: str = ""
    link: str = ""
    phones: tuple[str, ...] = ()
    secret: str = field(default="", repr=False)

    def named(self) -> dict[str, str]:
        return {
            "text": self.text,
            "title": self.title,
            "link": self.link,
            "phones": ",".join(self.phones),
            "phone": self.phones[0] if self.phones else "",
            "secret": self.secret,
        }


@dataclass(frozen=True, slots=True)
class Call:
    """One HTTP request, ready to be sent."""

    url: str = field(repr=False)
    method: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


def check_template(template: CallTemplate, *, has_secret: bool) -> None:
    """Raises `EndpointError` naming the field and the place of the first thing that is wrong."""
    _check_url(template.url)
    headers = parse_headers(template.headers)
    _check_body(template)
    everything = "\n".join((template.url, template.headers, template.body))
    if "{secret}" in everything and not has_secret:
        raise EndpointError("notify.endpoint_secret_missing", part="secret", example="{secret}")
    if "{text}" not in template.body + template.url:
        raise EndpointError("notify.endpoint_text_missing", part="body", example="{text}")
    for value in headers.values():
        if set(_PLACEHOLDER.findall(value)) - {"secret"}:
            raise EndpointError(
                "notify.endpoint_header_placeholder", part="headers", example="{secret}"
            )


def build_call(template: CallTemplate, values: CallValues) -> Call:
    """Fill a checked template in."""
    named = values.named()

    def quoted(found: re.Match[str]) -> str:
        return quote(named[found.group(1)], safe="")

    def single_line(found: re.Match[str]) -> str:
        return re.sub(r"[^\x21-\x7e]", "", named[found.group(1)])

    headers = {
        name: _PLACEHOLDER.sub(single_line, value)
        for name, value in parse_headers(template.headers).items()
    }
    url = _PLACEHOLDER.sub(quoted, template.url)
    if template.method == Method.GET:
        return Call(url, template.method, headers, b"")
    kind, body = _fill_body(template, values)
    headers.setdefault("Content-Type", kind)
    return Call(url, template.method, headers, body)


def parse_headers(text: str) -> dict[str, str]:
    """`Name: value` lines. Raises `EndpointError` for a malformed or reserved one."""
    headers: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        found = _HEADER.fullmatch(line.strip())
        if found is None or not re.fullmatch(r"[\x20-\x7e]*", found.group(2)):
            raise EndpointError("notify.endpoint_headers_malformed", part="headers", line=number)
        name, value = found.groups()
        if name.lower() in _RESERVED:
            raise EndpointError("notify.endpoint_header_reserved", part="headers", header=name)
        headers[name] = value
    return headers


def _check_url(url: str) -> None:
    malformed = EndpointError("notify.endpoint_url_malformed", part="url")
    if not re.fullmatch(r"[\x21-\x7e\u00a0-\U0010ffff]+", url):
        raise malformed
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise malformed from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or port == 0:
        raise malformed
    if parts.username is not None or parts.password is not None or "#" in url:
        raise malformed
    if "{" in parts.netloc or "\\" in parts.netloc:
        raise EndpointError("notify.endpoint_url_placeholder", part="url")
    _check_names(url, part="url")
    bare = _PLACEHOLDER.sub("", parts.path + "/" + re.sub(r"[=&]", "/", parts.query))
    if any(_KEY_LIKE.fullmatch(piece) for piece in bare.split("/")):
        raise EndpointError("notify.endpoint_secret_in_url", part="url", example="{secret}")


def _check_body(template: CallTemplate) -> None:
    if template.method == Method.GET:
        return
    _check_names(template.body, part="body")
    if template.body_format == BodyFormat.JSON:
        _parse_json(template.body)
    else:
        _parse_form(template.body)


def _check_names(text: str, *, part: str) -> None:
    for name in _UNKNOWN.findall(text):
        if name not in _NAMES:
            known = ", ".join(f"{{{each}}}" for each in _NAMES)
            raise EndpointError("notify.placeholder_unknown", part=part, name=name, known=known)


def _parse_json(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise EndpointError(
            "notify.endpoint_body_not_json", part="body", line=error.lineno, column=error.colno
        ) from None
    except RecursionError:
        raise EndpointError(
            "notify.endpoint_body_not_json", part="body", line=1, column=1
        ) from None


def _parse_form(text: str) -> list[tuple[str, str]]:
    fields: list[tuple[str, str]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        name, mark, value = line.strip().partition("=")
        if not mark or not name.strip():
            raise EndpointError("notify.endpoint_form_malformed", part="body", line=number)
        fields.append((name.strip(), value.strip()))
    return fields


def _fill_body(template: CallTemplate, values: CallValues) -> tuple[str, bytes]:
    named = values.named()

    def plain(found: re.Match[str]) -> str:
        return named[found.group(1)]

    if template.body_format == BodyFormat.FORM:
        fields = [(n, _PLACEHOLDER.sub(plain, v)) for n, v in _parse_form(template.body)]
        return "application/x-www-form-urlencoded", urlencode(fields).encode()
    filled = _fill_json(_parse_json(template.body), values, lambda s: _PLACEHOLDER.sub(plain, s))
    return "application/json; charset=utf-8", json.dumps(filled, ensure_ascii=False).encode()


def _fill_json(value: Any, values: CallValues, fill: Callable[[str], str]) -> Any:
    """Strings filled in; a list that holds `"{phones}"` gets every number as an item."""
    if isinstance(value, str):
        return fill(value)
    if isinstance(value, dict):
        return {key: _fill_json(item, values, fill) for key, item in value.items()}
    if isinstance(value, list):
        items: list[Any] = []
        for item in value:
            items += values.phones if item == "{phones}" else [_fill_json(item, values, fill)]
        return items
    return value
