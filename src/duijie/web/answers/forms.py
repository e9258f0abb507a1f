from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from duijie.catalogue.enums import RecordKind
from duijie.catalogue.fields import get_field

DAYS_CHOICES = ((3, _("3 days")), (7, _("7 days")), (14, _("14 days")), (30, _("30 days")))
CHANGEABLE = (
    "title",
    "text",
    "budget_wan",
    "deadline_date",
    "person",
    "position",
    "phone",
    "email",
)
"""What a company contact may correct in three minutes on a telephone."""


class PageForm(forms.Form):
    page = forms.IntegerField(required=False, min_value=1)

    @property
    def number(self) -> int:
        return (self.cleaned_data.get("page") if self.is_valid() else None) or 1


class LinkForm(forms.Form):
    """Whom a link is for; what it may be is for the service to say."""

    recipient_name = forms.CharField(label=_("Who is asked"), max_length=100)
    days = forms.TypedChoiceField(label=_("How long"), choices=DAYS_CHOICES, coerce=int, initial=14)


class NeedForm(forms.Form):
    """The fields of a need that its company may correct, as texts: reading them is the service's.

    Every field is sent back, so one that is left out is left as it is."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    remark = forms.CharField(label=_("Anything else"), max_length=1_000, required=False)
    title = forms.CharField(max_length=200)
    text = forms.CharField(max_length=20_000, required=False)
    budget_wan = forms.CharField(max_length=40, required=False)
    deadline_date = forms.CharField(max_length=40, required=False)
    person = forms.CharField(max_length=200, required=False)
    position = forms.CharField(max_length=200, required=False)
    phone = forms.CharField(max_length=200, required=False)
    email = forms.CharField(max_length=200, required=False)
    is_confirmed = forms.BooleanField(required=False)

    field_order = (*CHANGEABLE, "remark")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name in CHANGEABLE:
            self.fields[name].label = str(get_field(RecordKind.NEED, name).label)

    @property
    def shown(self) -> list[forms.BoundField]:
        """What stands on the page, in order."""
        return [self[name] for name in (*CHANGEABLE, "remark")]

    def given(self) -> dict[str, str]:
        """Only what the browser sent: a field that is missing from the page empties nothing."""
        return {name: self.cleaned_data[name] for name in CHANGEABLE if name in self.data}
