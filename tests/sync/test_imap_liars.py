"""IMAP servers that lie, drip and repeat what they heard: they cost an error in words, and nothing else."""

import base64
import contextlib
import threading

import pytest

from crmtui.db.engine import Engine
from crmtui.db.models import Ledger
from crmtui.desk.ledger import audit
from crmtui.mail.imap import ImapError, ImapSession, Trouble
from crmtui.settings import Imap, Mailbox, Security, Settings
from crmtui.sync.fetch_report import FetchReport
from crmtui.sync.holders import my_name
from crmtui.sync.imap_fetch import Fetcher
from crmtui.sync.leases import Lease, Turns
from crmtui.sync.mail_import import house_of
from tests.servers.liar import Liar, running_liar
from tests.waiting import no_hanging, until

WHO = my_name()
SECRET = 'pa"ss\\word-of-linen'


def settings(server: Liar, *, security: Security = Security.NONE, timeout: int = 5) -> Imap:
    return Imap("127.0.0.1", server.port, security, "support@linen.example", timeout=timeout)


def fetch(server: Liar, engine: Engine, *, timeout: int = 5) -> FetchReport:
    imap = settings(server, timeout=timeout)
    house = house_of(
        Settings(engine.path.with_name("c"), mailboxes=(Mailbox("support", "s@linen.example", imap=imap),))
    )
    lease, stopped = Lease("fetch:liar", WHO), threading.Event()
    engine.peewee()
    assert lease.take()
    with ImapSession(imap, SECRET) as session:
        return Fetcher(imap, "support", house, lease, Turns(lease.who, stopped), stopped).fetch(session, ["INBOX"])


def test_an_honest_one_is_fetched(engine: Engine) -> None:
    with running_liar() as server:
        assert fetch(server, engine).mail.read == 1


LIES = {
    "validity beyond all numbers": {
        "EXAMINE": f"* 1 EXISTS\r\n* OK [UIDVALIDITY {10**30}] .\r\n* OK [UIDNEXT 2] .\r\n"
    },
    "next beyond all numbers": {"EXAMINE": f"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] .\r\n* OK [UIDNEXT {10**20}] .\r\n"},
    "numbers that are none": {"EXAMINE": "* x EXISTS\r\n* OK [UIDVALIDITY x] .\r\n* OK [UIDNEXT x] .\r\n"},
    "more messages than numbers": {
        "EXAMINE": f"* {2**32 - 1} EXISTS\r\n* OK [UIDVALIDITY 7] .\r\n* OK [UIDNEXT 2] .\r\n"
    },
    "size beyond all numbers": {"SIZES": f"* 1 FETCH (UID 1 RFC822.SIZE {10**30})\r\n"},
    "no body": {"FETCH": "* 1 FETCH (UID 1)\r\n"},
    "body of nothing": {"FETCH": "* 1 FETCH (UID 1 BODY[] NIL)\r\n"},
    "another message": {"FETCH": "* 9 FETCH (UID 9 BODY[] {{3}}\r\nabc)\r\n"},
    "a flood": {"FETCH": "* 1 FETCH (UID 1 BODY[] {{90000000000}}\r\nabc"},
    "nonsense": {"FETCH": '* 1 FETCH (((((( "\r\n'},
    "deep nonsense": {"FETCH": "* 1 FETCH " + "(" * 5000 + "\r\n"},
    "a bye": {"FETCH": "* BYE going\r\n"},
    "bytes of nothing": {"SEARCH": "* SEARCH \0\0 x 1\r\n"},
    "an end": {"FETCH": ""},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_costs_an_error_in_words(engine: Engine, lie: str) -> None:
    answers = {word: said and said + "{tag} OK done\r\n" for word, said in LIES[lie].items()}
    # Anything else that it raises would be a fault of ours.
    with no_hanging(), running_liar(answers) as server, contextlib.suppress(ImapError):
        report = fetch(server, engine)
        assert report.problems or report.mail.read == 1, report
    assert audit(engine.reader).adds_up


def test_numbers_that_change_with_each_pass_make_nothing_twice(engine: Engine) -> None:
    with running_liar() as server:
        for validity in (7, 8, 7, 9):
            server.answers["EXAMINE"] = (
                f"* 1 EXISTS\r\n* OK [UIDVALIDITY {validity}] .\r\n* OK [UIDNEXT 2] .\r\n{{tag}} OK done\r\n"
            )
            fetch(server, engine)
    assert [(row.state, row.mark) for row in Ledger.select()] == [("ticketed", "9 1")]
    assert audit(engine.reader).adds_up


@pytest.mark.parametrize("count", [1, 2**32 - 1])
def test_a_next_number_beyond_all_that_exist_costs_few_questions_and_hides_nothing(engine: Engine, count: int) -> None:
    opened = f"* {count} EXISTS\r\n* OK [UIDVALIDITY 7] .\r\n* OK [UIDNEXT {2**32 - 1}] .\r\n{{tag}} OK done\r\n"
    with running_liar({"EXAMINE": opened}) as server:
        assert fetch(server, engine).mail.read == 1
        assert len([line for line in server.heard if b"SEARCH" in line]) < 5
        server.answers |= {
            "SEARCH": "* SEARCH 2\r\n{tag} OK done\r\n",
            "SIZES": "* 2 FETCH (UID 2 RFC822.SIZE 3)\r\n{tag} OK done\r\n",
            "FETCH": "* 2 FETCH (UID 2 BODY[] {{3}}\r\nabc)\r\n{tag} OK done\r\n",
        }  # fmt: skip
        assert fetch(server, engine).mail.read == 1, "what came later is not seen"


@pytest.mark.parametrize("search", ["* SEARCH\r\n{tag} OK done\r\n", "{tag} BAD no such message\r\n"])
def test_messages_that_are_only_said_to_exist_cost_few_questions(engine: Engine, search: str) -> None:
    opened = f"* {2**31 - 9} EXISTS\r\n* OK [UIDVALIDITY 7] .\r\n* OK [UIDNEXT {2**31 - 1}] .\r\n{{tag}} OK done\r\n"
    with running_liar({"EXAMINE": opened, "SEARCH": search}) as server, contextlib.suppress(ImapError):
        fetch(server, engine)
    assert len([line for line in server.heard if b"SEARCH" in line]) < 50


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        ("{tag} NO [ALERT] Maximum number of connections from user+IP exceeded\r\n", Trouble.CROWDED),
        ("{tag} NO [ALERT] Too many simultaneous connections. (Failure)\r\n", Trouble.CROWDED),
        ("* BYE too many sessions\r\n", Trouble.CROWDED),
        ("{tag} NO [UNAVAILABLE] Temporary authentication failure.\r\n", Trouble.BUSY),
        ("{tag} NO [AUTHENTICATIONFAILED] Invalid credentials, session limit or not\r\n", Trouble.LOGIN),
        ("{tag} NO [LIMIT] LOGIN Rate limit hit.\r\n", Trouble.LOGIN),
        ("{tag} NO too many failed logins, later\r\n", Trouble.LOGIN),
    ],
)
def test_a_full_server_is_told_from_a_wrong_password(answer: str, trouble: Trouble) -> None:
    with running_liar({"LOGIN": answer}) as server, pytest.raises(ImapError) as found:
        ImapSession(settings(server), SECRET)
    assert found.value.trouble is trouble


