"""The filters of a list, as its address carries them."""

from __future__ import annotations

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from duijie.accounts.enums import DisclosureLevel
from duijie.catalogue.enums import CloseReason, RecordState
from duijie.catalogue.fields import SETTABLE_DISCLOSURES
from duijie.catalogue.policies import Move
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
    state = forms.ChoiceField(required=False, choices=[("", ""), *RecordState.choices])
    zone = forms.RegexField(r"^/(\d+/)+$", required=False, max_length=200)
    """The path of a zone."""
    mine = forms.BooleanField(required=False)
    sort = forms.CharField(required=False, max_length=20)
    page = forms.IntegerField(required=False, min_value=1)

    def filters(self, user_id: int | None = None) -> RecordFilters:
        """What to narrow the list to; `user_id` is whose records are one's own."""
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
            state=kept.get("state", ""),
            zone_path=kept.get("zone", ""),
            owner_id=user_id if kept.get("mine") else None,
        )

    @property
    def page_number(self) -> int:
        return self.cleaned_data.get("page") or 1


class RecordForm(forms.Form):
    """What stands beside the fields of a record: who may see it, and which version was opened."""

    revision = forms.IntegerField(required=False, min_value=1)
    disclosure = forms.TypedChoiceField(
        required=False,
        choices=[(str(level.value), level.label) for level in SETTABLE_DISCLOSURES],
        coerce=lambda value: DisclosureLevel(int(value)),
        empty_value=None,
    )
    zone = forms.IntegerField(required=False, min_value=1, max_value=_LARGEST_KEY)
    then = forms.ChoiceField(required=False, choices=[("", ""), ("submit", ""), ("publish", "")])
    """A step to take at once after saving."""


class MoveForm(forms.Form):
    """A step of one record, or of several."""

    move = forms.ChoiceField(choices=[(move.value, move.value) for move in Move])
    note = forms.CharField(required=False, max_length=2000)
    close_reason = forms.ChoiceField(required=False, choices=[("", ""), *CloseReason.choices])


class NoteForm(forms.Form):
    text = forms.CharField(max_length=5000)


class AttachmentForm(forms.Form):
    """A file for a record, and who may open it."""

    file = forms.FileField()
    disclosure = forms.TypedChoiceField(
        required=False,
        choices=[(str(level.value), level.label) for level in DisclosureLevel],
        coerce=lambda value: DisclosureLevel(int(value)),
        empty_value=None,
    )


class DisclosureForm(forms.Form):
    disclosure = forms.TypedChoiceField(
        choices=[(str(level.value), level.label) for level in DisclosureLevel],
        coerce=lambda value: DisclosureLevel(int(value)),
    )


class ConsentForm(forms.Form):
    """A request to see more of a record."""

    level = forms.TypedChoiceField(
        choices=[
            (str(level.value), level.label)
            for level in (DisclosureLevel.CONSENT, DisclosureLevel.NDA)
        ],
        coerce=lambda value: DisclosureLevel(int(value)),
    )
    reason = forms.CharField(max_length=1000)
