"""The first line of an item: its number, organisation and title."""

from __future__ import annotations

import re

from duijie.engines.extraction.values import ORG, looks_like_org

_NUMBER = re.compile(
    r"^\s*(?:第[一二三四五六七八九十百\d]+[章节部篇项条]|[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,3}(?:[、．)）]|\.(?!\d))|[①-⑳]|[•●■◆▪►➤]|[-–]\s|【\d+】|"
    r"(?:需求|成果|项目|难题|技术|专家|案例|榜单|No\.?|NO\.?)\s*(?:[一二三四五六七八九十]{1,3}|\d{1,3})\s*[:：、.．\s])\s*"
)


def strip_number(text: str) -> str:
    """A line without its number or bullet; the line itself where nothing else stands in it."""
    return _NUMBER.sub("", text, count=1).strip() or text.strip()


def is_furniture(text: str) -> bool:
    """Rules drawn with characters, and bare page numbers."""
    return bool(re.fullmatch(r"\s*(?:[-=_*—~·.]{3,}|\d{1,4})\s*", text))


def hint_kinds_only(text: str) -> bool:
    """A heading like `企业技术需求` or `前言`, which names a chapter and no record."""
    bare = re.sub(r"[(（][^()（）]*[)）]$", "", strip_number(text)).strip()
    if re.match(r"^关于.+(?:通知|通告|公告|公示|函|意见|方案|办法|说明|情况)$", bare):
        return True
    if len(bare) <= 30 and re.search(
        r"(?:征集|登记|申报|汇总|信息|需求|成果|调查|摸底|推荐|采集|统计|情况)表$", bare
    ):
        return True
    return bool(
        re.fullmatch(
            r"(?:前言|引言|附录|附件.*|说明|简介|目录|.{0,8}(?:技术)?(?:需求|成果|专家|难题)(?:清单|汇编|名单|汇总|目录|手册|篇|部分|超市|库|大厅|专区|专栏|展示|推荐|发布|列表|简册|台账|名片)?)",
            bare,
        )
    )


def split_org(head: str) -> tuple[str, str | None]:
    """`某公司：热处理技术` or `热处理技术（某公司）`: the title and the organisation."""
    match = re.match(
        r"^(?P<org>[^:：—\-，,。]{4,30})\s*(?:[:：]|——?|-)\s*(?P<title>.{4,})$", head, re.S
    )
    if match and looks_like_org(match.group("org").strip()):
        return match.group("title").strip(), match.group("org").strip()
    for pattern in (
        r"^(?P<title>.{4,}?)\s*[(（](?P<org>[^()（）]{4,30})[)）]$",
        r"^(?P<title>.{4,})\s*[—-]{1,2}\s*(?P<org>[^—-]{4,30})$",
    ):
        behind = re.match(pattern, head)
        if behind and looks_like_org(behind.group("org").strip()):
            return behind.group("title").strip(), behind.group("org").strip()
    inside = re.match(
        r"^(?P<org>[^，,。：:\s]{2,24}?(?:公司|集团|厂|合作社|大学|学院|研究院|研究所))(?=需要|需求|希望|急需|亟需|寻求|拟|想|在|因|存在|目前)",
        head,
    )
    if inside and ORG.search(inside.group("org")):
        return head, inside.group("org")
    return head, None
