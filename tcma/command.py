"""What every command needs: its tools, and words for a refusal."""

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from tcma.base.errors import Refusal
from tcma.base.settings import Settings


def refusing(command: Callable[..., Any]) -> Callable[..., Any]:
    """A refusal goes to standard error in words; exit status 2."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except Refusal as refusal:
            click.echo(str(refusal), err=True)
            sys.exit(2)

    return run


def wired(**instead: Any) -> None:
    """Give this process its tools, from the environment; `instead` are settings that a command has its own of."""
    from tcma.wiring import wire

    wire(Settings(**instead))
