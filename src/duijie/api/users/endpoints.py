"""Accounts: list, make, change, end, open again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from duijie.accounts.enums import Role
from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.accounts.queries import (
    UserFilters,
    UserState,
    get_user_for_user,
    list_users_after,
)
from duijie.accounts.services import (
    change_user,
    close_user,
    issue_account,
    renew_password,
    reopen_user,
)
from duijie.api.doors import door
from duijie.api.paging import PageInfo, PageQuery, page_of, read_cursor
from duijie.api.schemas import Body, RowId
from duijie.catalogue.services import hand_over_records

router = Router(tags=["users"])
_LIST = Cell(ObjectKind.USER, Action.LIST)
_CHANGE = Cell(ObjectKind.USER, Action.CHANGE)
_ID = "/{int:user_id}"


class UserQuery(PageQuery):
    """How the list is narrowed; a zone with all below it."""

    q: str = Field("", max_length=100, description="part of the name or mail address")
    role: Role | None = None
    zone_id: RowId | None = None
    state: UserState | None = None


class UserSchema(Schema):
    """Somebody with an account; `zone_id` null: the whole region."""

    id: int
    username: str
    display_name: str
    email: str
    role: Role
    zone_id: int | None
    zone_name: str
    is_active: bool
    has_second_factor: bool
    created_at: datetime
    last_login_at: datetime | None


class UserPage(PageInfo):
    items: list[UserSchema]


class UserBody(Body):
    """Who somebody is here."""

    display_name: str = Field(min_length=1, max_length=100)
    email: str = Field("", max_length=254)
    role: Role
    zone_id: RowId | None = None


class NewUserBody(UserBody):
    username: str = Field(min_length=1, max_length=150)


class CloseBody(Body):
    """Who takes over the records and answer links; null: they stay, the links end."""

    heir_id: RowId | None = None


class IssuedAccountSchema(Schema):
    """An account with its password, told once: null where the answer is a repeated one."""

    username: str
    password: str | None


@door(router, "GET", "", cell=_LIST, name="list_users", response=UserPage)
def list_users(request: HttpRequest, query: Query[UserQuery]) -> Any:
    """The newest first."""
    filters = UserFilters(
        text=query.q, role=query.role or "", zone_id=query.zone_id, state=query.state or ""
    )
    rows = list_users_after(
        request.user, filters, after=read_cursor(query.cursor), limit=query.limit + 1
    )
    return page_of(rows, limit=query.limit)


@door(router, "GET", _ID, cell=_LIST, name="get_user", response=UserSchema)
def get_user(request: HttpRequest, user_id: RowId) -> Any:
    """One account."""
    return get_user_for_user(request.user, user_id)


@door(
    router,
    "POST",
    "",
    cell=Cell(ObjectKind.USER, Action.CREATE),
    name="create_user",
    secrets=("password",),
    response={201: IssuedAccountSchema},
)
def create(request: HttpRequest, payload: NewUserBody) -> Any:
    """Make an account, with a password of our making to be handed over and changed."""
    return Status(201, issue_account(by=request.user, **payload.model_dump()))


@door(router, "PUT", _ID, cell=_CHANGE, name="change_user", response=UserSchema)
def change(request: HttpRequest, user_id: RowId, payload: UserBody) -> Any:
    """Change who somebody is here; what they may do changes with their next request."""
    change_user(user_id=user_id, by=request.user, **payload.model_dump())
    return get_user_for_user(request.user, user_id)


@door(router, "POST", f"{_ID}/close", cell=_CHANGE, name="close_user", response={204: None})
def close(request: HttpRequest, user_id: RowId, payload: CloseBody) -> Any:
    """End an account with its sessions and tokens, and hand over its records: both or neither."""
    with transaction.atomic():
        get_user_for_user(request.user, user_id)
        if payload.heir_id is not None:
            hand_over_records(from_user_id=user_id, to_user_id=payload.heir_id, by=request.user)
        close_user(user_id=user_id, heir_id=payload.heir_id, by=request.user)
    return Status(204, None)


@door(
    router,
    "POST",
    f"{_ID}/reopen",
    cell=_CHANGE,
    name="reopen_user",
    secrets=("password",),
    response=IssuedAccountSchema,
)
def reopen(request: HttpRequest, user_id: RowId) -> Any:
    """Let somebody back in."""
    return reopen_user(user_id=user_id, by=request.user)


@door(
    router,
    "POST",
    f"{_ID}/password",
    cell=_CHANGE,
    name="renew_password",
    secrets=("password",),
    response=IssuedAccountSchema,
)
def renew(request: HttpRequest, user_id: RowId) -> Any:
    """A new password for somebody who forgot theirs; it ends their sessions."""
    return renew_password(user_id=user_id, by=request.user)
