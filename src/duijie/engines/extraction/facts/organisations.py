"""Organisations by the endings of their names, with a left boundary from the words before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from duijie.engines.extraction.facts.types import OrganisationFact

_SUFFIXES: tuple[tuple[str, str], ...] = (
    ("park", r"大学科技园|科技园区?|产业园区?|工业园区?|创业园|孵化器|创业中心|众创空间|高新区|开发区|加速器|孵化基地|新区(?=[，、。与和])"),  # noqa: E501 - one list of words or pattern
    ("government", r"(?:管委会|管理委员会|人民政府|市政府|省政府|区政府|县政府|政府|科技局|科技厅|科技部|工信局|工信厅|工信部|教育部|教育厅|教育局|农业农村[部厅局]|发改委|发改局|科技委|科委|经信[委局厅]|商务[局厅部]|财政[局厅部]|知识产权局|"  # noqa: E501 - one list of words or pattern
                  r"人社局|人社厅|市场监管局|生产力促进中心|国资委|税务局|管理局|生态环境局|海关|国家自然科学基金委|办公厅)"),
    ("financial", r"(?:银行(?:[\u4e00-\u9fff]{2,6}[分支]行)?|证券公司|保险公司|信托公司|担保公司|融资租赁公司)"),  # noqa: E501 - one list of words or pattern
    ("investor", r"(?:创业投资(?:有限)?公司|投资(?:管理)?(?:有限)?(?:责任)?公司|资本管理(?:有限)?公司|创投|产业(?:引导)?基金|母基金|投资基金|基金公司|资本(?=[，、。的与和（]))"),  # noqa: E501 - one list of words or pattern
    ("enterprise", r"(?:股份有限公司|有限责任公司|集团有限公司|控股集团|集团公司|有限公司|集团|公司|合作社|合作联社|家庭农场|农场|制造厂|机械厂|药厂|工厂|卷烟厂|设计院有限公司|Co\., ?Ltd\.?|Inc\.|GmbH)"),  # noqa: E501 - one list of words or pattern
    ("institute", r"(?:产业技术研究院|技术研究院|研究院|研究所|研究总院|研究中心|国家重点实验室|重点实验室|联合实验室|实验室|技术转移中心|创新中心|技术中心|工程中心|检测中心|科学院|农科院|中科院|科研院|设计院|规划院|院士工作站|试验站)"),  # noqa: E501 - one list of words or pattern
    ("university", r"(?:职业技术学院|职业学院|技师学院|大学(?:[\u4e00-\u9fff]{2,10}(?<![与和、及])学院)?|学院|高等专科学校)"),  # noqa: E501 - one list of words or pattern
    ("association", r"(?:科学技术协会|科协|协会|学会|联合会|商会|促进会|理事会|联盟|校友会|基金会|工商联|九三学社|民盟)"),  # noqa: E501 - one list of words or pattern
    ("media", r"(?:日报社?|晚报|电视台|广播电台|新华社|通讯社|杂志社|出版社|融媒体中心)"),
    ("other", r"(?:医院|服务中心|促进中心|交流中心|推广中心|转化中心|交易中心|中心医院|交易所|博物馆)"),  # noqa: E501 - one list of words or pattern
)  # fmt: skip
_ANY = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _SUFFIXES))
_STOP = frozenset(
    [
        "与",
        "和",
        "及",
        "以及",
        "由",
        "在",
        "对",
        "向",
        "到",
        "了",
        "的",
        "是",
        "从",
        "为",
        "将",
        "把",
        "被",
        "让",
        "给",
        "同",
        "跟",
        "于",
        "等",
        "也",
        "还",
        "都",
        "又",
        "并",
        "而",
        "其",
        "该",
        "本",
        "这",
        "那",
        "此",
        "各",
        "每",
        "某",
        "一",
        "一家",
        "多家",
        "几家",
        "两家",
        "三家",
        "家",
        "个",
        "所",
        "该校",
        "参观",
        "走访",
        "考察",
        "邀请",
        "联合",
        "携手",
        "组织",
        "推荐",
        "作为",
        "成为",
        "担任",
        "介绍",
        "表示",
        "说",
        "称",
        "指出",
        "认为",
        "来自",
        "来到",
        "前往",
        "走进",
        "进入",
        "走",
        "进",
        "依托",
        "通过",
        "根据",
        "按照",
        "经",
        "据",
        "如",
        "包括",
        "支持",
        "指导",
        "主办",
        "承办",
        "协办",
        "举办",
        "召开",
        "举行",
        "参加",
        "出席",
        "带领",
        "率领",
        "陪同",
        "会见",
        "接待",
        "围绕",
        "针对",
        "面向",
        "服务",
        "助力",
        "帮助",
        "推动",
        "促进",
        "建设",
        "成立",
        "设立",
        "共建",
        "打造",
        "建立",
        "签约",
        "签署",
        "签订",
        "合作",
        "对接",
        "选择",
        "带动",
        "吸引",
        "引进",
        "引入",
        "汇聚",
        "集聚",
        "汇集",
        "联系",
        "有",
        "无",
        "以",
        "用",
        "因",
        "随",
        "当",
        "当天",
        "当日",
        "目前",
        "近日",
        "日前",
        "昨日",
        "今天",
        "昨天",
        "其中",
        "还有",
        "以来",
        "原",
        "原来",
        "现任",
        "现",
        "曾",
        "曾任",
        "先后",
        "分别",
        "共同",
        "负责",
        "主持",
        "发布",
        "展示",
        "带来",
        "获得",
        "获",
        "位于",
        "地处",
        "落户",
        "落地",
        "落在",
        "入驻",
        "进驻",
        "深入",
        "做客",
        "找到",
        "加入",
        "离开",
        "毕业",
        "毕业于",
        "就读",
        "来",
        "去",
        "请",
        "我",
        "我们",
        "你",
        "他",
        "她",
        "它",
        "他们",
        "自己",
        "咱们",
        "时任",
        "授予",
        "授权",
        "转让",
        "许可",
        "委托",
        "交给",
        "交由",
        "收购",
        "投资",
        "入股",
        "不少",
        "许多",
        "众多",
        "一些",
        "部分",
        "所有",
        "全部",
        "多",
        "数十",
        "所在",
        "所属",
        "下属",
        "旗下",
        "属于",
        "附近",
        "以及",
        "或",
        "或者",
        "不仅",
        "而且",
        "但",
        "但是",
        "因此",
        "所以",
        "同时",
        "此外",
        "另外",
        "最后",
        "首先",
        "其次",
        "名",
        "位",
        "项",
        "场",
        "次",
        "年",
        "月",
        "日",
        "时",
        "和记者",
        "记者",
        "主题",
        "名为",
        "叫",
        "叫做",
        "即",
        "像",
        "至",
        "达",
        "入选",
        "被誉为",
        "誉为",
        "学习",
        "调研",
        "访问",
        "交流",
        "座谈",
    ]
)
_GENERIC = re.compile(
    r"^(?:(?:[大中小微]+型?|国有|民营|上市|科技|高新技术|龙头|本地|当地|外地|合资|投资|各类?|有关|相关|国内外?|国外|海外|知名|重点|一流|著名|我市|我省|全国|全省|全市|全球|世界|地方|高等|科研|新型|专业|母|子|总|分|跨国|新|老|母校|高校院?|基层|上级|"
    r"创新|研发|工程|技术|检测|企业|产业|服务|联合|人民|省|市|县|区|镇|乡|村|中央|国家|国际|家庭|农业|农民|城市|双|医|医科|理工)*)$"
)
_BREAK = re.compile(r"[\s，,。；;：:、！!？?“”\"‘’《》〈〉【】\[\]（()）|/·—…~]")
_SHORT_OK = re.compile(
    r"^(?:科技部|工信部|教育部|财政部|商务部|农业农村部|国资委|科协|中科院|新华社|九三学社|民盟)$"
)
_CITY_SUFFIX = re.compile(r"[省市县区州]$")


@dataclass(frozen=True, slots=True)
class Mention:
    name: str
    type: str
    start: int
    end: int


def find_mentions(text: str) -> list[Mention]:
    """All organisation names in order, longest first, without overlaps."""
    from duijie.engines.text import words

    tokens = words(text)
    starts = {token.start: index for index, token in enumerate(tokens)}
    ends = {token.end: index for index, token in enumerate(tokens)}
    found: list[Mention] = []
    for match in _ANY.finditer(text):
        kind = str(match.lastgroup)
        begin = _left_boundary(text, match, tokens, starts, ends)
        end = _right_end(text, match.end())
        name = text[begin:end]
        if not _is_name(name, match, begin):
            continue
        if found and begin <= found[-1].end and found[-1].start <= begin < found[-1].end:
            continue
        if found and begin < found[-1].end:
            begin = found[-1].end
            continue
        found.append(Mention(name, kind, begin, end))
    return _joined(found, text)


def _left_boundary(
    text: str,
    match: re.Match[str],
    tokens: Sequence[object],
    starts: dict[int, int],
    ends: dict[int, int],
) -> int:
    """Go left word by word until a mark, a stop word or 24 characters."""
    from duijie.engines.text import Word

    begin = match.start()
    index = None
    for position in range(match.start(), max(-1, match.start() - 8), -1):
        if position in starts:
            index = starts[position]
            begin = position
            break
        if position in ends:
            break
    if index is None:
        return match.start()
    while index > 0:
        word = tokens[index - 1]
        assert isinstance(word, Word)
        if word.end != begin or text[word.start : word.end] in _STOP:
            bracket = re.search(r"[（(][\u4e00-\u9fff]{2,6}[)）]$", text[max(0, begin - 9) : begin])
            if word.end == begin or bracket is None:
                break
            begin -= len(bracket.group())
            inner = ends.get(begin)
            if inner is None:
                break
            index = inner + 1
            continue
        if match.end() - word.start > 26:
            break
        if re.fullmatch(r"\d+", word.text):
            break
        begin = word.start
        index -= 1
    while begin < match.start() and text[begin] in "的了在与和由对及从":
        begin += 1
    return begin


def _right_end(text: str, end: int) -> int:
    branch = re.match(r"[（(][\u4e00-\u9fff]{2,8}[)）](?:有限公司|校区)", text[end:])
    return end + branch.end() if branch else end


def _is_name(name: str, match: re.Match[str], begin: int) -> bool:
    head = name[: match.start() - begin] if match.start() > begin else ""
    if _SHORT_OK.match(name):
        return True
    suffix = match.group()
    if not head:
        return len(suffix) >= 4 and suffix.startswith(("国家自然", "中国"))
    if (
        len(head) < 2
        or _GENERIC.match(head)
        or _BREAK.search(name.replace("（", "").replace("）", "").replace("(", "").replace(")", ""))
    ):
        return False
    if re.search(r"(?:[一二三四五六七八九十百千万\d多数几余各]+(?:家|个|所|名|位|项|批)|等)", head):
        return False
    if suffix in ("集团", "公司", "学院", "中心", "联盟", "政府") and len(head) < 2:
        return False
    return not re.search(r"(?:这|那|该|某|哪)(?:家|个|所)?$", head)


def _joined(found: list[Mention], text: str) -> list[Mention]:
    """`江州大学` and `轴承研究院` right behind it are one name; `江州市` `科技局` are too."""
    merged: list[Mention] = []
    for mention in found:
        last = merged[-1] if merged else None
        if last is not None and last.end == mention.start and len(mention.name) <= 14:
            merged[-1] = Mention(
                text[last.start : mention.end], mention.type, last.start, mention.end
            )
            continue
        merged.append(mention)
    return merged


def organisations_of(mentions: Sequence[Mention]) -> tuple[OrganisationFact, ...]:
    """Each organisation once at its first mention, short forms as its aliases.

    An alias is a name that the longer one begins with, or that follows its place name.
    """
    first: dict[str, Mention] = {}
    for mention in mentions:
        first.setdefault(mention.name, mention)
    names = sorted(first, key=len, reverse=True)
    owner: dict[str, str] = {}
    for name in names:
        longer = [
            n
            for n in names
            if len(n) > len(name) and owner.get(n, n) == n and _is_short_form(name, n)
        ]
        owner[name] = longer[0] if len(longer) == 1 else name
    facts = []
    for name, mention in first.items():
        if owner[name] != name:
            continue
        aliases = tuple(n for n in first if owner[n] == name and n != name)
        start = min([mention, *(first[a] for a in aliases)], key=lambda m: m.start)
        del start
        facts.append(OrganisationFact(name, mention.type, aliases, (mention.start, mention.end)))
    return tuple(facts)


def _is_short_form(short: str, full: str) -> bool:
    """Whether a name is the longer one without place, legal form or line of business."""
    legal = r"(?:股份有限公司|有限责任公司|集团有限公司|有限公司|集团公司|集团|公司)$"
    short_core, full_core = re.sub(legal, "", short), re.sub(legal, "", full)
    if short_core == short or full_core == full or len(short_core) < 2:
        return False
    place = r"^[\u4e00-\u9fff]{2,3}(?:省|市|县|区)?"
    return full_core.startswith(short_core) or re.sub(place, "", full_core).startswith(short_core)
