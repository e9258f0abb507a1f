"""Log lines without what people typed."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class PlaceOnlyFormatter(logging.Formatter):
    """Writes an exception as its kind and its frames, never its message.

    A database error quotes the row that it refuses, and so do most parsers: names and phone
    numbers of real people.
    """

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802 - the standard library's name
        kind, _, trace = ei
        frames = traceback.extract_tb(trace) if trace is not None else []
        places = [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
        return "\n".join([kind.__name__ if kind else "Exception", *places])
