"""One mail to one recipient, by Django's mail with the server of `DUIJIE_MAIL_URL`."""

from __future__ import annotations

import smtplib
from email.utils import formataddr, make_msgid, parseaddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.validators import validate_email
from django.template.loader import render_to_string

from duijie.core.notify.errors import DeliveryError
from duijie.core.notify.texts import RenderedMessage
from duijie.core.notify.wording import one_line
from duijie.core.preferences.queries import get_preferences


def is_mail_on() -> bool:
    """Whether a mail server is set."""
    return bool(settings.IS_MAIL_ON)


def is_mail_address(address: str) -> bool:
    """Whether mail could be sent there at all; nothing that could add a second recipient."""
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True


class MailSender:
    """Sends mails one by one over one connection; `close` it."""

    def __init__(self) -> None:
        # a broken address of the server or a refused sign-in has to be told, not swallowed
        self._connection = get_connection(fail_silently=False)

    def send(self, shown: RenderedMessage, *, address: str, language: str) -> None:
        """Raises `DeliveryError` unless the server took it."""
        if not is_mail_on():
            raise DeliveryError("notify.mail_off")
        message = compose_mail(shown, address=address, language=language)
        message.connection = self._connection
        try:
            self._connection.open()
            message.send()
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise _refusal(error) from None

    def close(self) -> None:
        try:
            self._connection.close()
        except (smtplib.SMTPException, OSError):
            return  # the server is gone, and so is the connection


def compose_mail(shown: RenderedMessage, *, address: str, language: str) -> EmailMultiAlternatives:
    """Plain text first, and the same as HTML in which whatever was filled in is only text."""
    context = {
        "title": shown.title,
        "body": shown.body,
        "link": shown.link,
        "shows_link": shown.link and shown.link not in shown.body,
        "language": "en" if language == "en" else "zh-Hans",
    }
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    message = EmailMultiAlternatives(
        subject=one_line(shown.title),
        body=render_to_string("notify/mail.txt", context).strip() + "\n",
        from_email=formataddr((one_line(get_preferences().shown_name), sender)),
        to=[address],
        headers={
            "Auto-Submitted": "auto-generated",
            # Django's own would carry the name of this machine
            "Message-ID": make_msgid(domain=sender.rpartition("@")[2] or "duijie.invalid"),
        },
    )
    message.attach_alternative(render_to_string("notify/mail.html", context), "text/html")
    return message


def _refusal(error: smtplib.SMTPException | OSError) -> DeliveryError:
    """What a server's no means. Its own words are left out: they quote addresses."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return DeliveryError("notify.mail_sign_in_refused")
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        status = next(iter(error.recipients.values()))[0]
        return DeliveryError(
            "notify.mail_address_refused", is_temporary=status < 500, status=status
        )
    if isinstance(error, smtplib.SMTPResponseException):
        status = error.smtp_code
        return DeliveryError("notify.mail_refused", is_temporary=status < 500, status=status)
    return DeliveryError("notify.mail_unreachable", is_temporary=True)
