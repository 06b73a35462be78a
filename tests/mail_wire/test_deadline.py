"""Connecting has one end, in whichever step it hangs."""

import socket
import ssl
import threading
import time
from collections.abc import Callable

import pytest

from crmtui.mail.deadline import Deadline
from tests.servers.liar import running_liar


def shake_hands(port: int, seconds: float) -> None:
    with Deadline(seconds) as deadline, deadline.dial("127.0.0.1", port, 5) as sock:
        ssl.create_default_context().wrap_socket(sock, server_hostname="localhost")


def test_a_handshake_that_drips_ends_in_time() -> None:
    greeting = "\x16\x03\x03\x40\x00" + "\x02" * 500
    began = time.monotonic()
    with running_liar(greeting=greeting, drip=0.05) as server, pytest.raises(TimeoutError):
        shake_hands(server.port, 0.4)
    assert time.monotonic() - began < 3


def test_what_is_done_in_time_goes_on_beyond_it() -> None:
    with running_liar() as server:
        with Deadline(0.2) as deadline:
            sock = deadline.dial("127.0.0.1", server.port, 5)
        time.sleep(0.3)
        with sock:
            assert sock.recv(4) == b"* OK"


def test_what_ends_late_without_an_error_is_late_all_the_same() -> None:
    with pytest.raises(TimeoutError), Deadline(0.05):
        time.sleep(0.2)


def test_a_resolver_that_hangs_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    hang = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: hang.wait(10) and [])
    began = time.monotonic()
    with pytest.raises(TimeoutError, match="time limit"), Deadline(0.2) as deadline:
        deadline.dial("slow.example", 993, 5)
    assert time.monotonic() - began < 3
    hang.set()


@pytest.mark.parametrize("host", ["nowhere.invalid", "a" * 70 + ".example", "x..y"])
def test_a_host_that_is_not_there_is_named_so(host: str) -> None:
    with pytest.raises(socket.gaierror), Deadline(20) as deadline:
        deadline.dial(host, 993, 5)


def test_the_next_address_is_tried_when_one_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    real: Callable[..., list[object]] = socket.getaddrinfo
    with running_liar() as server:
        right = real("127.0.0.1", server.port, type=socket.SOCK_STREAM)
        wrong = real("127.0.0.1", 1, type=socket.SOCK_STREAM)
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: wrong + right)
        with Deadline(5) as deadline, deadline.dial("two.example", server.port, 5) as sock:
            assert sock.recv(4) == b"* OK"
