"""The load of `benchmarks.record`: users who open a page every few seconds, each in a thread.

A process of its own, pinned to one core, so that what it costs is known and is not the server's:
`python -m benchmarks.load PLAN.json` writes one JSON object to stdout. Pages only: a browser has
the style sheets and scripts since its first page.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from benchmarks.region import BRANDS, FAULTS, PLACES, STEPS, THINGS, TRADES, WAYS

AREAS = ("needs", "offers", "experts", "organisations")
WEIGHTS = {"desk": 5, "list": 35, "narrowed": 20, "detail": 25, "search": 10, "save": 5}
"""Of a hundred pages."""
FORM = "form"
"""What `save` opens before it sends."""


@dataclass
class Sample:
    """One request: what, when it was sent (seconds since the start), how long it took."""

    kind: str
    at: float
    seconds: float
    error: str = ""
    path: str = ""


class _Form(HTMLParser):
    """The fields of the form that carries a record, as a browser would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._area = self._select = ""

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "input" and name:
            is_box = given.get("type") in {"checkbox", "radio"}
            if given.get("type") != "file" and (not is_box or "checked" in given):
                self.values[name] = given.get("value", "")
        elif tag == "textarea":
            self._area, self.values[name] = name, ""
        elif tag == "select":
            self._select = name
        elif (
            tag == "option"
            and self._select
            and ("selected" in given or self._select not in self.values)
        ):
            self.values[self._select] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            # the line break after the opening tag is no part of the text
            self.values[self._area] += data if self.values[self._area] else data.removeprefix("\n")


def read_form(page: str) -> dict[str, str]:
    """The fields of the form with a revision on a page; empty where there is none."""
    for piece in page.split("<form")[1:]:
        body = piece.split("</form>")[0]
        if 'name="revision"' in body:
            form = _Form()
            form.feed("<form" + body)
            return form.values
    return {}


@dataclass
class Browser:
    """One connection that is kept open, with its cookies."""

    host: str
    port: int
    cookies: dict[str, str]
    connection: http.client.HTTPConnection | None = None

    def ask(
        self, path: str, fields: Mapping[str, str] | None = None
    ) -> tuple[int, str, float, float]:
        """Status, page, when it was sent, and the seconds to its last byte."""
        body = urlencode(fields) if fields is not None else None
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Accept": "text/html",
            "Origin": f"http://{self.host}:{self.port}",
        }
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.monotonic()
        for is_last in (False, True):
            if self.connection is None:
                self.connection = http.client.HTTPConnection(self.host, self.port, timeout=60)
            try:
                self.connection.request("POST" if body is not None else "GET", path, body, headers)
                answer = self.connection.getresponse()
                page = answer.read().decode("utf-8", errors="replace")
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                # the server closed a connection that was not used for a while
                self.connection = None
                if is_last:
                    raise
                continue
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie":
                    key, _, rest = value.partition("=")
                    self.cookies[key] = rest.split(";")[0]
            return answer.status, page, began, time.monotonic() - began
        raise AssertionError("not reached")


@dataclass
class User:
    """Somebody who opens one page after another."""

    browser: Browser
    own: Sequence[tuple[str, int]]
    """`(area, id)` of records that they may change."""
    seen: Sequence[tuple[str, int]]
    chance: random.Random
    started: float
    samples: list[Sample] = field(default_factory=list)

    def run(self, until: float, pause: float) -> None:
        due = time.monotonic() + self.chance.uniform(0, pause)
        while due < until:
            time.sleep(max(0.0, due - time.monotonic()))
            self.open_page()
            due = max(due + pause, time.monotonic())

    def open_page(self) -> None:
        kind = self.chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        if kind == "save" and self.own:
            self.save(*self.chance.choice(self.own))
        else:
            kind = "detail" if kind == "save" else kind
            self.ask(kind, self.path_of(kind))

    def path_of(self, kind: str) -> str:
        chance = self.chance
        if kind == "desk":
            return "/"
        if kind == "detail":
            area, record_id = chance.choice(self.seen)
            return f"/{area}/{record_id}/"
        if kind == "search":
            name = chance.choice(PLACES) + chance.choice(BRANDS)
            words = chance.choice(THINGS) + chance.choice(STEPS) + chance.choice(FAULTS)
            return f"/search/?q={quote(chance.choice((name, words, chance.choice(WAYS))))}"
        area = chance.choice(AREAS)
        if kind == "list":
            page = chance.choice((1, 1, 1, 2, 3))
            return f"/{area}/" + (f"?page={page}" if page > 1 else "")
        area = chance.choice(AREAS[:3])
        if chance.random() < 0.5:
            words = chance.choice((chance.choice(WAYS), chance.choice(THINGS)))
            return f"/{area}/?q={quote(words)}"
        return f"/{area}/?industry={quote(chance.choice(TRADES))}"

    def ask(self, kind: str, path: str, fields: Mapping[str, str] | None = None) -> str:
        sent = time.monotonic()
        try:
            status, page, sent, seconds = self.browser.ask(path, fields)
        except (OSError, http.client.HTTPException) as error:
            self.browser.connection = None
            seconds = time.monotonic() - sent
            self.keep(Sample(kind, sent - self.started, seconds, type(error).__name__, path))
            return ""
        wanted = 302 if fields is not None else 200
        wrong = "" if status == wanted else f"status {status}"
        self.keep(Sample(kind, sent - self.started, seconds, wrong, path))
        return page

    def save(self, area: str, record_id: int) -> None:
        path = f"/{area}/{record_id}/edit/"
        fields = read_form(self.ask(FORM, path))
        if not fields:
            sent = time.monotonic() - self.started
            self.keep(Sample("save", sent, 0.0, "no form", path))
            return
        fields["text"] = f"{fields.get('text', '')[:400]}，补充{self.chance.randint(1, 10**6)}。"
        self.ask("save", path, fields)

    def keep(self, sample: Sample) -> None:
        self.samples.append(sample)


def run_load(plan: Mapping[str, Any]) -> dict[str, Any]:
    """All users at once for `warm_up` and then `seconds`; what was asked after the warm-up."""
    started = time.monotonic()
    until = started + plan["warm_up"] + plan["seconds"]
    users = [
        User(
            Browser(plan["host"], plan["port"], {"sessionid": given["session"]}),
            [(area, record_id) for area, record_id in given["own"]],
            [(area, record_id) for area, record_id in plan["seen"]],
            random.Random(number),
            started,
        )
        for number, given in enumerate(plan["users"])
    ]
    threads = [threading.Thread(target=user.run, args=(until, plan["pause"])) for user in users]
    for thread in threads:
        thread.start()
    time.sleep(plan["warm_up"])
    cpu, warm = time.process_time(), time.monotonic()
    for thread in threads:
        thread.join()
    share = (time.process_time() - cpu) / (time.monotonic() - warm)
    kept = [s.__dict__ for u in users for s in u.samples if s.at >= plan["warm_up"]]
    return {"samples": kept, "cpu_share": share, "seconds": time.monotonic() - warm}


def main() -> int:
    plan = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    json.dump(run_load(plan), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
