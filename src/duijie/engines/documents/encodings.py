"""Bytes of unknown encoding to text."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from typing import Final, NamedTuple

# The most frequent characters of modern Chinese, simplified and traditional: text decoded with the
# wrong table hardly ever shows them.
_FREQUENT: Final = frozenset(
    "的一是不了在人有我他这這个個们們中来來上大为為和国國地到以说說时時要就出会會可也对對生能而子那得于於"
    "着著下自之年过過发發后後作里用道行所然家种種事成方多经經么去法学學如都同现現当當没動动面起看定天分还還进進"
    "好小部其些主样樣理心她本前开開但因只从從想实實技术術业業企需求项項目合作研究产產品公司高新市科"
)
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LONELY: Final = re.compile(r"(?<![^\x00-\x7f])[^\x00-\x7f](?![^\x00-\x7f])")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Decoded(NamedTuple):
    """Text, the codec that made it, and how many characters could not be told."""

    text: str
    encoding: str
    unreadable: int


def decode(data: bytes) -> Decoded:
    """Text of `data`: by its byte order mark, else UTF-8, UTF-16 without mark, GB18030, Big5.

    Damaged bytes never raise: they become U+FFFD and are counted. Control characters other than
    tab and line ends are dropped and counted too. Line ends become `\\n`.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _cleaned(data[len(mark) :].decode(encoding, "replace"), encoding)
    try:
        return _cleaned(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    wide = _utf16_without_mark(data)
    if wide:
        return _cleaned(data.decode(wide, "replace"), wide)
    return _cleaned(*_best_of_bytewise(data))


def _cleaned(text: str, encoding: str) -> Decoded:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text, dropped = _CONTROL.subn("", text)
    return Decoded(text, encoding, text.count("\ufffd") + dropped)


def _utf16_without_mark(data: bytes) -> str | None:
    """UTF-16 shows as zero bytes (line ends, digits, Latin letters), which no other text has.

    Both orders are tried: the place of the zeros alone misleads, as 需 is U+9700.
    """
    sample = data[:8192][: len(data) // 2 * 2]
    if sample.count(0) < max(1, len(sample) // 200):
        return None
    shares = {}
    for name in ("utf-16-le", "utf-16-be"):
        text = sample.decode(name, "replace")
        known = sum(char in _FREQUENT or "\t" <= char <= "~" for char in text)
        shares[name] = known / max(1, len(text))
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] > 0.15 else None


def _best_of_bytewise(data: bytes) -> tuple[str, str]:
    """Decode by the encoding whose characters are the most usual ones, with the fewest gaps.

    UTF-8 with a few damaged bytes often passes as valid GB18030, which is why it competes here, and
    wins a tie.
    """
    candidates = [(data.decode(name, "replace"), name) for name in ("utf-8", "gb18030", "big5")]
    return max(candidates, key=lambda candidate: _plausibility(*candidate))


def _plausibility(text: str, encoding: str) -> float:
    """Mean over the characters beyond ASCII: usual ones count for, gaps and rare ones against."""
    foreign = Counter(char for char in text[:200_000] if ord(char) > 127)
    weight = sum(n * _weight(char, encoding) for char, n in foreign.items())
    if encoding == "big5":
        # One damaged byte and the Latin letter behind it pass for a usual character, a lonely one.
        weight -= 3 * len(_LONELY.findall(text[:200_000]))
    return weight / max(1, sum(foreign.values()))


def _weight(char: str, encoding: str) -> float:
    if char in _FREQUENT:
        return 1.0
    if "\u3000" <= char <= "\u303f" or "\uff00" <= char <= "\uffef" or char in "“”‘’—…·":
        return 0.5
    if encoding == "utf-8" and char != "\ufffd":
        return 0.5
    # The first level of both tables holds the characters in daily use.
    table, last = ("gb2312", 0xD7) if encoding == "gb18030" else ("big5", 0xC6)
    try:
        raw = char.encode(table)
    except UnicodeEncodeError:
        return -2.0
    return 0.5 if len(raw) == 2 and raw[0] <= last else -0.5
