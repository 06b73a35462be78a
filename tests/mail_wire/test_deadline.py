"""Connecting has one end, in whichever step it hangs."""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable

import pytest

from crmtui.mail.deadline import Deadline
from tests.servers.liar import running_liar
from tests.waiting import LIMIT, no_hanging


def shake_hands(port: int, seconds: float) -> None:
    with Deadline(seconds) as deadline, deadline.dial("127.0.0.1", port, LIMIT) as sock:
        ssl.create_default_context().wrap_socket(sock, server_hostname="localhost")


def test_a_handshake_that_drips_ends_in_time() -> None:
    greeting = "\x16\x03\x03\x40\x00" + "\x02" * 5000
    with no_hanging(), running_liar(greeting=greeting, drip=0.05) as server, pytest.raises(TimeoutError):
        shake_hands(server.port, 0.4)


def test_what_is_done_in_time_goes_on_beyond_it() -> None:
    with running_liar() as server:
        sock, seconds = dialled_in_time(server.port)
        time.sleep(seconds + 0.1)
        with sock:
            assert sock.recv(4) == b"* OK"


def dialled_in_time(port: int) -> tuple[socket.socket, float]:
    """A connection that was made within its deadline, and that deadline: the shortest that this machine meets."""
    for seconds in (0.2, 1.0, 5.0):
        with contextlib.ExitStack() as held, contextlib.suppress(TimeoutError):
            with Deadline(seconds) as deadline:
                sock = held.enter_context(deadline.dial("127.0.0.1", port, LIMIT))
            held.pop_all()
            return sock, seconds
    raise AssertionError("no deadline is met")


def test_what_ends_late_without_an_error_is_late_all_the_same() -> None:
    with pytest.raises(TimeoutError), Deadline(0.05):
        time.sleep(0.2)


def test_a_resolver_that_hangs_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    hang = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: hang.wait(3 * LIMIT) and [])
    with no_hanging(), pytest.raises(TimeoutError, match="time limit"), Deadline(0.2) as deadline:
        deadline.dial("slow.example", 993, LIMIT)
    hang.set()


@pytest.mark.parametrize("host", ["nowhere.invalid", "a" * 70 + ".example", "x..y"])
def test_a_host_that_is_not_there_is_named_so(host: str) -> None:
    with pytest.raises(socket.gaierror), Deadline(LIMIT) as deadline:
        deadline.dial(host, 993, LIMIT)


def test_the_next_address_is_tried_when_one_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    real: Callable[..., list[object]] = socket.getaddrinfo
    with running_liar() as server:
        right = real("127.0.0.1", server.port, type=socket.SOCK_STREAM)
        wrong = real("127.0.0.1", 1, type=socket.SOCK_STREAM)
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: wrong + right)
        with Deadline(LIMIT) as deadline, deadline.dial("two.example", server.port, LIMIT) as sock:
            assert sock.recv(4) == b"* OK"
