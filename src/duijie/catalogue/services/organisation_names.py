"""The organisation that a record names: found, or made where the user may."""

from __future__ import annotations

from duijie.accounts.enums import Role
from duijie.accounts.permissions import get_zone_id, get_zone_path
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.errors import FieldProblem, ValuesError
from duijie.catalogue.fields import get_field
from duijie.catalogue.models import Organisation
from duijie.catalogue.permissions import can_create_record, get_viewer
from duijie.catalogue.services.history import write_change
from duijie.catalogue.services.marks import mark_changed
from duijie.catalogue.validators import name_key
from duijie.core.actor import Actor, user_id
from duijie.errors import Message


def ensure_organisation(
    *, name: str, kind: RecordKind, is_example: bool, by: Actor
) -> Organisation | None:
    """The organisation of this name; None for an empty one.

    Raises `ValuesError` where a member names another organisation than their own, or somebody who
    may not add organisations a new one.
    """
    if not name:
        return None
    label = get_field(kind, "organisation").label
    found = Organisation.objects.filter(
        normalised_name=name_key(name), is_example=is_example, deleted_at__isnull=True
    ).first()
    viewer = get_viewer(by, RecordKind.ORGANISATION)
    if viewer.role is Role.MEMBER and (found is None or found.pk not in viewer.organisation_ids):
        message = Message("catalogue.organisation_not_yours", {"field": label})
        raise ValuesError([FieldProblem("organisation", message)])
    if found is not None:
        return found
    if not can_create_record(by, RecordKind.ORGANISATION):
        message = Message("catalogue.organisation_unknown", {"field": label, "text": name})
        raise ValuesError([FieldProblem("organisation", message)])
    made = Organisation.objects.create(
        name=name,
        normalised_name=name_key(name),
        is_example=is_example,
        owner_id=user_id(by),
        zone_id=get_zone_id(by),
        zone_path=get_zone_path(by),
    )
    write_change(made, action="ensure_organisation", by=by, values={"name": ("", name)})
    mark_changed(RecordKind.ORGANISATION, [made.pk])
    return made


def own_organisation_name(by: Actor) -> str:
    """Of a member of exactly one organisation its name; else empty."""
    ids = get_viewer(by, RecordKind.ORGANISATION).organisation_ids
    if len(ids) != 1:
        return ""
    return Organisation.objects.filter(pk__in=ids).values_list("name", flat=True).first() or ""
