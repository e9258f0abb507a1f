"""Numbers without records: all that a leader sees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q

from duijie.accounts.permissions import Action, Cell, ObjectKind, check_allows
from duijie.catalogue.enums import CloseReason, RecordKind, RecordState
from duijie.catalogue.models import Expert, Need, Offer, Organisation
from duijie.core import clock
from duijie.core.actor import Actor


@dataclass(frozen=True, slots=True)
class KindFigures:
    """Real records of one kind in the whole region, the made-up example and the bin left out."""

    kind: str
    total: int
    """In any state but draft."""
    published: int
    """Open now."""
    waiting: int
    """Submitted or checked, not yet published."""
    solved: int
    """Closed because a partner was found, here or elsewhere; needs only, else 0."""
    last_30_days: int
    """Of the total, those that came in during the last 30 days."""


@dataclass(frozen=True, slots=True)
class Figures:
    kinds: tuple[KindFigures, ...]
    organisations: int


def get_figures_for_user(user: Actor) -> Figures:
    """Four queries. Raises `NotAllowedError` for roles without figures."""
    check_allows(user, Cell(ObjectKind.FIGURES, Action.SEE))
    kinds = tuple(
        _figures(kind, model)
        for kind, model in (
            (RecordKind.NEED, Need),
            (RecordKind.OFFER, Offer),
            (RecordKind.EXPERT, Expert),
        )
    )
    organisations = Organisation.objects.filter(is_example=False, deleted_at__isnull=True).count()
    return Figures(kinds, organisations)


def _figures(kind: RecordKind, model: type[Need] | type[Offer] | type[Expert]) -> KindFigures:
    recent = clock.now() - timedelta(days=30)
    solved = Q(
        state=RecordState.CLOSED,
        close_reason__in=(CloseReason.SOLVED, CloseReason.SOLVED_ELSEWHERE),
    )
    found = (
        model._default_manager.filter(is_example=False, deleted_at__isnull=True)
        .exclude(state=RecordState.DRAFT)
        .aggregate(
            total=Count("pk"),
            published=Count("pk", filter=Q(state=RecordState.PUBLISHED)),
            waiting=Count("pk", filter=Q(state__in=(RecordState.SUBMITTED, RecordState.CHECKED))),
            solved=Count("pk", filter=solved),
            last_30_days=Count("pk", filter=Q(created_at__gte=recent)),
        )
    )
    return KindFigures(kind=kind.value, **found)
