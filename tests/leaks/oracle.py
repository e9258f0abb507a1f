"""Who may see what: said once more, slowly and plainly, without asking `catalogue.permissions`.

Only the table field × level is the product's own (`disclosure.LEVELS`): it is what is promised.
"""

from __future__ import annotations

from typing import Final

from duijie.accounts.enums import Role
from duijie.catalogue.disclosure import LEVELS
from duijie.catalogue.enums import RecordKind
from tests.leaks.people import BY_NAME, STRANGER, Person
from tests.leaks.planting import DELETED, Planted, Region
from tests.leaks.things import INTRODUCED, MATCHED, SIMILAR

TEASER, REGISTERED, CONSENT, NDA, OWN, INTERNAL = 1, 2, 3, 4, 5, 6
_A, _B, _C, _M, _E, _L, _V = (
    Role.ADMINISTRATOR,
    Role.BROKER,
    Role.COLLECTOR,
    Role.MEMBER,
    Role.EXPERT,
    Role.LEADER,
    Role.VISITOR,
)
#                       own       in zone     published
TABLE: Final[dict[Role, tuple[int, int, int]]] = {
    _A: (INTERNAL, INTERNAL, INTERNAL),
    _B: (INTERNAL, INTERNAL, REGISTERED),
    _C: (INTERNAL, REGISTERED, REGISTERED),
    _M: (OWN, REGISTERED, REGISTERED),
    _E: (OWN, REGISTERED, REGISTERED),
    _L: (0, 0, 0),
    _V: (TEASER, TEASER, TEASER),
}
GRANTS: Final = {"consent": CONSENT, "nda": NDA}
AFTER_AGREEMENT: Final = {"published", "closed", "expired"}
SUBTREE: Final = {"": {"", "city", "county", "other"}, "city": {"city", "county"}}
STAFF: Final = {_A, _B, _C}
WORKING: Final = {*STAFF, _M, _E}


def role_of(person: Person) -> Role:
    """Closed accounts are strangers."""
    return person.role if person.is_active else Role.VISITOR


def is_own(person: Person, record: Planted) -> bool:
    """Their responsibility, of their organisation, or they themselves."""
    role = role_of(person)
    return (
        (role is not _V and record.owner == person.name)
        or (role is _M and record.organisation == person.organisation != "")
        or (
            role is _E
            and person.is_expert
            and record.kind is RecordKind.EXPERT
            and record.is_linked
        )
    )


def is_in_zone(person: Person, record: Planted) -> bool:
    """Below the person's zone; others' drafts are nobody's business yet."""
    zones = SUBTREE.get(person.zone, {person.zone})
    return record.zone in zones and record.state != "draft"


def level_in_bin(person: Person, record: Planted) -> int:
    """As `level_of`, were it not deleted: only for the bin."""
    role = role_of(person)
    own, zone, published = TABLE[role]
    if role is _A or is_own(person, record):
        return own
    if role is _B and is_in_zone(person, record):
        return zone
    if role is _L:
        return 0
    is_agreed = role in {_B, _C, _M, _E} and person.grant in GRANTS
    level = max(published, GRANTS[person.grant]) if is_agreed else published
    if record.kind is RecordKind.ORGANISATION:
        return level if role in WORKING else 0
    is_open = record.state == "published" or (is_agreed and record.state in AFTER_AGREEMENT)
    return level if is_open and level >= record.disclosure else 0


def level_of(person: Person, record: Planted) -> int:
    """How much of the record the person sees; 0: not even that it is there."""
    return 0 if record.state == DELETED else level_in_bin(person, record)


def reaches(person: Person, record: Planted, **reach: str) -> bool:
    """Whether a reach covers the record. `reach` says `zone` or `own` for each role by its name;
    a role left out has none, administrators have all."""
    role = role_of(person)
    if role is _A:
        return True
    wanted = reach.get(role.value)
    if wanted is None or level_in_bin(person, record) == 0:
        return False
    return is_own(person, record) or (wanted == "zone" and is_in_zone(person, record))


def works_on(person: Person, record: Planted) -> bool:
    """Staff who have it in hand: notes, history, suggestions."""
    return reaches(person, record, broker="zone", collector="own")


def stands_for(person: Person, record: Planted) -> bool:
    """May say yes and no for the record's side."""
    return reaches(person, record, broker="zone", member="own", expert="own")


def may_write(person: Person, record: Planted) -> bool:
    """Change it, end it, delete it, put files to it."""
    experts = {} if record.kind in {RecordKind.NEED, RecordKind.ORGANISATION} else {"expert": "own"}
    return reaches(person, record, broker="zone", collector="own", member="own", **experts)


