"""Reads of users, zones, tokens, invitations and answer links."""

from duijie.accounts.queries.answer_links import (
    AnswerLinkRow,
    LinkState,
    OpenLink,
    get_open_link,
    list_answer_links_for_user,
)
from duijie.accounts.queries.invitations import (
    InvitationRow,
    InvitationState,
    OpenInvitation,
    get_open_invitation,
    list_invitations_for_user,
)
from duijie.accounts.queries.tokens import (
    TokenActor,
    TokenRow,
    authenticate_token,
    list_own_tokens,
    list_tokens_for_user,
)
from duijie.accounts.queries.users import (
    UserFilters,
    UserRow,
    UserState,
    UserSummary,
    get_first_administrator,
    get_user,
    get_user_for_user,
    has_administrator,
    list_colleagues_for_user,
    list_users_for_user,
)
from duijie.accounts.queries.zones import (
    ZoneChoice,
    ZoneRow,
    get_zone_for_user,
    list_zone_choices_for_user,
    list_zones_for_user,
    path_after_move,
)

__all__ = [
    "AnswerLinkRow",
    "InvitationRow",
    "InvitationState",
    "LinkState",
    "OpenInvitation",
    "OpenLink",
    "TokenActor",
    "TokenRow",
    "UserFilters",
    "UserRow",
    "UserState",
    "UserSummary",
    "ZoneChoice",
    "ZoneRow",
    "authenticate_token",
    "get_first_administrator",
    "get_open_invitation",
    "get_open_link",
    "get_user",
    "get_user_for_user",
    "get_zone_for_user",
    "has_administrator",
    "list_answer_links_for_user",
    "list_colleagues_for_user",
    "list_invitations_for_user",
    "list_own_tokens",
    "list_tokens_for_user",
    "list_users_for_user",
    "list_zone_choices_for_user",
    "list_zones_for_user",
    "path_after_move",
]
