"""What users are told about files, in English; `{file}` is the file that it is about."""

from __future__ import annotations

from typing import Final

from duijie.errors import sentence

SENTENCES: Final[dict[str, str]] = {
    "documents.no_such_path": sentence(
        "{path} does not exist. Check the name of the file or folder."
    ),
    "documents.cannot_open": sentence(
        "{file} could not be opened. Check that you may read it and that no other program holds it."
    ),
    "documents.is_link": sentence(
        "{file} is a link to another place and was not followed. Put the file itself into "
        "the folder."
    ),
    "documents.not_a_file": sentence("{file} is not an ordinary file and was left out."),
    "documents.empty": sentence("{file} is empty."),
    "documents.nothing_in_it": sentence("{file} holds no text and no table."),
    "documents.too_large": sentence(
        "{file} has {size_mb} MB; at most {limit_mb} MB are read. Split it or leave out its "
        "pictures."
    ),
    "documents.encrypted": sentence(
        "{file} is protected by a password. Save a copy without password and hand that in."
    ),
    "documents.damaged": sentence(
        "{file} is damaged or incomplete and could not be read. Open it in its own program "
        "and save it again."
    ),
    "documents.damaged_within": sentence(
        "{file} is damaged: only the part before the damage was read. Open it in its own "
        "program and save it again."
    ),
    "documents.too_slow": sentence(
        "{file} took longer than {seconds} seconds to read and was left out. Split it into "
        "smaller files."
    ),
    "documents.too_much_memory": sentence(
        "{file} needs too much memory and was left out. Delete empty formatted rows or split "
        "it into smaller files."
    ),
    "documents.reader_stopped": sentence(
        "{file} made the reader stop and was left out. Open it in its own program and save "
        "it again."
    ),
    "documents.save_as_docx": sentence(
        "{file} is an older Word or WPS document, which is not read. Open it in WPS or Word "
        "and save it as .docx."
    ),
    "documents.save_as_xlsx": sentence(
        "{file} is a binary workbook, which is not read. Open it in WPS or Excel and save it "
        "as .xlsx."
    ),
    "documents.save_as_office": sentence(
        "{file} is an OpenDocument file, which is not read. Open it in WPS or LibreOffice "
        "and save it as .docx or .xlsx."
    ),
    "documents.save_as_pdf": sentence(
        "{file} is an older presentation, which is not read. Open it in WPS or PowerPoint "
        "and save it as .pptx or .pdf."
    ),
    "documents.ofd_to_pdf": sentence(
        "{file} is an e-book or official layout file ({kind}), which is not read. Open it in "
        "its own program and export it as .pdf."
    ),
    "documents.unpack_first": sentence(
        "{file} is a packed archive ({kind}), which is not opened. Unpack it, or pack it "
        "again as .zip."
    ),
    "documents.save_as_png": sentence(
        "{file} is a picture of a kind that is not read ({kind}). Save it as .png or .jpg."
    ),
    "documents.save_as_eml": sentence(
        "{file} is an Outlook message. Save it as .eml, or save its attachments."
    ),
    "documents.not_a_text": sentence("{file} is a sound or video file and was left out."),
    "documents.unknown_kind": sentence(
        "{file} is of a kind that is not known here and was left out."
    ),
    "documents.wrong_ending": sentence(
        "{file} ends in {ending} but is really {kind}; it was read as {kind}."
    ),
    "documents.macros_ignored": sentence("{file} holds macros; they were neither run nor read."),
    "documents.hidden_sheet": sentence(
        "Sheet {sheet} of {file} is hidden; it was read all the same."
    ),
    "documents.sheet_damaged": sentence(
        "Sheet {sheet} of {file} is damaged; only part of it was read, or none."
    ),
    "documents.texts_damaged": sentence(
        "The texts of {file} are stored damaged; some cells may be missing. Open it in its "
        "own program and save it again."
    ),
    "documents.styles_damaged": sentence(
        "The styles or list numbers of {file} are damaged; its text was read without them."
    ),
    "documents.sheet_cut": sentence(
        "Sheet {sheet} of {file} has more than {limit} cells; the rest was not read. Split "
        "the workbook."
    ),
    "documents.table_cut": sentence(
        "A table of {file} was read only up to its row {rows}: a file may have {limit} "
        "cells. Split it."
    ),
    "documents.formulas_without_value": sentence(
        "{count} formulas of {file} have no stored result and were read as empty. Open it in "
        "WPS or Excel, save it, and hand it in again."
    ),
    "documents.unreadable_characters": sentence(
        "{count} characters of {file} could not be read; the text around them was kept."
    ),
    "documents.quotes_unclear": sentence(
        "In {file}, row {row} has a quotation mark that does not close; check this row and "
        "those after it."
    ),
    "documents.line_not_json": sentence(
        "Line {row} of {file} is not a JSON record and was left out."
    ),
    "documents.not_json": sentence("{file} is not valid JSON."),
    "documents.no_records": sentence("{file} holds no list of records."),
    "documents.too_many_keys": sentence(
        "The records of {file} have more than {limit} different fields; the others were left out."
    ),
    "documents.page_details_unknown": sentence("Date and source of {file} could not be told."),
    "documents.page_read_whole": sentence(
        "The main text of {file} could not be told from the rest of the page, so all of it "
        "was read."
    ),
    "documents.mail_date_unclear": sentence("The date of the mail {file} could not be read."),
    "documents.nested_too_deep": sentence(
        "{file} holds archives or tables within each other too deep; the innermost were not read."
    ),
    "documents.too_many_entries": sentence(
        "{file} holds more files than the {limit} that are read. Unpack it and hand in what "
        "matters."
    ),
    "documents.unpacked_too_large": sentence(
        "{file} would unpack to more than {limit_mb} MB and was not opened. Unpack it and "
        "hand in what matters."
    ),
    "documents.member_too_large": sentence(
        "{name} in {file} is larger than {limit_mb} MB and was left out."
    ),
    "documents.member_is_bomb": sentence(
        "{name} in {file} unpacks to far more than it should and was left out."
    ),
    "documents.member_path_unsafe": sentence(
        "{name} in {file} has a path that leads out of the archive and was left out."
    ),
    "documents.member_is_link": sentence("{name} in {file} is a link and was left out."),
    "documents.member_encrypted": sentence(
        "{name} in {file} is protected by a password and was left out. Unpack it and hand it "
        "in without password."
    ),
    "documents.member_damaged": sentence("{name} in {file} is damaged and was left out."),
    "documents.image_too_large": sentence(
        "{file} has more than {limit_megapixels} million pixels. Save it smaller."
    ),
    "documents.too_many_pages": sentence(
        "{file} has {count} pages; only the first {limit} were read."
    ),
    "documents.ocr_pages_cut": sentence(
        "{file} has {count} pages without text of their own; only the first {limit} were "
        "recognised."
    ),
    "documents.ocr_failed": sentence(
        "Page {page} of {file} is a picture whose text could not be recognised."
    ),
    "documents.ocr_no_text": sentence("No text was found in the picture on page {page} of {file}."),
    "documents.ocr_used": sentence(
        "{count} pages of {file} are pictures whose text was recognised (pages {pages}); "
        "check figures and names."
    ),
    "documents.page_damaged": sentence("Page {page} of {file} is damaged and was not read."),
    "documents.running_lines": sentence(
        "Lines that repeat at the edge of the pages of {file} were left out: {example}"
    ),
    "documents.reading": sentence("Reading {file}"),
    "documents.reading_page": sentence("Recognising the text of page {page} of {count} in {file}"),
    "documents.cancelled": sentence("Reading was cancelled."),
    "documents.repaired": sentence(
        "{file} is damaged; what could be repaired was read, some may be missing. Get the "
        "file again or print it to PDF once more."
    ),
    "documents.page_blank": sentence("Page {page} of {file} has no text."),
    "documents.texts_without_cell": sentence(
        "{count} texts stored in {file} stand in no cell. If a row is missing, open the file "
        "in its own program and save it again."
    ),
    "documents.page_parts_left_out": sentence(
        "Much text of {file} was taken for navigation and other pages and left out; check "
        "whether the article is whole."
    ),
}
