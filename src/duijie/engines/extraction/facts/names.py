"""Where the name of a person ends: surname, one or two characters, and what goes on behind it."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

from duijie.engines.extraction.facts.titles import POST
from duijie.engines.extraction.facts.words import word_list

_COMPOUND: Final = word_list("compound_surname")
_SURNAMES: Final = word_list("surname")
_GOES_ON: Final = frozenset(
    "话说表介认指透称代主率等在与及将就也是的了从做不难向把被以到时听各讲致还对看走问给拿用获受因有当解感"
    "想笑站守又最围针结签则都已曾只才且而或再更很已经跟随陪同为给让回"
)
"""Characters that stand behind a name far more often than in one."""
_EITHER: Final = frozenset("和同为成立建进正来发展应会开新向高刚强坦希明深共先并告接座详参作出带提")
"""Characters of given names with which words begin that stand behind names too (`成立`, `应邀`)."""
_NO_NAME: Final = re.compile(
    r"^.[们家者]$|^(?:成果|项目|方面|方案|全面|全市|全国|全省|高校|高新|金融|管理|公司|国家|国际|经济|经营|文化|文章|时代|时间|能力|平台|支持|应用|水平|水利|双方|"
    r"常务|党员|党委|单位|应邀|干部|解决|成立|成功|关键|关注|关心|任务|师生|农业|农村|农民|公共|有关|计划|计算|利用|代表|强调|经过|宣布|时任|花费|山水|"
    r"展示|展出|展区|展厅|展会|展台|展位|展品|刀具|温度|高度|车间|年底|年终|年产|安全|和谐|明确|相关|边缘|于是|都是|单位|商会|商务|商业|信息|占地|原料|原因|由于|修建|历史|历来|初步|海外|但是|青年|银行|有的|有限|有望|来自|"
    r"通过|连续|易于|广大|后来|别的|权威|须知|种植|种子|养殖|马上|方便|白色|黄河|江河|江苏|江西|云南|贵州|安徽|河南|河北|湖南|湖北|山东|山西|广东|广西|海南|甘肃|宁夏|成都|武汉|徐州|常州|温州)"
)
_HONORIFIC = re.compile(
    "教授|院士|博士|研究员|老师|主任|院长|所长|校长|工程师|先生|女士|同志|团队|课题组|书记|总经理|董事长|副教授|副研究员"
)
_POST_BEHIND = re.compile(rf"(?:和|与|及|、)[\u4e00-\u9fff]{{0,12}}?{POST.pattern}")


def name_at(text: str, start: int) -> str | None:
    """The name that begins at a place, or None where none does."""
    if text[start : start + 2] in _COMPOUND:
        family = 2
    elif text[start : start + 1] in _SURNAMES:
        family = 1
    else:
        return None
    run = re.match(r"[\u4e00-\u9fff]+", text[start : start + family + 3])
    if run is None or len(run.group()) <= family:
        return None
    short = text[start : start + family + 1]
    long = text[start : start + family + 2]
    if len(run.group()) == family + 1:
        name = short
    else:
        name = long if _is_long(text, start, short, long) else short
    if _NO_NAME.match(name) or _is_word(name):
        return None
    return name


def _is_long(text: str, start: int, short: str, long: str) -> bool:
    last, end = long[-1], start + len(long)
    if _HONORIFIC.match(text, end - 1):
        return False
    follows = text[end : end + 1]
    longs, shorts = _times(text, long), _times(text, short)
    if longs < shorts and longs == 1:
        return False  # named elsewhere without the third character
    if longs >= 2:
        return True
    if last in "和与及" and follows in tuple("与和及同、，"):
        return True
    if last in "和与及" and (_POST_BEHIND.match(text, end - 1) or is_surname(follows)):
        return False
    if last == "同" and follows:
        return False
    if last == "正" and follows in tuple("在带忙做准和与"):
        return False
    word = _first_word(text[end - 1 : end + 4])
    if last in _EITHER:
        return len(word) < 2
    return last not in _GOES_ON and not (len(word) >= 2 and _is_verb(word))


@lru_cache(maxsize=4096)
def _times(text: str, part: str) -> int:
    return text.count(part)


def is_surname(char: str) -> bool:
    """Whether a character is one of the usual surnames."""
    return char in _SURNAMES


def _first_word(text: str) -> str:
    import rjieba

    found = rjieba.cut(text, False)
    return str(found[0]) if found else ""


@cache
def _is_verb(word: str) -> bool:
    import rjieba

    tags = list(rjieba.tag(word))
    return len(tags) == 1 and tags[0][1][0] in "vd"


@cache
def _is_word(name: str) -> bool:
    """Whether the dictionary holds a name as a word that is no name (`关心`, `高峰` stays)."""
    import rjieba

    tags = list(rjieba.tag(name))
    return len(tags) == 1 and tags[0][1][0] in "vdcprumt"
