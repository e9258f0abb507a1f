from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from duijie.accounts.enums import Role
from duijie.accounts.queries import UserFilters, UserRow, UserState, ZoneChoice

WHOLE_REGION = _("The whole region")
STATE_CHOICES = (
    (UserState.OPEN, _("in use")),
    (UserState.NEVER, _("never signed in")),
    (UserState.CLOSED, _("closed")),
)


def zone_choices(zones: tuple[ZoneChoice, ...]) -> list[tuple[object, object]]:
    """For a select; the empty value is the whole region."""
    return [("", WHOLE_REGION), *((zone.id, zone.label) for zone in zones)]


class UserFilterForm(forms.Form):
    """What the address of the list says; what makes no sense is left out."""

    q = forms.CharField(required=False, max_length=100)
    role = forms.ChoiceField(required=False, choices=Role.choices)
    zone = forms.IntegerField(required=False)
    state = forms.ChoiceField(required=False, choices=STATE_CHOICES)
    page = forms.IntegerField(required=False, min_value=1)

    def filters(self) -> UserFilters:
        self.is_valid()
        given = self.cleaned_data
        return UserFilters(
            text=given.get("q") or "",
            role=given.get("role") or "",
            zone_id=given.get("zone"),
            state=given.get("state") or "",
        )

    @property
    def page_number(self) -> int:
        return self.cleaned_data.get("page") or 1


class UserForm(forms.Form):
    """Who somebody is here; what a name or an address may hold is for the service to say."""

    display_name = forms.CharField(label=_("Name"), max_length=100)
    email = forms.CharField(
        label=_("Mail address"),
        max_length=254,
        required=False,
        help_text=_("For notices and a forgotten password."),
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.BROKER)
    zone = forms.TypedChoiceField(
        label=_("Zone"), required=False, coerce=int, empty_value=None, choices=()
    )

    def __init__(self, *args: Any, zones: tuple[ZoneChoice, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].choices = zone_choices(zones)  # type: ignore[attr-defined]
        if not zones:
            del self.fields["zone"]

    @classmethod
    def showing(cls, row: UserRow, zones: tuple[ZoneChoice, ...]) -> UserForm:
        initial = {
            "display_name": row.display_name,
            "email": row.email,
            "role": row.role,
            "zone": row.zone_id,
        }
        return cls(initial=initial, zones=zones)


class NewUserForm(UserForm):
    username = forms.CharField(label=_("User name"), max_length=150)
    field_order = ("display_name", "username", "email", "role", "zone")


class CloseForm(forms.Form):
    heir = forms.TypedChoiceField(
        label=_("Whose are the records from now on"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, *args: Any, colleagues: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Nobody: leave them as they are")), *colleagues]
        self.fields["heir"].choices = choices  # type: ignore[attr-defined]
