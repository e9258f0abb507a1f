"""Reads of the code lists. Codes are public facts: no reading here asks who reads, the pages do.

A code is always looked up in the version in use. Codes of earlier versions stay in it as retired:
they are read, never offered.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import get_language

from duijie.catalogue.models import Code, CodeList
from duijie.catalogue.permissions.codes import check_can_change_code_lists
from duijie.core.actor import Actor
from duijie.core.errors import NotFoundError
from duijie.core.paging import PAGE_SIZE, Page, page_bounds

_GAPS = re.compile(r"[\s'’·]+")
_LETTERS = re.compile(r"[a-z0-9]+")
_LETTER_CODE = re.compile(r"[a-z](\d{2,})")
_LONGEST_TEXT = 100
_MOST_WORDS = 6
_MOST_SUFFIXES = 20
SHORT = 20
"""A flat list of at most as many codes is chosen from at a glance, without typing."""


@dataclass(frozen=True, slots=True)
class CodeName:
    """A code in words."""

    code: str
    name: str
    name_en: str

    def __str__(self) -> str:
        """The name in the language of the page; the Chinese one where there is no other."""
        is_english = (get_language() or "").startswith("en")
        return self.name_en if is_english and self.name_en else self.name


@dataclass(frozen=True, slots=True)
class CodeItem:
    """A code with the names above it, the top one first."""

    list_key: str
    code: str
    name: CodeName
    above: tuple[CodeName, ...]
    shows_code: bool
    is_retired: bool
    trl: tuple[int, int] | None
    child_count: int = 0

    @property
    def label(self) -> str:
        """As forms show it: `3562 半导体器件专用设备制造`; the name alone where the code is for
        programs only."""
        return f"{self.code} {self.name}" if self.shows_code else str(self.name)

    @property
    def path(self) -> str:
        """The names above: `制造业 › 专用设备制造业`."""
        return " › ".join(str(name) for name in self.above)


@dataclass(frozen=True, slots=True)
class CodeListRow:
    """A version of a list."""

    id: int
    key: str
    name: str
    version: str
    source: str
    code_count: int
    is_current: bool
    is_shipped: bool
    imported_at: datetime
    applied_at: datetime | None
    by_name: str
    shows_codes: bool


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a typed text means: one code, or none and the nearest ones."""

    item: CodeItem | None
    nearest: tuple[CodeItem, ...] = ()


@dataclass(frozen=True, slots=True)
class RenamedCode:
    code: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ExportedCode:
    """A code as a file takes it."""

    code: str
    name: str
    parent: str
    name_en: str
    trl_from: int | None
    trl_to: int | None


@dataclass(frozen=True, slots=True)
class CodeListChange:
    """What making a version current would change, each in the order of its list."""

    version: CodeListRow
    added: tuple[CodeName, ...]
    renamed: tuple[RenamedCode, ...]
    moved: tuple[CodeName, ...]
    """Under another parent code."""
    retired: tuple[CodeName, ...]
    unchanged_count: int


def find_codes(list_key: str, text: str, *, limit: int = 20) -> tuple[CodeItem, ...]:
    """The codes that a typed text may mean, best first; for an empty one the top of the list.

    Compared with the beginning of the code (`3562`, `C3562`), part of the name, its pinyin
    (`zhuanyong`, `zhuan yong`) and initials (`zysb`); several words must all be found. Order: whole
    code, whole name, beginnings of code, name, initials and pinyin, then what is inside; higher
    levels first. A text that finds nothing is tried as names written one behind the other
    (`江苏省苏州市`). Two queries, or three.
    """
    words = _words(text)
    codes = _current(list_key).filter(is_retired=False)
    if not words:
        return _items(codes.filter(level=1).order_by("position")[:limit])
    found = _items(_ranked(_matching(codes, words), "".join(words))[:limit])
    return found or _find_by_path(codes, "".join(words), limit)


