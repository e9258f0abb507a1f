"""Telephone numbers and mail addresses: found anywhere, and taken out of titles and texts."""

from __future__ import annotations

import re
from dataclasses import dataclass

EMAIL = re.compile(r"[A-Za-z0-9][\w.+-]*\s?[@＠]\s?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_MOBILE = r"(?:\+?86[-\s]?)?1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}"
_LAND = r"(?:\(?（?0\d{2,3}\)?）?[-\s—－]{0,2}[2-9]\d{2,3}[-\s]?\d{4})(?:(?:[-\s]|转|分机)\d{1,5}(?!\d))?"  # noqa: E501 - one list of words or pattern
_SHORT = r"(?:400|800)[-\s]?\d{3,4}[-\s]?\d{3,4}"
PHONE = re.compile(rf"(?<![\d.A-Za-z])(?:{_MOBILE}|{_LAND}|{_SHORT})(?![\d.]*\d)")
_LOCAL = re.compile(r"(?<![\d.])[2-9]\d{6,7}(?:[-转]\d{1,5})?(?![\d.])")
"""A number without an area code: believed only beside a word that asks for a telephone."""
_QQ = re.compile(r"(?:QQ|qq|微信号?|wechat|WeChat)\s*[:：]?\s*[A-Za-z0-9_-]{5,20}")
_WORD = (
    r"(?:(?:项目|技术|单位|企业|成果)?(?:联系|负责)人|联系(?:电话|方式|手机)|办公电话|固定电话|移动电话|"
    r"手机号?码?|电话|座机|传真|(?:电子)?邮箱|电子邮件|电子信箱|[Ee]-?mail|[Tt]el|[Pp]hone|[Mm]obile|邮件)"
)
_BRACKET = re.compile(
    rf"[(（]\s*{_WORD}?\s*[:：]?\s*[^()（）\x00]{{0,12}}\x00[^()（）]{{0,20}}[)）]"
)
_NAMED = re.compile(
    r"(?:(?:项目|技术|单位|企业|成果)?(?:联系|负责|联络)人|请?联系)\s*[:：]?\s*([\u4e00-\u9fff]{2,4})\s*[,，;；、]?\s*"
    rf"(?:{_WORD}\s*[:：]?\s*)?(?=\x00)"
)
_LEFTOVER = re.compile(
    r"[(（]\s*[,，;；、/\s]*[)）]|[，,；;、\s]+(?=[。；;]|$)|(?<=[。；;])[，,、；;\s]+(?=[。；;])"
)


@dataclass(frozen=True, slots=True)
class Contacts:
    """Text without its contact details, and the details, each once, in reading order."""

    text: str
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    names: tuple[str, ...] = ()
    """Persons that stood right beside a number or address (`联系人：李明 138…`)."""


def find_phones(text: str, *, is_phone_cell: bool = False) -> tuple[str, ...]:
    """Numbers as written, without inner blanks; in a telephone cell local numbers count too."""
    found = [match.group() for match in PHONE.finditer(text)]
    if is_phone_cell:
        rest = PHONE.sub(" ", text)
        found += [match.group() for match in _LOCAL.finditer(rest)]
        found += [match.group() for match in _QQ.finditer(rest)]
    return tuple(dict.fromkeys(re.sub(r"\s+", "", phone) for phone in found))


def find_emails(text: str) -> tuple[str, ...]:
    found = (re.sub(r"\s+", "", m.group()).replace("＠", "@") for m in EMAIL.finditer(text))
    return tuple(dict.fromkeys(found))


def take_contacts(text: str) -> Contacts:
    """Separate contact details from a text that others will see.

    The words that announced them (`联系电话：`) and brackets left empty go too; all other text
    stays where it was.
    """
    emails = find_emails(text)
    marked = EMAIL.sub("\x00", text)
    local = re.compile(rf"(?:电话|[Tt]el|座机|传真|热线)\s*[:：]?\s*{_LOCAL.pattern}")
    extra: list[str] = []

    def keep_local(match: re.Match[str]) -> str:
        number = _LOCAL.search(match.group())
        extra.append(number.group() if number else match.group())
        return "\x00"

    phones = find_phones(marked)
    marked = _QQ.sub("\x00", PHONE.sub("\x00", marked))
    chat = [m.group() for m in _QQ.finditer(text)]
    marked = local.sub(keep_local, marked)
    if "\x00" not in marked:
        return Contacts(text, (), ())
    names = tuple(match.group(1) for match in _NAMED.finditer(marked))
    bare = _BRACKET.sub("", marked)
    bare = _NAMED.sub("", bare)
    bare = re.sub(rf"(?:{_WORD}\s*(?:[/及、和]\s*{_WORD})?\s*[:：]?\s*)?\x00+", "", bare)
    bare = _LEFTOVER.sub("", bare)
    bare = re.sub(r"[ \t]{2,}", " ", bare)
    bare = "\n".join(line.rstrip(" ，,;；、") for line in bare.split("\n"))
    return Contacts(bare.strip(), tuple(dict.fromkeys([*phones, *extra, *chat])), emails, names)
