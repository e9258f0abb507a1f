"""Which kinds of message there are. Capabilities register theirs when their app starts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from duijie.core.errors import NotFoundError
from duijie.core.notify.enums import Channel
from duijie.core.notify.wording import check_wording
from duijie.core.sentences import translation
from duijie.errors import sentence


@dataclass(frozen=True, slots=True)
class MessageParam:
    """Something that a caller fills into the text."""

    label: str
    """What it is, an English msgid: `sentence("title of the need")`."""
    sample: str
    """What stands in a preview, an English msgid."""


BUILT_IN: Final[Mapping[str, MessageParam]] = {
    "region": MessageParam(sentence("name of the installation"), sentence("Duijie")),
    "contact": MessageParam(sentence("how to reach the office"), sentence("Office, room 214")),
    "link": MessageParam(sentence("where to go on"), "/"),
}
"""Every text may use these; nobody hands them in."""
_KIND: Final = re.compile(r"[a-z_]+\.[a-z_]+")


@dataclass(frozen=True, slots=True)
class MessageKind:
    """One kind with its default texts as English msgids."""

    kind: str
    occasion: str
    """When it is sent, for who edits it."""
    title: str
    body: str
    params: Mapping[str, MessageParam]
    channels: tuple[Channel, ...]
    may_go_to_groups: bool

    @property
    def known_names(self) -> tuple[str, ...]:
        """All placeholders that its texts may use."""
        return (*self.params, *BUILT_IN)

    def default_text(self, language: str) -> tuple[str, str]:
        """`(title, body)` as shipped, in `zh` or `en`."""
        catalogue = translation(language)
        return catalogue.gettext(self.title), catalogue.gettext(self.body)

    def samples(self, language: str) -> dict[str, str]:
        """What a preview fills in, by name."""
        catalogue = translation(language)
        return {
            name: catalogue.gettext(param.sample)
            for name, param in {**BUILT_IN, **self.params}.items()
        }


_kinds: dict[str, MessageKind] = {}


def register_kind(
    kind: str,
    *,
    occasion: str,
    title: str,
    body: str,
    params: Mapping[str, MessageParam],
    channels: Sequence[Channel] = (Channel.IN_APP, Channel.MAIL),
    may_go_to_groups: bool = False,
) -> None:
    """Add a kind, `area.what_happened`. All texts are English msgids, marked by `sentence`; the
    Chinese defaults stand in the catalogue like any other sentence.

    `title` and `body` hold placeholders in braces: names of `params`, or `{region}`, `{contact}`,
    `{link}`; a link that the body does not name is put at its end. `channels` are those that
    `notify` uses unless told otherwise. With `may_go_to_groups` robots may post it where strangers
    read along. A second kind of the same name, or an unknown placeholder, is a `ValueError`.
    """
    if not _KIND.fullmatch(kind) or kind in _kinds:
        raise ValueError(f"no new kind of message: {kind}")
    if clash := set(params) & set(BUILT_IN):
        raise ValueError(f"{kind} redefines {sorted(clash)}")
    made = MessageKind(kind, occasion, title, body, dict(params), tuple(channels), may_go_to_groups)
    for part, text in (("title", title), ("body", body)):
        try:
            check_wording(text, known=made.known_names, part=part)
        except Exception as error:
            raise ValueError(f"{part} of {kind}: {error}") from None
    _kinds[kind] = made


def get_kind(kind: str) -> MessageKind:
    """Raises `NotFoundError` for a kind that nobody registered."""
    try:
        return _kinds[kind]
    except KeyError:
        raise NotFoundError("notify.kind_unknown", kind=kind) from None


def list_kinds() -> tuple[MessageKind, ...]:
    """All kinds, by name, so that those of a capability stand together."""
    return tuple(_kinds[name] for name in sorted(_kinds))
