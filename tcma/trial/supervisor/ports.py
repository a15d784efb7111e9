"""Listening sockets, bound here and inherited by the servers.

So no port can be lost between being found free and being used, and while a server is started again its visitors
wait instead of being turned away.
"""

import socket
from contextlib import suppress

HOST = "127.0.0.1"


class PortTaken(Exception):
    """The port that was asked for is in use."""


def listen(wanted: int | None, usual: int) -> socket.socket:
    """On `wanted` and nothing else (0: any); on None, on `usual` or the next free one."""
    if wanted is not None:
        try:
            return _bind(wanted)
        except OSError as error:
            raise PortTaken(f"Port {wanted} is taken. Choose another: make demo PORT=8010") from error
    for port in (*range(usual, usual + 50), 0):
        with suppress(OSError):  # taken: the next one
            return _bind(port)
    raise PortTaken(f"No port of {HOST} is free.")


def port_of(listening: socket.socket) -> int:
    port: int = listening.getsockname()[1]
    return port


def _bind(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HOST, port))
        listening.listen(256)
    except BaseException:
        listening.close()
        raise
    return listening
