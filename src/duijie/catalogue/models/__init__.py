"""The tables of the record: needs, offers, experts, organisations and what hangs on them.

No logic: who may see is `permissions` and `disclosure`, what the state allows `policies`.
"""

from __future__ import annotations

from duijie.catalogue.models.attached import (
    AboutRecord,
    Access,
    Attachment,
    Change,
    Consent,
    IndexMark,
    Indicator,
    Note,
    SavedFilter,
)
from duijie.catalogue.models.codes import Code, CodeList
from duijie.catalogue.models.organisations import Membership, Organisation
from duijie.catalogue.models.records import (
    CatalogueRecord,
    CatalogueVersion,
    Expert,
    Need,
    Offer,
    Source,
)
from duijie.catalogue.models.snoozes import Snooze

__all__ = [
    "AboutRecord",
    "Access",
    "Attachment",
    "CatalogueRecord",
    "CatalogueVersion",
    "Change",
    "Code",
    "CodeList",
    "Consent",
    "Expert",
    "IndexMark",
    "Indicator",
    "Membership",
    "Need",
    "Note",
    "Offer",
    "Organisation",
    "SavedFilter",
    "Snooze",
    "Source",
]
