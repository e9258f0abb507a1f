"""Which kind of record a table, form or list holds: by names, headers and the words in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from duijie.engines.extraction.types import RecordKind

_HINTS: tuple[tuple[RecordKind, re.Pattern[str]], ...] = (
    (
        RecordKind.NEED,
        re.compile(
            r"需求|难题|榜单|揭榜|发榜|张榜|求助|求解|诉求|技术问题|攻关|卡脖子|出题|xuqiu|nanti|\bneeds?\b|demand|challenge|"
            r"problem|requirement",
            re.I,
        ),
    ),
    (
        RecordKind.OFFER,
        re.compile(
            r"成果|专利|技术供给|供给清单|可转化|推介项目|项目推介|推广技术|先进技术|技术目录|成熟技术|产品目录|服务清单|"
            r"仪器设备|开放共享|chengguo|zhuanli|\boffers?\b|patents?|achievement|technolog(?:y|ies)|results",
            re.I,
        ),
    ),
    (
        RecordKind.EXPERT,
        re.compile(
            r"专家|人才库|智库|教授团队|导师|科技特派员|科技副总|师资|人才信息|科研团队|zhuanjia|experts?\b|specialists?|researchers?",
            re.I,
        ),
    ),
    (
        RecordKind.ORGANISATION,
        re.compile(
            r"企业名录|单位名录|企业名单|企业清单|企业库|机构名录|单位名单|企业信息表|高新技术企业名单|企业基本信息|平台名录|compan(?:y|ies)\b|"
            r"organi[sz]ations?\b|director(?:y|ies)|qiye",
            re.I,
        ),
    ),
)
PRESENCE = re.compile(
    r"签到|报名|培训班|学员|花名册|值班|参会|与会|出席|日程|议程|回执|座位|考勤|嘉宾名单|参观人员|通讯录|联络表|联系表|工作人员|名片|住宿|用餐|车辆|attend|agenda|"
    r"sign-?in|participants?|contact list",
    re.I,
)
_NEED_WORDS = re.compile(
    r"需要|需求|急需|亟需|亟待|拟解决|解决|难题|攻关|攻克|寻求|希望|期望|求购|寻找|突破|瓶颈|卡脖子|不足|受限|依赖进口|难以|委托|想|求|缺乏|"
    r"存在.{0,12}问题|如何|looking for|need|seek|require|want",
    re.I,
)
_OFFER_WORDS = re.compile(
    r"本成果|本项目|本发明|该成果|该技术|本技术|该产品|研制(?:了|出)|研发(?:了|出)|可用于|可应用|已应用|授权|专利|获得?.{0,10}奖|已完成|已实现|已建成|"
    r"产业化应用|达到.{0,8}(?:领先|先进)水平|首创|填补|自主研发|具有.{0,16}优点|公开了|提供了?一种|一种|技术成熟|寻求.{0,4}(?:转让|受让)|"
    r"the invention|we have developed|has been developed|applied in|patented",
    re.I,
)
_EXPERT_WORDS = re.compile(
    r"教授|研究员|博士生导师|博导|硕导|主持.{0,16}项目|发表.{0,10}论文|从事.{0,30}(?:研究|工作)|SCI|长期从事|兼任|获聘|professor|ph\.?d",
    re.I,
)
_KIND_VALUES: tuple[tuple[RecordKind, re.Pattern[str]], ...] = (
    (RecordKind.NEED, re.compile(r"需求|需方|难题|求|榜|need|demand|challenge", re.I)),
    (
        RecordKind.OFFER,
        re.compile(
            r"成果|供给|供方|供|专利|技术输出|可转化|offer|supply|patent|result|achievement|paper",
            re.I,
        ),
    ),
    (RecordKind.EXPERT, re.compile(r"专家|人才|教授|expert", re.I)),
    (RecordKind.ORGANISATION, re.compile(r"企业信息|单位信息|机构|organi[sz]ation|company", re.I)),
)
_COMPOUND_NEED = re.compile(r"(?:专家|人才|成果|专利|产品|设备)(?:的)?(?:引进)?需求")
_TAIL = re.compile(r"(?:成果|需求|专家|难题|名录|榜单)(?!.*(?:成果|需求|专家|难题|名录|榜单))")


def hint_kinds(text: str) -> frozenset[RecordKind]:
    """The kinds that a title, sheet name or file name names; more than one leaves it open."""
    if not text:
        return frozenset()
    cleaned = _COMPOUND_NEED.sub("需求", text)
    cleaned = re.sub(r"(?:需求|成果|供需|技术)?(?:需求)?对接(?:会|活动|大会)?", "", cleaned)
    found = {kind for kind, pattern in _HINTS if pattern.search(cleaned)}
    if found == {RecordKind.NEED, RecordKind.ORGANISATION}:
        found = {RecordKind.NEED}
    return frozenset(found)


def kind_of_value(text: str) -> RecordKind | None:
    """The kind that a cell of a kind column names, or None where it names none or several."""
    if len(text) > 12:
        return None
    text = _COMPOUND_NEED.sub("需求", text)
    found = [kind for kind, pattern in _KIND_VALUES if pattern.search(text)]
    return found[0] if len(found) == 1 else None


def word_scores(texts: Iterable[str]) -> Counter[RecordKind]:
    """In how many of the texts the words of each kind occur; each text counts at most once."""
    scores: Counter[RecordKind] = Counter()
    for text in texts:
        need, offer = len(_NEED_WORDS.findall(text)), len(_OFFER_WORDS.findall(text))
        expert = len(_EXPERT_WORDS.findall(text))
        if expert and expert > max(need, offer):
            scores[RecordKind.EXPERT] += 1
        elif need > offer:
            scores[RecordKind.NEED] += 1
        elif offer > need:
            scores[RecordKind.OFFER] += 1
    return scores
