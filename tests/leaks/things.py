"""What is planted beside the records: documents, imports, captures, jobs, links, matches …"""

from __future__ import annotations

import hashlib
import uuid
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from duijie.accounts.enums import Role
from duijie.accounts.models import AnswerLink, ApiToken
from duijie.accounts.services import create_answer_link
from duijie.accounts.services.invitations import create_invitation
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.models import Source
from duijie.core import clock
from duijie.core.jobs.models import Job, JobState
from duijie.core.notify.models import Notification
from duijie.intake.enums import DocumentState
from duijie.intake.models import Capture, SourceDocument, Upload
from duijie.matching.models import (
    Decision,
    Grade,
    Introduction,
    IntroductionEntry,
    IntroductionSide,
    JudgedPair,
    JudgingRound,
    MatchRun,
    NeedMatch,
    SimilarNeed,
    Suggestion,
    Trial,
)
from tests.factories.imports import check, make_sheet
from tests.leaks.planting import Planted, Region

MATCHED: Final = {
    "need-published-1": ("offer-published-1", "offer-published-4", "expert-published-2"),
    "need-published-4": ("offer-published-1", "offer-rival", "expert-published-4"),
    "need-withdrawn-1": ("offer-published-1",),
    "need-rival": ("offer-published-1", "offer-draft-1", "expert-withdrawn-1"),
}
"""Need -> what was suggested for it."""
SIMILAR: Final = {
    "need-published-1": ("need-published-4", "need-rival", "need-withdrawn-1", "need-draft-1"),
    "need-rival": ("need-published-1", "need-published-4"),
}
"""Need -> needs found like it, near enough to be a common problem."""
INTRODUCED: Final = (
    ("need-published-1", "offer-rival"),
    ("need-published-1", "expert-rival"),
)
"""Need and what it is introduced to, in another zone; the first asked, the second agreed."""


def plant_things(region: Region) -> None:
    """Store them, and note which ids go into which parameter of an address."""
    ids = region.ids
    ids["document_id"] = [
        _plant_document(region, name) for name in ("collector", "collector_other")
    ]
    ids["batch_id"] = [_plant_import(region, name) for name in ("collector", "member")]
    ids["capture_id"] = [_plant_capture(region, "collector")]
    ids["job_id"] = [_plant_job(region, "collector")]
    ids["notice_id"] = ids["notification_id"] = [_plant_notice(region, "collector")]
    ids["link_id"] = [_plant_link(region)]
    ids["invitation_id"] = [_plant_invitation(region)]
    ids["token_id"] = list(ApiToken.objects.order_by("pk").values_list("pk", flat=True)[:3])
    named = ("collector", "member", "member_past")
    ids["user_id"] = [region.users[name].pk for name in named]
    ids["zone_id"] = [zone.pk for zone in region.zones.values()]
    for need, targets in MATCHED.items():
        _plant_match(region, region.named(need), [region.named(name) for name in targets])
    for need, others in SIMILAR.items():
        _plant_similar(region, region.named(need), [region.named(name) for name in others])
    ids["round_id"], ids["pair_id"] = _plant_round(region)
    ids["trial_id"] = [_plant_trial(region, "collector")]
    _plant_decision(region, region.named("need-published-1"), region.named("offer-published-4"))
    ids["introduction_id"] = [
        _plant_introduction(region, region.named(need), region.named(target), state)
        for (need, target), state in zip(INTRODUCED, ("asked", "agreed"), strict=True)
    ]


def _words(region: Region, about: str, *parts: str) -> list[str]:
    return [region.marks.word(f"{about}:{part}") for part in parts]


