"""`make bench-beside`: an import beside a send that is on its way. Neither may slow the other by more than a quarter.

The whole product as `tcma demo` runs it: web, two workers, PostgreSQL, Valkey, and the SES simulator with the send rate
of an account. A partner launches; the first mail goes out alone, the second while a file is brought in the browser and
looked at and stored by the workers. The same file's size is imported alone before and after. Prints
`name value goal met|not met` lines; exit status 1 if one is not met.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import mean
from typing import Any

import psycopg

from bench.import_contacts import goal, say
from bench.people import write
from tcma.trial.ses.client import Simulator
from tcma.trial.story import founding, sending
from tcma.trial.story.crowd import crowd
from tcma.trial.story.mailbox import Mailbox, wait_until
from tcma.trial.story.world import World
from tcma.trial.supervisor import Programme

KIT, PARTNER = founding.KITS[0], founding.BRIGHTWAVE
MOST = 5_000  # people of a launch: as many as a request stores
ENOUGH = 0.8  # of the rate, or of the time, alone: a quarter more time


@dataclass(frozen=True)
class Span:
    """From when until when something went on, by the clock of the database, and the processor time all parts took."""

    begun: datetime
    ended: datetime
    busy: float = 0.0  # seconds

    @property
    def seconds(self) -> float:
        return (self.ended - self.begun).total_seconds()

    @property
    def cores(self) -> str:
        """How many processors were busy with it, in words."""
        return f"{self.busy / self.seconds:.2f} cores" if self.busy else "cores unknown"


def busy(leader: int) -> float:
    """Seconds of processor time of a process and all below it; 0 where the system has no /proc."""
    parents, ticks = dict[int, int](), dict[int, int]()
    for found in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = found.read_text().rpartition(")")[2].split()
            number = int(found.parent.name)
            parents[number], ticks[number] = int(fields[1]), int(fields[11]) + int(fields[12])
    below, more = {leader}, True
    while more:
        more = bool(new := {one for one, parent in parents.items() if parent in below} - below)
        below |= new
    return sum(ticks.get(one, 0) for one in below) / os.sysconf("SC_CLK_TCK")


class Bench:
    """A programme with one partner who has people to write to."""

    def __init__(self, programme: Programme, people: int, rows: int, folder: Path) -> None:
        self.world = World(programme.url, Mailbox(programme.simulator_url), programme.settings)
        self.database = psycopg.connect(programme.settings["DATABASE_URL"].replace("+psycopg", ""), autocommit=True)
        self.people, self.rows, self.folder, self.files = people, rows, folder, 0
        self.leader = programme.child.pid if programme.child else 0

    def found(self) -> sending.Run:
        """A programme, a partner and its launch, held until the clock is turned."""
        founding.found(self.world)
        founding.invite_partner(self.world, PARTNER)
        founding.dress(self.world, PARTNER)
        founding.publish(self.world, KIT)
        everyone = crowd(self.people, mark="beside", bad=0, twice=0, bouncing=0, complaining=0)
        sending.bring_contacts(self.world, PARTNER.slug, everyone, name="clients.csv")
        return sending.launch(self.world, PARTNER.slug, KIT)

    def one(self, statement: str, *values: Any) -> Any:
        """The one value of a query."""
        row = self.database.execute(statement, values).fetchone()  # type: ignore[arg-type]  # only literals above
        return row[0] if row else None

    def sent(self, since: datetime) -> int:
        """Mails that were begun since then."""
        return int(self.one("SELECT count(*) FROM attempts WHERE begun_at >= %s", since))

    def now(self) -> datetime:
        found: datetime = self.one("SELECT clock_timestamp()")
        return found

    def busy(self) -> float:
        """See `busy`."""
        return busy(self.leader)

    def begin_mail(self) -> datetime:
        """Turn the clock to the next mail. Returns when the first of it went."""
        since = self.now()
        self.world.skip()
        wait_until(lambda: self.sent(since) or None, "the mail to begin", 120)
        found: datetime = self.one("SELECT min(begun_at) FROM attempts WHERE begun_at >= %s", since)
        return found

    def finish_mail(self, begun: datetime) -> Span:
        """Wait until everybody has got it."""
        before = self.busy()
        wait_until(lambda: self.sent(begun) >= self.people or None, "the mail to be sent", 900)
        span = Span(begun, self.one("SELECT max(begun_at) FROM attempts"), self.busy() - before)
        wait_until(lambda: self.world.mailbox.settled() or None, "all events to be told", 300)
        return span

    def rate(self, span: Span) -> float:
        """Mails a second begun in this time."""
        statement = "SELECT count(*) FROM attempts WHERE begun_at > %s AND begun_at <= %s"
        return float(self.one(statement, span.begun, span.ended)) / span.seconds

    def bring(self) -> Span:
        """A file of new people, as a partner brings it: looked at by a job, and stored by one."""
        self.files += 1
        path = self.folder / f"{self.files}.csv"
        write(path, self.rows, seed=self.files)
        browser = self.world.browsers[PARTNER.slug]
        choose = browser.get("/contacts/import")
        begun, before = self.now(), self.busy()
        shown = browser.submit(choose.form(field_name="file"), files={"file": (path.name, path.read_bytes())})
        address = shown.path
        self.over(address)
        shown = browser.get(address)
        browser.submit(shown.form(field_name="basis"), {"basis": "express"}, button="Use these")
        self.over(address)
        found = self.one("SELECT counts->>'records' FROM imports WHERE id = %s", address.rpartition("/")[2])
        if int(found) != self.rows:
            raise SystemExit(f"{found} of {self.rows} records are accounted for")
        return Span(begun, self.now(), self.busy() - before)

    def over(self, address: str) -> None:
        """Wait for the job."""
        browser = self.world.browsers[PARTNER.slug]
        wait_until(lambda: browser.json(f"{address}/progress")["state"] == "done" or None, "the import", 900)

    def close(self) -> None:
        self.world.close()
        self.database.close()


def run(rate: int, people: int, rows: int) -> Iterator[bool]:
    """Import alone, send alone, both, import alone."""
    with tempfile.TemporaryDirectory(prefix="tcma-bench-") as folder, Programme() as programme:
        Simulator(programme.simulator_url).quota(max_send_rate=rate, enforced=False)
        bench = Bench(programme, people, rows, Path(folder))
        try:
            bench.found()
            alone = [bench.bring()]
            say(f"  import of {rows:,} rows alone: {alone[0].seconds:.1f} s, {alone[0].cores}")
            quiet = bench.finish_mail(bench.begin_mail())
            say(f"  send alone: {bench.rate(quiet):.1f} mails a second, of a rate of {rate}, {quiet.cores}")
            begun = bench.begin_mail()
            beside = bench.bring()
            if bench.sent(begun) >= people:
                raise SystemExit("The mail was out before the import ended: take more --people, or fewer --rows.")
            together = bench.rate(Span(max(begun, beside.begun), beside.ended))
            say(f"  both: {together:.1f} mails a second, import {beside.seconds:.1f} s, {beside.cores}")
            bench.finish_mail(begun)
            alone.append(bench.bring())
            say(f"  import alone again: {alone[1].seconds:.1f} s, {alone[1].cores}")
            pace = together / bench.rate(quiet)
            yield goal("beside-send-rate", pace, f"of alone >={ENOUGH}", pace >= ENOUGH)
            share = mean(span.seconds for span in alone) / beside.seconds
            yield goal("beside-import-rate", share, f"of alone >={ENOUGH}", share >= ENOUGH)
        finally:
            bench.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, default=14, help="mails a second that the account may send")
    parser.add_argument("--people", type=int, default=1_500, help=f"of the launch, at most {MOST}")
    parser.add_argument("--rows", type=int, default=100_000, help="of the import")
    given = parser.parse_args()
    sys.exit(0 if all(list(run(given.rate, min(given.people, MOST), given.rows))) else 1)


if __name__ == "__main__":
    main()
