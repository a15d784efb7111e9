"""The other two doors: an event of one partner, and a post shared at another. Each of them ends in a won deal."""

from collections.abc import Callable

from tcma.trial.story import evening, founding, selling, sharing
from tcma.trial.story.crowd import crowd
from tcma.trial.story.evening import Held
from tcma.trial.story.world import World

HOST = founding.ALDERFINCH
VISITOR = crowd(1, mark="shared").people[0]


def more_doors(
    world: World, partner: founding.PartnerSample, say: Callable[[str], None]
) -> tuple[Held, frozenset[str]]:
    """Returns what was held, and the addresses of everyone who clicked or answered."""
    founding.invite_partner(world, HOST)
    founding.dress(world, HOST)
    held = evening.hold(world, HOST.slug, say)
    say("a colleague shares a post")
    shared = sharing.share_a_post(world, partner, visitor=VISITOR)
    say("registering, approving, winning what came of them")
    guest = held.people.people[1]  # who came: the first gave the seat back
    for slug, person, amount in ((HOST.slug, guest, "3000.00"), (partner.slug, VISITOR, "2000.00")):
        path = selling.register_lead(world, slug, person.name, amount=amount, country="GB")
        selling.approve(world, path)
        selling.advance(world, path, slug)
        selling.win(world, path, order=f"NG-2028-{slug}", amount=amount)
    return held, held.acted | {shared.answered}
