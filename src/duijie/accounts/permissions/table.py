"""The permission table: role × object × action → reach.

A row is a `Cell(object, action)`. Every page, endpoint, export and command names its cell
(`web.routes.page(..., cell=)`, `api` operations, `cli` commands): one without a row here fails the
suite. The reach says over which objects of that kind the role may act; the capability that owns the
object turns it into a condition on one object and on a query (`catalogue.permissions`). How much of
an object is then shown is a second table, field × disclosure level (`catalogue.disclosure`).

To add: an `ObjectKind` or `Action` where none fits, a row in `TABLE`, the cell at the door, and the
pair `check_can_x` / `can_x` in the capability.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from typing import Final, NamedTuple

from duijie.accounts.enums import Role, Scope
from duijie.accounts.models import User
from duijie.core.actor import Actor
from duijie.core.errors import NotAllowedError


class Reach(IntEnum):
    """Over which objects; each reach holds those before it, except that OPEN adds to OWN what the
    disclosure of an object opens, whatever zone it lies in."""

    NONE = 0
    OWN = 1
    """Made by the user, the user's responsibility, or of the user's organisation."""
    ZONE = 2
    """OWN, and all in the subtree of the user's zone."""
    OPEN = 3
    """What is shown to the user at any disclosure level."""
    ALL = 4


class ObjectKind(StrEnum):
    NEED = "need"
    OFFER = "offer"
    EXPERT = "expert"
    ORGANISATION = "organisation"
    ATTACHMENT = "attachment"
    NOTE = "note"
    CONSENT = "consent"
    TEASER = "teaser"
    """The public summary, as a stranger sees it."""
    SEARCH = "search"
    SUGGESTION = "suggestion"
    INTRODUCTION = "introduction"
    DOCUMENT = "document"
    IMPORT = "import"
    JOB = "job"
    NOTICE = "notice"
    DESK = "desk"
    FIGURES = "figures"
    EXAMPLE = "example"
    ARCHIVE = "archive"
    ACCOUNT = "account"
    """One's own: language, password, second factor."""
    TOKEN = "token"  # noqa: S105 - a kind of object, no secret
    USER = "user"
    ZONE = "zone"
    INVITATION = "invitation"
    ANSWER_LINK = "answer_link"
    CODE_LIST = "code_list"
    PREFERENCES = "preferences"
    MESSAGE = "message"
    ACCESS_LOG = "access_log"
    SERVICE = "service"
    """The installation itself: health, static files, the reference of the API."""


class Action(StrEnum):
    LIST = "list"
    SEE = "see"
    CREATE = "create"
    CHANGE = "change"
    SUBMIT = "submit"
    PUBLISH = "publish"
    """Check, return, publish."""
    END = "end"
    """Close, withdraw, renew."""
    DELETE = "delete"
    """Into the recycle bin and out of it."""
    HAND_OVER = "hand_over"
    HISTORY = "history"
    EXPORT = "export"
    RUN = "run"


class Cell(NamedTuple):
    object: ObjectKind
    action: Action


_O, _A, _R = ObjectKind, Action, Reach


def _row(
    *,
    administrator: Reach = Reach.ALL,
    broker: Reach = Reach.NONE,
    collector: Reach = Reach.NONE,
    member: Reach = Reach.NONE,
    expert: Reach = Reach.NONE,
    leader: Reach = Reach.NONE,
    visitor: Reach = Reach.NONE,
) -> Mapping[Role, Reach]:
    return {
        Role.ADMINISTRATOR: administrator,
        Role.BROKER: broker,
        Role.COLLECTOR: collector,
        Role.MEMBER: member,
        Role.EXPERT: expert,
        Role.LEADER: leader,
        Role.VISITOR: visitor,
    }


def _everybody(reach: Reach) -> Mapping[Role, Reach]:
    return dict.fromkeys(Role, reach)


def _signed_in_with_work(reach: Reach) -> Mapping[Role, Reach]:
    """All but visitors and leaders, who look at figures only."""
    return _row(broker=reach, collector=reach, member=reach, expert=reach)


_READING = _row(broker=_R.OPEN, collector=_R.OPEN, member=_R.OPEN, expert=_R.OPEN, visitor=_R.OPEN)
_WRITING = _row(broker=_R.ZONE, collector=_R.OWN, member=_R.OWN, expert=_R.OWN)
_WRITING_NO_EXPERT = _row(broker=_R.ZONE, collector=_R.OWN, member=_R.OWN)
_CHECKING = _row(broker=_R.ZONE)
_EXPORTING = _row(broker=_R.ZONE, collector=_R.OWN, member=_R.OWN)
_STAFF_ZONE = _row(broker=_R.ZONE, collector=_R.OWN)
_ADMINISTRATORS = _row()


