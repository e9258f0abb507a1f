"""A side of an introduction says whether it wants to talk: the page behind its link."""

from __future__ import annotations

from typing import Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from duijie.accounts.queries import OpenLink
from duijie.accounts.services import register_purpose
from duijie.core.errors import NotAllowedError, NotFoundError
from duijie.core.sentences import say
from duijie.errors import DuijieError, sentence
from duijie.matching.enums import Answer, RefusalReason, Side
from duijie.matching.policies import EXPIRE_AFTER
from duijie.matching.queries import SidePage, get_side_page
from duijie.matching.services import PURPOSES, answer_side, ask_question
from duijie.web.records.labels import labelled_fields

USES: Final = 8
"""One answer, and a few questions before it."""
_QUESTION: Final = "question"
_LABELS: Final = {
    Side.NEED: sentence("The need’s side says whether it wants to talk"),
    Side.TARGET: sentence("The other side says whether it wants to talk"),
}


class AnswerForm(forms.Form):
    """One of three buttons, and what goes with it."""

    answer = forms.ChoiceField(
        choices=[*Answer.choices, (_QUESTION, "")],
        error_messages={"required": gettext_lazy("Choose an answer.")},
    )
    reason = forms.ChoiceField(choices=[("", ""), *RefusalReason.choices], required=False)
    words = forms.CharField(max_length=500, required=False)
    question = forms.CharField(max_length=500, required=False)


def register_introductions() -> None:
    """At the start of the program."""
    for side, name in PURPOSES.items():
        register_purpose(
            name,
            label=_LABELS[side],
            object_kind="introduction",
            handler=answer_introduction,
            days=EXPIRE_AFTER.days,
            uses=USES,
        )


@require_http_methods(["GET", "HEAD", "POST"])
def answer_introduction(request: HttpRequest, link: OpenLink) -> HttpResponse:
    """Who could help, or who needs help, as far as it is open; yes, no, or a question.

    The link goes on showing how it stands, and whom to call once both have agreed.
    """
    side = next(side for side, name in PURPOSES.items() if name == link.purpose)
    page = _load(link, side)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    said = ""
    if request.method == "POST":
        if form.is_valid():
            try:
                said = _take(link, side, form)
            except (NotAllowedError, NotFoundError):
                raise NotFoundError("accounts.link_not_open") from None
            except DuijieError as error:
                form.add_error(None, say(error.message))
            page = _load(link, side)
        else:
            form.add_error(None, _("Choose an answer."))
    other = page.other
    context = {
        "link": link,
        "page": page,
        "form": form,
        "said": said,
        "sender": str(link.acts_for),
        "fields": labelled_fields(other) if other is not None else (),
        "reasons": RefusalReason.choices,
        "is_company": side is Side.NEED,
    }
    status = 400 if form.is_bound and not said else 200
    return render(request, "answers/introduction.html", context, status=status)


def _load(link: OpenLink, side: Side) -> SidePage:
    return get_side_page(int(link.object_id), side, link.acts_for)


def _take(link: OpenLink, side: Side, form: AnswerForm) -> str:
    """What was said, for the page that thanks for it."""
    given = form.cleaned_data
    introduction_id = int(link.object_id)
    if given["answer"] == _QUESTION:
        ask_question(
            introduction_id=introduction_id,
            side=side,
            text=given["question"],
            link_id=link.id,
            name=link.recipient_name,
            by=link.acts_for,
        )
        return _QUESTION
    answer_side(
        introduction_id=introduction_id,
        side=side,
        answer=Answer(given["answer"]),
        link_id=link.id,
        name=link.recipient_name,
        by=link.acts_for,
        reason=given["reason"],
        words=given["words"],
    )
    return str(given["answer"])
