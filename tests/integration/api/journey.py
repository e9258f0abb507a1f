"""A made-up region by way of the interface alone: every operation does something once.

`World` keeps what there is afterwards, for whoever wants to ask about it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from duijie.accounts.enums import Role
from duijie.accounts.models import User
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import Attachment
from duijie.catalogue.services.codes import ensure_code_lists
from duijie.core import clock
from duijie.core.jobs.execution import run_job
from duijie.core.jobs.models import Job
from duijie.core.jobs.services import enqueue_job
from duijie.errors import Message
from duijie.intake.models import SourceDocument
from duijie.matching.models import Introduction, JudgedPair, JudgingRound
from tests.factories.imports import make_sheet, need_row, work
from tests.factories.records import values_of
from tests.factories.users import make_user
from tests.factories.zones import make_zone
from tests.integration.api.asking import Asker, asker

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f"
    b"\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d"
    b"\x00\x00\x00\x00IEND\xaeB`\x82"
)
TEASER = {"teaser_title": "某涂料企业征集耐盐雾配方", "teaser_text": "要求耐盐雾一千小时。"}


@dataclass
class World:
    """Who asks, and one object for each name that stands in an address."""

    askers: dict[str, Asker]
    ids: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By the first part of the address, the value of each name in it."""

    @property
    def reached(self) -> set[str]:
        return {name for program in self.askers.values() for name in program.reached}


def travel() -> World:
    """Go through all areas, as whoever may."""
    # leaders and visitors have no tokens
    with_tokens = [role for role in Role if role not in {Role.LEADER, Role.VISITOR}]
    world = World({role.value: asker(role) for role in with_tokens})
    world.askers["stranger"] = asker(None)
    _organisations(world)
    for kind in (RecordKind.NEED, RecordKind.OFFER, RecordKind.EXPERT):
        _record(world, kind)
    _introduction(world)
    _attached(world)
    _agreements(world)
    _import(world)
    _document(world)
    _exports(world)
    _people(world)
    _own(world)
    return world


def done(answer: Any) -> Any:
    """The answer of something that has to work."""
    assert answer.status_code < 300, (answer.status_code, answer.content.decode()[:600])
    return answer.json() if answer.status_code != 204 else None


def _organisations(world: World) -> None:
    broker, member = world.askers["broker"], world.askers["member"]
    values = values_of(RecordKind.ORGANISATION, name="青禾涂料有限公司")
    made = done(broker.post("/organisations", values))
    path = f"/organisations/{made['id']}"
    done(broker.patch(path, {"revision": 1, "region": "东湾市"}))
    assert member.user is not None
    done(broker.put(f"{path}/members/{member.user.pk}"))
    done(broker.delete(f"{path}/members/{member.user.pk}"))
    done(broker.put(f"{path}/members/{member.user.pk}"))
    assert [one["user_id"] for one in done(member.get(path))["members"]] == [member.user.pk]
    for what in ("history", "notes", "attachments", "consents"):
        done(broker.get(f"{path}/{what}"))
    other = done(broker.post("/organisations", values_of(RecordKind.ORGANISATION)))
    done(broker.delete(f"/organisations/{other['id']}"))
    assert [row["id"] for row in done(broker.get("/organisations/bin"))["items"]] == [other["id"]]
    done(broker.post(f"/organisations/{other['id']}/restore"))
    assert len(done(member.get("/organisations"))["items"]) == 2
    world.ids["organisations"] = {"record_id": made["id"], "user_id": member.user.pk}


