"""`make bench-redirect`: the click path, against Flask with an INSERT a click and against Flask doing nothing.

All three behind gunicorn on 127.0.0.1, with servers of their own, taking turns; ratios are of medians. Then what was
clicked is stored and classed; and at last everything is killed while it is clicked on: the web server, the worker that
ingests, and Valkey. About a minute on free cores; the last lines are the goals.
"""

import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from threading import Event, Thread
from uuid import UUID

from sqlalchemy import func, select, text

from bench.clicking import Clicked, answers, by_hand, by_wrk, wrk
from bench.goals import Goal, at_least, at_most, exactly, say, verdict
from bench.mailing import a_programme, a_step, click_token, partner_with
from bench.programme import programme
from tcma.base.db import transaction
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.composing.models import Link
from tcma.delivery.models import Message
from tcma.tracking.actions import class_hits, keep_hits
from tcma.tracking.models import Hit, Touch
from tcma.tracking.ports import HitBuffer
from tcma.tracking.rules import HitKind
from tcma.trial.servers import Valkey
from tcma.wiring import wire

WAYS = ("ours", "naive", "bare")
PEOPLE = 10_000
ROUNDS, SECONDS, WARM = 5, 2.0, 1_000
Pair = tuple[UUID, UUID]


def links() -> list[Pair]:
    """(message, link) of every link of every mail, in no order."""
    partner_id, composition_id = partner_with(PEOPLE, a_programme())
    step_id = a_step(partner_id, composition_id, PEOPLE)
    with transaction() as session:
        messages = session.scalars(select(Message.id).where(Message.step_id == step_id)).all()
        theirs = (Link.composition_id == composition_id, Link.kind != "trap")
        of_mail = session.scalars(select(Link.id).where(*theirs)).all()
    pairs = [(message, link) for message in messages for link in of_mail]
    random.Random(1).shuffle(pairs)
    return pairs


def worker_of(way: str) -> str:
    """Ours as an installation runs it; the others as gunicorn has it."""
    return "tcma.adapters.gunicorn.ClickWorker" if way == "ours" else "gthread"


@contextmanager
def web(way: str, workers: int) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """A web server on a free port of this machine, on its way up: (port, its first process)."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = int(found.getsockname()[1])
    command = [sys.executable, "-m", "gunicorn", f"bench.redirectors:{way}()", "--worker-class", worker_of(way),
               "--workers", str(workers), "--threads", "8", "--keep-alive", "30", "--no-control-socket",
               "--log-level", "critical", "--bind", f"127.0.0.1:{port}"]  # fmt: skip
    server = subprocess.Popen(command, env=os.environ | {"PYTHONPATH": os.getcwd(), "LOG_LEVEL": "ERROR"})
    try:
        yield port, server
    finally:
        server.terminate()
        server.wait()


def below(pid: int) -> list[int]:
    """Every process that this one began, and those that they did."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # it ended meanwhile
                continue
            parents.setdefault(int(stat[1]), []).append(int(entry.name))
    found, left = [], [pid]
    while left:
        children = parents.get(left.pop(), [])
        found += children
        left += children
    return found


def cpu() -> float:
    """Seconds of CPU that all servers of this bench have used: web, PostgreSQL, Valkey."""
    ticks = 0
    for pid in below(os.getpid()):
        try:
            ticks += sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]))
        except OSError:
            continue
    return ticks / os.sysconf("SC_CLK_TCK")


def compared(tokens: Sequence[str], folder: Path) -> list[Goal]:
    program = wrk()
    say(f"  clicked by {program or 'a loop of the bench itself, as wrk is not installed'}")
    rates: dict[str, list[float]] = {way: [] for way in WAYS}
    costs: dict[str, list[float]] = {way: [] for way in WAYS}
    with ExitStack() as running:
        ports = {way: running.enter_context(web(way, 1))[0] for way in WAYS}
        for port in ports.values():
            answers(port, 60)
            by_hand(port, tokens, 0.5)  # warm: every process has seen its links
        for number in range(ROUNDS):
            for way, port in ports.items():
                before = cpu()
                found = by_wrk(program, port, tokens, SECONDS, folder) if program else by_hand(port, tokens, SECONDS)
                rates[way].append(found.rate)
                costs[way].append((cpu() - before) / found.number * 1e6)
                say(f"  round {number + 1}: {way:<6} {found.rate:>7,.0f} a second, p99 {found.p99 * 1000:6.1f} ms, "
                    f"{costs[way][-1]:>6,.0f} us of CPU each")  # fmt: skip
    return [
        at_least("6 clicks a second, against INSERT", _ratio(rates["ours"], rates["naive"]), 10),
        at_least("6 CPU of a click, against INSERT", _ratio(costs["naive"], costs["ours"]), 10),
        at_least("6 clicks a second, against bare", _ratio(rates["ours"], rates["bare"]), 1),
    ]


