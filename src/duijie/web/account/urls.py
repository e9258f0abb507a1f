from __future__ import annotations

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.web.account import views
from duijie.web.routes import page

app_name = "account"
urlpatterns = [
    page("", views.show_account, "home", cell=Cell(ObjectKind.ACCOUNT, Action.SEE)),
    page("tokens/", views.make_token, "tokens", cell=Cell(ObjectKind.TOKEN, Action.CREATE)),
    page(
        "tokens/<int:token_id>/revoke/",
        views.drop_token,
        "token_revoke",
        cell=Cell(ObjectKind.TOKEN, Action.DELETE),
    ),
]
