"""The body of a page: navigation, bylines, advertisements and strays are blanked out."""

from __future__ import annotations

import re

_TAIL = re.compile(
    r"^\W{0,3}(?:相关(?:阅读|新闻|链接|文章|推荐|报道)|新闻推荐|猜你喜欢|延伸阅读|推荐阅读|热点(?:阅读|排行|推荐)|热门(?:推荐|文章|新闻|排行)|图文看点|"
    r"频道推荐|为您推荐|更多新闻|最新文章|精彩推荐|大家都在看|Related(?: (?:news|articles|links))?|Read more)\s*[:：]?\s*$"  # noqa: E501 - one list of words or pattern
)
_FURNITURE = re.compile(
    r"^\W{0,3}(?:首页\b|网站支持|(?:您)?当前的?位置|您(?:的|现在的)位置|(?:信息|文章|稿件)?来源\s*[:：]|作者\s*[:：]|(?:发布|加入|更新|发表)?(?:时间|日期)\s*[:：]|责任编辑|责编|编辑\s*[:：]|审核\s*[:：]|终审|校对|"
    r"供稿|通讯员|上一[篇条]|下一[篇条]|版权所有|备案号|扫码|扫一扫|热门标签|标签\s*[:：]|分享到|打印|\[?打印本页|评论|友情链接|主办\s*[:：].{2,30}(?:承办|技术支持)\s*[:：]|技术支持\s*[:：]|"
    r"(?:■|●)?本(?:报|网|台)?记者|融媒记者|记者\s|【?字体|字号|【?(?:推广|广告|赞助)】?|设为首页|点击(?:查看|阅读|下载|关注)|查看原文|长按|关注(?:我们|公众号)|"
    r"Skip to|Home \||We use cookies|Accept all|Share this|Related\s*[:：]|©|All rights reserved|Posted\b|Log in\b)",  # noqa: E501 - one list of words or pattern
    re.IGNORECASE,
)
_LINKED = re.compile(r"^\[[^\]]{2,12}\]\(https?://\S+\)$")
_SENTENCE = re.compile(r"[。！？]|[，,；].{6,}[，,。；]")
_TAIL_FROM = 0.4
"""Share of the text behind which a heading of related news ends the article."""
_DATELINE = re.compile(
    r"^\W{0,2}(?:(?:发布|加入|更新|发表)?(?:时间|日期)\s*[:：]\s*)?"
    r"(?:\d{4}[-年/.]\d{1,2}[-月/.]\d{1,2}日?)(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?(?:\s*(?:来源|作者|记者|浏览|点击|责编|编辑)\s*[:：].{0,40})?\W*$"
)
_STRAY = 16
"""Most characters of a line that strayed in from the column beside."""
_FULL = 24
"""Fewest characters of a paragraph between which strays stand."""


def blank_furniture(text: str) -> str:
    """The same text, as long as before, with line ends in place of what is no part of the article.

    A heading of related news in the second half blanks all below it, since reports of other events
    stand there; a line of navigation, byline, advertisement or copyright only itself. Scraps of
    another column between paragraphs go too. Running text stays.
    """
    lines = text.split("\n")
    strays = _strays(lines)
    kept: list[str] = []
    position = 0
    is_tail = False
    for number, line in enumerate(lines):
        is_tail = is_tail or (bool(_TAIL.match(line)) and position >= _TAIL_FROM * len(text))
        is_blank = is_tail or number in strays or is_furniture(line)
        kept.append("\n" * len(line) if is_blank else line)
        position += len(line) + 1
    return "\n".join(kept)


def is_furniture(line: str) -> bool:
    """Whether a line is navigation, byline, dateline, advertisement or copyright."""
    stripped = line.strip()
    if not stripped or len(stripped) > 160:
        return False
    if _TAIL.match(stripped) or _DATELINE.match(stripped) or _LINKED.match(stripped):
        return True
    if re.match(r"【?(?:推广|广告|赞助)】", stripped) or stripped.count(" | ") >= 2:
        return True
    if _SENTENCE.search(stripped):
        return False
    if _FURNITURE.match(stripped) or re.search(r"网站标识码|ICP备|版权所有|客户端.*红包", stripped):
        return True
    pieces = [piece for piece in re.split(r"[\s|｜>»·]+", stripped) if piece]
    return (
        len(pieces) >= 4
        and not stripped.isascii()
        and not re.search(r"[\d：:，,、“”]", stripped)
        and max(map(len, pieces)) <= 14
    )


def _strays(lines: list[str]) -> frozenset[int]:
    """Lines of another column: short, and together with the others one running text.

    One of them breaks off within a sentence, and at least three stand between long paragraphs; a
    caption or a heading alone is none.
    """
    told = [number for number, line in enumerate(lines) if line.strip()]
    body = [number for number in told if len(lines[number].strip()) >= _FULL]
    if not body:
        return frozenset()
    short = [
        number for number in told if number > body[0] and 3 <= len(lines[number].strip()) <= _STRAY
    ]
    torn = [n for n in short if re.search(r"[，,。][^，,。！？：:]{1,8}$", lines[n].strip())]
    ended = [n for n in short if lines[n].strip().endswith("。")]
    if len(short) >= 3 and torn and (ended or len(torn) >= 2):
        return frozenset(short)
    return frozenset()
