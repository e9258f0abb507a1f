"""What accounts tell a user."""

from __future__ import annotations

from typing import Final

from duijie.errors import DuijieError, sentence


class UserError(DuijieError):
    """A user cannot be made or changed like this."""


class ZoneError(DuijieError):
    """The tree of zones cannot be changed like this."""


class InvitationError(DuijieError):
    """Somebody cannot be invited, or an invitation not be taken up, like this."""


class AnswerLinkError(DuijieError):
    """A link cannot be made like this."""


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
    "accounts.cannot_change_user": sentence("Only an administrator may change accounts."),
    "accounts.cannot_close_user": sentence(
        "Only another administrator may close this account; nobody closes their own."
    ),
    "accounts.user_is_open": sentence("This account is open."),
    "accounts.user_is_closed": sentence("This account is closed. Reopen it first."),
    "accounts.name_missing": sentence("A name is missing."),
    "accounts.email_malformed": sentence("This is not a mail address."),
    "accounts.last_administrator": sentence(
        "This is the last administrator. Make another one first."
    ),
    "accounts.heir_cannot_work": sentence(
        "Records can be handed to an administrator, broker or collector with an open account."
    ),
    "accounts.zone_not_found": sentence("There is no such zone, or it is not in yours."),
    "accounts.zone_name_missing": sentence("A zone needs a name of at most 100 characters."),
    "accounts.zone_name_taken": sentence("There is a zone “{name}” at this place already."),
    "accounts.zone_below_itself": sentence("“{name}” cannot hang below itself."),
    "accounts.zone_too_deep": sentence("A tree of zones has at most {most} levels."),
    "accounts.zone_in_use": sentence(
        "“{name}” is in use: people, records, invitations or other zones belong to it. Move them"
        " first."
    ),
    "accounts.cannot_invite": sentence("This role or zone is not yours to give."),
    "accounts.invitation_not_open": sentence(
        "This invitation cannot be opened: it has expired, been used or been taken back. Ask"
        " whoever sent it for a new one."
    ),
    "accounts.invitation_not_found": sentence(
        "There is no such invitation, or it is not yours to change."
    ),
    "accounts.invitation_taken_up": sentence("This invitation has been taken up already."),
    "accounts.invitation_name_missing": sentence("Say in at most 100 characters who is invited."),
    "accounts.invitation_days_out_of_range": sentence(
        "An invitation is open for 1 to {most} days."
    ),
    "accounts.organisation_missing": sentence("A member speaks for an organisation: say which."),
    "accounts.organisation_unknown": sentence(
        "There is no organisation “{name}” in the record, or it is not open to you."
    ),
    "accounts.purpose_unknown": sentence("There are no links for {purpose} here."),
    "accounts.link_name_missing": sentence("Say in at most 100 characters whom the link is for."),
    "accounts.link_days_out_of_range": sentence("A link is open for 1 to {most} days."),
    "accounts.link_not_found": sentence("There is no such link, or it is not yours."),
    "accounts.link_not_open": sentence(
        "This link cannot be opened: it has expired, been used or been taken back, or part of it"
        " is missing. Ask whoever sent it for a new one."
    ),
    "accounts.token_name_missing": sentence("Say in at most 100 characters what the token is for."),
    "accounts.token_scope_missing": sentence("Choose at least one thing that the token may do."),
    "accounts.token_days_out_of_range": sentence("A token lives for 1 to {most} days."),
    "accounts.token_too_many": sentence("You have {most} tokens already. Revoke one first."),
    "accounts.token_not_found": sentence("There is no such token, or it is not yours."),
    "accounts.language_unknown": sentence("There is no language {language} here."),
}
