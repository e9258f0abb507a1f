"""Code lists of accounts."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody is here for. Whoever is not signed in counts as a visitor."""

    ADMINISTRATOR = "administrator", _("administrator")
    BROKER = "broker", _("broker")
    COLLECTOR = "collector", _("collector")
    MEMBER = "member", _("organisation member")
    EXPERT = "expert", _("expert")
    LEADER = "leader", _("leader")
    VISITOR = "visitor", _("visitor")


class DisclosureLevel(models.IntegerChoices):
    """How much of a record somebody sees; each level holds all below it.

    A record carries the lowest level at which anything of it is shown (its `disclosure`); a field
    carries the level from which it is shown (`catalogue.disclosure`).
    """

    TEASER = 1, _("public summary")
    REGISTERED = 2, _("registered users")
    CONSENT = 3, _("on consent of both sides")
    NDA = 4, _("under a non-disclosure agreement")
    OWN = 5, _("the record's own side")
    INTERNAL = 6, _("staff only")


class Scope(models.TextChoices):
    """What a token may be used for, however much its owner may do."""

    READ = "read", _("read records")
    WRITE = "write", _("write records")
    EXPORT = "export", _("export records")
    ADMIN = "admin", _("administer")


class ZoneKind(models.TextChoices):
    PROVINCE = "province", _("province")
    CITY = "city", _("city")
    COUNTY = "county", _("county or district")
    PARK = "park", _("park")


class Language(models.TextChoices):
    CHINESE = "zh-hans", "简体中文"
    ENGLISH = "en", "English"
