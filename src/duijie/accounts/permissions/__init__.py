"""Who may do what. `table` is the one table that every capability, page, endpoint, export and
command is held against; `users` are the pairs of accounts themselves."""

from __future__ import annotations

from duijie.accounts.permissions.table import (
    TABLE,
    Action,
    Cell,
    ObjectKind,
    Reach,
    allows,
    check_allows,
    get_reach,
    get_role,
    get_zone_id,
    get_zone_path,
    scope_of,
)
from duijie.accounts.permissions.tokens import (
    can_create_token,
    can_list_all_tokens,
    can_list_tokens,
    can_revoke_token,
    check_can_create_token,
    check_can_list_all_tokens,
    check_can_list_tokens,
    check_can_revoke_token,
)
from duijie.accounts.permissions.users import (
    can_create_user,
    can_list_users,
    can_renew_password,
    check_can_create_user,
    check_can_list_users,
    check_can_renew_password,
    is_signed_in,
)

__all__ = [
    "TABLE",
    "Action",
    "Cell",
    "ObjectKind",
    "Reach",
    "allows",
    "can_create_token",
    "can_create_user",
    "can_list_all_tokens",
    "can_list_tokens",
    "can_list_users",
    "can_renew_password",
    "can_revoke_token",
    "check_allows",
    "check_can_create_token",
    "check_can_create_user",
    "check_can_list_all_tokens",
    "check_can_list_tokens",
    "check_can_list_users",
    "check_can_renew_password",
    "check_can_revoke_token",
    "get_reach",
    "get_role",
    "get_zone_id",
    "get_zone_path",
    "is_signed_in",
    "scope_of",
]
