"""What strangers see: the summaries that are open to everybody, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.finders import find as find_static
from django.test import Client

from duijie.accounts.enums import DisclosureLevel, Role
from duijie.accounts.models import User
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.policies import Move
from duijie.catalogue.services import create_record, move_record
from duijie.core.preferences.services import change_preferences
from tests.factories.records import values_of
from tests.factories.users import make_user
from tests.integration.web.building import find, text_of, texts

pytestmark = pytest.mark.django_db

KINDS = [RecordKind.NEED, RecordKind.OFFER, RecordKind.EXPERT]
SECRETS = {
    "title": "磷化液配比的机密标题",
    "text": "配比为三比七，机密正文。",
    "organisation": "青禾涂料机密有限公司",
    "phone": "13900009876",
    "email": "lin@qinghe.example",
    "address": "云泽市机密路9号",
    "keywords": "机密词",
}
TEASER = {"teaser_title": "金属表面处理剂", "teaser_text": "寻求更环保的处理方法。"}


def publish(
    kind: RecordKind,
    by: User,
    disclosure: DisclosureLevel = DisclosureLevel.TEASER,
    **given: Any,
) -> int:
    values = values_of(kind, **{**SECRETS, **TEASER, **given})
    record_id = create_record(kind=kind, values=values, by=by, disclosure=disclosure)
    move_record(kind=kind, record_id=record_id, move=Move.PUBLISH, by=by)
    return record_id


@pytest.mark.parametrize("kind", KINDS)
def test_stranger_reads_the_summary_and_nothing_else(kind: RecordKind, broker: User) -> None:
    record_id = publish(kind, broker)

    rows = Client().get(f"/open/{kind}s/")
    page = Client().get(f"/open/{kind}s/{record_id}/")

    assert texts(rows, "//main//li//h2") == ["金属表面处理剂"]
    assert texts(page, "//h1") == ["金属表面处理剂"]
    assert "寻求更环保的处理方法。" in text_of(page)
    shown = rows.content.decode() + page.content.decode()
    assert [secret for secret in SECRETS.values() if secret in shown] == []


@pytest.mark.parametrize(
    "disclosure",
    [DisclosureLevel.REGISTERED, DisclosureLevel.CONSENT, DisclosureLevel.NDA, DisclosureLevel.OWN],
)
def test_what_is_not_open_to_everybody_is_as_if_it_were_not_there(
    disclosure: DisclosureLevel, broker: User
) -> None:
    hidden = publish(RecordKind.NEED, broker, disclosure, teaser_title="不公开的摘要")
    publish(RecordKind.NEED, broker, title="另一条需求")

    rows = Client().get("/open/needs/")
    page = Client().get(f"/open/needs/{hidden}/")
    missing = Client().get("/open/needs/987654/")

    assert texts(rows, "//main//li//h2") == ["金属表面处理剂"]
    assert page.status_code == missing.status_code == 404
    assert text_of(page) == text_of(missing).replace("987654", str(hidden))
    assert "不公开的摘要" not in rows.content.decode() + page.content.decode()


def test_draft_is_not_shown(broker: User) -> None:
    values = values_of(RecordKind.NEED, **SECRETS, **TEASER)
    draft = create_record(
        kind=RecordKind.NEED, values=values, by=broker, disclosure=DisclosureLevel.TEASER
    )

    assert Client().get(f"/open/needs/{draft}/").status_code == 404
    assert "金属表面处理剂" not in text_of(Client().get("/open/needs/"))


def test_search_finds_summaries_and_no_hidden_words(broker: User) -> None:
    publish(RecordKind.NEED, broker)

    assert texts(Client().get("/open/needs/?q=处理剂"), "//main//li//h2") == ["金属表面处理剂"]
    for secret in ("机密标题", "三比七", "青禾涂料", "13900009876"):
        assert texts(Client().get(f"/open/needs/?q={secret}"), "//main//li//h2") == []


def test_switch_shuts_the_public_pages(administrator: User, broker: User) -> None:
    record_id = publish(RecordKind.NEED, broker)
    change_preferences(values={"strangers_see_teasers": False}, by=administrator)

    for address in ("/open/", "/open/needs/", f"/open/needs/{record_id}/"):
        answer = Client().get(address)
        assert (answer.status_code, answer["Location"]) == (
            302,
            f"/accounts/login/?next={address}",
        )


@pytest.mark.parametrize("role", [Role.LEADER, Role.MEMBER, Role.ADMINISTRATOR])
def test_page_is_the_same_whoever_looks(role: Role, broker: User) -> None:
    record_id = publish(RecordKind.NEED, broker)
    client = Client()
    client.force_login(make_user(role))

    for address in ("/open/needs/", f"/open/needs/{record_id}/"):
        assert texts(client.get(address), "//main") == texts(Client().get(address), "//main")


def test_preview_is_the_page_of_strangers(broker_client: Client, broker: User) -> None:
    record_id = publish(RecordKind.NEED, broker)

    preview = broker_client.get(f"/needs/{record_id}/stranger/")
    client = Client()
    client.cookies["duijie_language"] = "en"
    page = client.get(f"/open/needs/{record_id}/")

    assert texts(preview, "//main") == texts(page, "//main")
    assert texts(preview, '//*[@class="preview"]/p') == ["Preview: this is what a stranger sees."]
    assert find(preview, '//meta[@name="robots"]')[0].get("content") == "noindex"
    assert find(page, '//meta[@name="robots"]')[0].get("content") == "noarchive"


def test_preview_says_why_strangers_see_nothing(broker_client: Client, broker: User) -> None:
    values = values_of(RecordKind.NEED)
    draft = create_record(
        kind=RecordKind.NEED, values=values, by=broker, disclosure=DisclosureLevel.REGISTERED
    )

    preview = broker_client.get(f"/needs/{draft}/stranger/")

    assert texts(preview, '//ul[@class="why"]/li') == [
        "It is not published.",
        "It has no title for strangers.",
        "“Who may see the record” is not set to everybody.",
    ]


def test_page_says_whom_to_ask(administrator: User, broker: User) -> None:
    change_preferences(values={"contact_line": "云泽对接中心 0555-123456"}, by=administrator)
    record_id = publish(RecordKind.NEED, broker)

    assert texts(Client().get(f"/open/needs/{record_id}/"), '//*[@class="ask"]') == [
        "云泽对接中心 0555-123456"
    ]


def test_page_is_light_and_needs_no_script(broker: User) -> None:
    """Sizes as sent, uncompressed: the page and the one style sheet that it asks for."""
    for number in range(50):
        publish(RecordKind.NEED, broker, title=f"需求{number}", teaser_text="处" * 300)

    page = Client().get("/open/needs/")

    assert find(page, "//script") == []
    (style,) = find(page, '//link[@rel="stylesheet"]')
    path = find_static(style.get("href").split("/static/")[1])
    assert isinstance(path, str)
    assert len(page.content) + len(Path(path).read_bytes()) < 60_000