def _record_rows(
    kind: ObjectKind, writing: Mapping[Role, Reach]
) -> dict[Cell, Mapping[Role, Reach]]:
    return {
        Cell(kind, _A.LIST): _READING,
        Cell(kind, _A.SEE): _READING,
        Cell(kind, _A.CREATE): writing,
        Cell(kind, _A.CHANGE): writing,
        Cell(kind, _A.SUBMIT): writing,
        Cell(kind, _A.PUBLISH): _CHECKING,
        Cell(kind, _A.END): writing,
        Cell(kind, _A.DELETE): writing,
        Cell(kind, _A.HAND_OVER): _CHECKING,
        Cell(kind, _A.HISTORY): _STAFF_ZONE,
        Cell(kind, _A.EXPORT): _EXPORTING,
    }


TABLE: Final[Mapping[Cell, Mapping[Role, Reach]]] = {
    **_record_rows(_O.NEED, _WRITING_NO_EXPERT),
    **_record_rows(_O.OFFER, _WRITING),
    **_record_rows(_O.EXPERT, _WRITING),
    # organisations stand behind records: a stranger must not learn who is here
    Cell(_O.ORGANISATION, _A.LIST): _signed_in_with_work(_R.OPEN),
    Cell(_O.ORGANISATION, _A.SEE): _signed_in_with_work(_R.OPEN),
    Cell(_O.ORGANISATION, _A.CREATE): _STAFF_ZONE,
    Cell(_O.ORGANISATION, _A.CHANGE): _WRITING_NO_EXPERT,
    Cell(_O.ORGANISATION, _A.DELETE): _CHECKING,
    Cell(_O.ORGANISATION, _A.HAND_OVER): _CHECKING,
    Cell(_O.ORGANISATION, _A.HISTORY): _STAFF_ZONE,
    Cell(_O.ORGANISATION, _A.EXPORT): _CHECKING,
    Cell(_O.ATTACHMENT, _A.SEE): _signed_in_with_work(_R.OPEN),
    Cell(_O.ATTACHMENT, _A.CREATE): _WRITING,
    Cell(_O.ATTACHMENT, _A.CHANGE): _WRITING,
    Cell(_O.ATTACHMENT, _A.DELETE): _WRITING,
    Cell(_O.NOTE, _A.SEE): _STAFF_ZONE,
    Cell(_O.NOTE, _A.CREATE): _STAFF_ZONE,
    Cell(_O.NOTE, _A.DELETE): _row(broker=_R.OWN, collector=_R.OWN),
    Cell(_O.CONSENT, _A.SEE): _signed_in_with_work(_R.OWN),
    Cell(_O.CONSENT, _A.CREATE): _signed_in_with_work(_R.OWN),
    Cell(_O.CONSENT, _A.CHANGE): _row(broker=_R.ZONE, member=_R.OWN, expert=_R.OWN),
    # shown as to nobody, whoever looks
    Cell(_O.TEASER, _A.LIST): _everybody(_R.OPEN),
    Cell(_O.TEASER, _A.SEE): _everybody(_R.OPEN),
    Cell(_O.SEARCH, _A.LIST): _READING,
    Cell(_O.SUGGESTION, _A.SEE): _STAFF_ZONE,
    Cell(_O.SUGGESTION, _A.RUN): _STAFF_ZONE,
    Cell(_O.SUGGESTION, _A.LIST): _STAFF_ZONE,
    # collectors gather needs; introducing, and turning down, is the technology manager's work
    Cell(_O.SUGGESTION, _A.CHANGE): _CHECKING,
    Cell(_O.INTRODUCTION, _A.LIST): _STAFF_ZONE,
    Cell(_O.INTRODUCTION, _A.SEE): _STAFF_ZONE,
    Cell(_O.INTRODUCTION, _A.CHANGE): _CHECKING,
    Cell(_O.DOCUMENT, _A.LIST): _STAFF_ZONE,
    Cell(_O.DOCUMENT, _A.SEE): _STAFF_ZONE,
    Cell(_O.DOCUMENT, _A.CREATE): _STAFF_ZONE,
    Cell(_O.IMPORT, _A.LIST): _EXPORTING,
    Cell(_O.IMPORT, _A.SEE): _EXPORTING,
    Cell(_O.IMPORT, _A.CREATE): _EXPORTING,
    Cell(_O.IMPORT, _A.CHANGE): _EXPORTING,
    Cell(_O.JOB, _A.LIST): _signed_in_with_work(_R.OWN),
    Cell(_O.JOB, _A.SEE): _signed_in_with_work(_R.OWN),
    Cell(_O.JOB, _A.CHANGE): _signed_in_with_work(_R.OWN),
    Cell(_O.NOTICE, _A.LIST): _signed_in_with_work(_R.OWN),
    Cell(_O.NOTICE, _A.CHANGE): _signed_in_with_work(_R.OWN),
    Cell(_O.DESK, _A.SEE): _everybody(_R.OWN),
    # put a row off, for oneself alone
    Cell(_O.DESK, _A.CHANGE): _signed_in_with_work(_R.OWN),
    Cell(_O.FIGURES, _A.SEE): _row(broker=_R.ALL, leader=_R.ALL),
    Cell(_O.EXAMPLE, _A.CREATE): _ADMINISTRATORS,
    Cell(_O.EXAMPLE, _A.DELETE): _ADMINISTRATORS,
    Cell(_O.ARCHIVE, _A.CREATE): _ADMINISTRATORS,
    Cell(_O.ARCHIVE, _A.RUN): _ADMINISTRATORS,
    Cell(_O.ACCOUNT, _A.SEE): _everybody(_R.OWN),
    Cell(_O.ACCOUNT, _A.CHANGE): _everybody(_R.OWN),
    Cell(_O.TOKEN, _A.LIST): _signed_in_with_work(_R.OWN),
    Cell(_O.TOKEN, _A.CREATE): _signed_in_with_work(_R.OWN),
    Cell(_O.TOKEN, _A.DELETE): _signed_in_with_work(_R.OWN),
    Cell(_O.USER, _A.LIST): _ADMINISTRATORS,
    Cell(_O.USER, _A.CREATE): _ADMINISTRATORS,
    Cell(_O.USER, _A.CHANGE): _ADMINISTRATORS,
    Cell(_O.ZONE, _A.LIST): _ADMINISTRATORS,
    Cell(_O.ZONE, _A.CHANGE): _ADMINISTRATORS,
    Cell(_O.INVITATION, _A.LIST): _row(broker=_R.ZONE),
    Cell(_O.INVITATION, _A.CREATE): _row(broker=_R.ZONE),
    Cell(_O.INVITATION, _A.CHANGE): _row(broker=_R.ZONE),
    # the link itself is the right to answer
    Cell(_O.INVITATION, _A.RUN): _everybody(_R.OPEN),
    Cell(_O.ANSWER_LINK, _A.LIST): _STAFF_ZONE,
    Cell(_O.ANSWER_LINK, _A.CREATE): _STAFF_ZONE,
    Cell(_O.ANSWER_LINK, _A.CHANGE): _STAFF_ZONE,
    Cell(_O.ANSWER_LINK, _A.RUN): _everybody(_R.OPEN),
    Cell(_O.CODE_LIST, _A.SEE): _signed_in_with_work(_R.ALL),
    Cell(_O.CODE_LIST, _A.CHANGE): _ADMINISTRATORS,
    Cell(_O.PREFERENCES, _A.SEE): _ADMINISTRATORS,
    Cell(_O.PREFERENCES, _A.CHANGE): _ADMINISTRATORS,
    Cell(_O.MESSAGE, _A.SEE): _ADMINISTRATORS,
    Cell(_O.MESSAGE, _A.CHANGE): _ADMINISTRATORS,
    Cell(_O.ACCESS_LOG, _A.LIST): _ADMINISTRATORS,
    Cell(_O.ACCESS_LOG, _A.EXPORT): _ADMINISTRATORS,
    Cell(_O.SERVICE, _A.SEE): _everybody(_R.ALL),
    Cell(_O.SERVICE, _A.RUN): _ADMINISTRATORS,
}


