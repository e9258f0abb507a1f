"""No door without a row of the permission table, and no row without a door."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Final

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.urls.resolvers import RoutePattern, URLResolver

import duijie.cli
from duijie.accounts.permissions import TABLE, Action, Cell, ObjectKind
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.policies import TRANSITIONS
from duijie.cli.main import COMMANDS
from duijie.web.areas import AREAS
from duijie.web.routes import page
from tests.leaks.doors import Address, list_addresses, list_operations
from tests.leaks.marks import Tally

OTHERS: Final = {
    "healthz": "the supervisor asks it; says ok or not, and nothing of the record",
    "api/": "the interface's answer to addresses that it has not",
}
"""Addresses of ours that are no doors to the record."""
SIGN_IN: Final = "accounts/"
"""Below it lies allauth: sign-in, sign-out, second factor, OpenID Connect, one's own account only,
and what leads to it."""
WITHOUT_RECORD: Final = {
    "run": "reads a folder, opens no record",
    "match": "reads two files, opens no record",
    "extract": "reads files, opens no record",
    "plan": "reads an instance, opens no record",
    "demo": "runs on the made-up region",
    "serve": "starts the server, shows nothing of the record itself",
}
"""Commands that need no row."""
ASKED_BELOW: Final = {
    Cell(ObjectKind(kind), step.action): "a step of a record: `move` asks for it"
    for kind in ("need", "offer", "expert")
    for step in TRANSITIONS.values()
    if step.action is not None
} | {
    Cell(ObjectKind(kind), Action.EXPORT): "the export door is one for all kinds"
    for kind in RecordKind
}
"""Rows that no door names, because the door is wider and asks for them of each object."""
ROWS_WITHOUT_DOOR: Final = {
    Cell(ObjectKind.ARCHIVE, Action.CREATE): "the archive is written by `duijie backup` only",
    Cell(ObjectKind.PREFERENCES, Action.SEE): "seeing and changing is one page",
    Cell(ObjectKind.SERVICE, Action.RUN): "starting the server is for who owns the machine",
    Cell(ObjectKind.CONSENT, Action.CHANGE): "the service asks it of the record's side",
    Cell(ObjectKind.OFFER, Action.HAND_OVER): "one door hands over records of all kinds",
    Cell(ObjectKind.EXPERT, Action.HAND_OVER): "one door hands over records of all kinds",
    Cell(ObjectKind.TOKEN, Action.LIST): "one's own stand on the page of one's account",
}


def addresses_without_row(addresses: list[Address]) -> list[str]:
    """Those of our own that name no cell, or one that is not in the table."""
    return [
        address.route
        for address in addresses
        if (address.cell not in TABLE if address.cell else not _is_other(address))
    ]


def _is_other(address: Address) -> bool:
    return address.route in OTHERS or address.route.startswith(SIGN_IN)


def test_every_address_has_a_row() -> None:
    addresses = list(list_addresses())
    Tally.add("addresses with a row", sum(address.cell is not None for address in addresses))
    assert addresses_without_row(addresses) == []
    assert sum(address.cell is not None for address in addresses) > 100


def test_every_operation_has_a_row() -> None:
    operations = list(list_operations())
    Tally.add("operations with a row", len(operations))
    assert [one.name for one in operations if one.cell not in TABLE] == []
    assert len(operations) > 100


def test_every_command_that_opens_the_record_has_a_row() -> None:
    for command in COMMANDS:
        name = command.__name__.rpartition(".")[2]
        cell = getattr(command, "CELL", None)
        if cell is None:
            assert name in WITHOUT_RECORD, f"`duijie {name}` has no CELL"
            assert name == "serve" or not _opens_record(name), f"`duijie {name}` opens the record"
        else:
            assert Cell(ObjectKind(cell[0]), Action(cell[1])) in TABLE


def _opens_record(name: str) -> bool:
    source = (Path(duijie.cli.__file__).parent / f"{name}.py").read_text("utf-8")
    opened = ("duijie.accounts", "duijie.catalogue", "duijie.intake", "duijie.core.archive")
    modules = [
        node.module or ""
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom)
    ]
    return any(module.startswith(opened) for module in modules) or "open_installation" in source


def test_every_area_of_the_navigation_has_a_row() -> None:
    assert [area.name for area in AREAS if area.cell not in TABLE] == []


def test_every_row_has_a_door() -> None:
    commands = [command.CELL for command in COMMANDS if hasattr(command, "CELL")]
    used = {Cell(ObjectKind(kind), Action(action)) for kind, action in commands}
    used |= {address.cell for address in list_addresses() if address.cell is not None}
    used |= {operation.cell for operation in list_operations()}
    Tally.add("rows of the permission table", len(TABLE))
    idle = set(TABLE) - used - set(ASKED_BELOW) - set(ROWS_WITHOUT_DOOR)
    assert sorted(f"{cell.object}:{cell.action}" for cell in idle) == []


@pytest.mark.parametrize("is_planted_with_unknown_cell", [True, False])
def test_planted_door_without_row_is_found(
    is_planted_with_unknown_cell: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse("all there is")

    view.__module__ = "duijie.web.planted"
    if is_planted_with_unknown_cell:
        cell = Cell(ObjectKind.ARCHIVE, Action.PUBLISH)
        planted: URLPattern = page("planted/", view, "planted", cell=cell)
    else:
        planted = URLPattern(RoutePattern("planted/", is_endpoint=True), view, name="planted")
    conf = URLResolver(RoutePattern(""), [planted])

    assert addresses_without_row(list(list_addresses(conf))) == ["planted/"]
