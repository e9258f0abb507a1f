"""Who may bring in documents and see how they were read."""

from __future__ import annotations

from duijie.accounts.permissions import is_member
from duijie.core.actor import Actor, is_administrator
from duijie.core.errors import NotAllowedError
from duijie.intake.models import SourceDocument


def can_upload(user: Actor) -> bool:
    return is_member(user)


def check_can_upload(user: Actor) -> None:
    """Raises `NotAllowedError` where `can_upload` says no."""
    if not can_upload(user):
        raise NotAllowedError("intake.cannot_upload")


def can_load_example(user: Actor) -> bool:
    return is_administrator(user)


def check_can_load_example(user: Actor) -> None:
    """Raises `NotAllowedError` where `can_load_example` says no."""
    if not can_load_example(user):
        raise NotAllowedError("intake.cannot_load_example")


def can_see_document(user: Actor, document: SourceDocument) -> bool:
    """An original may hold anything: it is its uploader's and the administrators', the example's
    is everybody's."""
    if not is_member(user):
        return False
    upload = document.upload
    return upload.source.is_example or is_administrator(user) or upload.owner_id == user.pk
