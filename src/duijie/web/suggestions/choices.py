"""What the buttons of a row offer, wherever it stands."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from duijie.core import clock
from duijie.matching.enums import RefusalReason
from duijie.matching.policies import HOLD_DAYS


def act_choices() -> dict[str, Any]:
    """What the buttons of a row offer (`suggestions/acts.html`)."""
    today = clock.today()
    return {
        "refusal_reasons": RefusalReason.choices,
        "hold_default": (today + timedelta(days=HOLD_DAYS)).isoformat(),
        "hold_first": (today + timedelta(days=1)).isoformat(),
    }
