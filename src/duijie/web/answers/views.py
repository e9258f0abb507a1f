"""Handing out answer links, and the door behind which they are answered."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duijie.accounts.permissions import check_can_create_answer_link
from duijie.accounts.queries import (
    get_open_link,
    list_answer_links_for_user,
    list_zone_choices_for_user,
)
from duijie.accounts.services import (
    create_answer_link,
    get_purpose,
    open_answer_link,
    revoke_answer_link,
)
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.queries import RecordForChange, get_record_for_change
from duijie.core.notify.group import group_text
from duijie.core.notify.types import GroupText
from duijie.core.sentences import say
from duijie.errors import DuijieError
from duijie.web.answers.confirm_need import CONFIRM_NEED
from duijie.web.answers.doors import stranger_door
from duijie.web.answers.forms import LinkForm, PageForm
from duijie.web.records.listing import page_numbers


@require_safe
def show_links(request: HttpRequest) -> HttpResponse:
    """One's own links and those of one's zone, with what became of them."""
    form = PageForm(request.GET)
    rows = list_answer_links_for_user(request.user, page=form.number)
    context = {
        "rows": rows,
        "links": [(row, get_purpose(row.purpose).label) for row in rows],
        "pages": page_numbers(rows.number, rows.page_count),
    }
    return render(request, "answers/list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_company(request: HttpRequest, need_id: int) -> HttpResponse:
    """A link by which the company checks its own need. The link stands in the answer to the form
    and nowhere else."""
    check_can_create_answer_link(request.user)
    need = get_record_for_change(RecordKind.NEED, need_id, request.user)
    known = need.detail.values.get("person") or ""
    form = LinkForm(request.POST or None, initial={"recipient_name": known})
    group: GroupText | None = None
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                group = _make_link(request, need, form)
            except DuijieError as error:
                form.add_error("recipient_name", say(error.message))
        status = 200 if group is not None else 400
    links = list_answer_links_for_user(request.user, object_kind="need", object_id=need_id)
    context = {"need": need.detail, "form": form, "group": group, "links": links}
    return render(request, "answers/ask.html", context, status=status)


def _make_link(request: HttpRequest, need: RecordForChange, form: LinkForm) -> GroupText:
    given = form.cleaned_data
    zones = list_zone_choices_for_user(request.user)
    zone_path = next((zone.path for zone in zones if zone.id == need.zone_id), "")
    issued = create_answer_link(
        purpose=CONFIRM_NEED,
        object_id=need.detail.id,
        zone_path=zone_path,
        recipient_name=given["recipient_name"],
        days=given["days"],
        by=request.user,
    )
    return group_text(
        kind="accounts.answer_link",
        params={
            "name": given["recipient_name"],
            "sender": str(request.user),
            "about": need.detail.title,
        },
        link=f"/a/{quote(issued.secret)}/",
    )


@require_POST
def drop_link(request: HttpRequest, link_id: int) -> HttpResponse:
    """The link opens nothing any more."""
    revoke_answer_link(link_id=link_id, by=request.user)
    messages.success(request, _("The link opens nothing any more."))
    return redirect("answers:list")


@stranger_door
def open_door(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The page of the link's purpose. Every look is noted, before anything is shown."""
    link = get_open_link(secret)
    if request.method in {"GET", "HEAD"}:
        open_answer_link(link_id=link.id)
    return get_purpose(link.purpose).handler(request, link)
