"""A program that asks the interface, in the process of the test."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.test import Client

from duijie.accounts.enums import Role, Scope
from duijie.accounts.models import User
from duijie.accounts.services import create_token
from tests.factories.users import make_user
from tests.integration.api.contract import check_response

PREFIX = "/api/v1"
READ_WRITE = (Scope.READ, Scope.WRITE, Scope.EXPORT)


class Asker:
    """Sends JSON with a token of `user`; `user` None: a stranger. Whatever comes is held against
    the committed description; `reached` are the operations that did something."""

    def __init__(
        self, user: User | None = None, scopes: Iterable[Scope] | None = None, language: str = "en"
    ) -> None:
        self.user = user
        self.client = Client()
        self.reached: set[str] = set()
        self.headers: dict[str, str] = {"Accept-Language": language}
        if user is not None:
            given = READ_WRITE if scopes is None else tuple(scopes)
            if scopes is None and user.role == Role.ADMINISTRATOR:
                given = (*READ_WRITE, Scope.ADMIN)
            issued = create_token(name="test", scopes=given, expires_in_days=30, by=user)
            self.token_id = issued.id
            self.headers["Authorization"] = f"Bearer {issued.secret}"

    def get(self, path: str, **query: Any) -> Any:
        return self._checked(
            "GET", path, self.client.get(PREFIX + path, query, headers=self.headers)
        )

    def send(
        self,
        method: str,
        path: str,
        data: Any = None,
        *,
        key: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        more = {"Idempotency-Key": key} if key else {}
        response = self.client.generic(
            method,
            PREFIX + path,
            b"" if data is None else json.dumps(data).encode(),
            content_type="application/json",
            headers={**self.headers, **more, **(headers or {})},
        )
        return self._checked(method, path, response)

    def post(self, path: str, data: Any = None, *, key: str = "") -> Any:
        return self.send("POST", path, data, key=key)

    def patch(self, path: str, data: Any, *, key: str = "") -> Any:
        return self.send("PATCH", path, data, key=key)

    def put(self, path: str, data: Any = None) -> Any:
        return self.send("PUT", path, data)

    def delete(self, path: str, *, key: str = "") -> Any:
        return self.send("DELETE", path, key=key)

    def upload(self, path: str, file: Any, *, key: str = "", **fields: Any) -> Any:
        more = {"Idempotency-Key": key} if key else {}
        response = self.client.post(
            PREFIX + path, {"file": file, **fields}, headers={**self.headers, **more}
        )
        return self._checked("POST", path, response)

    def read_all(self, path: str, *, limit: int = 2, **query: Any) -> list[dict[str, Any]]:
        """A list to its end."""
        found: list[dict[str, Any]] = []
        cursor = ""
        while True:
            page = self.get(path, limit=limit, cursor=cursor, **query).json()
            found += page["items"]
            cursor = page["next_cursor"]
            if not cursor:
                return found

    def _checked(self, method: str, path: str, response: Any) -> Any:
        name = check_response(method, path, _read(response))
        if name and response.status_code < 300:
            self.reached.add(name)
        return response


def _read(response: Any) -> Any:
    """With its content at hand, of a file too."""
    if response.streaming:
        response.content_read = b"".join(response.streaming_content)
        response.close()
        return _Streamed(response)
    return response


class _Streamed:
    def __init__(self, response: Any) -> None:
        self.status_code, self.content = response.status_code, response.content_read
        self._type = response["Content-Type"]

    def __getitem__(self, name: str) -> str:
        return str(self._type)


def asker(role: Role | None = Role.BROKER, **given: Any) -> Asker:
    """Of a new user with this role; None: a stranger."""
    return Asker(None if role is None else make_user(role), **given)
