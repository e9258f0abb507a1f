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

import numpy as np

from duijie.engines.embedding.embedded import Embedded

FILE_NAME = "vectors.sqlite3"
MAX_TEXTS = 100_000
"""About 280 MB on disk at 384 numbers a text and three parts."""
KEYS_AT_ONCE = 500
BUSY_SECONDS = 5.0
LARGEST = 127
PACKING = "i8"
"""Goes into every key: rows packed in another way are never read as these."""
SCHEMA = """
CREATE TABLE IF NOT EXISTS vectors (
    number INTEGER PRIMARY KEY AUTOINCREMENT, key BLOB NOT NULL UNIQUE, vector BLOB NOT NULL
)
"""


def digest(model_version: str, prefixed_text: str, spans: Sequence[tuple[int, int]] = ()) -> bytes:
    """Key of a text under a model, with the spans that its parts were wanted for."""
    cuts = ",".join(f"{start}-{end}" for start, end in spans)
    joined = f"{model_version}\0{PACKING}\0{cuts}\0{prefixed_text}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(joined, digest_size=16).digest()


class VectorCache:
    """Embedded texts of one width by digest; None: of texts without parts, each as wide as it
    was. `max_texts` bounds the file: the oldest go first."""

    def __init__(self, folder: Path, *, width: int | None, max_texts: int = MAX_TEXTS) -> None:
        self._path = folder / FILE_NAME
        self._width = width
        self._max_texts = max_texts

    def get(self, keys: Sequence[bytes]) -> dict[bytes, Embedded]:
        """The vectors that are there."""
        found: dict[bytes, Embedded] = {}
        with self._guard(), self._open() as connection:
            for start in range(0, len(keys), KEYS_AT_ONCE):
                part = keys[start : start + KEYS_AT_ONCE]
                marks = ",".join("?" * len(part))
                rows = connection.execute(
                    f"SELECT key, vector FROM vectors WHERE key IN ({marks})",  # noqa: S608 - only question marks are put in
                    part,
                )
                for key, blob in rows:
                    if (embedded := _unpack(blob, self._width)) is not None:
                        found[key] = embedded
        return found

    def put(self, vectors: Iterable[tuple[bytes, Embedded]]) -> None:
        """Keep vectors; the file is cut back to its bound in the same write."""
        rows = [(key, _pack(embedded)) for key, embedded in vectors]
        with self._guard(), self._open() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO vectors (key, vector) VALUES (?, ?)", rows
            )
            connection.execute(
                "DELETE FROM vectors WHERE number <= (SELECT max(number) FROM vectors) - ?",
                (self._max_texts,),
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


def _pack(embedded: Embedded) -> bytes:
    """Vector and shares as fp32; each part as bytes and one fp32 that they are to be multiplied
    by, because their directions are all that is compared."""
    scales = np.abs(embedded.parts).max(axis=1, initial=0.0) / LARGEST
    scales[scales == 0.0] = 1.0
    packed: bytes = (
        embedded.vector.astype("<f4").tobytes()
        + embedded.shares.astype("<f4").tobytes()
        + scales.astype("<f4").tobytes()
        + np.rint(embedded.parts / scales[:, None]).astype("<i1").tobytes()
    )
    return packed


def _unpack(blob: bytes, width: int | None) -> Embedded | None:
    """None: another program or a bad disk has changed the row; it is computed again."""
    if width is None:
        width = len(blob) // 4
    count, rest = divmod(len(blob) - 4 * width, 8 + width)
    if count < 0 or rest:
        return None
    vector = np.frombuffer(blob, "<f4", width)
    shares = np.frombuffer(blob, "<f4", count, 4 * width)
    scales = np.frombuffer(blob, "<f4", count, 4 * (width + count))
    values = np.frombuffer(blob, "<i1", count * width, 4 * (width + 2 * count))
    if not (np.isfinite(vector).all() and np.isfinite(shares).all() and np.isfinite(scales).all()):
        return None
    parts = values.reshape(count, width).astype(np.float32) * scales[:, None]
    return Embedded(vector, parts, shares)
