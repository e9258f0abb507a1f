"""What the forms of the import send, parsed; what may be chosen is for the services to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from duijie.accounts.enums import DisclosureLevel
from duijie.catalogue.enums import RecordKind, RecordState
from duijie.catalogue.fields import FIELDS, GROUP_LABELS, SETTABLE_DISCLOSURES
from duijie.intake.queries import ImportDetail, ImportOptions
from duijie.intake.services.imports.uploading import Constants, TableDraft

KIND_WORDS: Final[dict[str, Promise]] = {
    RecordKind.NEED: _("Needs"),
    RecordKind.OFFER: _("Offers"),
    RecordKind.EXPERT: _("Experts"),
    RecordKind.ORGANISATION: _("Organisations"),
}
STATE_WORDS: Final[dict[str, Promise]] = {
    RecordState.PUBLISHED: _("Publish them at once"),
    RecordState.SUBMITTED: _("Hand them in to be checked"),
    RecordState.DRAFT: _("Keep them as drafts"),
}
Options = list[tuple[str, Any]]


class ImportForm(forms.Form):
    file = forms.FileField(required=False)


class ConstantsForm(forms.Form):
    """What holds for all rows."""

    state = forms.ChoiceField(label=_("What becomes of them"))
    disclosure = forms.TypedChoiceField(label=_("Who may see them"), coerce=int)
    zone = forms.TypedChoiceField(label=_("Zone"), coerce=int, required=False, empty_value=None)
    organisation = forms.CharField(
        label=_("Organisation where the row names none"), max_length=200, required=False
    )

    def __init__(self, options: ImportOptions, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        levels = dict(DisclosureLevel.choices)
        choices: dict[str, Sequence[tuple[Any, Any]]] = {
            "state": [(state, STATE_WORDS[state]) for state in options.states],
            "disclosure": [(level.value, levels[level.value]) for level in SETTABLE_DISCLOSURES],
            "zone": [("", _("My zone")), *options.zones],
        }
        for name, offered in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(offered)

    @classmethod
    def showing(cls, detail: ImportDetail, options: ImportOptions) -> ConstantsForm:
        constants = detail.constants
        initial = {
            "state": constants.get("state"),
            "disclosure": constants.get("disclosure"),
            "zone": constants.get("zone_id") or "",
            "organisation": constants.get("organisation", ""),
        }
        return cls(options, initial=initial)

    def constants(self) -> Constants:
        given = self.cleaned_data
        return Constants(
            state=given["state"],
            disclosure=given["disclosure"],
            zone_id=given["zone"],
            organisation=given["organisation"],
        )


def read_tables(data: QueryDict, detail: ImportDetail) -> dict[str, TableDraft]:
    """What was chosen for each table: `kind-0`, `column-0-3` (column 3 of the first table)."""
    found: dict[str, TableDraft] = {}
    for index, table in enumerate(detail.tables):
        columns = {
            column.column: data.get(f"column-{index}-{column.column}", column.field)
            for column in table.columns
        }
        found[table.key] = TableDraft(kind=data.get(f"kind-{index}", table.kind), columns=columns)
    return found


def read_header(data: QueryDict, detail: ImportDetail) -> tuple[str, int] | None:
    """The table and row of a header that was changed; None where none was."""
    for index, table in enumerate(detail.tables):
        row = data.get(f"header-{index}", "")
        if row.isdigit() and int(row) != table.header_row and table.first_rows:
            return table.key, int(row)
    return None


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Options of one group of fields."""

    label: Any
    options: Options


def field_groups(kind: str) -> list[FieldGroup]:
    """What a column of a kind may hold, in the groups of its form."""
    if not kind:
        return []
    groups: dict[Any, Options] = {}
    for spec in FIELDS[RecordKind(kind)]:
        groups.setdefault(spec.group, []).append((spec.name, spec.label))
    found = [FieldGroup(GROUP_LABELS[group], options) for group, options in groups.items()]
    beside: Options = [
        ("zone", _("Zone")),
        ("record_kind", _("Kind of record")),
        ("record_key", _("Record that was exported")),
        ("revision", _("Version that was exported")),
    ]
    return [*found, FieldGroup(_("Where it belongs"), beside)]
