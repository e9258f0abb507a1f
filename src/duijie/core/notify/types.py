"""What callers hand in and get back."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from duijie.core.notify.qr import draw_png_address, draw_svg


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody to be told. An outsider without an account has no `user_id`."""

    user_id: int | None = None
    name: str = ""
    email: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    language: str = ""
    """`zh…` or `en…`; empty: Chinese."""


@dataclass(frozen=True, slots=True)
class NotifyOutcome:
    """What became of one call of `notify`; the sending itself comes later."""

    notification_ids: tuple[uuid.UUID, ...]
    unreached: tuple[Recipient, ...]
    """Whom no channel could take: no address, or the channel is off. Offer `group_text` instead.
    Who was told already today (`is_once_a_day`) is not among them."""


@dataclass(frozen=True, slots=True)
class GroupText:
    """A message for a chat group, to be copied; `text` ends with or holds `link`."""

    text: str
    link: str
    """Absolute, or empty where there is nothing to open."""

    @property
    def qr_svg(self) -> str:
        """The link as a QR code: an `<svg>` element without styles; empty without a link."""
        return draw_svg(self.link) if self.link else ""

    @property
    def qr_png_address(self) -> str:
        """The same as a PNG in a `data:` address, for saving; empty without a link."""
        return draw_png_address(self.link) if self.link else ""
