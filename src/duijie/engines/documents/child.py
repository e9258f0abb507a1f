"""The process that reads strangers' files: it takes jobs on stdin and answers on stdout.

Started with `python -m` and not by `multiprocessing`, so that it also works below a daemonic worker
and needs no importable `__main__`.
"""

from __future__ import annotations

import contextlib
import copyreg
import os
import pickle
import socket
import struct
import sys
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, Final

from duijie.engines.documents.limits import Limits
from duijie.engines.documents.ocr import LONGEST_SIDE, recognise_page
from duijie.engines.documents.single import read_file_here

_LENGTH: Final = struct.Struct("<Q")

# Messages hold read-only mappings, which pickle does not know by itself.
copyreg.pickle(MappingProxyType, lambda mapping: (MappingProxyType, (dict(mapping),)))


@dataclass(frozen=True, slots=True)
class ReadJob:
    """Read one file; see `read_file_here`."""

    path: Path
    file: str
    scratch: Path
    limits: Limits
    depth: int
    entries: int
    unpacked: int

    def run(self) -> object:
        return read_file_here(
            self.path,
            scratch=self.scratch,
            file=self.file,
            limits=self.limits,
            depth=self.depth,
            entries=self.entries,
            unpacked=self.unpacked,
        )


@dataclass(frozen=True, slots=True)
class OcrJob:
    """Recognise one page; see `recognise_page`."""

    path: Path
    kind: str
    page: int
    longest_side: int = LONGEST_SIDE

    def run(self) -> object:
        return recognise_page(self.path, self.kind, self.page, self.longest_side)


@dataclass(frozen=True, slots=True)
class Failure:
    """A job that ended in an error of the library that ran it."""

    is_memory: bool


def send(stream: IO[bytes], value: object) -> None:
    """Write one value with its length in front."""
    data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    stream.write(_LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """Read one value; `EOFError` when the other side is gone."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return pickle.loads(data)  # noqa: S301  # both sides are this module; files never reach it


def _refuse_network(*_: object, **__: object) -> None:
    raise OSError("reading documents needs no network")


def main() -> None:
    """Serve jobs until stdin closes."""
    jobs = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    # Libraries that print must not spoil the answers.
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    socket.socket.connect = _refuse_network  # type: ignore[method-assign]  # closed on purpose
    send(answers, "ready")
    while True:
        try:
            job = receive(jobs)
        except EOFError:
            return
        try:
            answer = job.run()
        except MemoryError:
            answer = Failure(is_memory=True)
        except Exception:  # noqa: BLE001, RUF100  # the parent says it in a sentence
            answer = Failure(is_memory=False)
        send(answers, answer)


if __name__ == "__main__":
    # Run as a module this file is `__main__`; its job classes must be those of the parent.
    from duijie.engines.documents import child

    with contextlib.suppress(BrokenPipeError, KeyboardInterrupt):
        child.main()
    sys.exit(0)
