from __future__ import annotations

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.web.documents import views
from duijie.web.routes import page

app_name = "documents"
urlpatterns = [
    page("", views.show_documents, "list", cell=Cell(ObjectKind.DOCUMENT, Action.LIST)),
    page("upload/", views.upload, "upload", cell=Cell(ObjectKind.DOCUMENT, Action.CREATE)),
    page(
        "batches/<uuid:job_id>/",
        views.show_batch,
        "batch",
        cell=Cell(ObjectKind.DOCUMENT, Action.SEE),
    ),
    page(
        "<int:document_id>/",
        views.show_document,
        "detail",
        cell=Cell(ObjectKind.DOCUMENT, Action.SEE),
    ),
    page(
        "<int:document_id>/original/",
        views.download_original,
        "original",
        cell=Cell(ObjectKind.DOCUMENT, Action.SEE),
    ),
]
