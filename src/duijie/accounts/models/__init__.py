"""The tables of accounts."""

from __future__ import annotations

from duijie.accounts.models.users import User, UserManager
from duijie.accounts.models.zones import Zone

__all__ = ["User", "UserManager", "Zone"]
