"""Names of organisations and people in the form in which they are compared."""

from __future__ import annotations

import re

from duijie.engines.text.normalise import clean

_HONORIFIC_GAP = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")


def normalise_name(name: str) -> str:
    """One spelling for names that differ in width, script, spaces and brackets only.

    Simplified, half-width brackets, no spaces between ideographs, single ones between Latin
    words, no quotes around it; the case stays. `大成（北京） 科技` is then `大成(北京)科技`.
    """
    text = clean(name).text.translate(str.maketrans("（）〔〕［］", "()()()"))
    text = re.sub(r"\s*([()])\s*", r"\1", text)
    text = _HONORIFIC_GAP.sub("", re.sub(r"\s+", " ", text))
    return text.strip(" \t\n,，、;；。:：\"'“”‘’《》")
