"""Who may bring in documents and see how they were read."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from duijie.accounts.permissions import (
    Action,
    Cell,
    ObjectKind,
    Reach,
    allows,
    get_reach,
    get_zone_path,
)
from duijie.core.actor import Actor
from duijie.core.errors import NotAllowedError
from duijie.intake.models import SourceDocument

_SEE = Cell(ObjectKind.DOCUMENT, Action.SEE)


def can_upload(user: Actor) -> bool:
    return allows(user, Cell(ObjectKind.DOCUMENT, Action.CREATE))


def check_can_upload(user: Actor) -> None:
    """Raises `NotAllowedError` where `can_upload` says no."""
    if not can_upload(user):
        raise NotAllowedError("intake.cannot_upload")


def can_load_example(user: Actor) -> bool:
    return allows(user, Cell(ObjectKind.EXAMPLE, Action.CREATE))


def check_can_load_example(user: Actor) -> None:
    """Raises `NotAllowedError` where `can_load_example` says no."""
    if not can_load_example(user):
        raise NotAllowedError("intake.cannot_load_example")


def visible_documents(user: Actor) -> QuerySet[SourceDocument]:
    """The documents whose reading and original the user may see: they hold what nobody has sorted
    by disclosure yet, so they are for who uploaded them and for the brokers of that zone."""
    documents = SourceDocument.objects.select_related("upload__source", "upload__owner")
    reach = get_reach(user, _SEE)
    if reach is Reach.NONE:
        return documents.none()
    if reach is Reach.ALL:
        return documents
    mine = Q(upload__owner_id=user.pk)
    if reach is Reach.OWN:
        return documents.filter(mine)
    return documents.filter(mine | Q(upload__zone_path__startswith=get_zone_path(user)))


def can_see_document(user: Actor, document: SourceDocument) -> bool:
    """`visible_documents` for one. One query."""
    return visible_documents(user).filter(pk=document.pk).exists()


def can_download_original(user: Actor, document: SourceDocument) -> bool:
    """Whoever may see how a document was read may have the file that it was read from."""
    return can_see_document(user, document)


def check_can_download_original(user: Actor, document: SourceDocument) -> None:
    """Raises `NotAllowedError` where `can_download_original` says no."""
    if not can_download_original(user, document):
        raise NotAllowedError("intake.cannot_download")
