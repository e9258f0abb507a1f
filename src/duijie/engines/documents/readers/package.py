"""Office files are zip archives of XML parts: opened with bounds, parsed without entities."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Final, cast

from duijie.engines.documents.draft import refuse
from duijie.engines.documents.limits import Limits

if TYPE_CHECKING:
    from lxml.etree import _Element

DAMAGE: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, KeyError)
"""What reading a part of a damaged archive raises."""


class Package:
    """The parts of an Office file. Sizes are checked before anything is unpacked."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._zip = zipfile.ZipFile(io.BytesIO(data))
        self._names = {info.filename.replace("\\", "/"): info for info in self._zip.infolist()}
        if any(info.flag_bits & 1 for info in self._names.values()):
            raise refuse("documents.encrypted")
        size = sum(
            info.file_size for name, info in self._names.items() if name.endswith((".xml", ".rels"))
        )
        if size > limits.unpacked_bytes:
            raise refuse("documents.unpacked_too_large", limit_mb=limits.unpacked_bytes // 10**6)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._names)

    def has(self, name: str) -> bool:
        return name in self._names

    def open(self, name: str) -> IO[bytes]:
        """A part to be read as a stream; `KeyError` where there is none."""
        return self._zip.open(self._names[name])

    def read(self, name: str, most: int = 50_000_000) -> bytes:
        """A part of at most `most` bytes."""
        with self.open(name) as part:
            return part.read(most)

    def xml(self, name: str) -> _Element:
        """A part as a tree."""
        return parse_xml(self.read(name, 200_000_000))

    def related(self, name: str) -> dict[str, str]:
        """Relationship ids of part `name` to the names of the parts they lead to."""
        folder, base = posixpath.split(name)
        rels = posixpath.join(folder, "_rels", base + ".rels")
        if not self.has(rels):
            return {}
        found = {}
        for link in self.xml(rels):
            target = (link.get("Target") or "").replace("\\", "/")
            full = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            found[link.get("Id") or ""] = posixpath.normpath(full)
        return found


def parse_xml(data: bytes) -> _Element:
    """Parse without entities, DTDs or the network, so that an entity bomb stays unexpanded."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )
    return etree.fromstring(data, parser)


def stream_elements(source: IO[bytes], *tags: str) -> Iterator[_Element]:
    """Elements named `tags` as they end; each is emptied after use to keep memory flat."""
    from lxml import etree

    events = etree.iterparse(
        source,
        events=("end",),
        tag=[f"{{*}}{tag}" for tag in tags],
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
    )
    for _, element in events:
        yield element
        element.clear()
        parent = element.getparent()
        if parent is not None:
            while element.getprevious() is not None:
                del parent[0]


def local(element: _Element) -> str:
    """Name of an element without its namespace; empty for comments and the like."""
    tag = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def attribute(element: _Element, name: str) -> str | None:
    """Value of the attribute with this local name, in whichever namespace (strict or not)."""
    for key, value in element.attrib.items():
        if cast(str, key).rsplit("}", 1)[-1] == name:
            return cast(str, value)
    return None
