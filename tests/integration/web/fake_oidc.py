"""A small OpenID Connect provider on this machine: discovery, authorisation, token, user."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

CLIENT_ID, CLIENT_SECRET = "duijie", "only-for-tests"


@dataclass
class FakeProvider:
    """Who signs in next, and what was asked."""

    address: str = ""
    user: dict[str, Any] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)


@contextmanager
def provider() -> Iterator[FakeProvider]:
    """Runs until the block ends."""
    state = FakeProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlsplit(self.path)
            state.asked.append(url.path)
            if url.path.endswith("/openid-configuration"):
                self._json(
                    {
                        "issuer": state.address,
                        "authorization_endpoint": f"{state.address}/authorize",
                        "token_endpoint": f"{state.address}/token",
                        "userinfo_endpoint": f"{state.address}/user",
                        "jwks_uri": f"{state.address}/keys",
                        "token_endpoint_auth_methods_supported": ["client_secret_post"],
                    }
                )
            elif url.path == "/authorize":
                given = {name: values[0] for name, values in parse_qs(url.query).items()}
                code = f"code{len(state.codes)}"
                state.codes.add(code)
                back = urlencode({"code": code, "state": given["state"]})
                self.send_response(302)
                self.send_header("Location", f"{given['redirect_uri']}?{back}")
                self.end_headers()
            elif url.path == "/user":
                known = self.headers["Authorization"] == "Bearer access"
                self._json(state.user if known else {}, 200 if known else 401)
            else:
                self._json({}, 404)

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            given = {n: v[0] for n, v in parse_qs(self.rfile.read(length).decode()).items()}
            state.asked.append(self.path)
            is_good = (
                given.get("client_secret") == CLIENT_SECRET
                and given.get("client_id") == CLIENT_ID
                and given.get("code") in state.codes
                and bool(given.get("code_verifier"))
            )
            state.codes.discard(given.get("code", ""))
            answer = {"access_token": "access", "token_type": "Bearer"}
            self._json(answer if is_good else {"error": "invalid_grant"}, 200 if is_good else 400)

        def _json(self, value: object, status: int = 200) -> None:
            body = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
