"""The demo in the foreground."""

import os
import sys
import time
from pathlib import Path

import click

from tcma.trial.servers.children import StartFailed
from tcma.trial.servers.places import UnsafeFolder
from tcma.trial.supervisor.folder import HALF_FILLED, FolderRefused, claimed, reset
from tcma.trial.supervisor.plan import Plan
from tcma.trial.supervisor.ports import PortTaken
from tcma.trial.supervisor.supervisor import Stopped, Supervisor


def run(var_dir: Path, *, reset: bool = False, port: int | None = None) -> int:
    """Run the demo until Ctrl-C or SIGTERM; the exit status."""
    return supervise(Plan(var_dir, port=port), begin_anew=reset)


def supervise(plan: Plan, *, begin_anew: bool = False) -> int:
    """Run `plan` until somebody asks for the end; 0 after an orderly one, 1 if it did not come up."""
    began = time.monotonic()
    # `make`, killed, would leave us behind: it asks us to watch it.
    stop_without = os.getppid() if os.environ.get("TCMA_STOP_WITH_PARENT") else None
    supervisor = Supervisor(plan, _say, stop_without)
    supervisor.obey_signals()
    try:
        with claimed(plan.var.absolute()):
            if begin_anew or (plan.var / HALF_FILLED).exists():
                reset(plan.var.absolute())
            try:
                supervisor.up()
                _welcome(supervisor, time.monotonic() - began)
                supervisor.watch()
            except Stopped:  # as it was asked to: what is up goes down below
                pass
            finally:
                supervisor.down()
    except (FolderRefused, PortTaken, StartFailed, UnsafeFolder) as refusal:
        click.echo(f"\n{refusal}", err=True)
        return 1
    return 0


def _welcome(supervisor: Supervisor, seconds: float) -> None:
    _say(f"\nReady after {seconds:.0f} s.\n")
    _say(f"    The product      {supervisor.url}")
    _say(f"    Its mailbox      {supervisor.simulator_url}")
    _say(f"    Data and logs    {_short(supervisor.var)}\n")
    _say("Ctrl-C stops everything; the data stay.")


def _short(path: Path) -> str:
    try:
        return f"{path.relative_to(Path.cwd())}/"
    except ValueError:
        return f"{path}/"


def _say(line: str) -> None:
    click.echo(line)
    sys.stdout.flush()
