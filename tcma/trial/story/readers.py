"""What recipients do, and what only looks as if: people click one link and read, machines rush through all."""

import html
import time

from tcma.trial.story.browser import Browser, Form, Page, StoryBroke
from tcma.trial.story.crowd import Sample
from tcma.trial.story.founding import VENDOR, PartnerSample
from tcma.trial.story.mailbox import Letter
from tcma.trial.story.world import World

SCANNER = "Mozilla/5.0 (compatible; SampleMailScanner/1.0; +https://scanner.example)"


def click(world: World, letter: Letter, *, link: int = 0) -> None:
    """A person follows a link of a mail to the page behind it, and reads."""
    links = letter.links()
    if len(links) <= link:
        raise StoryBroke(f"the mail to {letter.to} has {len(links)} links")
    browser = Browser(world.url)
    page = browser.get(links[link])
    if not page.path.startswith("/c/"):
        raise StoryBroke(f"the link leads to {page.path}")
    browser.close()


def look_at(world: World, letter: Letter, partner: PartnerSample, *, language: str) -> None:
    """A mail wears the partner's brand in the reader's language, says who writes and from where, and can be left."""
    promises = {
        "its language": f'lang="{language}"' in letter.html,
        "the partner's logo": "/media/logo/" in letter.html,
        "the partner's colour": partner.colour.casefold() in letter.html.casefold(),
        "the postal address": partner.address in html.unescape(letter.html) and partner.address in letter.text,
        "the partner and the vendor": all(n in letter.text for n in (partner.name, VENDOR)),
        "its links in the plain text": all(link in letter.text for link in letter.links()),
        "an unsubscribe link in both parts": f"{world.url}/u/" in letter.html and f"{world.url}/u/" in letter.text,
        "nothing unfilled": "{{" not in letter.html + letter.text + letter.subject,
    }
    missing = [what for what, there in promises.items() if not there]
    if missing:
        raise StoryBroke(f"the mail to {letter.to} lacks {', '.join(missing)}")


def scan(world: World, letter: Letter) -> None:
    """A mail gateway asks for every link at once, before anybody reads."""
    browser = Browser(world.url, agent=SCANNER)
    for address in letter.links():
        browser.hop(address, method="HEAD")
        browser.hop(address)
    browser.close()


def answer(world: World, letter: Letter, *, message: str = "") -> None:
    """A person clicks, reads for a moment, and sends the form of the page."""
    browser = Browser(world.url)
    page = browser.get(letter.links()[0])
    form = known_form(page, letter)
    time.sleep(2.1)  # nobody fills in a form faster, and the page knows it
    wanted = {"first_name": "Sample", "last_name": "Sample", "company": "Sample company", "message": message}
    done = browser.submit(form, {name: words for name, words in wanted.items() if name in form.fields})
    if not done.path.endswith("/thanks"):
        raise StoryBroke(f"the form ended at {done.path}: {done.words[:400]}")
    browser.close()


def known_form(page: Page, letter: Letter) -> Form:
    """The form of the page that a mail led to. It knows who came, and does not show it to who was passed the mail."""
    form = page.form(field_name="form_token")
    domain = letter.to.rpartition("@")[2]
    if "email" in form.fields or f"…@{domain}" not in page.words or letter.to in page.text:
        raise StoryBroke(f"the form does not know who came: {page.words[:400]}")
    return form


def come(world: World, address: str, person: Sample, *, message: str) -> None:
    """A person opens the page by its address, with no mail in hand, and sends the form."""
    browser = Browser(world.url)
    page = browser.get(address)
    form = page.form(field_name="email")
    time.sleep(2.1)
    known = {
        "first_name": person.first_name, "last_name": person.last_name, "email": person.email,
        "company": person.company, "phone": person.phone, "message": message,
    }  # fmt: skip
    done = browser.submit(form, {name: value for name, value in known.items() if name in form.fields})
    if not done.path.endswith("/thanks"):
        raise StoryBroke(f"the form ended at {done.path}: {done.words[:400]}")
    browser.close()


def unsubscribe(world: World, letter: Letter) -> None:
    """The mailbox's own button: RFC 8058, no cookie, one POST."""
    if letter.headers.get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click":
        raise StoryBroke("the mail has no one-click unsubscribe")
    browser = Browser(world.url)
    looked = browser.get(letter.unsubscribe)
    answered = browser.hop(letter.unsubscribe, method="POST", body={"List-Unsubscribe": "One-Click"})
    if looked.status != 200 or answered.status_code != 200:
        raise StoryBroke(f"unsubscribing answered {answered.status_code}")
    browser.close()
