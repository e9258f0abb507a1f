from __future__ import annotations

from duijie.web.experts import views
from duijie.web.routes import page

app_name = "experts"
urlpatterns = [
    page("", views.show_experts, "list"),
    page("<int:expert_id>/", views.show_expert, "detail"),
]
