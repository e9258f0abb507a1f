"""Results of OCR kept by the content that they come from, so that a second read is quick."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from duijie.engines.documents.atomic import write_atomically
from duijie.engines.documents.ocr import OCR_VERSION
from duijie.engines.documents.types import Block, BlockKind, MergedArea, Place, Table, TextBlock


class OcrStore:
    """Small JSON files below a folder; without a folder nothing is kept."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def get(self, sha256: str, page: int) -> tuple[Block, ...] | None:
        """Blocks of a page of the file with this hash; None where none are stored, or spoiled."""
        path = self._path(sha256, page)
        if path is None or not path.is_file():
            return None
        try:
            found = json.loads(path.read_text("utf-8"))
            return tuple(_block(item, page) for item in found)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put(self, sha256: str, page: int, blocks: tuple[Block, ...]) -> None:
        """Keep blocks; a folder that cannot be written to keeps nothing and is no error."""
        path = self._path(sha256, page)
        if path is None:
            return
        text = json.dumps([_plain(block) for block in blocks], ensure_ascii=False)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(path, text.encode("utf-8"))
        except OSError:
            return

    def _path(self, sha256: str, page: int) -> Path | None:
        if self._folder is None or not sha256:
            return None
        return self._folder / "ocr" / OCR_VERSION / sha256[:2] / f"{sha256}-{page}.json"


def _plain(block: Block) -> dict[str, Any]:
    if isinstance(block, Table):
        merged = [[a.top, a.left, a.bottom, a.right] for a in block.merged]
        return {"rows": block.rows, "merged": merged, "box": block.place.box}
    return {"text": block.text, "confidence": block.confidence, "box": block.place.box}


def _block(item: dict[str, Any], page: int) -> Block:
    left, top, right, bottom = (float(value) for value in item["box"])
    box = (left, top, right, bottom)
    if "rows" in item:
        rows = tuple(tuple(str(cell) for cell in row) for row in item["rows"])
        merged = tuple(MergedArea(*(int(v) for v in area)) for area in item["merged"])
        return Table(rows, Place("", page, None, 1, 1, box), merged)
    place = Place("", page, None, None, None, box)
    return TextBlock(str(item["text"]), place, BlockKind.LINE, True, float(item["confidence"]))
