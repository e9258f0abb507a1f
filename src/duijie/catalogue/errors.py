"""What the catalogue tells a user."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from duijie.errors import DuijieError, Message, sentence


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one field, by its name in `fields.FIELDS`."""

    field: str
    message: Message


class ExampleMissingError(DuijieError):
    """There is no example to remove."""


class TransitionError(DuijieError):
    """A record cannot take this step from the state it is in."""


class CodeListError(DuijieError):
    """A code list cannot be replaced like this."""


class ValuesError(DuijieError):
    """Some fields cannot be stored as they are; `problems` says which and why."""

    def __init__(self, problems: Sequence[FieldProblem]) -> None:
        super().__init__(
            "catalogue.values_wrong", problems=tuple(problem.message for problem in problems)
        )
        self.problems = tuple(problems)


class RecordChangedError(DuijieError):
    """Somebody changed the record since the form was opened."""

    def __init__(self, *, by: str, at: datetime, revision: int) -> None:
        super().__init__("catalogue.record_changed", by=by or "—", at=f"{at:%Y-%m-%d %H:%M}")
        self.by = by
        self.at = at
        self.revision = revision
        """The present one: a form that the user has looked through again sends it."""


class RecordExistsError(DuijieError):
    """The same record is there already."""


class RecordInUseError(DuijieError):
    """Other records still need it."""


class RecordLockedError(DuijieError):
    """The state of the record does not let its contents change."""


class AttachmentError(DuijieError):
    """A file cannot be taken in."""


class ConsentError(DuijieError):
    """An agreement cannot be asked for or given like this."""


class HandOverError(DuijieError):
    """Records cannot be handed to this user."""


class InvitationTargetError(DuijieError):
    """What an invitation promises is not there, or not the inviter's to give."""


class NoteError(DuijieError):
    """A note cannot be kept like this."""


