"""`make bench-smtp`: mails handed to a server that takes 20 ms for each reply, against smtplib; in turns, medians.

Both have ten connections, open before the clock starts, and the same mails: smtplib on ten threads, ours in calls of
200 as a worker makes them. The sink counts what came; a mail too few or too many is an error.
"""

import argparse
import smtplib
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from statistics import median

from bench.goals import Goal, at_least, exactly, say, verdict
from bench.sinks import Target, sink
from tcma.adapters.mime import whole
from tcma.adapters.smtp import Server, SmtpMailer
from tcma.base.db import new_id
from tcma.delivery.ports import Batch, Entry
from tcma.delivery.rules import Outcome

CONNECTIONS, CALL, DELAY = 10, 200, 0.02
SENDER = "Kestrel via Northgate <kestrel@northgate.example>"


def batches(mails: int) -> list[Batch]:
    """Mails of 14 KB with a field of each reader's."""
    html = "<p>Hello {{name}}</p>" + "<p>What a reader sees of it, in many words.</p>\n" * 220
    entries = [Entry(new_id(), f"person{n}@example.com", {"name": f"Person {n}"}, {}, {}) for n in range(mails)]
    text = "Hello {{name}}\n" + "The same in plain words.\n" * 120
    return list(Batch(SENDER, "", "Hello {{name}}", html, text, entries).requests(CALL))


def ours(target: Target) -> Callable[[list[Batch]], None]:
    """The mailer of the product, its connections open."""
    server = Server.of(f"smtp://127.0.0.1:{target.smtp}")
    mailer = SmtpMailer(server, connections=CONNECTIONS, domains=[], rate=1)
    mailer.send(batches(CONNECTIONS)[0])

    def send(work: list[Batch]) -> None:
        for batch in work:
            answers = mailer.send(batch)
            if any(answer.outcome is not Outcome.ACCEPTED for answer in answers):
                raise SystemExit("a mail was not accepted")

    return send


def theirs(target: Target) -> Callable[[list[Batch]], None]:
    """smtplib as it is used with care: a connection for each thread, kept open."""
    connections = [smtplib.SMTP("127.0.0.1", target.smtp, "bench") for _ in range(CONNECTIONS)]
    for connection in connections:
        connection.ehlo()
    pool = ThreadPoolExecutor(CONNECTIONS)

    def send(work: list[Batch]) -> None:
        mails = [(batch, entry) for batch in work for entry in batch.entries]

        def share(number: int) -> None:
            for batch, entry in mails[number::CONNECTIONS]:
                connections[number].sendmail("kestrel@northgate.example", [entry.email], whole(batch, entry))

        list(pool.map(share, range(CONNECTIONS)))

    return send


def run(mails: int, rounds: int) -> list[Goal]:
    rates: dict[str, list[float]] = {"smtplib": [], "ours": []}
    cpu: dict[str, list[float]] = {"smtplib": [], "ours": []}
    with sink("--delay", str(DELAY)) as target:
        ways = {"smtplib": theirs(target), "ours": ours(target)}
        before = target.counts()["recipients"]["SMTP"]
        for number in range(rounds):
            for name, send in ways.items():
                work = batches(mails)
                begun, busy = time.perf_counter(), time.process_time()
                send(work)
                rates[name].append(mails / (time.perf_counter() - begun))
                cpu[name].append((time.process_time() - busy) / mails * 1e6)
                say(f"  round {number + 1}: {name:<8} {rates[name][-1]:8.0f} mails a second, "
                    f"{cpu[name][-1]:6.0f} us of CPU each")  # fmt: skip
        taken = target.counts()["recipients"]["SMTP"] - before
    ratio = median(ours / other for ours, other in zip(rates["ours"], rates["smtplib"], strict=True))
    return [at_least("smtp against smtplib", ratio, 3.5), exactly("smtp: mails taken", taken, mails * rounds * 2)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=1_000, help="of each way in a round")
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    sys.exit(verdict(run(given.mails, given.rounds)))


if __name__ == "__main__":
    main()
