"""What the words over columns and beside form cells mean: `vocabulary.tsv` and its look-up."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from rapidfuzz import fuzz, process

from duijie.engines.extraction.types import Field, RecordKind

EVIDENCE = "evidence"
"""The one column name that only records of our own format have."""


@dataclass(frozen=True, slots=True)
class Term:
    """What a header or label stands for."""

    fields: tuple[Field, ...]
    """Empty: a known word without a field of its own. Two: the layout decides between them."""
    kind: RecordKind | None
    """The kind of record for which the word speaks."""
    score: float
    """1 exact, below that by how much of the header the known word covers."""
    unit: str | None = None
    """`万元`, `元`, ... where the header names one."""

    @property
    def field(self) -> Field | None:
        return self.fields[0] if self.fields else None


_BRACKETS = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
_NUMBERING = re.compile(
    r"^(?:[*★※●■◆▲☆#]|[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）]|"
    r"\d{1,2}(?:[.．、:：]\d{1,2})*[.．、]?(?=[^\d%.])|[一二三四五六七八九十]{1,3}[、.．]|[①-⑳])+"
)
_INNER_NUMBER = re.compile(
    r"(?<=[求题果目家])(?:[一二三四五六七八九十]|\d{1,2})(?=名称|内容|描述|简介|概述|标题|说明|$)"
)
_UNIT = re.compile(r"(人民币)?(亿元|百万元|十万元|万元|千元|元|亿|万|rmb|cny|usd|美元|欧元)")
_COUNTED = re.compile(
    r"(?<!参)(?:数|数量|项数|个数|人数|占比|比例|比重|率|总数|次数|件数|家数|合计|总计|总额|得分|评分|排名)$"
)
_FURNITURE = re.compile(r"(?:承诺书?|声明|意见|盖章|签章|签字)$")
"""What forms end with: promises, opinions and seals, whoever gives them (`申报单位承诺`)."""
_BILINGUAL = re.compile(
    r"(?P<chinese>[^\x00-\x7f]\S{0,20}?)\s+(?P<latin>[A-Za-z][A-Za-z .&/'()-]+)", re.S
)
_TAIL = re.compile(r"(?:情况|信息|及说明|等|一览|如下|栏)$")
_ASKED: tuple[tuple[re.Pattern[str], Field, RecordKind | None], ...] = (
    (re.compile(r"多少钱|多少资金|愿意投|愿意出|打算投|打算出|准备投"), Field.BUDGET, None),
    (re.compile(r"电话|手机|联系方式|怎么联系"), Field.PHONE, None),
    (re.compile(r"姓名|称呼|找谁|联系谁"), Field.PERSON, None),
    (re.compile(r"(?:哪家|什么)(?:单位|公司|企业)|(?:单位|公司|企业)叫什么"), Field.ORG, None),
    (
        re.compile(
            r"(?:需要?|想要?|希望|急需|亟需|亟待|最).{0,8}(?:解决|攻克|突破|攻关|引进|改进|开发).{0,8}"
            r"(?:什么|哪些|问题|难题|技术|困难)|(?:什么|哪些)(?:技术)?(?:难题|问题|困难|需求)"
        ),
        Field.TITLE,
        RecordKind.NEED,
    ),
)
"""Questions of survey forms, where no known word covers enough of them."""
_PREFIX = re.compile(
    r"^(?:请(?:填写|输入|选择|简述)|[贵本](?=单位|公司|企业)|您的|拟|目前|现|主要|该|企业|单位|公司|"
    r"项目|技术|成果|需求|专家|所在|所属|申报|相关|具体|其他|第[一二三四五六七八九十\d]+)"
)


def squeeze(text: str) -> str:
    """NFKC, lower case, without any white space: how headers are compared."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()


@lru_cache(maxsize=1)
def known_terms() -> dict[str, Term]:
    """Every synonym of `vocabulary.tsv`, squeezed, with its meaning."""
    table: dict[str, Term] = {}
    text = files("duijie.engines.extraction").joinpath("vocabulary.tsv").read_text("utf-8")
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        names, kind, synonyms = line.split("\t")
        if names in ("other", EVIDENCE):
            fields: tuple[Field, ...] = ()
        else:
            fields = tuple(Field(name) for name in names.split("|"))
        term = Term(fields, None if kind == "-" else RecordKind(kind), 1.0)
        for synonym in synonyms.split("|"):
            table.setdefault(squeeze(synonym), term)
    return table


def bare_header(text: str) -> tuple[str, str | None]:
    """A header without numbering, stars, help and unit, squeezed; and its unit, if it names one."""
    squeezed = squeeze(text)
    unit = None
    for inside in _BRACKETS.findall(squeezed):
        found = _UNIT.search(inside)
        if found and len(inside) <= 14:
            unit = found.group(2)
    after = re.search(r"(?:[/:：,，_-]|单位)(?:人民币)?(亿元|万元|千元|元|万|亿)$", squeezed)
    if after:
        unit = after.group(1)
        squeezed = squeezed[: after.start()]
    squeezed = _INNER_NUMBER.sub("", _NUMBERING.sub("", squeezed))
    return squeezed.strip("*★※:：;；,，、.。_-—/#").rstrip("?？"), unit


