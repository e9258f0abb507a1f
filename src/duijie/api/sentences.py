"""What the interface itself tells a program's author; all else the layers below say."""

from __future__ import annotations

from typing import Final

from duijie.errors import sentence

SENTENCES: Final[dict[str, str]] = {
    "api.token_unknown": sentence("The token is unknown, expired or revoked."),
    "api.scope_missing": sentence("The token does not have the scope “{scope}” that this needs."),
    "api.sign_in": sentence("Send a token to do this."),
    "api.not_found": sentence("There is nothing at this address."),
    "api.method_not_allowed": sentence("This address does not take {method}."),
    "api.malformed": sentence("The request is not as the description of the interface asks for."),
    "api.value_missing": sentence("A value is missing."),
    "api.value_wrong": sentence("The value is not of the kind that is asked for."),
    "api.too_large": sentence("The request has more than {limit_mb} MB."),
    "api.media_type": sentence("Send the body of this request as {wanted}."),
    "api.too_many_requests": sentence("Too many requests. Wait {seconds} seconds."),
    "api.failed": sentence("The server could not answer because of a fault in the program."),
    "api.cursor_malformed": sentence("The cursor is not one that this list gave out."),
    "api.key_malformed": sentence(
        "An idempotency key has 1 to {most} letters, digits and signs, without blanks."
    ),
    "api.record_changed": sentence(
        "Not saved: {by} changed this record at {at}. Read it again and send your change with its"
        " revision {revision}."
    ),
}
