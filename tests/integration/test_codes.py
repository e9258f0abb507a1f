"""Code lists: looked up, replaced, brought back; records keep what they hold."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from duijie.accounts.enums import Role
from duijie.accounts.models import User
from duijie.catalogue.errors import CodeListError
from duijie.catalogue.models import CodeList
from duijie.catalogue.permissions.codes import (
    can_change_code_lists,
    can_see_code_lists,
    check_can_change_code_lists,
    check_can_see_code_lists,
)
from duijie.catalogue.queries.codes import (
    code_exists,
    find_codes,
    get_change_for_user,
    get_code,
    get_trl_range,
    list_children,
    list_code_items,
    list_code_lists,
    list_short_codes,
    list_versions_for_user,
    look_up_codes,
    resolve_code,
)
from duijie.catalogue.services.codes import (
    add_code_list_version,
    ensure_code_lists,
    remove_code_list_version,
    use_code_list_version,
)
from duijie.core.audit.models import AuditEntry
from duijie.core.errors import NotAllowedError, NotFoundError
from tests.factories.codes import make_code_csv, make_code_workbook, stored_code_lists
from tests.factories.users import make_user


@pytest.fixture(scope="module")
def stored(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with stored_code_lists(django_db_blocker, "industry", "division", "field", "stage"):
        yield


@pytest.fixture
def lists(stored: None, db: None) -> None:
    """The lists that ship, as in a new installation."""


def bring(by: User, *rows: tuple[str, ...], key: str = "field", version: str = "2026") -> int:
    added = add_code_list_version(
        list_key=key, file=make_code_csv(*rows), version=version, source="市局", by=by
    )
    assert added.version_id is not None, added.refused
    return added.version_id


def codes(found: tuple[object, ...]) -> list[str]:
    return [item.code for item in found]  # type: ignore[attr-defined]  # code items


@pytest.mark.parametrize(
    ("key", "text", "first"),
    [
        ("industry", "3562", "3562 半导体器件专用设备制造"),
        ("industry", "C3562", "3562 半导体器件专用设备制造"),
        ("industry", "３５６２", "3562 半导体器件专用设备制造"),
        ("industry", "制造业", "C 制造业"),
        ("industry", "zzy", "C 制造业"),
        ("industry", "zhizaoye", "C 制造业"),
        ("industry", "zhi zao ye", "C 制造业"),
        ("industry", "zysbzzy", "35 专用设备制造业"),
        ("industry", "半导体 专用", "3562 半导体器件专用设备制造"),
        ("division", "sz", "140600 朔州市"),
        ("division", "suzhou", "320500 苏州市"),
        ("division", "苏州", "320500 苏州市"),
        ("division", "江苏省苏州市", "320500 苏州市"),
        ("division", "江苏苏州吴中", "320506 吴中区"),
        ("field", "Software", "软件"),
    ],
)
def test_code_is_found_by_code_name_pinyin_and_initials(
    lists: None, key: str, text: str, first: str
) -> None:
    assert find_codes(key, text)[0].label == first


def test_found_code_tells_its_path(lists: None) -> None:
    (found,) = find_codes("industry", "3562")

    assert found.path == "制造业 › 专用设备制造业 › 电子和电工机械专用设备制造"


@pytest.mark.parametrize("text", ["绝无此词", "%", "_", "zzzzzzz", "'; drop table", "x" * 500])
def test_text_of_no_code_finds_nothing(lists: None, text: str) -> None:
    assert find_codes("industry", text) == ()


def test_empty_text_finds_the_top_and_unknown_list_nothing(lists: None) -> None:
    assert codes(find_codes("industry", " ", limit=3)) == ["A", "B", "C"]
    assert find_codes("nosuch", "3562") == ()


@pytest.mark.parametrize("text", ["3", "制造"])
def test_finding_takes_two_queries_however_many_are_found(lists: None, text: str) -> None:
    counts = []
    for limit in (1, 50):
        with CaptureQueriesContext(connection) as queries:
            assert len(find_codes("industry", text, limit=limit)) == limit
        counts.append(len(queries))

    assert counts[0] <= counts[1] == 2


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("3562", "3562"),
        ("c3562", "3562"),
        ("c", "C"),
        ("半导体器件专用设备制造", "3562"),
        ("3562 半导体器件专用设备制造", "3562"),
        (" 农业 ", "01"),
    ],
)
def test_typed_text_is_resolved(lists: None, text: str, code: str) -> None:
    item = resolve_code("industry", text).item

    assert item is not None
    assert item.code == code


def test_name_of_several_codes_is_not_guessed(lists: None) -> None:
    resolved = resolve_code("division", "朝阳区")

    assert resolved.item is None
    assert codes(resolved.nearest) == ["110105", "220104"]


@pytest.mark.parametrize("text", ["半导体", "3562 农业", "35622"])
def test_part_of_a_name_or_a_false_label_is_not_guessed(lists: None, text: str) -> None:
    assert resolve_code("industry", text).item is None


def test_many_texts_are_looked_up_in_one_query(lists: None) -> None:
    texts = ["110105", "朝阳区", "苏州市", "110105 朝阳区", "没有这里", ""]

    with CaptureQueriesContext(connection) as queries:
        found = look_up_codes("division", texts)

    assert found == {
        "110105": "110105",
        "朝阳区": None,
        "苏州市": "320500",
        "110105 朝阳区": "110105",
        "没有这里": None,
        "": None,
    }
    assert len(queries) == 1


def test_codes_of_a_page_come_in_two_queries(lists: None) -> None:
    pairs = [("industry", "3562"), ("division", "320506"), ("stage", "pilot"), ("field", "none")]

    with CaptureQueriesContext(connection) as queries:
        found = list_code_items([*pairs, ("field", "")])

    assert {pair: item.label for pair, item in found.items()} == {
        ("industry", "3562"): "3562 半导体器件专用设备制造",
        ("division", "320506"): "320506 吴中区",
        ("stage", "pilot"): "完成中试",
    }
    assert len(queries) == 2


def test_children_and_short_lists(lists: None) -> None:
    assert codes(list_children("industry", "356"))[:2] == ["3561", "3562"]
    assert len(list_children("industry")) == 20
    assert [item.label for item in list_short_codes("stage")][:2] == ["初期阶段", "小试"]
    assert list_short_codes("industry") == ()


def test_stage_stands_for_a_range_of_readiness(lists: None) -> None:
    assert get_trl_range("pilot") == (5, 6)
    assert get_trl_range("early") == (1, 4)
    assert get_trl_range("nosuch") is None


def test_lists_are_loaded_once_in_one_query(lists: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert ensure_code_lists(keys=("industry", "division", "field", "stage")) == ()

    assert len(queries) == 1
    assert [(row.key, row.is_shipped) for row in list_code_lists()] == [
        ("industry", True),
        ("division", True),
        ("field", True),
        ("stage", True),
    ]


def test_version_is_looked_at_then_used_and_old_codes_stay_readable(
    lists: None, administrator: User
) -> None:
    version = bring(
        administrator,
        ("software", "软件与信息服务", "", ""),
        ("materials", "新材料", "", "New materials"),
        ("ai", "人工智能", "", "AI"),
        ("ai_chips", "智能芯片", "ai", ""),
    )
    change = get_change_for_user(administrator, "field", version)

    assert codes(change.added) == ["ai", "ai_chips"]
    assert [(r.code, r.before, r.after) for r in change.renamed] == [
        ("software", "软件 (Software)", "软件与信息服务")
    ]
    assert len(change.retired) == 8
    assert change.unchanged_count == 1
    assert not code_exists("field", "ai"), "brought is not used"

    use_code_list_version(list_key="field", version_id=version, by=administrator)

    assert get_code("field", "ai_chips").path == "人工智能"
    assert get_code("field", "energy").is_retired
    assert str(get_code("field", "energy").name) == "新能源与高效节能"
    assert not code_exists("field", "energy")
    assert code_exists("field", "energy", kept="energy")
    assert resolve_code("field", "energy").item is None
    assert resolve_code("field", "energy", kept="energy").item is not None
    assert codes(find_codes("field", "能")) == ["ai", "ai_chips"]
    assert look_up_codes("field", ["energy"]) == {"energy": None}


def test_earlier_version_comes_back_with_the_codes_of_the_later_retired(
    lists: None, administrator: User
) -> None:
    shipped = list_versions_for_user(administrator, "field")[0].id
    version = bring(administrator, ("ai", "人工智能", "", ""))
    use_code_list_version(list_key="field", version_id=version, by=administrator)

    change = use_code_list_version(list_key="field", version_id=shipped, by=administrator)

    assert codes(change.retired) == ["ai"]
    assert code_exists("field", "energy")
    assert get_code("field", "ai").is_retired
    assert [row.is_current for row in list_versions_for_user(administrator, "field")] == [
        False,
        True,
    ]


def test_each_step_leaves_its_row_in_the_audit_log(lists: None, administrator: User) -> None:
    AuditEntry.objects.all().delete()
    used = bring(administrator, ("ai", "人工智能", "", ""))
    use_code_list_version(list_key="field", version_id=used, by=administrator)
    dropped = bring(administrator, ("b", "乙", "", ""), version="2027")
    remove_code_list_version(list_key="field", version_id=dropped, by=administrator)

    rows = AuditEntry.objects.order_by("pk").values_list("action", "by_id", "details")

    assert [(action, by, details.get("retired")) for action, by, details in rows] == [
        ("catalogue.add_code_list_version", administrator.pk, None),
        ("catalogue.use_code_list_version", administrator.pk, 10),
        ("catalogue.add_code_list_version", administrator.pk, None),
        ("catalogue.remove_code_list_version", administrator.pk, None),
    ]


def test_administrators_version_survives_a_newer_program(lists: None, administrator: User) -> None:
    version = bring(administrator, ("ai", "人工智能", "", ""))
    use_code_list_version(list_key="field", version_id=version, by=administrator)
    CodeList.objects.filter(key="field", is_shipped=True).update(digest="of an older program")
    CodeList.objects.filter(key="stage").update(digest="of an older program")

    assert ensure_code_lists(keys=("field", "stage")) == ("field", "stage")

    versions = list_versions_for_user(administrator, "field")
    assert [(row.version, row.is_current) for row in versions] == [
        ("需求征集表", False),
        ("2026", True),
        ("需求征集表", False),
    ]
    stages = list_versions_for_user(administrator, "stage")
    assert [row.is_current for row in stages] == [True, False]


def test_wrong_rows_are_refused_at_their_cells_and_nothing_is_stored(
    lists: None, administrator: User
) -> None:
    file = make_code_workbook(
        ("01", "甲", "", ""), ("01", "乙", "", ""), ("", "丙", "", ""), ("04", "丁", "99", "")
    )

    added = add_code_list_version(
        list_key="field", file=file, version="2026", source="", by=administrator
    )

    assert added.version_id is None
    assert [(r.message.code, r.spot.sheet, r.spot.row, r.spot.column) for r in added.refused] == [
        ("codes.code_twice", "分类", 4, 1),
        ("codes.row_without_code", "分类", 5, 1),
        ("codes.parent_unknown", "分类", 6, 3),
    ]
    assert CodeList.objects.filter(key="field").count() == 1


def test_numbers_of_a_workbook_are_taken_as_they_show(lists: None, administrator: User) -> None:
    file = make_code_workbook((1, "甲", "", ""), (101, "乙", 1, ""))

    added = add_code_list_version(
        list_key="field", file=file, version="2026", source="", by=administrator
    )
    assert added.version_id is not None
    use_code_list_version(list_key="field", version_id=added.version_id, by=administrator)

    assert get_code("field", "101").path == "甲"


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (SimpleUploadedFile("a.pdf", b"%PDF-1.4"), "codes.not_a_table"),
        (make_code_csv(("01", "甲"), header=("甲", "乙")), "codes.no_columns"),
        (make_code_csv(), "codes.no_rows"),
        (SimpleUploadedFile("a.xlsx", b"no workbook"), None),
        (SimpleUploadedFile("a.csv", b""), None),
        (SimpleUploadedFile("a.xlsx", b"PK\x03\x04" + bytes(range(256))), None),
    ],
)
def test_file_that_is_no_list_is_refused_in_a_sentence(
    lists: None, administrator: User, file: SimpleUploadedFile, said: str | None
) -> None:
    file.seek(0)

    with pytest.raises(CodeListError) as caught:
        add_code_list_version(
            list_key="field", file=file, version="2026", source="", by=administrator
        )

    if said is not None:
        assert caught.value.message.code == said
    assert CodeList.objects.filter(key="field").count() == 1


def test_taken_name_same_content_and_used_version_are_refused(
    lists: None, administrator: User
) -> None:
    version = bring(administrator, ("ai", "人工智能", "", ""))
    use_code_list_version(list_key="field", version_id=version, by=administrator)

    with pytest.raises(CodeListError, match=r"codes\.version_taken"):
        bring(administrator, ("b", "乙", "", ""))
    with pytest.raises(CodeListError, match=r"codes\.nothing_changed"):
        bring(administrator, ("ai", "人工智能", "", ""), version="2027")
    with pytest.raises(CodeListError, match=r"codes\.is_current"):
        remove_code_list_version(list_key="field", version_id=version, by=administrator)
    with pytest.raises(NotFoundError):
        use_code_list_version(list_key="stage", version_id=version, by=administrator)


@pytest.mark.parametrize("role", Role)
def test_who_may_see_and_change_code_lists(lists: None, role: Role) -> None:
    user = make_user(role)
    may_see = role not in {Role.VISITOR, Role.LEADER}
    may_change = role is Role.ADMINISTRATOR

    assert (can_see_code_lists(user), can_change_code_lists(user)) == (may_see, may_change)
    for allowed, check in (
        (may_see, check_can_see_code_lists),
        (may_change, check_can_change_code_lists),
    ):
        if allowed:
            check(user)
        else:
            with pytest.raises(NotAllowedError):
                check(user)


def test_only_administrators_reach_the_versions(lists: None, broker: User) -> None:
    shipped = CodeList.objects.get(key="field").pk

    for act in (
        lambda: bring(broker, ("ai", "人工智能", "", "")),
        lambda: use_code_list_version(list_key="field", version_id=shipped, by=broker),
        lambda: remove_code_list_version(list_key="field", version_id=shipped, by=broker),
        lambda: list_versions_for_user(broker, "field"),
        lambda: get_change_for_user(broker, "field", shipped),
    ):
        with pytest.raises(NotAllowedError):
            act()
    assert CodeList.objects.filter(key="field").count() == 1
