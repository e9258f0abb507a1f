from __future__ import annotations

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.catalogue.enums import RecordKind
from duijie.web.needs import views
from duijie.web.records.addresses import record_pages
from duijie.web.routes import page

app_name = "needs"
urlpatterns = [
    *record_pages(RecordKind.NEED, views.LISTING),
    page("", views.show_needs, "list", cell=Cell(ObjectKind.NEED, Action.LIST)),
    page("<int:need_id>/", views.show_need, "detail", cell=Cell(ObjectKind.NEED, Action.SEE)),
    page(
        "<int:need_id>/match/", views.match, "match", cell=Cell(ObjectKind.SUGGESTION, Action.RUN)
    ),
]