def _record(world: World, kind: RecordKind) -> None:
    broker = world.askers["broker"]
    area = f"/{kind}s"
    values = values_of(kind, organisation="青禾涂料有限公司", phone="13800138000", **TEASER)
    made = done(broker.post(area, {**values, "disclosure": 1, "is_submitted": True}))
    path = f"{area}/{made['id']}"
    done(broker.patch(path, {"revision": 1, "region": "东湾市", "keywords": ["涂料", "盐雾"]}))
    assert done(broker.post(f"{path}/moves", {"move": "publish"})) == {"state": "published"}
    gone = done(broker.post(area, values_of(kind, organisation="青禾涂料有限公司")))
    done(broker.delete(f"{area}/{gone['id']}"))
    assert [row["id"] for row in done(broker.get(f"{area}/bin"))["items"]] == [gone["id"]]
    done(broker.post(f"{area}/{gone['id']}/restore"))
    for what in ("history", "notes", "attachments", "consents"):
        done(broker.get(f"{path}/{what}"))
    seen = done(world.askers["stranger"].get(path))
    assert seen["title"] == TEASER["teaser_title"]
    assert [row["id"] for row in done(world.askers["stranger"].get(area))["items"]] == [made["id"]]
    world.ids[f"{kind}s"] = {"record_id": made["id"]}
    _desk(broker, path)
    if kind is RecordKind.NEED:
        done(broker.get(f"{path}/suggestions"))
        done(broker.get(f"{path}/similar"))
        done(broker.get("/common-needs"))
        first, second = (done(broker.post("/trials", {"text": "涂层起泡"})) for _ in range(2))
        done(broker.delete(f"/trials/{first['id']}"))
        assert broker.post("/trials", {"like": {"kind": "offer", "id": 9_999}}).status_code == 404
        assert done(broker.get(f"/trials/{second['id']}"))["text"] == "涂层起泡"
        world.ids["trials"] = {"trial_id": second["id"]}
        world.ids["needs"]["need_id"] = made["id"]
    if kind is RecordKind.EXPERT:
        expert = world.askers["expert"]
        assert expert.user is not None
        done(broker.put(f"{path}/account", {"user_id": expert.user.pk}))


def _desk(broker: Asker, path: str) -> None:
    """Put off and back; a step taken back."""
    until = (clock.today() + timedelta(days=7)).isoformat()
    done(broker.put(f"{path}/snooze", {"until": until}))
    (off,) = done(broker.get("/desk/snoozed"))["items"]
    assert (path.endswith(str(off["id"])), off["until_date"]) == (True, until)
    done(broker.delete(f"{path}/snooze"))
    assert done(broker.get("/desk/snoozed"))["items"] == []
    done(broker.post(f"{path}/moves", {"move": "withdraw"}))
    revision = done(broker.get(path))["values"]["revision"]
    assert done(broker.post(f"{path}/undo", {"revision": revision})) == {"state": "published"}


def _introduction(world: World) -> None:
    """Of a need of another company: those of the records above are of one."""
    broker = world.askers["broker"]
    values = values_of(RecordKind.NEED, phone="13800138000", person="王工")
    need_id = done(broker.post("/needs", {**values, "is_submitted": True}))["id"]
    done(broker.post(f"/needs/{need_id}/moves", {"move": "publish"}))
    target = {"target_kind": "offer", "target_id": world.ids["offers"]["record_id"]}
    path = f"/needs/{need_id}/decisions"
    refused = {**target, "decision": "refuse", "reason": "too_early"}
    revision = done(broker.post(path, refused))["revision"]
    assert [row["decision"]["state"] for row in done(broker.get(path))["items"]] == ["refused"]
    back = {**target, "decision": "take_back", "revision": revision}
    assert done(broker.post(path, back))["state"] == "open"
    begun = done(broker.post(path, {**target, "decision": "introduce"}))
    introduction = f"/introductions/{begun['introduction_id']}"
    asked = {"side": "need", "recipient_name": "王工"}
    assert "/a/" in done(broker.post(f"{introduction}/links", asked))["link"]
    assert done(broker.get(introduction))["row"]["state"] == "asked"
    Introduction.objects.update(state="agreed")
    contact = {"move": "contact", "contact_date": "2026-03-05", "contact_way": "phone"}
    done(broker.post(f"{introduction}/moves", contact))
    (row,) = done(broker.get("/introductions"))["items"]
    assert (row["state"], row["contact_way"]) == ("contacted", "phone")
    world.ids["introductions"] = {"introduction_id": row["id"]}


def _attached(world: World) -> None:
    broker = world.askers["broker"]
    attachment_id = note_id = 0
    for kind in RecordKind:
        path = f"/{kind}s/{world.ids[f'{kind}s']['record_id']}"
        photo = SimpleUploadedFile("现场.png", PNG)
        attachment_id = done(broker.upload(f"{path}/attachments", photo, disclosure="2"))["id"]
        note_id = done(broker.post(f"{path}/notes", {"text": "已电话联系"}))["id"]
    done(broker.delete(f"/notes/{note_id}"))
    path = f"/needs/{world.ids['needs']['record_id']}"
    world.ids["notes"] = {"note_id": done(broker.post(f"{path}/notes", {"text": "再约"}))["id"]}
    for job in Job.objects.filter(kind="catalogue.draw_preview", state="queued"):
        run_job.func(str(job.id))
    assert Attachment.objects.exclude(preview="").exists()
    path = f"/attachments/{attachment_id}"
    done_file(broker.get(f"{path}/file"))
    done_file(broker.get(f"{path}/preview"))
    done(broker.patch(path, {"disclosure": 3}))
    done(broker.delete(path))
    done(broker.post(f"{path}/restore"))
    world.ids["attachments"] = {"attachment_id": attachment_id}


