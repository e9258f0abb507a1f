from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from duijie.accounts.enums import Role
from duijie.accounts.queries import ZoneChoice
from duijie.web.settings.users_forms import WHOLE_REGION


class InvitationForm(forms.Form):
    """Whom to invite; whether one may is for the service to say."""

    display_name = forms.CharField(label=_("Name"), max_length=100)
    email = forms.CharField(
        label=_("Mail address"),
        max_length=254,
        required=False,
        help_text=_("Without one you get a link and a QR code to hand over."),
    )
    role = forms.ChoiceField(label=_("Role"), choices=())
    zone = forms.TypedChoiceField(
        label=_("Zone"), required=False, coerce=int, empty_value=None, choices=()
    )
    organisation = forms.CharField(
        label=_("Organisation (of a member)"),
        max_length=200,
        required=False,
        help_text=_("Its name as it stands in the record."),
    )

    def __init__(
        self,
        *args: Any,
        roles: tuple[Role, ...],
        zones: tuple[ZoneChoice, ...],
        has_region: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]
        offered: list[tuple[object, object]] = [(zone.id, zone.label) for zone in zones]
        if has_region:
            offered.insert(0, ("", WHOLE_REGION))
        self.fields["zone"].choices = offered  # type: ignore[attr-defined]


class AcceptForm(forms.Form):
    """What a name and a password may be is for the service to say."""

    username = forms.CharField(label=_("User name"), max_length=150)
    password1 = forms.CharField(label=_("Password"), max_length=500, strip=False)
    password2 = forms.CharField(label=_("Password again"), max_length=500, strip=False)

    def clean_password2(self) -> str:
        again: str = self.cleaned_data["password2"]
        if again != self.cleaned_data.get("password1"):
            raise forms.ValidationError(_("The two passwords differ."))
        return again
