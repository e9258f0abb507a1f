"""Reads of users."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet

from duijie.accounts.enums import Role
from duijie.accounts.models import User, Zone
from duijie.accounts.permissions import (
    can_close_user,
    can_create_user,
    can_renew_password,
    check_can_list_users,
    is_signed_in,
)
from duijie.core.actor import Actor
from duijie.core.errors import NotFoundError
from duijie.core.paging import PAGE_SIZE, Page, page_bounds


@dataclass(frozen=True, slots=True)
class UserSummary:
    """The signed-in user, for the frame of every page."""

    id: int
    username: str
    display_name: str
    role: str
    language: str
    is_administrator: bool
    can_create_user: bool


class UserState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    NEVER = "never"
    """Open, and nobody has ever signed in."""


@dataclass(frozen=True, slots=True)
class UserFilters:
    """Which users; empty: all."""

    text: str = ""
    """Part of the name, the user name or the mail address."""
    role: str = ""
    zone_id: int | None = None
    """With all zones below it."""
    state: str = ""


@dataclass(frozen=True, slots=True)
class UserRow:
    """A user in the administrators' list."""

    id: int
    username: str
    display_name: str
    email: str
    role: str
    zone_id: int | None
    zone_name: str
    """Empty: the whole region."""
    is_active: bool
    has_second_factor: bool
    created_at: datetime
    last_login_at: datetime | None
    can_renew_password: bool
    can_close: bool


def list_users_for_user(
    user: Actor, filters: UserFilters | None = None, *, page: int = 1, size: int = PAGE_SIZE
) -> Page[UserRow]:
    """Those who have an account, open ones first, then by name. Two queries, and one for the zone
    that is filtered by.

    Raises `NotAllowedError` for all but administrators.
    """
    check_can_list_users(user)
    found = _narrow(filters or UserFilters())
    total = found.count()
    number, size, start, stop = page_bounds(total=total, number=page, size=size)
    rows = _annotated(found).order_by("-is_active", "display_name", "pk")[start:stop]
    return Page(tuple(_row(user, row) for row in rows), total, number, size)


def list_users_after(
    user: Actor,
    filters: UserFilters | None = None,
    *,
    after: int | None = None,
    limit: int = PAGE_SIZE,
) -> list[UserRow]:
    """Those with an id below `after`, the newest account first. Raises as `list_users_for_user`."""
    check_can_list_users(user)
    found = _annotated(_narrow(filters or UserFilters()))
    if after is not None:
        found = found.filter(pk__lt=after)
    return [_row(user, row) for row in found.order_by("-pk")[:limit]]


def get_user_for_user(user: Actor, user_id: int) -> UserRow:
    """One row of the list. Raises `NotFoundError`, `NotAllowedError`."""
    check_can_list_users(user)
    row = _annotated(User.objects.filter(pk=user_id)).first()
    if row is None:
        raise NotFoundError("accounts.user_not_found")
    return _row(user, row)


def list_colleagues_for_user(user: Actor) -> tuple[tuple[int, str], ...]:
    """`(id, name)` of the staff who can take over records, by name, for administrators."""
    check_can_list_users(user)
    staff = User.objects.filter(
        is_active=True, role__in=[Role.ADMINISTRATOR, Role.BROKER, Role.COLLECTOR]
    ).order_by("display_name", "pk")
    return tuple((row.pk, str(row)) for row in staff)


def list_user_names_for_user(user: Actor) -> tuple[tuple[int, str], ...]:
    """`(id, name)` of all accounts, closed ones too, by name, for administrators: to choose whose
    traces to look at. One query."""
    check_can_list_users(user)
    return tuple((row.pk, str(row)) for row in User.objects.order_by("display_name", "pk"))


def _narrow(filters: UserFilters) -> QuerySet[User]:
    users = User.objects.all()
    if text := filters.text.strip()[:100]:
        users = users.filter(
            Q(display_name__icontains=text) | Q(username__icontains=text) | Q(email__icontains=text)
        )
    if filters.role:
        users = users.filter(role=filters.role)
    if filters.zone_id is not None:
        path = Zone.objects.filter(pk=filters.zone_id).values_list("path", flat=True).first()
        users = users.filter(zone__path__startswith=path) if path else users.none()
    if filters.state == UserState.CLOSED:
        return users.filter(is_active=False)
    if filters.state == UserState.OPEN:
        return users.filter(is_active=True)
    if filters.state == UserState.NEVER:
        return users.filter(is_active=True, last_login__isnull=True)
    return users


def _annotated(users: QuerySet[User]) -> QuerySet[User]:
    factors = Authenticator.objects.filter(user_id=OuterRef("pk")).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    return users.select_related("zone").annotate(has_factor=Exists(factors))


def _row(user: Actor, row: User) -> UserRow:
    return UserRow(
        id=row.pk,
        username=row.username,
        display_name=str(row),
        email=row.email,
        role=row.role,
        zone_id=row.zone_id,
        zone_name=row.zone.name if row.zone is not None else "",
        is_active=row.is_active,
        has_second_factor=bool(getattr(row, "has_factor", False)),
        created_at=row.created_at,
        last_login_at=row.last_login,
        can_renew_password=row.is_active and can_renew_password(user, row),
        can_close=row.is_active and can_close_user(user, row),
    )


def get_user(user: Actor) -> UserSummary | None:
    """What the frame of a page needs to know of the user; None for strangers. No query."""
    if not isinstance(user, User) or not is_signed_in(user):
        return None
    return UserSummary(
        id=user.pk,
        username=user.username,
        display_name=str(user),
        role=user.role,
        language=user.language,
        is_administrator=user.is_administrator,
        can_create_user=can_create_user(user),
    )


def find_user_to_act(username: str) -> User:
    """In whose name whoever owns the machine acts. Raises `NotFoundError` for nobody, or a closed
    account."""
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise NotFoundError("accounts.user_not_found")
    return user


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """What the account page says of its reader."""

    username: str
    display_name: str
    email: str
    role: str
    zone_name: str
    """Empty: the whole region."""


def get_own_account(user: Actor) -> OwnAccount:
    """Raises `NotFoundError` for strangers."""
    if not isinstance(user, User) or not is_signed_in(user):
        raise NotFoundError("accounts.user_not_found")
    return OwnAccount(
        username=user.username,
        display_name=str(user),
        email=user.email,
        role=user.role,
        zone_name=user.zone.name if user.zone is not None else "",
    )


def has_administrator() -> bool:
    """Whether any administrator exists who could sign in."""
    return User.objects.filter(role="administrator", is_active=True).exists()


def get_first_administrator() -> User:
    """The oldest active administrator: in whose name the machine's owner acts on its command line.

    Raises `NotFoundError` where there is none.
    """
    user = User.objects.filter(role="administrator", is_active=True).order_by("pk").first()
    if user is None:
        raise NotFoundError("accounts.no_administrator")
    return user