def _ratio(more: Sequence[float], less: Sequence[float]) -> float:
    """Of rounds side by side, the one in the middle: what else the machine does changes from round to round."""
    return median(one / other for one, other in zip(more, less, strict=True))


def stored() -> None:
    """How fast what was clicked is stored and classed."""
    buffer, number, began = use(HitBuffer), 0, time.perf_counter()
    while entries := buffer.read(1_000):
        with transaction() as session:
            number += keep_hits(session, [hit for _, hit in entries])
        buffer.done([entry_id for entry_id, _ in entries])
    kept = time.perf_counter() - began
    time.sleep(2.1)  # until the last of them has settled
    with transaction() as session:
        waiting = session.scalar(select(func.count(Hit.id)).where(Hit.kind == HitKind.NEW)) or 0
        session.execute(text("ANALYZE hits"))
    began, busy, classed = time.perf_counter(), time.process_time(), 0
    while classed < waiting:
        with transaction() as session:
            classed += class_hits(session)
    spent, busy = time.perf_counter() - began, time.process_time() - busy
    with transaction() as session:
        touches = session.scalar(select(func.count(Touch.id)))
    both = 1 / (kept / number + spent / classed) if number and classed else 0
    say(f"  {number:,} hits stored, {number / kept:,.0f} a second; {classed:,} classed, {classed / spent:,.0f} a "
        f"second ({busy / max(classed, 1) * 1e6:,.0f} us of CPU each in the worker); both: {both:,.0f} a second; "
        f"{touches:,} touches")  # fmt: skip


def killed(pairs: Sequence[Pair], tokens: Sequence[str], valkey: Valkey) -> list[Goal]:
    """Nine seconds of clicks; after two a web worker is killed, after four the ingesting one, after six Valkey."""
    with transaction() as session:
        session.execute(text("TRUNCATE hits, touches CASCADE"))
    stop, found, when = Event(), [], {}
    with ExitStack() as running:
        port, server = running.enter_context(web("ours", 2))
        ingesting = [_ingesting()]
        running.callback(lambda: (ingesting[-1].terminate(), ingesting[-1].wait()))
        clicks = Thread(target=lambda: found.append(by_hand(port, tokens[:-WARM], 60, stop=stop)))
        answers(port, 60)
        by_hand(port, tokens[-WARM:], 3.0)  # until both web workers are up; on links that are not clicked again
        clicks.start()
        time.sleep(2)
        os.kill(below(server.pid)[0], signal.SIGKILL)
        time.sleep(2)
        ingesting[-1].kill()
        ingesting[-1].wait()
        ingesting.append(_ingesting())
        time.sleep(2)
        assert valkey.child is not None
        when["valkey"] = time.perf_counter()
        os.kill(valkey.child.pid, signal.SIGKILL)
        time.sleep(0.5)
        valkey.stop()
        valkey.start()
        time.sleep(2.5)
        stop.set()
        clicks.join()
    (clicked,) = found
    stored()
    return _lost(pairs, clicked, when["valkey"])


def _ingesting() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "bench.redirectors"],
        env=os.environ | {"PYTHONPATH": os.getcwd(), "LOG_LEVEL": "ERROR"},
    )


def _lost(pairs: Sequence[Pair], clicked: Clicked, away: float) -> list[Goal]:
    """Every answer has its hit. The latest answers of a link are those that are missing, if some are."""
    with transaction() as session:
        kept = Counter((message, link) for message, link in session.execute(select(Hit.message_id, Hit.link_id)))
    times: dict[int, list[float]] = {}
    for token, at in clicked.answered:
        times.setdefault(token, []).append(at)
    lost = [at for token, answers in times.items() for at in sorted(answers)[kept[pairs[token]] :]]
    late = [at for at in lost if away - 1 <= at <= away + 0.5]
    say(f"  killed: {clicked.number:,} clicks answered, {clicked.broken} connections broken, {kept.total():,} hits "
        f"stored, {len(lost)} lost, of which {len(late)} in the second before Valkey was killed")  # fmt: skip
    span = max((away - at for at in late), default=0.0)
    return [
        exactly("6 lost, web and worker killed", len(lost) - len(late), 0, "hits"),
        at_most("6 lost with Valkey (AOF everysec)", span, 1, "s"),
    ]


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="tcma-bench-") as name, programme():
        folder = Path(name)
        valkey = Valkey(folder / "vk")  # with its append-only file, as an installation has it
        valkey.start()
        try:
            os.environ["REDIS_URL"] = valkey.url
            wire(Settings())  # type: ignore[call-arg]  # its fields come from the environment
            pairs = links()
            tokens = [click_token(message, link) for message, link in pairs]
            goals = compared(tokens, folder)
            stored()
            goals += killed(pairs, tokens, valkey)
        finally:
            valkey.stop()
    sys.exit(verdict(goals))


if __name__ == "__main__":
    main()
