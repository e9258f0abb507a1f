from __future__ import annotations

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.web.consents import views
from duijie.web.routes import page

app_name = "consents"
urlpatterns = [
    page("", views.show_consents, "list", cell=Cell(ObjectKind.CONSENT, Action.SEE)),
]
