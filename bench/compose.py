"""`make bench-compose`: a reader's mail put together, against Jinja and EmailMessage; in turns, medians, CPU time.

Every message is parsed back, and its parts compared byte for byte with a plain filling of the same mail.
"""

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from email.policy import default as parsing
from random import Random
from statistics import median
from uuid import UUID

from jinja2 import Environment

from bench.goals import Goal, at_least, exactly, say, verdict
from bench.mailing import SENDER, click_token, unsubscribe_token
from tcma.adapters.mime import whole
from tcma.base.db import new_id
from tcma.base.settings import ROOT, Settings
from tcma.base.tools import provide
from tcma.branding.rules import Brand, Vendor, ink, on_colour
from tcma.catalogue.rules import read_kit, segments
from tcma.composing.rules import Mail, Picture, compose_email, fill, values_for
from tcma.delivery.ports import Batch, Entry
from tcma.delivery.rules.mail import one_line

PUBLIC = "https://go.northgate.example"
MAILS, ROUNDS = 300, 7
FIRST = ("Anna", "Jürgen", "Omar", "Zoë", "Sara", "Иван", "Peter", "Mia", "")
FIRMS = ("Sample Logistics", "Büro & Söhne <GmbH>", "Clinic North", "")

Person = Mapping[str, str]


def the_mail() -> Mail:
    """The first mail of the kit in a partner's brand."""
    reading = read_kit(ROOT / "campaigns" / "ransomware-readiness")
    assert reading.kit is not None
    colour = "#0F766E"
    brand = Brand(UUID(int=1), "Kestrel Systems", colour, on_colour(colour), ink(colour),
                  postal_address="Sample Street 1, Berlin", contact_name="Kim Sample")
    vendor = Vendor("Northgate", "https://northgate.example", "Northgate, Sample Quay 1, Amsterdam")
    return compose_email(
        reading.kit, "email-1", brand, vendor, words=segments(reading.kit), own_words={}, language="en",
        public_url=PUBLIC, picture=lambda name: Picture(f"{PUBLIC}/{name}.png", 560, 280),
    )  # fmt: skip


class Substitutions:
    """Each reader's values are there already: only putting them in and encoding counts."""

    def __init__(self, mail: Mail) -> None:
        self.mail = mail
        plain, html = Environment(), Environment()
        self.templates = plain.from_string(mail.subject), plain.from_string(mail.text), html.from_string(mail.html)
        self.batch = Batch(SENDER, "", mail.subject, mail.html, mail.text, [])

    def values(self, person: Person) -> dict[str, str]:
        """The values of a reader's fields, with a token of their own in each address."""
        message, contact = UUID(person["message"]), UUID(person["contact"])
        leave = unsubscribe_token(contact, message)
        return values_for(
            self.mail.fields, person, why="You get this because you asked Kestrel Systems for it.",
            links={link.name: f"{PUBLIC}/r/{click_token(message, contact)}" for link in self.mail.links},
            unsubscribe=f"{PUBLIC}/u/{leave}", preferences=f"{PUBLIC}/p/{leave}",
        )  # fmt: skip

    def library(self, values: Person, email: str) -> bytes:
        """Jinja and EmailMessage."""
        message = EmailMessage()
        message["From"], message["To"] = SENDER, email
        message["Subject"] = one_line(self.templates[0].render(values))
        message["List-Unsubscribe"] = f"<{values['u']}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message.set_content(self.templates[1].render(values))
        message.add_alternative(self.templates[2].render(values), subtype="html")
        return message.as_bytes(policy=SMTP)

    def ours(self, values: Person, email: str) -> bytes:
        headers = {"List-Unsubscribe": f"<{values['u']}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        return whole(self.batch, Entry(UUID(int=0), email, values, headers, {}))


def people(number: int) -> list[Person]:
    chance = Random(7)
    return [
        {"first_name": chance.choice(FIRST), "last_name": f"Sample {n}", "company": chance.choice(FIRMS),
         "message": str(new_id()), "contact": str(new_id()), "email": f"person{n}@example.com"}
        for n in range(number)
    ]  # fmt: skip


def each(compose: Callable[[Person], bytes], readers: Sequence[Person]) -> float:
    """Microseconds of CPU for one mail."""
    began = time.process_time()
    for reader in readers:
        compose(reader)
    return (time.process_time() - began) / len(readers) * 1e6


def wrong(mail: Mail, values: Person, raw: bytes) -> bool:
    """Whether a message, parsed again, says anything else than a plain filling."""
    wanted = fill(mail, values)
    message = message_from_bytes(raw, policy=parsing)
    found = {part.get_content_type(): part.get_payload(decode=True) for part in message.walk()
             if not part.is_multipart()}  # fmt: skip
    text, html = (part.replace("\n", "\r\n").encode() for part in (wanted.text, wanted.html))
    return (message["Subject"], found) != (one_line(wanted.subject), {"text/plain": text, "text/html": html})


def measured() -> list[Goal]:
    """Both goals: with values at hand, and with all that makes them of a person (fallbacks, escaping, tokens)."""
    bench, readers = Substitutions(the_mail()), people(MAILS)
    known = [{**bench.values(reader), "email": reader["email"]} for reader in readers]
    ways: dict[str, tuple[Callable[[Person], bytes], Sequence[Person]]] = {
        "library, values at hand": (lambda values: bench.library(values, values["email"]), known),
        "ours, values at hand": (lambda values: bench.ours(values, values["email"]), known),
        "library, from the person": (lambda person: bench.library(bench.values(person), person["email"]), readers),
        "ours, from the person": (lambda person: bench.ours(bench.values(person), person["email"]), readers),
    }
    costs: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, (compose, given) in ways.items():
            costs[name].append(each(compose, given))
    for name, found in costs.items():
        say(f"  {name:<26} {median(found):>8,.0f} us of CPU a mail")
    size = len(bench.ours(known[0], known[0]["email"]))
    say(f"  a message has {size:,} bytes")
    theirs, ours = (median(costs[f"{way}, values at hand"]) for way in ("library", "ours"))
    theirs_whole, ours_whole = (median(costs[f"{way}, from the person"]) for way in ("library", "ours"))
    differing = sum(wrong(bench.mail, values, bench.ours(values, values["email"])) for values in known)
    return [
        at_least("2 compose, substitutions", theirs / ours, 40),
        at_least("2 compose, with logic", theirs_whole / ours_whole, 12),
        exactly("2 messages that say something else", differing, 0),
    ]


def main() -> None:
    keys = {"secret_keys": ((1, b"k" * 32),), "suppression_key": b"s" * 32}
    provide(Settings, Settings.model_construct(database_url="", redis_url="", **keys))
    sys.exit(verdict(measured()))


if __name__ == "__main__":
    main()
