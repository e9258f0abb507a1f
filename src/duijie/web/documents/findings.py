"""What a finding says in a browser, where there is no command line to add options to."""

from __future__ import annotations

from typing import Final

from duijie.errors import Message, sentence
from duijie.web.records.labels import KIND_LABELS

SENTENCES: Final[dict[str, str]] = {
    "web.table_of_people_present": sentence(
        "{where}: a list of names without what they can do (attendance, contacts); no records were"
        " made of it. If these are experts, add a column 研究方向 with their field of work, name"
        " the sheet or file 专家名单, and upload it again."
    ),
    "web.table_not_understood": sentence(
        "{where}: it could not be told whether this table holds needs, offers or experts, so it was"
        " not read. Give its columns headings that tell, for example 需求名称 and 需求内容, or"
        " 成果名称 and 成果简介, and upload it again. Now a heading reads “{example}”."
    ),
    "web.columns_not_placed": sentence(
        "{where}: no field was found for the columns {columns}; their texts stay with the records"
        " under these headings."
    ),
    "web.kind_from_words": sentence(
        "{where}: neither headings nor names tell the kind of record; by the words in the cells"
        " these were taken for: {kind}. To make sure next time, name the sheet or file 需求清单,"
        " 成果清单 or 专家名单 before you upload it."
    ),
}

_INSTEAD: Final = {f"extraction.{code.removeprefix('web.')}": code for code in SENTENCES}
"""Engine codes whose sentence names an option of `duijie run` -> ours."""


def in_browser(message: Message) -> Message:
    """The message itself, or the one that says the same without naming a command's options."""
    code = _INSTEAD.get(message.code)
    if code is None:
        return message
    params = dict(message.params)
    if "kind" in params:
        params["kind"] = str(KIND_LABELS.get(str(params["kind"]), params["kind"]))
    return Message(code, params)
