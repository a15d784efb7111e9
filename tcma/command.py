"""What every command needs: its tools, and words for a refusal."""

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

import click
from pydantic import ValidationError

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

    try:
        settings = Settings(**instead)
    except ValidationError as error:
        raise Refusal(_which(error)) from None
    wire(settings)


def _which(error: ValidationError) -> str:
    """Every setting that is missing or wrong, by its name. Never its value, which may be a secret."""
    wrong = (f"{str(one['loc'][0]).upper() if one['loc'] else ''}: {one['msg']}" for one in error.errors())
    return "\n".join(["The settings can't be used (docs/settings.md):", *wrong])
