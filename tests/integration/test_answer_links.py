"""Answer links: one purpose, one object, for people without an account."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.test import Client, TestCase

from duijie.accounts.enums import Role
from duijie.accounts.errors import AnswerLinkError
from duijie.accounts.models import AnswerLink, AnswerOpening, User
from duijie.accounts.permissions import (
    can_create_answer_link,
    can_list_answer_links,
    can_revoke_answer_link,
    check_can_create_answer_link,
    check_can_list_answer_links,
    check_can_revoke_answer_link,
)
from duijie.accounts.queries import get_open_link, list_answer_links_for_user
from duijie.accounts.services import (
    IssuedLink,
    create_answer_link,
    register_purpose,
    revoke_answer_link,
    use_answer_link,
)
from duijie.catalogue.models import CatalogueRecord, Change, Need, Note
from duijie.core import clock
from duijie.core.actor import Actor
from duijie.core.audit.models import AuditEntry
from duijie.core.errors import NotAllowedError, NotFoundError
from duijie.core.notify.models import Notification
from tests.factories.records import make_record, store_record
from tests.factories.users import make_administrator, make_broker, make_user
from tests.factories.zones import make_zone
from tests.integration.web.building import find, text_of

pytestmark = pytest.mark.django_db

TEXT = "酸洗抽检漏检率高，希望三秒内判定烧伤等级。"


@pytest.fixture(autouse=True)
def _no_counts_of_other_tests() -> None:
    cache.clear()


@pytest.fixture
def need(broker: User) -> CatalogueRecord:
    need = store_record(make_record(title="磨削烧伤判定", text=TEXT), by=broker)
    Need.objects.filter(pk=need.pk).update(person="林薇", phone="13800000000")
    need.refresh_from_db()
    return need


def link_to(need: CatalogueRecord, by: User, **given: object) -> IssuedLink:
    values: dict[str, object] = {"recipient_name": "林薇", "zone_path": "", **given}
    return create_answer_link(
        purpose="confirm_need",
        object_id=need.pk,
        by=by,
        **values,  # type: ignore[arg-type]
    )


def english() -> Client:
    client = Client()
    client.cookies["duijie_language"] = "en"
    return client


def filled(page: object) -> dict[str, str]:
    """The form as a browser would send it back."""
    boxes = find(page, '//form//input[@name and @type!="hidden"] | //textarea')  # type: ignore[arg-type]
    sent = {box.get("name"): box.get("value") or (box.text or "").strip() for box in boxes}
    (revision,) = find(page, '//input[@name="revision"]')  # type: ignore[arg-type]
    return {**sent, "revision": revision.get("value")}


def test_company_corrects_its_need_without_an_account(broker: User, need: CatalogueRecord) -> None:
    issued = link_to(need, broker)
    client = english()
    page = client.get(f"/a/{issued.secret}/")
    sent = filled(page)
    answer = client.post(
        f"/a/{issued.secret}/",
        {**sent, "title": "磨削烧伤在线判定", "budget_wan": "120", "remark": "下周可来厂"},
    )
    need.refresh_from_db()

    assert sent["text"] == TEXT
    assert "Thank you" in text_of(answer)
    assert (need.title, need.budget_wan, need.text) == ("磨削烧伤在线判定", 120.0, TEXT)
    assert (need.person, need.phone) == ("林薇", "13800000000")
    (change,) = Change.objects.filter(need_id=need.pk, action="change_record")
    assert set(change.values) == {"title", "budget_wan"}
    assert change.by_id == broker.pk
    (note,) = Note.objects.filter(need_id=need.pk)
    assert "林薇" in note.text
    assert "下周可来厂" in note.text
    (told,) = Notification.objects.filter(kind="accounts.link_answered")
    assert told.recipient_id == broker.pk
    assert AuditEntry.objects.filter(action="accounts.use_answer_link").count() == 1
    assert AnswerOpening.objects.filter(link_id=issued.id).count() == 1


def test_need_that_is_right_is_confirmed_with_one_touch(
    broker: User, need: CatalogueRecord
) -> None:
    issued = link_to(need, broker)
    client = english()
    answer = client.post(f"/a/{issued.secret}/", filled(client.get(f"/a/{issued.secret}/")))
    assert "Nothing had to be changed." in text_of(answer)
    revision = need.revision
    need.refresh_from_db()
    assert need.revision == revision
    link = AnswerLink.objects.get()
    assert (link.uses_left, link.used_at is None) == (2, False)


def test_company_sees_its_own_need_and_nothing_that_staff_keep(
    broker: User, need: CatalogueRecord
) -> None:
    other = store_record(make_record(title="别家的需求", text="别家的秘密"), by=broker)
    Need.objects.filter(pk=need.pk).update(
        unplaced={"备注": "老板难缠"}, number="XQ-077", expected_goal="漏检率千分之一以下"
    )
    Note.objects.create(need_id=need.pk, text="先别答应", by=broker)
    body = english().get(f"/a/{link_to(need, broker).secret}/").content.decode()

    assert "漏检率千分之一以下" in body
    for hidden in ("老板难缠", "XQ-077", "先别答应", other.title, "别家的秘密"):
        assert hidden not in body


def test_fields_outside_the_form_cannot_be_changed(broker: User, need: CatalogueRecord) -> None:
    issued = link_to(need, broker)
    client = english()
    sent = filled(client.get(f"/a/{issued.secret}/"))
    client.post(
        f"/a/{issued.secret}/",
        {**sent, "organisation": "别的公司", "state": "closed", "teaser_title": "x", "zone": "1"},
    )
    after = Need.objects.get(pk=need.pk)
    assert (after.organisation_id, after.state, after.teaser_title) == (
        need.organisation_id, need.state, need.teaser_title
    )  # fmt: skip


def test_link_of_one_need_opens_no_other_page(broker: User, need: CatalogueRecord) -> None:
    issued = link_to(need, broker)
    client = english()
    client.get(f"/a/{issued.secret}/")
    assert client.get(f"/needs/{need.pk}/edit/").status_code in {302, 404}
    assert client.get("/answers/")["Location"] == "/accounts/login/?next=/answers/"


def test_closed_doors_look_alike(broker: User, need: CatalogueRecord) -> None:
    used, revoked, expired, orphaned, lost, gone = (link_to(need, broker) for _ in range(6))
    AnswerLink.objects.filter(pk=used.id).update(uses_left=0)
    revoke_answer_link(link_id=revoked.id, by=broker)
    AnswerLink.objects.filter(pk=expired.id).update(expires_at=clock.now())
    AnswerLink.objects.filter(pk=orphaned.id).update(
        created_by=make_user(Role.BROKER, is_active=False)
    )
    # a collector who neither made it nor is responsible may no longer change it
    AnswerLink.objects.filter(pk=lost.id).update(created_by=make_user(Role.COLLECTOR))
    AnswerLink.objects.filter(pk=gone.id).update(object_id=str(need.pk + 999))
    pages = [
        english().get(f"/a/{link.secret}/")
        for link in (used, revoked, expired, orphaned, lost, gone)
    ]
    pages.append(english().get("/a/never-was/"))
    assert [page.status_code for page in pages] == [404] * 7
    assert len({text_of(page) for page in pages}) == 1
    assert "expired, been used or been taken back" in text_of(pages[0])
    assert TEXT not in "".join(page.content.decode() for page in pages)


def test_page_is_kept_by_nobody(broker: User, need: CatalogueRecord) -> None:
    for page in (english().get(f"/a/{link_to(need, broker).secret}/"), english().get("/a/x/")):
        assert "no-store" in page["Cache-Control"]
        assert "noindex" in page["X-Robots-Tag"]
        assert page["Referrer-Policy"] == "same-origin"


@pytest.mark.usefixtures("still_clock")
def test_door_is_rate_limited(broker: User, need: CatalogueRecord) -> None:
    address = f"/a/{link_to(need, broker).secret}/"
    client = english()
    assert [client.get(address).status_code for _ in range(62)] == [200] * 60 + [429] * 2


def test_link_is_written_into_no_log(
    broker: User, need: CatalogueRecord, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    secret = link_to(need, broker).secret
    client = english()
    refused = client.post(f"/a/{secret}/", {"revision": "no number"})
    gone = client.get("/a/once-was/")
    too_many = [client.get("/a/once-was/") for _ in range(12)][-1]
    assert (refused.status_code, gone.status_code, too_many.status_code) == (400, 404, 429)
    assert secret not in caplog.text
    assert "once-was" not in caplog.text


def test_uses_are_counted_and_end(broker: User, need: CatalogueRecord) -> None:
    issued = link_to(need, broker)
    client = english()
    for number in range(3):
        sent = filled(client.get(f"/a/{issued.secret}/"))
        client.post(f"/a/{issued.secret}/", {**sent, "budget_wan": str(number + 1)})
    assert client.get(f"/a/{issued.secret}/").status_code == 404
    with pytest.raises(NotFoundError):
        use_answer_link(link_id=issued.id)
    need.refresh_from_db()
    assert need.budget_wan == 3.0


def test_wrong_values_are_said_at_their_field_and_use_nothing_up(
    broker: User, need: CatalogueRecord
) -> None:
    issued = link_to(need, broker)
    client = english()
    sent = filled(client.get(f"/a/{issued.secret}/"))
    answer = client.post(f"/a/{issued.secret}/", {**sent, "budget_wan": "很多", "text": "新的正文"})
    need.refresh_from_db()
    assert answer.status_code == 400
    assert find(answer, '//*[@id="id_budget_wan-error"]')
    assert filled(answer)["text"] == "新的正文"
    assert (need.text, AnswerLink.objects.get().uses_left) == (TEXT, 3)
    assert not Note.objects.exists()


def test_need_changed_meanwhile_is_not_overwritten_unseen(
    broker: User, need: CatalogueRecord
) -> None:
    issued = link_to(need, broker)
    client = english()
    sent = filled(client.get(f"/a/{issued.secret}/"))
    Need.objects.filter(pk=need.pk).update(budget_wan=7, revision=need.revision + 1)
    answer = client.post(f"/a/{issued.secret}/", {**sent, "title": "新题"})
    need.refresh_from_db()
    assert answer.status_code == 400
    assert "changed meanwhile" in text_of(answer)
    assert (need.budget_wan, AnswerLink.objects.get().uses_left) == (7, 3)
    again = client.post(f"/a/{issued.secret}/", filled(answer))
    assert "Thank you" in text_of(again)


def test_stranger_calls_no_colleague_by_their_name(broker: User, need: CatalogueRecord) -> None:
    colleague = make_broker()
    issued = link_to(need, broker)
    client = english()
    sent = filled(client.get(f"/a/{issued.secret}/"))
    client.post(f"/a/{issued.secret}/", {**sent, "remark": f"@{colleague.username} 请看"})
    assert not Notification.objects.filter(recipient=colleague).exists()
    assert not Note.objects.get().mentioned.exists()


def test_secret_is_kept_nowhere(broker: User, need: CatalogueRecord) -> None:
    issued = link_to(need, broker)
    english().get(f"/a/{issued.secret}/")
    kept = [*AnswerLink.objects.values(), *AuditEntry.objects.values(),
            *AnswerOpening.objects.values(), *Notification.objects.values()]  # fmt: skip
    assert issued.secret not in repr(kept)
    assert issued.secret not in repr(issued)


def test_who_may_hand_out_and_take_back() -> None:
    city, elsewhere = make_zone("甲市"), make_zone("乙市")
    owner, colleague, stranger = make_broker(), make_broker(), make_broker()
    User.objects.filter(pk=colleague.pk).update(zone=city)
    User.objects.filter(pk=stranger.pk).update(zone=elsewhere)
    record = store_record(make_record(), by=owner)
    link_id = link_to(record, owner, zone_path=city.path).id
    link = AnswerLink.objects.get(pk=link_id)
    # (user, may list and create, sees this one)
    table: list[tuple[Actor, bool, bool]] = [
        (make_administrator(), True, True),
        (owner, True, True),
        (User.objects.get(pk=colleague.pk), True, True),
        (User.objects.get(pk=stranger.pk), True, False),
        (make_user(Role.COLLECTOR), True, False),
        (make_user(Role.MEMBER), False, False),
        (make_user(Role.EXPERT), False, False),
        (make_user(Role.LEADER), False, False),
        (make_user(Role.VISITOR), False, False),
        (make_user(Role.BROKER, is_active=False), False, False),
        (AnonymousUser(), False, False),
    ]
    for user, may, sees in table:
        assert (can_list_answer_links(user), can_create_answer_link(user)) == (may, may)
        assert can_revoke_answer_link(user, link) is sees
        if may:
            assert bool(list_answer_links_for_user(user)) is sees
        else:
            for check in (check_can_list_answer_links, check_can_create_answer_link,
                          list_answer_links_for_user):  # fmt: skip
                with pytest.raises(NotAllowedError):
                    check(user)
            with pytest.raises(NotAllowedError):
                create_answer_link(purpose="confirm_need", object_id=record.pk, zone_path="",
                                   recipient_name="x", by=user)  # fmt: skip
        if not sees:
            with pytest.raises(NotAllowedError):
                check_can_revoke_answer_link(user, link)
            with pytest.raises((NotFoundError, NotAllowedError)):
                revoke_answer_link(link_id=link_id, by=user)
    link.refresh_from_db()
    assert link.revoked_at is None


def test_link_is_handed_out_only_for_a_need_that_one_may_change(need: CatalogueRecord) -> None:
    collector = make_user(Role.COLLECTOR)
    client = english()
    client.force_login(collector)
    answer = client.post(f"/answers/needs/{need.pk}/", {"recipient_name": "林", "days": "7"})
    assert answer.status_code in {403, 404}
    assert not AnswerLink.objects.exists()


def test_page_shows_link_text_and_code_once(broker: User, need: CatalogueRecord) -> None:
    client = english()
    client.force_login(broker)
    answer = client.post(f"/answers/needs/{need.pk}/", {"recipient_name": "林薇", "days": "7"})
    (box,) = find(answer, '//*[@id="link-text"]')
    secret = str(box.text_content()).split("/a/")[1].split("/")[0]
    assert get_open_link(secret).object_id == str(need.pk)
    assert find(answer, '//img[@class="qr"]')
    assert secret not in client.get(f"/answers/needs/{need.pk}/").content.decode()
    assert secret not in client.get("/answers/").content.decode()
    assert client.post(f"/answers/{AnswerLink.objects.get().pk}/revoke/").status_code == 302
    assert english().get(f"/a/{secret}/").status_code == 404


@pytest.mark.parametrize(
    "given", [{"recipient_name": " "}, {"days": 0}, {"days": 91}, {"purpose": "nothing"}]
)
def test_link_that_cannot_be_is_refused(broker: User, given: dict[str, object]) -> None:
    values: dict[str, object] = {
        "purpose": "confirm_need", "recipient_name": "林", "days": 7, **given
    }  # fmt: skip
    with pytest.raises(AnswerLinkError):
        create_answer_link(object_id=1, zone_path="", by=broker, **values)  # type: ignore[arg-type]
    assert not AnswerLink.objects.exists()


def test_two_purposes_of_one_name_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="confirm_need"):
        register_purpose(
            "confirm_need",
            label="x",
            object_kind="need",
            handler=lambda _request, _link: None,  # type: ignore[arg-type,return-value]
        )


def test_list_costs_the_same_for_one_and_many(
    administrator: User, broker: User, need: CatalogueRecord
) -> None:
    link_to(need, broker)
    with TestCase().assertNumQueries(2):
        list_answer_links_for_user(administrator)
    for _ in range(4):
        link_to(need, make_broker())
    with TestCase().assertNumQueries(2):
        assert len(list_answer_links_for_user(administrator)) == 5
