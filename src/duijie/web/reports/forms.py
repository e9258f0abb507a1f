from __future__ import annotations

from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from duijie.matching.enums import RefusalReason, Side
from duijie.matching.queries import BANDS, WITHIN, since_of

PERIODS: Final = (
    ("90", _("Last 90 days")),
    ("365", _("Last 365 days")),
    ("all", _("Since the start")),
)
DEFAULT_PERIOD: Final = "365"


class PeriodForm(forms.Form):
    """Since when; a value that makes no sense is left out, here and below."""

    period = forms.ChoiceField(choices=PERIODS, required=False)
    page = forms.IntegerField(required=False, min_value=1)

    def read(self) -> dict[str, Any]:
        """What was chosen, with the period filled in."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value != ""}
        return {"period": DEFAULT_PERIOD, "page": 1, **_without_none(given)}


class PairsForm(PeriodForm):
    """Which decided pairs."""

    kind = forms.ChoiceField(choices=[("offer", "offer"), ("expert", "expert")], required=False)
    variant = forms.CharField(required=False, max_length=300)
    within = forms.TypedChoiceField(
        choices=[(number, number) for number in WITHIN],
        coerce=int,
        required=False,
        empty_value=None,
    )
    reason = forms.ChoiceField(choices=RefusalReason.choices, required=False)
    band = forms.TypedChoiceField(
        choices=[(number, number) for number in range(len(BANDS))],
        coerce=int,
        required=False,
        empty_value=None,
    )


class NeedsForm(PeriodForm):
    only = forms.ChoiceField(choices=[("unmet", "unmet")], required=False)


class AnswersForm(PeriodForm):
    side = forms.ChoiceField(choices=Side.choices, required=False)
    reason = forms.ChoiceField(choices=RefusalReason.choices, required=False)


def first_day(chosen: dict[str, Any]) -> date | None:
    """Of the period that was chosen."""
    return since_of(chosen["period"])


def _without_none(given: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value is not None}
