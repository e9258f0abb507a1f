"""The code lists: looked through by everybody who may use them, replaced by administrators."""

from __future__ import annotations

import io
from dataclasses import asdict

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from duijie.catalogue.errors import CodeListError
from duijie.catalogue.permissions.codes import can_change_code_lists, check_can_change_code_lists
from duijie.catalogue.queries.codes import (
    find_codes,
    get_change_for_user,
    get_code,
    get_code_list,
    list_children_page,
    list_code_lists,
    list_codes_to_export,
    list_versions_for_user,
)
from duijie.catalogue.services.codes import (
    add_code_list_version,
    remove_code_list_version,
    use_code_list_version,
)
from duijie.core.sentences import say
from duijie.engines.documents import CellValue, Column, SheetData, write_workbook
from duijie.web.records.listing import page_numbers
from duijie.web.settings.code_lists_forms import BrowseForm, CodeListFileForm

SHOWN_ROWS = 200
"""Refused or changed rows on one page; their number is told in full."""
_FOUND = 50


@never_cache
@require_safe
def show_code_lists(request: HttpRequest) -> HttpResponse:
    """The version in use of every list."""
    return render(request, "settings/code_lists.html", {"lists": list_code_lists()})


@never_cache
@require_safe
def show_code_list(request: HttpRequest, list_key: str) -> HttpResponse:
    """One list, level by level or searched; only its rows where HTMX swaps them in."""
    htmx = getattr(request, "htmx", None)
    if not htmx or htmx.history_restore_request:
        return _page(request, list_key, CodeListFileForm())
    browse = _browse(request, list_key)
    response = render(request, "settings/code_list_rows.html", browse)
    response["HX-Push-Url"] = request.get_full_path()
    patch_vary_headers(response, ("HX-Request",))
    return response


@require_safe
def export_code_list(request: HttpRequest, list_key: str) -> FileResponse:  # noqa: ARG001 - a view's shape
    """The list as an Excel that can be edited and brought back as a version."""
    row = get_code_list(list_key)
    codes = list_codes_to_export(list_key)
    columns = [
        Column(_("Code"), 14),
        Column(_("Name of the code")),
        Column(_("Parent code"), 14),
        Column(_("English name")),
    ]
    rows: list[list[CellValue]] = [[c.code, c.name, c.parent, c.name_en] for c in codes]
    if any(c.trl_from for c in codes):
        columns += [Column(_("TRL from")), Column(_("TRL to"))]
        rows = [[*cells, c.trl_from, c.trl_to] for cells, c in zip(rows, codes, strict=True)]
    content = io.BytesIO()
    write_workbook(content, [SheetData(row.name, columns, rows)])
    content.seek(0)
    return FileResponse(content, as_attachment=True, filename=f"{row.name} {row.version}.xlsx")


@require_POST
def upload_code_list(request: HttpRequest, list_key: str) -> HttpResponse:
    """Bring a version: to its preview, or back with what is wrong, row by row."""
    check_can_change_code_lists(request.user)
    form = CodeListFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, list_key, form, status=400)
    given = form.cleaned_data
    try:
        added = add_code_list_version(
            list_key=list_key,
            file=given["file"],
            version=given["version"],
            source=given["source"],
            by=request.user,
        )
    except CodeListError as error:
        is_version = error.message.code == "codes.version_taken"
        form.add_error("version" if is_version else "file", say(error.message))
        return _page(request, list_key, form, status=400)
    if added.version_id is None:
        form.add_error("file", _("Nothing was taken over. Mend the rows listed and upload again."))
        more = {
            "refused": [
                {"place": asdict(cell.spot), "message": cell.message}
                for cell in added.refused[:SHOWN_ROWS]
            ],
            "refused_count": len(added.refused),
        }
        return _page(request, list_key, form, status=400, more=more)
    return redirect("settings:code_list_version", list_key, added.version_id)


@never_cache
@require_safe
def show_version(request: HttpRequest, list_key: str, version_id: int) -> HttpResponse:
    """What would change if this version came into use."""
    change = get_change_for_user(request.user, list_key, version_id)
    context = {
        "change": change,
        "version": change.version,
        "current": get_code_list(list_key),
        "shown_rows": SHOWN_ROWS,
        "slice": f":{SHOWN_ROWS}",
    }
    return render(request, "settings/code_list_version.html", context)


@require_POST
def use_version(request: HttpRequest, list_key: str, version_id: int) -> HttpResponse:
    """Bring a version into use, a new or an earlier one."""
    change = use_code_list_version(list_key=list_key, version_id=version_id, by=request.user)
    messages.success(
        request, _("Version %(version)s is in use now.") % {"version": change.version.version}
    )
    return redirect("settings:code_list", list_key)


@require_POST
def remove_version(request: HttpRequest, list_key: str, version_id: int) -> HttpResponse:
    """Throw a version away that was brought and not used."""
    remove_code_list_version(list_key=list_key, version_id=version_id, by=request.user)
    messages.success(request, _("The version is thrown away."))
    return redirect("settings:code_list", list_key)


def _browse(request: HttpRequest, list_key: str) -> dict[str, object]:
    form = BrowseForm(request.GET)
    search, under = form.value("q"), form.value("under")
    row = get_code_list(list_key)
    opened = get_code(list_key, under) if under and not search else None
    context: dict[str, object] = {
        "code_list": row,
        "opened": opened,
        "q": search,
    }
    if search:
        return {**context, "found": find_codes(list_key, search, limit=_FOUND)}
    rows = list_children_page(list_key, under, number=form.page_number)
    return {**context, "rows": rows, "pages": page_numbers(rows.number, rows.page_count)}


def _page(
    request: HttpRequest,
    list_key: str,
    form: CodeListFileForm,
    *,
    status: int = 200,
    more: dict[str, object] | None = None,
) -> HttpResponse:
    context = _browse(request, list_key) | {"form": form, **(more or {})}
    if can_change_code_lists(request.user):
        context["can_change"] = True
        context["versions"] = list_versions_for_user(request.user, list_key)
    response = render(request, "settings/code_list.html", context, status=status)
    patch_vary_headers(response, ("HX-Request",))
    return response
