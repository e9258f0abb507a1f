"""Signed-in browsers without a browser, reading English: the msgids are what tests quote."""

from __future__ import annotations

import pytest
from django.conf import settings as django_settings
from django.test import Client

from duijie.accounts.models import User


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


@pytest.fixture
def broker_client(broker: User) -> Client:
    return _signed_in(broker)


@pytest.fixture
def administrator_client(administrator: User) -> Client:
    return _signed_in(administrator)
