from __future__ import annotations

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.web.routes import page
from duijie.web.settings import users, views

app_name = "settings"
urlpatterns = [
    page("language/", views.set_language, "language", cell=Cell(ObjectKind.ACCOUNT, Action.CHANGE)),
    page("theme/", views.set_theme, "theme", cell=Cell(ObjectKind.ACCOUNT, Action.CHANGE)),
    page("users/", users.show_users, "users", cell=Cell(ObjectKind.USER, Action.LIST)),
    page(
        "users/<int:user_id>/password/",
        users.give_password,
        "password",
        cell=Cell(ObjectKind.USER, Action.CHANGE),
    ),
]
