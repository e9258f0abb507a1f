from __future__ import annotations

from duijie.web.example import views
from duijie.web.routes import page

app_name = "example"
urlpatterns = [
    page("load/", views.load, "load"),
    page("remove/", views.remove, "remove"),
]
