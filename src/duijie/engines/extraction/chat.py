"""Group chats saved as text: messages under lines of sender and time."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from duijie.engines.extraction.kinds import hint_kinds
from duijie.engines.extraction.lists import item_record
from duijie.engines.extraction.paragraphs import Paragraph
from duijie.engines.extraction.raw import Entry, RawRecord
from duijie.engines.extraction.types import Field, RecordKind
from duijie.engines.extraction.values import NAME, looks_like_org

_DAY = r"\d{4}[-/年.]\d{1,2}[-/月.]\d{1,2}日?"
_TIME = rf"(?:{_DAY}\s+)?(?:上午|下午|晚上|凌晨|中午)?\s*\d{{1,2}}:\d{{2}}(?::\d{{2}})?"
_HEAD = re.compile(
    rf"^(?:(?P<sender>\S.{{0,40}}?)\s*[:：]?\s*{_TIME}|{_TIME}\s+(?P<behind>\S.{{0,40}}))$"
)
_MARK = re.compile(r"^\s*[【\[#](?P<mark>[^【】\[\]#]{2,12})[】\]#]\s*[:：]?\s*")
_ASKS = re.compile(r"想|希望|需要|急需|亟需|寻求|求助|求购|有没有|能不能|谁能|哪位|难题|攻关")
_WISH = re.compile(r"(?:想要?|希望|需要|急需|亟需|寻求|求购)(?P<topic>[^，。,；;！!？?]{4,30})")
_TOPIC = re.compile(
    r"(?:解决|攻克|突破|攻关)(?:一下)?(?P<topic>[^，。,；;？?]{4,30}?)"
    r"(?:的?(?:问题|难题|技术难题))(?=[，。,；;？?]|$)"
)
_ENOUGH = 24


def read_chat(paragraphs: Sequence[Paragraph]) -> list[RawRecord]:
    """Needs, offers and experts that messages bring; [] where the text is no chat.

    A message counts if it is marked (`【企业需求】`) or if a sender who names a company asks for
    help in a whole sentence; greetings and appointments are left out.
    """
    heads = [i for i, p in enumerate(paragraphs) if _HEAD.match(p.text)]
    if len(heads) < 3 or len(heads) < 0.25 * len(paragraphs):
        return []
    found: list[RawRecord] = []
    for start, end in itertools.pairwise([*heads, len(paragraphs)]):
        body = list(paragraphs[start + 1 : end])
        head = _HEAD.match(paragraphs[start].text)
        assert head is not None
        record = _message(head.group("sender") or head.group("behind"), body) if body else None
        if record is not None:
            found.append(record)
    return found


def _message(sender: str, body: Sequence[Paragraph]) -> RawRecord | None:
    text = "\n".join(p.text for p in body)
    name, org = _sender(sender)
    mark = _MARK.match(text)
    kinds = hint_kinds(mark.group("mark")) if mark else frozenset()
    if mark and len(kinds) == 1:
        kind = next(iter(kinds))
        first = Paragraph(text[mark.end() :].split("\n")[0], body[0].place)
        record = item_record([first, *body[1:]], 0, len(body), kind)
    elif org is not None and len(text) >= _ENOUGH and _ASKS.search(text):
        kind = RecordKind.NEED
        record = RawRecord(body[0].place, kind=kind, may_split=False)
        topic = _TOPIC.search(text) or _WISH.search(text)
        if topic:
            record.entries.append(Entry(Field.TITLE, "", topic.group("topic"), body[0].place))
        record.entries.append(Entry(Field.TEXT, "", text, body[0].place))
    else:
        return None
    if record is None:
        return None
    is_own = kind is not RecordKind.NEED or not record.has(Field.ORG)
    for wanted, value in ((Field.ORG, org), (Field.PERSON, name)):
        if value and is_own and not record.has(wanted):
            record.entries.append(Entry(wanted, "", value, body[0].place))
    return record


def _sender(text: str) -> tuple[str | None, str | None]:
    """Name and organisation of a group name like `王芳-江州轴承有限公司`, either way round."""
    parts = [part.strip() for part in re.split(r"[-—_|｜/@·（）()\s]+", text) if part.strip()]
    org = next((part for part in parts if looks_like_org(part)), None)
    is_named = len(parts) >= 2
    names = [part for part in parts if NAME.match(part) and part != org and len(part) <= 4]
    return (names[-1] if is_named and names else None), org
