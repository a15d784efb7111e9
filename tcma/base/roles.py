"""Who people are: roles, and the person who asks. Pure; what a route allows is in `access`."""

import enum
from dataclasses import dataclass
from uuid import UUID

from tcma.base.errors import NotFound


class Role(enum.StrEnum):
    """What a person does. The first four are the vendor's people."""

    VENDOR_ADMIN = "vendor_admin"
    CHANNEL_MARKETER = "channel_marketer"
    CHANNEL_MANAGER = "channel_manager"
    FINANCE = "finance"
    PARTNER_ADMIN = "partner_admin"
    PARTNER_MARKETER = "partner_marketer"
    EVENT_HOST = "event_host"
    EMPLOYEE = "employee"


VENDOR_ROLES = (Role.VENDOR_ADMIN, Role.CHANNEL_MARKETER, Role.CHANNEL_MANAGER, Role.FINANCE)
PARTNER_ROLES = (Role.PARTNER_ADMIN, Role.PARTNER_MARKETER, Role.EVENT_HOST, Role.EMPLOYEE)
PARTNER_MARKETING = (Role.PARTNER_ADMIN, Role.PARTNER_MARKETER)
PUBLISHING = (Role.VENDOR_ADMIN, Role.CHANNEL_MARKETER)
CHANNEL = (Role.VENDOR_ADMIN, Role.CHANNEL_MANAGER)


@dataclass(frozen=True)
class Actor:
    """The person who asks. `partner_id` is None for the vendor's people."""

    person_id: UUID
    partner_id: UUID | None
    role: Role
    name: str
    email: str
    language: str
    timezone: str

    @property
    def person(self) -> UUID | None:
        """Whom a row may name; None for a program."""
        return self.person_id

    @property
    def partner(self) -> UUID:
        """The partner whose data this person may see; the vendor's people have none."""
        if self.partner_id is None:
            raise NotFound
        return self.partner_id


@dataclass(frozen=True)
class Program(Actor):
    """A program of the vendor's own that acts by itself, such as its CRM. `record` names what it acts on.

    No person stands behind it: `person_id` is of nobody, and no row may refer to it.
    """

    record: str = ""

    @property
    def person(self) -> UUID | None:
        return None


def program(name: str, record: str) -> Program:
    """It has the rights of the vendor's administrator."""
    return Program(UUID(int=0), None, Role.VENDOR_ADMIN, name, "", "en", "UTC", record)
