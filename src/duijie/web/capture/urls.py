from __future__ import annotations

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.web.capture import views
from duijie.web.routes import page

_CREATE = Cell(ObjectKind.NEED, Action.CREATE)

app_name = "capture"
urlpatterns = [
    page("", views.new_capture, "new", cell=_CREATE),
    page("<int:capture_id>/", views.show_capture, "detail", cell=_CREATE),
    page("<int:capture_id>/drop/", views.drop, "drop", cell=_CREATE),
]
