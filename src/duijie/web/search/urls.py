from __future__ import annotations

from duijie.web.routes import page
from duijie.web.search import views

app_name = "search"
urlpatterns = [page("search/", views.search, "home")]
