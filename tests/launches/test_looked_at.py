"""Whatever looks at a mail follows all that is in it: nothing comes of that but hits."""

import re
from html import unescape

from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from tcma.adapters.local import LocalMailer
from tcma.base.settings import Settings
from tcma.delivery.ports import Batch, Entry
from tcma.tracking import jobs
from tcma.tracking.models import Hit, Touch
from tests.launches.test_leaving import handed_over
from tests.launches.world import World
from tests.tables import tables
from tests.tracking.world import CHROME

ADDRESSES = re.compile(r"""https?://[^\s"'<>)\]]+""")


def contents(session: Session) -> dict[str, tuple[int, str]]:
    """Per table how many rows it has, and a number that any of their values changes."""
    found = {}
    for table in tables().sorted_tables:
        rows = text(f'SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)), 0)::text FROM "{table.name}" t')
        number, digest = session.execute(rows).one()
        found[table.name] = (number, digest)
    return found


def addresses(batch: Batch, entry: Entry, ours: str) -> set[str]:
    """Paths of ours in one person's mail, in its HTML, its text and its headers."""
    said = " ".join([batch.html, batch.text, *entry.headers.values()])
    for name, value in entry.values.items():
        said = said.replace(f"{{{{{name}}}}}", value)
    return {one.removeprefix(ours) for one in ADDRESSES.findall(unescape(said)) if one.startswith(ours + "/")}


def look(client: FlaskClient, method: str, path: str, ours: str) -> None:
    """As far as it leads within what is ours."""
    answer = client.open(path, method=method, headers={"User-Agent": CHROME})
    onward = answer.headers.get("Location", "")
    if onward.startswith((ours + "/", "/")):
        answer = client.open(onward.removeprefix(ours), method=method, headers={"User-Agent": CHROME})
    assert answer.status_code == 200 or onward.startswith("https://"), path


def test_get_and_head_of_everything_in_every_mail_of_a_launch_change_nothing_but_hits(
    world: World, mailer: LocalMailer, client: FlaskClient, session: Session, settings: Settings
) -> None:
    sent = handed_over(world, mailer, world.begun())
    assert len(sent) == 3
    before = contents(session)
    followed = 0
    for batch in mailer.batches:
        for entry in batch.entries:
            paths = addresses(batch, entry, settings.public_url)
            kinds = {path.split("/")[1] for path in paths}
            assert {"r", "u", "p"} <= kinds
            for path in sorted(paths):
                for method in ("HEAD", "GET"):
                    look(client, method, path, settings.public_url)
                    followed += path.startswith("/r/")
    session.expire_all()
    assert contents(session) == before
    jobs.ingest()
    after = contents(session)
    assert session.scalar(select(func.count(Hit.id))) == followed > 0
    assert {name for name in after if after[name] != before[name]} == {"hits"}
    assert session.scalar(select(func.count(Touch.id))) == 0
