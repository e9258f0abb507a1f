"""The addresses that messages carry."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings


def absolute_link(link: str) -> str:
    """The link as somebody outside opens it: a path gets `DUIJIE_PUBLIC_URL` in front.

    Empty stays empty. A `ValueError` for anything but a path of ours or an http(s) address: that
    is a slip of the caller.
    """
    if not link:
        return ""
    if any(ord(c) <= 32 or ord(c) == 127 for c in link):
        raise ValueError("a link holds no blanks")
    if link.startswith("/") and not link.startswith(("//", "/\\")):
        return settings.PUBLIC_URL.rstrip("/") + link
    parts = urlsplit(link)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("a link is a path or begins with http:// or https://")
    return link