def _without_brackets(text: str) -> str:
    if re.fullmatch(r"[【\[(][^()（）\[\]【】]+[】\])]", text):
        return text[1:-1]
    return _BRACKETS.sub("", text).strip("*★※:：;；,，、.。_-—/#?？") or text


def _contained(header: str) -> tuple[Term, float] | None:
    """The known word that covers most of a longer header; the last one wins (heads stand last)."""
    best: tuple[float, Term] | None = None
    for word, term in known_terms().items():
        if len(word) < 2 or word not in header or word.isascii():
            continue
        if len(word) == 2 and term.fields[:1] in ((Field.ORG,), (Field.REGION,)):
            continue  # `江州大学` and `高新园区` are names, not headers
        share = len(word) / len(header)
        at_end = header.endswith(word)
        at_start = header.startswith(word)
        score = share + (0.3 if at_end else 0.08 if at_start else 0.0)
        if (
            share < 0.5
            and not (at_end and len(header) <= 14)
            and not (len(word) >= 4 and len(header) <= 40)
        ):
            continue
        if best is None or score > best[0] + 1e-9:
            best = (score, term)
    return None if best is None else (best[1], min(0.9, 0.45 + best[0] / 2))


@lru_cache(maxsize=4096)
def read_header(text: str, group: str = "") -> Term | None:
    """What a column header or form label says, or None where no known word is in it.

    `group` is the merged heading over it: `联系人` over `电话`. Words that say nothing alone
    (`名称`, `姓名`, `内容`) take their meaning from it. Over 60 characters it is
    a value, not a header.
    """
    both_languages = _BILINGUAL.fullmatch(text.strip())
    if both_languages is not None:
        for half in both_languages.groups():
            term = read_header(half, group)
            if term is not None and term.score >= 0.9:
                return term
    full, unit = bare_header(text)
    if not full or len(full) > 60:
        return None
    candidates = [full, _without_brackets(full)]
    if group:
        head = _without_brackets(bare_header(group)[0])
        if len(head) <= 12:
            short = re.sub(r"(?:基本)?(?:情况|信息|资料|概况)$", "", head)
            candidates = [head + candidates[1], short + candidates[1], *candidates]
    table = known_terms()
    for candidate in dict.fromkeys(candidates):
        term = table.get(candidate) or table.get(_TAIL.sub("", candidate))
        if term is not None:
            return Term(term.fields, term.kind, 1.0, unit)
    bare = candidates[-1]
    if _COUNTED.search(bare) or _FURNITURE.search(bare):
        return Term((), None, 0.9, unit)
    stripped = bare
    for _ in range(2):
        stripped = _PREFIX.sub("", stripped)
        if len(stripped) >= 2 and stripped in table and stripped != bare:
            return Term(table[stripped].fields, table[stripped].kind, 0.9, unit)
    both = re.split(r"[/、及和与或,，]", bare)
    if len(both) == 2 and all(part in table for part in both):
        first = table[both[0]]
        return Term(first.fields or table[both[1]].fields, first.kind, 0.9, unit)
    found = _contained(bare)
    if found is not None:
        return Term(found[0].fields, found[0].kind, found[1], unit)
    if len(bare) >= 4 and len(bare) <= 24:
        close = process.extractOne(bare, table.keys(), scorer=fuzz.ratio, score_cutoff=78)
        if close is not None and len(close[0]) >= 4:
            term = table[close[0]]
            return Term(term.fields, term.kind, 0.6 * close[1] / 100, unit)
    return _read_question(bare, unit)


def _read_question(bare: str, unit: str | None) -> Term | None:
    for pattern, field, kind in _ASKED:
        if pattern.search(bare):
            fields = (Field.TITLE, Field.TEXT) if field is Field.TITLE else (field,)
            return Term(fields, kind, 0.84, unit)
    return None


@lru_cache(maxsize=8192)
def is_label(text: str) -> bool:
    """Whether a cell reads as a header or form label: short, and mostly a known word."""
    if not text or not text.strip():
        return False
    both_languages = _BILINGUAL.fullmatch(text.strip())
    if both_languages is not None and is_label(both_languages.group("chinese")):
        return True
    bare = _without_brackets(bare_header(text)[0])
    if not bare or len(bare) > 22 or re.search(r"[。；;！!]", bare):
        return False
    if re.search(r"\d{3,}", bare):
        return False
    term = read_header(text)
    if term is None:
        return False
    if term.score >= 0.91:
        return True
    return len(bare) <= 16 and term.score >= 0.82
