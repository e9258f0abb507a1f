"""What intake tells a user."""

from __future__ import annotations

from typing import Final

from duijie.errors import DuijieError, sentence


class UploadError(DuijieError):
    """Nothing of an upload could be taken."""


class ExampleError(DuijieError):
    """The example cannot be loaded or removed right now."""


class ImportStepError(DuijieError):
    """An import cannot take this step now."""


SENTENCES: Final[dict[str, str]] = {
    "intake.cannot_upload": sentence("Sign in to upload documents."),
    "intake.cannot_download": sentence("Sign in to download documents."),
    "intake.cannot_load_example": sentence("Only an administrator may load the example."),
    "intake.document_not_found": sentence("There is no such document, or it is not open to you."),
    "intake.no_files": sentence("No file was chosen. Choose one or more files."),
    "intake.too_many_files": sentence(
        "{count} files are too many for one go; at most {limit}. Send them in several goes, or as "
        "one .zip."
    ),
    "intake.batch_too_large": sentence(
        "The files have {size_mb} MB together, more than {limit_mb} MB. Send them in several goes."
    ),
    "intake.file_too_large": sentence(
        "{file} has {size_mb} MB, more than {limit_mb} MB, and was not taken. Split it, or save "
        "scanned pages at a lower resolution."
    ),
    "intake.no_files_taken": sentence("None of the files was taken: {reasons}"),
    "intake.reading_documents": sentence("Reading {count} documents"),
    "intake.loading_example": sentence("Loading the made-up example region"),
    "intake.reading_file": sentence("Reading {file}"),
    "intake.reading_file_step": sentence("Reading {file}: {step}"),
    "intake.example_missing": sentence(
        "The folder of the example is not there ({folder}). It comes with the source of the "
        "program; name another folder in DUIJIE_EXAMPLES."
    ),
    "intake.example_loaded_already": sentence("The example is loaded already."),
    "intake.example_is_loading": sentence(
        "The example is being loaded. Stop that job, or wait for its end."
    ),
    "intake.original_missing": sentence(
        "The stored original of {file} is gone from the data folder. Upload it again."
    ),
    "intake.cannot_import": sentence("Your role brings no records in."),
    "intake.not_your_import": sentence("Only who brought this file in may do this with it."),
    "intake.import_not_found": sentence("There is no such import, or it is not open to you."),
    "intake.import_empty": sentence("No file was chosen, or it is empty. Choose a file."),
    "intake.import_other_state": sentence(
        "The import has moved on since this page was opened. Reload it."
    ),
    "intake.import_busy": sentence(
        "Work on this import is still going on. Wait, or stop it first."
    ),
    "intake.import_no_table": sentence(
        "No table, form or list of records was found in the file. Put a row with the names of the "
        "columns above the rows."
    ),
    "intake.import_reading": sentence("Reading {file}"),
    "intake.import_checking": sentence("Checking the rows of {file}"),
    "intake.import_writing": sentence("Importing {file}"),
    "intake.import_undoing": sentence("Undoing the import of {file}"),
    "intake.no_such_header": sentence("This row cannot be the header. Choose another."),
    "intake.nothing_chosen": sentence("Say of at least one table what its rows are."),
    "intake.no_rows_chosen": sentence("No row is chosen. Choose what is to be imported."),
    "intake.undo_too_late": sentence("An import can be undone for {days} days only."),
    "intake.state_not_yours": sentence("Records cannot come in like this. Choose from the lists."),
    "intake.zone_not_yours": sentence("This zone is not yours. Choose one from the list."),
    "intake.kind_not_yours": sentence("Your role does not bring in records of this kind."),
    "intake.organisation_not_yours": sentence(
        "“{name}” is not your organisation. Only its own records can be brought in."
    ),
    "intake.organisation_unknown": sentence(
        "“{name}” is not in the list of organisations. Ask a broker to add it."
    ),
    "intake.zone_unknown": sentence(
        "There is no zone “{name}” among yours, or there are two. Write its name as in the list."
    ),
    "intake.same_row_above": sentence("The same as row {row} of this file."),
    "intake.same_number": sentence("The same number in your sheets, or the same title."),
    "intake.record_unknown": sentence(
        "The row says it is the record {record}, which is not there or not open to you. Empty that "
        "cell to add the row as a new record."
    ),
    "intake.same_record": sentence("The record that was exported."),
    "intake.changed_since_export": sentence(
        "The record that was exported; somebody has changed it since. Look at what would change."
    ),
    "intake.same_title": sentence("The same organisation and title."),
    "intake.same_not_yours": sentence(
        "The same organisation and title, with other contents. The record is not yours to change."
    ),
    "intake.alike_title": sentence("A similar title of the same organisation ({score} of 100)."),
    "intake.same_title_other_year": sentence("The same organisation and title, from {year}."),
    "intake.made_meanwhile": sentence("Somebody has added it meanwhile. Check the file again."),
    "intake.nothing_refused": sentence("No row of this import was refused."),
    "intake.capture_empty": sentence("Paste a note or take a photo first."),
    "intake.capture_too_long": sentence(
        "The note has more than {limit} characters. Upload it as a document instead."
    ),
    "intake.capture_not_found": sentence("There is no such note, or it is not yours."),
    "intake.capture_holds_more": sentence(
        "{count} more were found in the note. This draft holds the first; all of the note is kept."
    ),
    "intake.photo_without_text": sentence(
        "No text was found in the photo. Type what is needed; the photo is kept with the draft."
    ),
    "intake.reading_photo": sentence("Reading a photo"),
    "intake.text_cut": sentence("{field}: longer than {limit} characters; the end stands apart."),
}
