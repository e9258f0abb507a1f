from __future__ import annotations

from duijie.web.offers import views
from duijie.web.routes import page

app_name = "offers"
urlpatterns = [
    page("", views.show_offers, "list"),
    page("<int:offer_id>/", views.show_offer, "detail"),
]
