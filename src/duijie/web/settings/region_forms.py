from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from duijie.core.preferences.types import Preferences


class RegionForm(forms.Form):
    """Labels and hints; what a value may be is for the service to say."""

    region_name = forms.CharField(label=_("Full name"), required=False)
    short_name = forms.CharField(
        label=_("Short name"), required=False, help_text=_("Stands at the top of every page.")
    )
    contact_line = forms.CharField(
        label=_("How to reach the office"),
        required=False,
        help_text=_("Everybody sees it: on printed pages and in messages."),
    )
    strangers_see_teasers = forms.BooleanField(
        label=_("Strangers may read public summaries"),
        required=False,
        help_text=_("When this is off, everything asks for a sign-in."),
    )
    is_closed_network = forms.BooleanField(
        label=_("Closed network"),
        required=False,
        help_text=_("Group robots and SMS services on the internet are not called."),
    )
    upload_mb = forms.IntegerField(label=_("Largest file (MB)"))
    ocr_pages = forms.IntegerField(
        label=_("Pages recognised per document"),
        help_text=_("Pages without a text layer; the ones beyond are named."),
    )
    need_valid_days = forms.IntegerField(
        label=_("Days a need stands"), help_text=_("Then its owner is asked to renew it.")
    )
    expert_load = forms.IntegerField(
        label=_("Open introductions of an expert"),
        help_text=_("At once; those without an answer count."),
    )
    cooling_off_days = forms.IntegerField(
        label=_("Days before asking again"),
        help_text=_("After one side has declined the same introduction."),
    )
    page_size = forms.IntegerField(label=_("Rows of a list on one page"))

    texts = ("region_name", "short_name", "contact_line")
    switches = ("strangers_see_teasers", "is_closed_network")
    numbers = (
        "upload_mb",
        "ocr_pages",
        "need_valid_days",
        "expert_load",
        "cooling_off_days",
        "page_size",
    )

    @classmethod
    def showing(cls, preferences: Preferences) -> RegionForm:
        """The form as the settings are now."""
        return cls(initial={name: getattr(preferences, name) for name in cls.base_fields})

    def fields_of(self, names: tuple[str, ...]) -> list[Any]:
        return [self[name] for name in names]

    @property
    def text_fields(self) -> list[Any]:
        return self.fields_of(self.texts)

    @property
    def switch_fields(self) -> list[Any]:
        return self.fields_of(self.switches)

    @property
    def number_fields(self) -> list[Any]:
        return self.fields_of(self.numbers)


class LogoForm(forms.Form):
    logo = forms.FileField(label=_("Picture file"))
