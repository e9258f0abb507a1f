from __future__ import annotations

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.web.example import views
from duijie.web.routes import page

app_name = "example"
urlpatterns = [
    page("load/", views.load, "load", cell=Cell(ObjectKind.EXAMPLE, Action.CREATE)),
    page("remove/", views.remove, "remove", cell=Cell(ObjectKind.EXAMPLE, Action.DELETE)),
]