def _plant_document(region: Region, owner: str) -> int:
    user = region.users[owner]
    name, title, table, fact, body = _words(
        region, f"document:{owner}", "name", "title", "table", "fact", "body"
    )
    content = body.encode()
    (Path(settings.MEDIA_ROOT) / name).write_bytes(content)
    source = Source.objects.create(name=f"{name}.docx", sha256=hashlib.sha256(content).hexdigest())
    upload = Upload.objects.create(
        source=source,
        file=name,
        size_bytes=len(content),
        owner=user,
        zone_path=user.zone.path if user.zone else "",
    )
    document = SourceDocument.objects.create(
        upload=upload,
        name=f"{name}.docx",
        title=title,
        state=DocumentState.READ,
        read_at=clock.now(),
        facts={"organizations": [{"name": fact, "type": "enterprise", "aliases": [table]}]},
    )
    return int(document.pk)


def _plant_import(region: Region, owner: str) -> int:
    number, organisation, title, text, person, phone = _words(
        region, f"import:{owner}", "number", "organisation", "title", "text", "person", "phone"
    )
    row = (number, organisation, title, f"{text} 的涂层提前起泡，希望合作开发。", person, phone, 8)
    (name,) = _words(region, f"import:{owner}", "name")
    batch = check(make_sheet([row]), by=region.users[owner], name=f"{name}.xlsx")
    for job in Job.objects.filter(owner=region.users[owner]):
        # what the import itself was is told by its rows; the job planted below is the one asked for
        job.delete()
    return int(batch.pk)


def _plant_capture(region: Region, owner: str) -> int:
    text, value, quote = _words(region, f"capture:{owner}", "text", "value", "quote")
    kept = Capture.objects.create(
        owner=region.users[owner],
        kind="need",
        text=text,
        values={"title": value},
        quotes={"title": quote},
    )
    return int(kept.pk)


def _plant_job(region: Region, owner: str) -> uuid.UUID:
    title, note = _words(region, f"job:{owner}", "title", "note")
    job = Job.objects.create(
        kind="intake.read_documents",
        queue="quick",
        owner=region.users[owner],
        state=JobState.RUNNING,
        title={"code": "intake.reading_file", "params": {"file": title}},
        note={"code": "intake.reading_file", "params": {"file": note}},
        heartbeat_at=clock.now(),
    )
    return job.id


def _plant_notice(region: Region, owner: str) -> uuid.UUID:
    title, body = _words(region, f"notice:{owner}", "title", "body")
    notice = Notification.objects.create(
        kind="catalogue.note_mention",
        channel="in_app",
        state="sent",
        recipient=region.users[owner],
        language="zh",
        title=title,
        body=body,
        created_at=clock.now(),
    )
    return notice.pk


def _plant_link(region: Region) -> int:
    need = region.named("need-published-4")
    issued = create_answer_link(
        purpose="confirm_need",
        object_id=need.id,
        zone_path=region.zones["county"].path,
        recipient_name=region.marks.word("link:collector:recipient"),
        by=region.users["collector"],
    )
    region.ids["open secret"] = [issued.secret]
    return int(AnswerLink.objects.get(pk=issued.id).pk)


def _plant_invitation(region: Region) -> int:
    name, mail = _words(region, "invitation:broker_county", "name", "mail")
    issued = create_invitation(
        display_name=name,
        email=f"{mail}@example.com",
        role=Role.COLLECTOR,
        zone_id=region.zones["county"].pk,
        by=region.users["broker_county"],
    )
    return int(issued.id)


def _plant_match(region: Region, need: Planted, targets: list[Planted]) -> None:
    run = MatchRun.objects.create(
        variant="hybrid.v1",
        model_version="test",
        catalogue_version=0,
        is_example=False,
        finished_at=clock.now(),
    )
    match = NeedMatch.objects.create(need_id=need.id, run=run, nothing_fits=False)
    for position, target in enumerate(targets, 1):
        about = f"suggestion:{need.name}:{target.name}"
        asked, offered = _words(region, about, "need_quote", "offer_quote")
        kind = "expert" if target.kind is RecordKind.EXPERT else "offer"
        Suggestion.objects.create(
            **{"match": match, f"{kind}_id": target.id},
            position=position,
            is_call=True,
            since=clock.now(),
            fit=0.9,
            score=9.0,
            reasons=[_reason(asked, offered)],
        )


