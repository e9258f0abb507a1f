"""The pages of the code lists, the picker's answers and the form field."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from django import forms
from django.test import Client
from django.utils import translation
from openpyxl import load_workbook
from pytest_django import DjangoDbBlocker

from duijie.accounts.enums import Role
from duijie.accounts.models import User
from duijie.catalogue.queries.codes import code_exists, get_code, list_versions_for_user
from duijie.catalogue.services.codes import (
    add_code_list_version,
    use_code_list_version,
)
from duijie.web.codes.fields import CodeField
from tests.factories.codes import make_code_csv, stored_code_lists
from tests.factories.users import make_user

LISTS = "/settings/code-lists/"


@pytest.fixture(scope="module")
def stored(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with stored_code_lists(django_db_blocker, "industry", "field", "stage", "trl"):
        yield


@pytest.fixture(autouse=True)
def lists(stored: None, db: None) -> None:
    """The lists that ship, as in a new installation."""


def replace(by: User, *rows: tuple[str, ...], key: str = "field") -> None:
    added = add_code_list_version(
        list_key=key, file=make_code_csv(*rows), version="2026", source="", by=by
    )
    assert added.version_id is not None
    use_code_list_version(list_key=key, version_id=added.version_id, by=by)


def test_lists_show_version_source_and_number(administrator_client: Client) -> None:
    page = administrator_client.get(LISTS).content.decode()

    assert "GB/T 4754-2017" in page
    assert ">1971<" in page
    assert "国家标准 GB/T 4754-2017《国民经济行业分类》" in page


def test_list_is_walked_down_level_by_level(broker_client: Client) -> None:
    top = broker_client.get(f"{LISTS}industry/").content.decode()
    below = broker_client.get(f"{LISTS}industry/?under=356").content.decode()

    assert "?under=C" in top
    assert "crumbs" not in top
    assert "半导体器件专用设备制造" in below
    assert below.index("C 制造业") < below.index("35 专用设备制造业") < below.index("3562")


def test_swap_brings_only_the_rows(broker_client: Client) -> None:
    response = broker_client.get(
        f"{LISTS}industry/", {"under": "356"}, headers={"HX-Request": "true"}
    )

    assert "<html" not in response.content.decode()
    assert response["HX-Push-Url"] == f"{LISTS}industry/?under=356"


def test_search_in_a_list_shows_the_path(broker_client: Client) -> None:
    page = broker_client.get(f"{LISTS}industry/", {"q": "3562"}).content.decode()

    assert "半导体器件专用设备制造" in page
    assert "制造业 › 专用设备制造业 › 电子和电工机械专用设备制造" in page


@pytest.mark.parametrize("address", ["nosuch/", "industry/?under=none", "nosuch/export/"])
def test_what_is_not_there_is_a_404_with_a_sentence(broker_client: Client, address: str) -> None:
    response = broker_client.get(f"{LISTS}{address}")

    assert response.status_code == 404
    assert "There is no" in response.content.decode()


def test_list_is_brought_compared_and_used(
    administrator_client: Client, administrator: User
) -> None:
    sent = administrator_client.post(
        f"{LISTS}field/upload/",
        {"file": make_code_csv(("ai", "人工智能", "", "")), "version": "2026", "source": "市局"},
    )
    preview = administrator_client.get(sent["Location"]).content.decode()
    done = administrator_client.post(f"{sent['Location']}use/", follow=True).content.decode()

    assert "Retired codes (10)" in preview
    assert "Added codes (1)" in preview
    assert "Version 2026 is in use now." in done
    assert code_exists("field", "ai")
    assert list_versions_for_user(administrator, "field")[0].by_name == administrator.display_name


def test_version_is_thrown_away(administrator_client: Client, administrator: User) -> None:
    sent = administrator_client.post(
        f"{LISTS}field/upload/",
        {"file": make_code_csv(("ai", "人工智能", "", "")), "version": "2026"},
    )

    administrator_client.post(f"{sent['Location']}remove/")

    assert len(list_versions_for_user(administrator, "field")) == 1
    assert administrator_client.get(sent["Location"]).status_code == 404


def test_refused_rows_are_shown_with_their_place(administrator_client: Client) -> None:
    response = administrator_client.post(
        f"{LISTS}field/upload/",
        {"file": make_code_csv(("a", "甲", "", ""), ("b", "乙", "x", "")), "version": "2026"},
    )
    page = response.content.decode()

    assert response.status_code == 400
    assert "row 3, column C" in page
    assert "The parent code x is not in the file." in page
    assert 'value="2026"' in page


def test_form_says_what_is_wrong_at_its_field(administrator_client: Client) -> None:
    file = make_code_csv(("a", "甲", "", ""))
    taken = administrator_client.post(
        f"{LISTS}field/upload/", {"file": file, "version": "需求征集表"}
    ).content.decode()

    assert "A version of this name exists. Give it another name." in taken
    assert 'id="id_version-error"' in taken


@pytest.mark.parametrize("role", [Role.BROKER, Role.COLLECTOR, Role.MEMBER, Role.EXPERT])
def test_others_look_up_codes_and_cannot_change_them(role: Role, administrator: User) -> None:
    client = Client()
    client.force_login(make_user(role))
    shipped = list_versions_for_user(administrator, "field")[0].id

    page = client.get(f"{LISTS}field/")
    refused = [
        client.post(
            f"{LISTS}field/upload/",
            {"file": make_code_csv(("a", "甲", "", "")), "version": "2026"},
        ),
        client.get(f"{LISTS}field/versions/{shipped}/"),
        client.post(f"{LISTS}field/versions/{shipped}/use/"),
        client.post(f"{LISTS}field/versions/{shipped}/remove/"),
    ]

    assert page.status_code == 200
    assert "multipart/form-data" not in page.content.decode()
    assert client.get("/codes/industry/", {"q": "zzy"}).status_code == 200
    assert [response.status_code for response in refused] == [403] * 4
    assert len(list_versions_for_user(administrator, "field")) == 1


def test_strangers_are_sent_to_the_door() -> None:
    for address in (LISTS, f"{LISTS}field/", f"{LISTS}field/export/", "/codes/field/?q=a"):
        response = Client().get(address)

        assert response.status_code in {302, 403}, address
        assert "制造" not in response.content.decode()


def test_export_comes_back_as_the_same_list(
    administrator_client: Client, administrator: User
) -> None:
    content = b"".join(administrator_client.get(f"{LISTS}stage/export/").streaming_content)  # type: ignore[attr-defined]  # a file response
    rows = list(load_workbook(io.BytesIO(content)).worksheets[0].values)
    file = io.BytesIO(content)
    file.name = "stage.xlsx"

    again = administrator_client.post(
        f"{LISTS}stage/upload/", {"file": file, "version": "2026"}
    ).content.decode()

    assert rows[0] == (
        "Code", "Name of the code", "Parent code", "English name", "TRL from", "TRL to"
    )  # fmt: skip
    assert rows[2] == ("lab", "小试", "early", "Laboratory trial", 3, 4)
    assert "The file says the same as the version in use." in again


def test_export_runs_no_formula(administrator_client: Client, administrator: User) -> None:
    replace(administrator, ("a", "=HYPERLINK(1)", "", ""))

    content = b"".join(administrator_client.get(f"{LISTS}field/export/").streaming_content)  # type: ignore[attr-defined]  # a file response
    cell = load_workbook(io.BytesIO(content)).worksheets[0]["B2"]

    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=HYPERLINK(1)", "s", True)


def test_picker_answers_with_options_for_the_field_that_was_typed_in(
    broker_client: Client,
) -> None:
    page = broker_client.get(
        "/codes/industry/",
        {"industry_code": "3562"},
        headers={
            "HX-Request": "true",
            "HX-Trigger-Name": "industry_code",
            "HX-Target": "id_industry_code-options",
        },
    ).content.decode()

    assert page.count('role="option"') == 1
    assert 'id="id_industry_code-options-1"' in page
    assert 'data-value="3562 半导体器件专用设备制造"' in page
    assert "制造业 › 专用设备制造业" in page


def test_picker_escapes_names_and_targets(broker_client: Client, administrator: User) -> None:
    replace(administrator, ("a", '<b>"甲"</b>', "", ""))

    page = broker_client.get(
        "/codes/field/", {"q": "甲"}, headers={"HX-Request": "true", "HX-Target": '"><script>'}
    ).content.decode()

    assert "<b>" not in page
    assert "<script>" not in page
    assert "&lt;b&gt;&quot;甲&quot;&lt;/b&gt;" in page


@pytest.fixture
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


class IndustryForm(forms.Form):
    industry = CodeField("industry")
    field = CodeField("field", required=True)


def filled(**values: str) -> IndustryForm:
    return IndustryForm({"industry": "", "field": "软件", **values})


def test_field_takes_code_name_and_label() -> None:
    for text in ("3562", "C3562", "半导体器件专用设备制造", "3562 半导体器件专用设备制造"):
        form = filled(industry=text)

        assert form.is_valid(), text
        assert form.cleaned_data == {"industry": "3562", "field": "software"}


def test_field_names_the_nearest_three(in_english: None) -> None:
    form = filled(industry="半导体")

    assert form.errors == {
        "industry": [
            "“半导体” does not name one entry. Nearest: "
            "3562 半导体器件专用设备制造 (制造业 › 专用设备制造业 › 电子和电工机械专用设备制造); "
            "3972 半导体分立器件制造 (制造业 › 计算机、通信和其他电子设备制造业 › 电子器件制造); "
            "3975 半导体照明器件制造 (制造业 › 计算机、通信和其他电子设备制造业 › 电子器件制造)"
        ]
    }


def test_field_says_when_nothing_is_near_and_when_it_is_needed(in_english: None) -> None:
    form = filled(industry="绝无此词", field="")

    assert form.errors["industry"] == ["“绝无此词” is not in the list."]
    assert "field" in form.errors


def test_field_shows_a_stored_code_as_people_know_it(in_english: None) -> None:
    form = IndustryForm(initial={"industry": "3562", "field": "software"})

    assert form["industry"].value() == "3562 半导体器件专用设备制造"
    assert form["field"].value() == "software"
    assert ("software", "Software") in form.fields["field"].choices  # type: ignore[attr-defined]  # a code field
    assert not IndustryForm(
        {"industry": "3562 半导体器件专用设备制造", "field": "software"},
        initial={"industry": "3562", "field": "software"},
    ).has_changed()


def test_field_keeps_a_retired_code_that_the_record_holds(administrator: User) -> None:
    replace(administrator, ("software", "软件", "", "Software"))
    new, old = filled(field="energy"), filled(field="energy")
    old.fields["field"].kept = "energy"  # type: ignore[attr-defined]  # a code field

    assert get_code("field", "energy").is_retired
    assert not new.is_valid()
    assert old.is_valid()
    assert [code for code, _ in old.fields["field"].choices] == ["software", "energy"]  # type: ignore[attr-defined]  # a code field
