from __future__ import annotations

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.web.routes import page
from duijie.web.search import views

app_name = "search"
urlpatterns = [page("search/", views.search, "home", cell=Cell(ObjectKind.SEARCH, Action.LIST))]
