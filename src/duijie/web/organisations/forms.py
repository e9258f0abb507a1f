"""The filters of the list, and who is to speak for an organisation."""

from __future__ import annotations

from typing import Final

from django import forms

from duijie.catalogue.queries import OrganisationFilters
from duijie.web.records.forms import ORIGIN_CHOICES

SORTS: Final = ("name", "-name", "newest", "-newest")


class OrganisationFilterForm(forms.Form):
    """A value that makes no sense is left out."""

    q = forms.CharField(required=False, max_length=200)
    region = forms.CharField(required=False, max_length=200)
    kind = forms.CharField(required=False, max_length=12)
    zone = forms.RegexField(r"^/(\d+/)+$", required=False, max_length=200)
    origin = forms.ChoiceField(required=False, choices=ORIGIN_CHOICES)
    sort = forms.ChoiceField(required=False, choices=[(sort, sort) for sort in SORTS])
    page = forms.IntegerField(required=False, min_value=1)

    def filters(self) -> OrganisationFilters:
        self.is_valid()
        kept = self.cleaned_data
        return OrganisationFilters(
            search=kept.get("q", ""),
            region=kept.get("region", ""),
            kind_code=kept.get("kind", ""),
            zone_path=kept.get("zone", ""),
            is_example={"real": False, "example": True}.get(kept.get("origin", "")),
        )


class MemberForm(forms.Form):
    username = forms.CharField(max_length=150)
