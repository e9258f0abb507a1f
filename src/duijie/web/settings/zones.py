"""The tree of zones, for administrators."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from duijie.accounts.enums import ZoneKind
from duijie.accounts.permissions import check_can_change_zones
from duijie.accounts.queries import ZoneRow, get_zone_for_user, list_zones_for_user
from duijie.accounts.services import (
    Division,
    create_zone,
    delete_zone,
    grow_zones,
    move_zone,
    rename_zone,
)
from duijie.catalogue.queries.codes import CodeItem, list_children
from duijie.core.sentences import say
from duijie.errors import DuijieError
from duijie.web.settings.zones_forms import GrowForm, NewZoneForm, ZoneForm

DIVISIONS = "division"
_GROUPS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
"""Rows of GB/T 2260 that only hold others together: nobody works for one."""


@require_http_methods(["GET", "HEAD", "POST"])
def show_zones(request: HttpRequest) -> HttpResponse:
    """The tree with the number of people of each zone, and the form that adds one."""
    check_can_change_zones(request.user)
    zones = list_zones_for_user(request.user)
    if request.method != "POST":
        form = NewZoneForm(zones=zones, initial={"parent": request.GET.get("below", "")})
        return _page(request, zones, form)
    form = NewZoneForm(request.POST, zones=zones)
    if form.is_valid():
        given = form.cleaned_data
        try:
            create_zone(
                name=given["name"],
                kind=ZoneKind(given["kind"]),
                parent_id=given["parent"],
                by=request.user,
            )
        except DuijieError as error:
            form.add_error("name", say(error.message))
        else:
            return redirect("settings:zones")
    return _page(request, zones, form, status=400)


@require_http_methods(["GET", "HEAD", "POST"])
def show_zone(request: HttpRequest, zone_id: int) -> HttpResponse:
    """One zone: its name, and where it hangs."""
    zone = get_zone_for_user(request.user, zone_id)
    zones = list_zones_for_user(request.user)
    if request.method != "POST":
        return _zone_page(request, zone, ZoneForm.showing(zone, zones))
    form = ZoneForm(request.POST, zone=zone, zones=zones)
    if form.is_valid():
        given = form.cleaned_data
        try:
            with transaction.atomic():
                move_zone(zone_id=zone_id, parent_id=given["parent"], by=request.user)
                rename_zone(
                    zone_id=zone_id,
                    name=given["name"],
                    kind=ZoneKind(given["kind"]),
                    by=request.user,
                )
        except DuijieError as error:
            form.add_error("name", say(error.message))
        else:
            messages.success(request, _("Saved."))
            return redirect("settings:zones")
    return _zone_page(request, zone, form, status=400)


@require_POST
def drop_zone(request: HttpRequest, zone_id: int) -> HttpResponse:
    """Remove a zone that nothing belongs to; else say what is in the way."""
    try:
        delete_zone(zone_id=zone_id, by=request.user)
    except DuijieError as error:
        messages.error(request, say(error.message))
        return redirect("settings:zone", zone_id=zone_id)
    return redirect("settings:zones")


@require_POST
def grow(request: HttpRequest) -> HttpResponse:
    """Hang a province or city of GB/T 2260 with what is below it."""
    check_can_change_zones(request.user)
    form = GrowForm(request.POST, provinces=_provinces())
    if not form.is_valid():
        zones = list_zones_for_user(request.user)
        return _page(request, zones, NewZoneForm(zones=zones), form, status=400)
    rows = list(_divisions(form.cleaned_data["division"], with_counties=form.cleaned_data["deep"]))
    count = grow_zones(divisions=rows, parent_id=None, by=request.user)
    messages.success(request, _("%(count)d zones are new.") % {"count": count})
    return redirect("settings:zones")


def _provinces() -> list[tuple[str, str]]:
    return [(item.code, str(item.name)) for item in list_children(DIVISIONS)]


def _divisions(code: str, *, with_counties: bool) -> Iterator[Division]:
    """The province with its cities, and their counties where wanted; parents first."""
    province = next(item for item in list_children(DIVISIONS) if item.code == code)
    yield Division(province.code, province.name.name, ZoneKind.PROVINCE)
    for city in list_children(DIVISIONS, code):
        is_group = city.name.name in _GROUPS
        if not is_group:
            yield _division(city, province.code)
        if with_counties or is_group:
            above = province.code if is_group else city.code
            yield from (_division(row, above) for row in list_children(DIVISIONS, city.code))


def _division(item: CodeItem, above: str) -> Division:
    kind = ZoneKind.CITY if item.code.endswith("00") else ZoneKind.COUNTY
    return Division(item.code, item.name.name, kind, above)


def _page(
    request: HttpRequest,
    zones: tuple[ZoneRow, ...],
    form: NewZoneForm,
    grow_form: GrowForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "zones": zones,
        "form": form,
        "grow_form": grow_form or GrowForm(provinces=_provinces()),
    }
    return render(request, "settings/zones.html", context, status=status)


def _zone_page(
    request: HttpRequest, zone: ZoneRow, form: ZoneForm, status: int = 200
) -> HttpResponse:
    return render(request, "settings/zones_zone.html", {"zone": zone, "form": form}, status=status)
