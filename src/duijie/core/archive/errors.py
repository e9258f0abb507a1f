"""What can be wrong with an archive."""

from __future__ import annotations

from typing import Final

from duijie.errors import DuijieError, sentence


class ArchiveError(DuijieError):
    """An archive cannot be restored here, or not at all."""


SENTENCES: Final[dict[str, str]] = {
    "archive.not_empty": sentence(
        "There are users or files here already. An archive is restored into an empty data folder "
        "only: name another one with --home."
    ),
    "archive.not_ours": sentence("{file} is a zip file, but not an archive of Duijie."),
    "archive.damaged": sentence(
        "{file} is damaged or incomplete. Nothing was restored; take another copy of it."
    ),
    "archive.unreadable": sentence(
        "{file} holds something that does not fit into this version. Nothing was restored."
    ),
    "archive.newer": sentence(
        "The archive comes from a newer version of Duijie. Install that version first, then "
        "restore. Nothing was restored."
    ),
    "archive.unknown_table": sentence(
        "The archive holds tables that this version does not know: {tables}. Nothing was restored."
    ),
}
