"""Name, logo and limits: the form, who sees it, and where the logo appears."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from duijie.accounts.enums import Role
from duijie.core.preferences.models import Logo
from duijie.core.preferences.queries import get_preferences
from duijie.core.preferences.types import Preferences
from tests.factories.users import make_user
from tests.integration.web.building import find, text_of, texts

pytestmark = pytest.mark.django_db

ADDRESS = "/settings/region/"
FILLED = {
    "region_name": "云泽高新区<b>对接</b>中心",
    "short_name": "云泽对接",
    "contact_line": "科技创新部 0510-81230000",
    "upload_mb": "20",
    "ocr_pages": "100",
    "need_valid_days": "365",
    "expert_load": "4",
    "cooling_off_days": "60",
    "page_size": "100",
    "strangers_see_teasers": "on",
}


def png() -> SimpleUploadedFile:
    stream = io.BytesIO()
    Image.new("RGB", (240, 80), "#0e6672").save(stream, "PNG")
    return SimpleUploadedFile("../../logo.svg", stream.getvalue(), content_type="image/svg+xml")


def test_saved_settings_stand_in_the_form_and_on_every_page(administrator_client: Client) -> None:
    saved = administrator_client.post(ADDRESS, FILLED)
    page = administrator_client.get(ADDRESS)

    assert (saved.status_code, saved["Location"]) == (302, ADDRESS)
    values = {box.get("name"): box.get("value") for box in find(page, "//main//input[@id]")}
    assert values["need_valid_days"] == "365"
    switches = find(page, '//input[@type="checkbox" and @checked]')
    assert [box.get("name") for box in switches] == ["strangers_see_teasers"]
    desk = administrator_client.get("/")
    assert texts(desk, '//a[@class="brand"]') == ["云泽对接"]
    assert "云泽高新区<b>对接</b>中心" in texts(desk, '//*[@class="print-head"]')[0]
    assert b"<b>\xe5\xaf\xb9\xe6\x8e\xa5</b>" not in desk.content
    assert texts(Client().get("/accounts/login/"), '//a[@class="brand"]') == ["云泽对接"]
    assert get_preferences() == Preferences(
        region_name="云泽高新区<b>对接</b>中心",
        short_name="云泽对接",
        contact_line="科技创新部 0510-81230000",
        upload_mb=20,
        ocr_pages=100,
        need_valid_days=365,
        expert_load=4,
        cooling_off_days=60,
        page_size=100,
    )


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"page_size": "5"}, "page_size", "This has to be between 10 and 300."),
        ({"page_size": "viele"}, "page_size", "Enter a whole number."),
        ({"page_size": ""}, "page_size", "This field is required."),
        ({"short_name": "长" * 13}, "short_name", "At most 12 characters; these are 13."),
    ],
)
def test_wrong_value_is_said_at_its_field_and_the_input_stays(
    administrator_client: Client, changed: dict[str, str], field: str, said: str
) -> None:
    answer = administrator_client.post(ADDRESS, {**FILLED, **changed})

    assert answer.status_code == 400
    assert texts(answer, f'//*[@id="id_{field}-error"]') == [said]
    (box,) = find(answer, '//input[@name="contact_line"]')
    assert box.get("value") == FILLED["contact_line"]
    assert get_preferences() == Preferences()


def test_logo_is_served_as_our_own_png_to_everybody(administrator_client: Client) -> None:
    answer = administrator_client.post(f"{ADDRESS}logo/", {"logo": png()})
    assert answer.status_code == 302
    (image,) = find(administrator_client.get("/"), '//a[@class="brand"]/img')
    assert (image.get("width"), image.get("height")) == ("240", "80")

    served = Client().get(image.get("src"))

    assert (served.status_code, served["Content-Type"]) == (200, "image/png")
    assert served["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in served["Cache-Control"]
    assert Image.open(io.BytesIO(served.content)).size == (240, 80)
    assert Client().get("/settings/logo/" + "0" * 64 + "/").status_code == 404

    administrator_client.post(f"{ADDRESS}logo/remove/")
    assert Client().get(image.get("src")).status_code == 404
    assert find(administrator_client.get("/"), '//img[contains(@class, "logo")]') == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "This is no picture that can be read."),
        (b"x" * (4 * 1024 * 1024 + 1), "The picture has 5 MB; a logo may have 4."),
        (b"", "The submitted file is empty."),
    ],
)
def test_what_is_no_logo_is_said_at_its_field(
    administrator_client: Client, content: bytes, said: str
) -> None:
    answer = administrator_client.post(
        f"{ADDRESS}logo/", {"logo": SimpleUploadedFile("logo.png", content)}
    )

    assert answer.status_code == 400
    assert texts(answer, '//*[@id="id_logo-error"]')[0].startswith(said)
    assert not Logo.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_nobody_else_sees_or_changes_settings(role: Role) -> None:
    client = Client()
    client.force_login(make_user(role))
    answers = [
        client.get(ADDRESS),
        client.post(ADDRESS, FILLED),
        client.post(f"{ADDRESS}logo/", {"logo": png()}),
        client.post(f"{ADDRESS}logo/remove/"),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert not any("need_valid_days" in answer.content.decode() for answer in answers)
    assert get_preferences() == Preferences()


def test_sections_lead_to_each_other(administrator_client: Client) -> None:
    page = administrator_client.get(ADDRESS)
    links = find(page, '//nav[@class="subnav no-print"]/a')

    assert [link.get("href") for link in links if link.get("aria-current")] == [ADDRESS]
    assert len(links) >= 4
    for link in links:
        answer = administrator_client.get(link.get("href"))
        assert answer.status_code == 200
        here = find(answer, '//nav[@class="subnav no-print"]/a[@aria-current]')
        assert [other.get("href") for other in here] == [link.get("href")]
    assert "Saved." not in text_of(page)
