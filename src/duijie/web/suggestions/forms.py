from __future__ import annotations

import re
from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from duijie.matching.enums import ContactWay, Outcome, RefusalReason, Side
from duijie.matching.policies import DecisionMove

PERIODS: Final = (
    ("look", _("Since I last looked")),
    ("day", _("Since yesterday")),
    ("week", _("Of the last 7 days")),
    ("all", _("All undecided")),
)
LEAST_FITS: Final = (
    ("", _("Any fit worth a call")),
    ("0.6", _("Fit from 60%")),
    ("0.8", _("Fit from 80%")),
)
VIEWS: Final = (
    ("open", _("Going on")),
    ("attention", _("To chase")),
    ("over", _("Over")),
    ("all", _("All")),
)
_TARGET: Final = re.compile(r"(offer|expert):([0-9]{1,18})")


class FreshForm(forms.Form):
    """The filters of the list; a value that makes no sense is left out."""

    period = forms.ChoiceField(choices=PERIODS, required=False)
    zone = forms.RegexField(r"^/(\d+/)+$", required=False, max_length=200)
    mine = forms.BooleanField(required=False)
    fit = forms.ChoiceField(choices=LEAST_FITS, required=False)
    page = forms.IntegerField(required=False, min_value=1)


class ViewForm(forms.Form):
    """Which introductions."""

    view = forms.ChoiceField(choices=VIEWS, required=False)
    mine = forms.BooleanField(required=False)
    page = forms.IntegerField(required=False, min_value=1)


class DecideForm(forms.Form):
    """One act on one pair; what it may be is for the service to say."""

    target = forms.CharField(max_length=30)
    decision = forms.ChoiceField(choices=[(move.value, move.value) for move in DecisionMove])
    reason = forms.ChoiceField(choices=[("", ""), *RefusalReason.choices], required=False)
    words = forms.CharField(required=False, max_length=2000)
    hold_date = forms.DateField(required=False)
    revision = forms.IntegerField(required=False, min_value=1)
    shape = forms.ChoiceField(choices=[("li", "li"), ("div", "div")], required=False)

    def clean_target(self) -> tuple[str, int]:
        found = _TARGET.fullmatch(self.cleaned_data["target"])
        if found is None:
            raise forms.ValidationError("")
        return found[1], int(found[2])


class LikeForm(forms.Form):
    """Of which record more like it is sought."""

    kind = forms.ChoiceField(choices=[("offer", "offer"), ("expert", "expert")])
    record = forms.IntegerField(min_value=1, max_value=2**63 - 1)


class LookForm(forms.Form):
    until = forms.DateTimeField(required=False, input_formats=["%Y-%m-%dT%H:%M:%S.%f%z"])


class AskForm(forms.Form):
    side = forms.ChoiceField(choices=Side.choices)
    recipient_name = forms.CharField(label=_("Who is asked"), max_length=100)
    is_mailed = forms.BooleanField(label=_("Also send it by mail"), required=False)


class ContactForm(forms.Form):
    contact_date = forms.DateField(label=_("On"))
    contact_way = forms.ChoiceField(label=_("How"), choices=ContactWay.choices)


class CloseForm(forms.Form):
    outcome = forms.ChoiceField(label=_("How it ended"), choices=Outcome.choices)
    words = forms.CharField(label=_("In words"), required=False, max_length=2000)
