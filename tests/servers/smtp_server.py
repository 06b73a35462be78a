"""An SMTP server in a process of its own that can misbehave on purpose.

The one rule: a mail counts as accepted exactly when its whole text arrived and the server took responsibility; each
is one JSON line in the log, with all its bytes. Everything it says and does follows its mode, one per connection;
a comma list is gone through round and round. The mode file is read anew for each connection, so that a test can
change its mind.

    ok                  takes everything          refused@... is always refused (550), later@... put off (450)
    banner_4xx banner_5xx close_banner            as greeting; so are:
    garbage long_line endless_reply stall drip    no SMTP at all; a line of 2 MB; a reply without end; silence; a byte
                                                  each 50 ms
    auth auth_login auth_fail auth_later          wants a login by PLAIN or LOGIN; takes none; cannot look it up now
    xoauth2 xoauth2_fail oauthbearer              wants a login by a token; takes none
    echo echo_part echo_plain                     repeats the login that it refuses: the line, most of it in capitals,
                                                  what it means
    echo_mail echo_text                           takes the login and repeats the secret later
    mail_4xx mail_5xx rcpt_4xx rcpt_5xx data_4xx data_5xx text_4xx text_5xx   refuses there (text: after the text)
    rcpt_421 greylist                             leaves; puts off each recipient's first try
    drop_in_data drop_after_data reset_after_data stall_after_data            goes away there; the last three accepted
    odd_answer                                    accepts and answers what no server would
    utf8                offers SMTPUTF8
    quit_421 hang_up slow:SECONDS size:BYTES      refuses QUIT; leaves after each mail; waits before the answer
    starttls starttls_token starttls_none starttls_fail starttls_inject tls                  with a certificate
"""

import argparse
import base64
import contextlib
import itertools
import json
import re
import socket
import ssl
import struct
import threading
import time
from pathlib import Path

REPLIES = {
    "mail_4xx": ("MAIL", "451 4.3.0 later"),
    "mail_5xx": ("MAIL", "550 5.7.1 sender refused"),
    "rcpt_4xx": ("RCPT", "450 4.2.0 mailbox busy"),
    "rcpt_5xx": ("RCPT", "550 5.1.1 no such user"),
    "rcpt_421": ("RCPT", "421 4.3.2 shutting down"),
    "data_4xx": ("DATA", "451 4.3.0 not now"),
    "data_5xx": ("DATA", "554 5.5.1 no valid mail"),
    "text_4xx": ("TEXT", "452 4.3.1 disk full"),
    "text_5xx": ("TEXT", "554 5.7.1 looks like spam \x1b]52;c;aGk=\x07"),
    "odd_answer": ("TEXT", "299 perhaps"),
    "quit_421": ("QUIT", "421 4.3.2 too busy to say goodbye"),
}
LOGINS = {
    "auth_fail": "535 5.7.8 bad credentials",
    "auth_later": "454 4.7.0 the directory is away",
    "xoauth2_fail": "535 5.7.8 token expired",
    "echo": "501 5.5.4 what is AUTH {line}?",
    "echo_part": "501 5.5.4 AUTH {part}...",
    "echo_plain": "501 5.5.4 nobody is called {user} with {word}",
}


def unspelt(text: str) -> str:
    """What base64 means."""
    return base64.b64decode(text).decode()


