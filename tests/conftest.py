"""Settings of the whole suite: hypothesis profiles, the shared measuring data, the database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings

settings.register_profile(
    "ci",
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "soak",
    max_examples=3000,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

DATABASE_FIXTURES = frozenset({"db", "transactional_db", "live_server", "django_db_setup"})


@pytest.fixture(scope="session", autouse=True)
def connections_outlive_requests() -> Iterator[None]:
    """A file that is sent ends its request when it is closed, a worker tidies up when it ends, and
    both close connections: on a server the test's transaction would go with its connection."""
    close = BaseDatabaseWrapper.close_if_unusable_or_obsolete

    def close_outside_of_transactions(self: BaseDatabaseWrapper) -> None:
        if not self.in_atomic_block:
            close(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            BaseDatabaseWrapper, "close_if_unusable_or_obsolete", close_outside_of_transactions
        )
        yield


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database-only",
        action="store_true",
        help="only tests that touch the record's database (the run on PostgreSQL)",
    )


def pytest_configure() -> None:
    # each worker counts by itself: another one begins anew at any time
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    django_settings.CACHES["default"]["LOCATION"] = django_settings.CACHE_DIR / "counts" / worker


def pytest_report_header() -> str:
    return f"database: {django_settings.DATABASES['default']['ENGINE'].rpartition('.')[2]}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--database-only"):
        return
    left_out = [item for item in items if not touches_database(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]


def touches_database(item: pytest.Item) -> bool:
    """Whether the test asks for the database, or starts processes that have one of their own."""
    if item.get_closest_marker("django_db") or item.get_closest_marker("installation"):
        return True
    fixtures = getattr(item, "fixturenames", ())
    case = getattr(item, "cls", None)
    return not DATABASE_FIXTURES.isdisjoint(fixtures) or (
        isinstance(case, type) and issubclass(case, TransactionTestCase)
    )


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The measuring data beside the checkout; tests that need it are skipped where it is not."""
    default = Path(__file__).parents[2] / "shared"
    folder = Path(os.environ.get("DUIJIE_SHARED", default)) / "data"
    if not folder.is_dir():
        pytest.skip(f"the measuring data is not at {folder} (set DUIJIE_SHARED)")
    return folder
