"""Every operation is described in full and stands in the permission table."""

from __future__ import annotations

import json
from typing import Any

import pytest
from openapi_spec_validator import validate

from duijie.accounts.enums import Role
from duijie.accounts.permissions import TABLE, Reach, scope_of
from duijie.api.description import cell_named
from duijie.api.doors import CELL_KEY, SCOPE_KEY
from duijie.api.service import api
from duijie.api.service import description as make_description
from tests.integration.api.contract import DESCRIPTION, description, operations

LISTS = {name for name, (_, _, said) in operations().items() if name.startswith("list_")}
WITHOUT_PAGES = {"find_codes", "search_records"}
"""What answers with the best few."""
WRITES = {name for name, (method, _, _) in operations().items() if method != "GET"}


def test_description_is_what_the_program_does() -> None:
    text = json.dumps(make_description(), ensure_ascii=False, indent=1) + "\n"
    assert DESCRIPTION.read_text("utf-8") == text, "run `make reference`"


def test_description_is_openapi() -> None:
    validate(description())


def test_every_operation_of_the_program_is_a_door() -> None:
    without = [
        f"{operation.methods} {path}"
        for _, router in api._routers
        for path, view in router.path_operations.items()
        for operation in view.operations
        if CELL_KEY not in (operation.openapi_extra or {})
    ]
    assert without == []
    assert len(operations()) > 110


@pytest.mark.parametrize("name", sorted(operations()))
def test_operation_has_a_row_of_the_permission_table(name: str) -> None:
    _, _, said = operations()[name]
    cell = cell_named(said[CELL_KEY])

    assert cell in TABLE
    assert said[SCOPE_KEY] == scope_of(cell)
    is_open = TABLE[cell][Role.VISITOR] is not Reach.NONE
    assert ({} in said["security"]) == is_open


@pytest.mark.parametrize("name", sorted(operations()))
def test_operation_is_described_in_full(name: str) -> None:
    method, path, said = operations()[name]
    wanted = {"400", "401", "403", "422", "429", "500"}
    wanted |= {"404"} if "{" in path else set()
    wanted |= {"404", "409", "413", "415"} if method != "GET" else set()

    assert said["summary"]
    assert said["description"]
    assert len(said["tags"]) == 1
    assert wanted < said["responses"].keys()
    done = [status for status in said["responses"] if status < "300"]
    assert len(done) == 1
    assert done == ["204"] or said["responses"][done[0]]["content"]


@pytest.mark.parametrize("name", sorted(LISTS))
def test_list_goes_by_cursor(name: str) -> None:
    said = operations()[name][2]
    assert {"cursor", "limit"} <= {one["name"] for one in said["parameters"]}
    schema = said["responses"]["200"]["content"]["application/json"]["schema"]
    page = description()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    assert {"items", "next_cursor"} <= page["properties"].keys()


def test_every_list_is_called_one() -> None:
    lists = {
        name
        for name, (_, _, said) in operations().items()
        if any(_is_list(said, status) for status in said["responses"])
    }
    assert lists - WITHOUT_PAGES == LISTS


@pytest.mark.parametrize("name", sorted(WRITES))
def test_write_takes_a_key(name: str) -> None:
    headers = {one["name"] for one in operations()[name][2]["parameters"] if one["in"] == "header"}
    assert headers == {"Idempotency-Key"}


def test_changes_of_records_take_a_revision() -> None:
    schemas = description()["components"]["schemas"]
    for kind in ("Need", "Offer", "Expert", "Organisation"):
        assert "revision" in schemas[f"{kind}Change"]["required"]


def _is_list(said: dict[str, Any], status: str) -> bool:
    content = said["responses"][status].get("content", {})
    schema = content.get("application/json", {}).get("schema", {})
    name = schema.get("$ref", "").rpartition("/")[2]
    return "items" in description()["components"]["schemas"].get(name, {}).get("properties", {})
