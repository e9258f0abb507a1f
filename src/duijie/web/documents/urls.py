from __future__ import annotations

from duijie.web.documents import views
from duijie.web.routes import page

app_name = "documents"
urlpatterns = [
    page("", views.show_documents, "list"),
    page("upload/", views.upload, "upload"),
    page("batches/<uuid:job_id>/", views.show_batch, "batch"),
    page("<int:document_id>/", views.show_document, "detail"),
    page("<int:document_id>/original/", views.download_original, "original"),
]
