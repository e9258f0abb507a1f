"""The tables of accounts."""

from __future__ import annotations

from duijie.accounts.models.answer_links import AnswerLink, AnswerOpening
from duijie.accounts.models.factors import SecondFactorRule
from duijie.accounts.models.invitations import Invitation
from duijie.accounts.models.tokens import ApiToken
from duijie.accounts.models.users import User, UserManager
from duijie.accounts.models.zones import Zone

__all__ = [
    "AnswerLink",
    "AnswerOpening",
    "ApiToken",
    "Invitation",
    "SecondFactorRule",
    "User",
    "UserManager",
    "Zone",
]
