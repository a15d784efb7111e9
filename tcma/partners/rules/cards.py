"""What other slices get to know of the programme and of an invitation."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ProgrammeCard:
    """The programme as every layout shows it. `mark_url` is None where the vendor gave no mark."""

    vendor_name: str
    mark_url: str | None
    website: str
    timezone: str
    currency: str


@dataclass(frozen=True)
class InvitationMail:
    """What the mail of an invitation says. `organisation` is the partner's name, or the vendor's for its own people."""

    to: str
    name: str
    language: str
    inviter: str
    organisation: str
    vendor: str
