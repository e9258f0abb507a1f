"""A second reader of the description: whether what came is what the committed file promises."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from duijie.api.description import PREFIX

DESCRIPTION = Path(__file__).parents[3] / "docs" / "reference" / "openapi.json"


@cache
def description() -> dict[str, Any]:
    """The committed one, not what the program says of itself."""
    found: dict[str, Any] = json.loads(DESCRIPTION.read_text("utf-8"))
    return found


@cache
def operations() -> dict[str, tuple[str, str, dict[str, Any]]]:
    """By id: method, path, what is said of it."""
    return {
        operation["operationId"]: (method.upper(), path, operation)
        for path, methods in description()["paths"].items()
        for method, operation in methods.items()
    }


def find_operation(method: str, address: str) -> str:
    """The id of what an address asks for; empty: nothing of ours."""
    path = address.removeprefix(PREFIX).partition("?")[0]
    return next(
        (
            name
            for name, (known, template, _) in operations().items()
            if known == method and _pattern(template).fullmatch(path)
        ),
        "",
    )


def check_response(method: str, address: str, response: Any) -> str:
    """That the description has this status, kind of body and shape; the id of the operation."""
    name = find_operation(method, address)
    if not name:
        assert response.status_code in {404, 405}, f"{method} {address} is not described"
        return ""
    said = operations()[name][2]["responses"].get(str(response.status_code))
    assert said is not None, f"{name}: {response.status_code} is not described"
    if "$ref" in said:
        said = description()["components"]["responses"][said["$ref"].rpartition("/")[2]]
    content = said.get("content")
    if content is None:
        assert not response.content, f"{name}: a body where none is described"
        return name
    media_type = response["Content-Type"].partition(";")[0]
    assert media_type in content, f"{name}: {media_type} is not described"
    if media_type.endswith("json"):
        _validator(json.dumps(content[media_type]["schema"])).validate(json.loads(response.content))
    return name


@cache
def _pattern(template: str) -> re.Pattern[str]:
    parts = []
    for part in re.split(r"(\{\w+\})", template):
        if not part.startswith("{"):
            parts.append(re.escape(part))
        elif part in {"{list_key}"}:
            parts.append("[a-z_]+")
        else:
            parts.append("[0-9][0-9a-f-]*|[0-9a-f]{8}-[0-9a-f-]+")
    return re.compile("".join(f"(?:{part})" for part in parts))


@cache
def _validator(schema: str) -> jsonschema_rs.Validator:
    whole = {**json.loads(schema), "components": description()["components"]}
    return jsonschema_rs.validator_for(whole)
