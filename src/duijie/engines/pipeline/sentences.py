"""What the main job tells a user beside what the engines say themselves."""

from typing import Final

from duijie.errors import sentence

SENTENCES: Final[dict[str, str]] = {
    "pipeline.reading": sentence("Reading {file}"),
    "pipeline.vectors": sentence("Comparing meanings"),
    "pipeline.planning": sentence("Planning the meeting day"),
    "pipeline.same_record": sentence(
        "“{title}” was already read from {file} with the same words and is kept once."
    ),
    "pipeline.meeting_day": sentence(
        "Used as the frame of the meeting day:"
        " {slots} slots, {parties} parties, {meetings} meetings."
    ),
    "pipeline.second_meeting_day": sentence(
        "A second meeting day; {file} is used. Take one of them out of the folder to choose."
    ),
    "pipeline.not_found": sentence("{path} does not exist. Check the name."),
    "pipeline.cancelled": sentence("Cancelled."),
}
