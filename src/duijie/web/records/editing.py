"""Making and changing a record: one form for all kinds, drawn from the declared fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from duijie.accounts.enums import DisclosureLevel
from duijie.accounts.permissions import Action, Cell, ObjectKind, allows
from duijie.accounts.queries import list_zone_choices_for_user
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.errors import RecordChangedError, ValuesError
from duijie.catalogue.fields import FIELDS, GROUP_LABELS, SETTABLE_DISCLOSURES, Group
from duijie.catalogue.policies import Move
from duijie.catalogue.queries import RecordDetail, RecordForChange, get_record_for_change
from duijie.catalogue.services import UNCHANGED, change_record, create_record, move_record
from duijie.core.actor import Actor
from duijie.core.sentences import say
from duijie.errors import DuijieError
from duijie.web.records.forms import RecordForm
from duijie.web.records.undoing import undo_tag
from duijie.web.records.values import Input, from_texts, to_texts

NEW_TITLES: Mapping[RecordKind, Promise] = {
    RecordKind.NEED: gettext_lazy("New need"),
    RecordKind.OFFER: gettext_lazy("New offer"),
    RecordKind.EXPERT: gettext_lazy("New expert"),
    RecordKind.ORGANISATION: gettext_lazy("New organisation"),
}


@dataclass(frozen=True, slots=True)
class Section:
    """A group of the form; folded away while nothing in it is filled."""

    name: Group
    label: Promise
    inputs: Sequence[Input]

    @property
    def is_open(self) -> bool:
        is_always = self.name in {Group.MAIN, Group.CONTACT}
        return is_always or any(row.errors or row.text for row in self.inputs)


@dataclass(slots=True)
class Filled:
    """The form as it stands: what is in it, and what is wrong with it."""

    texts: Mapping[str, str]
    errors: dict[str, list[str]] = field(default_factory=dict)
    sentence: str = ""
    """What is wrong with the whole."""
    revision: int | None = None
    disclosure: DisclosureLevel = DisclosureLevel.REGISTERED
    zone_id: int | None = None


def list_sections(
    kind: RecordKind, texts: Mapping[str, str], errors: Mapping[str, Sequence[str]]
) -> list[Section]:
    """The groups of the form in their order, those without a field left out."""
    found = []
    for group, label in GROUP_LABELS.items():
        inputs = [
            Input(spec, texts.get(spec.name, ""), errors.get(spec.name, ()))
            for spec in FIELDS[kind]
            if spec.group is group
        ]
        if inputs:
            found.append(Section(group, label, inputs))
    return found


def new_record_view(kind: RecordKind) -> Any:
    """The view that shows an empty form and makes a record of it."""

    @require_http_methods(["GET", "HEAD", "POST"])
    def new_record(request: HttpRequest) -> HttpResponse:
        """A new record: a draft, or one step further where the button says so."""
        filled = Filled(texts={})
        if request.method == "POST":
            filled, form = _sent(kind, request)
            record_id = _create(kind, filled, form, request)
            if record_id is not None:
                return _after_saving(kind, record_id, form, request)
        return _show(kind, None, filled, request)

    return new_record


def change_record_view(kind: RecordKind) -> Any:
    """The view that shows a record in the form and keeps what is changed."""

    @require_http_methods(["GET", "HEAD", "POST"])
    def edit_record(request: HttpRequest, record_id: int) -> HttpResponse:
        """One record in the form. What somebody else changed meanwhile is not overwritten."""
        opened = get_record_for_change(kind, record_id, request.user)
        filled = _stored(kind, opened)
        if request.method == "POST":
            filled, form = _sent(kind, request)
            if _change(kind, record_id, filled, form, request):
                return _after_saving(kind, record_id, form, request)
        return _show(kind, opened.detail, filled, request)

    return edit_record


def _stored(kind: RecordKind, opened: RecordForChange) -> Filled:
    return Filled(
        texts=to_texts(kind, opened.detail.values, opened.detail.indicators),
        revision=opened.revision,
        disclosure=opened.disclosure or DisclosureLevel.REGISTERED,
        zone_id=opened.zone_id,
    )


def _sent(kind: RecordKind, request: HttpRequest) -> tuple[Filled, RecordForm]:
    form = RecordForm(request.POST)
    form.is_valid()
    names = {spec.name for spec in FIELDS[kind]}
    texts = {name: request.POST[name] for name in names if name in request.POST}
    filled = Filled(
        texts=texts,
        revision=form.cleaned_data.get("revision"),
        disclosure=form.cleaned_data.get("disclosure") or DisclosureLevel.REGISTERED,
        zone_id=form.cleaned_data.get("zone"),
    )
    return filled, form


def _create(kind: RecordKind, filled: Filled, form: RecordForm, request: HttpRequest) -> int | None:
    try:
        return create_record(
            kind=kind,
            values=from_texts(kind, filled.texts),
            by=request.user,
            disclosure=form.cleaned_data.get("disclosure"),
            zone_id=filled.zone_id,
        )
    except DuijieError as error:
        _keep_error(filled, error)
        return None


def _change(
    kind: RecordKind, record_id: int, filled: Filled, form: RecordForm, request: HttpRequest
) -> bool:
    try:
        change_record(
            kind=kind,
            record_id=record_id,
            values=from_texts(kind, filled.texts),
            revision=filled.revision or 0,
            by=request.user,
            disclosure=form.cleaned_data.get("disclosure"),
            # a form without the choice says nothing; with it, "the whole region" is an answer
            zone_id=filled.zone_id if "zone" in request.POST else UNCHANGED,
        )
    except RecordChangedError as error:
        filled.sentence = say(error.message)
        # saving once more, after having read that, is then meant
        filled.revision = error.revision
        return False
    except DuijieError as error:
        _keep_error(filled, error)
        return False
    return True


def _keep_error(filled: Filled, error: DuijieError) -> None:
    filled.sentence = say(error.message)
    if isinstance(error, ValuesError):
        for problem in error.problems:
            filled.errors.setdefault(problem.field, []).append(say(problem.message))


def _after_saving(
    kind: RecordKind, record_id: int, form: RecordForm, request: HttpRequest
) -> HttpResponse:
    step = form.cleaned_data.get("then")
    said = _("Saved.")
    if step:
        try:
            move_record(kind=kind, record_id=record_id, move=Move(step), by=request.user)
            said = _("Saved and published.") if step == "publish" else _("Saved and submitted.")
        except DuijieError as error:
            messages.warning(request, f"{_('Saved as a draft.')} {say(error.message)}")
            return redirect(f"{kind}s:edit", record_id)
    tag = undo_tag(kind, [record_id], request) if step else ""
    messages.success(request, said, extra_tags=tag)
    return redirect(f"{kind}s:detail", record_id)


def _show(
    kind: RecordKind, record: RecordDetail | None, filled: Filled, request: HttpRequest
) -> HttpResponse:
    has_steps = kind is not RecordKind.ORGANISATION
    context = {
        "kind": kind.value,
        "record": record,
        "title": NEW_TITLES[kind] if record is None else record.title,
        "sections": list_sections(kind, filled.texts, filled.errors),
        "filled": filled,
        "levels": [(level, level.label) for level in SETTABLE_DISCLOSURES] if has_steps else [],
        "zones": list_zone_choices_for_user(request.user),
        "list_page": f"{kind}s:list",
        "can_publish": has_steps and _may(request.user, kind, Action.PUBLISH),
        "can_submit": has_steps and _may(request.user, kind, Action.SUBMIT),
        "is_draft": record is None or record.state == "draft",
    }
    status = 422 if filled.sentence else 200
    return render(request, "records/form.html", context, status=status)


def _may(user: Actor, kind: RecordKind, action: Action) -> bool:
    return allows(user, Cell(ObjectKind(kind.value), action))
