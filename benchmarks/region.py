"""A made-up region of any size, seeded: for load tests, never shown to users.

python -m benchmarks.region --scale small|region|large    fills the database of DUIJIE_HOME (or
                                                          DATABASE_URL), which must be empty

Texts are put together from the vocabulary below; no two needs are alike, and all are invented.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Size:
    """How many of each; `users` are those who sign in."""

    zones: int
    users: int
    organisations: int
    needs: int
    offers: int
    experts: int


SIZES = {
    "small": Size(5, 20, 200, 500, 1_000, 300),
    "region": Size(30, 300, 20_000, 20_000, 100_000, 20_000),
    "large": Size(60, 500, 50_000, 50_000, 500_000, 200_000),
}
PLACES = [
    "云泽",
    "栗川",
    "青澜",
    "鹤汀",
    "汀南",
    "沐阳岭",
    "石屏渡",
    "霞浦湾",
    "宛溪",
    "长麓",
    "平芜",
    "雁荡坪",
    "白鹭洲",
    "临溪",
    "望江",
    "苍梧里",
]
BRANDS = [
    "青禾",
    "膜界",
    "恒昱",
    "启衡",
    "佰川",
    "澄光",
    "磐砺",
    "远蓝",
    "锐泽",
    "嘉裕",
    "朗驰",
    "万钧",
    "森屹",
    "睿迅",
    "和畅",
    "鼎烁",
    "芯岚",
    "泰然",
    "昊源",
    "元桢",
]
TRADES = [
    "轴承",
    "涂料",
    "薄膜",
    "电池",
    "纺织",
    "食品",
    "光电",
    "航空",
    "医药",
    "环保",
    "机器人",
    "农机",
    "陶瓷",
    "橡胶",
    "传感器",
    "焊接",
    "模具",
    "阀门",
    "泵业",
    "包装",
]
FORMS = ["有限公司", "股份有限公司", "科技有限公司", "集团有限公司", "制造有限公司"]
PROBLEMS = (
    "{thing}在{step}中{fault}，{share}%的产品要返工，希望把{index}做到{value}{unit}以内。",
    "{thing}的{index}只有{value}{unit}，同行已到{more}{unit}，需要新的{way}。",
    "用{way}替代现有的{step}，要求{thing}{index}不低于{value}{unit}，单件成本下降{share}%。",
    "现有{step}靠人工判断，{fault}难以及时发现，想用{way}在线检测{thing}的{index}。",
)
THINGS = [
    "套圈",
    "涂层",
    "隔膜",
    "极片",
    "坯布",
    "豆制品",
    "透镜",
    "叶片",
    "药片",
    "污泥",
    "减速器",
    "犁铧",
    "釉面",
    "密封圈",
    "探头",
    "焊缝",
    "型腔",
    "阀芯",
    "叶轮",
    "纸箱",
]
STEPS = [
    "磨削",
    "喷涂",
    "流延",
    "辊压",
    "染整",
    "杀菌",
    "镀膜",
    "铸造",
    "压片",
    "脱水",
    "装配",
    "淬火",
    "烧成",
    "硫化",
    "标定",
    "焊接",
    "抛光",
    "研磨",
    "动平衡",
    "覆膜",
]
FAULTS = [
    "表面烧伤",
    "提前起泡",
    "厚度不均",
    "掉粉",
    "色差",
    "涨袋",
    "膜层脱落",
    "缩松",
    "裂片",
    "含水率高",
    "回差大",
    "开裂",
    "针孔",
    "老化",
    "零漂",
    "气孔",
    "划痕",
    "泄漏",
    "振动",
    "起皱",
]
INDEXES = [
    "硬度",
    "附着力",
    "厚度偏差",
    "能量密度",
    "耐洗色牢度",
    "保质期",
    "透过率",
    "疲劳寿命",
    "崩解时限",
    "含固率",
    "重复定位精度",
    "耐磨性",
    "白度",
    "拉伸强度",
    "灵敏度",
    "熔深",
    "粗糙度",
    "密封性",
    "效率",
    "耐破度",
]
WAYS = [
    "磁噪声检测",
    "纳米改性",
    "机器视觉",
    "等离子处理",
    "低温烧结",
    "生物酶法",
    "超声辅助",
    "数字孪生",
    "激光清洗",
    "微波干燥",
    "声发射监测",
    "强化学习控制",
]
UNITS = ["MPa", "μm", "%", "h", "mg/L", "℃", "dB", "N·m"]
SURNAMES = [
    "王",
    "李",
    "张",
    "刘",
    "陈",
    "杨",
    "赵",
    "黄",
    "周",
    "吴",
    "徐",
    "孙",
    "胡",
    "朱",
    "高",
    "林",
    "何",
    "郭",
    "马",
    "罗",
    "梁",
    "宋",
    "郑",
    "谢",
    "韩",
    "唐",
    "冯",
    "于",
    "董",
    "萧",
]
GIVEN = [
    "伟",
    "芳",
    "娜",
    "敏",
    "静",
    "磊",
    "洋",
    "艳",
    "勇",
    "军",
    "杰",
    "娟",
    "涛",
    "明",
    "超",
    "秀兰",
    "霞",
    "平",
    "刚",
    "桂英",
    "文博",
    "思远",
    "雨桐",
    "子涵",
    "晨曦",
    "嘉怡",
    "志强",
    "建国",
    "海燕",
    "立新",
]
SCHOOLS = (
    "{place}理工大学",
    "{place}科技大学",
    "{place}农业科学院",
    "{place}工程学院",
    "{trade}研究所",
)


def text_of(chance: random.Random, pattern: str) -> str:
    """One sentence, its places filled."""
    value = chance.randint(2, 900)
    return pattern.format(
        thing=chance.choice(THINGS),
        step=chance.choice(STEPS),
        fault=chance.choice(FAULTS),
        share=chance.randint(2, 40),
        index=chance.choice(INDEXES),
        value=value,
        more=value + chance.randint(1, 300),
        unit=chance.choice(UNITS),
        way=chance.choice(WAYS),
    )


def make_region(size: Size, *, seed: int = 11, password: str = "") -> None:
    """Fill an empty database. With a password the users can sign in (`load1`, `load2`, …)."""
    from django.contrib.auth.hashers import make_password

    from duijie.accounts.enums import Role, ZoneKind
    from duijie.accounts.models import User, Zone

    if User.objects.filter(username="load1").exists():
        raise SystemExit("the region is there already")
    chance = random.Random(seed)
    zones = []
    for number in range(size.zones):
        zone = Zone.objects.create(
            name=f"{PLACES[number % len(PLACES)]}{'县区市'[number % 3]}{number}",
            kind=ZoneKind.COUNTY,
            path="",
        )
        zone.path = f"/{zone.pk}/"
        zone.save()
        zones.append(zone)
    hashed = make_password(password or None)
    roles = [Role.BROKER, Role.BROKER, Role.COLLECTOR, Role.MEMBER, Role.EXPERT]
    users = User.objects.bulk_create(
        User(
            username=f"load{number}",
            display_name=person_name(chance),
            role=Role.ADMINISTRATOR if number == 1 else roles[number % len(roles)],
            zone=zones[number % len(zones)] if number % 4 else None,
            password=hashed,
        )
        for number in range(1, size.users + 1)
    )
    staff = [user for user in users if user.role in {Role.BROKER, Role.COLLECTOR}]
    organisations = _organisations(size, chance, zones)
    _records(size, chance, zones, staff, organisations)
    _memberships(chance, users, organisations)


def person_name(chance: random.Random) -> str:
    return chance.choice(SURNAMES) + chance.choice(GIVEN)


def _organisations(size: Size, chance: random.Random, zones: Sequence[Any]) -> list[int]:
    from duijie.catalogue.models import Organisation
    from duijie.catalogue.validators import name_key

    rows = []
    for number in range(size.organisations):
        if number % 10 == 0:
            pattern = chance.choice(SCHOOLS)
            name = pattern.format(place=chance.choice(PLACES), trade=chance.choice(TRADES))
            name = f"{name}{number // 10}所"
        else:
            name = (
                f"{chance.choice(PLACES)}{chance.choice(BRANDS)}{chance.choice(TRADES)}"
                f"{number}{chance.choice(FORMS)}"
            )
        zone = chance.choice(zones)
        rows.append(
            Organisation(
                name=name,
                normalised_name=name_key(name),
                region=zone.name,
                zone=zone,
                zone_path=zone.path,
                profile=f"{chance.choice(TRADES)}企业，{chance.randint(10, 3000)}人。",
            )
        )
    return [
        row.pk for burst in _bursts(rows, 1000) for row in Organisation.objects.bulk_create(burst)
    ]


def _records(
    size: Size,
    chance: random.Random,
    zones: Sequence[Any],
    staff: Sequence[Any],
    organisations: Sequence[int],
) -> None:
    from duijie.catalogue.models import Expert, Need, Offer

    for model, count in ((Need, size.needs), (Offer, size.offers), (Expert, size.experts)):
        for start in range(0, count, 2000):
            batch = [
                _record(model, number, chance, zones, staff, organisations)
                for number in range(start, min(start + 2000, count))
            ]
            model._default_manager.bulk_create(batch)


def _record(
    model: type[Any],
    number: int,
    chance: random.Random,
    zones: Sequence[Any],
    staff: Sequence[Any],
    organisations: Sequence[int],
) -> Any:
    from django.utils import timezone

    from duijie.accounts.enums import DisclosureLevel
    from duijie.catalogue.enums import RecordState
    from duijie.catalogue.validators import fingerprint, normalise_search

    kind = model.__name__.lower()
    zone = chance.choice(zones)
    title = f"{chance.choice(THINGS)}{chance.choice(STEPS)}{chance.choice(FAULTS)}的治理 {number}"
    if kind == "offer":
        title = f"{chance.choice(WAYS)}用于{chance.choice(THINGS)}{chance.choice(STEPS)} {number}"
    text = "".join(text_of(chance, chance.choice(PROBLEMS)) for _ in range(chance.randint(1, 4)))
    person = person_name(chance)
    state = chance.choices(
        [RecordState.PUBLISHED, RecordState.SUBMITTED, RecordState.CLOSED, RecordState.DRAFT],
        [85, 8, 4, 3],
    )[0]
    disclosure = chance.choices(
        [DisclosureLevel.TEASER, DisclosureLevel.REGISTERED, DisclosureLevel.OWN], [30, 60, 10]
    )[0]
    trade = chance.choice(TRADES)
    return model(
        number=f"{kind[0].upper()}{number:06}",
        title=title,
        text=text,
        person=person,
        phone=f"1380000{number % 10000:04}",
        organisation_id=chance.choice(organisations),
        region=zone.name,
        industry=trade,
        keywords=[trade, chance.choice(WAYS)],
        budget_wan=float(chance.randint(5, 900)),
        trl=chance.randint(1, 9),
        fingerprint=fingerprint(organisation="", person=person, title=title, text=text),
        search_text=normalise_search(f"{title} {text} {trade}"),
        state=state,
        disclosure=disclosure,
        teaser_title=f"{trade}技术需求" if disclosure == DisclosureLevel.TEASER else "",
        teaser_text=f"{trade}行业，{chance.choice(INDEXES)}方面。",
        published_at=timezone.now() - timedelta(days=chance.randint(0, 400)),
        owner=chance.choice(staff),
        zone=zone,
        zone_path=zone.path,
    )


def _memberships(chance: random.Random, users: Sequence[Any], organisations: Sequence[int]) -> None:
    from duijie.catalogue.models import Membership

    Membership.objects.bulk_create(
        Membership(user=user, organisation_id=chance.choice(organisations))
        for user in users
        if user.role == "member"
    )


def _bursts(rows: list[T], length: int) -> Iterator[list[T]]:
    for start in range(0, len(rows), length):
        yield rows[start : start + length]


def main() -> int:
    """Fill the database and say how long it took."""
    import django

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scale", choices=SIZES, default="region")
    parser.add_argument("--password", default="", help="users can sign in with it")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duijie.config.settings")
    django.setup()
    from django.core.management import call_command

    from duijie.core.home import create_home, find_home

    create_home(find_home())
    call_command("migrate", verbosity=0)
    started = time.perf_counter()
    make_region(SIZES[options.scale], password=options.password)
    print(f"{options.scale}: {SIZES[options.scale]} in {time.perf_counter() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
