from __future__ import annotations

from duijie.web.needs import views
from duijie.web.routes import page

app_name = "needs"
urlpatterns = [
    page("", views.show_needs, "list"),
    page("<int:need_id>/", views.show_need, "detail"),
    page("<int:need_id>/match/", views.match, "match"),
]
