"""What somebody does with an import: one service call each, then the page again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from duijie.core.sentences import say
from duijie.intake.enums import Choice, Verdict
from duijie.intake.errors import ImportStepError, UploadError
from duijie.intake.queries import get_import_for_user, get_import_options_for_user
from duijie.intake.services.imports.uploading import (
    choose_columns,
    choose_header,
    choose_kinds,
    choose_rows,
    drop_import,
    resume_import,
    run_import,
    start_import,
    undo_import,
)
from duijie.web.imports.forms import ConstantsForm, ImportForm, read_header, read_tables
from duijie.web.imports.views import rows_response, show_imports, show_mapping


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file in; its page then shows how it is read."""
    form = ImportForm(request.POST, request.FILES)
    form.is_valid()
    file = form.cleaned_data.get("file")
    try:
        if file is None:
            raise UploadError("intake.import_empty")
        batch_id = start_import(file=file, by=request.user)
    except UploadError as error:
        request.method = "GET"
        return show_imports(request, error=say(error.message), status=400)
    return redirect("imports:detail", batch_id=batch_id)


@require_POST
def choose(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Another header or kind shows the columns anew; else they are kept and the rows checked."""
    detail = get_import_for_user(batch_id, request.user)
    header = read_header(request.POST, detail)
    tables = read_tables(request.POST, detail)
    if header is not None:
        choose_header(batch_id=batch_id, table_key=header[0], row=header[1], by=request.user)
        return redirect("imports:detail", batch_id=batch_id)
    kinds = {key: draft.kind for key, draft in tables.items()}
    if any(kinds[t.key] and kinds[t.key] != t.kind for t in detail.tables):
        choose_kinds(batch_id=batch_id, kinds=kinds, by=request.user)
        messages.info(request, _("The columns were placed anew. Look through them."))
        return redirect("imports:columns", batch_id=batch_id)
    form = ConstantsForm(get_import_options_for_user(request.user), request.POST)
    if not form.is_valid():
        return show_mapping(request, detail, form=form, error=_("Choose from the lists."))
    try:
        choose_columns(
            batch_id=batch_id, tables=tables, constants=form.constants(), by=request.user
        )
    except ImportStepError as error:
        return show_mapping(request, detail, form=form, error=say(error.message))
    return redirect("imports:detail", batch_id=batch_id)


@require_POST
def choose_row(request: HttpRequest, batch_id: int) -> HttpResponse:
    """`choose=<row>:<choice>`, or `choose=<verdict>:<choice>` for all of a verdict."""
    about, _colon, wanted = request.POST.get("choose", "").partition(":")
    if wanted in Choice.values:
        choice = Choice(wanted)
        if about in Verdict.values:
            choose_rows(batch_id=batch_id, choice=choice, verdict=Verdict(about), by=request.user)
        elif about.isdigit():
            choose_rows(batch_id=batch_id, choice=choice, row_ids=[int(about)], by=request.user)
    if getattr(request, "htmx", None):
        return rows_response(request, batch_id)
    response = redirect("imports:detail", batch_id=batch_id)
    query = request.GET.urlencode()
    response["Location"] += (f"?{query}" if query else "") + "#rows"
    return response


@require_POST
def run(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Write the chosen rows."""
    try:
        run_import(batch_id=batch_id, by=request.user)
    except ImportStepError as error:
        messages.error(request, say(error.message))
    return redirect("imports:detail", batch_id=batch_id)


@require_POST
def resume(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Go on where the work stopped."""
    resume_import(batch_id=batch_id, by=request.user)
    return redirect("imports:detail", batch_id=batch_id)


@require_POST
def undo(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Take the import back."""
    undo_import(batch_id=batch_id, by=request.user)
    return redirect("imports:detail", batch_id=batch_id)


@require_POST
def drop(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Forget an import of which nothing was written."""
    drop_import(batch_id=batch_id, by=request.user)
    messages.success(request, _("The file was removed. Nothing had been imported."))
    return redirect("imports:list")
