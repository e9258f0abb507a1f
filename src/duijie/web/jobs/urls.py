from __future__ import annotations

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.web.jobs import views
from duijie.web.routes import page

app_name = "jobs"
urlpatterns = [
    page("", views.show_jobs, "list", cell=Cell(ObjectKind.JOB, Action.LIST)),
    page("<uuid:job_id>/", views.show_job, "detail", cell=Cell(ObjectKind.JOB, Action.SEE)),
    page("<uuid:job_id>/live/", views.show_live, "live", cell=Cell(ObjectKind.JOB, Action.LIST)),
    page("<uuid:job_id>/cancel/", views.cancel, "cancel", cell=Cell(ObjectKind.JOB, Action.CHANGE)),
]
