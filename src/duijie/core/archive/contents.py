"""What an archive holds: tables in their order, and what is left out of it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.core.serializers import sort_dependencies
from django.db.models import Field, ForeignKey, Model

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
TABLES: Final = "tables/"
FILES: Final = "files/"

_OURS: Final = "duijie."
LEFT_OUT: Final = frozenset(
    {
        "jobs.job",  # work of the machine it ran on
        "replies.storedreply",  # answers to requests of the last day
        "catalogue.indexmark",  # restoring fills the index anew
        # groups and single permissions of Django: the permission table decides here
        "accounts.user_groups",
        "accounts.user_user_permissions",
    }
)
SECRET_TABLES: Final = frozenset(
    {"accounts.apitoken", "accounts.invitation", "accounts.answerlink", "accounts.answeropening"}
)
"""Keys by which somebody gets in: in a backup, not in an archive that is handed on."""
EXTRA_SECRET_TABLES: Final = ("mfa.Authenticator", "account.EmailAddress")
"""Of the sign-in library, for a backup."""
SECRET_FIELDS: Final[Mapping[str, Any]] = {
    "accounts.user.password": "!",  # nobody can sign in with it
    "accounts.user.last_login": None,
    "notify.endpoint.secret_cipher": "",
}
"""What stands in an archive instead."""


def list_models(*, has_secrets: bool) -> list[type[Model]]:
    """The tables in an order in which each comes after those it refers to."""
    ours = [
        config
        for config in apps.get_app_configs()
        if config.name.startswith(_OURS) and config.models_module is not None
    ]
    ordered: list[type[Model]] = []
    for model in sort_dependencies([(config, None) for config in ours]):
        ordered.append(model)
        tables: list[Any] = [link.remote_field.through for link in model._meta.local_many_to_many]
        ordered += [table for table in tables if table._meta.auto_created]
    if has_secrets:
        ordered += [apps.get_model(label) for label in EXTRA_SECRET_TABLES]
    return [
        model
        for model in ordered
        if model._meta.label_lower not in LEFT_OUT
        and (has_secrets or model._meta.label_lower not in SECRET_TABLES)
    ]


def row_to_json(row: Model, *, has_secrets: bool) -> dict[str, Any]:
    """Every column by name; moments in UTC, keys of relations as they are."""
    label = row._meta.label_lower
    values: dict[str, Any] = {}
    for column in row._meta.concrete_fields:
        blank = SECRET_FIELDS.get(f"{label}.{column.name}", _SHOWN)
        value = getattr(row, column.attname) if has_secrets or blank is _SHOWN else blank
        values[column.attname] = value_to_json(value)
    return values


_SHOWN: Final = object()


def value_to_json(value: Any) -> Any:
    """What JSON has no kind for is written as text."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return {"base64": base64.b64encode(bytes(value)).decode()}
    return value


def value_from_json(column: Field[Any, Any], value: Any) -> Any:
    """The reverse for one column. Raises Django's `ValidationError` for what it cannot hold."""
    if isinstance(value, dict) and set(value) == {"base64"} and _is_binary(column):
        return base64.b64decode(value["base64"])
    if isinstance(column, ForeignKey):
        return column.target_field.to_python(value)
    return column.to_python(value)


def _is_binary(column: Field[Any, Any]) -> bool:
    return column.get_internal_type() == "BinaryField"
