"""What this engine tells users; the parameters in braces are filled by `core.sentences.say`."""

from __future__ import annotations

from typing import Final

from duijie.errors import sentence

SENTENCES: Final[dict[str, str]] = {
    "extraction.row_without_text": sentence(
        "{where}: this row says neither in a title nor in a description what is needed or offered,"
        " so no record was made. Fill in {columns} and read the file again."
    ),
    "extraction.row_says_none": sentence(
        "{where}: the row states “{text}” in place of a record, so none was made."
    ),
    "extraction.total_row_skipped": sentence("{where}: a row of totals was left out."),
    "extraction.note_row_skipped": sentence("{where}: a row of notes was left out: “{text}”."),
    "extraction.header_row_repeated": sentence(
        "{where}: the header stands here once more; the row was left out."
    ),
    "extraction.example_row_skipped": sentence(
        "{where}: the example row of the form was left out: “{text}”."
    ),
    "extraction.section_row": sentence(
        "{where}: “{text}” was read as the heading of the rows below it."
    ),
    "extraction.rows_joined": sentence(
        "{where}: the row has no title of its own and was joined to the record above it."
    ),
    "extraction.table_of_counts": sentence(
        "{where}: a table of figures, not of needs, offers or experts; no records were made of it."
    ),
    "extraction.table_of_people_present": sentence(
        "{where}: a list of names without what they can do (attendance, contacts); no records were"
        " made of it. If these are experts, add --map kind=expert."
    ),
    "extraction.table_not_understood": sentence(
        "{where}: it could not be told whether this table holds needs, offers or experts, so it was"
        " not read. Name its columns, for example --map {example}=text --map kind=need."
    ),
    "extraction.form_without_text": sentence(
        "{where}: a form in which neither title nor description is filled in; no record was made."
        " Fill them in and read the file again."
    ),
    "extraction.columns_not_placed": sentence(
        "{where}: no field was found for the columns {columns}; their texts stay with the records."
        " To use one, name it, for example --map {example}=text."
    ),
    "extraction.kind_from_words": sentence(
        "{where}: neither headings nor names tell the kind of record; by the words in the"
        " cells they were read as {kind}. If that is wrong, add --map kind=need,"
        " kind=offer or kind=expert."
    ),
    "extraction.cell_split": sentence(
        "{where}: {count} needs stand in one cell; each became a record of its own."
    ),
    "extraction.org_carried_down": sentence(
        "{where}: the organisation is empty in {count} rows and was taken from the row above."
    ),
    "extraction.org_from_title": sentence(
        "{file}: {count} records name no organisation; {org} was taken from the title."
    ),
    "extraction.budget_unit_assumed": sentence(
        "{where}: the column {column} names no unit of money; its numbers were read as 万元."
    ),
    "extraction.budget_not_read": sentence(
        "{where}: “{text}” could not be read as an amount of money; it stays with the record as"
        " text."
    ),
    "extraction.repeated_number": sentence(
        "{where}: the numbers in this table are not unique, so the records were numbered anew."
    ),
    "extraction.map_malformed": sentence(
        "The column mapping “{text}” cannot be read. Write COLUMN=FIELD, for example 难题=text,"
        " C=org or kind=need."
    ),
    "extraction.map_unknown_field": sentence(
        "The column mapping “{text}” names a field that does not exist. Fields are: {fields}."
    ),
    "extraction.map_unknown_kind": sentence(
        "The column mapping “{text}” names no kind of record. Kinds are: need, offer, expert,"
        " organisation."
    ),
    "extraction.map_column_twice": sentence(
        "The column mapping names the column “{column}” twice. Leave one of the two out."
    ),
    "extraction.map_column_absent": sentence(
        "No table of {file} has the column “{column}” that the mapping names; the other columns"
        " were read as usual."
    ),
}
