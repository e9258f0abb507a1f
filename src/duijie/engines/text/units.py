"""Units of measurement: what they measure and how many base units they are.

Two amounts can be compared where their units measure the same (`dimension`); a unit that is not
known compares with itself only.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

Dimension = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """`amount * factor + offset` is the amount in base units; `dimension`: base unit → power."""

    dimension: Dimension
    factor: float = 1.0
    offset: float = 0.0

    def to_base(self, amount: float) -> float:
        return amount * self.factor + self.offset


def _of(factor: float, **powers: int) -> tuple[float, dict[str, int]]:
    return factor, powers


_MASS, _LENGTH, _TIME = {"kg": 1}, {"m": 1}, {"s": 1}
_FORCE = {"kg": 1, "m": 1, "s": -2}
_PRESSURE = {"kg": 1, "m": -1, "s": -2}
_ENERGY = {"kg": 1, "m": 2, "s": -2}
_POWER = {"kg": 1, "m": 2, "s": -3}
_DAY: Final = 86400.0
_Base = tuple[float, dict[str, int]]

_PREFIXED: Final[dict[str, _Base]] = {
    "m": (1.0, _LENGTH), "g": (1e-3, _MASS), "s": (1.0, _TIME), "A": _of(1.0, A=1),
    "K": _of(1.0, K=1), "mol": _of(1.0, mol=1), "cd": _of(1.0, cd=1), "N": (1.0, _FORCE),
    "Pa": (1.0, _PRESSURE), "J": (1.0, _ENERGY), "W": (1.0, _POWER),
    "V": _of(1.0, kg=1, m=2, s=-3, A=-1), "Ω": _of(1.0, kg=1, m=2, s=-3, A=-2),
    "F": _of(1.0, kg=-1, m=-2, s=4, A=2), "Hz": _of(1.0, s=-1), "C": _of(1.0, A=1, s=1),
    "T": _of(1.0, kg=1, s=-2, A=-1), "H": _of(1.0, kg=1, m=2, s=-2, A=-2),
    "L": _of(1e-3, m=3), "l": _of(1e-3, m=3), "bar": (1e5, _PRESSURE), "eV": (1.602176634e-19,
    _ENERGY), "Wh": (3600.0, _ENERGY), "Ah": _of(3600.0, A=1, s=1), "lm": _of(1.0, lm=1),
    "lx": _of(1.0, lx=1),
}  # fmt: skip
_ALONE: Final[dict[str, _Base]] = {
    "%": _of(1e-2, share=1), "‰": _of(1e-3, share=1), "ppm": _of(1e-6, share=1),
    "ppb": _of(1e-9, share=1), "min": (60.0, _TIME), "h": (3600.0, _TIME), "d": (_DAY, _TIME),
    "t": (1e3, _MASS), "°": _of(1.0, degree=1), "dB": _of(1.0, dB=1), "dB(A)": _of(1.0, dBA=1),
    "dBA": _of(1.0, dBA=1), "r": _of(1.0, turn=1), "rpm": _of(1 / 60, turn=1, s=-1),
    "ha": _of(1e4, m=2), "°C": _of(1.0, K=1), "kgf": (9.80665, _FORCE), "fps": _of(1.0, 帧=1, s=-1),
    "atm": (101325.0, _PRESSURE), "度电": (3.6e6, _ENERGY),
    "米": (1.0, _LENGTH), "千米": (1e3, _LENGTH), "公里": (1e3, _LENGTH), "厘米": (1e-2, _LENGTH),
    "毫米": (1e-3, _LENGTH), "微米": (1e-6, _LENGTH), "纳米": (1e-9, _LENGTH),
    "克": (1e-3, _MASS), "毫克": (1e-6, _MASS), "千克": (1.0, _MASS), "公斤": (1.0, _MASS),
    "吨": (1e3, _MASS), "秒": (1.0, _TIME), "毫秒": (1e-3, _TIME), "秒钟": (1.0, _TIME),
    "分": (60.0, _TIME), "分钟": (60.0, _TIME), "小时": (3600.0, _TIME), "时": (3600.0, _TIME),
    "天": (_DAY, _TIME), "日": (_DAY, _TIME), "周": (7 * _DAY, _TIME),
    "月": _of(1.0, month=1), "个月": _of(1.0, month=1), "年": _of(12.0, month=1),
    "平方米": _of(1.0, m=2), "立方米": _of(1.0, m=3), "升": _of(1e-3, m=3), "毫升": _of(1e-6, m=3),
    "亩": _of(10000 / 15, m=2), "公顷": _of(1e4, m=2), "摄氏度": _of(1.0, K=1),
    "牛": (1.0, _FORCE), "千牛": (1e3, _FORCE), "帕": (1.0, _PRESSURE), "千帕": (1e3, _PRESSURE),
    "兆帕": (1e6, _PRESSURE), "焦": (1.0, _ENERGY), "瓦": (1.0, _POWER), "千瓦": (1e3, _POWER),
    "兆瓦": (1e6, _POWER), "伏": _of(1.0, kg=1, m=2, s=-3, A=-1), "千瓦时": (3.6e6, _ENERGY),
    "千伏": _of(1e3, kg=1, m=2, s=-3, A=-1), "安": _of(1.0, A=1), "赫兹": _of(1.0, s=-1),
    "转": _of(1.0, turn=1), "元": _of(1.0, yuan=1), "万元": _of(1e4, yuan=1), "帧": _of(1.0, 帧=1),
    **{word: _of(1.0, **{word: 1}) for word in "次个件台套人家条只片根块张项种点"},
}  # fmt: skip
_PREFIXES: Final = {
    "p": 1e-12, "n": 1e-9, "μ": 1e-6, "u": 1e-6, "m": 1e-3, "c": 1e-2, "d": 1e-1, "k": 1e3,
    "M": 1e6, "G": 1e9,
}  # fmt: skip
_USUAL_PREFIXES: Final[dict[str, str]] = {"c": "mLl", "d": "mLl"}
"""With which centi and deci are written: `cd` and `dT` are something else."""
_SLOPPY: Final[dict[str, str]] = {
    "mpa": "MPa", "kpa": "kPa", "gpa": "GPa", "hz": "Hz", "khz": "kHz", "ghz": "GHz", "kw": "kW",
    "kg": "kg", "mm": "mm", "cm": "cm", "ml": "mL", "db": "dB", "db(a)": "dB(A)", "kwh": "kWh",
    "kv": "kV", "min": "min", "rpm": "rpm", "ppm": "ppm", "hrs": "h", "hr": "h", "sec": "s",
}  # fmt: skip
_FACTOR: Final = re.compile(r"(?P<name>dB\(A\)|.+?)\^?(?P<power>[-+]?\d)?$", re.I)
_SIGNS: Final = str.maketrans(
    {"µ": "μ", "−": "-", "Ω": "Ω", "•": "·", "⋅": "·", "∙": "·", "*": "·"}
)
_LATIN_UNIT: Final = re.compile(r"[A-Za-z%‰°℃Ωμµ/²³·•^()\-−\d]+")
_WORDS: Final = sorted(
    (word for word in _ALONE if not word.isascii() and word not in "‰°"), key=len, reverse=True
)


@lru_cache(maxsize=4096)
def read_unit(text: str) -> Unit | None:
    """The unit written so; None: not a known one. The empty unit is a bare number's."""
    plain = unicodedata.normalize("NFKC", text).translate(_SIGNS).replace(" ", "")
    if plain in {"°C", "摄氏度"}:
        return Unit((("K", 1),), 1.0, 273.15)
    powers: Counter[str] = Counter()
    factor = 1.0
    sign = 1
    for part in plain.split("/") if plain else ():
        bare = part[1:-1] if part.startswith("(") and part.endswith(")") else part
        for piece in bare.split("·"):
            found = _read_factor(piece)
            if found is None:
                return None
            for name, power in found[1].items():
                powers[name] += sign * power
            factor *= found[0] ** sign
        sign = -1
    dimension = tuple(sorted((name, power) for name, power in powers.items() if power))
    return Unit(dimension, factor)


