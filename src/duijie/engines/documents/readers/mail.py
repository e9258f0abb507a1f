"""`.eml`: subject, date and body; attachments are read as files of their own.

Sender and receivers are personal data that nothing here needs: they are not taken over.
"""

from __future__ import annotations

import io
import re
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime

from duijie.engines.documents.draft import Draft
from duijie.engines.documents.encodings import decode
from duijie.engines.documents.readers.markup import parse_html, pieces
from duijie.engines.documents.readers.web_page import add_pieces
from duijie.engines.documents.types import BlockKind

_QUOTED = re.compile(r"^(?:>[ \t\u3000]+|>(?=[^\d\s.=])|>$)+")

_FORWARDED = re.compile(
    r"^\s*\**(?P<name>发件人|收件人|抄送|日期|发送时间|发送日期|时间|主\s?题|from|to|cc|date|sent|subject)\**"
    r"\s*[:：]\**(?P<rest>.*)$",
    re.I,
)
_SENDER = re.compile(r"^\s*\**(?:发件人|from)\b", re.I)


def read_mail(draft: Draft) -> None:
    """Subject as heading, then the body: as HTML where that holds a table, else as plain text."""
    message = BytesParser(EmailMessage, policy=policy.default).parsebytes(draft.source.data)
    subject = _header(message, "subject")
    draft.title = subject
    draft.add_text(subject, BlockKind.HEADING)
    sent = _header(message, "date")
    if sent:
        try:
            draft.meta["date"] = parsedate_to_datetime(sent).date().isoformat()
        except (ValueError, TypeError):
            draft.note("documents.mail_date_unclear")
    plain: list[str] = []
    pages: list[str] = []
    for number, part in enumerate(message.walk(), 1):
        if part.is_multipart():
            continue
        _take_part(draft, part, number, plain, pages)
    _add_body(draft, plain, pages)


def _header(message: EmailMessage, name: str) -> str:
    try:
        value = str(message.get(name, ""))
    except (ValueError, LookupError, AttributeError, IndexError, TypeError):
        return ""  # the standard parser trips over some malformed headers
    if any(0xDC80 <= ord(char) <= 0xDCFF for char in value):
        value = decode(value.encode("utf-8", "surrogateescape")).text
    return " ".join(value.split())


def _take_part(
    draft: Draft, part: EmailMessage, number: int, plain: list[str], pages: list[str]
) -> None:
    raw = part.get_payload(decode=True)
    data = raw if isinstance(raw, bytes) else b""
    sort = part.get_content_type()
    try:
        name = part.get_filename() or ""
    except (ValueError, LookupError, TypeError):
        name = f"attachment-{number}"
    if name or part.get_content_disposition() == "attachment":
        if sort.startswith("image/") and part.get("content-id") and len(data) < 50_000:
            return  # logos and signatures of the sender
        name = name.replace("\\", "/").rsplit("/", 1)[-1] or f"attachment-{number}"
        draft.add_nested(name, io.BytesIO(data))
    elif sort == "text/html":
        pages.append(_text(part, data))
    elif sort.startswith("text/"):
        plain.append(_text(part, data))
    elif data.strip() and not sort.startswith("image/"):
        # A part without a name of a kind that mails do not show: told by its content.
        draft.add_nested(f"part-{number}", io.BytesIO(data))


def _text(part: EmailMessage, data: bytes) -> str:
    charset = (part.get_content_charset() or "").lower()
    charset = "gb18030" if charset in {"gb2312", "gbk"} else charset
    try:
        return data.decode(charset or "utf-8").replace("\r\n", "\n")
    except (UnicodeDecodeError, LookupError):
        return decode(data).text


def _add_body(draft: Draft, plain: list[str], pages: list[str]) -> None:
    has_table = any("<table" in page.lower() for page in pages)
    if pages and (has_table or not any(text.strip() for text in plain)):
        for page in pages:
            root = parse_html(page)
            if root is not None:
                add_pieces(draft, list(pieces(root)))
        return
    for text in plain:
        lines = _unquoted(text.split("\n"))
        heads = _forwarded_heads(lines)
        for index, line in enumerate(lines):
            if index not in heads:
                draft.add_text(line)
            elif heads[index]:
                draft.add_text(heads[index], BlockKind.HEADING)


def _forwarded_heads(lines: list[str]) -> dict[int, str]:
    """The lines that state who sent the mail quoted below, with the subject in the subject's."""
    found: dict[int, str] = {}
    run: dict[int, str] = {}
    for index, line in enumerate([*lines, ""]):
        match = _FORWARDED.match(line)
        if match is not None:
            is_subject = match.group("name").lower() in ("主题", "主 题", "subject")
            run[index] = match.group("rest").strip() if is_subject else ""
            continue
        if len(run) >= 2 and any(_SENDER.match(lines[at]) for at in run):
            found |= run
        run = {}
    return found


def _unquoted(lines: list[str]) -> list[str]:
    """The lines without the `> ` of quoted and forwarded mails; a lone `>90%` keeps its mark."""
    if sum(bool(_QUOTED.match(line)) for line in lines) < 2:
        return lines
    return [_QUOTED.sub("", line) for line in lines]
