from __future__ import annotations

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.web.reports import views
from duijie.web.routes import page

_SEE = Cell(ObjectKind.FIGURES, Action.SEE)
_ROWS = Cell(ObjectKind.SUGGESTION, Action.LIST)

app_name = "reports"
urlpatterns = [
    page("", views.show_figures, "figures", cell=_SEE),
    page("matching/", views.show_quality, "quality", cell=_SEE),
    page("matching/pairs/", views.show_pairs, "pairs", cell=_ROWS),
    page("matching/needs/", views.show_needs, "needs", cell=_ROWS),
    page("matching/answers/", views.show_answers, "answers", cell=_ROWS),
]
