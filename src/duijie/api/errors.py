"""What the interface itself refuses, before anything below it is asked."""

from __future__ import annotations

from duijie.errors import DuijieError


class TokenError(DuijieError):
    """The token is unknown, expired or revoked."""


class SignInError(DuijieError):
    """Nothing here is open without a token."""


class CursorError(DuijieError):
    """Not a cursor that this list gave out."""


class RequestError(DuijieError):
    """The request is malformed as a whole."""


class TooLargeError(DuijieError):
    """The request has too many bytes."""


class MediaTypeError(DuijieError):
    """The body is not of the kind that the operation takes."""


class TooManyRequestsError(DuijieError):
    """This minute's requests are used up."""

    def __init__(self, seconds: int) -> None:
        super().__init__("api.too_many_requests", seconds=seconds)
        self.seconds = seconds
