"""What the servers of these tests that are made by hand have in common: a place on loopback, a thread a connection."""

import contextlib
import socket
import threading
from abc import ABC, abstractmethod


class Listener(ABC):
    """Listens once `listen` was called, which the last made of a server does."""

    def listen(self) -> None:
        """Begin."""
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    @abstractmethod
    def _serve(self, client: socket.socket) -> None:
        """Talk to one."""
