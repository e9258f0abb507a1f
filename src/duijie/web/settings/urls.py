from __future__ import annotations

from duijie.web.routes import page
from duijie.web.settings import users, views

app_name = "settings"
urlpatterns = [
    page("language/", views.set_language, "language"),
    page("theme/", views.set_theme, "theme"),
    page("users/", users.show_users, "users"),
    page("users/<int:user_id>/password/", users.give_password, "password"),
]
