from __future__ import annotations

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.web.answers import views
from duijie.web.routes import page

app_name = "answers"
urlpatterns = [
    page("", views.show_links, "list", cell=Cell(ObjectKind.ANSWER_LINK, Action.LIST)),
    page(
        "needs/<int:need_id>/",
        views.ask_company,
        "ask",
        cell=Cell(ObjectKind.ANSWER_LINK, Action.CREATE),
    ),
    page(
        "<int:link_id>/revoke/",
        views.drop_link,
        "revoke",
        cell=Cell(ObjectKind.ANSWER_LINK, Action.CHANGE),
    ),
]