@pytest.mark.parametrize("security", [Security.NONE, Security.TLS, Security.STARTTLS])
def test_a_server_that_says_a_byte_now_and_then_comes_to_an_end(security: Security) -> None:
    greeting = "\x16\x03\x03\x40\x00" + "\x02" * 5000 if security is Security.TLS else "* OK " + "x" * 5000
    with no_hanging(), running_liar(greeting=greeting, drip=0.05) as server, pytest.raises(ImapError) as found:
        ImapSession(settings(server, security=security, timeout=1), SECRET)
    assert found.value.trouble in (Trouble.UNREACHABLE, Trouble.PROTECTION)


@pytest.mark.parametrize("greeting", ["* OK here\r\n", "* PREAUTH come in\r\n"])
@pytest.mark.parametrize("starttls", ["{tag} BAD no\r\n", "{tag} OK go\r\n* OK injected\r\n", None])
def test_no_password_is_said_when_somebody_takes_the_protection_away(greeting: str, starttls: str | None) -> None:
    offer = " STARTTLS" if starttls else ""
    answers = {"CAPABILITY": f"* CAPABILITY IMAP4rev1{offer}\r\n{{tag}} OK done\r\n"}
    if starttls:
        answers["STARTTLS"] = starttls
    with running_liar(answers, greeting) as server:
        with pytest.raises(ImapError):
            ImapSession(settings(server, security=Security.STARTTLS), SECRET)
        assert until(lambda: server.left == 1), "all that was said is heard"
        assert not [line for line in server.heard if b"LOGIN" in line.upper() or b"AUTHENTICATE" in line.upper()]


def test_a_server_that_repeats_the_password_is_not_repeated() -> None:
    with running_liar({"LOGIN": "{tag} NO cannot do <{line}>\r\n"}) as server, pytest.raises(ImapError) as found:
        ImapSession(settings(server), SECRET)
    assert "[secret]" in found.value.message
    assert "word-of-linen" not in found.value.message


@pytest.mark.parametrize("name", ["&", "&AAA", "&//8-", '"a\x1b]0;x\x07"', '"a\\"b"', "{{3}}\r\na\nb"])
def test_a_folder_with_an_odd_name_hides_no_other(name: str) -> None:
    listed = f'* LIST () "/" {name}\r\n* LIST () "/" INBOX\r\n{{tag}} OK done\r\n'
    with running_liar({"LIST": listed}) as server, ImapSession(settings(server), SECRET) as session:
        assert "INBOX" in [one.name for one in session.folders()]


@pytest.mark.parametrize("listed", ["(", "a\x1b]0;x\x07", "NIL NIL NIL"])
def test_a_list_of_folders_that_makes_no_sense_is_an_error_in_words(listed: str) -> None:
    with (
        running_liar({"LIST": f'* LIST () "/" {listed}\r\n{{tag}} OK done\r\n'}) as server,
        ImapSession(settings(server), SECRET) as session,
        contextlib.suppress(ImapError),
    ):
        session.folders()


def test_what_logins_say_is_known_in_each_spelling() -> None:
    from crmtui.secrets import redact

    said = base64.b64encode(f"\0support@linen.example\0{SECRET}".encode()).decode()
    with running_liar() as server, ImapSession(settings(server), SECRET):
        assert redact(said) == "[secret]"
