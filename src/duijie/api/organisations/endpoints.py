"""Organisations: as the other records, without steps, with counts and members."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field, create_model

from duijie.accounts.permissions import Action
from duijie.api.doors import door
from duijie.api.exports.endpoints import add_export
from duijie.api.paging import PageQuery, page_of, read_cursor
from duijie.api.records.attached import add_attachments, add_consents, add_notes
from duijie.api.records.endpoints import add_bin, add_history, add_writing, cell_of
from duijie.api.records.schemas import OrganisationPage, detail_of, make_detail_schema
from duijie.api.schemas import RowId
from duijie.catalogue.enums import RecordKind
from duijie.catalogue.queries import (
    OrganisationFilters,
    get_organisation_for_user,
    list_organisations_after,
)
from duijie.catalogue.services import add_membership, log_access, remove_membership

_KIND = RecordKind.ORGANISATION
router = Router(tags=["organisations"])


class OrganisationQuery(PageQuery):
    """How the list is narrowed."""

    q: str = Field("", max_length=200, description="part of a name, or the whole credit code")
    region: str = Field("", max_length=200)
    kind_code: str = Field("", max_length=40)
    industry_code: str = Field("", max_length=40)
    is_example: bool | None = None


class MemberSchema(Schema):
    """Who speaks for an organisation."""

    user_id: int
    name: str
    username: str
    is_active: bool


OrganisationDetailSchema = create_model(
    "OrganisationDetail",
    __base__=make_detail_schema(_KIND),
    need_count=(int, ...),
    offer_count=(int, ...),
    expert_count=(int, ...),
    members=(list[MemberSchema], Field(description="for its own side and the staff of its zone")),
)


@door(
    router,
    "GET",
    "",
    cell=cell_of(_KIND, Action.LIST),
    name="list_organisations",
    response=OrganisationPage,
)
def list_organisations(request: HttpRequest, query: Query[OrganisationQuery]) -> Any:
    """Newest first, as far as the caller sees them."""
    filters = OrganisationFilters(
        search=query.q,
        region=query.region,
        kind_code=query.kind_code,
        industry_code=query.industry_code,
        is_example=query.is_example,
    )
    rows = list_organisations_after(
        request.user, filters, after=read_cursor(query.cursor), limit=query.limit + 1
    )
    return page_of(rows, limit=query.limit)


add_bin(router, _KIND)


@door(
    router,
    "GET",
    "/{int:record_id}",
    cell=cell_of(_KIND, Action.SEE),
    name="get_organisation",
    response=OrganisationDetailSchema,
    exclude_unset=True,
)
def get_organisation(request: HttpRequest, record_id: RowId) -> Any:
    """One organisation; what the caller may not see is not in it."""
    found = get_organisation_for_user(record_id, request.user)
    level = found.detail.level
    log_access(kind=_KIND, record_id=record_id, level=level, door="api", by=request.user)
    return {
        **detail_of(found.detail),
        "need_count": found.need_count,
        "offer_count": found.offer_count,
        "expert_count": found.expert_count,
        "members": found.members,
    }


add_writing(router, _KIND)
add_history(router, _KIND)
add_attachments(router, _KIND)
add_notes(router, _KIND)
add_consents(router, _KIND)
add_export(router, _KIND)


@door(
    router,
    "PUT",
    "/{int:record_id}/members/{int:user_id}",
    cell=cell_of(_KIND, Action.HAND_OVER),
    name="add_organisation_member",
    response={204: None},
)
def add_member(request: HttpRequest, record_id: RowId, user_id: RowId) -> Any:
    """The user speaks for the organisation from now on."""
    add_membership(organisation_id=record_id, user_id=user_id, by=request.user)
    return Status(204, None)


@door(
    router,
    "DELETE",
    "/{int:record_id}/members/{int:user_id}",
    cell=cell_of(_KIND, Action.HAND_OVER),
    name="remove_organisation_member",
    response={204: None},
)
def remove_member(request: HttpRequest, record_id: RowId, user_id: RowId) -> Any:
    """The user speaks for the organisation no longer."""
    remove_membership(organisation_id=record_id, user_id=user_id, by=request.user)
    return Status(204, None)
