"""How much of a stranger's file is worth reading."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one read. Sizes in bytes; archives are counted per file that was handed in."""

    file_bytes: int = 50_000_000
    ocr_pages: int = 300
    """Pages of one document that go through OCR; the others are named in a finding."""
    pdf_pages: int = 2_000
    unpacked_bytes: int = 200_000_000
    """All members of an archive together, those of archives within it included."""
    archive_entries: int = 1_000
    archive_depth: int = 3
    """An archive is depth 1, an archive in it depth 2, and so on; mails with attachments count."""
    archive_ratio: int = 200
    """Unpacked over packed size that a member over 1 MB may have."""
    seconds_per_file: float = 60.0
    """Of the reading child; OCR has as long for each page."""
    memory_bytes: int = 1_000_000_000
    """Resident memory of a child."""
    table_cells: int = 2_000_000
    """Of one document, empty cells within the grids included."""
    image_pixels: int = 100_000_000
    """Width times height of an image, checked before it is decoded."""
