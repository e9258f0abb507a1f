from __future__ import annotations

from duijie.accounts.permissions import Action, Cell, ObjectKind
from duijie.web.routes import page
from duijie.web.settings import (
    access_log,
    channels,
    code_lists,
    messages,
    region,
    users,
    users_access,
    views,
    zones,
)

_PREFERENCES = Cell(ObjectKind.PREFERENCES, Action.CHANGE)
_MESSAGES = Cell(ObjectKind.MESSAGE, Action.CHANGE)
_SEE_CODES = Cell(ObjectKind.CODE_LIST, Action.SEE)
_CODES = Cell(ObjectKind.CODE_LIST, Action.CHANGE)
_USERS = Cell(ObjectKind.USER, Action.CHANGE)
_ZONES = Cell(ObjectKind.ZONE, Action.CHANGE)

app_name = "settings"
urlpatterns = [
    page("language/", views.set_language, "language", cell=Cell(ObjectKind.ACCOUNT, Action.CHANGE)),
    page("theme/", views.set_theme, "theme", cell=Cell(ObjectKind.ACCOUNT, Action.CHANGE)),
    page("users/", users.show_users, "users", cell=Cell(ObjectKind.USER, Action.LIST)),
    page(
        "users/<int:user_id>/password/",
        users.give_password,
        "password",
        cell=Cell(ObjectKind.USER, Action.CHANGE),
    ),
    page("users/<int:user_id>/", users.show_user, "user", cell=_USERS),
    page("users/<int:user_id>/close/", users.close, "close", cell=_USERS),
    page("users/<int:user_id>/reopen/", users.reopen, "reopen", cell=_USERS),
    page("users/<int:user_id>/factor/", users_access.reset_factor, "factor_reset", cell=_USERS),
    page("users/factors/", users_access.show_factors, "factors", cell=_USERS),
    page("users/tokens/", users_access.show_tokens, "tokens", cell=_USERS),
    page(
        "users/tokens/<int:token_id>/revoke/",
        users_access.drop_token,
        "token_revoke",
        cell=_USERS,
    ),
    page("zones/", zones.show_zones, "zones", cell=Cell(ObjectKind.ZONE, Action.LIST)),
    page("zones/grow/", zones.grow, "zones_grow", cell=_ZONES),
    page("zones/<int:zone_id>/", zones.show_zone, "zone", cell=_ZONES),
    page("zones/<int:zone_id>/delete/", zones.drop_zone, "zone_delete", cell=_ZONES),
    page("region/", region.show_region, "region", cell=_PREFERENCES),
    page("region/logo/", region.put_logo, "logo_put", cell=_PREFERENCES),
    page("region/logo/remove/", region.take_logo, "logo_remove", cell=_PREFERENCES),
    page(
        "logo/<str:sha256>/",
        region.show_logo,
        "logo",
        cell=Cell(ObjectKind.SERVICE, Action.SEE),
        is_for_strangers=True,
    ),
    page(
        "messages/",
        messages.show_messages,
        "messages",
        cell=Cell(ObjectKind.MESSAGE, Action.SEE),
    ),
    page("messages/<str:kind>/<str:language>/", messages.edit_message, "message", cell=_MESSAGES),
    page(
        "channels/",
        channels.show_channels,
        "channels",
        cell=Cell(ObjectKind.MESSAGE, Action.SEE),
    ),
    page("channels/mail/test/", channels.test_mail, "mail_test", cell=_MESSAGES),
    page("channels/new/", channels.add_endpoint, "endpoint_new", cell=_MESSAGES),
    page("channels/<int:endpoint_id>/", channels.edit_endpoint, "endpoint", cell=_MESSAGES),
    page(
        "channels/<int:endpoint_id>/test/", channels.test_endpoint, "endpoint_test", cell=_MESSAGES
    ),
    page(
        "channels/<int:endpoint_id>/remove/",
        channels.drop_endpoint,
        "endpoint_remove",
        cell=_MESSAGES,
    ),
    page(
        "channels/sent/<uuid:notification_id>/again/",
        channels.send_again,
        "send_again",
        cell=_MESSAGES,
    ),
    page(
        "access/",
        access_log.show_accesses,
        "accesses",
        cell=Cell(ObjectKind.ACCESS_LOG, Action.LIST),
    ),
    page(
        "access/export/",
        access_log.export_accesses,
        "access_export",
        cell=Cell(ObjectKind.ACCESS_LOG, Action.EXPORT),
    ),
    page("code-lists/", code_lists.show_code_lists, "code_lists", cell=_SEE_CODES),
    page("code-lists/<slug:list_key>/", code_lists.show_code_list, "code_list", cell=_SEE_CODES),
    page(
        "code-lists/<slug:list_key>/export/",
        code_lists.export_code_list,
        "code_list_export",
        cell=_SEE_CODES,
    ),
    page(
        "code-lists/<slug:list_key>/upload/",
        code_lists.upload_code_list,
        "code_list_upload",
        cell=_CODES,
    ),
    page(
        "code-lists/<slug:list_key>/versions/<int:version_id>/",
        code_lists.show_version,
        "code_list_version",
        cell=_CODES,
    ),
    page(
        "code-lists/<slug:list_key>/versions/<int:version_id>/use/",
        code_lists.use_version,
        "code_list_use",
        cell=_CODES,
    ),
    page(
        "code-lists/<slug:list_key>/versions/<int:version_id>/remove/",
        code_lists.remove_version,
        "code_list_remove",
        cell=_CODES,
    ),
]
