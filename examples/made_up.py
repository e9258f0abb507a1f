"""The texts of the made-up region as records, read from `source/`."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SOURCE: Final = Path(__file__).parent / "source"
INDUSTRIES: Final = {
    "textiles": "纺织",
    "machinery": "轴承与装备",
    "polymers": "高分子材料",
    "optics": "激光与光学",
    "food": "食品与农业",
    "aviation": "通用航空",
}
LABEL: Final = "虚构示例"
"""Stands in every file of the region, so that nobody takes it for real."""

FILES: Final = {
    "park": "01_云泽高新区企业技术需求征集汇总表.xlsx",
    "lichuan": "02_栗川县企业技术难题摸底表.xlsx",
    "qinglan": "03_青澜县服务站难题台账.csv",
    "heting": "04_鹤汀市重大技术需求征集表.docx",
    "tingnan": "05_汀南区企业走访需求清单.docx",
    "mail": "06_转发_航空产业园企业需求.eml",
    "photo": "07_拍照_膜界薄膜需求表.jpg",
    "chat": "08_微信群聊天记录_产学研对接群.txt",
    "booklet": "10_云泽理工大学科技成果汇编.pdf",
    "scan": "10_云泽理工大学科技成果汇编.pdf",
    "lanjiang": "11_澜江科技大学成果推介表.xlsx",
    "xls": "12_栗川农业科技成果目录.xls",
    "docx": "13_云泽纺织工程学院可转化成果清单.docx",
    "zip": "14_光电所轴承院成果与两家企业需求.zip",
    "xlsx": "20_专家库_部分.xlsx",
    "export": "21_专家系统导出.jsonl",
    "organisations": "22_单位名录.xlsx",
    "news_day": "30_新闻_轴承产业对接活动.html",
    "news_air": "31_新聞_低空經濟座談會.html",
    "news_film": "32_新闻_膜界薄膜走访.html",
    "wps": "40_2019年老需求表.wps",
}
NEWS_OF_NEED: Final = {"A09": "news_air", "P11": "news_film"}


@dataclass(frozen=True)
class Organisation:
    name: str
    type: str
    region: str
    industry: str
    contact: str
    number: int

    @property
    def phone(self) -> str:
        """A number that nobody has: 1380000 and the place in the directory."""
        return f"1380000{self.number:04d}"

    @property
    def landline(self) -> str:
        return f"0000-8600{self.number:03d}"


@dataclass(frozen=True)
class Need:
    key: str
    where: str
    industry: str
    title: str
    org: str
    text: str
    indicators: str
    base: str
    budget: int
    until: str
    mode: str
    key_tech: str
    goal: str
    keywords: str
    fits: dict[str, int]
    """Offer key -> 3 solves it, 2 likely of use, 1 near miss. Empty: nothing fits at all."""

    @property
    def file(self) -> str:
        return FILES[NEWS_OF_NEED.get(self.key, self.where)]


@dataclass(frozen=True)
class Offer:
    key: str
    where: str
    industry: str
    title: str
    org: str
    person: str
    text: str
    stage: str
    trl: int
    ip: str
    mode: str


@dataclass(frozen=True)
class Expert:
    key: str
    where: str
    name: str
    org: str
    position: str
    field: str
    direction: str
    evidence: tuple[str, ...]
    solves: dict[str, int]


@dataclass(frozen=True)
class Region:
    organisations: dict[str, Organisation]
    needs: tuple[Need, ...]
    offers: tuple[Offer, ...]
    experts: tuple[Expert, ...]

    def needs_of(self, where: str) -> list[Need]:
        return [need for need in self.needs if need.where == where]

    def offers_of(self, where: str) -> list[Offer]:
        return [offer for offer in self.offers if offer.where == where]

    def experts_of(self, where: str) -> list[Expert]:
        return [expert for expert in self.experts if expert.where == where]


def load_region() -> Region:
    """All records in source order; a fit that names an unknown offer or need is a KeyError."""
    needs: list[Need] = []
    offers: list[Offer] = []
    for stem, industry in INDUSTRIES.items():
        data = tomllib.loads((SOURCE / f"{stem}.toml").read_text("utf-8"))
        needs += [_need(row, industry) for row in data["need"]]
        offers += [Offer(industry=industry, **row) for row in data["offer"]]
    region = Region(_organisations(), tuple(needs), tuple(offers), _experts())
    _check(region)
    return region


def _need(row: dict[str, object], industry: str) -> Need:
    optional = ("indicators", "base", "until", "mode", "key_tech", "goal", "keywords")
    filled = dict.fromkeys(optional, "") | row
    return Need(industry=industry, **filled)  # type: ignore[arg-type]  # the TOML is our own


def _rows(name: str) -> list[dict[str, str]]:
    with (SOURCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def _organisations() -> dict[str, Organisation]:
    rows = enumerate(_rows("organisations.tsv"), start=1)
    return {row["name"]: Organisation(**row, number=number) for number, row in rows}


def _experts() -> tuple[Expert, ...]:
    experts = []
    for number, row in enumerate(_rows("experts.tsv"), start=1):
        evidence = tuple(row.pop("evidence").split("；"))
        pairs = (pair.split("=") for pair in row.pop("solves").split(","))
        solves = {need: int(grade) for need, grade in pairs}
        experts.append(Expert(key=f"E{number:02d}", evidence=evidence, solves=solves, **row))
    return tuple(experts)


def _check(region: Region) -> None:
    offers = {offer.key: offer for offer in region.offers}
    needs = {need.key: need for need in region.needs}
    for need in region.needs:
        region.organisations[need.org]
        for offer_key in need.fits:
            offers[offer_key]
    for offer in region.offers:
        region.organisations[offer.org]
    for expert in region.experts:
        region.organisations[expert.org]
        for need_key in expert.solves:
            needs[need_key]
