"""What the catalogue tells a user."""

from __future__ import annotations

from typing import Final

from duijie.errors import DuijieError, sentence


class ExampleMissingError(DuijieError):
    """There is no example to remove."""


class TransitionError(DuijieError):
    """A record cannot take this step from the state it is in."""


SENTENCES: Final[dict[str, str]] = {
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
}
