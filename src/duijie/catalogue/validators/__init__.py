"""What may stand in a field, and the forms under which names and texts are compared.

`values` reads what a form, the API or a spreadsheet hands over, field by field; `names` makes the
compared forms. Which codes a list has is looked up through `code_lookup`.
"""

from __future__ import annotations

from duijie.catalogue.validators.names import (
    fingerprint,
    identity_key,
    name_key,
    normalise_search,
)

__all__ = ["fingerprint", "identity_key", "name_key", "normalise_search"]
