"""Inviting people, and taking an invitation up."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from duijie.accounts.enums import Role
from duijie.accounts.errors import InvitationError
from duijie.accounts.permissions import (
    check_can_list_invitations,
    get_zone_path,
    list_invitable_roles,
)
from duijie.accounts.queries import (
    OpenInvitation,
    get_open_invitation,
    list_invitations_for_user,
    list_zone_choices_for_user,
)
from duijie.accounts.services import (
    IssuedInvitation,
    accept_invitation,
    create_invitation,
    resend_invitation,
    revoke_invitation,
)
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.queries import get_record_for_change, list_organisation_names_for_user
from duijie.core.errors import NotFoundError
from duijie.core.notify.group import group_text
from duijie.core.notify.types import GroupText
from duijie.core.sentences import say
from duijie.errors import DuijieError
from duijie.web.answers.doors import stranger_door
from duijie.web.answers.forms import PageForm
from duijie.web.invitations.forms import AcceptForm, InvitationForm
from duijie.web.records.listing import page_numbers

_FIELD_OF = {
    "accounts.cannot_invite": "zone",
    "accounts.email_malformed": "email",
    "accounts.organisation_unknown": "organisation",
    "accounts.organisation_missing": "organisation",
    "accounts.password_weak": "password1",
    "accounts.username_taken": "username",
    "accounts.username_malformed": "username",
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_invitations(request: HttpRequest) -> HttpResponse:
    """Whom one has invited, and the form that invites. A link stands in the answer to the form and
    nowhere else."""
    check_can_list_invitations(request.user)
    if request.method != "POST":
        return _page(request, _form(request))
    form = _form(request, request.POST)
    if not form.is_valid():
        return _page(request, form, status=400)
    given = form.cleaned_data
    try:
        issued = create_invitation(
            display_name=given["display_name"],
            email=given["email"],
            role=Role(given["role"]),
            zone_id=given["zone"],
            context=_context(request, form),
            by=request.user,
        )
    except DuijieError as error:
        field = _FIELD_OF.get(error.message.code, "display_name")
        form.add_error(field, say(error.message))
        return _page(request, form, status=400)
    return _page(request, _form(request), _handed(request, issued, given["display_name"]))


@never_cache
@require_POST
def resend(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """A new link in place of the one before."""
    issued = resend_invitation(invitation_id=invitation_id, by=request.user)
    rows = list_invitations_for_user(request.user, size=300)
    name = next((row.display_name for row in rows if row.id == invitation_id), "")
    return _page(request, _form(request), _handed(request, issued, name))


@require_POST
def revoke(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """The link opens nothing any more."""
    revoke_invitation(invitation_id=invitation_id, by=request.user)
    messages.success(request, _("The invitation is taken back."))
    return redirect("invitations:list")


@stranger_door
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, secret: str) -> HttpResponseBase:
    """Choose a name and a password, and be in."""
    invitation = get_open_invitation(secret)
    if request.method != "POST":
        first = invitation.email.partition("@")[0]
        return _accept_page(request, invitation, AcceptForm(initial={"username": first}))
    form = AcceptForm(request.POST)
    if not form.is_valid():
        return _accept_page(request, invitation, form, status=400)
    given = form.cleaned_data
    try:
        user = accept_invitation(
            raw=secret, username=given["username"], password=given["password1"]
        )
    except NotFoundError:
        raise
    except DuijieError as error:
        field = _FIELD_OF.get(error.message.code)
        form.add_error(field if field in form.fields else None, say(error.message))
        return _accept_page(request, invitation, form, status=400)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    messages.success(request, _("You are in."))
    return redirect("desk:home")


def _context(request: HttpRequest, form: InvitationForm) -> dict[str, object]:
    """What the new user will be to the record: a member of an organisation, or an expert."""
    role = form.cleaned_data["role"]
    if role == Role.MEMBER:
        name = form.cleaned_data["organisation"].strip()
        if not name:
            raise InvitationError("accounts.organisation_missing")
        found = [
            organisation_id
            for organisation_id, known in list_organisation_names_for_user(
                request.user, name, limit=50
            )
            if known == name
        ]
        if len(found) != 1:
            raise InvitationError("accounts.organisation_unknown", name=name)
        return {"organisation_id": found[0]}
    expert_id = request.GET.get("expert", "")
    if role == Role.EXPERT and expert_id.isdecimal():
        get_record_for_change(RecordKind.EXPERT, int(expert_id), request.user)
        return {"expert_id": int(expert_id)}
    return {}


def _form(request: HttpRequest, data: object = None) -> InvitationForm:
    zones = list_zone_choices_for_user(request.user)
    initial = {
        "zone": zones[0].id if zones and get_zone_path(request.user) else None,
        "role": request.GET.get("role", Role.COLLECTOR.value),
        "display_name": request.GET.get("name", ""),
        "organisation": request.GET.get("organisation", ""),
    }
    return InvitationForm(
        data,
        initial=initial,
        roles=list_invitable_roles(request.user),
        zones=zones,
        has_region=not get_zone_path(request.user),
    )


def _handed(request: HttpRequest, issued: IssuedInvitation, name: str) -> tuple[GroupText, bool]:
    text = group_text(
        kind="accounts.invitation",
        params={"name": name, "inviter": str(request.user)},
        link=f"/invitations/{quote(issued.secret)}/",
    )
    return text, issued.is_mailed


def _page(
    request: HttpRequest,
    form: InvitationForm,
    handed: tuple[GroupText, bool] | None = None,
    status: int = 200,
) -> HttpResponse:
    rows = list_invitations_for_user(request.user, page=PageForm(request.GET).number)
    context = {
        "rows": rows,
        "pages": page_numbers(rows.number, rows.page_count),
        "form": form,
        "group": handed[0] if handed else None,
        "is_mailed": handed is not None and handed[1],
    }
    return render(request, "invitations/list.html", context, status=status)


def _accept_page(
    request: HttpRequest, invitation: OpenInvitation, form: AcceptForm, status: int = 200
) -> HttpResponse:
    context = {"invitation": invitation, "form": form}
    return render(request, "invitations/accept.html", context, status=status)
