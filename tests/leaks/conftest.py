"""The planted region, once for the whole package, in a transaction that is taken back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from tests.leaks.marks import Tally
from tests.leaks.planting import Region, plant
from tests.leaks.things import plant_things


@pytest.fixture(scope="package")
def region(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Region]:
    """The region with its search index. Tests change nothing that outlives them: each has a
    savepoint of its own."""
    folder = tmp_path_factory.mktemp("leaks")
    for name in ("media", "index", "cache", "static"):
        (folder / name).mkdir()
    with (
        override_settings(
            MEDIA_ROOT=folder / "media",
            INDEX_DIR=folder / "index",
            CACHE_DIR=folder / "cache",
            STATIC_ROOT=folder / "static",
            API_REQUESTS_A_MINUTE=10**9,
            API_STRANGER_REQUESTS_A_MINUTE=10**9,
        ),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        planted = plant()
        plant_things(planted)
        from duijie.catalogue.services.indexing import rebuild_index

        rebuild_index()
        yield planted
        transaction.set_rollback(True)


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How much was asked."""
    if Tally.counts:
        said = ", ".join(f"{count} {what}" for what, count in sorted(Tally.counts.items()))
        terminalreporter.write_line(f"leak table: {said}")
