"""Writes to users, zones, tokens, invitations and answer links."""

from duijie.accounts.services.answer_links import (
    IssuedLink,
    create_answer_link,
    open_answer_link,
    revoke_answer_link,
    use_answer_link,
)
from duijie.accounts.services.closing import close_user, reopen_user
from duijie.accounts.services.factors import require_second_factor, reset_second_factor
from duijie.accounts.services.invitations import (
    IssuedInvitation,
    accept_invitation,
    create_invitation,
    resend_invitation,
    revoke_invitation,
)
from duijie.accounts.services.purposes import Purpose, get_purpose, register_purpose
from duijie.accounts.services.tokens import IssuedToken, create_token, revoke_token
from duijie.accounts.services.users import (
    IssuedAccount,
    change_language,
    change_user,
    create_user,
    ensure_first_administrator,
    issue_account,
    renew_password,
    reset_password,
)
from duijie.accounts.services.zones import (
    Division,
    create_zone,
    delete_zone,
    grow_zones,
    move_zone,
    rename_zone,
)

__all__ = [
    "Division",
    "IssuedAccount",
    "IssuedInvitation",
    "IssuedLink",
    "IssuedToken",
    "Purpose",
    "accept_invitation",
    "change_language",
    "change_user",
    "close_user",
    "create_answer_link",
    "create_invitation",
    "create_token",
    "create_user",
    "create_zone",
    "delete_zone",
    "ensure_first_administrator",
    "get_purpose",
    "grow_zones",
    "issue_account",
    "move_zone",
    "open_answer_link",
    "register_purpose",
    "rename_zone",
    "renew_password",
    "reopen_user",
    "require_second_factor",
    "resend_invitation",
    "reset_password",
    "reset_second_factor",
    "revoke_answer_link",
    "revoke_invitation",
    "revoke_token",
    "use_answer_link",
]
