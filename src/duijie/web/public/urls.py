from __future__ import annotations

from typing import Final

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.catalogue.enums import RecordKind
from duijie.web.public import views
from duijie.web.routes import Door, page

_LIST: Final = Cell(ObjectKind.TEASER, Action.LIST)
_SEE: Final = Cell(ObjectKind.TEASER, Action.SEE)


def _pages(kind: RecordKind) -> list[Door]:
    area = f"{kind}s"
    return [
        page(f"{area}/", views.list_view(kind), area, cell=_LIST, is_for_strangers=True),
        page(
            f"{area}/<int:record_id>/",
            views.detail_view(kind),
            kind.value,
            cell=_SEE,
            is_for_strangers=True,
        ),
    ]


app_name = "public"
urlpatterns = [
    page("", views.show_start, "start", cell=_LIST, is_for_strangers=True),
    *_pages(RecordKind.NEED),
    *_pages(RecordKind.OFFER),
    *_pages(RecordKind.EXPERT),
]
