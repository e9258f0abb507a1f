from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

_LARGEST_KEY = 2**31


class CodeListFileForm(forms.Form):
    """A new version of a list."""

    file = forms.FileField(
        label=_("Excel or CSV file"),
        help_text=_(
            "Columns: code, name, parent code; English name if there is one. The whole list, not "
            "only what is new: what is missing is retired."
        ),
    )
    version = forms.CharField(label=_("Version"), max_length=60)
    source = forms.CharField(label=_("Where it comes from"), max_length=300, required=False)


class BrowseForm(forms.Form):
    """Where in a list the reader is; what makes no sense is left out."""

    q = forms.CharField(required=False, max_length=100)
    under = forms.CharField(required=False, max_length=12)
    page = forms.IntegerField(required=False, min_value=1, max_value=_LARGEST_KEY)

    def value(self, name: str) -> str:
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")

    @property
    def page_number(self) -> int:
        self.is_valid()
        return int(self.cleaned_data.get("page") or 1)
