"""People by a post beside their name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from duijie.engines.extraction.facts.names import name_at
from duijie.engines.extraction.facts.organisations import Mention
from duijie.engines.extraction.facts.titles import POST
from duijie.engines.extraction.facts.types import PersonFact

_TITLE = re.compile(rf"(?>{POST.pattern})(?=[\u4e00-\u9fff]{{2}})")
_ACADEMIC = (
    r"(?:院士|教授|副教授|研究员|副研究员|博士|博士后|总经理|董事长|总工程师|高级工程师|工程师|主任|院长|所长|局长|"
    r"书记|校长|总监|老师|经理|厂长|部长|处长|会长|秘书长)"
)
_TITLE_BEHIND = re.compile(rf"{_ACADEMIC}(?!工作站|们)")
_BRACKETED = re.compile(rf"[（(](?P<inside>[^（()）]{{2,40}}{POST.pattern})[)）]")
_IS_ONE = re.compile(
    rf"(?:是|系|，|,)(?:一家|一位|一名|这家|某)?(?P<what>[^，。；！？,;!?\n]{{0,24}}?)(?P<post>{POST.pattern})(?=[，。；,;]|$)"
)
_SPEAKS = re.compile(r"(?:说|表示|介绍说|告诉记者|坦言|认为|感慨|透露|指出)(?=[，,：:“。]|他|她|,)")
_REPORTER = re.compile(r"(?:记者|通讯员|编辑|摄影|责编|责任编辑|作者|供稿|来源|图/?|文/)[\s:：]*$")
_STOP = re.compile(r"[，,。；;：:！!？?“”\s（()）\n《》]")
_FOREIGN = re.compile(
    r"[\u4e00-\u9fff]{1,5}·[\u4e00-\u9fff]{1,5}?(?=[，。、；说表介作致在与和及等先]|$)"
)
_CROWDS: Final = ("专家", "学者", "代表", "院士", "教授", "干部", "研究生", "博士", "委员", "成员")
_SHORTEST: Final = 2
"""Characters of a name."""
_FARTHEST: Final = 44
"""Characters before a post in which its organisation is looked for."""
_CUT = re.compile(
    r"(?:参观|由|在|对|向|与|和|的|是|了|来自|邀请|记者|介绍|据|听|请|率|到|让|同|为|着|给|被|见|如今|目前|现任|当选)"
)
_HOLDERS: Final[tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]] = (
    (
        re.compile(r"董事长|总经理|总裁|总监|厂长|总工|创始人"),
        re.compile(r"公司|集团|厂|农场|合作社"),
    ),
    (re.compile(r"校长|校党委|教务"), re.compile(r"大学|学院|学校")),
    (re.compile(r"院长"), re.compile(r"院$")),
    (re.compile(r"所长"), re.compile(r"所$")),
    (re.compile(r"局长"), re.compile(r"局$")),
    (re.compile(r"厅长"), re.compile(r"厅$")),
    (re.compile(r"会长|理事长"), re.compile(r"会$|商会|联盟")),
)
"""Which organisation a post without one belongs to, where one of its kind was named before."""
_LEARNED = re.compile(r"教授|研究员|讲师|副院长|博士生导师")
_OWN_WORD: Final = (
    ("enterprise", re.compile(r"(?:该|本)?(?:企业|公司|集团|合作社|农场)")),
    ("university", re.compile(r"(?:该|本|学)?校|学院")),
    ("institute", re.compile(r"(?:该|本)?(?:研究院|研究所|院|所|中心|团队)")),
)
"""What a text calls an organisation that it has named before."""
_ENGLISH = re.compile(
    r"(?P<name>[A-Z][a-zà-ÿ]+(?: (?:[A-Z]\.|van|de|von|da|dos))*(?: [A-Z][a-zà-ÿ-]+){1,2}), "
    r"(?P<title>(?:[A-Z][A-Za-z-]+|of|and|for|the|&)(?: (?:[A-Z][A-Za-z-]+|of|and|for|the|&)){0,6})"
    r" (?:at|of|from) (?P<org>(?:the )?[A-Z][\w&.-]+(?: (?:[A-Z][\w&.-]+|of|for|and)){0,6})(?=[,.;]| said| says)"  # noqa: E501 - one list of words or pattern
)
_ENGLISH_WHO = re.compile(
    r"(?P<name>[A-Z][a-zà-ÿ]+(?: [A-Z][a-zà-ÿ-]+){1,2}), who (?:manages|leads|heads|runs|founded|chairs) "  # noqa: E501 - one list of words or pattern
    r"(?:the )?(?P<org>[A-Z][\wà-ÿ&.-]+(?: (?:[A-Z][\wà-ÿ&.-]+|of|for|and)){0,6})"
)


def find_people(text: str, mentions: Sequence[Mention]) -> tuple[PersonFact, ...]:
    """Persons named beside a post, each once, with the organisation they speak for.

    That is the one before the post, or the last one named of the kind that has such a post.
    Reporters and bylines are left out, as are surnames alone (`李教授`). Who speaks counts without
    a post too.
    """
    found: dict[str, PersonFact] = {}
    places = sorted(_named(text), key=lambda place: place[0])
    for number, (start, name, post) in enumerate(places):
        if name in found and found[name].org:
            continue
        if len(name) == _SHORTEST and any(m.name.startswith(name) for m in mentions):
            continue  # 鹿城 of 鹿城理工学院: a place
        before = [p for p in places[:number] if p[0] + len(p[1]) <= post[0]]
        org, title = _org_and_title(text, post, mentions, before[-1:] or ())
        if title and (name not in found or org):
            found[name] = PersonFact(name, org, title, (start, start + len(name)))
    for fact in (
        *_bracketed(text, mentions),
        *_of(text, mentions),
        *_told(text),
        *_behind(text, mentions),
        *_english(text),
    ):
        found.setdefault(fact.name, fact)
    for fact in _speaking(text):
        if not any(fact.name in name or name in fact.name for name in found):
            found[fact.name] = fact
    return tuple(sorted(found.values(), key=lambda person: person.span))


def _named(text: str) -> Iterator[tuple[int, str, tuple[int, int]]]:
    """Place, name and span of the post: `董事长高启明`, `副主任李明、王芳`."""
    for match in _TITLE.finditer(text):
        post = match.span()
        start = post[1]
        if _REPORTER.search(text[max(0, post[0] - 8) : post[1]]):
            continue
        foreign = _FOREIGN.match(text, start)
        name = foreign.group() if foreign else name_at(text, start)
        if name and _is_crowd(text, match):
            continue
        while name:
            yield start, name, post
            start += len(name)
            if text[start : start + 1] != "、":
                break
            start += 1
            name = name_at(text, start)
            if name is None or not re.match(r"[、，,。；;等和]", text[start + len(name) :]):
                break


def _is_crowd(text: str, post: re.Match[str]) -> bool:
    """`100多名院士专家`, `专家和学者`: a kind of people, of whom none is named."""
    if post.group() not in _CROWDS:
        return False
    return bool(
        re.search(
            r"[名位个批]|[、和与]|院士|医学|行业|参会|与会",
            text[max(0, post.start() - 4) : post.start()],
        )
    )


def _bracketed(text: str, mentions: Sequence[Mention]) -> Iterator[PersonFact]:
    """`王建国（江州大学副校长）`."""
    for match in _BRACKETED.finditer(text):
        name, start = _name_before(text, match.start())
        if not name:
            continue
        inside = match.group("inside")
        held = [m for m in mentions if match.start() <= m.start and m.end <= match.end()]
        org = held[0].full if held else None
        title = inside[len(held[0].name) :] if held and inside.startswith(held[0].name) else inside
        yield PersonFact(name, org, title.strip(" ，,、") or None, (start, match.start()))


def _of(text: str, mentions: Sequence[Mention]) -> Iterator[PersonFact]:
    """`是江州大学生命科学学院的王安`: a name behind its organisation, at the end of the clause."""
    for mention in mentions:
        start = mention.end + 1
        if text[mention.end : start] != "的":
            continue
        name = name_at(text, start)
        if name and re.match(r"[，。；、]", text[start + len(name) :]):
            yield PersonFact(name, mention.full, None, (start, start + len(name)))


def _behind(text: str, mentions: Sequence[Mention]) -> Iterator[PersonFact]:
    """`江州大学王建国教授`: the post behind the name."""
    for match in _TITLE_BEHIND.finditer(text):
        name, start = _name_before(text, match.start())
        if name:
            held = [m for m in mentions if m.end + text[m.end : start].count("的") == start]
            org = held[-1].full if held else _last_of_kind(text, start, match.group(), mentions)
            yield PersonFact(name, org, match.group(), (start, match.start()))


def _name_before(text: str, end: int) -> tuple[str, int]:
    """A name of two or three characters that ends at a place, with a border before it."""
    for length in (3, 2):
        start = end - length
        name = text[max(0, start) : end]
        if start < 0 or not re.fullmatch(r"[\u4e00-\u9fff]+", name) or name_at(text, start) != name:
            continue
        before = text[max(0, start - 1) : start]
        is_open = (
            not re.match(r"[\u4e00-\u9fff]", before) or before in "的是由请和与学院所司心授员长任"
        )
        if is_open:
            return name, start
    return "", end


def _told(text: str) -> Iterator[PersonFact]:
    """`王芳是一家铸造企业的技术负责人`."""
    for match in _IS_ONE.finditer(text):
        name, start = _name_before(text, match.start())
        if name and not re.search(r"[的]$", text[max(0, start - 1) : start]):
            what = re.split(r"的|企业|公司", match.group("what"))[-1]
            yield PersonFact(name, None, what + match.group("post"), (start, match.start()))


def _speaking(text: str) -> Iterator[PersonFact]:
    for match in _SPEAKS.finditer(text):
        for length in (3, 2):
            start = match.start() - length
            name = text[max(0, start) : match.start()]
            border = text[max(0, start - 1) : start]
            if (
                start >= 0
                and len(name) == length
                and (not border or border in "，。；！？,;!?\n”")
                and name_at(text, start) == name
            ):
                yield PersonFact(name, None, None, (start, match.start()))
                break


def _english(text: str) -> Iterator[PersonFact]:
    for match in _ENGLISH.finditer(text):
        org = match.group("org").removeprefix("the ")
        yield PersonFact(match.group("name"), org, match.group("title"), match.span("name"))
    for match in _ENGLISH_WHO.finditer(text):
        yield PersonFact(match.group("name"), match.group("org"), None, match.span("name"))


def _org_and_title(
    text: str,
    post: tuple[int, int],
    mentions: Sequence[Mention],
    before: Sequence[tuple[int, str, tuple[int, int]]],
) -> tuple[str | None, str]:
    """The stretch before the name that says whose post it is: `江州大学材料学院副院长、教授`."""
    start, end = post
    begin = start
    floor = max(0, start - _FARTHEST)
    while begin > floor and not _STOP.match(text[begin - 1]):
        begin -= 1
    shared: str | None = None
    for other_start, other, _ in before:
        after = other_start + len(other)
        if begin <= other_start and re.match(r"[和与及、]", text[after:start] or "、"):
            shared = _owner(begin, other_start, mentions)
            begin = after + 1  # 董事长李明和总经理王芳
    inside = [m for m in mentions if begin <= m.start and m.end <= end]
    if inside:
        owner = inside[-1]
        title = text[owner.end : end].lstrip("的、")
        title = re.sub(r"^(?:[（(].*?[)）]|新任|原|现任)", "", title)
        if title and len(title) <= 24 and not re.search(r"[，。；]", title):
            return owner.full, title
    parts = text[begin:end].split("、")
    kept = [parts[-1]]
    for part in reversed(parts[:-1]):
        last = [match.end() for match in POST.finditer(part)]
        if not last or last[-1] != len(part):
            break
        kept.insert(0, part)
    title = _CUT.split("、".join(kept))[-1] or text[start:end]
    org = shared or _last_of_kind(text, begin, title, mentions)
    for _, word in _OWN_WORD:
        own = word.match(title[: len(title) - (end - start)])
        if own:
            title = title[own.end() :]
            break
    return org, title[-20:]


def _owner(begin: int, end: int, mentions: Sequence[Mention]) -> str | None:
    inside = [m for m in mentions if begin <= m.start and m.end <= end]
    return inside[-1].full if inside else None


def _last_of_kind(text: str, before: int, title: str, mentions: Sequence[Mention]) -> str | None:
    """The last organisation named before that has such a post, in this paragraph or the last."""
    floor = text.rfind("\n", 0, max(0, text.rfind("\n", 0, before)))
    near = [m for m in mentions if floor <= m.start and m.end <= before + len(title)]
    for kind, word in _OWN_WORD:
        head = POST.sub("", title)
        if head and (word.fullmatch(head) or (kind == "enterprise" and word.match(head))):
            same = [m for m in mentions if m.type == kind and m.end <= before + len(title)]
            return same[-1].full if same else None
    for posts, ending in _HOLDERS:
        if posts.search(title):
            same = [m for m in near if ending.search(m.name) or ending.search(m.full)]
            return same[-1].full if same else None
    if _LEARNED.search(title):
        floor = text.rfind("\n", 0, before) + 1
        same = [m for m in near if m.start >= floor and m.type in ("university", "institute")]
        return same[-1].full if same else None
    return None
