"""Who sees which record, and who may do what with it.

`viewer` turns a user into what they see (a level for one record, a query for many); `records` are
the pairs over the permission table of `accounts.permissions`.
"""

from __future__ import annotations

from duijie.catalogue.permissions.records import (
    can_act_on_attached,
    can_act_on_record,
    can_add_records,
    can_create_record,
    can_move_record,
    can_publish_new,
    can_remove_example,
    can_see_record,
    check_can_act_on_attached,
    check_can_act_on_record,
    check_can_add_records,
    check_can_create_record,
    check_can_remove_example,
    get_record_level,
)
from duijie.catalogue.permissions.viewer import (
    KINDS,
    Viewer,
    agreements_in_force,
    covered_records,
    covers,
    get_level,
    get_viewer,
    named_to,
    own_or_agreed,
    seen_in_full,
    sees_all_in_full,
    visible_records,
    visible_to,
)

__all__ = [
    "KINDS",
    "Viewer",
    "agreements_in_force",
    "can_act_on_attached",
    "can_act_on_record",
    "can_add_records",
    "can_create_record",
    "can_move_record",
    "can_publish_new",
    "can_remove_example",
    "can_see_record",
    "check_can_act_on_attached",
    "check_can_act_on_record",
    "check_can_add_records",
    "check_can_create_record",
    "check_can_remove_example",
    "covered_records",
    "covers",
    "get_level",
    "get_record_level",
    "get_viewer",
    "named_to",
    "own_or_agreed",
    "seen_in_full",
    "sees_all_in_full",
    "visible_records",
    "visible_to",
]
