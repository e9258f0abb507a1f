"""`.zip`: members are unpacked for reading one by one; dangerous ones are left out and named."""

from __future__ import annotations

import io
import stat
import zipfile
from typing import Final

from duijie.engines.documents.draft import Draft, refuse
from duijie.engines.documents.readers.package import DAMAGE

_SKIPPED_FOLDERS: Final = {"__MACOSX"}
_SKIPPED_NAMES: Final = {"thumbs.db", "desktop.ini", ".ds_store"}
_RATIO_FROM: Final = 1_000_000


def is_skipped(path: str) -> bool:
    """Whether a path is one that programs leave behind and nobody means to hand in."""
    parts = [part for part in path.replace("\\", "/").split("/") if part not in {"", "."}]
    return any(
        part in _SKIPPED_FOLDERS
        or part.lower() in _SKIPPED_NAMES
        or (part.startswith(".") and part != "..")
        or part.startswith("~$")
        for part in parts
    )


def read_archive(draft: Draft) -> None:
    """Unpack every member within the limits, in the order of their names."""
    limits = draft.source.limits
    with zipfile.ZipFile(io.BytesIO(draft.source.data)) as archive:
        members = [info for info in archive.infolist() if not info.is_dir()]
        named = sorted(((_name(info), info) for info in members), key=lambda pair: pair[0])
        named = [(name, info) for name, info in named if not is_skipped(name)]
        scratch = draft.source.scratch
        room = scratch.unpacked if scratch else 0
        if sum(info.file_size for _, info in named) > room:
            raise refuse("documents.unpacked_too_large", limit_mb=limits.unpacked_bytes // 10**6)
        if scratch and len(named) > scratch.entries:
            raise refuse("documents.too_many_entries", limit=limits.archive_entries)
        if named and all(info.flag_bits & 1 for _, info in named):
            raise refuse("documents.encrypted")
        for name, info in named:
            _unpack(draft, archive, name, info)


def _name(info: zipfile.ZipInfo) -> str:
    """The member's name: without the UTF-8 flag Chinese systems write GBK, Macs UTF-8."""
    if info.flag_bits & 0x800:
        return info.filename.replace("\\", "/")
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename.replace("\\", "/")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding).replace("\\", "/")
        except UnicodeDecodeError:
            continue
    return info.filename.replace("\\", "/")


def _unpack(draft: Draft, archive: zipfile.ZipFile, name: str, info: zipfile.ZipInfo) -> None:
    packed = max(1, info.compress_size)
    if ".." in name.split("/") or name.startswith("/") or name[1:2] == ":" or "\x00" in name:
        draft.partial("documents.member_path_unsafe", name=name)
    elif stat.S_ISLNK(info.external_attr >> 16):
        draft.partial("documents.member_is_link", name=name)
    elif info.flag_bits & 1 or info.compress_type == 99:
        draft.partial("documents.member_encrypted", name=name)
    elif (
        info.file_size > _RATIO_FROM and info.file_size / packed > draft.source.limits.archive_ratio
    ):
        draft.partial("documents.member_is_bomb", name=name)
    elif info.file_size > draft.source.limits.file_bytes:
        limit = draft.source.limits.file_bytes // 10**6
        draft.partial("documents.member_too_large", name=name, limit_mb=limit)
    else:
        try:
            with archive.open(info) as content:
                draft.add_nested(name, content)
        except (*DAMAGE, RuntimeError):
            draft.partial("documents.member_damaged", name=name)
