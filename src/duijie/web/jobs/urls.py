from __future__ import annotations

from duijie.web.jobs import views
from duijie.web.routes import page

app_name = "jobs"
urlpatterns = [
    page("", views.show_jobs, "list"),
    page("<uuid:job_id>/", views.show_job, "detail"),
    page("<uuid:job_id>/live/", views.show_live, "live"),
    page("<uuid:job_id>/cancel/", views.cancel, "cancel"),
]
