"""An answer that a reader writes in the mailbox: put where the product reads answers."""

import mailbox
from email import policy
from email.message import EmailMessage
from pathlib import Path

from tcma.trial.ses.mails import Mail

LONGEST = 5_000  # characters
_WHOLE_IDS = policy.default.clone(max_line_length=998)  # a shorter line would encode the id of the mail


def answer_address(mail: Mail, domain: str) -> str | None:
    """Where an answer to this mail goes, if that is where the product reads."""
    return next((one for one in mail.reply_to if domain and one.lower().endswith(f"@{domain}")), None)


def put_answer(folder: Path, mail: Mail, address: str, text: str, *, region: str) -> None:
    """As the reader's mail program would send it, into the Maildir."""
    found = EmailMessage()
    found["From"], found["To"] = mail.recipients[0], address
    found["Subject"] = f"Re: {mail.subject}" if mail.subject else ""
    found["In-Reply-To"] = f"<{mail.id}@{region}.amazonses.com>"
    found.set_content(text)
    mailbox.Maildir(folder).add(found.as_bytes(policy=_WHOLE_IDS))
