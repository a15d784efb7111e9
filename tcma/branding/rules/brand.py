"""What an artefact wears: the partner's brand, and the vendor it comes with."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Brand:
    """A partner's brand kit; a partner without one wears its name in text. Sizes in CSS pixels as in a mail."""

    partner_id: UUID
    name: str
    colour: str
    on_colour: str
    ink: str
    logo_key: str | None = None
    logo_width: int = 0
    logo_height: int = 0
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    website: str = ""
    postal_address: str = ""
    legal_footer: str = ""
    updated_at: datetime | None = None  # None: there is no brand kit yet

    @property
    def logo_url(self) -> str | None:
        """The path of the logo on its white plate; a mail puts the site's address before it."""
        return f"/media/logo/{self.logo_key}" if self.logo_key else None


@dataclass(frozen=True)
class Vendor:
    """Whose programme it is."""

    name: str
    website: str = ""
    postal_address: str = ""
    mark_key: str | None = None
    sender_domain: str = ""

    @property
    def mark_url(self) -> str | None:
        return f"/media/logo/{self.mark_key}" if self.mark_key else None

    @property
    def mark_size(self) -> tuple[int, int]:
        """Width and height in CSS pixels, from the mark's key: `<id>-<width>x<height>.png`."""
        found = re.search(r"-(\d+)x(\d+)\.png$", self.mark_key or "")
        return (int(found[1]), int(found[2])) if found else (0, 0)


@dataclass(frozen=True)
class Contact:
    """Whom readers of a partner's mails reach."""

    name: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class VendorFacts:
    """What the vendor says of itself, and what it decides for all partners.

    `unreviewed_languages`: they may launch in a language nobody has reviewed. `leaving_stops_all`: one click of a
    reader stops every partner's mail, not only the sender's and the vendor's. `confirm_everyone`: a box that was
    ticked is confirmed by mail also by who came by a mail.
    """

    name: str
    website: str
    postal_address: str
    unreviewed_languages: bool
    leaving_stops_all: bool = False
    confirm_everyone: bool = False
