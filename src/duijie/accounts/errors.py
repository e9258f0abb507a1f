"""What accounts tell a user."""

from __future__ import annotations

from typing import Final

from duijie.errors import DuijieError, sentence


class UserError(DuijieError):
    """A user cannot be made or changed like this."""


SENTENCES: Final[dict[str, str]] = {
    "accounts.username_taken": sentence("The user name {username} is taken. Choose another."),
    "accounts.password_weak": sentence(
        "The password is too weak: at least 10 characters, and nothing that is easily guessed."
    ),
    "accounts.cannot_create_user": sentence("Only an administrator may add users."),
    "accounts.no_administrator": sentence("No administrator can sign in here. Make one first."),
    "accounts.language_unknown": sentence("There is no language {language} here."),
}
