"""The body of a page: navigation, bylines and lists of related news are blanked out."""

from __future__ import annotations

import re

_TAIL = re.compile(
    r"^\W{0,3}(?:相关(?:阅读|新闻|链接|文章|推荐|报道)|新闻推荐|猜你喜欢|延伸阅读|推荐阅读|热点(?:阅读|排行|推荐)|热门(?:推荐|文章|新闻)|图文看点|"
    r"频道推荐|为您推荐|更多新闻|最新文章)\s*[:：]?\s*$"
)
_FURNITURE = re.compile(
    r"^\W{0,3}(?:首页\b|网站支持|(?:您)?当前的?位置|您(?:的|现在的)位置|来源\s*[:：]|作者\s*[:：]|(?:发布)?(?:时间|日期)\s*[:：]|责任编辑|责编|编辑\s*[:：]|审核\s*[:：]|终审|校对|"
    r"供稿|通讯员|上一[篇条]|下一[篇条]|版权所有|备案号|扫码|扫一扫|热门标签|标签\s*[:：]|分享到|打印|\[?打印本页|评论|友情链接|主办\s*[:：].{2,30}承办\s*[:：]|技术支持\s*[:：]|"
    r"(?:■|●)?本(?:报|网|台)?记者|记者\s)"
)
_SENTENCE = re.compile(r"[。！？]|[，,；].{6,}[，,。；]")
_TAIL_FROM = 0.4
"""Share of the text behind which a heading of related news ends the article."""


def blank_furniture(text: str) -> str:
    """The same text, as long as before, with line ends in place of what is no part of the article.

    A heading of related news in the second half blanks all below it, since reports of other events
    stand there; a line of navigation, byline or copyright only itself. Running text stays.
    """
    kept: list[str] = []
    position = 0
    is_tail = False
    for line in text.split("\n"):
        is_tail = is_tail or (bool(_TAIL.match(line)) and position >= _TAIL_FROM * len(text))
        is_blank = is_tail or _is_furniture(line)
        kept.append("\n" * len(line) if is_blank else line)
        position += len(line) + 1
    return "\n".join(kept)


def _is_furniture(line: str) -> bool:
    stripped = line.strip()
    if not stripped or len(stripped) > 120:
        return False
    if _TAIL.match(stripped):
        return True
    if _SENTENCE.search(stripped):
        return False
    if _FURNITURE.match(stripped) or re.search(r"网站标识码|ICP备|版权所有", stripped):
        return True
    pieces = [piece for piece in re.split(r"[\s|｜>»·]+", stripped) if piece]
    return (
        len(pieces) >= 4
        and not stripped.isascii()
        and not re.search(r"[\d：:，,、“”]", stripped)
        and max(map(len, pieces)) <= 14
    )
