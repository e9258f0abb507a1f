"""The description of the interface (OpenAPI): what ninja knows, and what it does not."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, Final

from django.utils import translation
from ninja import NinjaAPI

from duijie.accounts.enums import Role
from duijie.accounts.permissions import TABLE, Action, Cell, ObjectKind, Reach
from duijie.api.problems import CONTENT_TYPE, Problem
from duijie.api.repeating import HEADER, MOST_CHARACTERS

PREFIX: Final = "/api/v1"
_SECURITY: Final = "token"
_ALWAYS: Final = (400, 401, 403, 422, 429, 500)
_ON_OBJECT: Final = (404,)
_ON_WRITE: Final = (409, 413, 415)
_WORDS: Final = {
    400: "The request is malformed as a whole.",
    401: "No token, or one that is unknown, expired or revoked.",
    403: "The token's scope or the caller's role does not include this.",
    404: "Nothing there that the caller may know of.",
    409: "Another change, or the state that it led to, stands against this.",
    413: "The body is too large.",
    415: "The body is of another kind.",
    422: "Values that cannot be taken; `errors` says which.",
    429: "Too many requests; `Retry-After` says how long to wait.",
    500: "A fault in the program.",
}


def file_response(*media_types: str) -> dict[str, Any]:
    """For `door(openapi_extra=…)` of an operation that hands out a file."""
    schema = {"type": "string", "format": "binary"}
    content = {media_type: {"schema": schema} for media_type in media_types}
    return {"responses": {200: {"content": content}}}


def describe(api: NinjaAPI) -> dict[str, Any]:
    """The description as plain data: every operation with its problems, its scope, and whether
    strangers may use it. The same in whatever language it is asked for."""
    with translation.override("en"):
        found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix="")))
    schemas = found["components"]["schemas"]
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= problem.pop("$defs", {})
    schemas["Problem"] = problem
    found["components"]["schemas"] = dict(sorted(schemas.items()))
    found["components"]["responses"] = {
        f"Problem{status}": {
            "description": words,
            "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status, words in _WORDS.items()
    }
    found["components"]["securitySchemes"] = {
        _SECURITY: {
            "type": "http",
            "scheme": "bearer",
            "description": "A token of yours, made on the page of your account.",
        }
    }
    found["servers"] = [{"url": PREFIX}]
    found["paths"] = dict(sorted(found["paths"].items()))
    for path, operations in found["paths"].items():
        for method, operation in operations.items():
            _complete(path, method, operation)
    return found


@cache
def cells_of_strangers() -> frozenset[str]:
    """`object:action` of what visitors may do."""
    return frozenset(
        _name(cell) for cell, reaches in TABLE.items() if reaches[Role.VISITOR] is not Reach.NONE
    )


def cell_named(text: str) -> Cell:
    """The cell of an `x-permission`. Raises `ValueError`."""
    kind, _, action = text.partition(":")
    return Cell(ObjectKind(kind), Action(action))


def _name(cell: Cell) -> str:
    return f"{cell.object}:{cell.action}"


def _complete(path: str, method: str, operation: dict[str, Any]) -> None:
    statuses = set(_ALWAYS)
    if "{" in path:
        statuses.update(_ON_OBJECT)
    if method != "get":
        statuses.update(_ON_WRITE)
        # also for what a body names: a zone, an organisation, a colleague
        statuses.update(_ON_OBJECT)
        operation.setdefault("parameters", []).append(
            {
                "in": "header",
                "name": HEADER,
                "required": False,
                "schema": {"type": "string", "maxLength": MOST_CHARACTERS},
                "description": "The same key and request again is answered as before.",
            }
        )
    for status in sorted(statuses):
        operation["responses"][str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
    open_to_strangers = operation["x-permission"] in cells_of_strangers()
    operation["security"] = [{_SECURITY: []}, *([{}] if open_to_strangers else [])]
