"""Bytes of unknown encoding to text."""

from __future__ import annotations

import codecs
import re
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
    """UTF-16 shows as zero bytes in every other place (line ends, digits, Latin letters)."""
    sample = data[:4096]
    if len(sample) < 4 or len(data) % 2:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    least = max(1, len(sample) // 200)
    if odd >= least and even == 0:
        return "utf-16-le"
    if even >= least and odd == 0:
        return "utf-16-be"
    return None


def _best_of_bytewise(data: bytes) -> tuple[str, str]:
    """Decode by the encoding that leaves the most frequent characters and the fewest gaps.

    UTF-8 with a few damaged bytes often passes as valid GB18030, which is why it competes here.
    """
    candidates = [(data.decode(name, "replace"), name) for name in ("utf-8", "gb18030", "big5")]
    return max(candidates, key=lambda candidate: _plausibility(candidate[0]))


def _plausibility(text: str) -> float:
    sample = text[:200_000]
    foreign = [char for char in sample if ord(char) > 127]
    if not foreign:
        return 0.0
    frequent = sum(char in _FREQUENT for char in foreign)
    gaps = sample.count("\ufffd")
    odd = sum("\ue000" <= char <= "\uf8ff" or ord(char) > 0xFFFF for char in foreign)
    return (frequent - 2 * gaps - 2 * odd) / len(foreign)
