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


class UndoError(DuijieError):
    """A step cannot be taken back any more."""


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
        super().__init__("catalogue.record_changed", by=by or "—", at=at)
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


class SavedFilterError(DuijieError):
    """A list cannot be saved like this."""


class HandOverError(DuijieError):
    """Records cannot be handed to this user."""


class InvitationTargetError(DuijieError):
    """What an invitation promises somebody else has already."""


class MembershipError(DuijieError):
    """A user cannot be tied to this record."""


class NoteError(DuijieError):
    """A note cannot be kept like this."""


SENTENCES: Final[dict[str, str]] = {
    "catalogue.expert_has_account": sentence("This expert has an account already."),
    "catalogue.need_not_found": sentence("There is no such need, or it is not open to you."),
    "catalogue.offer_not_found": sentence("There is no such offer, or it is not open to you."),
    "catalogue.expert_not_found": sentence("There is no such expert, or they are not open to you."),
    "catalogue.cannot_add_records": sentence("Sign in to add records."),
    "catalogue.cannot_remove_example": sentence("Only an administrator may remove the example."),
    "catalogue.purging_index": sentence("Taking withdrawn text out of the search index"),
    "catalogue.rebuilding_index": sentence("Building the search index anew"),
    "catalogue.filter_name": sentence("Give the list a name of at most 60 characters."),
    "catalogue.filter_empty": sentence("Narrow or sort the list first: there is nothing to keep."),
    "catalogue.filter_many": sentence("There are {most} saved lists already. Delete one first."),
    "catalogue.filter_not_found": sentence("There is no such saved list, or it is not yours."),
    "catalogue.exporting_log": sentence("Writing the log of who saw what, {count} lines"),
    "catalogue.exporting": sentence("Writing a list of {count} records"),
    "catalogue.no_such_step": sentence(
        "This step is not possible in the state the record is in now. Reload the page: somebody "
        "may have taken a step meanwhile."
    ),
    "catalogue.snooze_day": sentence("Choose a day ahead, at most a year away."),
    "catalogue.snooze_not_found": sentence("This is on your desk already."),
    "catalogue.undo_changed": sentence(
        "Not undone: this is not your last step with the record any more, or somebody has changed "
        "the record since."
    ),
    "catalogue.undo_too_late": sentence("Not undone: a step can be undone for {days} days."),
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
    # what hangs on a record
    "catalogue.attachment_not_found": sentence("There is no such file, or it is not open to you."),
    "catalogue.attachment_missing": sentence(
        "The file “{file}” is no longer in the data folder. Tell an administrator."
    ),
    "catalogue.attachment_empty": sentence("{file} is empty."),
    "catalogue.attachment_program": sentence("{file} is a program; those are not kept."),
    "catalogue.attachment_damaged": sentence(
        "{file} is a damaged picture. Open it, save it again as JPEG or PNG and upload that."
    ),
    "catalogue.attachment_too_large": sentence("{file} is larger than {limit_mb} MB."),
    "catalogue.attachments_too_many": sentence("A record holds at most {limit} files."),
    "catalogue.attachment_below_record": sentence(
        "A file cannot be opened to more people than its record."
    ),
    "catalogue.note_not_found": sentence("There is no such note, or it is not yours."),
    "catalogue.note_empty": sentence("Write something first."),
    "catalogue.note_too_long": sentence(
        "A note has at most {limit} characters, this one has {length}."
    ),
    "catalogue.consent_not_found": sentence("There is no such request, or it is not yours."),
    "catalogue.consent_level": sentence(
        "Consent is asked for contact details, or under a non-disclosure agreement."
    ),
    "catalogue.consent_for_others": sentence(
        "You can ask for yourself and for your own organisation. Ask a technology manager for "
        "others."
    ),
    "catalogue.consent_needless": sentence("You see this already."),
    "catalogue.consent_unpublished": sentence("Only published records are shown to others."),
    "catalogue.consent_one_grantee": sentence("Choose one user or one organisation."),
    "catalogue.consent_no_grantee": sentence("Nobody of this name can be shown the record."),
    "catalogue.consent_asked_already": sentence("This has been asked for or agreed already."),
    "catalogue.consent_not_yours": sentence("It is for the other side to answer this."),
    "catalogue.consent_answered": sentence("This request has been answered already."),
    "catalogue.consent_not_in_force": sentence("There is no agreement to end yet."),
    "catalogue.hand_over_nobody": sentence("Choose whose records, or which ones."),
    "catalogue.hand_over_receiver": sentence(
        "Records go to an active technology manager, collector or administrator of your zone."
    ),
    "catalogue.membership_role": sentence(
        "Only an active account with the role “organisation member” can speak for an organisation."
    ),
    "catalogue.expert_role": sentence(
        "Only an active account with the role “expert” can be tied to an expert."
    ),
    "catalogue.expert_linked_already": sentence("This account belongs to another expert already."),
    # jobs
    "catalogue.drawing_preview": sentence("Drawing a preview"),
    "catalogue.handing_over": sentence("Handing over {count} records"),
    "catalogue.expiring_records": sentence("Ending records whose last day is over"),
    "catalogue.purging_bin": sentence("Emptying the recycle bin"),
    "catalogue.refreshing_index": sentence("Taking changes into the search"),
    "catalogue.refreshing_organisation": sentence("Taking a new name into its records"),
    # steps
    "catalogue.close_reason_missing": sentence("Say why the record is closed."),
    "catalogue.return_note_missing": sentence("Say what has to be mended."),
    "catalogue.expiry_past": sentence("The last day must not lie in the past."),
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
