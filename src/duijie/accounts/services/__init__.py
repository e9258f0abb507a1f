"""Writes to users, zones, tokens, invitations and answer links."""

from duijie.accounts.services.tokens import IssuedToken, create_token, revoke_token
from duijie.accounts.services.users import (
    IssuedAccount,
    change_language,
    create_user,
    ensure_first_administrator,
    issue_account,
    renew_password,
)

__all__ = [
    "IssuedAccount",
    "IssuedToken",
    "change_language",
    "create_token",
    "create_user",
    "ensure_first_administrator",
    "issue_account",
    "renew_password",
    "revoke_token",
]
