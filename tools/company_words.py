"""Writes places and trades by which names of companies are parted.

usage: python -m tools.company_words [--check]

From the code lists that come with Duijie: divisions (GB/T 2260) and industries (GB/T 4754). Engines
may not look into the catalogue, so they keep what they need of them.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src" / "duijie"
LISTS = SOURCE / "catalogue" / "code_lists"
TARGET = SOURCE / "engines" / "linkage"
_NO_PLACE = re.compile(r"^(?:市辖区|县|省直辖县级行政区划|自治区直辖县级行政区划)$")
_PEOPLES = (
    "(?:蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|"
    "毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|各|族)+"
)
_KIND = re.compile(
    rf"(?:{_PEOPLES})?(?:自治州|自治县|自治旗)$|(?:特别行政区|地区|林区|省|市|县|盟|旗)$"
)
_SHORTEST = 2


def places() -> list[str]:
    """Full names; and the bare ones of provinces and cities, but not of counties and districts."""
    found: set[str] = set()
    for row in (LISTS / "division.tsv").read_text("utf-8").splitlines()[1:]:
        code, name = row.split("\t")[:2]
        if _NO_PLACE.match(name):
            continue
        found.add(name)
        if code.endswith("0000"):
            bare = re.sub(r"(?:壮族|回族|维吾尔)?自治区$|特别行政区$|[省市]$", "", name)
        elif code.endswith("00") or name.endswith(("市", "自治县", "自治旗")):
            bare = _KIND.sub("", name)
        else:
            continue  # 和平县 is a place, 和平 a brand too
        if len(bare) >= _SHORTEST:
            found.add(bare)
    return sorted(found)


def counties() -> list[str]:
    """The bare names of counties and districts, many of which are brands as well."""
    rows = (LISTS / "division.tsv").read_text("utf-8").splitlines()[1:]
    names = (row.split("\t")[1] for row in rows if not row.split("\t")[0].endswith("00"))
    return sorted({name[:-1] for name in names if len(name) > _SHORTEST and name[-1] in "县旗区"})


def trades() -> list[str]:
    """The words of which names of industries are made."""
    import rjieba

    found: set[str] = set()
    for row in (LISTS / "industry.tsv").read_text("utf-8").splitlines()[1:]:
        for word in rjieba.cut(row.split("\t")[1], False):
            if len(word) >= _SHORTEST and re.fullmatch(r"[\u4e00-\u9fff]+", word):
                found.add(word)
    return sorted(found)


def main() -> int:
    is_check = "--check" in sys.argv[1:]
    for name, words in (
        ("places.txt", places()),
        ("counties.txt", counties()),
        ("industries.txt", trades()),
    ):
        text = "\n".join(words) + "\n"
        path = TARGET / name
        if is_check and (not path.is_file() or path.read_text("utf-8") != text):
            print(f"{path} is not what tools.company_words would write", file=sys.stderr)
            return 1
        if not is_check:
            path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
