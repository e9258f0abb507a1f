from __future__ import annotations

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.web.records import attached
from duijie.web.routes import page

app_name = "files"
_SEE = Cell(ObjectKind.ATTACHMENT, Action.SEE)
urlpatterns = [
    page("<int:attachment_id>/", attached.open_attachment, "open", cell=_SEE),
    page("<int:attachment_id>/preview/", attached.show_preview, "preview", cell=_SEE),
]
