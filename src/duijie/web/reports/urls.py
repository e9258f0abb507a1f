from __future__ import annotations

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.web.reports import judging, views
from duijie.web.routes import page

_SEE = Cell(ObjectKind.FIGURES, Action.SEE)
_JUDGE = Cell(ObjectKind.SUGGESTION, Action.RUN)
_ROWS = Cell(ObjectKind.SUGGESTION, Action.LIST)

app_name = "reports"
urlpatterns = [
    page("", views.show_figures, "figures", cell=_SEE),
    page("matching/", views.show_quality, "quality", cell=_SEE),
    page("matching/pairs/", views.show_pairs, "pairs", cell=_ROWS),
    page("matching/needs/", views.show_needs, "needs", cell=_ROWS),
    page("matching/answers/", views.show_answers, "answers", cell=_ROWS),
    page("grading/", judging.show_rounds, "rounds", cell=_JUDGE),
    page("grading/<int:round_id>/", judging.show_round, "round", cell=_JUDGE),
    page("grading/<int:round_id>/pairs/<int:pair_id>/", judging.grade, "grade", cell=_JUDGE),
    page("grading/<int:round_id>/results/", judging.show_results, "round_results", cell=_JUDGE),
    page("grading/<int:round_id>/export/", judging.export, "round_export", cell=_JUDGE),
    page("grading/<int:round_id>/drop/", judging.drop, "drop_round", cell=_JUDGE),
]
