from __future__ import annotations

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.catalogue.enums import RecordKind
from duijie.web.experts import views
from duijie.web.records.addresses import record_pages
from duijie.web.routes import page

app_name = "experts"
urlpatterns = [
    *record_pages(RecordKind.EXPERT, views.LISTING),
    page("", views.show_experts, "list", cell=Cell(ObjectKind.EXPERT, Action.LIST)),
    page("<int:expert_id>/", views.show_expert, "detail", cell=Cell(ObjectKind.EXPERT, Action.SEE)),
]