def fields_at(record: Planted, level: int) -> dict[str, set[str]]:
    """Field -> marks, as far as the level shows them."""
    return {
        name: marks
        for name, marks in record.fields.items()
        if level and LEVELS[record.kind][name] <= level
    }


def shown(person: Person, record: Planted) -> set[str]:
    """The marks of the record's own fields."""
    return set().union(*fields_at(record, level_of(person, record)).values())


def notes_of(person: Person, record: Planted) -> set[str]:
    return record.notes if level_of(person, record) and works_on(person, record) else set()


def history_of(person: Person, record: Planted) -> set[str]:
    return record.history if level_of(person, record) and works_on(person, record) else set()


def reasons_of(person: Person, record: Planted) -> set[str]:
    """What was written to be shown more: to the record's side, and to who wrote it."""
    if role_of(person) not in WORKING:
        return set()
    if stands_for(person, record):
        return set().union(*record.reasons.values()) if record.reasons else set()
    return record.reasons.get(person.name, set())


def file_names(person: Person, record: Planted) -> set[str]:
    if role_of(person) not in WORKING:
        return set()
    return {file.name for file in record.files if file.level <= level_of(person, record)}


def file_marks(person: Person, record: Planted) -> set[str]:
    if role_of(person) not in WORKING:
        return set()
    level = level_of(person, record)
    return {
        mark
        for file in record.files
        if file.level <= level
        for mark in (file.name, file.content, file.picture)
    }


def in_bin(person: Person, record: Planted) -> set[str]:
    """What the bin tells of a deleted record."""
    if record.state != DELETED or not may_write(person, record):
        return set()
    if record.kind is RecordKind.ORGANISATION:
        # companies do not delete themselves, and neither do collectors
        if role_of(person) not in {_A, _B}:
            return set()
        return record.fields["name"]
    told = fields_at(record, level_in_bin(person, record))
    return set().union(*(told.get(name, set()) for name in ("title", "organisation", "owner")))


def suggestions_of(person: Person, region: Region, record: Planted) -> set[str]:
    """What the page of a record tells of its matches, on either side."""
    found: set[str] = set()
    for need_name, targets in MATCHED.items():
        need = region.named(need_name)
        if not level_of(person, need) or not works_on(person, need):
            continue
        for target_name in targets:
            target = region.named(target_name)
            level = level_of(person, target)
            if not level or record not in (need, target):
                continue
            found |= region.marks.of[f"suggestion:{need_name}:{target_name}"]
            other = target if record is need else need
            told = fields_at(other, level_of(person, other))
            names = ("title", "text", "organisation", "person", "region", "industry", "budget_wan")
            found |= set().union(*(told.get(name, set()) for name in names))
            if record is need:
                found |= _quoted_against(person, need) | _quoted_against(person, target)
    return found | introductions_of(person, region, record) | _similar_of(person, region, record)


def _similar_of(person: Person, region: Region, record: Planted) -> set[str]:
    """What the page of a need tells of needs like it: of each no more than a list shows of it, and
    words of it where its text is shown."""
    found: set[str] = set()
    if not level_of(person, record) or not works_on(person, record):
        return found
    for name in SIMILAR.get(record.name, ()):
        other = region.named(name)
        level = level_of(person, other)
        if other.state in {"published", "closed"} and level:
            told = fields_at(other, level)
            texts = ("title", "text", "teaser_title", "teaser_text", "organisation", "region")
            names = (*texts, "industry", "budget_wan", "created_at", "expiry_date")
            found |= set().union(*(told.get(field, set()) for field in names))
            found |= introductions_of(person, region, other)
            if level >= REGISTERED:
                found |= region.marks.of[f"similar:{record.name}:{name}"]
    return found


def _quoted_against(person: Person, record: Planted) -> set[str]:
    """What one side of a pair may be quoted with where it does not fit the other, or where the
    other says nothing of it."""
    told = fields_at(record, level_of(person, record))
    terms = ("trl", "budget_wan", "deadline_date", "end_date", "solution_mode_code")
    texts = ("title", "text", "key_technology", "expected_goal", "application_scope", "level_note")
    names = ("indicators", "region", "transfer_mode_code", "transfer_note", *terms, *texts)
    return set().union(*(told.get(name, set()) for name in names))


def introductions_of(person: Person, region: Region, record: Planted) -> set[str]:
    """What the page of a record tells of whom it is introduced to: to who works on either side, of
    the other side no more than that shows them anyway."""
    found: set[str] = set()
    for pair in INTRODUCED:
        sides = [region.named(name) for name in pair]
        if record not in sides or not any(
            level_of(person, side) and works_on(person, side) for side in sides
        ):
            continue
        for side in sides:
            told = fields_at(side, level_of(person, side))
            names = ("title", "organisation", "person")
            found |= set().union(*(told.get(name, set()) for name in names))
        # who runs it is a colleague of whoever works on either side
        found.add(region.users["broker_county"].display_name)
    return found