def find_leading_unit(text: str) -> str:
    """The longest beginning that is a unit; empty: none. `MPa的钢` begins with MPa."""
    match = _LATIN_UNIT.match(text)
    latin = match.group() if match else ""
    for word in _WORDS if not latin else ():
        if text.startswith(word):
            per = text[len(word) :]
            behind = find_leading_unit(per[1:]) if per.startswith("/") else ""
            return f"{word}/{behind}" if behind else word
    if latin.endswith("/"):
        behind = find_leading_unit(text[len(latin) :])
        latin = latin + behind if behind else latin[:-1]
    return latin if latin and read_unit(latin) is not None else ""


def are_equal(one: float, other: float) -> bool:
    """The same amount but for the last digits of a conversion."""
    return math.isclose(one, other, rel_tol=1e-6, abs_tol=1e-15)


def _read_factor(text: str) -> _Base | None:
    match = _FACTOR.fullmatch(text)
    if match is None:
        return None
    base = _read_name(match["name"])
    if base is None:
        return None
    power = int(match["power"] or 1)
    return base[0] ** power, {name: each * power for name, each in base[1].items()}


def _read_name(name: str) -> _Base | None:
    for written in (name, _SLOPPY.get(name.lower(), "")):
        if written in _ALONE or written in _PREFIXED:
            return _ALONE.get(written) or _PREFIXED[written]
        prefix, base = written[:1], written[1:]
        usual = _USUAL_PREFIXES.get(prefix)
        if prefix in _PREFIXES and base in _PREFIXED and (usual is None or base in usual):
            factor, powers = _PREFIXED[base]
            return factor * _PREFIXES[prefix], powers
    return None
