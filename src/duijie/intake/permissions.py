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


def can_see_documents(user: Actor) -> bool:
    """How documents were read is open to all colleagues, like the records that came of them."""
    return is_member(user)


def can_download_original(user: Actor, document: SourceDocument) -> bool:
    """Whoever may see how a document was read may have the file that it was read from."""
    del document  # documents have no hidden state yet
    return can_see_documents(user)


def check_can_download_original(user: Actor, document: SourceDocument) -> None:
    """Raises `NotAllowedError` where `can_download_original` says no."""
    if not can_download_original(user, document):
        raise NotAllowedError("intake.cannot_download")