SENTENCES: Final[dict[str, str]] = {
    "catalogue.invitation_target_gone": sentence(
        "The organisation or expert of this invitation is no longer there. Ask whoever sent it."
    ),
    "catalogue.expert_has_account": sentence("This expert has an account already."),
    "catalogue.need_not_found": sentence("There is no such need, or it is not open to you."),
    "catalogue.offer_not_found": sentence("There is no such offer, or it is not open to you."),
    "catalogue.expert_not_found": sentence("There is no such expert, or they are not open to you."),
    "catalogue.cannot_add_records": sentence("Sign in to add records."),
    "catalogue.cannot_remove_example": sentence("Only an administrator may remove the example."),
    "catalogue.no_such_step": sentence(
        "This step is not possible in the state the record is in now. Reload the page: somebody "
        "may have taken a step meanwhile."
    ),
    "catalogue.organisation_not_found": sentence(
        "There is no such organisation, or it is not open to you."
    ),
    "catalogue.may_not": sentence("You may see this record, but not do this with it."),
    "catalogue.no_example": sentence("The example is not loaded."),
    "catalogue.values_wrong": sentence("Not saved: {problems}"),
    "catalogue.record_changed": sentence(
        "Not saved: {by} changed this record at {at}, after you had opened it. Your entries are "
        "kept below; compare them with the record as it is now, then save again."
    ),
    "catalogue.record_exists": sentence(
        "The same record (same organisation, title and text) is there already."
    ),
    "catalogue.organisation_exists": sentence("An organisation of this name is there already."),
    "catalogue.record_locked": sentence(
        "A closed or withdrawn record is not changed. Open it again first."
    ),
    "catalogue.record_not_found": sentence("There is no such record, or it is not open to you."),
    "catalogue.organisation_in_use": sentence(
        "{count} records belong to this organisation. Delete or move them first."
    ),
    "catalogue.organisation_deleted": sentence(
        "Its organisation is in the recycle bin. Bring that back first."
    ),
    # one field
    "catalogue.value_missing": sentence("{field}: please fill in."),
    "catalogue.value_too_long": sentence(
        "{field}: at most {limit} characters, there are {length}."
    ),
    "catalogue.value_not_text": sentence("{field}: not a text."),
    "catalogue.no_such_field": sentence("There is no field “{field}” here."),
    "catalogue.amount_unread": sentence(
        "{field}: “{text}” is not an amount. Write 80, 80万, 1.2亿 or 50-100万元."
    ),
    "catalogue.amount_foreign": sentence(
        "{field}: “{text}” is in a foreign currency. Convert it to yuan."
    ),
    "catalogue.amount_out_of_range": sentence(
        "{field}: an amount lies between 0 and 100 million 万元."
    ),
    "catalogue.trl_unread": sentence("{field}: “{text}” is not a level from 1 to 9."),
    "catalogue.date_unread": sentence(
        "{field}: “{text}” is not a date. Write 2026-12-31, 2026年12月31日 or 2026年12月."
    ),
    "catalogue.code_unknown": sentence(
        "{field}: “{text}” is not in the list. Choose an entry of the list."
    ),
    "catalogue.choice_unknown": sentence("{field}: “{text}” is not one of the choices: {choices}."),
    "catalogue.words_too_many": sentence("{field}: at most {limit} entries."),
    "catalogue.evidence_unread": sentence("{field}: each entry needs a title."),
    "catalogue.indicators_unread": sentence(
        "{field}: each entry needs a name, and numbers where it has values."
    ),
    "catalogue.credit_code_wrong": sentence(
        "{field}: a unified social credit code has 18 digits and letters, and its check digit has "
        "to fit. Look for a mistyped character."
    ),
    "catalogue.phone_wrong": sentence("{field}: “{text}” is not a phone number."),
    "catalogue.email_wrong": sentence("{field}: “{text}” is not an e-mail address."),
    "catalogue.website_wrong": sentence("{field}: “{text}” is not a web address."),
    "catalogue.dates_reversed": sentence("{field}: lies before “{earlier}”."),
    "catalogue.disclosure_unknown": sentence("This level of disclosure cannot be chosen."),
    "catalogue.zone_not_yours": sentence("Choose a zone within your own."),
    "catalogue.organisation_not_yours": sentence(
        "{field}: you can enter records for your own organisation only."
    ),
    "catalogue.organisation_unknown": sentence(
        "{field}: “{text}” is not in the record yet. Ask your technology manager to add it."
    ),
    # jobs
    "catalogue.refreshing_index": sentence("Taking changes into the search"),
    "catalogue.refreshing_organisation": sentence("Taking a new name into its records"),
    # steps
    "catalogue.close_reason_missing": sentence("Say why the record is closed."),
    "catalogue.return_note_missing": sentence("Say what has to be mended."),
    "catalogue.expiry_past": sentence("The last day has to lie in the future."),
    "catalogue.teaser_missing": sentence(
        "A record that strangers may see needs a title and a summary for strangers."
    ),
    "catalogue.teaser_names_organisation": sentence(
        "{field} names the organisation (“{found}”). Strangers would know whose it is: take it out."
    ),
    "catalogue.teaser_names_person": sentence("{field} names a person (“{found}”). Take it out."),
    "catalogue.teaser_has_phone": sentence(
        "{field} holds a phone number (“{found}”). Take it out."
    ),
    "catalogue.teaser_has_email": sentence(
        "{field} holds an e-mail address (“{found}”). Take it out."
    ),
    "catalogue.teaser_has_website": sentence(
        "{field} holds a web address (“{found}”). Take it out."
    ),
    "codes.list_not_found": sentence("There is no such code list."),
    "codes.version_not_found": sentence("There is no such version of this code list."),
    "codes.not_found": sentence("There is no code {wanted} in this list."),
    "codes.not_a_table": sentence("Save the list as .xlsx or .csv and upload that."),
    "codes.file_too_large": sentence("The file is larger than {limit_mb} MB."),
    "codes.no_columns": sentence(
        "No sheet has the columns “代码” and “名称” (or “code” and “name”) side by side in one row."
    ),
    "codes.no_rows": sentence("The columns are there, but no codes stand under them."),
    "codes.too_many_rows": sentence("The file has more than {limit} codes."),
    "codes.version_taken": sentence("A version of this name exists. Give it another name."),
    "codes.nothing_changed": sentence("The file says the same as the version in use."),
    "codes.is_current": sentence("The version in use cannot be removed."),
    "codes.was_used": sentence("This version has been in use: records may still rest on it."),
    "codes.row_without_code": sentence("This row has no code."),
    "codes.row_without_name": sentence("Code {code} has no name."),
    "codes.code_too_long": sentence("Code {code} is longer than {limit} characters."),
    "codes.code_has_gap": sentence("Code {code} holds a space, comma or slash."),
    "codes.name_too_long": sentence("The name of {code} is longer than {limit} characters."),
    "codes.code_twice": sentence("Code {code} stands in row {row} already."),
    "codes.parent_unknown": sentence("The parent code {parent} is not in the file."),
    "codes.parent_cycle": sentence("The parent codes of {code} lead round in a circle."),
    "codes.too_deep": sentence("Code {code} lies deeper than {limit} levels."),
    "codes.trl_wrong": sentence(
        "Readiness levels are whole numbers from 1 to 9, both given, the lower one first."
    ),
}
