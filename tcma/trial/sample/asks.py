"""People who ask Northgate itself: one whom Kestrel calls, one offered to Alder & Finch, one that waits for Carlos."""

from tcma.trial.story import channel
from tcma.trial.story.founding import ALDERFINCH, BRIGHTWAVE, KESTREL
from tcma.trial.story.mailbox import wait_until
from tcma.trial.story.world import World

PRODUCTS = "Backup, Zero trust access"
SERVES = ((BRIGHTWAVE, "AE, SA"), (KESTREL, "DE, AT"), (ALDERFINCH, "GB, IE"))
TAKEN = {
    "company": "Sample Stahlbau", "email": "jana.muster@sample-stahlbau.example", "first_name": "Jana",
    "last_name": "Muster", "phone": "+49 201 555 0133", "country": "DE", "product": "Backup",
    "message": "Our backups run, and nobody has ever restored one. Who can show us?",
}
OFFERED = {
    "company": "Sample Harbour Authority", "email": "tom.sample@sample-harbour.example", "first_name": "Tom",
    "last_name": "Sample", "phone": "+44 151 555 0171", "country": "GB", "product": "Zero trust access",
    "message": "We have forty suppliers with remote access and would like fewer keys.",
}
WAITS = {
    "company": "Sample Vineyards", "email": "claire.sample@sample-vineyards.example", "first_name": "Claire",
    "last_name": "Sample", "country": "FR", "product": "Backup", "message": "Do you have a partner near Bordeaux?",
}


def arrange(world: World) -> None:
    """Every partner takes leads of its countries, and the rule says so."""
    for partner, countries in SERVES:
        channel.enrol(world, partner.name, countries=countries, products=PRODUCTS)
    channel.write_rule(world, {"covers-country": "y", "covers-product": "y"})


def ask(world: World) -> None:
    """Three come; Kestrel takes its own at once."""
    for said in (TAKEN, OFFERED, WAITS):
        channel.bring(world, **said)
    browser = world.browsers[KESTREL.slug]
    shown = f"the offer of {TAKEN['company']}"
    wait_until(lambda: TAKEN["company"] in browser.get("/leads").words, shown, 60)
    browser.submit(browser.get("/leads").form(button="Take it"))
