"""Vectors kept on disk by what they were made of, so that no text is computed twice.

One SQLite file, safe for several processes. It holds no text, only digests. Whatever goes wrong
with it costs time, never a result: a damaged file is thrown away and begun anew, a locked or full
disk means that nothing is kept.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from duijie.engines.embedding.weights import Floats

FILE_NAME = "vectors.sqlite3"
MAX_VECTORS = 200_000
"""About 400 MB on disk at 384 numbers each."""
KEYS_AT_ONCE = 500
BUSY_SECONDS = 5.0
SCHEMA = """
CREATE TABLE IF NOT EXISTS vectors (
    number INTEGER PRIMARY KEY AUTOINCREMENT, key BLOB NOT NULL UNIQUE, vector BLOB NOT NULL
)
"""


def digest(model_version: str, prefixed_text: str) -> bytes:
    """Key of a text under a model."""
    joined = f"{model_version}\0{prefixed_text}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(joined, digest_size=16).digest()


class VectorCache:
    """Vectors of one width by digest. `max_vectors` bounds the file: the oldest go first."""

    def __init__(self, folder: Path, *, width: int, max_vectors: int = MAX_VECTORS) -> None:
        self._path = folder / FILE_NAME
        self._width = width
        self._max_vectors = max_vectors

    def get(self, keys: Sequence[bytes]) -> dict[bytes, Floats]:
        """The vectors that are there."""
        found: dict[bytes, Floats] = {}
        with self._guard(), self._open() as connection:
            for start in range(0, len(keys), KEYS_AT_ONCE):
                part = keys[start : start + KEYS_AT_ONCE]
                marks = ",".join("?" * len(part))
                rows = connection.execute(
                    f"SELECT key, vector FROM vectors WHERE key IN ({marks})",  # noqa: S608 - only question marks are put in
                    part,
                )
                for key, blob in rows:
                    vector = np.frombuffer(blob, dtype="<f4")
                    # a row that another program or a bad disk has changed is computed again
                    if len(vector) == self._width and np.isfinite(vector).all():
                        found[key] = vector
        return found

    def put(self, vectors: Iterable[tuple[bytes, Floats]]) -> None:
        """Keep vectors; the file is cut back to its bound in the same write."""
        rows = [(key, vector.astype("<f4").tobytes()) for key, vector in vectors]
        with self._guard(), self._open() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO vectors (key, vector) VALUES (?, ?)", rows
            )
            connection.execute(
                "DELETE FROM vectors WHERE number <= (SELECT max(number) FROM vectors) - ?",
                (self._max_vectors,),
            )

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self._path, timeout=BUSY_SECONDS)
        try:
            with connection:
                connection.execute("PRAGMA journal_mode=WAL")
                connection.execute("PRAGMA synchronous=NORMAL")
                connection.execute(SCHEMA)
                yield connection
        finally:
            connection.close()

    @contextlib.contextmanager
    def _guard(self) -> Iterator[None]:
        """Swallow what the file may raise; a damaged one is removed, others may hold it open."""
        try:
            yield
        except sqlite3.OperationalError:
            pass  # locked for too long, read-only or full: go on without
        except sqlite3.DatabaseError:
            for suffix in ("", "-wal", "-shm"):
                with contextlib.suppress(OSError):
                    self._path.with_name(FILE_NAME + suffix).unlink(missing_ok=True)
        except OSError:
            pass  # the folder cannot be made
