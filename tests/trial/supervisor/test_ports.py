"""Which port a demo gets."""

import socket

import pytest

from tcma.trial.supervisor.ports import PortTaken, listen, port_of


def test_the_usual_port_is_taken_if_it_is_free() -> None:
    with listen(0, 0) as found:
        usual = port_of(found)
    with listen(None, usual) as listening:
        assert port_of(listening) == usual


def test_the_next_free_one_is_taken_otherwise() -> None:
    with listen(0, 0) as occupied, listen(None, port_of(occupied)) as listening:
        assert port_of(occupied) < port_of(listening) <= port_of(occupied) + 50


def test_a_port_that_was_asked_for_is_never_exchanged() -> None:
    with listen(0, 0) as occupied, pytest.raises(PortTaken, match="make demo PORT="):
        listen(port_of(occupied), 8000)


def test_only_this_machine_is_listened_to() -> None:
    with listen(0, 0) as listening:
        assert listening.getsockname()[0] == "127.0.0.1"
        with socket.create_connection(("127.0.0.1", port_of(listening))):
            pass
