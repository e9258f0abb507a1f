"""Lines of PDF pages, scans and plain text made whole again: paragraphs without page furniture."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from duijie.engines.documents.types import BlockKind, Place, TextBlock
from duijie.engines.extraction.layout import reads_as_label

NUMBERED = re.compile(
    r"^\s*(?:第[一二三四五六七八九十百\d]+[章节部篇项条]|[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,3}(?:[、．)）]|\.(?!\d))|"
    r"[①-⑳]|[•●■◆▪►➤\-–]\s|(?:需求|成果|项目|难题|技术|专家|案例|榜单|No\.?|NO\.?)\s*(?:[一二三四五六七八九十]{1,3}|\d{1,3})\s*[:：、.．\s]|【\d+】|0\d\s)"
)
CARD_HEAD = re.compile(r"^\s*[【\[](?P<name>[\u4e00-\u9fff·]{2,5})[】\]]\s*$")
"""A line that is only a name in brackets: `【王芳】` over the lines of a card."""
_COLUMN_LINES = 5
_TOC_LINE = re.compile(r"(?:\.{3,}|…{1,}|·{3,}|．{3,}|-{4,}|_{4,})\s*[(（]?\d{1,4}[)）]?\s*$")
_TOC_LOOSE = re.compile(r"^\S.{2,60}?\s+\d{1,3}$")
_TOC_HEAD = re.compile(r"^\s*(?:目\s*录|目\s*次|contents|table of contents)\s*$", re.I)
_PAGE_NUMBER = re.compile(
    r"^\s*(?:[-—–·~]*\s*\d{1,4}\s*[-—–·~]*|第\s*\d+\s*页(?:\s*[,，/]?\s*共\s*\d+\s*页)?|\d{1,4}\s*/\s*\d{1,4}|page\s*\d+.*)\s*$",
    re.I,
)
_ENDS = re.compile(r"[。！!？?；;…]\s*[”’\"』」)）]?\s*$")
_LABEL_START = re.compile(
    r"^\s*(?:[【\[](?P<bracketed>[^:：。，；\n【】\[\]]{2,16})[】\]]|(?P<label>[^:：。，；\n【】]{2,20}?)\s*[:：])"
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    place: Place
    is_heading: bool = False
    is_alone: bool = True
    """False: joined from several lines."""


def read_paragraphs(blocks: Sequence[TextBlock]) -> list[Paragraph]:
    """Paragraphs of a run of blocks, without running headers, page numbers and contents.

    LINE blocks are rejoined, across pages too; a line ends its paragraph when it ends a sentence or
    falls short of the column's right edge, or when the next one starts with a number or label.
    """
    kept = _without_contents(_without_furniture(blocks))
    paragraphs: list[Paragraph] = []
    pending: list[TextBlock] = []
    columns = _Columns(kept)
    for block in kept:
        if block.kind is BlockKind.LINE:
            if pending and _ends_paragraph(pending, block, columns.edge_of(pending[-1])):
                paragraphs.append(_join(pending))
                pending = []
            pending.append(block)
            continue
        if pending:
            paragraphs.append(_join(pending))
            pending = []
        paragraphs += _from_block(block)
    if pending:
        paragraphs.append(_join(pending))
    return paragraphs


def _from_block(block: TextBlock) -> list[Paragraph]:
    lines = [line.strip() for line in block.text.split("\n") if line.strip()]
    is_heading = block.kind is BlockKind.HEADING
    return [Paragraph(line, block.place, is_heading and len(lines) == 1) for line in lines]


def _without_furniture(blocks: Sequence[TextBlock]) -> list[TextBlock]:
    """Lines that stand at the top or foot of three pages or more (of most pages, if fewer)."""
    pages: dict[int, list[TextBlock]] = defaultdict(list)
    for block in blocks:
        if block.place.page is not None and block.text.strip():
            pages[block.place.page].append(block)
    counts: Counter[str] = Counter()
    edges: set[int] = set()
    for page in pages.values():
        ends = {id(b): b for b in [*page[:2], *page[-2:]]}
        edges |= set(ends)
        counts.update({_furniture_key(b.text) for b in ends.values()})
    enough = 3 if len(pages) > 3 else max(2, len(pages))
    kept = []
    for block in blocks:
        text = block.text.strip()
        if not text:
            continue
        if id(block) in edges:
            if _PAGE_NUMBER.match(text):
                continue
            if (
                counts[_furniture_key(text)] >= enough
                and len(text) <= 60
                and not _LABEL_START.match(text)
            ):
                continue
        elif block.kind is BlockKind.LINE and re.fullmatch(r"\s*[-—–]\s*\d{1,4}\s*[-—–]\s*", text):
            continue
        kept.append(block)
    return kept


def _furniture_key(text: str) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s+", "", text))


def _without_contents(blocks: Sequence[TextBlock]) -> list[TextBlock]:
    kept: list[TextBlock] = []
    in_contents = False
    for block in blocks:
        lines = block.text.split("\n")
        if _TOC_HEAD.match(block.text.strip()):
            in_contents = True
            continue
        rest = [line for line in lines if not _TOC_LINE.search(line)]
        if in_contents:
            loose = [line for line in rest if line.strip() and not _TOC_LOOSE.match(line.strip())]
            if not loose:
                continue
            in_contents = len(rest) < len(lines)
            if in_contents and not "".join(rest).strip():
                continue
            if not in_contents:
                kept.append(block)
            continue
        if len(rest) < len(lines) and not "".join(rest).strip():
            continue
        kept.append(block)
    return kept


class _Columns:
    """The right edges of the columns of text, told by the lines that begin near each other."""

    def __init__(self, blocks: Sequence[TextBlock]) -> None:
        self._boxes = [b.place.box for b in blocks if b.kind is BlockKind.LINE and b.place.box]
        self._known: dict[int, float | None] = {}

    def edge_of(self, line: TextBlock) -> float | None:
        """Where full lines of this one's column end, as a share of the page; None: unknown."""
        if line.place.box is None:
            return _high(sorted(box[2] for box in self._boxes))
        step = round(line.place.box[0] / 0.02)
        if step not in self._known:
            left = step * 0.02
            near = sorted(box[2] for box in self._boxes if abs(box[0] - left) <= 0.06)
            whole = _high(sorted(box[2] for box in self._boxes))
            self._known[step] = whole if len(near) < _COLUMN_LINES else _high(near)
        return self._known[step]


