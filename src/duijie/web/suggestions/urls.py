from __future__ import annotations

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.web.routes import page
from duijie.web.suggestions import deciding, introductions, trials, views

_LIST = Cell(ObjectKind.SUGGESTION, Action.LIST)
_RUN = Cell(ObjectKind.SUGGESTION, Action.RUN)
_DECIDE = Cell(ObjectKind.SUGGESTION, Action.CHANGE)
_STEP = Cell(ObjectKind.INTRODUCTION, Action.CHANGE)

app_name = "suggestions"
urlpatterns = [
    page("", views.show_fresh, "list", cell=_LIST),
    page("held/", views.show_held, "held", cell=_LIST),
    page("refused/", views.show_refused, "refused", cell=_LIST),
    page("common/", views.show_common, "common", cell=_LIST),
    page("trials/", trials.new_trial, "new_trial", cell=_RUN),
    page("trials/like/", trials.like, "like", cell=_RUN),
    page("trials/<int:trial_id>/", trials.show_trial, "trial", cell=_RUN),
    page("trials/<int:trial_id>/drop/", trials.drop, "drop_trial", cell=_RUN),
    page("look/", views.look, "look", cell=_LIST),
    page("needs/<int:need_id>/decide/", deciding.decide, "decide", cell=_DECIDE),
    page(
        "introductions/",
        introductions.show_introductions,
        "introductions",
        cell=Cell(ObjectKind.INTRODUCTION, Action.LIST),
    ),
    page(
        "introductions/<int:introduction_id>/",
        introductions.show_introduction,
        "introduction",
        cell=Cell(ObjectKind.INTRODUCTION, Action.SEE),
    ),
    page("introductions/<int:introduction_id>/ask/", introductions.ask, "ask_side", cell=_STEP),
    page(
        "introductions/<int:introduction_id>/contact/",
        introductions.note_first_contact,
        "contact",
        cell=_STEP,
    ),
    page("introductions/<int:introduction_id>/close/", introductions.close, "close", cell=_STEP),
]
