"""The doors, found in the URL conf and in the description of the interface, with what to ask."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.urls import URLPattern, URLResolver, get_resolver

from duijie.accounts.permissions import Cell
from duijie.api.description import PREFIX, cell_named
from duijie.api.doors import CELL_KEY
from duijie.api.service import description
from duijie.catalogue.enums import RecordKind
from duijie.web.routes import Door
from tests.leaks.planting import Planted, PlantedFile, Region

_PARAMETER: Final = re.compile(r"<(\w+):(\w+)>")
_NUMBER: Final = re.compile(r"{(\w+)}")
_SORTS: Final = ("title", "-budget", "organisation")


@dataclass(frozen=True)
class Address:
    """One address of the URL conf. `cell` None: not one of ours."""

    name: str
    """`needs:detail`."""
    route: str
    cell: Cell | None
    module: str


@dataclass(frozen=True)
class Operation:
    """One operation of the REST interface."""

    name: str
    method: str
    path: str
    cell: Cell


@dataclass(frozen=True)
class Question:
    """One request. `record` and `file`: what it is about, where it is about one."""

    door: str
    path: str
    record: Planted | None = None
    file: PlantedFile | None = None
    kind: RecordKind | None = None
    """Of the records in a list."""
    has_contacts: bool = False
    is_api: bool = False


def list_addresses(
    resolver: URLResolver | None = None, prefix: str = "", space: str = ""
) -> Iterator[Address]:
    """Every address, the interface's apart (`list_operations`)."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            if entry.namespace != "api":
                inner = ":".join(part for part in (space, entry.namespace or "") if part)
                yield from list_addresses(entry, route, inner)
        elif isinstance(entry, URLPattern):
            name = f"{space}:{entry.name}" if space else (entry.name or route)
            cell = entry.cell if isinstance(entry, Door) else None
            yield Address(name, route, cell, entry.callback.__module__)


def list_operations() -> Iterator[Operation]:
    """As the program describes them."""
    for path, methods in description()["paths"].items():
        for method, said in methods.items():
            if "operationId" in said:
                cell = cell_named(said[CELL_KEY])
                yield Operation(said["operationId"], method.upper(), path, cell)


def questions_of_address(address: Address, region: Region) -> Iterator[Question]:
    """A GET for each object that the address can be about. Raises `KeyError` for a parameter of
    which nothing was planted: plant something."""
    names = [name for _, name in _PARAMETER.findall(address.route)]
    kind = _kind_of(address)
    for filled in _fill(address.name, names, kind, region):
        path = _PARAMETER.sub(lambda m, f=filled: str(f[m[2]]), "/" + address.route)  # type: ignore[misc] # mypy knows no defaults of lambdas
        record = filled.get("record")
        yield Question(address.name, path, record, filled.get("file"), kind)
        if address.name == f"{kind}s:list":
            for sort in _SORTS:
                yield Question(address.name, f"{path}?sort={sort}", kind=kind)
        if address.name == "exports:list":
            yield from _exports(address, path, RecordKind(filled["kind"]))
        if address.name in {"codes:suggest", "search:home"}:
            yield Question(address.name, f"{path}?q=qx")


def questions_of_operation(operation: Operation, region: Region) -> Iterator[Question]:
    """A GET for each object that the operation can be about."""
    names = _NUMBER.findall(operation.path)
    area = operation.path.strip("/").split("/")[0]
    kind = next((kind for kind in RecordKind if f"{kind}s" == area), None)
    for filled in _fill(operation.name, names, kind, region):
        path = PREFIX + _NUMBER.sub(lambda m, f=filled: str(f[m[1]]), operation.path)  # type: ignore[misc] # as above
        record = filled.get("record")
        if operation.name.startswith("list_") or operation.name == "find_codes":
            path += "?limit=200"
        yield Question(operation.name, path, record, filled.get("file"), kind, is_api=True)


def _exports(address: Address, path: str, kind: RecordKind) -> Iterator[Question]:
    for file_format, contacts in itertools.product(("csv", "xlsx"), (False, True)):
        query = f"?format={file_format}" + ("&contacts=on" if contacts else "")
        yield Question(address.name, path + query, kind=kind, has_contacts=contacts)


def _kind_of(address: Address) -> RecordKind | None:
    space, _, name = address.name.partition(":")
    words = {space, name} if space == "public" else {space}
    return next((k for k in RecordKind if f"{k}s" in words or k.value in words), None)


_PLAIN: Final[dict[str, list[Any]]] = {
    "kind": list(RecordKind),
    "language": ["zh"],
    "list_key": ["field"],
    "sha256": ["0" * 64],
    "secret": ["opens-nothing"],
    "version_id": [1],
    "endpoint_id": [1],
    "filter_id": [1],
}


def _fill(
    door: str, names: list[str], kind: RecordKind | None, region: Region
) -> Iterator[dict[str, Any]]:
    """What to put into the parameters; beside it the record and file that it is about."""
    rest = list(names)
    about: list[dict[str, Any]] = [{}]
    ids = {"record_id", "need_id", "offer_id", "expert_id", "organisation_id"}
    for name in [name for name in rest if name in ids]:
        rest.remove(name)
        asked = kind if name == "record_id" else RecordKind(name.removesuffix("_id"))
        assert asked is not None, f"{door}: a record of which kind?"
        about = [
            {
                "record": record,
                name: record.id,
                **({"attachment_id": record.files[0].id} if record.files else {}),
                "note_id": record.note_id,
                "consent_id": next(iter(record.consent_ids.values()), 0),
            }
            for record in region.of_kind(asked)
        ]
    if "attachment_id" in rest and about == [{}]:
        rest.remove("attachment_id")
        about = [
            {"record": record, "file": file, "attachment_id": file.id}
            for record in region.records
            for file in record.files
        ]
    if {"note_id", "consent_id"} & set(rest) and about == [{}]:
        about = [
            {
                "record": record,
                "note_id": record.note_id,
                "consent_id": next(iter(record.consent_ids.values()), 0),
            }
            for record in region.records
        ]
    rest = [name for name in rest if name not in about[0]]
    choices = [_PLAIN[name] if name in _PLAIN else region.ids[name] for name in rest]
    for given in about:
        for values in itertools.product(*choices):
            yield {**given, **dict(zip(rest, values, strict=True))}
