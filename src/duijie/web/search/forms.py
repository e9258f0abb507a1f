from __future__ import annotations

from django import forms

LONGEST = 200


class SearchForm(forms.Form):
    q = forms.CharField(max_length=LONGEST)
