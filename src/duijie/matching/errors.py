"""What matching tells a user."""

from __future__ import annotations

from typing import Final

from duijie.errors import DuijieError, sentence


class DecisionError(DuijieError):
    """A suggestion cannot be decided like this."""


class IntroductionError(DuijieError):
    """An introduction cannot be made or cannot take this step."""


class TrialError(DuijieError):
    """A text cannot be tried like this."""


class JudgingError(DuijieError):
    """A round cannot be drawn, or a pair graded, like this."""


SENTENCES: Final[dict[str, str]] = {
    "matching.cannot_match": sentence("Your role does not include matching needs."),
    "matching.cannot_see": sentence("Suggestions are shown to those who work on the need."),
    "matching.matching_needs": sentence("Matching needs with offers and experts"),
    "matching.matching_example": sentence("Matching the needs of the example"),
    "matching.trying_text": sentence("Trying a text"),
    "matching.trial_empty": sentence("Paste the text that is to be tried."),
    "matching.trial_too_long": sentence(
        "At most {most} characters, there are {length}. Leave out what is not the problem itself."
    ),
    "matching.trial_not_found": sentence(
        "This trial is gone (they are kept for seven days), or it is somebody else’s."
    ),
    "matching.cannot_judge": sentence("Your role does not include grading suggestions."),
    "matching.drawing_round": sentence("Drawing a round of pairs to grade"),
    "matching.judging_bounds": sentence("From {fewest} to {most} needs, 5 or 10 deep."),
    "matching.judging_no_needs": sentence(
        "There is no published need to draw from: publish one, or load the example."
    ),
    "matching.no_such_grade": sentence("Choose one of the four grades."),
    "matching.round_not_found": sentence("There is no such round, or it is not open to you."),
    "matching.asking_models": sentence("Asking the model about the best matches"),
    "matching.preparing": sentence("Preparing {count} texts"),
    "matching.ranking": sentence("Ranking {count} needs"),
    "matching.cannot_decide": sentence("Your role does not include deciding on suggestions."),
    "matching.no_such_decision": sentence(
        "This pair has been decided meanwhile. Reload the page to see how."
    ),
    "matching.reason_missing": sentence("Say why: choose a reason."),
    "matching.words_missing": sentence("Say why in a few words."),
    "matching.words_too_long": sentence("At most {most} characters, there are {length}."),
    "matching.hold_date_wrong": sentence(
        "Choose a day between tomorrow and two years from now on which it comes back."
    ),
    "matching.pair_not_found": sentence(
        "There is no such pair of a need with an offer or expert, or it is not open to you."
    ),
    "matching.pair_unpublished": sentence(
        "Only published records are introduced to each other: publish or renew first."
    ),
    "matching.pair_example": sentence("Made-up records are not introduced to real ones."),
    "matching.undo_changed": sentence("Not undone: somebody has decided anew on this pair since."),
    "matching.same_organisation": sentence(
        "Conflict of interest: both belong to the same organisation."
    ),
    "matching.tied_organisation": sentence(
        "Conflict of interest: the record of the other side names {organisation}."
    ),
    "matching.expert_busy": sentence(
        "This expert has {count} open introductions already; {most} at once is the limit. Wait for "
        "an answer or close one."
    ),
    "matching.cooling_off": sentence(
        "One side has declined this on {date}. It can be asked again from {until}."
    ),
    "matching.introduced_already": sentence("These two are being introduced already."),
    "matching.introduction_not_found": sentence(
        "There is no such introduction, or it is not open to you."
    ),
    "matching.no_such_step": sentence(
        "This step is not possible in the state the introduction is in now. Reload the page: "
        "somebody may have answered meanwhile."
    ),
    "matching.may_not": sentence("You may see this introduction, but not do this with it."),
    "matching.asked_lately": sentence(
        "This side was asked on {date}. It can be reminded from {until} on."
    ),
    "matching.answered_already": sentence("This side has answered already."),
    "matching.side_not_yours": sentence(
        "Only who works on the record of this side hands its link over."
    ),
    "matching.contact_missing": sentence("Say when and how they first talked."),
    "matching.contact_future": sentence("The first contact cannot lie in the future."),
    "matching.outcome_missing": sentence("Say how it ended."),
    "matching.question_missing": sentence("Write your question first."),
    "matching.ageing": sentence("Ending introductions without an answer"),
}
