"""What a reader in a browser is told about a file that was not understood, and whether it helps."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from duijie.catalogue.models import Expert, Need
from duijie.core.sentences import sentence_table
from duijie.errors import Message
from duijie.intake.models import SourceDocument
from duijie.web.documents.findings import in_browser
from tests.integration.web.building import read_newest_batch, text_of, upload

PEOPLE = "姓名,单位,电话\n吴样,东湾理工大学,13900001111\n林青,云泽研究院,13900002222\n"
EXPERTS = (
    "姓名,单位,研究方向\n吴样,东湾理工大学,轴承磨削烧伤检测\n林青,云泽研究院,可降解地膜共混增韧\n"
)
UNCLEAR = "甲栏,乙栏\n蓝色的盒子,放在窗台上\n红色的盒子,放在门口\n"
CLEAR = "需求名称,需求内容\n套圈烧伤检测,磨削后烧伤靠酸洗抽检，漏检率高。\n"


def read(client: Client, name: str, text: str) -> str:
    """What the page of the document says once it has been read."""
    upload(client, (name, text))
    read_newest_batch()
    return text_of(client.get(f"/documents/{SourceDocument.objects.get(name=name).pk}/"))


def test_no_sentence_in_a_browser_names_an_option_of_a_command() -> None:
    names_option = re.compile(r"(?<![\w-])--[a-z]")
    shown = {
        code: sentence_table()[in_browser(Message(code)).code]
        for code in sentence_table()
        if code.startswith(("documents.", "extraction.", "embedding.", "ranking.", "intake.",
                            "matching.", "catalogue.", "accounts.", "jobs.", "web."))
    }  # fmt: skip

    assert [code for code, said in shown.items() if names_option.search(said)] == []
    # the engines' own do, for those who sit at a command line
    assert names_option.search(sentence_table()["extraction.table_not_understood"])


def test_sentence_for_the_browser_has_no_parameter_of_its_own() -> None:
    for code, said in sentence_table().items():
        instead = in_browser(Message(code, {"kind": "need"})).code
        if instead != code:
            wanted = set(re.findall(r"{(\w+)}", sentence_table()[instead]))
            assert wanted <= set(re.findall(r"{(\w+)}", said)), code


@pytest.mark.django_db
def test_advice_about_a_list_of_people_makes_experts_of_them(broker_client: Client) -> None:
    said = read(broker_client, "通讯录.csv", PEOPLE)
    assert "add a column 研究方向" in said
    assert not Expert.objects.exists()

    read(broker_client, "专家名单.csv", EXPERTS)

    assert set(Expert.objects.values_list("person", flat=True)) == {"吴样", "林青"}


@pytest.mark.django_db
def test_advice_about_a_table_that_was_not_understood_makes_needs_of_it(
    broker_client: Client,
) -> None:
    said = read(broker_client, "表.csv", UNCLEAR)
    assert "for example 需求名称 and 需求内容" in said
    assert not Need.objects.exists()

    read(broker_client, "表二.csv", CLEAR)

    assert list(Need.objects.values_list("title", flat=True)) == ["套圈烧伤检测"]
