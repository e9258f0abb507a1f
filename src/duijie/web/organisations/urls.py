from __future__ import annotations

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.catalogue.enums import RecordKind
from duijie.web.organisations import views
from duijie.web.records.addresses import organisation_pages
from duijie.web.routes import page

_ORGANISATION = ObjectKind.ORGANISATION
_MEMBERS = Cell(_ORGANISATION, Action.HAND_OVER)

app_name = "organisations"
urlpatterns = [
    page("", views.show_organisations, "list", cell=Cell(_ORGANISATION, Action.LIST)),
    *organisation_pages(RecordKind.ORGANISATION),
    page(
        "<int:organisation_id>/",
        views.show_organisation,
        "detail",
        cell=Cell(_ORGANISATION, Action.SEE),
    ),
    page("<int:organisation_id>/members/", views.add_member, "member_add", cell=_MEMBERS),
    page(
        "<int:organisation_id>/members/<int:user_id>/remove/",
        views.remove_member,
        "member_remove",
        cell=_MEMBERS,
    ),
]
