"""评测: rounds in which people grade what several methods propose."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any, Final

from django.db import transaction
from django.utils.translation import gettext, override

from duijie.catalogue.models import Need
from duijie.catalogue.services.exports import Format
from duijie.core import clock
from duijie.core.actor import Actor, user_id
from duijie.core.audit.services import record
from duijie.core.errors import NotFoundError
from duijie.core.jobs.services import enqueue_job
from duijie.engines.documents.writers import CellValue, SheetData, write_csv, write_workbook
from duijie.errors import Message
from duijie.matching.enums import GradeValue
from duijie.matching.errors import JudgingError
from duijie.matching.models import Grade, JudgedPair, JudgingRound
from duijie.matching.permissions import check_can_judge, matched_needs
from duijie.matching.queries.judging import JUDGING_KIND, judgeable_pairs, list_judged_pairs_after
from duijie.matching.queries.stock import published

FEWEST_NEEDS: Final = 1
MOST_NEEDS: Final = 100
DEPTHS: Final = (5, 10)


@dataclass(frozen=True, slots=True)
class PooledPair:
    """What some method put among the best of a need."""

    kind: str
    target_id: int
    places: Mapping[str, int]
    is_nothing: bool


def start_judging(*, needs: int, depth: int, by: Actor) -> int:
    """Draw a round of so many published needs that the user works on, in the background; its id.

    Raises `NotAllowedError`, or `JudgingError` for a number out of bounds and where there is no
    need to draw.
    """
    check_can_judge(by)
    if not FEWEST_NEEDS <= needs <= MOST_NEEDS or depth not in DEPTHS:
        raise JudgingError("matching.judging_bounds", fewest=FEWEST_NEEDS, most=MOST_NEEDS)
    own = matched_needs(by)
    is_example = not published(Need, is_example=False).filter(pk__in=own.values("pk")).exists()
    if not published(Need, is_example=is_example).filter(pk__in=own.values("pk")).exists():
        raise JudgingError("matching.judging_no_needs")
    with transaction.atomic():
        row = JudgingRound.objects.create(
            started_at=clock.now(),
            started_by_id=user_id(by),
            is_example=is_example,
            depth=depth,
            wanted=needs,
        )
        row.job_id = enqueue_job(
            kind=JUDGING_KIND,
            payload={"round": row.pk},
            title=Message("matching.drawing_round"),
            by=by,
        )
        row.save(update_fields=["job_id"])
        record(action="matching.start_judging", by=by, object_kind="round", object_id=row.pk)
    return row.pk


def store_pool(*, round_id: int, need_id: int, pairs: Sequence[PooledPair]) -> None:
    """Keep what was pooled for one need, in an order that says nothing. Once more: nothing new.
    Part of the job, whose start the audit log has."""
    shuffled = sorted(pairs, key=lambda pair: (pair.kind, pair.target_id))
    random.Random(round_id * 1_000_003 + need_id).shuffle(shuffled)  # noqa: S311  # no secret
    with transaction.atomic():
        if not JudgingRound.objects.select_for_update().filter(pk=round_id).exists():
            return
        if JudgedPair.objects.filter(round_id=round_id, need_id=need_id).exists():
            return
        JudgedPair.objects.bulk_create(
            JudgedPair(
                round_id=round_id,
                need_id=need_id,
                offer_id=pair.target_id if pair.kind == "offer" else None,
                expert_id=pair.target_id if pair.kind == "expert" else None,
                places=dict(pair.places),
                is_nothing=pair.is_nothing,
                draw=at,
            )
            for at, pair in enumerate(shuffled)
        )


def finish_pool(*, round_id: int, variant: str) -> None:
    """The round can be graded."""
    JudgingRound.objects.filter(pk=round_id).update(variant=variant)


def grade_pair(*, round_id: int, pair_id: int, value: int | None, by: Actor) -> None:
    """One's own grade of a pair; None takes it back. Raises `NotFoundError` where the user may not
    see both records, `JudgingError` for no such grade."""
    check_can_judge(by)
    if value is not None and value not in GradeValue.values:
        raise JudgingError("matching.no_such_grade")
    with transaction.atomic():
        if not judgeable_pairs(round_id, by).filter(pk=pair_id).exists():
            raise NotFoundError("matching.pair_not_found")
        keys: dict[str, Any] = {"pair_id": pair_id, "grader_id": user_id(by)}
        if value is None:
            Grade.objects.filter(**keys).delete()
        else:
            Grade.objects.update_or_create(**keys, defaults={"value": value, "at": clock.now()})
        record(
            action="matching.grade_pair",
            by=by,
            object_kind="judged_pair",
            object_id=pair_id,
            value=value,
        )


def write_judged_set(
    target: IO[bytes], *, round_id: int, file_format: Format, language: str, by: Actor
) -> int:
    """Write the judged set as `.xlsx` or `.csv`, as far as the user sees it, a column for whoever
    graded and for every method's place; how many pairs. Raises `NotFoundError`,
    `NotAllowedError`."""
    rows = list_judged_pairs_after(round_id, by)
    graders = sorted({grader for row in rows for grader, _ in row.grades})
    methods = sorted({name for row in rows for name in row.places})
    with override(language):
        columns = [
            gettext("Need"), gettext("Title of the need"), gettext("Kind"), gettext("Number"),
            gettext("Title"), gettext("Organisation"),
            *(gettext("Grade by person %(number)d") % {"number": at + 1}
              for at in range(len(graders))),
            *(gettext("Place by %(method)s") % {"method": name} for name in methods),
        ]  # fmt: skip
        lines: list[Sequence[CellValue]] = [
            (
                row.need_id, row.need_title, row.kind, row.target_id, row.title,
                row.organisation_name,
                *(dict(row.grades).get(grader) for grader in graders),
                *(row.places.get(name) for name in methods),
            )
            for row in rows
        ]  # fmt: skip
        sheet = SheetData(gettext("Judged set"), columns, lines)
        if file_format == "csv":
            write_csv(target, sheet)
        else:
            write_workbook(target, [sheet])
    with transaction.atomic():
        record(
            action="matching.export_judged",
            by=by,
            object_kind="round",
            object_id=round_id,
            count=len(rows),
        )
    return len(rows)


def drop_round(*, round_id: int, by: Actor) -> None:
    """Throw a round away with all its grades: who started it. Raises `NotFoundError`."""
    check_can_judge(by)
    with transaction.atomic():
        found = JudgingRound.objects.filter(pk=round_id, started_by_id=user_id(by)).first()
        if found is None:
            raise NotFoundError("matching.round_not_found")
        found.delete()
        record(action="matching.drop_round", by=by, object_kind="round", object_id=round_id)