def done_file(answer: Any) -> None:
    assert answer.status_code == 200


def _agreements(world: World) -> None:
    broker, collector = world.askers["broker"], world.askers["collector"]
    consent_id = 0
    for kind in RecordKind:
        path = f"/{kind}s/{world.ids[f'{kind}s']['record_id']}/consents"
        asked = {"level": 3, "reason": "想了解现场情况"}
        consent_id = done(collector.post(path, asked))["id"]
        assert len(done(broker.get(path))["items"]) == 1
    done(broker.post(f"/consents/{consent_id}/answers", {"answer": "give"}))
    states = [row["state"] for row in done(collector.get("/consents"))["items"]]
    assert sorted(states) == ["in_force", "open", "open", "open"]
    world.ids["consents"] = {"consent_id": consent_id - 1}


def _import(world: World) -> None:
    broker = world.askers["broker"]
    rows = [need_row(1), need_row(2), need_row(3, organisation="", title="", text="")]
    file = SimpleUploadedFile("需求.xlsx", make_sheet(rows))
    batch_id = done(broker.upload("/imports", file))["id"]
    path = f"/imports/{batch_id}"
    work()
    found = done(broker.get(path))
    table = found["tables"][0]
    header = {"table_key": table["key"], "row": table["header_row"]}
    done(broker.post(f"{path}/header", header))
    work()
    table = done(broker.get(path))["tables"][0]
    chosen = {
        "tables": [{"key": table["key"], "kind": "need", "columns": {}}],
        "state": "submitted",
    }
    done(broker.post(f"{path}/columns", chosen))
    work()
    verdicts = done(broker.get(path))["verdicts"]
    assert verdicts == {"new": 2, "refused": 1}
    shown = done(broker.get(f"{path}/rows", verdict="new"))["items"]
    leave = {"choice": "skip", "row_ids": [shown[0]["id"]]}
    assert done(broker.post(f"{path}/choices", leave)) == {"count": 1}
    done_file(broker.get(f"{path}/refused"))
    done(broker.post(f"{path}/run"))
    Job.objects.filter(state="queued").update(state="failed")
    done(broker.post(f"{path}/resume"))
    work()
    assert done(broker.get(path))["states"]["written"] == 1
    done(broker.post(f"{path}/undo"))
    work()
    assert done(broker.get(path))["state"] == "undone"
    unwanted = SimpleUploadedFile("需求2.xlsx", make_sheet([need_row(4)], title="二"))
    unwanted_id = done(broker.upload("/imports", unwanted))["id"]
    Job.objects.filter(state="queued").update(state="failed")
    done(broker.delete(f"/imports/{unwanted_id}"))
    world.ids["imports"] = {"batch_id": batch_id}
    assert len(done(broker.get("/imports"))["items"]) == 1


def _document(world: World) -> None:
    collector = world.askers["collector"]
    file = SimpleUploadedFile("需求说明.txt", "技术需求：涂层耐盐雾。".encode())
    receipt = done(collector.upload("/documents", file))
    listed = done(collector.get("/documents"))["items"]
    assert [row["job_id"] for row in listed] == [receipt["job_id"]]
    SourceDocument.objects.update(state="read", title="需求说明")
    done(collector.get(f"/documents/{listed[0]['id']}"))
    done_file(collector.get(f"/documents/{listed[0]['id']}/file"))
    done(collector.get(f"/jobs/{receipt['job_id']}"))
    done(collector.post(f"/jobs/{receipt['job_id']}/cancel"))
    assert done(collector.get("/jobs"))["items"][0]["state"] == "cancelled"
    waiting = enqueue_job(
        kind="catalogue.expire_records",
        payload={},
        title=Message("catalogue.expiring_records"),
        by=collector.user,
    )
    world.ids["documents"] = {"document_id": listed[0]["id"]}
    world.ids["jobs"] = {"job_id": str(waiting)}


