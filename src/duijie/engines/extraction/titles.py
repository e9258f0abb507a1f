"""Titles made of descriptions that have none."""

from __future__ import annotations

import re

from duijie.engines.extraction.vocabulary import is_label

TITLE_LENGTH = 40
_LABEL = re.compile(
    r"^(?:企业|技术|主要)?(?:需求|难题|问题|成果|项目)(?:名称|内容|描述|简介)?\s*\d?\s*[:：]\s*(?=\S{4})"
)
_OPENER = re.compile(
    r"随着|近年|目前|当前|由于|因为?|为了?|针对|我[司厂公]|本公司|公司|企业|在|现有|现阶段|鉴于|受|根据|按照"
)
_CJK_BREAK = re.compile(r"(?<=[^\x00-\x7f])\s*\n\s*(?=[^\x00-\x7f])")


def one_line(text: str) -> str:
    """A text without line breaks: none between Chinese characters, a blank elsewhere."""
    return " ".join(_CJK_BREAK.sub("", text).split())


def title_from_text(text: str) -> str:
    """The first clause, at most 40 characters.

    A short sentence stays whole; a longer one is cut at its first comma behind 8 characters, or, if
    it opens with circumstances (`随着…`, `近年来…`), at the last comma within 40.
    """
    first = next(
        (line for line in text.strip().split("\n") if line.strip(" 0123456789.、()（）")), ""
    )
    first = re.sub(r"^\s*(?:[(（]?\d{1,2}[)）.、．]|[①-⑳]|[一二三四五六七八九十]+、)\s*", "", first)
    first = _LABEL.sub("", first)
    first = re.split(r"[。！!？?；;]", first, maxsplit=1)[0].strip()
    named = re.match(r"^([^：:]{4,40})[：:]", first)
    if named and (len(named.group(1)) >= 6 or not is_label(named.group(1))):
        return named.group(1).strip()
    if len(first) <= 24:
        return first
    cuts = [m.start() for m in re.finditer(r"[，,：:、]", first) if 8 <= m.start() <= TITLE_LENGTH]
    commas = [cut for cut in cuts if first[cut] in "，,"]
    if commas and not _OPENER.match(first):
        return first[: commas[0]].strip()
    if len(first) <= TITLE_LENGTH:
        return first
    return (first[: cuts[-1]] if cuts else first[:TITLE_LENGTH]).strip()