class Server:
    """What all connections share."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.arguments = arguments
        self.lock = threading.Lock()
        self.connections = itertools.count(1)
        self.numbers = itertools.count(1)
        self.modes: dict[str, itertools.count[int]] = {}
        self.greylist: set[tuple[str, str]] = set()
        self.tls: ssl.SSLContext | None = None
        if arguments.certificate:
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(arguments.certificate)

    def step(self) -> None:
        """Tell, as a byte more in a file, that a client said something: a test can wait for so many."""
        with self.lock, Path(self.arguments.log).with_name("steps").open("ab") as steps:
            steps.write(b".")

    def next_mode(self) -> str:
        modes = Path(self.arguments.mode_file).read_text()
        with self.lock:
            turn = next(self.modes.setdefault(modes, itertools.count()))
        return modes.split(",")[turn % len(modes.split(","))]

    def run(self) -> None:
        with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
            print(listener.getsockname()[1], flush=True)
            while True:
                connection, _ = listener.accept()
                threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection: socket.socket) -> None:
        mode, number = self.next_mode(), next(self.connections)
        with contextlib.suppress(OSError), connection:
            Conversation(self, connection, mode, number).run()


class Conversation:
    """One connection."""

    def __init__(self, server: Server, connection: socket.socket, mode: str, number: int) -> None:
        self.server = server
        self.connection = connection
        self.file = connection.makefile("rb")
        self.mode = mode
        self.number = number
        self.hello = self.sender = self.user = self.password = ""
        self.recipients: list[str] = []
        self.protected = False
        self.open = True

    def say(self, *lines: str) -> None:
        text = "".join(f"{line}\r\n" for line in lines).encode()
        if self.mode != "drip":
            self.connection.sendall(text)
            return
        for byte in text:
            self.connection.sendall(bytes([byte]))
            time.sleep(0.05)

    def run(self) -> None:
        if self.mode == "tls":
            self.protect()
        if not self.greet():
            return
        while self.open and (line := self.file.readline()):
            text = line.strip().decode("utf-8", "replace")
            verb, _, rest = text.partition(" ")
            self.server.step()
            step = getattr(self, f"do_{verb.lower()}", None)
            if step is None:
                self.say("502 5.5.1 what?")
            elif (refusal := REPLIES.get(self.mode)) and refusal[0] == verb.upper() and verb.upper() != "DATA":
                self.say(refusal[1])
                self.open = not refusal[1].startswith("421")
            else:
                step(rest)

    def protect(self) -> None:
        assert self.server.tls is not None
        self.connection = self.server.tls.wrap_socket(self.connection, server_side=True)
        self.file = self.connection.makefile("rb")
        self.protected = True

    def greet(self) -> bool:
        match self.mode:
            case "close_banner":
                return False
            case "banner_4xx":
                self.say("421 4.3.2 too busy")
                return False
            case "banner_5xx":
                self.say("554 5.7.1 go away")
                return False
            case "garbage":
                self.connection.sendall(b"\x00\xff\x1b]0;OWNED\x07 hello\r\n" * 20)
                return False
            case "stall":
                time.sleep(60)
                return False
            case "long_line":
                self.say("220 " + "x" * 2_000_000)
            case "endless_reply":
                while True:
                    self.say("220-and another thing")
            case _:
                self.say("220 test ESMTP")
        return True

    # -- commands ------------------------------------------------------------------------------------------------

    def do_ehlo(self, rest: str) -> None:
        self.hello = rest
        lines = ["test", "8BITMIME", f"SIZE {self.mode[5:]}" if self.mode.startswith("size:") else "SIZE 50000000"]
        if self.mode in ("starttls", "starttls_fail", "starttls_inject", "starttls_token") and not self.protected:
            lines.append("STARTTLS")
        if self.mode in ("auth", "auth_fail", "auth_later", "starttls", "tls") or self.mode.startswith("echo"):
            lines.append("AUTH PLAIN LOGIN XOAUTH2" if self.mode.startswith("echo") else "AUTH PLAIN LOGIN")
        if self.mode in ("xoauth2", "xoauth2_fail", "oauthbearer", "starttls_token"):
            lines.append("AUTH OAUTHBEARER" if self.mode == "oauthbearer" else "AUTH XOAUTH2")
        if self.mode == "utf8":
            lines.append("SMTPUTF8")
        if self.mode == "auth_login":
            lines.append("AUTH LOGIN")
        self.say(*(f"250-{line}" for line in lines[:-1]), f"250 {lines[-1]}")

    do_helo = do_ehlo

    def do_starttls(self, rest: str) -> None:
        if self.mode == "starttls_fail":
            self.say("454 4.7.0 TLS not available")
            return
        injected = ["250 2.0.0 said by somebody in between"] if self.mode == "starttls_inject" else []
        self.say("220 2.0.0 go ahead", *injected)
        self.protect()

    def do_auth(self, rest: str) -> None:
        way, _, first = rest.partition(" ")
        match way.upper():
            case "PLAIN":
                _, self.user, self.password = base64.b64decode(first).decode().split("\0")
            case "XOAUTH2" | "OAUTHBEARER":
                found = re.search(r"(?:user|n,a)=([^\x01,]*),?\x01auth=Bearer ([^\x01]*)\x01\x01", unspelt(first))
                assert found
                self.user, self.password = found.groups()
            case _:
                self.user = unspelt(first)
                self.say("334 UGFzc3dvcmQ6")
                self.password = unspelt(self.file.readline().decode())
        if self.mode == "xoauth2_fail":
            self.say("334 " + base64.b64encode(b'{"status":"401","schemes":"bearer"}').decode())
            assert self.file.readline() == b"\r\n"
        refusal = LOGINS.get(self.mode, "")
        part = rest[:-6].upper()
        self.say(refusal.format(line=rest, part=part, user=self.user, word=self.password) or "235 2.7.0 welcome")
        if refusal:
            self.user = ""

    def do_mail(self, rest: str) -> None:
        if self.mode in ("auth", "auth_login") and not self.user:
            self.say("530 5.7.0 authentication required")
            return
        if self.mode == "echo_mail":
            self.say(f"451 4.3.0 {self.password} has no room")
            return
        self.sender, self.recipients = rest[rest.index("<") + 1 : rest.index(">")], []
        self.say("250 2.1.0 ok")

    def do_rcpt(self, rest: str) -> None:
        one = rest[rest.index("<") + 1 : rest.index(">")]
        grey = self.mode == "greylist" and (self.sender, one) not in self.server.greylist
        if one.startswith("refused@"):
            self.say("550 5.1.1 unknown user")
        elif one.startswith("later@") or grey:
            self.server.greylist.add((self.sender, one))
            self.say("450 4.2.1 greylisted, come again")
        else:
            self.recipients.append(one)
            self.say("250 2.1.5 ok")

    def do_data(self, rest: str) -> None:
        refusal = REPLIES.get(self.mode, ("", ""))
        if refusal[0] == "DATA" or not self.recipients:
            self.say(refusal[1] or "503 5.5.1 whom to?")
            return
        self.say("354 go")
        lines: list[bytes] = []
        while (line := self.file.readline()) != b".\r\n":
            if not line or (self.mode == "drop_in_data" and len(lines) > 3):
                self.open = False
                return
            lines.append(line[1:] if line.startswith(b".") else line)
        if self.mode in ("text_4xx", "text_5xx", "echo_text"):
            self.say(refusal[1] or f"554 5.7.1 no mail from {self.password}")
            return
        self.accept(b"".join(lines))
        self.server.step()
        self.answer()

    def accept(self, raw: bytes) -> None:
        found = re.search(rb"(?im)^message-id:\s*<?([^>\s]+)", raw)
        names = ("mode", "hello", "protected", "user", "password", "sender", "recipients")
        entry = {name: getattr(self, name) for name in names} | {
            "n": next(self.server.numbers),
            "connection": self.number,
            "message_id": found[1].decode("latin-1") if found else "",
            "raw": base64.b64encode(raw).decode(),
        }
        with self.server.lock, Path(self.server.arguments.log).open("a") as log:
            log.write(json.dumps(entry) + "\n")

    def answer(self) -> None:
        if self.mode in ("drop_after_data", "reset_after_data"):
            if self.mode == "reset_after_data":
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.open = False
            return
        if self.mode == "stall_after_data":
            time.sleep(60)
        if self.mode.startswith("slow:"):
            time.sleep(float(self.mode[5:]))
        self.say(REPLIES["odd_answer"][1] if self.mode == "odd_answer" else "250 2.0.0 queued")
        self.open = self.mode != "hang_up"

    def do_rset(self, rest: str) -> None:
        self.sender, self.recipients = "", []
        self.say("250 2.0.0 ok")

    def do_noop(self, rest: str) -> None:
        self.say("250 2.0.0 ok")

    def do_quit(self, rest: str) -> None:
        self.say("221 2.0.0 bye")
        self.open = False


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--log", required=True)
    parser.add_argument("--mode-file", required=True)
    parser.add_argument("--certificate", default="")
    Server(parser.parse_args()).run()
