"""What a leader sees."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.api.doors import door
from duijie.catalogue.queries import get_figures_for_user

router = Router(tags=["figures"])


class KindFiguresSchema(Schema):
    """Real records of one kind; drafts, the example and the bin left out."""

    kind: str
    total: int
    published: int
    waiting: int
    solved: int
    last_30_days: int


class FiguresSchema(Schema):
    kinds: list[KindFiguresSchema]
    organisations: int


@door(
    router,
    "GET",
    "",
    cell=Cell(ObjectKind.FIGURES, Action.SEE),
    name="get_figures",
    response=FiguresSchema,
)
def get_figures(request: HttpRequest) -> Any:
    """How many records there are."""
    return get_figures_for_user(request.user)
