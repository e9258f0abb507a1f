"""Quick capture: a pasted note or a photo becomes a draft, and nothing of it is lost."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from duijie.accounts.enums import Role
from duijie.accounts.models import User
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.errors import ValuesError
from duijie.catalogue.models import Attachment, Need, Note
from duijie.core.errors import NotAllowedError, NotFoundError
from duijie.intake.errors import UploadError
from duijie.intake.queries import get_capture_for_user, list_open_captures
from duijie.intake.services.captures import (
    capture,
    drop_capture,
    keep_capture_reading,
    save_capture,
)
from tests.factories.users import make_user

pytestmark = pytest.mark.django_db
CHAT = """王经理 10:21
张工您好，我是青岚轴承有限公司的王磊，电话13900001234
王经理 10:22
我们套圈磨削烧伤现在靠酸洗抽检，漏检多，想找无损在线识别的技术，预算80万元左右，最好2027年6月30日之前解决
"""
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8ff"
    "ff3f0005fe02fea135810f0000000049454e44ae426082"
)


def test_chat_fills_a_draft_with_the_lines_in_which_it_stands(broker: User) -> None:
    made = capture(kind=RecordKind.NEED, text=CHAT, by=broker)
    found = get_capture_for_user(made, broker)
    assert found.state == "ready"
    assert found.values["organisation"] == "青岚轴承有限公司"
    assert found.values["phone"] == "13900001234"
    assert found.values["budget_wan"] == "80"
    assert found.values["deadline_date"] == "2027-06-30"
    assert "13900001234" in found.quotes["phone"]
    assert "80万元" in found.quotes["budget_wan"]
    # others read the description: no number may stand in it
    assert "13900001234" not in found.values["text"]
    assert "酸洗抽检" in found.values["text"]


def test_saving_makes_a_draft_and_keeps_the_whole_note_for_staff(broker: User) -> None:
    made = capture(kind=RecordKind.NEED, text=CHAT, by=broker)
    values = get_capture_for_user(made, broker).values
    record_id = save_capture(capture_id=made, values=values, by=broker)
    need = Need.objects.get(pk=record_id)
    assert need.organisation is not None
    assert (need.state, need.budget_wan, need.organisation.name) == (
        "draft",
        80.0,
        "青岚轴承有限公司",
    )
    assert Note.objects.get(need=need).text == CHAT.strip()
    assert list_open_captures(broker) == ()
    assert save_capture(capture_id=made, values=values, by=broker) == record_id
    assert Need.objects.count() == 1


def test_note_that_says_nothing_known_becomes_the_description(broker: User) -> None:
    made = capture(kind=RecordKind.NEED, text="上次那事再问问，回头细说", by=broker)
    values = get_capture_for_user(made, broker).values
    assert values["text"] == "上次那事再问问，回头细说"
    with pytest.raises(ValuesError):
        save_capture(capture_id=made, values=values, by=broker)
    # nothing was saved, and nothing is lost
    assert not Need.objects.exists()
    assert [one.id for one in list_open_captures(broker)] == [made]


def test_photo_is_kept_as_a_file_of_the_records_own_side(broker: User) -> None:
    photo = SimpleUploadedFile("表单.png", PNG)
    made = capture(kind=RecordKind.NEED, text="", by=broker, file=photo)
    assert get_capture_for_user(made, broker).state == "reading"
    keep_capture_reading(made, "企业名称：青岚轴承有限公司\n需求名称：磨削烧伤在线识别\n")
    values = get_capture_for_user(made, broker).values
    assert (values["organisation"], values["title"]) == ("青岚轴承有限公司", "磨削烧伤在线识别")
    record_id = save_capture(capture_id=made, values=values, by=broker)
    attachment = Attachment.objects.get(need_id=record_id)
    assert (attachment.name, attachment.disclosure) == ("表单.png", 5)


def test_photo_without_text_says_so_and_stays(broker: User) -> None:
    made = capture(kind=RecordKind.OFFER, text="", by=broker, file=SimpleUploadedFile("a.png", PNG))
    keep_capture_reading(made, "")
    found = get_capture_for_user(made, broker)
    assert (found.state, found.values) == ("ready", {})
    assert found.finding is not None
    assert found.finding.code == "intake.photo_without_text"


def test_capture_is_its_owners_alone(broker: User) -> None:
    made = capture(kind=RecordKind.NEED, text=CHAT, by=broker)
    other = make_user(Role.ADMINISTRATOR)
    with pytest.raises(NotFoundError):
        get_capture_for_user(made, other)
    with pytest.raises(NotFoundError):
        save_capture(capture_id=made, values={}, by=other)
    with pytest.raises(NotFoundError):
        drop_capture(capture_id=made, by=other)
    drop_capture(capture_id=made, by=broker)
    assert list_open_captures(broker) == ()


def test_capture_refuses_nothing_at_all_and_who_makes_no_records(broker: User) -> None:
    with pytest.raises(UploadError, match="capture_empty"):
        capture(kind=RecordKind.NEED, text="  ", by=broker)
    with pytest.raises(UploadError, match="capture_too_long"):
        capture(kind=RecordKind.NEED, text="长" * 20_001, by=broker)
    with pytest.raises(NotAllowedError):
        capture(kind=RecordKind.NEED, text=CHAT, by=make_user(Role.LEADER))
