"""A mail server by SMTP, for who has no SES: pipelined over several connections, from one loop."""

from tcma.adapters.smtp.mailer import SmtpMailer
from tcma.adapters.smtp.server import Server

__all__ = ["Server", "SmtpMailer"]
