from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from duijie.accounts.enums import Scope

DAYS_CHOICES = ((30, _("30 days")), (90, _("90 days")), (365, _("a year")))


class TokenForm(forms.Form):
    """What a token may be is for the service to say."""

    name = forms.CharField(label=_("What it is for"), max_length=100)
    scopes = forms.MultipleChoiceField(label=_("What it may do"), choices=())
    days = forms.TypedChoiceField(label=_("How long"), choices=DAYS_CHOICES, coerce=int, initial=90)

    def __init__(self, *args: Any, is_administrator: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = [scope for scope in Scope if is_administrator or scope is not Scope.ADMIN]
        choices = [(scope.value, scope.label) for scope in shown]
        self.fields["scopes"].choices = choices  # type: ignore[attr-defined]
