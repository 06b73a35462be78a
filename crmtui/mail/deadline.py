"""One end for the whole of connecting: names, addresses, TLS, greetings, also with a server that drips bytes.

The one rule: what is not done in time ends in a `TimeoutError`, whichever step it hangs in.
"""

import contextlib
import socket
import threading
import time
from types import TracebackType
from typing import Self

_Addresses = list[tuple[int, int, int, str, tuple[str | int, ...] | tuple[int, bytes]]]


class Deadline:
    """Everything inside `with` ends in time; sockets that it dialled, or was shown, are cut off then.

    Args:
        seconds: for all of it together.
    """

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds
        self._late = threading.Event()
        self._handles: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        self._timer.join()
        for one in self._handles:
            one.close()
        # Whatever the cut made of it: it was too late.
        if self._late.is_set() and (error is None or isinstance(error, Exception)):
            raise TimeoutError("no whole answer within the time limit") from error

    @property
    def left(self) -> float:
        """Seconds that are left, at least a moment."""
        return max(0.01, self._until - time.monotonic())

    def dial(self, host: str, port: int, patience: float) -> socket.socket:
        """Connect to the first address of a host that answers; it is watched from then on.

        Args:
            host: name or address.
            port: of the server.
            patience: seconds for one address, and the limit of each later wait on the socket.

        Raises:
            OSError: no address answered in time; `socket.gaierror` when there is no such host.
        """
        failure: OSError = OSError("the host has no address")
        for family, kind, protocol, _, address in self._addresses(host, port):
            sock = socket.socket(family, kind, protocol)
            try:
                sock.settimeout(min(patience, self.left))
                sock.connect(address)
                sock.settimeout(patience)
                self.watch(sock)
            except OSError as error:
                sock.close()
                failure = error
                if self._late.is_set():
                    break
            else:
                return sock
        raise failure

    def watch(self, sock: socket.socket) -> None:
        """Cut a socket off too when the time is over, whatever is wrapped around it meanwhile.

        Raises:
            TimeoutError: it is over already.
        """
        # A copy: TLS takes the socket itself out of everybody's hands while it begins.
        self._handles.append(sock.dup())
        if self._late.is_set():
            raise TimeoutError("no whole answer within the time limit")

    def _addresses(self, host: str, port: int) -> _Addresses:
        """Look a host up; a resolver that hangs is left behind in its thread."""
        found: _Addresses = []
        failed: list[OSError | UnicodeError] = []

        def look() -> None:
            try:
                found.extend(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
            except (OSError, UnicodeError) as error:
                failed.append(error)

        thread = threading.Thread(target=look, name=f"looks up {host}", daemon=True)
        thread.start()
        thread.join(self.left)
        if thread.is_alive():
            raise TimeoutError("the name was not found within the time limit")
        if failed:
            # A name that cannot be one is a host that there is not.
            raise failed[0] if isinstance(failed[0], OSError) else socket.gaierror("not a host name")
        return found

    def _end(self) -> None:
        self._late.set()
        for one in tuple(self._handles):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
