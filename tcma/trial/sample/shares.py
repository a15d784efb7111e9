"""Posts that Brightwave's people share in the sample programme, and who follows them."""

from dataclasses import dataclass, field
from functools import partial

from tcma.trial.sample.campaigns import together
from tcma.trial.story import readers, sharing
from tcma.trial.story.crowd import Sample
from tcma.trial.story.founding import BRIGHTWAVE
from tcma.trial.story.world import World

AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:1{n}.0) Gecko/20100101 Firefox/1{n}.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/1{n}.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/1{n}.0 Mobile Safari/604.1",
)
BY_OMAR, BY_LAYLA, BY_ADAM = 9, 5, 3  # people who follow
ASKS = Sample("sara.sample@sample-harbour.example", "Sara", "Sample", "Sample Harbour", "en", "AE", "+971 4 555 0799")
ASKING = "A colleague of yours shared this. Could you call me next week?"


@dataclass
class Shares:
    """The pages of those who share: {who: the page}."""

    pages: dict[str, str] = field(default_factory=dict)

    def give(self, world: World) -> None:
        """One colleague gets a page by mail, two people take part in their own name; two of them show it."""
        self.pages = {
            "omar": sharing.give_page(world, BRIGHTWAVE, "Omar Sample"),
            "layla": sharing.own_page(world, BRIGHTWAVE.slug),
            "adam": sharing.own_page(world, "adam"),
        }
        for who in ("omar", "layla"):
            sharing.show_name(world, self.pages[who])

    def follow(self, world: World) -> None:
        """A network and a scanner look, people read, one of them asks for more."""
        links = {who: sharing.post(world, page) for who, page in self.pages.items()}
        sharing.unfurl(world, links["omar"])
        sharing.scan(world, links["omar"])
        people = [links["omar"]] * BY_OMAR + [links["layla"]] * BY_LAYLA + [links["adam"]] * BY_ADAM
        together([
            partial(readers.come, world, links["omar"], ASKS, message=ASKING),
            *(partial(sharing.pass_by, world, link, agent(number)) for number, link in enumerate(people)),
        ])


def agent(number: int) -> str:
    """A browser that nobody else has."""
    return AGENTS[number % len(AGENTS)].replace("{n}", str(20 + number))
