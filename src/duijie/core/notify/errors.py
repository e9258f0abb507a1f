"""What messages tell a user."""

from __future__ import annotations

from typing import Final

from duijie.errors import DuijieError, sentence


class MessageTextError(DuijieError):
    """A text of a message cannot be kept like this."""

    def __init__(self, code: str, *, part: str, **params: object) -> None:
        super().__init__(code, **params)
        self.part = part
        """`title` or `body`."""


class EndpointError(DuijieError):
    """An HTTP endpoint cannot be kept like this."""

    def __init__(self, code: str, *, part: str, **params: object) -> None:
        super().__init__(code, **params)
        self.part = part
        """The field that is meant."""


class DeliveryError(DuijieError):
    """A message did not get through."""

    def __init__(self, code: str, *, is_temporary: bool = False, **params: object) -> None:
        super().__init__(code, **params)
        self.is_temporary = is_temporary
        """Whether another try may help."""


SENTENCES: Final[dict[str, str]] = {
    "notify.sending": sentence("Send messages"),
    "notify.cannot_manage": sentence(
        "Only an administrator may change texts and channels of messages."
    ),
    "notify.kind_unknown": sentence("There is no kind of message {kind}."),
    "notify.language_unknown": sentence("There is no language {language} here."),
    "notify.endpoint_not_found": sentence("There is no such endpoint."),
    "notify.notice_not_found": sentence("There is no such notice, or it is not yours."),
    # texts
    "notify.text_empty": sentence("The text may not be empty."),
    "notify.text_too_long": sentence("At most {most} characters; these are {length}."),
    "notify.text_lines": sentence("The subject has to be one line."),
    "notify.placeholder_unknown": sentence(
        "{{{name}}} is no placeholder of this text. There are: {known}."
    ),
    "notify.brace_alone": sentence(
        "There is a brace that belongs to no placeholder. A placeholder is written {example}."
    ),
    # endpoints
    "notify.endpoint_name_missing": sentence("Give it a name."),
    "notify.endpoint_name_taken": sentence("There is an endpoint with this name already."),
    "notify.endpoint_sms_taken": sentence(
        "Another endpoint sends SMS already. Switch that one off first."
    ),
    "notify.endpoint_url_malformed": sentence(
        "An address begins with http:// or https:// and a host, without user name, blanks or #."
    ),
    "notify.endpoint_url_placeholder": sentence(
        "The host of the address has to stand there in full, without placeholders."
    ),
    "notify.endpoint_secret_in_url": sentence(
        "The address holds what looks like a key. Write {example} in its place and the key into "
        "the field for the secret, so that nobody reads it here later."
    ),
    "notify.endpoint_secret_missing": sentence(
        "{example} is used, and there is no secret. Enter it."
    ),
    "notify.endpoint_headers_malformed": sentence(
        "Line {line} is no header. Write one a line: Name: value."
    ),
    "notify.endpoint_header_reserved": sentence(
        "The header {header} is set by the program itself. Leave it out."
    ),
    "notify.endpoint_header_placeholder": sentence(
        "Headers may hold {example} and no other placeholder."
    ),
    "notify.endpoint_body_not_json": sentence(
        "This is no JSON: line {line}, column {column}. Placeholders stand between quotation marks."
    ),
    "notify.endpoint_form_malformed": sentence(
        "Line {line} is no field. Write one a line: name=value."
    ),
    "notify.endpoint_text_missing": sentence(
        "{example} stands nowhere in body or address: nobody would get the message."
    ),
    "notify.phone_malformed": sentence("This is no telephone number."),
    # sending
    "notify.mail_off": sentence("No mail server is set: DUIJIE_MAIL_URL is empty."),
    "notify.mail_no_address": sentence("Your account has no mail address. Enter one first."),
    "notify.mail_unreachable": sentence("The mail server did not answer."),
    "notify.mail_sign_in_refused": sentence(
        "The mail server refused user name or password of the program."
    ),
    "notify.mail_address_refused": sentence("The mail server refused the address ({status})."),
    "notify.mail_refused": sentence("The mail server refused the message ({status})."),
    "notify.channel_off": sentence("The channel was switched off before the message was sent."),
    "notify.endpoint_timed_out": sentence("No answer within {seconds} seconds."),
    "notify.endpoint_unreachable": sentence("The host was not found or did not answer."),
    "notify.endpoint_tls_failed": sentence(
        "The connection is not safe: the certificate of the host does not stand up."
    ),
    "notify.endpoint_private": sentence(
        "The address lies inside a private network. The owner of the server can allow that "
        "(DUIJIE_ALLOW_PRIVATE_ENDPOINTS)."
    ),
    "notify.endpoint_outside": sentence(
        "The address lies on the internet, and this installation is set to a closed network."
    ),
    "notify.endpoint_redirects": sentence(
        "The host answered with another address ({status}), which is not followed. Enter the "
        "right one."
    ),
    "notify.endpoint_status": sentence("The host answered with an error ({status})."),
    "notify.endpoint_answer_unreadable": sentence(
        "The host answered, but not with the JSON that its setting expects."
    ),
    "notify.endpoint_answer_refused": sentence("The host refused the message: {field} is {value}."),
    "notify.endpoint_secret_lost": sentence(
        "The secret cannot be read any more because the key of the server has changed. Enter it "
        "again."
    ),
    "notify.channel_down": sentence(
        "The channel did not answer for the messages before this one, so it was not tried."
    ),
    "notify.cannot_resend": sentence(
        "This message cannot be sent again: it has got through, or its text is no longer kept."
    ),
    "notify.gave_up": sentence("Sending broke off {attempts} times."),
}
