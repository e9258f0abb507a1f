from __future__ import annotations

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.catalogue.enums import RecordKind
from duijie.web.offers import views
from duijie.web.records.addresses import record_pages
from duijie.web.routes import page

app_name = "offers"
urlpatterns = [
    *record_pages(RecordKind.OFFER, views.LISTING),
    page("", views.show_offers, "list", cell=Cell(ObjectKind.OFFER, Action.LIST)),
    page("<int:offer_id>/", views.show_offer, "detail", cell=Cell(ObjectKind.OFFER, Action.SEE)),
]
