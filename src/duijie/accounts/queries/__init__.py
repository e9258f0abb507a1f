"""Reads of users, zones, tokens, invitations and answer links."""

from duijie.accounts.queries.tokens import (
    TokenActor,
    TokenRow,
    authenticate_token,
    list_own_tokens,
    list_tokens_for_user,
)
from duijie.accounts.queries.users import (
    UserRow,
    UserSummary,
    get_first_administrator,
    get_user,
    has_administrator,
    list_users_for_user,
)
from duijie.accounts.queries.zones import (
    ZoneChoice,
    list_zone_choices_for_user,
)

__all__ = [
    "TokenActor",
    "TokenRow",
    "UserRow",
    "UserSummary",
    "ZoneChoice",
    "authenticate_token",
    "get_first_administrator",
    "get_user",
    "has_administrator",
    "list_own_tokens",
    "list_tokens_for_user",
    "list_users_for_user",
    "list_zone_choices_for_user",
]
