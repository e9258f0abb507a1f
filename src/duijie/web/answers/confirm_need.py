"""A company checks its own need: the page behind the links of the purpose `confirm_need`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from duijie.accounts.enums import DisclosureLevel, Language
from duijie.accounts.queries import OpenLink
from duijie.accounts.services import register_purpose, use_answer_link
from duijie.catalogue.disclosure import redact
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.errors import RecordChangedError, ValuesError
from duijie.catalogue.fields import FIELDS, Value
from duijie.catalogue.queries import RecordForChange, get_record_for_change
from duijie.catalogue.services import add_note, change_record
from duijie.core.errors import NotAllowedError, NotFoundError
from duijie.core.notify.services import notify
from duijie.core.notify.types import Recipient
from duijie.core.sentences import say
from duijie.errors import DuijieError, sentence
from duijie.web.answers.forms import CHANGEABLE, NeedForm

CONFIRM_NEED: Final = "confirm_need"
_SHOWN_TOO: Final = frozenset({Value.LINE, Value.TEXT, Value.ORGANISATION})
_BARE_MENTION: Final = re.compile(r"(?<![\w.@])([@＠])(?=\w)")


def register_confirm_need() -> None:
    """At the start of the program."""
    register_purpose(
        CONFIRM_NEED,
        label=sentence("The company checks its need"),
        object_kind=RecordKind.NEED.value,
        handler=confirm_need,
        days=14,
        uses=3,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_need(request: HttpRequest, link: OpenLink) -> HttpResponse:
    """Show the company its own need and take its corrections, which are written down in the name
    of whoever sent the link, with a note that says who answered.

    Their rights are asked again: a link of somebody who lost them opens nothing.
    """
    try:
        need = get_record_for_change(RecordKind.NEED, int(link.object_id), link.acts_for)
    except NotAllowedError:
        raise NotFoundError("accounts.link_not_open") from None
    except NotFoundError:
        # a need that is gone looks like a link that never was
        raise NotFoundError("accounts.link_not_open") from None
    values = redact(RecordKind.NEED, need.detail.values, DisclosureLevel.NDA)
    if request.method != "POST":
        return _page(request, link, need, values, _form_of(need, values))
    form = NeedForm(request.POST)
    if not form.is_valid():
        return _page(request, link, need, values, form, status=400)
    try:
        changed = _take_answer(link, need, form)
    except RecordChangedError as error:
        sent = request.POST.copy()
        sent["revision"] = str(error.revision)
        form.data = sent
        form.add_error(None, _("The need was changed meanwhile. Look through it and send again."))
    except ValuesError as error:
        for problem in error.problems:
            form.add_error(
                problem.field if problem.field in form.fields else None, say(problem.message)
            )
    except NotFoundError:
        raise
    except DuijieError as error:
        form.add_error(None, say(error.message))
    else:
        context = {"link": link, "is_changed": changed}
        return render(request, "answers/thanks.html", context)
    return _page(request, link, need, values, form, status=400)


def _take_answer(link: OpenLink, need: RecordForChange, form: NeedForm) -> bool:
    """All of it or nothing; whether anything differs from before."""
    before = form.cleaned_data["revision"]
    with transaction.atomic():
        use_answer_link(link_id=link.id)
        after = change_record(
            kind=RecordKind.NEED,
            record_id=need.detail.id,
            values=form.given(),
            revision=before,
            by=link.acts_for,
        )
        with override(link.acts_for.language or Language.CHINESE):
            add_note(
                kind=RecordKind.NEED,
                record_id=need.detail.id,
                text=_note_text(link, after != before, form.cleaned_data["remark"]),
                by=link.acts_for,
            )
        notify(
            kind="accounts.link_answered",
            to=[Recipient(user_id=link.acts_for.pk, language=link.acts_for.language)],
            params={"name": link.recipient_name, "about": need.detail.title},
            link=f"/needs/{need.detail.id}/",
            by=None,
            object_kind="need",
            object_id=need.detail.id,
        )
    return bool(after != before)


def _note_text(link: OpenLink, is_changed: bool, remark: str) -> str:
    said = (
        _("By answer link: %(name)s has corrected this need.")
        if is_changed
        else _("By answer link: %(name)s has checked this need; nothing changes.")
    ) % {"name": link.recipient_name}
    # a stranger calls no colleague by writing @ before a name
    return "\n".join(part for part in (said, _BARE_MENTION.sub("“\\1”", remark)) if part)


def _form_of(need: RecordForChange, values: Mapping[str, Any]) -> NeedForm:
    initial = {name: values.get(name) for name in CHANGEABLE}
    initial["deadline_date"] = str(values["deadline_date"]) if values.get("deadline_date") else ""
    amount = values.get("budget_wan")
    initial["budget_wan"] = "" if amount is None else f"{amount:g}"
    return NeedForm(initial={**initial, "revision": need.revision})


def _page(
    request: HttpRequest,
    link: OpenLink,
    need: RecordForChange,
    values: Mapping[str, Any],
    form: NeedForm,
    status: int = 200,
) -> HttpResponse:
    others = [
        (spec.label, values[spec.name])
        for spec in FIELDS[RecordKind.NEED]
        if spec.name not in CHANGEABLE and spec.value in _SHOWN_TOO and values.get(spec.name)
    ]
    context = {
        "link": link,
        "need": need,
        "form": form,
        "others": others,
        "sender": str(link.acts_for),
    }
    return render(request, "answers/confirm_need.html", context, status=status)
