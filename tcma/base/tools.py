"""The outside things a process was given at start: settings, sessions, queue, mailer, storage."""

from typing import Any, TypeVar

T = TypeVar("T")
_tools: dict[Any, Any] = {}


def provide(port: type[T], tool: T) -> None:
    """Give this process its `tool` for `port`; a second call replaces the first."""
    _tools[port] = tool


def use(port: type[T]) -> T:
    """The tool given for `port`; a KeyError means that `wiring.wire` was not called."""
    tool: T = _tools[port]
    return tool
