"""Headings over groups of rows: a region, field or organisation that holds for the rows below."""

from __future__ import annotations

import re

from duijie.engines.extraction.contacts import find_phones
from duijie.engines.extraction.raw import Entry, RawRecord
from duijie.engines.extraction.types import Field
from duijie.engines.extraction.values import looks_like_org, looks_like_region

_NUMBERING = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.．]|[(（][一二三四五六七八九十\d]+[)）]|\d+[、.．])\s*"
)
_OWNER = re.compile(
    r"^(?:(?:企业|单位|公司)(?:名称|全称)?\s*[:：]\s*)?(?P<org>[^\s(（,，;；:：]{4,40}(?:[(（][^()（）]{1,8}[)）][^\s(（,，;；:：]{2,20})?)"
    r"\s*[(（,，;；\s]\s*(?P<rest>.+)$"
)
_CONTACT_NAME = re.compile(
    r"(?:联系人|联络人|负责人|经办人?|对接人)\s*[:：]?\s*(?P<name>[\u4e00-\u9fff]{2,4}?)(?=[\s,，;；、:：)）\d]|电话|手机|$)"
)


def read_owner_heading(text: str) -> tuple[str, str | None, str] | None:
    """`某公司（联系人：王芳 138…）` as organisation, person and the text with the telephone.

    None where the text is no organisation with something behind it.
    """
    match = _OWNER.match(_NUMBERING.sub("", text.strip()))
    if match is None or not looks_like_org(match.group("org")):
        return None
    rest = match.group("rest")
    name = _CONTACT_NAME.search(rest)
    if name is None and not find_phones(rest):
        return None
    return match.group("org"), name.group("name") if name else None, rest


def add_section(section: str, record: RawRecord) -> None:
    """Give a record what the heading over its rows says, where its own row does not say it."""
    if not section:
        return
    owner = read_owner_heading(section)
    if owner is not None:
        org, person, rest = owner
        for told, text in ((Field.ORG, org), (Field.PERSON, person)):
            if text and not record.has(told):
                record.entries.append(Entry(told, "section", text, record.place))
        phones = find_phones(rest)
        if phones and not record.has(Field.PHONE):
            record.entries.append(Entry(Field.PHONE, "section", "; ".join(phones), record.place))
        return
    bare = _NUMBERING.sub("", section)
    bare = re.sub(r"[（(]\s*(?:共\s*)?\d+\s*[项条家个]?\s*[)）]$", "", bare).strip("：: ")
    bare = re.sub(r"^(?:企业|单位|公司)(?:名称|全称)?\s*[:：]\s*", "", bare)
    wanted: Field | None = None
    if looks_like_region(bare) and not record.has(Field.REGION):
        wanted = Field.REGION
    elif looks_like_org(bare) and not record.has(Field.ORG):
        wanted = Field.ORG
    elif re.search(r"(?:领域|产业|行业|类|方向|技术)$", bare) and not record.has(Field.INDUSTRY):
        wanted = Field.INDUSTRY
        bare = re.sub(r"(?:技术)?领域$|类$|方向$", "", bare) or bare
    record.entries.append(Entry(wanted, "section", bare, record.place))
