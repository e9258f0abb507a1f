"""What is wrong with an environment variable, said in a sentence before anything starts."""

from __future__ import annotations

from typing import Final

from django.core.exceptions import ImproperlyConfigured

from duijie.errors import DuijieError, sentence


class SettingError(DuijieError, ImproperlyConfigured):
    """Never holds the value of a variable that may be secret."""


SENTENCES: Final[dict[str, str]] = {
    "settings.incomplete": sentence("{name} is set and needs {needed} too."),
    "settings.no_address": sentence("{name} has to be an http or https address."),
    "settings.password_in_address": sentence(
        "{name} may hold no password; the key goes into {key}."
    ),
    "settings.embedding_reads_all": sentence(
        "The model at DUIJIE_EMBEDDING_URL reads every need and offer, confidential ones too. Set"
        " DUIJIE_EMBEDDING_READS_CONFIDENTIAL=1 if it may, or take the address away."
    ),
    "settings.no_mail_server": sentence("{name} has to begin with one of {kinds} and a host."),
    "settings.not_https": sentence("{name} has to begin with https://."),
    "settings.not_one_of": sentence("{name} has to be one of {known}."),
}
