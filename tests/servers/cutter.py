"""A small proxy that cuts connections: after so many bytes, at whatever byte that is, in either direction.

The one rule: it changes no byte; it only ends connections, at random, drawn from a seed.
"""

import contextlib
import random
import socket
import threading

from tests.servers.listener import Listener


class Cutter(Listener):
    """Stands before a server on loopback and cuts.

    Args:
        target: the server's port.
        seed: of the dice.
        low, high: between so many bytes from the server a connection is cut; no cut when `high` is 0.
    """

    def __init__(self, target: int, seed: int, low: int = 200, high: int = 120_000) -> None:
        self.target, self.low, self.high = target, low, high
        self.dice = random.Random(seed)
        self.cuts = 0
        self.listen()

    def _serve(self, client: socket.socket) -> None:
        left = self.dice.randint(self.low, self.high) if self.high else -1
        with client, contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.target)) as server:
            threading.Thread(target=self._upward, args=(client, server), daemon=True).start()
            while left != 0:
                data = server.recv(min(65_536, left) if left > 0 else 65_536)
                if not data:
                    return
                client.sendall(data)
                left -= len(data) if left > 0 else 0
            self.cuts += 1
            if self.dice.random() < 0.5:
                # Half of them end with a reset and not with a goodbye.
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
            client.shutdown(socket.SHUT_RDWR)

    def _upward(self, client: socket.socket, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := client.recv(65_536):
                server.sendall(data)
            server.shutdown(socket.SHUT_WR)