def resolve_code(list_key: str, text: str, *, kept: str = "") -> Resolved:
    """The one code that a typed code, name or label (`3562 半导体…`) stands for.

    A retired code only where it is `kept`: what the record holds already. Nothing is guessed: a
    name that two codes share, or part of a name, gives the nearest three instead.
    """
    plain = unicodedata.normalize("NFKC", text).strip()[:_LONGEST_TEXT]
    if not plain:
        return Resolved(None)
    codes = _current(list_key).filter(Q(is_retired=False) | Q(code=kept))
    first, _, rest = plain.partition(" ")
    letter = _LETTER_CODE.fullmatch(plain.casefold())
    likely = Q(code__iexact=plain) | Q(name__iexact=plain) | Q(name_en__iexact=plain)
    likely |= Q(code__iexact=first)
    if letter:
        likely |= Q(code=letter[1])
    found = _items(codes.filter(likely).order_by("position"))
    by_code = [i for i in found if i.code.casefold() == plain.casefold()]
    labelled = [i for i in found if rest and i.code.casefold() == first.casefold()]
    labelled = [i for i in labelled if rest.strip() in (_plain(i.name.name), i.name.name_en)]
    named = [i for i in found if plain.casefold() in (_plain(i.name.name).casefold(),)]
    named = named or [i for i in found if i.name.name_en.casefold() == plain.casefold()]
    lettered = [i for i in found if letter and i.code == letter[1]]
    for candidates in (by_code, labelled, named, lettered):
        if len(candidates) == 1:
            return Resolved(candidates[0])
        if candidates:
            return Resolved(None, tuple(candidates[:3]))
    return Resolved(None, find_codes(list_key, plain, limit=3))


def look_up_codes(list_key: str, texts: Sequence[str]) -> dict[str, str | None]:
    """`resolve_code` for many texts of a column at once: the code, or None where it is not clear.

    A text is a code, a whole name, or a label. One query.
    """
    parts = {text: _plain(text).strip().casefold() for text in texts}
    known = _current(list_key).filter(is_retired=False)
    by_text: dict[str, set[str]] = {}
    for code, name, name_en in known.values_list("code", "name", "name_en"):
        folded = _plain(name).casefold()
        for form in (code.casefold(), folded, name_en.casefold(), f"{code.casefold()} {folded}"):
            by_text.setdefault(form, set()).add(code)
    found: dict[str, str | None] = {}
    for text, plain in parts.items():
        letter = _LETTER_CODE.fullmatch(plain)
        codes = by_text.get(plain) or by_text.get(letter[1] if letter else "") if plain else None
        found[text] = next(iter(codes)) if codes and len(codes) == 1 else None
    return found


def code_exists(list_key: str, code: str, *, kept: str = "") -> bool:
    """Whether a record may hold this code; a retired one only where it is `kept`."""
    codes = _current(list_key).filter(code=code)
    return codes.filter(Q(is_retired=False) | Q(code=kept)).exists()


def get_code(list_key: str, code: str) -> CodeItem:
    """A code with its names, retired or not; `NotFoundError` where no version has had it."""
    found = _items(_current(list_key).filter(code=code))
    if not found:
        raise NotFoundError("codes.not_found", wanted=code)
    return found[0]


def list_code_items(pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], CodeItem]:
    """The codes of many fields at once, by `(list key, code)`; unknown ones are left out.

    Two queries however many: for the pages of records.
    """
    wanted: dict[str, set[str]] = {}
    for key, code in pairs:
        if code:
            wanted.setdefault(key, set()).add(code)
    if not wanted:
        return {}
    condition = Q()
    for key, codes in wanted.items():
        condition |= Q(code_list__key=key, code__in=codes)
    query = Code.objects.filter(condition, code_list__is_current=True)
    return {(i.list_key, i.code): i for i in _items(query.select_related("code_list"))}


def list_children(list_key: str, parent: str = "") -> tuple[CodeItem, ...]:
    """The codes right below one, or the top of the list; with the number below each."""
    return _items(_below(list_key, parent))


def list_children_page(list_key: str, parent: str = "", *, number: int = 1) -> Page[CodeItem]:
    """One page of `list_children`."""
    codes = _below(list_key, parent)
    total = codes.count()
    number, size, start, stop = page_bounds(total=total, number=number, size=2 * PAGE_SIZE)
    return Page(_items(codes[start:stop]), total, number, size)


def list_short_codes(list_key: str) -> tuple[CodeItem, ...]:
    """All codes of a list that is chosen from at a glance; none where it is longer than `SHORT`
    or its codes are known to people, who then type them."""
    codes = _current(list_key).filter(is_retired=False, code_list__shows_codes=False)
    found = _items(codes.order_by("position")[: SHORT + 1])
    return found if len(found) <= SHORT else ()


