"""One HTTP request to an address that somebody typed in.

Guarded: http and https only, no redirect, no proxy, certificates checked, all of it within a few
seconds, no more of the answer read than is asked for. The host is looked up once, every address of
it is judged, and the connection goes to the judged address: a name that answers differently the
second time (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import http.client
import ipaddress
import queue
import socket
import ssl
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from duijie.core.notify.endpoints.template import Call
from duijie.core.notify.errors import DeliveryError

TIMEOUT_SECONDS: Final = 5.0
MOST_ANSWER: Final = 64 * 1024
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a call may go."""

    allows_private: bool
    """Loopback and private networks (DUIJIE_ALLOW_PRIVATE_ENDPOINTS)."""
    allows_public: bool
    """False in a closed network."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and the beginning of the content."""

    status: int
    content: bytes


def send_call(
    call: Call, reach: Reach, *, seconds: float = TIMEOUT_SECONDS, most: int = MOST_ANSWER
) -> Answer:
    """Send it and take the answer, whatever its status, up to so many bytes.

    Raises `DeliveryError` for a forbidden address, a redirect, and where nobody answers in time.
    """
    deadline = time.monotonic() + seconds
    late = DeliveryError("notify.endpoint_timed_out", is_temporary=True, seconds=f"{seconds:g}")
    try:
        answer = _exchange(call, reach, deadline, most)
    except ssl.SSLCertVerificationError:
        raise DeliveryError("notify.endpoint_tls_failed") from None
    except TimeoutError:
        raise late from None
    except (OSError, http.client.HTTPException, UnicodeError):
        if time.monotonic() >= deadline:
            raise late from None
        raise DeliveryError("notify.endpoint_unreachable", is_temporary=True) from None
    if 300 <= answer.status < 400:
        raise DeliveryError("notify.endpoint_redirects", status=answer.status)
    return answer


def _exchange(call: Call, reach: Reach, deadline: float, most: int) -> Answer:
    parts = urlsplit(call.url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    target = _judged_address(host, port, reach, deadline)
    sock = socket.create_connection((str(target), port), timeout=_left(deadline))
    try:
        if parts.scheme == "https":
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host)
        # a peer that sends a byte now and then would outlive any time-out of single reads
        watch = threading.Timer(_left(deadline), _cut, (sock,))
        watch.daemon = True
        watch.start()
        try:
            return _converse(call, sock, deadline, most)
        finally:
            watch.cancel()
    finally:
        sock.close()


def _converse(call: Call, sock: socket.socket, deadline: float, most: int) -> Answer:
    parts = urlsplit(call.url)
    host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
    sock.settimeout(_left(deadline))
    connection = http.client.HTTPConnection(parts.hostname or "")
    connection.sock = sock
    headers = {
        "Host": host,
        "User-Agent": "Duijie",
        "Accept": "application/json, */*;q=0.5",
        "Connection": "close",
        **call.headers,
    }
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    body = call.body if call.method != "GET" else None
    connection.request(call.method, _ascii(target), body=body, headers=headers)
    with connection.getresponse() as response:
        content = response.read(most)
    _left(deadline)  # what was cut off at the deadline looks like an answer that ended
    return Answer(response.status, content)


def _cut(sock: socket.socket) -> None:
    with suppress(OSError):  # it has ended by itself
        # of the plain class: TLS would first want to say goodbye
        socket.socket.shutdown(sock, socket.SHUT_RDWR)


def _ascii(target: str) -> str:
    """Chinese letters that stand in an address as typed, percent-encoded."""
    return "".join(c if c.isascii() else "".join(f"%{b:02X}" for b in c.encode()) for c in target)


def _judged_address(host: str, port: int, reach: Reach, deadline: float) -> Address:
    found = _look_up(host, port, _left(deadline))
    for address in found:
        _judge(address, reach)
    return found[0]


def _look_up(host: str, port: int, seconds: float) -> list[Address]:
    """All addresses of a host. The system's look-up knows no time-out: it gets a thread."""
    results: queue.SimpleQueue[list[Address] | OSError | UnicodeError] = queue.SimpleQueue()

    def look() -> None:
        try:
            infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            results.put([ipaddress.ip_address(str(i[4][0]).partition("%")[0]) for i in infos])
        except (OSError, UnicodeError) as error:
            results.put(error)

    threading.Thread(target=look, name="look-up", daemon=True).start()
    try:
        result = results.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(result, list):
        return result
    raise result


def _judge(address: Address, reach: Reach) -> None:
    """Raises `DeliveryError` where a call may not go there."""
    inner = _embedded(address)
    never = inner.is_link_local or inner.is_multicast or inner.is_unspecified
    is_public = inner.is_global and not never
    if never or (not is_public and not reach.allows_private):
        raise DeliveryError("notify.endpoint_private")
    if is_public and not reach.allows_public:
        raise DeliveryError("notify.endpoint_outside")


def _embedded(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for, else itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
