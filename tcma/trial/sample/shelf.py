"""What Brightwave keeps about its people in the sample programme: segments, tags, notes, and whom it leaves out."""

from tcma.trial.sample.crowds import BRIGHTWAVE_PEOPLE, Audience
from tcma.trial.sample.lunches import COMING, OVER
from tcma.trial.story import keeping
from tcma.trial.story.crowd import Crowd, Sample
from tcma.trial.story.world import World

SLUG = BRIGHTWAVE_PEOPLE.slug
WARM = "Clicked, no deal yet"
ARABIC = "Arabic readers in the Emirates"
KEY_ACCOUNT, GUEST = BRIGHTWAVE_PEOPLE.person(0), OVER.guests[1]
# The same person by a second address: something for “Find people who are in here twice”.
AGAIN = Sample("olivia.visitor@sample-fair.example", KEY_ACCOUNT.first_name, KEY_ACCOUNT.last_name,
               KEY_ACCOUNT.company, KEY_ACCOUNT.language, "AE", "+971 4 555 0788")  # fmt: skip
FAIR = Crowd([AGAIN, Sample("sam.visitor@sample-fair.example", "Sam", "Sample", "Sample Fair", "en", "AE")], [], [],
             bad=0, twice=0)  # fmt: skip
NOTES = (
    (GUEST, "Sat beside me at the lunch. Wants to hear about restore tests before the next budget."),
    (KEY_ACCOUNT, "Our first customer for the check. Ask for a quote we may use."),
)


def small_lists(audience: Audience) -> list[tuple[str, Crowd]]:
    """(file, who is in it): guests whom a partner knows already, and at Brightwave people from a fair."""
    tables = [table for table in (OVER, COMING) if table.audience is audience]
    found = [(table.file, Crowd(table.guests, [], [], bad=0, twice=0)) for table in tables]
    return [*found, ("fair.csv", FAIR)] if audience is BRIGHTWAVE_PEOPLE else found


def fill(world: World) -> None:
    """All of it in Layla's browser, in an order that lets each page show what came before."""
    keeping.save_segment(world, SLUG, WARM, [("touched", "within", "90"), ("deal", "empty", "")])
    arabic = keeping.save_segment(world, SLUG, ARABIC, [("language", "is", "ar"), ("country", "is", "AE")])
    keeping.tag_everyone(world, SLUG, arabic, "Arabic events")
    keeping.tag_everyone(world, SLUG, keeping.people_of_list(world, SLUG, OVER.list_name), "Lunch guest")
    keeping.tag_person(world, SLUG, KEY_ACCOUNT.email, "Key account")
    for person, text in NOTES:
        keeping.write_note(world, SLUG, person.email, text)
    keeping.do_not_write(world, SLUG, "sample-competitor.example", why="own")
    keeping.do_not_write(world, SLUG, "reception@sample-hotel.example", why="asked")
    keeping.make_key(world, SLUG, "Form on our website")
