from __future__ import annotations

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.web.exports import views
from duijie.web.routes import page

app_name = "exports"
# which kind it is, is in the address: `count_export_for_user` asks the kind's own row, which is
# the same for needs and narrower for organisations
_EXPORT = Cell(ObjectKind.NEED, Action.EXPORT)
urlpatterns = [
    page("<str:kind>/", views.export_list, "list", cell=_EXPORT),
    page("files/<uuid:job_id>/", views.download_export, "file", cell=_EXPORT),
]
