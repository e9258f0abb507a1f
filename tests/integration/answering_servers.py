"""Real servers on the loopback that answer as a test tells them to."""

from __future__ import annotations

import socketserver
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread


@dataclass(frozen=True)
class Planned:
    """One answer. `seconds` it waits first; with `drips` it sends a byte at a time for ever."""

    status: int = 200
    content: bytes = b'{"errcode": 0}'
    seconds: float = 0.0
    drips: bool = False
    location: str = ""


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class HttpServer:
    """Answers in the order of `planned`, then 200 with `{"errcode": 0}`."""

    address: str
    planned: list[Planned] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    is_ending: Event = field(default_factory=Event)

    def next_answer(self) -> Planned:
        return self.planned.pop(0) if self.planned else Planned()


@contextmanager
def http_server() -> Iterator[HttpServer]:
    """An HTTP server on a free port of 127.0.0.1, until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            plan.asked.append(Asked(self.command, self.path, dict(self.headers.items()), body))
            answer = plan.next_answer()
            plan.is_ending.wait(answer.seconds)
            try:
                self._send(answer)
            except OSError:
                return  # whoever asked has left

        def _send(self, answer: Planned) -> None:
            self.send_response(answer.status)
            if answer.location:
                self.send_header("Location", answer.location)
            if not answer.drips:
                self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            while answer.drips and not plan.is_ending.is_set():
                self.wfile.write(b" ")
                time.sleep(0.05)
            self.wfile.write(answer.content)

        do_GET = do_POST = do_PUT = _answer  # noqa: N815 - the names that the library calls

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    plan = HttpServer(f"http://127.0.0.1:{server.server_port}")
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield plan
    finally:
        plan.is_ending.set()
        server.shutdown()
        server.server_close()


@dataclass
class SmtpServer:
    """Takes mails, or answers a command with the planned line (`RCPT`: `550 unknown`)."""

    port: int
    planned: dict[str, str] = field(default_factory=dict)
    connections: int = 0
    taken: list[str] = field(default_factory=list)


@contextmanager
def smtp_server() -> Iterator[SmtpServer]:
    """A server that speaks as much SMTP as a client without extensions needs."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            plan.connections += 1
            self._say("220 ready")
            while line := self.rfile.readline():
                verb = line[:4].decode().upper()
                if verb == "DATA" and verb not in plan.planned:
                    self._say("354 go on")
                    plan.taken.append(self._read_mail())
                self._say(plan.planned.get(verb, "250 fine"))
                if verb == "QUIT":
                    return

        def _read_mail(self) -> str:
            lines = []
            while (line := self.rfile.readline()) not in {b".\r\n", b""}:
                lines.append(line.decode())
            return "".join(lines)

        def _say(self, line: str) -> None:
            self.wfile.write(line.encode() + b"\r\n")

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    plan = SmtpServer(server.server_address[1])
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield plan
    finally:
        server.shutdown()
        server.server_close()
