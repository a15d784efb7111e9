"""What an artefact wears: the partner's brand, and the vendor it comes with."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
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
    dark_logo_key: str | None = None  # for dark ground, of the same size
    mark_key: str | None = None  # the logo on a square, where it is about square itself

    @property
    def logo_url(self) -> str | None:
        """The path of the logo on its white plate; a mail puts the site's address before it."""
        return f"/media/logo/{self.logo_key}" if self.logo_key else None

    @property
    def dark_logo_url(self) -> str | None:
        """The same for dark ground: without a plate where it can be seen there."""
        key = self.dark_logo_key or self.logo_key
        return f"/media/logo/{key}" if key else None

    @property
    def mark_url(self) -> str | None:
        """The logo in a square, for places as small as a letter; None where only a monogram can be read there."""
        return f"/media/logo/{self.mark_key}" if self.mark_key else None

    @property
    def dark_logo_size(self) -> tuple[int, int]:
        """Its width and height in CSS pixels; of its own where it was brought by itself."""
        return size_in(self.dark_logo_key) or (self.logo_width, self.logo_height)


@dataclass(frozen=True)
class LegalForm:
    """What a partner says of itself by its law: the country, the facts by key, and whatever it adds."""

    country: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    more: str = ""


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
        """Width and height in CSS pixels."""
        return size_in(self.mark_key) or (0, 0)


def size_in(key: str | None) -> tuple[int, int] | None:
    """Width and height in CSS pixels, from the key of a logo: `<id>-<width>x<height>.png`."""
    found = re.search(r"-(\d+)x(\d+)\.png$", key or "")
    return (int(found[1]), int(found[2])) if found else None


@dataclass(frozen=True)
class Contact:
    """Whom readers of a partner's mails reach."""

    name: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class OfficeFacts:
    """Another office or brand of a partner; what is empty is as in its main brand."""

    name: str
    company_name: str = ""
    colour: str = ""
    contact: Contact = Contact()
    website: str = ""
    postal_address: str = ""
    legal_footer: str = ""


@dataclass(frozen=True)
class VendorFacts:
    """What the vendor says of itself, and what it decides for all partners.

    `unreviewed_languages`: they may launch in a language nobody has reviewed. `leaving_stops_all`: one click of a
    reader stops every partner's mail, not only the sender's and the vendor's. `confirm_everyone`: a box that was
    ticked is confirmed by mail also by who came by a mail. `quiet_from` to `quiet_until`, by each reader's clock, and
    with `quiet_weekends` on days that are not worked there, no marketing leaves.
    """

    name: str
    website: str
    postal_address: str
    unreviewed_languages: bool
    leaving_stops_all: bool = False
    confirm_everyone: bool = False
    quiet_from: time | None = None
    quiet_until: time | None = None
    quiet_weekends: bool = False
