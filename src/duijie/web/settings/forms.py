from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from duijie.accounts.enums import Language, Role


class LanguageForm(forms.Form):
    language = forms.ChoiceField(choices=Language.choices)


class ThemeForm(forms.Form):
    theme = forms.ChoiceField(choices=[("auto", "auto"), ("light", "light"), ("dark", "dark")])


class NewUserForm(forms.Form):
    """What a name may hold is for the service to say."""

    display_name = forms.CharField(label=_("Name"), max_length=100)
    username = forms.CharField(label=_("User name"), max_length=150)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.BROKER)
