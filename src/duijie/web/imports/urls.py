from __future__ import annotations

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.web.imports import steps, views
from duijie.web.routes import page

_LIST = Cell(ObjectKind.IMPORT, Action.LIST)
_SEE = Cell(ObjectKind.IMPORT, Action.SEE)
_CREATE = Cell(ObjectKind.IMPORT, Action.CREATE)
_CHANGE = Cell(ObjectKind.IMPORT, Action.CHANGE)

app_name = "imports"
urlpatterns = [
    page("", views.show_imports, "list", cell=_LIST),
    page("new/", steps.upload, "upload", cell=_CREATE),
    page("<int:batch_id>/", views.show_import, "detail", cell=_SEE),
    page("<int:batch_id>/columns/", views.show_columns, "columns", cell=_SEE),
    page("<int:batch_id>/columns/choose/", steps.choose, "choose_columns", cell=_CHANGE),
    page("<int:batch_id>/rows/choose/", steps.choose_row, "choose_rows", cell=_CHANGE),
    page("<int:batch_id>/run/", steps.run, "run", cell=_CHANGE),
    page("<int:batch_id>/resume/", steps.resume, "resume", cell=_CHANGE),
    page("<int:batch_id>/undo/", steps.undo, "undo", cell=_CHANGE),
    page("<int:batch_id>/drop/", steps.drop, "drop", cell=_CHANGE),
    page("<int:batch_id>/refused/", views.download_refused, "refused", cell=_SEE),
    page("jobs/<uuid:job_id>/", views.show_import_of_job, "job", cell=_SEE),
]