def get_role(user: Actor) -> Role:
    """The role in which somebody acts; strangers and closed accounts are visitors."""
    if not isinstance(user, User) or not user.is_active:
        return Role.VISITOR
    return Role(user.role)


def get_reach(user: Actor, cell: Cell) -> Reach:
    """How far this user may go. A cell without a row is a `KeyError`: a door nobody thought about
    stays shut, and the suite finds it."""
    return TABLE[cell][get_role(user)]


def allows(user: Actor, cell: Cell) -> bool:
    """Whether the role may do this with any object at all; which ones is asked of the object."""
    return get_reach(user, cell) is not Reach.NONE


def check_allows(user: Actor, cell: Cell) -> None:
    """Raises `NotAllowedError` where `allows` says no."""
    if not allows(user, cell):
        raise NotAllowedError("accounts.role_may_not")


_READ_ACTIONS: Final = frozenset({Action.LIST, Action.SEE, Action.HISTORY})


def scope_of(cell: Cell) -> Scope:
    """Which scope a token needs for a cell: what administrators alone may do is one of its own, so
    that an administrator's token for a dashboard opens no user list. `KeyError` without a row."""
    if not any(reach for role, reach in TABLE[cell].items() if role is not Role.ADMINISTRATOR):
        return Scope.ADMIN
    if cell.action is Action.EXPORT:
        return Scope.EXPORT
    return Scope.READ if cell.action in _READ_ACTIONS else Scope.WRITE


def get_zone_path(user: Actor) -> str:
    """The prefix of the paths of the user's zones; empty for the whole region.

    Loads the zone at the first call for a user object and keeps it there.
    """
    if not isinstance(user, User) or user.zone_id is None:
        return ""
    assert user.zone is not None
    return user.zone.path


def get_zone_id(user: Actor) -> int | None:
    """The user's zone; None for the whole region."""
    return user.zone_id if isinstance(user, User) else None
