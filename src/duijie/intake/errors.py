"""What intake tells a user."""

from __future__ import annotations

from typing import Final

from duijie.errors import DuijieError, sentence


class UploadError(DuijieError):
    """Nothing of an upload could be taken."""


class ExampleError(DuijieError):
    """The example cannot be loaded or removed right now."""


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
}
