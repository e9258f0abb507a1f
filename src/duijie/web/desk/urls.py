from __future__ import annotations

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.web.desk import views
from duijie.web.routes import page

app_name = "desk"
urlpatterns = [
    page("", views.show_desk, "home", cell=Cell(ObjectKind.DESK, Action.SEE)),
    page("snoozed/", views.show_snoozed, "snoozed", cell=Cell(ObjectKind.DESK, Action.CHANGE)),
    page(
        "notices/<uuid:notice_id>/read/",
        views.read_notice,
        "notice_read",
        cell=Cell(ObjectKind.NOTICE, Action.CHANGE),
    ),
]
