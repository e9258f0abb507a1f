"""Static files by their content hash once they are collected, by their own name before."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # no types
    """Whitenoise's hashed and compressed names, without asking for a `collectstatic` first.

    A fresh checkout, the tests and DEBUG serve the files from their packages.
    """

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        try:
            return str(super().stored_name(name))
        except ValueError:  # not collected yet: there is no file to hash
            return name
