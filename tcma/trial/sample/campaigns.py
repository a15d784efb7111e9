"""Partners' runs in the sample programme: what goes out, and what the people who get it do."""

import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import islice

from tcma.trial.sample.crowds import Audience
from tcma.trial.sample.sayings import MESSAGES
from tcma.trial.story import readers, sending
from tcma.trial.story.browser import StoryBroke
from tcma.trial.story.crowd import Sample
from tcma.trial.story.mailbox import Letter
from tcma.trial.story.sending import Run
from tcma.trial.story.world import World

KIT = "ransomware-readiness"
PAGE = "readiness"
OWN_LINE = "w:email-1.own-line.text"
AT_ONCE = 6  # people, each in a browser of their own
FIRST_OTHER = 20  # firms before this one have a part in the story; the others do as they like

Who = tuple[int, int]  # firm, person


@dataclass(frozen=True)
class Reaction:
    """To one mail of a run: who clicks, who sends the form, how many others click, rush through, leave."""

    clicks: Sequence[Who] = ()
    answers: Sequence[Who] = ()
    others: int = 0
    machines: int = 3
    leaving: int = 0


@dataclass
class Campaign:
    """A partner's run, and how far it is."""

    audience: Audience
    run: Run
    first_mail: int  # where its mails begin in the mailbox
    step: int = 0
    gone: set[str] = field(default_factory=set)  # who left, answered or has no mailbox

    def wait(self, world: World) -> None:
        """Until the next mail has gone to everyone who gets it."""
        self.step += 1
        sending.wait_sent(world, self.run, steps=self.step, people=self.audience.size, seconds=240)

    def letter(self, world: World, person: Sample) -> Letter:
        """The newest mail of the run to this person."""
        found = world.mailbox.letters_to(person.email, self.first_mail)
        if not found:
            raise StoryBroke(f"{person.email} got no mail of {self.run.path}")
        return found[-1]


def start(world: World, audience: Audience, *, words: str = "") -> Campaign:
    """The partner's launch page, and its one button; `words` go into the first line that is the partner's own."""
    first_mail = world.mailbox.count()
    run = sending.launch(world, audience.slug, KIT, words={OWN_LINE: words} if words else None)
    simulated = {one.email for one in [*audience.crowd.bouncing, *audience.crowd.complaining]}
    return Campaign(audience, run, first_mail, gone=simulated)


def react(world: World, campaign: Campaign, how: Reaction) -> None:
    """Everyone at once, as people do; the last mail of the run is what they have in hand."""
    audience = campaign.audience
    dice = random.Random(f"{audience.slug}/{campaign.step}/{how.others}")
    free = [one for firm in audience.firms[FIRST_OTHER:] for one in firm.people if one.email not in campaign.gone]
    drawn = iter(dice.sample(free, how.others + how.machines + how.leaving))
    others, machines, leaving = (list(islice(drawn, n)) for n in (how.others, how.machines, how.leaving))
    clicking = [*(audience.person(*who) for who in how.clicks), *others]
    answering = [audience.person(*who) for who in how.answers]

    def answer(person: Sample, message: str) -> None:
        readers.answer(world, campaign.letter(world, person), message=message)

    together([
        # Answers first: they take longest.
        *(partial(answer, one, dice.choice(MESSAGES[one.language])) for one in answering),
        *(partial(_with_letter, readers.click, world, campaign, one) for one in clicking),
        *(partial(_with_letter, readers.scan, world, campaign, one) for one in machines),
        *(partial(_with_letter, readers.unsubscribe, world, campaign, one) for one in leaving),
    ])
    campaign.gone |= {one.email for one in [*answering, *leaving]}


def _with_letter(act: Callable[[World, Letter], None], world: World, campaign: Campaign, person: Sample) -> None:
    act(world, campaign.letter(world, person))


def visit(world: World, campaign: Campaign, who: Sequence[Who]) -> None:
    """People whom a colleague sent the address of the page: no mail brought them."""
    dice = random.Random(f"{campaign.audience.slug}/visits")
    people = [campaign.audience.person(*one) for one in who]
    place = f"{campaign.audience.slug}/{campaign.run.id}/{PAGE}"
    together([
        partial(readers.come, world, f"/c/{one.language}/{place}", one, message=dice.choice(MESSAGES[one.language]))
        for one in people
    ])


def together(acts: Sequence[Callable[[], object]]) -> None:
    """Side by side; the first that breaks is raised."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for done in [pool.submit(act) for act in acts]:
            done.result()


def noticed() -> None:
    """The web processes look at the clock's offset once a second."""
    time.sleep(1.1)
