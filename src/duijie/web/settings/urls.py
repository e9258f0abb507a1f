from __future__ import annotations

from duijie.web.routes import page
from duijie.web.settings import views

app_name = "settings"
urlpatterns = [
    page("language/", views.set_language, "language"),
    page("theme/", views.set_theme, "theme"),
]
