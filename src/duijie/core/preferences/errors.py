"""What the settings tell a user."""

from __future__ import annotations

from typing import Final

from duijie.errors import DuijieError, sentence


class PreferenceError(DuijieError):
    """A setting cannot be this."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, **params)
        self.name = str(params.get("name", ""))
        """The setting that is meant; empty for the logo."""


SENTENCES: Final[dict[str, str]] = {
    "preferences.cannot_change": sentence("Only an administrator may change these settings."),
    "preferences.unknown": sentence("There is no setting {name}."),
    "preferences.not_text": sentence("This has to be one line of text."),
    "preferences.text_too_long": sentence("At most {most} characters; these are {length}."),
    "preferences.not_a_number": sentence("This has to be a whole number."),
    "preferences.out_of_range": sentence("This has to be between {least} and {most}."),
    "preferences.not_a_switch": sentence("This is either on or off."),
    "preferences.logo_too_large": sentence(
        "The picture has {size_mb} MB; a logo may have {limit_mb}. Save it smaller."
    ),
    "preferences.logo_unreadable": sentence(
        "This is no picture that can be read. A logo is a PNG, JPEG or WebP file."
    ),
    "preferences.logo_too_many_pixels": sentence(
        "The picture has far more points than a logo needs. Save it smaller."
    ),
    "preferences.logo_not_found": sentence("There is no such logo."),
}
