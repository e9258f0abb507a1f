"""The filters of a list, as its address carries them."""

from __future__ import annotations

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from duijie.catalogue.queries import RecordFilters

ORIGIN_CHOICES: Final = (
    ("", _("Example and real")),
    ("real", _("Real only")),
    ("example", _("Example only")),
)


_MOST_WAN = 1e9
"""Ten trillion yuan: no budget, only a slip of the keyboard."""
_LARGEST_KEY = 2**63 - 1
"""What a database takes as a key."""


class FilterForm(forms.Form):
    """A value that makes no sense is left out: an old or mistyped link still shows a list."""

    q = forms.CharField(required=False, max_length=200)
    region = forms.CharField(required=False, max_length=200)
    industry = forms.CharField(required=False, max_length=200)
    origin = forms.ChoiceField(required=False, choices=ORIGIN_CHOICES)
    budget_min = forms.FloatField(required=False, min_value=0, max_value=_MOST_WAN)
    budget_max = forms.FloatField(required=False, min_value=0, max_value=_MOST_WAN)
    source = forms.IntegerField(required=False, min_value=1, max_value=_LARGEST_KEY)
    sort = forms.CharField(required=False, max_length=20)
    page = forms.IntegerField(required=False, min_value=1)

    def filters(self) -> RecordFilters:
        """What to narrow the list to."""
        self.is_valid()
        kept = self.cleaned_data
        return RecordFilters(
            search=kept.get("q", ""),
            region=kept.get("region", ""),
            industry=kept.get("industry", ""),
            budget_min_wan=kept.get("budget_min"),
            budget_max_wan=kept.get("budget_max"),
            source_id=kept.get("source"),
            is_example={"real": False, "example": True}.get(kept.get("origin", "")),
        )

    @property
    def page_number(self) -> int:
        return self.cleaned_data.get("page") or 1
