from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from duijie.accounts.enums import ZoneKind
from duijie.accounts.queries import ZoneRow


def _parents(zones: tuple[ZoneRow, ...]) -> list[tuple[object, object]]:
    return [("", _("At the top")), *((row.id, "　" * row.depth + row.name) for row in zones)]


class NewZoneForm(forms.Form):
    """What a name may be is for the service to say."""

    name = forms.CharField(label=_("Name of the zone"), max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), choices=ZoneKind.choices, initial=ZoneKind.COUNTY)
    parent = forms.TypedChoiceField(
        label=_("Belongs to"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, zones: tuple[ZoneRow, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].choices = _parents(zones)  # type: ignore[attr-defined]


class ZoneForm(NewZoneForm):
    """Of a zone that is there: it cannot hang below itself."""

    def __init__(
        self, *args: Any, zone: ZoneRow, zones: tuple[ZoneRow, ...], **kwargs: Any
    ) -> None:
        elsewhere = tuple(row for row in zones if not row.path.startswith(zone.path))
        super().__init__(*args, zones=elsewhere, **kwargs)

    @classmethod
    def showing(cls, zone: ZoneRow, zones: tuple[ZoneRow, ...]) -> ZoneForm:
        initial = {"name": zone.name, "kind": zone.kind, "parent": zone.parent_id}
        return cls(initial=initial, zone=zone, zones=zones)


class GrowForm(forms.Form):
    division = forms.ChoiceField(label=_("Province"))
    deep = forms.BooleanField(label=_("With counties and districts"), required=False, initial=True)

    def __init__(self, *args: Any, provinces: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["division"].choices = provinces  # type: ignore[attr-defined]