def _exports(world: World) -> None:
    broker = world.askers["broker"]
    job_id = ""
    for kind in RecordKind:
        job_id = done(broker.post(f"/{kind}s/exports", {"format": "csv"}))["job_id"]
    run_job.func(job_id)
    done_file(broker.get(f"/exports/{job_id}/file"))
    world.ids["exports"] = {"job_id": job_id}


def _people(world: World) -> None:
    administrator = world.askers["administrator"]
    zone = make_zone("东湾市")
    assert done(administrator.get("/zones"))["items"][0]["name"] == "东湾市"
    done(administrator.get(f"/zones/{zone.pk}"))
    body = {"display_name": "王小明", "role": "collector", "zone_id": zone.pk}
    issued = done(administrator.post("/users", {**body, "username": "wangxm"}))
    assert issued["password"]
    user_id = User.objects.get(username="wangxm").pk
    path = f"/users/{user_id}"
    assert done(administrator.get(path))["zone_name"] == "东湾市"
    done(administrator.put(path, {**body, "role": "broker"}))
    done(administrator.post(f"{path}/password"))
    broker = world.askers["broker"]
    assert broker.user is not None
    keys = [f"need:{world.ids['needs']['record_id']}"]
    handed = done(administrator.post("/hand-overs", {"to_user_id": user_id, "keys": keys}))
    assert handed["counts"] == {"need": 1}
    done(administrator.post(f"{path}/close", {"heir_id": broker.user.pk}))
    done(administrator.post(f"{path}/reopen"))
    assert len(done(administrator.get("/users", role="broker"))["items"]) == 2
    invited = done(administrator.post("/invitations", {**body, "days": 7}))
    assert invited["link"].startswith("http")
    done(administrator.post(f"/invitations/{invited['id']}/resend"))
    done(administrator.delete(f"/invitations/{invited['id']}"))
    assert done(administrator.get("/invitations"))["items"][0]["state"] == "revoked"
    done(administrator.get("/access-log"))
    world.ids["zones"] = {"zone_id": zone.pk}
    world.ids["users"] = {"user_id": make_user(Role.COLLECTOR).pk}
    world.ids["invitations"] = {"invitation_id": invited["id"]}


def _own(world: World) -> None:
    broker = world.askers["broker"]
    ensure_code_lists(keys=("stage",))
    assert [row["key"] for row in done(broker.get("/codes"))["items"]] == ["stage"]
    assert done(broker.get("/codes/stage"))["items"]
    assert done(broker.get("/codes/stage/children"))["items"]
    world.ids["codes"] = {"list_key": "stage"}
    done(broker.get("/search", q="青禾涂料"))
    assert done(broker.get("/account"))["role"] == "broker"
    assert done(broker.get("/account/zones"))["items"]
    assert done(broker.get("/figures"))["organisations"] >= 2
    assert done(broker.get("/figures/matching"))["acceptance"]
    _grading(world, broker)
    notices = done(broker.get("/notices"))["items"]
    done(broker.post(f"/notices/{notices[0]['id']}/read"))
    assert done(broker.post("/notices/read"))["count"] >= 1
    world.ids["notices"] = {"notice_id": notices[0]["id"]}
    assert done(world.askers["stranger"].get("/openapi.json"))["openapi"] == "3.1.0"


def _grading(world: World, broker: Asker) -> None:
    first, made = (done(broker.post("/grading-rounds", {"needs": 1})) for _ in range(2))
    done(broker.delete(f"/grading-rounds/{first['id']}"))
    row = JudgingRound.objects.get(pk=made["id"])
    need_id, offer_id = (world.ids[kind]["record_id"] for kind in ("needs", "offers"))
    pair = JudgedPair.objects.create(
        round=row, need_id=need_id, offer_id=offer_id, places={"words": 1}, draw=0
    )
    path = f"/grading-rounds/{row.pk}"
    assert made["id"] in {one["id"] for one in done(broker.get("/grading-rounds"))["items"]}
    assert done(broker.get(path))["pairs"] == 1
    done(broker.put(f"{path}/pairs/{pair.pk}/grade", {"value": 3}))
    (judged,) = done(broker.get(f"{path}/pairs"))["items"]
    assert [grade["value"] for grade in judged["grades"]] == [3]
    assert done(broker.get(f"{path}/figures"))["graded"]["count"] == 1
    world.ids["grading-rounds"] = {"round_id": row.pk, "pair_id": pair.pk}
