"""People by a post beside their name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from duijie.engines.extraction.facts.organisations import Mention
from duijie.engines.extraction.facts.titles import POST
from duijie.engines.extraction.facts.types import PersonFact

COMPOUND_SURNAMES = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|司空|夏侯|长孙|宇文|轩辕|端木|独孤|南宫|东郭|百里|呼延|闻人|申屠|太史|濮阳|单于|第五|淳于|赫连|澹台|公冶|宗政|钟离|鲜于|闾丘|亓官|拓跋|西门|左丘|梁丘"  # noqa: E501 - one list of words or pattern
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲台从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公付肖闫岳帅佟涂仝覃冼代仉种鹿佘玄"  # noqa: E501 - one list of words or pattern
_NAME = rf"(?:(?:{COMPOUND_SURNAMES})[\u4e00-\u9fff]{{1,2}}|[{SURNAMES}][\u4e00-\u9fff]{{1,2}})"
_AFTER = (
    r"(?=[，,。；;：:、！!？?“”（()）\s《]|$|说|表示|介绍|认为|指出|告诉|坦言|透露|强调|称|代表|致辞|主持|出席|参加|带领|率|一行|等|在|和|与|及|带|作|为|宣布|分享|致|到|就|从|也|则|还|向|对|带来|携|正|将|看|走|来|"
    r"现场|随后|先后|团队|教授|院士|博士|研究员|做|发|讲|陪同|共同|分别|担任|接受|给|拿|把|用|获|受|因|是|有|的|当|提|解|直|感|希|期|呼|建|回|笑|想|站|守|边|了|又|最|围|针|结|深|详|应|前|参|开|签|上|下|展|演)"
)
_TITLE_FIRST = re.compile(rf"(?P<post>{POST.pattern})(?P<name>{_NAME}){_AFTER}")
_NAME_FIRST = re.compile(
    rf"(?<![\u4e00-\u9fff])(?P<name>{_NAME})(?P<post>院士|教授|副教授|研究员|副研究员|博士|总经理|董事长|总工程师|高级工程师|主任|院长|所长){_AFTER}"
)
_BRACKETED = re.compile(rf"(?P<name>{_NAME})[（(](?P<inside>[^（()）]{{2,40}}{POST.pattern})[)）]")
_NOT_NAMES = re.compile(
    r"^(?:.{1,2}[说的了在是和与为等省市县区]|.和.|.[家们]|(?:江苏|江西|云南|贵州|安徽|河南|河北|湖南|湖北|山东|山西|广东|广西|海南|甘肃|宁夏|成果|成都|武汉|徐州|常州|温州|项目|全国|全面|全市|方面|方案|高度|高校|高新|石油|石化|金融|管理|公司|国家|国际|经济|经营|文化|文章|明确|相关|和谐|时代|时间|东部|能力|能够|向.*|通过|连续|都.*|关于|平台|平均|支持|支撑|广大|广泛|安全|应用|水平|水利|终端|边.*|双方|"
    r"常务|常委|向往|从.*|于.*|和.*|党员|党委|别.*|单位|应邀|应.*|干部|解决|项.*|成立|成功|关键|关注|任务|任.|师生|农业|农村|农民|牛奶|公共|后来|查看|查.|台湾|连.|乐.|温度|有关|越来越|容.*|终.|暴.|满.|计划|计算|计.|须|种.|来.|尚.|相.|简介|景.|充.|游客|权.|利用|红色|白色|古.|易.|通.|万.*|家.*|空.*|代表.?|种植.?|强调|经过|宣布|时任|全.|能.|都|单.|后.|明.{2}表|国.*|师.*|花.|山.*|水.*))$"
)
_REPORTER = re.compile(r"(?:记者|通讯员|编辑|摄影|责编|责任编辑|作者|供稿|来源|图/?|文/)[\s:：]*$")


def find_people(text: str, mentions: Sequence[Mention]) -> tuple[PersonFact, ...]:
    """Persons named beside a post, each once; org is the organisation named right before the post.

    Reporters and bylines are left out, as are surnames alone (`李教授`).
    """
    found: dict[str, PersonFact] = {}
    for match in _TITLE_FIRST.finditer(text):
        name = match.group("name")
        if _is_no_name(name, text, match.start("name"), match.end("name")):
            shorter = name[:-1]
            if len(name) != 3 or not re.match(_AFTER, text[match.end("name") - 1 :]):
                continue
            name = shorter
        start = match.start("name")
        if _REPORTER.search(
            text[max(0, match.start("post") - 8) : match.end("post")]
        ) or _is_no_name(name, text, start, start + len(name)):
            continue
        org, title = _org_and_title(text, match.start("post"), match.end("post"), mentions)
        found.setdefault(name, PersonFact(name, org, title, (start, start + len(name))))
    for match in _BRACKETED.finditer(text):
        name, inside = match.group("name"), match.group("inside")
        if name not in found and not _is_no_name(name, text, match.start(), match.end("name")):
            held = [
                m
                for m in mentions
                if m.start >= match.start("inside") and m.end <= match.end("inside")
            ]
            org = held[0].name if held else None
            title = inside[len(org) :] if org and inside.startswith(org) else inside
            found[name] = PersonFact(
                name, org, title.strip(" ，,、") or None, (match.start(), match.end("name"))
            )
    for match in _NAME_FIRST.finditer(text):
        name = match.group("name")
        if name not in found and not _is_no_name(name, text, match.start(), match.end("name")):
            found[name] = PersonFact(
                name, None, match.group("post"), (match.start(), match.end("name"))
            )
    return tuple(sorted(found.values(), key=lambda person: person.span))


def _is_no_name(name: str, text: str, start: int, end: int) -> bool:
    del text, start, end
    return bool(_NOT_NAMES.match(name))


def _org_and_title(
    text: str, start: int, end: int, mentions: Sequence[Mention]
) -> tuple[str | None, str]:
    """The stretch before the name that says whose post it is: `江州大学材料学院副院长、教授`."""
    begin = start
    floor = max(0, start - 40)
    while begin > floor and not re.match(r"[，,。；;：:！!？?“”\s（()）\n]", text[begin - 1]):
        begin -= 1
    inside = [m for m in mentions if begin <= m.start and m.end <= end]
    if inside:
        owner = inside[-1]
        title = text[owner.end : end].lstrip("的、")
        if title and len(title) <= 24:
            return owner.name, title
    stretch = text[begin:end]
    parts = stretch.split("、")
    kept = [parts[-1]]
    for part in reversed(parts[:-1]):
        if POST.search(part) is None or not POST.search(part[-4:]):
            break
        kept.insert(0, part)
    title = "、".join(kept)
    cut = re.split(
        r"(?:参观|由|在|对|向|与|和|的|是|了|来自|邀请|记者|介绍|据|听|请|率|到|让)", title
    )
    return None, (cut[-1] or text[start:end])[-20:]