def _high(rights: Sequence[float]) -> float | None:
    return rights[int(len(rights) * 0.9)] if len(rights) >= 4 else None


def _ends_paragraph(pending: Sequence[TextBlock], following: TextBlock, edge: float | None) -> bool:
    last = pending[-1]
    text = following.text.strip()
    if NUMBERED.match(text) or CARD_HEAD.match(text) or CARD_HEAD.match(last.text):
        return True
    label = _LABEL_START.match(text)
    if label and reads_as_label(label.group("bracketed") or label.group("label")):
        return True
    if reads_as_label(text) and len(text) <= 14:
        return True
    if len(pending) == 1 and reads_as_label(last.text.strip().rstrip(":：")):
        return len(last.text.strip()) <= 14 and not _is_full(last, edge, pending, following)
    is_over_page = last.place.page != following.place.page
    if _ENDS.search(last.text):
        return not _is_full(last, edge, pending, following) or is_over_page or edge is None
    return not _is_full(last, edge, pending, following)


def _is_full(
    line: TextBlock, edge: float | None, pending: Sequence[TextBlock], following: TextBlock
) -> bool:
    """Whether the line reaches the right edge, so that its text goes on in the next one."""
    if line.place.box and edge is not None:
        left, _, right, _ = line.place.box
        if right >= edge - 0.06:
            return True
        goes_on = not _ENDS.search(line.text) and not NUMBERED.match(line.text)
        return goes_on and right - left >= 0.75 * (edge - left)
    longest = max(len(b.text.strip()) for b in [*pending, following])
    return len(line.text.strip()) >= max(14, 0.8 * longest)


def _join(lines: Sequence[TextBlock]) -> Paragraph:
    text = lines[0].text.strip()
    for line in lines[1:]:
        following = line.text.strip()
        glue = (
            " "
            if re.search(r"[A-Za-z0-9,.;]$", text) and re.match(r"[A-Za-z0-9]", following)
            else ""
        )
        text = text + glue + following
    return Paragraph(text, lines[0].place, False, len(lines) == 1)