def _reason(asked: str, offered: str) -> dict[str, Any]:
    return {
        "kind": "words",
        "weight": 2.0,
        "terms": [asked],
        "need_quote": asked,
        "offer_quote": offered,
        "need_span": None,
        "offer_span": None,
        "need_marks": [],
        "offer_marks": [],
    }


def _plant_decision(region: Region, need: Planted, target: Planted) -> None:
    (words,) = _words(region, f"decision:{need.owner}", "words")
    Decision.objects.create(
        need_id=need.id,
        offer_id=target.id,
        state="refused",
        reason="other",
        words=words,
        decided_at=clock.now(),
        decided_by=region.users["broker_county"],
    )


def _plant_similar(region: Region, need: Planted, others: list[Planted]) -> None:
    match = NeedMatch.objects.get(need_id=need.id)
    for other in others:
        (quote,) = _words(region, f"similar:{need.name}:{other.name}", "quote")
        SimilarNeed.objects.create(
            match=match, need_id=other.id, likeness=0.6, reasons=[_reason(quote, quote)]
        )


def _plant_trial(region: Region, owner: str) -> int:
    """As if the owner had seen all of it once."""
    text, quote = _words(region, f"trial:{owner}", "text", "quote")
    found = {"position": 1, "fit": 0.8, "is_calibrated": True, "score": 9.0, "contributions": []}
    offers = [
        region.named(name).id for name in ("offer-draft-1", "offer-rival", "offer-published-1")
    ]
    needs = [region.named(name).id for name in SIMILAR["need-published-1"]]
    trial = Trial.objects.create(
        owner=region.users[owner],
        text=text,
        is_example=False,
        created_at=clock.now(),
        variant="hybrid.v1",
        result={
            "offers": [{**found, "offer_id": pk, "reasons": []} for pk in offers],
            "experts": [],
            "similar": [
                {"need_id": pk, "likeness": 0.6, "reasons": [_reason(quote, "")]} for pk in needs
            ],
        },
    )
    return int(trial.pk)


def _plant_round(region: Region) -> tuple[list[int], list[int]]:
    """As if the broker of the county had seen all of it when it was drawn."""
    row = JudgingRound.objects.create(
        started_at=clock.now(),
        started_by=region.users["broker_county"],
        is_example=False,
        depth=5,
        wanted=len(MATCHED),
        variant="hybrid.v1",
    )
    pairs = []
    for need, targets in MATCHED.items():
        for draw, name in enumerate(targets):
            target = region.named(name)
            pair = JudgedPair.objects.create(
                round=row,
                **{"need_id": region.named(need).id, f"{target.kind}_id": target.id},
                places={"hybrid.v1": draw + 1},
                draw=draw,
            )
            Grade.objects.create(
                pair=pair, grader=region.users["broker_region"], value=2, at=clock.now()
            )
            pairs.append(pair.pk)
    return [row.pk], pairs[:1]


def _plant_introduction(region: Region, need: Planted, target: Planted, state: str) -> int:
    both = f"{need.owner}+{target.owner}"
    question, answer = _words(region, f"introduction:{both}:{target.name}", "question", "words")
    row = Introduction.objects.create(
        **{"need_id": need.id, f"{target.kind}_id": target.id},
        state=state,
        owner=region.users["broker_county"],
        created_at=clock.now(),
        moved_at=clock.now(),
    )
    for side, record in (("need", need), ("target", target)):
        (name,) = _words(region, f"asked:{record.owner}:{target.name} {side}", "name")
        has_said = side == "target"
        IntroductionSide.objects.create(
            introduction=row,
            side=side,
            recipient_name=name,
            question=question if has_said else "",
            question_at=clock.now() if has_said else None,
            words=answer if has_said else "",
        )
        IntroductionEntry.objects.create(
            introduction=row, at=clock.now(), action="ask", side=side, name=name
        )
    return int(row.pk)
