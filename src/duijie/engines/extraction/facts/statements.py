"""What is wanted and what is brought, by the words that announce it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from duijie.engines.extraction.facts.organisations import Mention
from duijie.engines.extraction.facts.types import NeedFact, OfferFact, Span

_NEED = re.compile(
    r"(?P<cue>急需|亟[需须待]|迫切需要|需要(?!的)|寻求|寻找|诚征|苦于|受困于|正缺|(?:一直|正)在找|想知道[，,]?|(?:头疼|头痛|挂心|操心|揪心|烦心|要紧|急|发愁|需要|想找|想要|想解决|缺|难)的(?:就)?是|缺(?=[^，。]{2,12}(?:技术|工艺|人才))|要(?=让)|来(?=找)|"
    r"希望(?:以|通过)[^，。]{2,18}[，,]|希望能?|期待能?|想要?(?!到|法|象|必)|求购|盼望|渴望|"
    r"题目[:：]|(?:难题|需求|瓶颈|痛点|问题)(?:就?是|为|在于|[:：])|最?关心的是|点了题[:：])"
    r"(?P<text>[^，,。；;！!？?\n]{4,60})"
)
_ASKED_FOR = re.compile(
    r"难题|需求|瓶颈|痛点|关心|点了题|问题|题目|急需|亟|正缺|在找|想知道|的(?:就)?是|求购|寻求|苦于|受困"
)
"""Cues behind which everything is wanted; behind the others something technical must stand."""
_LEAD = re.compile(
    r"^(?:有(?=一[个种套])|希望|能够|能|与|同|得到|获得|在(?!线)|找到|引进|找|把|让|借助|通过|一种|一套|一款|突破|解决|攻克|攻关|一下|就|"
    r"(?:高校|院所|专家|学校|老师|各位|大家|科研团队)(?:们)?(?:能)?|帮助|帮忙|协助|帮着)+"
)
_TRAIL = re.compile(
    r"(?:(?:的|等)?(?:一系列|关键)?(?:技术)?(?:难题|问题|瓶颈|困扰|需求)|等?(?:方面)?的?(?:突破|解决|帮助|支持))$"
)
_TECHNICAL = re.compile(
    r"技术|工艺|设备|装备|系统|材料|产品|平台|人才|检测|监测|识别|研发|方案|配方|品种|智能|自动|改造|加工|算法|模型|专利|成果|"
    r"精准|精度|机械|能耗|良率|合格率|产业化|转型升级|方法|办法|[器仪剂](?=$|[，。、的])|控制|处理|制备|回收|利用|涂层|合金|药|芯片|传感|机器人|电池|催化|菌|膜|领域|深度合作"
)
_EMPTY = re.compile(
    r"^(?:[的是有了就不也都更还其这那被由]|(?:进一步)?(?:加强|深化|推动|促进|扩大|开展)(?:[^，]{0,4})?(?:合作|交流|对接|创新)$)|"
    r"^.{0,6}(?:大会|活动|论坛|大家|领导|同志|我们|政府|市民|群众)|^.{0,10}企业.{0,4}(?:合作|交流)$|想办法|^谋求"
)
_ON_THE_TABLE = re.compile(
    r"(?:^|[，,：:；。])(?P<text>[^，,。；：:\n]{4,40}?)(?:都|也|一一)?(?:摆上了?(?:桌|台)|成了?[^，。]{0,8}(?:焦点|话题|重点)|怎么(?:做|办|解决|实现|再)[^，。；、]{0,8}(?=[，,。；]))"
)
"""What is talked over: `余热回收都摆上了桌`, `废料怎么再利用`."""
_WORRIES = re.compile(r"(?:为|因)(?P<text>[^，。；\n]{4,40}?)(?:发愁|犯愁|头疼|苦恼|犯难)")
_POINT = re.compile(
    r"(?:^|[，,：:；。“！])(?P<text>[^，。；：“”\n]{4,40}?)[，,]?(?:就?是|成了?)[^，。]{0,16}?"
    r"(?:最想|最迫切|最急|最头疼|最关心|亟待|急需|一大|两大|三大|最大的)[^。，]{0,14}(?:事|问题|难题|事情|痛点|短板|心病)"
    r"|(?:^|[，,：:；。“！])(?P<asked>[^，。；：“”\n]{4,40}?)[，,](?:你们|谁|专家|高校)?(?:能不能|有没有办法|能否)(?:做|解决|实现|搞)"
)
_LOOKING = re.compile(
    r"(?:looking for|in search of|in need of|seeks?) (?P<text>(?:a |an |new |the )?[^.,;\"”\n]{8,90})"  # noqa: E501 - one list of words or pattern
)
_FAULT = re.compile(
    r"(?:反映|提出|吐槽|坦言|直言|说|介绍|表示|苦恼|求贤|点题|吐苦水)[”]?[，：:“]*(?:[^，。；“”]{2,14}，)?(?P<text>[^，。；：“”\n]{3,30}?(?:不稳定|不均匀|不一致|不达标|不过关|不理想|上不去|下不来|跟不上|降不下来?|提不高|居高不下|"
    r"偏高|偏低|太高|太低|过高|过低|差异大|波动大|误差大|损耗大|开裂|就变形|堵塞|堵管|结焦|失效|脱落|易老化))"
)
_TROUBLES = re.compile(
    r"(?:困扰|制约|卡住)[^，。；\n]{0,12}的(?P<text>[^，。；\n]{4,24}?)(?:难题|问题)?(?=[，。被])"
)
_PUT_FORWARD = re.compile(
    r"提出了?(?P<text>[^，。；“”\n]{4,24}?(?:问题|难题))(?=[，。])|把“(?P<asked>[^”\n]{4,24})”作为"
)
_QUESTION = re.compile(
    r"(?:问|问道|请教|想知道|好奇)[：:，]*[“]?(?P<text>[^。？?“”\n]{4,36}?(?:怎么|如何|怎样|能不能|有没有)[^。？?“”\n]{1,30})[？?]"
)
_TALKS = re.compile(r"需求|难题|问题|请教|座谈|洽谈|话题|对接|发愁|求解")
_SHOWN = (
    r"新品(?:里|中)[，,]*有|[，,](?:也|还)有|(?:报告|推介|展示|发布)的(?:成果|项目|技术)(?:有|包括|是)|"
    r"(?:推荐|下线|攻克|选育|培育|安装|装上|应用|采用|介绍|讲解|讲授|引入|引进|用上|试制|生产|共享|开放)(?:了|出)|正在?生产|(?:正在?)?(?:调试|组装)一[台套条]|带去的|成果[，,]其中|将[^，。]{0,8}生产|开放共享|这是一[个款种套项台]|"
    r"合作(?:开发|研发|研究|研制)?(?!意|协|项|伙|办|社|的|，|、)|有一[套种项款]|"
    r"(?:带来|演示|展示|发布|推介|推出|展出|研发|研制|开发|首发|路演|亮相)(?:了|的|出|过)*(?:是|有)?|研究(?:出|一款|一种|一套)|开发了|讲的是|看中的[，,]?是|里面有|自主研发(?:的|了)"
)
_OFFER = re.compile(
    rf"(?P<cue>{_SHOWN})(?:自己|团队|自主研发|最新|全国首个|我国首台|首台|首个|首套|一种|一款|一套|一项|国产的?|的|是|了|其)*"
    r"(?P<text>[“「《][^”」》\n]{3,40}[”」》][\u4e00-\u9fff]{0,12}|[^，,。；;！!？?\n“”]{3,60}(?:“[^”]{1,12}”)?)"
)
_THING = (
    r"(?:技术(?:项目)?|机组|试剂盒|[磨车铣钻]床|电解槽|[隔截调安]\S{0,2}阀|模块|阵列|通信机|基础设施|生产线|产线|样机|智能体|疫苗|试剂|合金|纤维|树脂|菌剂|薄膜|浆料|粉体|电机|发动机|减速器|雷达|激光器|相机|系统|设备|装置|材料|品种|品系|平台|芯片|模型|机器人|电池|装备|仪器?|软件|工艺|解决方案|药物?|传感器|显微镜|杀虫灯|"
    r"体系|算法|催化剂|钝化剂|涂料|涂层|机床|无人机|检测仪|监测仪|模组|机)"
)
_ENDS_AS_THING = re.compile(rf"^.{{2,}}?{_THING}(?:“[^”]{{1,12}}”)?(?=$|[、等和与及，])")
_LAST_THING = re.compile(
    rf"^.*{_THING}(?:“[^”]{{1,12}}”)?(?=$|等|和|与|及|的|被|在|可|能|已|将|一|进行|方面|获|关注|寿命)"
)
_TESTED = re.compile(
    rf"(?:对(?P<tested>[^，。；、\n]{{3,24}}?{_THING})进行[^，。]{{0,6}}(?:组装|调试|测试|验证|试验)"
    rf"|(?P<made>(?:[“][^”\n]{{2,16}}[”])?[\u4e00-\u9fff]{{0,16}}?{_THING})(?:正在?|已)(?:进行)?[^，。]{{0,6}}(?:验证|调试|量产|试产|中试|投产)"
    rf"|(?P<sold>[“][^”\n]{{4,30}}[”](?:专利|技术))(?=以|作价|转让|许可|被)"
    rf"|(?<=的)(?P<auctioned>[\u4e00-\u9fffA-Za-z0-9]{{4,20}}(?:技术|专利))(?=经过|以\d|拍出|成交)"
    rf"|一[项种套款](?P<given>[\u4e00-\u9fffA-Za-z0-9]{{3,20}}(?:技术|专利))(?:推荐|转让|许可|授权)给"
    rf"|(?:育成|选育|培育|推介|推出|研制|研发)(?:出|了|的)*(?P<bred>[“][^”\n]{{2,16}}[”])"
    rf"|[“][^”\n]{{2,12}}[”]——(?P<named>[^，。；\n]{{3,24}}?{_THING})(?=[，。]))"
)
"""What is being tried out: `对…装置进行调试`, `“…”技术正在量产`, `“黑马”——…技术`."""
_SHOWN_LIST = re.compile(
    r"(?P<items>[^、，。等]{3,24}(?:、[^、，。等]{3,24})+)(?:等|[两三四五六]个|[两三四五六]项|\d+[项个款])(?:最新|创新|科技|一批|新)?(?:成果|技术|产品|项目|新品)"
)
_PROGRESS = re.compile(
    r"(?:报告|介绍|汇报|讲述|分享)了(?P<text>[^，。；\n]{4,36}?)的(?:最新)?(?:研究|应用)?(?:进展|成果)"
)
_A_KIND = re.compile(
    rf"(?:做出|推出|拿出|研制|研发|开发|研究出|设计|发明|掌握|拥有|提供|(?<![没所具现仅])有(?=一[种款套项台]))(?:了|出|的)?(?:一[种款套项台]|全新|新型)*(?P<text>[\u4e00-\u9fffA-Za-z0-9-]{{3,24}}?(?:{_THING}|[剂仪器膜阀泵炉胶漆酶菌臂]))(?=[，。；、]|支持|供|可|已|能|$)"
)
_BROUGHT = re.compile(
    r"(?:带来|研发|研制|开发|培育|设计|发明|提出|展出)的(?P<brought>[\u4e00-\u9fffA-Za-z0-9-]{5,22}?)(?=，|。|被|已|正在|可以|让|使|成为|受到)"
    rf"|(?:他|她|团队|他们)的(?P<own>[\u4e00-\u9fffA-Za-z0-9-]{{3,20}}?{_THING})(?=[，。被让可已])"
    rf"|这[套款种项台](?P<this>[\u4e00-\u9fffA-Za-z0-9-]{{4,20}}?{_THING})(?=[，。出由能可已]|是由)"
    r"|把(?:团队|自己|自主研发)的(?P<put>[\u4e00-\u9fffA-Za-z0-9-]{4,20}?)(?=装|用|带|送|搬)"
)
_LAID_OUT = re.compile(
    r"把(?P<items>[^，。；\n]{4,60}?)(?:[两三四五六七八九十\d]+[项个])?(?:成果|技术|产品|菜单)(?:都|全)?(?:摆|端|拿|晒|亮)了?出来"
)
_WANTED = re.compile(r"希望|需要|急需|亟|缺|寻|期待|盼|想")
_DEBUT = re.compile(
    r"(?<![\u4e00-\u9fffA-Za-z、])(?P<items>[^，。；、“”\n]{3,24}(?:、[^，。；、“”\n]{3,24}?)+)等(?:一批|多项|创新|最新|科技)*(?:成果|技术|产品|新品|项目|展品)(?:首次|集中|同台|悉数|一一)?(?:亮相|首发|展出|发布)"
)
_AT_STANDS = re.compile(
    r"(?:展区|展台|展厅|现场|展馆|展位)[^。；]{0,8}[，,](?P<items>[^，。；、“”\n]{3,24}(?:、[^，。；、“”\n]{3,24}?)+)等(?=吸引|备受|引来|让|格外|成为)"
)
_FIRST = re.compile(r"(?:全球|全国|国内|我国|世界)首[台套个款例]|首[台套个款]|一[台套款种]")
_QUOTED_THING = re.compile(rf"[“][^”\n]{{3,24}}?{_THING}[”]|[“][^”\n]{{3,24}}[臂剂仪器膜机][”]")
_STRENGTH = re.compile(
    r"(?:在|关于)(?P<text>[^，。；\n在]{4,50}?)(?:等)?(?:方面|领域|上)的?(?:取得的?)?(?:显著|最新|一系列|创新|主要|科研|前沿)*(?:成果|成就|科研|技术(?!需求|难题)|优势|积累|突破)"
)
"""What somebody is good at: `在轴承降噪、润滑上的积累`."""
_OFFER_JUNK = re.compile(
    r"^(?:交易|会|等)|目录|清单|名单|指南|白皮书|主任|院长|老师|负责人|^(?:的|了|这|其|该|此|相关|有关|最新|一批|多项|多个|系列|科技|技术|产品|成果|新|一|个|项|款|等|优秀|重大|农业|先进|前沿|核心|关键|高|和|与|\d)*"
    r"(?:技术|产品|成果|设备|系统|项目|平台|装备)?$|[\d余多百千万]+\s*[余多]?[项个件款种]|政策|行动|计划|活动|大会|论坛|通知|公告|榜单|需求|难题|机[遇会构制关]$"
)


def find_needs(
    text: str, mentions: Sequence[Mention], sentences: Sequence[Span]
) -> tuple[NeedFact, ...]:
    """Phrases that say what technology or help is wanted, without the words that ask for it.

    The organisation is the last one named before it in the sentence, else None.
    """
    found: dict[str, NeedFact] = {}
    for start, end in sentences:
        for match in (
            *_WORRIES.finditer(text, start, end),
            *_LOOKING.finditer(text, start, end),
            *_POINT.finditer(text, start, end),
            *_FAULT.finditer(text, start, end),
            *_TROUBLES.finditer(text, start, end),
            *_PUT_FORWARD.finditer(text, start, end),
            *_QUESTION.finditer(text, start, end),
        ):
            group = "text" if match["text"] else "asked"
            wanted = match.group(group)
            if not re.search(r"[《》]|目录|清单", wanted) and not re.match(
                r"[这那他她它]|我们", wanted
            ):
                org = _last_org(mentions, start, match.start(group))
                found.setdefault(wanted, NeedFact(org, wanted, wanted, match.span(group)))
        for match in _ON_THE_TABLE.finditer(text, start, end):
            wanted = match.group("text")
            if _TALKS.search(text, start, end) and not _EMPTY.search(wanted):
                org = _last_org(mentions, start, match.start("text"))
                found.setdefault(wanted, NeedFact(org, wanted, wanted, match.span("text")))
        for match in _NEED.finditer(text, start, end):
            begin, stop = _trimmed(match)
            wanted = text[begin:stop]
            is_asked = bool(_ASKED_FOR.search(match.group("cue")))
            if len(wanted) < 4 or _EMPTY.search(wanted) or re.search(r"[《》]|目录|清单", wanted):
                continue
            if not is_asked and not _TECHNICAL.search(wanted):
                continue
            org = _last_org(mentions, start, match.start())
            found.setdefault(wanted, NeedFact(org, wanted, wanted, (begin, stop)))
    return tuple(found.values())


def _trimmed(match: re.Match[str]) -> Span:
    """`高校帮助解决焊缝识别的难题` names `焊缝识别`."""
    raw = match.group("text")
    lead = _LEAD.match(raw)
    begin = lead.end() if lead else 0
    trail = _TRAIL.search(raw, begin)
    stop = trail.start() if trail else len(raw)
    inner = raw[begin:stop]
    quoted = re.match(r"^[“「]([^”」]+)[”」]$", inner.strip())
    base = match.start("text")
    begin += len(inner) - len(inner.lstrip(" “「"))
    stop -= len(inner) - len(inner.rstrip(" ”」")) if quoted or inner.count("“") != 1 else 0
    return base + begin, base + max(begin, stop)


def find_offers(
    text: str,
    mentions: Sequence[Mention],
    people: Sequence[tuple[str, Span]],
    sentences: Sequence[Span],
) -> tuple[OfferFact, ...]:
    """Technologies, products and results that somebody brings or shows; lists item by item."""
    found: dict[str, OfferFact] = {}
    for start, end in sentences:
        for begin, stop in _tried_or_strong(text, start, end, mentions):
            shown = text[begin:stop]
            if len(shown) >= 4 and not _OFFER_JUNK.search(shown):
                org = _last_org(mentions, start, begin)
                found.setdefault(shown, OfferFact(org, None, shown, shown, (begin, stop)))
        for match in _OFFER.finditer(text, start, end):
            person = next(
                (name for name, span in reversed(people) if start <= span[0] < match.start()), None
            )
            org = _last_org(mentions, start, match.start())
            if re.search(r"(?:希望|盼望?|期待|需要|想)[^，。]{0,8}$", text[start : match.start()]):
                continue
            for begin, stop in _things(match):
                shown = text[begin:stop]
                is_known = any(shown in known or known in shown for known in found)
                if len(shown) >= 4 and not _OFFER_JUNK.search(shown) and not is_known:
                    found.setdefault(shown, OfferFact(org, person, shown, shown, (begin, stop)))
    return tuple(found.values())


def _tried_or_strong(
    text: str, start: int, end: int, mentions: Sequence[Mention]
) -> Iterator[Span]:
    for match in _TESTED.finditer(text, start, end):
        group = next(
            name
            for name in ("tested", "made", "auctioned", "sold", "given", "bred", "named")
            if match.group(name)
        )
        yield match.span(group)
    for match in _BROUGHT.finditer(text, start, end):
        group = next(name for name in ("brought", "own", "this", "put") if match.group(name))
        if not re.search(
            r"[了是在有不就]|影响|变化|经验|效益|便利|惊喜|机会|家底|^(?:新|成果|项目|问题|难题|数据|一系列|建议|要求|是)",
            match.group(group),
        ):
            yield match.span(group)
    for match in _LAID_OUT.finditer(text, start, end):
        yield match.span("items")
    for match in _A_KIND.finditer(text, start, end):
        if not _WANTED.search(text[max(start, match.start() - 16) : match.start()]):
            yield match.span("text")
    shown = (*_DEBUT.finditer(text, start, end), *_AT_STANDS.finditer(text, start, end))
    for match in shown:
        at = match.start("items")
        for part in match.group("items").split("、"):
            lead = _FIRST.match(part)
            yield at + (lead.end() if lead else 0), at + len(part)
            at += len(part) + 1
    for match in _QUOTED_THING.finditer(text, start, end):
        if any(m.end == match.start() for m in mentions):
            yield match.start(), match.end()
    for match in _PROGRESS.finditer(text, start, end):
        yield match.span("text")
    for match in _STRENGTH.finditer(text, start, end):
        named = any(m.start < match.start() for m in mentions if start <= m.start)
        if named or re.search(r"学校|学院|研究院|该院|公司", text[start : match.start()]):
            yield match.span("text")


def _things(match: re.Match[str]) -> list[Span]:
    """The named things of a match: a quoted name, or the phrases that end as things do."""
    base, raw = match.start("text"), match.group("text")
    quoted = re.match(r"[“「《]([^”」》]{4,40})[”」》]", raw)
    if quoted and (quoted.end() == len(raw) or not re.match(rf".*{_THING}$", raw)):
        return [(base + quoted.start(1), base + quoted.end(1))]
    if quoted:
        return [(base, base + len(raw))]
    spans: list[Span] = []
    position = 0
    shown = _SHOWN_LIST.match(raw)
    if shown:
        for part in shown.group("items").split("、"):
            spans.append((base + position, base + position + len(part)))
            position += len(part) + 1
        return spans
    for part in re.split(r"[、和]", raw):
        thing = _ENDS_AS_THING.match(part) or _LAST_THING.match(part)
        if thing is not None:
            spans.append((base + position, base + position + thing.end()))
        position += len(part) + 1
    return spans


def _last_org(mentions: Sequence[Mention], start: int, end: int) -> str | None:
    before = [m.full or m.name for m in mentions if start <= m.start and m.end <= end]
    return before[-1] if before else None
