"""Python objects over a pipe, between a planner and the processes that it starts."""

from __future__ import annotations

import copyreg
import pickle
import struct
from dataclasses import dataclass
from types import MappingProxyType
from typing import IO, Any, Final

from duijie.engines.scheduling.limits import EVERYTHING, Limits
from duijie.engines.scheduling.problem import Slots
from duijie.engines.scheduling.search import State
from duijie.engines.scheduling.types import Instance

_LENGTH: Final = struct.Struct("<Q")

# Messages hold read-only mappings, which pickle does not know by itself.
copyreg.pickle(MappingProxyType, lambda mapping: (MappingProxyType, (dict(mapping),)))


@dataclass(frozen=True, slots=True)
class Job:
    """What a child is to do: all levels, or help with the gaps."""

    instance: Instance
    seconds: float
    seed: int
    workers: int
    is_helper: bool
    limits: Limits = EVERYTHING
    """Within which a helper looks for the fewest gaps."""
    start: Slots | None = None
    """The plan that a helper starts from, where there is one within limits."""


@dataclass(frozen=True, slots=True)
class News:
    """A plan (or none) and the gaps that every plan within limits has."""

    slots: Slots | None
    bound: int
    limits: Limits = EVERYTHING


@dataclass(frozen=True, slots=True)
class Proven:
    """A plan with the fewest gaps of all within limits."""

    slots: Slots
    gaps: int
    limits: Limits


@dataclass(frozen=True, slots=True)
class Finished:
    """All levels are done; nothing more will come."""

    state: State


@dataclass(frozen=True, slots=True)
class Failed:
    """A mistake of ours: the child's traceback."""

    traceback: str


def send(pipe: IO[bytes], item: object) -> None:
    """Write one object. Raises OSError when nobody reads any more."""
    data = pickle.dumps(item)
    pipe.write(_LENGTH.pack(len(data)) + data)
    pipe.flush()


def receive(pipe: IO[bytes]) -> Any:
    """Read one object. Raises EOFError at the end. Only for pipes to processes of our own."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (size,) = _LENGTH.unpack(head)
    data = pipe.read(size)
    if len(data) < size:
        raise EOFError
    return pickle.loads(data)  # noqa: S301  # written by our own process
