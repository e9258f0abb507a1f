from __future__ import annotations

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.web.codes import views
from duijie.web.routes import page

app_name = "codes"
urlpatterns = [
    page(
        "<slug:list_key>/",
        views.suggest,
        "suggest",
        cell=Cell(ObjectKind.CODE_LIST, Action.SEE),
    ),
]
