from __future__ import annotations

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.web.answers import views
from duijie.web.routes import page

app_name = "door"
urlpatterns = [
    page(
        "<str:secret>/",
        views.open_door,
        "open",
        cell=Cell(ObjectKind.ANSWER_LINK, Action.RUN),
        is_for_strangers=True,
    ),
]
