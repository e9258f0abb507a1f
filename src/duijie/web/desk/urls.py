from __future__ import annotations

from duijie.web.desk import views
from duijie.web.routes import page

app_name = "desk"
urlpatterns = [page("", views.show_desk, "home")]
