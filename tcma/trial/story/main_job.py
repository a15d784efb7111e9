"""The main job, end to end: a co-branded campaign goes out, and its revenue comes back."""

import time
from collections.abc import Callable
from decimal import Decimal

from tcma.trial.story import founding, readers, selling, sending
from tcma.trial.story.browser import StoryBroke
from tcma.trial.story.crowd import Crowd, crowd
from tcma.trial.story.mailbox import Letter, wait_until
from tcma.trial.story.more_doors import more_doors
from tcma.trial.story.told import Told
from tcma.trial.story.world import World

KIT = "ransomware-readiness"
PARTNER = founding.BRIGHTWAVE
PEOPLE = 1_020
ORDER = "NG-2027-0001"


def main_job(world: World, say: Callable[[str], None]) -> Told:
    """Every station in turn. Returns what it did; raises StoryBroke at the station that broke."""
    say("founding the programme and inviting its people")
    founding.found(world)
    founding.invite_colleague(world, "carlos", "Carlos Sample", "channel_manager")
    founding.invite_partner(world, PARTNER)
    founding.dress(world, PARTNER)
    say("publishing")
    founding.publish(world, *founding.KITS)
    everyone = crowd(PEOPLE, mark="bw")
    say(f"importing {everyone.records} records")
    sending.bring_contacts(world, PARTNER.slug, everyone, name="clients.csv")
    say("launching in three languages")
    run = sending.launch(world, PARTNER.slug, KIT)
    time.sleep(3)  # the beat looks every second: what is not held would be gone by now
    held = sending.progress(world, run)
    if held["state"] != "holding" or held["to"] or world.mailbox.letters_of("launch"):
        raise StoryBroke(f"the launch was not held: {held}")
    buyer, others = everyone.people[0], everyone.people[1:10]
    unsubscribing = everyone.people[20:32]

    say("over the hold: the first mail")
    first, held_back = _next_mail(world, run, 1, everyone)
    if not held_back:
        wait_until(lambda: sending.let_go_on(world), "the guard to hold the partner", 60)
    for person in everyone.people[:3]:  # one in each language
        readers.look_at(world, first[person.email], PARTNER, language=person.language)
    for person in [buyer, *others[:6]]:
        readers.click(world, first[person.email])
    for person in everyone.people[40:60]:
        readers.scan(world, first[person.email])
    for person in unsubscribing:
        readers.unsubscribe(world, first[person.email])
    say("answers in three languages")
    for person in others[:3]:
        readers.answer(world, first[person.email], message="Tell me more.")

    say("day 3: the second mail")
    second, _ = _next_mail(world, run, 2, everyone)
    unwilling = [*unsubscribing, *others[:3], *everyone.bouncing, *everyone.complaining]
    gone = {one.email for one in unwilling} & set(second)
    if gone:
        raise StoryBroke(f"mails went to people who had left, answered, bounced or complained: {sorted(gone)}")
    readers.click(world, second[buyer.email])
    say("day 7: the third mail")
    third, _ = _next_mail(world, run, 3, everyone)
    readers.answer(world, third[buyer.email], message="We would like the check for two sites.")

    say("registering, approving, winning")
    registered = selling.register_lead(world, PARTNER.slug, buyer.name, amount="12000.01", country="GB")
    cold = selling.register_cold(
        world, PARTNER.slug, company="Sample Harbour", domain="sample-harbour.example", country="AE", amount="5000"
    )
    again = selling.register_lead(world, PARTNER.slug, others[0].name, amount="800", country="DE")
    for path, order, amount in [
        (registered, ORDER, "12000.01"),
        (cold, "NG-2027-0002", "4999.99"),
        (again, "NG-2027-0003", "800.40"),  # earned by the first mail too: its line in a report is a sum
    ]:
        selling.approve(world, path)
        selling.advance(world, path, PARTNER.slug)
        selling.win(world, path, order=order, amount=amount)
    selling.look_at_reports(world, PARTNER.slug, "12,800")
    event, acted = more_doors(world, PARTNER, say)
    acted |= {one.email for one in [buyer, *others[:6]]}
    return Told(everyone, acted, ("email-1", "email-2", "email-3"), ORDER, Decimal("12000.01"), event)


def _next_mail(world: World, run: sending.Run, step: int, everyone: Crowd) -> tuple[dict[str, Letter], int]:
    """Skip to the step, wait until it is out and its receipts are in. Returns {address: its mail}, and how often the
    guard held the partner meanwhile: complaints may come in before the last mail is out. The vendor lets it go on.
    """
    before, held_back = len(world.mailbox.letters_of("launch")), 0

    def look_at_the_guard() -> None:
        nonlocal held_back
        held_back += sending.let_go_on(world)

    world.skip()
    sending.wait_sent(world, run, steps=step, people=len(everyone.everyone), meanwhile=look_at_the_guard)
    wait_until(lambda: world.mailbox.settled(), "all events to be told", 180)
    world.skip(minutes=90)  # people read later; who clicks within seconds of delivery is a machine
    time.sleep(1.2)  # the web processes look at the clock's offset once a second
    sent = world.mailbox.letters_of("launch")[before:]
    return {letter.to: letter for letter in sent}, held_back
