"""An IMAP server that answers as a test wants it to: with lies, with nothing, byte by byte.

The one rule: it says what it was given, whatever the protocol holds.
"""

import contextlib
import re
import socket
import time
from collections.abc import Iterator

from tests.servers.listener import Listener

ANSWERS = {
    "CAPABILITY": "* CAPABILITY IMAP4rev1\r\n{tag} OK done\r\n",
    "LOGIN": "{tag} OK in\r\n",
    "LIST": '* LIST () "/" INBOX\r\n{tag} OK done\r\n',
    "EXAMINE": "* 1 EXISTS\r\n* OK [UIDVALIDITY 7] .\r\n* OK [UIDNEXT 2] .\r\n{tag} OK [READ-ONLY] done\r\n",
    "SEARCH": "* SEARCH 1\r\n{tag} OK done\r\n",
    "SIZES": "* 1 FETCH (UID 1 RFC822.SIZE 28)\r\n{tag} OK done\r\n",
    "FETCH": "* 1 FETCH (UID 1 BODY[] {{28}}\r\nFrom: a@b.example\r\n\r\nHello\r\n)\r\n{tag} OK done\r\n",
    "IDLE": "+ waiting\r\n",
    "DONE": "{tag} OK done\r\n",
    "LOGOUT": "* BYE\r\n{tag} OK\r\n",
}
_COMMAND = re.compile(rb"(\S+) (?:UID )?(\S+)(.*)", re.DOTALL)


class Liar(Listener):
    """Listens on loopback.

    Args:
        answers: by command, in place of honest ones; {tag} and {line} are filled in. "SEARCH Sent" is the answer while
            that folder is open.
        greeting: what it begins with.
        drip: seconds between two bytes, 0 for none.

    Attributes:
        heard: each line so far.
        left: how many connections have ended.
    """

    def __init__(self, answers: dict[str, str], greeting: str, drip: float) -> None:
        self.answers, self.greeting, self.drip = ANSWERS | answers, greeting, drip
        self.heard: list[bytes] = []
        self.left = 0
        self.listen()

    def _serve(self, client: socket.socket) -> None:
        try:
            self._talk(client)
        finally:
            self.left += 1

    def _talk(self, client: socket.socket) -> None:
        with client, client.makefile("rb") as lines, contextlib.suppress(OSError):
            self._say(client, self.greeting)
            folder, waits = "", ""
            for line in lines:
                self.heard.append(line)
                found = _COMMAND.match(line.strip())
                if found is None:
                    if line.strip() == b"DONE":
                        self._say(client, self.answers["DONE"].format(tag=waits))
                        if not self.answers["DONE"]:
                            return
                    continue
                word = found[2].decode("latin-1").upper()
                word = "SIZES" if word == "FETCH" and b"RFC822.SIZE" in line else word
                folder = found[3].decode("latin-1").strip(' "') if word in ("EXAMINE", "SELECT") else folder
                waits = found[1].decode("latin-1") if word == "IDLE" else waits
                answer = self.answers.get(f"{word} {folder}") or self.answers.get(word, "{tag} BAD what\r\n")
                said = line.decode("latin-1").strip()
                self._say(client, answer.format(tag=found[1].decode("latin-1"), line=said))
                if word in ("LOGOUT", "BYE") or not answer:
                    return

    def _say(self, client: socket.socket, text: str) -> None:
        data = text.encode("latin-1")
        if not self.drip:
            client.sendall(data)
            return
        for at in range(len(data)):
            client.sendall(data[at : at + 1])
            time.sleep(self.drip)


@contextlib.contextmanager
def running_liar(
    answers: dict[str, str] | None = None, greeting: str = "* OK here\r\n", drip: float = 0.0
) -> Iterator[Liar]:
    """The server, running."""
    server = Liar(answers or {}, greeting, drip)
    try:
        yield server
    finally:
        server.close()
