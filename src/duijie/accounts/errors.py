"""What accounts tell a user."""

from __future__ import annotations

from typing import Final

from duijie.errors import DuijieError, sentence


class UserError(DuijieError):
    """A user cannot be made or changed like this."""


class TokenValuesError(DuijieError):
    """A token cannot be made like this."""


SENTENCES: Final[dict[str, str]] = {
    "accounts.username_taken": sentence("The user name {username} is taken. Choose another."),
    "accounts.password_weak": sentence(
        "The password is too weak: at least 10 characters, and nothing that is easily guessed."
    ),
    "accounts.cannot_create_user": sentence("Only an administrator may add users."),
    "accounts.cannot_list_users": sentence("Only an administrator may see the list of users."),
    "accounts.cannot_renew_password": sentence(
        "Only an administrator may give somebody else a new password. Your own is changed under"
        " “Change password”."
    ),
    "accounts.user_not_found": sentence("There is no such user."),
    "accounts.username_malformed": sentence(
        "A user name has letters, digits and @ . + - _ only, at most 150 of them."
    ),
    "accounts.role_may_not": sentence("Your role does not include this. Ask an administrator."),
    "accounts.no_administrator": sentence("No administrator can sign in here. Make one first."),
    "accounts.token_name_missing": sentence("Say in at most 100 characters what the token is for."),
    "accounts.token_scope_missing": sentence("Choose at least one thing that the token may do."),
    "accounts.token_days_out_of_range": sentence("A token lives for 1 to {most} days."),
    "accounts.token_too_many": sentence("You have {most} tokens already. Revoke one first."),
    "accounts.token_not_found": sentence("There is no such token, or it is not yours."),
    "accounts.language_unknown": sentence("There is no language {language} here."),
}
