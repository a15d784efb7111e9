"""A colleague shares a post; people follow it, programs look at it, and one person asks for more."""

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import create_engine, text

from tcma.trial.story import readers
from tcma.trial.story.browser import PERSON, Browser, Page, StoryBroke
from tcma.trial.story.crowd import Sample
from tcma.trial.story.founding import PartnerSample
from tcma.trial.story.mailbox import wait_until
from tcma.trial.story.world import World

UNFURLER = "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)"
COLLEAGUE = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:145.0) Gecko/20100101 Firefox/145.0"
PASSERS_BY = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile Safari/604.1",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
)
VISITORS = len(PASSERS_BY) + 1  # and who answers

_LINKS = "SELECT count(*) FROM share_links"
_CLICKS = "SELECT count(*) FROM touches WHERE kind = 'share' AND counts"


@dataclass(frozen=True)
class Shared:
    """`page` is the colleague's page, `link` the one in the post; `answered` the address of who filled in the form."""

    page: str
    link: str
    answered: str


def share_a_post(
    world: World, partner: PartnerSample, *, visitor: Sample, colleague: str = "Omar Sample", language: str = "en"
) -> Shared:
    """The whole of it. Three people follow the link, one of them answers; an unfurler and a scanner don't count."""
    page = give_page(world, partner, colleague, language)
    link = post(world, page)
    unfurl(world, link)
    scan(world, link)
    for agent in PASSERS_BY:
        pass_by(world, link, agent)
    readers.come(world, link, visitor, message="A colleague of yours shared this.")
    counted(world, partner, visitors=VISITORS, answers=1)
    return Shared(page, link, visitor.email)


def give_page(world: World, partner: PartnerSample, colleague: str, language: str = "en") -> str:
    """Who markets at the partner enters a name and an address; the colleague finds the link in the mail."""
    browser = world.browsers[partner.slug]
    email = f"{colleague.split()[0].lower()}@{partner.email.rpartition('@')[2]}"
    form = browser.get("/share").form(action="/sharers")
    browser.submit(form, {"name": colleague, "email": email, "language": language})
    return world.mailbox.letter(email).links("/share/")[0]


def own_page(world: World, who: str) -> str:
    """Someone with an account takes part in their own name; the address of their page."""
    browser = world.browsers[who]
    return browser.submit(browser.get("/share").form(button="Share in my own name")).url


def show_name(world: World, page: str) -> None:
    """On the list of who brought how much, by one's own choice."""
    browser = Browser(world.url, agent=COLLEAGUE)
    shown = browser.submit(browser.get(page).form(action="/name"))
    browser.close()
    if "Hide my name" not in shown.words:
        raise StoryBroke(f"{shown.path} does not say that the name is shown")


def post(world: World, page: str, network: str = "linkedin") -> str:
    """The colleague opens the page and takes the first post; returns the link that stands in it."""
    browser = Browser(world.url, agent=COLLEAGUE)
    shown = browser.get(f"{page}?network={network}")
    browser.close()
    way_out = next((address for _, address in shown.links() if _of(network, address)), "")
    link = parse_qs(urlsplit(way_out).query).get("url", [""])[0]
    if not link.startswith(f"{world.url}/s/"):
        raise StoryBroke(f"{shown.path} leads to {network} by {way_out!r}, without a link of ours")
    return link


def _of(network: str, address: str) -> bool:
    return urlsplit(address).netloc in {"linkedin": ("www.linkedin.com",), "x": ("x.com",)}[network]


def unfurl(world: World, link: str) -> None:
    """A network looks at the link for its card: our words, our picture, nobody else's host."""
    browser = Browser(world.url, agent=UNFURLER)
    page = browser.get(link)
    seen = {
        one.attributes.get("property"): one.attributes.get("content") or "" for one in page.tree.css("meta[property]")
    }
    image = seen.get("og:image", "")
    drawn = browser.hop(image) if image.startswith(f"{world.url}/media/card/") else None
    browser.close()
    if not seen.get("og:title") or seen.get("og:url") != link or drawn is None or drawn.status_code != 200:
        raise StoryBroke(f"{page.path} tells networks {seen}")


def scan(world: World, link: str) -> None:
    """A security programme asks for the head, then for the page."""
    browser = Browser(world.url, agent=readers.SCANNER)
    browser.hop(link, method="HEAD")
    browser.hop(link)
    browser.close()


def pass_by(world: World, link: str, agent: str = PERSON) -> Page:
    """A person follows the link and reads."""
    browser = Browser(world.url, agent=agent)
    page = browser.get(link)
    browser.close()
    if not page.path.startswith("/c/"):
        raise StoryBroke(f"the link leads to {page.path}")
    return page


def counted(world: World, partner: PartnerSample, *, visitors: int, answers: int, registrations: int = 0) -> None:
    """The partner's list says so, without a name: nobody has agreed to be named."""
    line = f"A colleague {visitors} {answers} {registrations} {visitors + 10 * answers + 50 * registrations}"
    browser = world.browsers[partner.slug]
    wait_until(lambda: line in browser.get("/share").words, f"{line!r} on the list of {partner.name}", 60)


def books(database_url: str) -> dict[str, int]:
    """How many personal links there are, and how often people followed one: each visitor once a day and link."""
    engine = create_engine(database_url)
    with engine.connect() as connection:
        found = {
            "links": connection.scalar(text(_LINKS)) or 0, "clicks": connection.scalar(text(_CLICKS)) or 0
        }  # fmt: skip
    engine.dispose()
    return found
