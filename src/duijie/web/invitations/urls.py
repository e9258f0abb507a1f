from __future__ import annotations

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.web.invitations import views
from duijie.web.routes import page

_CHANGE = Cell(ObjectKind.INVITATION, Action.CHANGE)

app_name = "invitations"
urlpatterns = [
    page("", views.show_invitations, "list", cell=Cell(ObjectKind.INVITATION, Action.LIST)),
    page("<int:invitation_id>/resend/", views.resend, "resend", cell=_CHANGE),
    page("<int:invitation_id>/revoke/", views.revoke, "revoke", cell=_CHANGE),
    page(
        "<str:secret>/",
        views.accept,
        "accept",
        cell=Cell(ObjectKind.INVITATION, Action.RUN),
        is_for_strangers=True,
    ),
]