def get_trl_range(stage: str) -> tuple[int, int] | None:
    """The readiness levels that a stage of a result stands for (`code_lists/README.md`)."""
    found = list_code_items([("stage", stage)]).get(("stage", stage))
    return found.trl if found else None


def list_code_lists() -> tuple[CodeListRow, ...]:
    """The version in use of every list, in the order in which they came."""
    return tuple(_row(found) for found in _lists().filter(is_current=True).order_by("pk"))


def get_code_list(list_key: str) -> CodeListRow:
    """The version in use of a list."""
    found = _lists().filter(key=list_key, is_current=True).first()
    if found is None:
        raise NotFoundError("codes.list_not_found")
    return _row(found)


def list_versions_for_user(user: Actor, list_key: str) -> tuple[CodeListRow, ...]:
    """All versions of a list, the newest first, for who may change it."""
    check_can_change_code_lists(user)
    return tuple(_row(v) for v in _lists().filter(key=list_key).order_by("-imported_at", "-pk"))


def get_change_for_user(user: Actor, list_key: str, version_id: int) -> CodeListChange:
    """What would change if this version came into use instead of the one that is."""
    check_can_change_code_lists(user)
    version = _lists().filter(key=list_key, pk=version_id).first()
    if version is None:
        raise NotFoundError("codes.version_not_found")
    return compare_versions(version)


def compare_versions(version: CodeList) -> CodeListChange:
    """`version` (with its `code_count`) against the one in use, retired codes left out of both."""
    new = _plain_codes(Code.objects.filter(code_list=version, is_retired=False))
    old = _plain_codes(_current(version.key).filter(is_retired=False))
    both = [code for code in new if code in old]
    renamed = [c for c in both if new[c][:2] != old[c][:2]]
    moved = [c for c in both if new[c][2] != old[c][2]]
    return CodeListChange(
        version=_row(version),
        added=tuple(CodeName(c, *new[c][:2]) for c in new if c not in old),
        renamed=tuple(RenamedCode(c, _both(old[c]), _both(new[c])) for c in renamed),
        moved=tuple(CodeName(c, *new[c][:2]) for c in moved),
        retired=tuple(CodeName(c, *old[c][:2]) for c in old if c not in new),
        unchanged_count=len(both) - len({*renamed, *moved}),
    )


def list_codes_to_export(list_key: str) -> tuple[ExportedCode, ...]:
    """All codes of a list that are not retired, in its order."""
    codes = _current(list_key).filter(is_retired=False).order_by("position")
    return tuple(
        ExportedCode(code, name, path.rpartition("/")[2], name_en, trl_from, trl_to)
        for code, name, path, name_en, trl_from, trl_to in codes.values_list(
            "code", "name", "path", "name_en", "trl_from", "trl_to"
        )
    )


def _plain_codes(codes: QuerySet[Code]) -> dict[str, tuple[str, str, str]]:
    return {
        code: (name, name_en, path.rpartition("/")[2])
        for code, name, name_en, path in codes.order_by("position").values_list(
            "code", "name", "name_en", "path"
        )
    }


def _both(names: tuple[str, str, str]) -> str:
    return f"{names[0]} ({names[1]})" if names[1] else names[0]


def _current(list_key: str) -> QuerySet[Code]:
    codes = Code.objects.filter(code_list__key=list_key, code_list__is_current=True)
    return codes.select_related("code_list")


def _below(list_key: str, parent: str) -> QuerySet[Code]:
    codes = _current(list_key).filter(is_retired=False)
    codes = codes.filter(parent__code=parent) if parent else codes.filter(level=1)
    return codes.annotate(child_count=Count("children")).order_by("position")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text[:_LONGEST_TEXT]).casefold().replace("ü", "v")
    return [word for word in _GAPS.split(plain) if word][:_MOST_WORDS]


def _matching(codes: QuerySet[Code], words: Sequence[str]) -> QuerySet[Code]:
    for word in words:
        condition = Q(code__istartswith=word) | Q(name__icontains=word)
        letter = _LETTER_CODE.fullmatch(word)
        if letter:
            condition |= Q(code__startswith=letter[1])
        if _LETTERS.fullmatch(word):
            condition |= Q(name_en__icontains=word)
            # one letter is in every reading: there it must stand first
            inside = "startswith" if len(word) == 1 else "contains"
            condition |= Q(**{f"pinyin__{inside}": word}) | Q(**{f"initials__{inside}": word})
        codes = codes.filter(condition)
    return codes


