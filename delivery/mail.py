"""Sends a notice by a mail server; the connection is kept from other eyes."""

import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage

from schemas.deliveries import MailServer, Security


def send(mail: EmailMessage, server: MailServer, check: Callable[[], None]) -> None:
    """Send one mail; `check` raises where it should not go after all.

    The server's certificate is checked. Raises OSError (of which smtplib's errors are)
    where it fails, also when the server has taken the mail and its answer was lost.
    """
    with _connected(server) as smtp:
        if server.security == Security.STARTTLS:
            smtp.starttls(context=_trusted(server))
        if server.user:
            smtp.login(server.user, server.password() or "")
        check()
        smtp.send_message(mail)


def _connected(server: MailServer) -> smtplib.SMTP:
    # Without a name, smtplib asks the network who this machine is, and may wait long.
    name = server.sender.rpartition("@")[2]
    if server.security == Security.TLS:
        return smtplib.SMTP_SSL(
            server.host,
            server.port,
            name,
            timeout=server.timeout,
            context=_trusted(server),
        )
    return smtplib.SMTP(server.host, server.port, name, timeout=server.timeout)


def _trusted(server: MailServer) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if server.ca_file:
        context.load_verify_locations(server.ca_file)
    return context
