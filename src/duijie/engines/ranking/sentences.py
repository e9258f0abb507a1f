"""What this engine tells users, in English; the codes are its own."""

from __future__ import annotations

from typing import Final

from duijie.errors import sentence

SENTENCES: Final[dict[str, str]] = {
    "ranking.unknown_variant": sentence(
        "There is no ranking called {name}. Choose one of: {known}."
    ),
    "ranking.duplicate_id": sentence(
        "The id {id} occurs twice. Give every record in the list an id of its own."
    ),
    "ranking.cancelled": sentence("Stopped on request after {done} of {total} needs."),
    "ranking.preparing": sentence("Preparing {total} offers for comparison"),
    "ranking.comparing": sentence("Comparing {total} needs with the offers"),
    "ranking.misfit_too_low": sentence("Too low: wanted “{required}”, offered “{offered}”."),
    "ranking.misfit_too_high": sentence("Too high: wanted “{required}”, offered “{offered}”."),
    "ranking.misfit_out_of_range": sentence(
        "Outside the range: wanted “{required}”, offered “{offered}”."
    ),
    "ranking.misfit_trl": sentence("Readiness: wanted TRL {required}, offered TRL {offered}."),
    "ranking.misfit_price": sentence(
        "The price of {price} ×10,000 yuan is above the budget of {budget} ×10,000 yuan."
    ),
    "ranking.misfit_deadline": sentence(
        "Wanted by {deadline}; the research behind the offer runs until {end}."
    ),
    "ranking.day": sentence("{year}-{month}-{day}"),
    "ranking.misfit_region": sentence("Wanted from {required}; the offer is in {offered}."),
    "ranking.misfit_mode": sentence("Form of cooperation: wanted {required}, offered {offered}."),
    "ranking.mode_commissioned": sentence("commissioned development"),
    "ranking.mode_joint": sentence("joint development"),
    "ranking.mode_own": sentence("own investment only"),
    "ranking.mode_transfer": sentence("transfer of the rights"),
    "ranking.mode_licence": sentence("a licence"),
    "ranking.mode_equity": sentence("a contribution as capital"),
    "ranking.mode_trial_first": sentence("use first, transfer later"),
    "ranking.ask_indicator": sentence("“{indicator}”: the offer says nothing of it."),
}