def _ranked(codes: QuerySet[Code], text: str) -> QuerySet[Code]:
    letter = _LETTER_CODE.fullmatch(text)
    bare = letter[1] if letter else text
    order = (
        Q(code__iexact=text) | Q(code=bare),
        Q(name__iexact=text) | Q(name_en__iexact=text),
        Q(code__istartswith=bare),
        Q(name__istartswith=text),
        Q(initials=text),
        Q(initials__startswith=text),
        Q(pinyin__startswith=text),
        Q(name_en__istartswith=text),
        Q(name__icontains=text),
        Q(initials__contains=text),
    )
    whens = [When(condition, then=Value(rank)) for rank, condition in enumerate(order)]
    rank = Case(*whens, default=Value(len(order)), output_field=IntegerField())
    return codes.annotate(rank=rank).order_by("rank", "level", "position")


def _find_by_path(codes: QuerySet[Code], text: str, limit: int) -> tuple[CodeItem, ...]:
    """Codes whose name ends the text while the names above hold what stands before it."""
    endings = [text[at:] for at in range(1, min(len(text) - 1, _MOST_SUFFIXES))]
    if not endings:
        return ()
    condition = Q()
    for ending in endings:
        condition |= Q(name__istartswith=ending)
    found = _items(codes.filter(condition).order_by("-level", "position"))
    kept = [item for item in found if _ends_path(item, endings, text)]
    return tuple(kept[:limit])


def _ends_path(item: CodeItem, endings: Sequence[str], text: str) -> bool:
    own = _plain(item.name.name).casefold()
    above = "".join(_plain(name.name).casefold() for name in item.above)
    return any(
        own.startswith(ending) and _holds_in_order(above, text[: len(text) - len(ending)])
        for ending in endings
    )


def _holds_in_order(whole: str, part: str) -> bool:
    rest = iter(whole)
    return all(char in rest for char in part)


def _items(codes: QuerySet[Code]) -> tuple[CodeItem, ...]:
    """Rows with the names above them, which one more query brings."""
    rows = list(codes)
    above = _names_of(
        {row.code_list_id for row in rows}, {c for row in rows for c in _path(row.path)}
    )
    return tuple(
        CodeItem(
            list_key=row.code_list.key,
            code=row.code,
            name=CodeName(row.code, row.name, row.name_en),
            above=tuple(
                above[row.code_list_id, c]
                for c in _path(row.path)
                if (row.code_list_id, c) in above
            ),
            shows_code=row.code_list.shows_codes,
            is_retired=row.is_retired,
            trl=(row.trl_from, row.trl_to) if row.trl_from and row.trl_to else None,
            child_count=getattr(row, "child_count", 0),
        )
        for row in rows
    )


def _names_of(lists: Collection[int], codes: Collection[str]) -> Mapping[tuple[int, str], CodeName]:
    if not codes:
        return {}
    rows = Code.objects.filter(code_list__in=lists, code__in=codes)
    return {
        (list_id, code): CodeName(code, name, name_en)
        for list_id, code, name, name_en in rows.values_list(
            "code_list_id", "code", "name", "name_en"
        )
    }


def _path(path: str) -> list[str]:
    return path.split("/") if path else []


def _lists() -> QuerySet[CodeList]:
    return CodeList.objects.annotate(
        code_count=Count("codes", filter=Q(codes__is_retired=False)),
        by_name=F("by__display_name"),
    )


def _row(found: CodeList) -> CodeListRow:
    is_english = (get_language() or "").startswith("en")
    return CodeListRow(
        id=found.pk,
        key=found.key,
        name=found.name_en if is_english and found.name_en else found.name,
        version=found.version,
        source=found.source,
        code_count=getattr(found, "code_count", 0),
        is_current=found.is_current,
        is_shipped=found.is_shipped,
        imported_at=found.imported_at,
        applied_at=found.applied_at,
        by_name=getattr(found, "by_name", None) or "",
        shows_codes=found.shows_codes,
    )