def records_of(person: Person, region: Region, organisation: Planted) -> set[str]:
    """What the page of an organisation tells of its records: where it may be known whose they
    are."""
    found: set[str] = set()
    for record in region.records:
        told = fields_at(record, level_of(person, record))
        is_of = f"organisation-{record.organisation}" == organisation.name
        if is_of and record is not organisation and "organisation" in told:
            names = ("title", "region", "industry", "budget_wan", "created_at", "expiry_date")
            people = ("person",) if record.kind is RecordKind.EXPERT else ()
            found |= set().union(*(told.get(name, set()) for name in (*names, *people)))
    return found


# who sees what is no record: owner of the thing -> who beside an administrator
_ZONE_STAFF: Final = {
    "collector": {"broker_region", "broker_city", "broker_county", "collector"},
    "collector_other": {"broker_region", "broker_other", "collector_other"},
    "broker_county": {"broker_region", "broker_city", "broker_county"},
    "member": {"broker_region", "member"},
}
_THINGS: Final = {"document": True, "import": True, "link": True, "invitation": True, "job": False}
"""Kind of thing -> whether the staff of the zone see it too; else its owner."""


def sees_thing(person: Person, name: str) -> bool:
    """Whether a mark that is of no record is for the person; `name` is what it stands for."""
    kind, owner, *rest = name.split(":")
    if kind in {"capture", "notice", "trial"}:
        return person.name == owner
    if kind == "name":
        return _sees_name(person, owner)
    if kind == "zone":
        # the names of districts are no secret; in which one a record lies is (`disclosure.LEVELS`)
        return person.is_active and person is not STRANGER
    if role_of(person) is _A:
        return True
    if kind == "decision":
        return person.name in _ZONE_STAFF[owner]
    if kind == "introduction":
        return any(_works_for(person, name) for name in owner.split("+"))
    if kind == "asked":
        # a contact's name is for who works on the record of that side
        return _works_for(person, owner)
    if kind in {"token", "user"} and not rest:
        return person.name == owner
    if kind == "user":
        return person.name == owner or (rest == ["username"] and _sees_member(person, owner))
    if kind in _THINGS:
        return person.name in _ZONE_STAFF[owner] if _THINGS[kind] else person.name == owner
    return False


def _works_for(person: Person, owner: str) -> bool:
    return person.name in _ZONE_STAFF[owner]


def _sees_member(person: Person, owner: str) -> bool:
    """An organisation's own side and the staff of its zone know who speaks for it."""
    organisation = BY_NAME[owner].organisation if owner in BY_NAME else ""
    zone = {"firm": "county", "rival": "other"}.get(organisation)
    if zone is None or role_of(person) not in WORKING:
        return bool(organisation) and (
            person.organisation == organisation or person.name == "broker_region"
        )
    planted = Planted(
        RecordKind.ORGANISATION, "", "", 0, {"county": "collector"}.get(zone, "collector_other"),
        zone, organisation, False
    )  # fmt: skip
    return level_of(person, planted) >= OWN


def _sees_name(person: Person, owner: str) -> bool:
    """Colleagues know each other; a company knows who asked it, its own people, and nobody else."""
    role = role_of(person)
    if person.name == owner or role in STAFF:
        return True
    if role not in {_M, _E}:
        return False
    is_asking = owner in {name for name, other in BY_NAME.items() if other.grant}
    return is_asking or (owner == "member" and person.name in {"member", "expert"})


def record_marks(person: Person, region: Region, record: Planted) -> set[str]:
    """All that any door may tell the person of the record."""
    return (
        shown(person, record)
        | notes_of(person, record)
        | history_of(person, record)
        | reasons_of(person, record)
        | file_marks(person, record)
        | in_bin(person, record)
        | suggestions_of(person, region, record)
    )


def thing_marks(person: Person, region: Region) -> set[str]:
    """All that any door may tell the person of what is no record."""
    found = set()
    for mark, name in region.marks.names.items():
        kind = name.split(":")[0]
        if kind in {"suggestion"} or "-" in kind:
            continue
        if kind == "similar":
            # words of two needs: for staff who read both
            both = [level_of(person, region.named(need)) for need in name.split(":")[1:3]]
            is_told = role_of(person) in STAFF and min(both) >= REGISTERED
        else:
            is_told = sees_thing(person, name)
        if is_told:
            found.add(mark)
    return found


def all_marks(person: Person, region: Region) -> set[str]:
    """All that any door may tell the person."""
    found = thing_marks(person, region)
    for record in region.records:
        found |= record_marks(person, region, record)
    return found
