"""Every operation, asked by its description: by a directed journey, then by Schemathesis as each
kind of caller, with data. `DUIJIE_CONTRACT_EXAMPLES` asks longer (soak)."""

from __future__ import annotations

import copy
import os
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as hypothesis_settings
from pytest_django import Settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.integration.api.contract import description, operations
from tests.integration.api.journey import World, travel

pytestmark = [pytest.mark.django_db, pytest.mark.contract]
EXAMPLES: Final = int(os.environ.get("DUIJIE_CONTRACT_EXAMPLES", "1"))
"""Of each operation that fit the description, and as many that do not; each by every caller."""
CHECKS: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


def test_every_operation_keeps_to_its_description_for_every_caller(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """None fails, each does something at least once: by name in `journey`, some by chance too."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.API_REQUESTS_A_MINUTE = settings.API_STRANGER_REQUESTS_A_MINUTE = 10**9
    world = travel()
    schema = schemathesis.openapi.from_dict(_without_security())
    schema.app = _application()
    statuses: Counter[int] = Counter()
    reached: set[str] = set()
    for operation in _operations(schema):
        name = str(operation.definition.raw["operationId"])
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            for status in _ask(operation, mode, world):
                statuses[status] += 1
                if status < 300:
                    reached.add(name)
    counted = ", ".join(f"{status}: {count}" for status, count in sorted(statuses.items()))
    with capsys.disabled():
        print(  # noqa: T201 - the counts are part of what is shown
            f"\n{len(world.reached)} of {len(operations())} operations reached 2xx by the journey,"
            f" {len(reached)} by chance, in {statuses.total()} requests of"
            f" {len(world.askers)} callers ({counted})"
        )
    assert sorted(operations().keys() - world.reached) == []
    assert len(reached) > len(operations()) // 3


def _without_security() -> dict[str, Any]:
    """Each caller brings a token of their own; Schemathesis is not to make up others."""
    found = copy.deepcopy(description())
    del found["components"]["securitySchemes"]
    for methods in found["paths"].values():
        for said in methods.values():
            del said["security"]
    return found


def _application() -> Callable[..., list[bytes]]:
    """Ours, read to its end and closed, as a server does and the client here does not."""
    served = get_wsgi_application()

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        response = served(environ, start_response)
        try:
            return [b"".join(response)]
        finally:
            response.close()

    return application


def _operations(schema: Any) -> Iterator[Any]:
    for result in schema.get_all_operations():
        yield result.ok()


def _ask(operation: Any, mode: GenerationMode, world: World) -> list[int]:
    """What all callers were answered to the same requests, none of which leaves anything behind."""
    if mode is GenerationMode.NEGATIVE and not _can_be_wrong(operation):
        return []
    found: list[int] = []
    area = operation.path.split("/")[1]
    known = {
        name: value
        for name, value in world.ids.get(area, {}).items()
        if "{" + name + "}" in operation.path
    }

    @seed(713)
    @hypothesis_settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode, path_parameters=known or None))
    def ask(case: Any) -> None:
        for program in world.askers.values():
            headers = {**program.headers, "Accept-Language": "en"}
            with transaction.atomic():
                answer = case.call(headers=headers)
                transaction.set_rollback(True)
            case.validate_response(answer, checks=CHECKS)
            found.append(answer.status_code)

    ask()
    return found


def _can_be_wrong(operation: Any) -> bool:
    said = operation.definition.raw
    queries = [one for one in said.get("parameters", []) if one["in"] == "query"]
    return bool(queries or "application/json" in said.get("requestBody", {}).get("content", {}))
