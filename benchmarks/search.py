"""The search: 50 listed typos and initials among 20,000 made-up names, and a level of any size.

    python -m benchmarks.search [--rows 100000] [--skip-names]

All names are invented. Times are given twice: by the clock, and as CPU time of this process, which
other work on the machine disturbs less.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks.region import FAULTS, INDEXES, PROBLEMS, STEPS, THINGS, WAYS, text_of
from duijie.engines.index import Filters, Row, SearchIndex

LEVEL = "internal"
DISTRACTORS = 20_000

LISTED = [
    # how it is typed, what is meant
    ("清河涂料", "云泽青禾涂料科技有限公司"),
    ("青和图料", "云泽青禾涂料科技有限公司"),
    ("qinghetuliao", "云泽青禾涂料科技有限公司"),
    ("qhtl", "云泽青禾涂料科技有限公司"),
    ("yzqhtl", "云泽青禾涂料科技有限公司"),
    ("qinghetulao", "云泽青禾涂料科技有限公司"),
    ("云泽青合涂料", "云泽青禾涂料科技有限公司"),
    ("恒睿轴成", "栗川恒睿轴承制造有限公司"),
    ("恒锐轴承", "栗川恒睿轴承制造有限公司"),
    ("hengruizhoucheng", "栗川恒睿轴承制造有限公司"),
    ("hrzc", "栗川恒睿轴承制造有限公司"),
    ("hengruizhouchen", "栗川恒睿轴承制造有限公司"),
    ("轴承恒睿", "栗川恒睿轴承制造有限公司"),
    ("栗川恒睿轴", "栗川恒睿轴承制造有限公司"),
    ("长麓长乐精密机械", "长麓长乐精密机械厂"),
    ("changluchangle", "长麓长乐精密机械厂"),
    ("zhangluchangle", "长麓长乐精密机械厂"),
    ("clcljmjx", "长麓长乐精密机械厂"),
    ("长路长乐精密机械", "长麓长乐精密机械厂"),
    ("長麓長樂精密機械", "长麓长乐精密机械厂"),
    ("鹤亭工程学院", "鹤汀工程学院"),
    ("htgcxy", "鹤汀工程学院"),
    ("hetinggongchengxueyuan", "鹤汀工程学院"),
    ("heting gongcheng", "鹤汀工程学院"),
    ("白鹭州农业科学院", "白鹭洲农业科学院"),
    ("bailuzhounongye", "白鹭洲农业科学院"),
    ("blznykxy", "白鹭洲农业科学院"),
    ("沐阳领光电", "沐阳岭光电材料研究所"),
    ("muyanglingguangdain", "沐阳岭光电材料研究所"),
    ("沐阳岭电光材料", "沐阳岭光电材料研究所"),
    ("myl光电", "沐阳岭光电材料研究所"),
    ("单宏毅", "单弘毅"),
    ("shanhongyi", "单弘毅"),
    ("danhongyi", "单弘毅"),
    ("shy", "单弘毅"),
    ("查静娴", "查静贤"),
    ("zhajingxian", "查静贤"),
    ("解晓风", "解晓枫"),
    ("xiexiaofeng", "解晓枫"),
    ("xxf", "解晓枫"),
    ("仇英捷", "仇英杰"),
    ("qiuyingjie", "仇英杰"),
    ("qiuyinjie", "仇英杰"),
    ("欧阳铭月", "欧阳明玥"),
    ("ouyangmingyue", "欧阳明玥"),
    ("oymy", "欧阳明玥"),
    ("吕率舟", "吕绿舟"),
    ("lvlvzhou", "吕绿舟"),
    ("曾国建", "曾建国"),
    ("zengjianguo", "曾建国"),
]

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
    "白鹭洲",
    "临溪",
    "望江",
]
SYLLABLES = (
    "青禾恒睿长乐清和瑞德宏远盛达利丰泰信安康宁润泽博雅宇辰晨星光"
    "明锐捷迅腾飞龙凤鹏翔志诚正平顺兴旺隆昌荣"
)
TRADES = [
    "涂料",
    "轴承",
    "精密机械",
    "光电材料",
    "生物医药",
    "软件",
    "自动化",
    "环保设备",
    "新能源",
    "食品",
    "纺织",
    "汽车零部件",
    "半导体",
]
FORMS = [
    "有限公司",
    "科技有限公司",
    "股份有限公司",
    "制造有限公司",
    "厂",
    "研究所",
    "工程学院",
    "农业科学院",
    "检测中心",
]
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜单查解仇曾任欧"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英建国志华玉兰晓枫雪梅文博子轩弘毅贤月舟绿"


def organisation_name(chance: random.Random) -> str:
    brand = chance.choice(SYLLABLES) + chance.choice(SYLLABLES)
    return chance.choice(PLACES) + brand + chance.choice(TRADES) + chance.choice(FORMS)


def person_name(chance: random.Random) -> str:
    given = "".join(chance.choice(GIVEN) for _ in range(chance.choice((1, 2, 2, 2))))
    return chance.choice(SURNAMES) + given


def distinct_names(chance: random.Random, count: int) -> list[str]:
    """Made-up names, none of them one that is looked for."""
    wanted = {name for _, name in LISTED}
    found: dict[str, None] = {}
    while len(found) < count:
        make = organisation_name if len(found) % 5 < 3 else person_name
        name = make(chance)
        if name not in wanted:
            found[name] = None
    return list(found)


def measure_recall(folder: Path) -> None:
    chance = random.Random(5)
    names = distinct_names(chance, DISTRACTORS) + list(dict.fromkeys(name for _, name in LISTED))
    chance.shuffle(names)
    index = SearchIndex(folder)
    index.rebuild(
        LEVEL, (Row(str(n), "name", n, name, updated_at=n) for n, name in enumerate(names))
    )
    missed: list[str] = []
    first = 0
    for typed, meant in LISTED:
        matched = [names[hit.record_id] for hit in index.search([LEVEL], typed, limit=5)]
        first += matched[:1] == [meant]
        if meant not in matched:
            missed.append(f"{typed} -> {matched}")
    found = len(LISTED) - len(missed)
    print(f"names: {len(names):,}; listed typos and initials: {len(LISTED)}")
    print(f"recall@5 {found / len(LISTED):.2f}, first {first / len(LISTED):.2f}")
    for line in missed:
        print(f"  missed: {line}")


def make_rows(count: int) -> Iterator[Row]:
    """Needs and offers with texts of one to four sentences, an organisation and a person each."""
    for number in range(count):
        yield make_row(number, random.Random(number))


def make_row(number: int, chance: random.Random) -> Row:
    title = f"{chance.choice(THINGS)}{chance.choice(STEPS)}{chance.choice(FAULTS)}的治理 {number}"
    text = "".join(text_of(chance, chance.choice(PROBLEMS)) for _ in range(chance.randint(1, 4)))
    zone = f"/{chance.randrange(10)}/{chance.randrange(8)}/"
    return Row(
        key=f"need:{number}",
        kind=chance.choice(["need", "offer"]),
        record_id=number,
        title=title,
        text=f"{text} 编号 N-2026-{number:06}",
        names=(organisation_name(chance), person_name(chance)),
        zone_path=zone,
        owner_id=chance.randrange(200),
        state=chance.choices(["published", "draft"], [9, 1])[0],
        updated_at=number,
    )


def queries(chance: random.Random, count: int) -> dict[str, list[str]]:
    from pypinyin import lazy_pinyin

    names = [organisation_name(chance) for _ in range(count)]
    said = [lazy_pinyin(name[2:6]) for name in names]
    return {
        "organisation, part": [name[:6] for name in names],
        "organisation, typo": [name[:3] + "珏" + name[4:8] for name in names],
        "pinyin": ["".join(syllables) for syllables in said],
        "initials": ["".join(s[0] for s in syllables) for syllables in said],
        "person": [person_name(chance) for _ in range(count)],
        "one word": [chance.choice([*THINGS, *WAYS, *INDEXES]) for _ in range(count)],
        "two words": [f"{chance.choice(THINGS)} {chance.choice(FAULTS)}" for _ in range(count)],
        "sentence": [text_of(chance, chance.choice(PROBLEMS)) for _ in range(count)],
        "record number": [f"N-2026-{chance.randrange(5000):06}" for _ in range(count)],
        "in every row": ["的治理", "编号", "治理", "N-2026"] * (count // 4),
        "no words": [""] * count,
    }


def measure_level(folder: Path, count: int) -> None:
    index = SearchIndex(folder)
    wall, cpu = time.perf_counter(), time.process_time()
    index.rebuild(LEVEL, make_rows(count))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    disk = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
    print(f"rows: {count:,}; built in {wall:.0f} s ({cpu:.0f} s CPU), {disk:.0f} MB on disk")
    narrow = Filters(states=("draft",), zone_paths=("/3/",), kinds=("need",))
    print("| search | p50 ms | p95 ms | CPU p50 | CPU p95 |\n| --- | --- | --- | --- | --- |")
    for filters, suffix in ((None, ""), (narrow, ", 0.5 % pass the filters")):
        for name, asked in queries(random.Random(3), 40).items():
            runs: list[Callable[[], object]] = [
                lambda q=query, f=filters: index.search([LEVEL], q, f)  # type: ignore[misc] # a lambda's default
                for query in asked
            ]
            print(f"| {name}{suffix} | {_times(runs)} |", flush=True)
    _measure_writes(index, count)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(f"peak memory of this process, build included: {peak:.0f} MB")


def _measure_writes(index: SearchIndex, count: int) -> None:
    chance = random.Random(9)

    def put(number: int, seed: int) -> Callable[[], object]:
        row = make_row(number, random.Random(seed))

        def run() -> None:
            index.upsert(LEVEL, [row])
            hits = index.search([LEVEL], f"N-2026-{number:06}", limit=1)
            assert hits[0].key == row.key

        return run

    fresh = [put(count + n, count + n) for n in range(40)]
    changed = [put(chance.randrange(count), count + n) for n in range(40)]
    print(f"| save of a new row until found | {_times(fresh)} |")
    print(f"| save of a changed row until found | {_times(changed)} |")
    cpu = time.process_time()
    index.upsert(LEVEL, make_rows(1000))
    print(f"1,000 rows put again unchanged: {time.process_time() - cpu:.2f} s CPU")
    cpu = time.process_time()
    index.delete([f"need:{number}" for number in range(0, count, count // 500)])
    print(f"500 rows deleted at once: {time.process_time() - cpu:.2f} s CPU")
    cpu = time.process_time()
    purge = index.purge()
    print(f"purge: {purge.seconds:.2f} s ({time.process_time() - cpu:.2f} s CPU), {purge}")


def _times(runs: Sequence[Callable[[], object]]) -> str:
    walls, cpus = [], []
    for run in runs:
        wall, cpu = time.perf_counter(), time.process_time()
        run()
        walls.append(1000 * (time.perf_counter() - wall))
        cpus.append(1000 * (time.process_time() - cpu))
    walls.sort()
    cpus.sort()
    half, most = len(runs) // 2, int(len(runs) * 0.95)
    return f"{walls[half]:.1f} | {walls[most]:.1f} | {cpus[half]:.1f} | {cpus[most]:.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--skip-names", action="store_true")
    arguments = parser.parse_args()
    print(f"cores: {os.cpu_count()}, load: {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        if not arguments.skip_names:
            measure_recall(Path(folder, "names"))
        measure_level(Path(folder, "rows"), arguments.rows)


if __name__ == "__main__":
    main()
