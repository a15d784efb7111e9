"""The programme comes into being: an operator, the vendor's people, a partner with its brand, two kits."""

import re
from dataclasses import dataclass

from tcma.base.settings import ROOT
from tcma.trial.story.browser import StoryBroke
from tcma.trial.story.drawing import logo, mark
from tcma.trial.story.world import World

VENDOR, DOMAIN = "Northgate", "northgate.example"
KITS = ("ransomware-readiness", "zero-trust-lunch")


@dataclass(frozen=True)
class PartnerSample:
    """A sample partner and its first administrator."""

    slug: str
    name: str
    admin: str
    email: str
    country: str
    region: str
    language: str
    timezone: str
    colour: str
    phone: str
    address: str
    legal: str
    shape: str = "wave"


BRIGHTWAVE = PartnerSample(
    "brightwave-it", "Brightwave IT", "Layla Sample", "layla@brightwave.example", "AE", "Middle East and Africa", "en",
    "Asia/Dubai", "#0F766E", "+971 4 555 0182", "Office 1204, Sample Tower, Business Bay, Dubai",
    "Brightwave IT is a sample company.",
)
KESTREL = PartnerSample(
    "kestrel-systems", "Kestrel Systems", "Jonas Sample", "jonas@kestrel.example", "DE", "Europe", "de",
    "Europe/Berlin", "#B45309", "+49 40 555 0147", "Beispielstraße 12, 20095 Hamburg",
    "Kestrel Systems ist eine Beispielfirma.", "falcon",
)
ALDERFINCH = PartnerSample(
    "alder-finch", "Alder & Finch", "Ruth Sample", "ruth@alderfinch.example", "GB", "Europe", "en",
    "Europe/London", "#6D28D9", "+44 161 555 0119", "4 Sample Yard, Manchester M1 1AA",
    "Alder & Finch is a sample company.", "leaf",
)


def found(world: World) -> None:
    """`tcma init`, and the link it prints."""
    link = world.command(
        "init", "--vendor", VENDOR, "--domain", DOMAIN, "--website", f"https://{DOMAIN}",
        "--address", "Northgate, Sample Quay 1, 1011 AB Amsterdam", "--timezone", "Europe/Amsterdam",
        # It is tried out at any hour, and its mails go to a simulator.
        "--currency", "EUR", "--no-quiet", "--no-warm-up", "--admin-email", f"vera@{DOMAIN}",
        "--admin-name", "Vera Sample",
    ).splitlines()[-1]
    world.accept(link, "vera")


def invite_colleague(world: World, who: str, name: str, role: str) -> None:
    """The vendor's administrator invites a colleague, who follows the mail."""
    vera = world.browsers["vera"]
    form = vera.get("/hq/people").form(field_name="email")
    vera.submit(form, {"name": name, "email": f"{who}@{DOMAIN}", "role": role, "language": "en"})
    world.accept_mail(f"{who}@{DOMAIN}", who)


def invite_teammate(world: World, partner: PartnerSample, who: str, name: str, role: str) -> None:
    """A partner's administrator does the same for theirs."""
    admin, email = world.browsers[partner.slug], f"{who}@{partner.email.split('@')[1]}"
    form = admin.get("/team").form(field_name="email")
    admin.submit(form, {"name": name, "email": email, "role": role, "language": partner.language})
    world.accept_mail(email, who)


def hang_out_sign(world: World) -> None:
    """The vendor's mark, for mails and pages."""
    vera = world.browsers["vera"]
    form = vera.get("/hq/settings").form(field_name="vendor_name")
    page = vera.submit(form, files={"mark": ("mark.png", mark())})
    if "/media/logo/" not in page.text:
        raise StoryBroke("the vendor's mark was not kept")


def invite_partner(world: World, partner: PartnerSample, *, by: str = "vera") -> None:
    """A partner is invited and its administrator follows the mail."""
    browser = world.browsers[by]
    form = browser.get("/hq/partners/new").form(field_name="admin_email")
    browser.submit(form, {
        "name": partner.name, "website": f"https://{partner.email.split('@')[1]}", "country": partner.country,
        "region": partner.region, "language": partner.language, "timezone": partner.timezone,
        "admin_name": partner.admin, "admin_email": partner.email,
    })
    world.accept_mail(partner.email, partner.slug)


def dress(world: World, partner: PartnerSample) -> None:
    """Logo, colour, contact and address: what every mail will wear."""
    browser = world.browsers[partner.slug]
    form = browser.get("/brand").form(field_name="postal_address")
    browser.submit(
        form,
        {"colour": partner.colour, "contact_name": partner.admin, "contact_email": partner.email,
         "contact_phone": partner.phone, "postal_address": partner.address, "legal_footer": partner.legal},
        files={"logo": ("logo.png", logo(partner.name, partner.colour, partner.shape))},
        button="Save" if form.buttons else "",
    )
    if "/media/logo/" not in browser.get("/brand").text:
        raise StoryBroke("the logo was not kept")


def publish_library(world: World) -> None:
    """Every kit that comes along but those of the story, which are newer."""
    folders = sorted(file.parent for file in (ROOT / "campaigns").glob("*/kit.toml"))
    world.command("publish", *(str(folder) for folder in folders if folder.name not in KITS))


def publish(world: World, *slugs: str) -> None:
    """`tcma publish`, once for all of them: most of its time goes into its start."""
    said = world.command("publish", *(str(ROOT / "campaigns" / slug) for slug in slugs))
    if len(re.findall(r"version \d+", said)) != len(slugs):
        raise StoryBroke(f"publishing {', '.join(slugs)} said {said!r}")
