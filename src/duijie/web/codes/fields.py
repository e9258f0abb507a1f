"""A form field that holds a code of a list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from duijie.catalogue.queries.codes import CodeItem, list_code_items, list_short_codes, resolve_code


class CodeField(forms.CharField):
    """A code as `catalogue.fields` names its list; the clean value is the code, or "".

    Takes a code, a whole name or what the picker shows (`3562 半导体…`); anything else is refused
    with the nearest three. `kept` is the code that the record holds already: it stays valid when a
    newer version of the list has it no more (set `form.fields[…].kept` on the form made).
    Rendered by `codes/picker.html`.
    """

    def __init__(self, list_key: str, *, kept: str = "", **options: Any) -> None:
        options.setdefault("required", False)
        super().__init__(max_length=300, **options)
        self.list_key = list_key
        self.kept = kept

    @cached_property
    def short_list(self) -> tuple[CodeItem, ...]:
        """All choices where they are few and their codes mean nothing to people; else none."""
        return list_short_codes(self.list_key)

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """Of a short list: code and label, with what is above it; `kept` among them."""
        items = list(self.short_list)
        if items and self.kept and self.kept not in {item.code for item in items}:
            items.extend(self._known(self.kept))
        return tuple(
            (item.code, f"{item.path} › {item.label}" if item.above else item.label)
            for item in items
        )

    def prepare_value(self, value: Any) -> Any:
        """A stored code as people know it; what somebody typed as they typed it."""
        if not value or self.short_list:
            return value
        found = self._known(str(value).strip())
        return found[0].label if found else value

    def clean(self, value: Any) -> str:
        """Raises `ValidationError` that names the nearest entries."""
        text = str(super().clean(value)).strip()
        if not text:
            return ""
        resolved = resolve_code(self.list_key, text, kept=self.kept)
        if resolved.item is not None:
            return resolved.item.code
        raise forms.ValidationError(_refusal(text, resolved.nearest), code="unknown_code")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the text stands for another code than before."""
        return bool(super().has_changed(self.prepare_value(initial), data))

    def _known(self, code: str) -> list[CodeItem]:
        return list(list_code_items([(self.list_key, code)]).values())


def _refusal(text: str, nearest: tuple[CodeItem, ...]) -> str:
    if not nearest:
        return _("“%(text)s” is not in the list.") % {"text": text}
    shown = _("; ").join(
        f"{item.label} ({item.path})" if item.above else item.label for item in nearest
    )
    return _("“%(text)s” does not name one entry. Nearest: %(nearest)s") % {
        "text": text,
        "nearest": shown,
    }
