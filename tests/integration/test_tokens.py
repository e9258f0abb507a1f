"""Tokens: shown once, kept as a hash, narrower than their owner, and gone with the account."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import TestCase

from duijie.accounts.enums import Role, Scope
from duijie.accounts.errors import TokenValuesError
from duijie.accounts.models import ApiToken, User
from duijie.accounts.permissions import (
    TABLE,
    Action,
    Cell,
    ObjectKind,
    can_create_token,
    can_list_all_tokens,
    can_revoke_token,
    check_can_create_token,
    check_can_list_all_tokens,
    check_can_revoke_token,
    scope_of,
)
from duijie.accounts.queries import authenticate_token, list_own_tokens, list_tokens_for_user
from duijie.accounts.services import create_token, revoke_token
from duijie.core import clock
from duijie.core.actor import Actor
from duijie.core.audit.models import AuditEntry
from duijie.core.errors import NotAllowedError, NotFoundError
from tests.factories.users import make_administrator, make_broker, make_user

pytestmark = pytest.mark.django_db


def make_token(user: User, *scopes: Scope, name: str = "dashboard", days: int = 30) -> str:
    wanted = scopes or (Scope.READ,)
    return create_token(name=name, scopes=wanted, expires_in_days=days, by=user).secret


def test_token_lets_its_owner_in_within_its_scopes(broker: User) -> None:
    raw = make_token(broker, Scope.READ, Scope.EXPORT)

    found = authenticate_token(raw)

    assert found is not None
    assert (found.user, found.scopes) == (
        broker,
        frozenset({Scope.READ, Scope.EXPORT}),
    )


def test_secret_is_kept_nowhere(broker: User) -> None:
    raw = make_token(broker)

    kept = repr(list(ApiToken.objects.values())) + repr(list(AuditEntry.objects.values()))

    assert raw not in kept
    assert raw[:9] in kept
    assert raw not in repr(create_token(
        name="x", scopes=[Scope.READ], expires_in_days=1, by=broker
    ))  # fmt: skip


@pytest.mark.parametrize("raw", ["", "dj_", "dj_" + "a" * 43, "x" * 100_000, "\ud800", "dj_\0"])
def test_unknown_secret_opens_nothing(broker: User, raw: str) -> None:
    make_token(broker)

    assert authenticate_token(raw) is None


def test_ended_tokens_open_nothing(broker: User) -> None:
    expired, revoked, alive = make_token(broker), make_token(broker), make_token(broker)
    tokens = list(ApiToken.objects.order_by("pk"))
    ApiToken.objects.filter(pk=tokens[0].pk).update(expires_at=clock.now())
    revoke_token(token_id=tokens[1].pk, by=broker)

    assert [authenticate_token(raw) is None for raw in (expired, revoked, alive)] == [
        True, True, False
    ]  # fmt: skip


def test_token_of_a_closed_account_opens_nothing(broker: User) -> None:
    raw = make_token(broker)
    User.objects.filter(pk=broker.pk).update(is_active=False)

    assert authenticate_token(raw) is None


def test_use_is_noted_at_most_once_a_minute(broker: User) -> None:
    raw = make_token(broker)
    authenticate_token(raw)
    first = ApiToken.objects.get().last_used_at
    with TestCase().assertNumQueries(1):
        authenticate_token(raw)
    assert ApiToken.objects.get().last_used_at == first

    earlier = clock.now() - timedelta(seconds=61)
    ApiToken.objects.update(last_used_at=earlier)
    with TestCase().assertNumQueries(2):
        authenticate_token(raw)

    seen = ApiToken.objects.get().last_used_at
    assert seen is not None
    assert seen > earlier


@pytest.mark.parametrize(
    ("name", "scopes", "days", "code"),
    [
        (" ", [Scope.READ], 30, "accounts.token_name_missing"),
        ("x" * 101, [Scope.READ], 30, "accounts.token_name_missing"),
        ("x", [], 30, "accounts.token_scope_missing"),
        ("x", [Scope.READ], 0, "accounts.token_days_out_of_range"),
        ("x", [Scope.READ], 367, "accounts.token_days_out_of_range"),
    ],
)
def test_token_that_cannot_be_is_refused(
    broker: User, name: str, scopes: list[Scope], days: int, code: str
) -> None:
    with pytest.raises(TokenValuesError) as caught:
        create_token(name=name, scopes=scopes, expires_in_days=days, by=broker)
    assert caught.value.message.code == code
    assert not ApiToken.objects.exists()


def test_only_administrators_get_the_scope_of_administrators() -> None:
    assert make_token(make_administrator(), Scope.ADMIN)
    for role in (Role.BROKER, Role.COLLECTOR, Role.MEMBER, Role.EXPERT):
        with pytest.raises(NotAllowedError):
            make_token(make_user(role), Scope.ADMIN)


def test_who_may_have_tokens_and_revoke_whose() -> None:
    administrator, broker = make_administrator(), make_broker()
    make_token(broker)
    token = ApiToken.objects.get()
    # (user, may make own, sees all, may revoke the broker's)
    table: list[tuple[Actor, bool, bool, bool]] = [
        (administrator, True, True, True),
        (broker, True, False, True),
        (make_user(Role.COLLECTOR), True, False, False),
        (make_user(Role.MEMBER), True, False, False),
        (make_user(Role.EXPERT), True, False, False),
        (make_user(Role.LEADER), False, False, False),
        (make_user(Role.VISITOR), False, False, False),
        (make_user(Role.ADMINISTRATOR, is_active=False), False, False, False),
        (AnonymousUser(), False, False, False),
    ]
    for user, makes, sees_all, revokes in table:
        assert can_create_token(user) is makes
        assert can_list_all_tokens(user) is sees_all
        assert can_revoke_token(user, token) is revokes
        if not makes:
            with pytest.raises(NotAllowedError):
                check_can_create_token(user)
            with pytest.raises(NotAllowedError):
                create_token(name="x", scopes=[Scope.READ], expires_in_days=1, by=user)
            with pytest.raises(NotAllowedError):
                list_own_tokens(user)
        if sees_all:
            assert [row.id for row in list_tokens_for_user(user)] == [token.pk]
        else:
            with pytest.raises(NotAllowedError):
                check_can_list_all_tokens(user)
            with pytest.raises(NotAllowedError):
                list_tokens_for_user(user)
        if not revokes:
            with pytest.raises(NotAllowedError):
                check_can_revoke_token(user, token)
            with pytest.raises((NotFoundError, NotAllowedError)):
                revoke_token(token_id=token.pk, by=user)
            assert user is broker or not user.pk or not makes or list_own_tokens(user) == ()
    token.refresh_from_db()
    assert token.revoked_at is None


def test_every_cell_has_a_scope_and_user_lists_need_the_highest() -> None:
    scopes = {cell: scope_of(cell) for cell in TABLE}

    assert scopes[Cell(ObjectKind.USER, Action.LIST)] is Scope.ADMIN
    assert scopes[Cell(ObjectKind.ARCHIVE, Action.CREATE)] is Scope.ADMIN
    assert scopes[Cell(ObjectKind.NEED, Action.LIST)] is Scope.READ
    assert scopes[Cell(ObjectKind.NEED, Action.HISTORY)] is Scope.READ
    assert scopes[Cell(ObjectKind.NEED, Action.EXPORT)] is Scope.EXPORT
    assert {scopes[Cell(ObjectKind.NEED, action)] for action in (
        Action.CREATE, Action.CHANGE, Action.SUBMIT, Action.PUBLISH, Action.END, Action.DELETE,
        Action.HAND_OVER,
    )} == {Scope.WRITE}  # fmt: skip


def test_list_of_all_tokens_costs_the_same_for_one_and_many(administrator: User) -> None:
    make_token(make_broker())
    with TestCase().assertNumQueries(2):
        assert len(list_tokens_for_user(administrator)) == 1
    for _ in range(3):
        make_token(make_broker())
    with TestCase().assertNumQueries(2):
        assert len(list_tokens_for_user(administrator)) == 4
