"""Sending against a real server that misbehaves at every stage."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crmtui.errors import ConfigError
from crmtui.mail.build import OutgoingMail, build
from crmtui.mail.message import Address
from crmtui.mail.smtp import Delivery, Phase, SmtpSession, State, send
from crmtui.settings import Security, Smtp
from tests.servers import SmtpServer, running_smtp
from tests.waiting import no_hanging

RAW = b"Message-ID: <one@linen.example>\r\nSubject: x\r\n\r\nline\r\n.dot\r\n..\r\n" + b"more\r\n" * 200
SHOP = "support@linen.example"
ANA = "ana@mail.example"


@pytest.fixture(scope="module")
def server() -> Iterator[SmtpServer]:
    with running_smtp("ok") as running:
        yield running


def smtp(server: SmtpServer, **more: object) -> Smtp:
    return Smtp(**({"host": "127.0.0.1", "port": server.port, "security": Security.NONE, "timeout": 60} | more))  # type: ignore[arg-type]


def attempt(server: SmtpServer, mode: str, *to: str, **more: object) -> Delivery:
    server.switch(mode)
    return send(smtp(server, **more), "hunter2", SHOP, to or (ANA,), RAW, lambda: None)


def test_a_mail_arrives_byte_for_byte(server: SmtpServer) -> None:
    delivery = attempt(server, "ok", ANA, "bo@mail.example")
    assert (delivery.state, delivery.code, delivery.refusals) == (State.SENT, 250, ())
    assert delivery.accepted == (ANA, "bo@mail.example")
    mail = server.accepted()[-1]
    assert mail.raw == RAW
    assert (mail.sender, mail.recipients, mail.hello) == (SHOP, (ANA, "bo@mail.example"), "linen.example")


@pytest.mark.parametrize("size", ["\u00b2", "9" * 5_000, "0", "many"])
def test_a_size_that_is_none_limits_nothing(server: SmtpServer, size: str) -> None:
    assert attempt(server, f"size:{size}").state is State.SENT


@pytest.mark.parametrize(
    ("mode", "state", "phase", "code"),
    [
        ("banner_4xx", State.RETRY, Phase.GREETING, 421),
        ("banner_5xx", State.RETRY, Phase.GREETING, 554),
        ("close_banner", State.RETRY, Phase.GREETING, 0),
        ("garbage", State.RETRY, Phase.GREETING, 0),
        ("long_line", State.RETRY, Phase.GREETING, 0),
        ("endless_reply", State.RETRY, Phase.GREETING, 0),
        ("mail_4xx", State.RETRY, Phase.SENDER, 451),
        ("mail_5xx", State.REFUSED, Phase.SENDER, 550),
        ("auth", State.RETRY, Phase.AUTH, 530),
        ("size:100", State.REFUSED, Phase.SENDER, 552),
        ("rcpt_4xx", State.RETRY, Phase.RECIPIENTS, 450),
        ("rcpt_5xx", State.REFUSED, Phase.RECIPIENTS, 550),
        ("rcpt_421", State.RETRY, Phase.RECIPIENTS, 421),
        ("data_4xx", State.RETRY, Phase.DATA, 451),
        ("data_5xx", State.REFUSED, Phase.DATA, 554),
        ("text_4xx", State.RETRY, Phase.ANSWER, 452),
        ("text_5xx", State.REFUSED, Phase.ANSWER, 554),
    ],
)
def test_before_its_acceptance_a_mail_is_retried_or_refused(
    server: SmtpServer, mode: str, state: State, phase: Phase, code: int
) -> None:
    before = len(server.accepted())
    delivery = attempt(server, mode)
    assert (delivery.state, delivery.phase, delivery.code) == (state, phase, code)
    assert delivery.about_server == (phase in (Phase.CONNECT, Phase.GREETING, Phase.TLS, Phase.AUTH))
    assert delivery.text
    assert delivery.text.isprintable()
    assert len(delivery.text) < 500
    assert len(server.accepted()) == before


@pytest.mark.parametrize("mode", ["drop_after_data", "reset_after_data", "odd_answer"])
def test_without_an_answer_after_the_text_a_mail_is_uncertain(server: SmtpServer, mode: str) -> None:
    before = len(server.accepted())
    delivery = attempt(server, mode)
    assert (delivery.state, delivery.phase) == (State.UNCERTAIN, Phase.ANSWER)
    assert len(server.accepted()) == before + 1


def test_a_drop_inside_the_text_is_never_called_sent(server: SmtpServer) -> None:
    before = len(server.accepted())
    delivery = attempt(server, "drop_in_data")
    # A short text fits into the network's buffers before the drop is noticed.
    assert delivery.state in (State.UNCERTAIN, State.RETRY)
    server.switch("drop_in_data")
    large = RAW + b"x" * 70 + b"\r\n" + (b"y" * 70 + b"\r\n") * 300_000
    delivery = send(smtp(server), "", SHOP, (ANA,), large, lambda: None)
    assert (delivery.state, delivery.phase) == (State.RETRY, Phase.TEXT)
    assert len(server.accepted()) == before


def test_goodbye_changes_nothing(server: SmtpServer) -> None:
    assert attempt(server, "quit_421").state is State.SENT
    assert attempt(server, "hang_up").state is State.SENT


def test_partial_refusal_is_told_per_recipient(server: SmtpServer) -> None:
    delivery = attempt(server, "ok", ANA, "refused@mail.example", "later@mail.example", "no address")
    assert delivery.state is State.SENT
    assert delivery.accepted == (ANA,)
    assert [(one.recipient, one.code, one.temporary) for one in delivery.refusals] == [
        ("refused@mail.example", 550, False),
        ("later@mail.example", 450, True),
        ("no address", 0, False),
    ]
    assert server.accepted()[-1].recipients == (ANA,)


def test_one_hope_left_means_retry(server: SmtpServer) -> None:
    delivery = attempt(server, "ok", "refused@mail.example", "later@mail.example")
    assert (delivery.state, delivery.code) == (State.RETRY, 450)
    assert attempt(server, "ok", "refused@mail.example").state is State.REFUSED
    assert attempt(server, "ok", "a@b.example>\r\nDATA").state is State.REFUSED


def test_greylisting_passes_the_second_time(server: SmtpServer) -> None:
    assert attempt(server, "greylist", "new@mail.example").state is State.RETRY
    assert attempt(server, "greylist", "new@mail.example").state is State.SENT


def test_before_data_runs_only_when_the_text_may_leave(server: SmtpServer) -> None:
    calls: list[int] = []
    for mode in ("banner_4xx", "mail_5xx", "rcpt_5xx"):
        server.switch(mode)
        send(smtp(server), "", SHOP, (ANA,), RAW, lambda: calls.append(1))
    assert calls == []
    before = len(server.accepted())
    server.switch("ok")

    def fail() -> None:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="disk is full"):
        send(smtp(server), "", SHOP, (ANA,), RAW, fail)
    assert len(server.accepted()) == before
    send(smtp(server), "", SHOP, (ANA,), RAW, lambda: calls.append(len(server.accepted())))
    assert calls == [before]


def test_silence_has_a_limit(server: SmtpServer) -> None:
    for mode in ("stall", "drip"):
        with no_hanging(30):
            delivery = attempt(server, mode, timeout=1)
        assert (delivery.state, delivery.text.endswith("no answer within the time limit")) == (State.RETRY, True)


def test_silence_after_the_text_is_uncertain(server: SmtpServer, monkeypatch: pytest.MonkeyPatch) -> None:
    # The wait for the answer alone is short: what comes before it is in time on any machine.
    monkeypatch.setattr("crmtui.mail.smtp._ANSWER_TIMES", 0.01)
    assert attempt(server, "stall_after_data", timeout=50).state is State.UNCERTAIN


def test_several_mails_share_a_connection(server: SmtpServer) -> None:
    server.switch("ok")
    with SmtpSession(smtp(server)) as session:
        states = [session.send(SHOP, [to], RAW, lambda: None).state for to in (ANA, "refused@x.example", ANA, ANA)]
    assert states == [State.SENT, State.REFUSED, State.SENT, State.SENT]
    assert len({mail.connection for mail in server.accepted()[-3:]}) == 1


def test_a_server_that_hung_up_meanwhile_is_called_again(server: SmtpServer) -> None:
    server.switch("hang_up")
    with SmtpSession(smtp(server)) as session:
        states = [session.send(SHOP, [ANA], RAW, lambda: None).state for _ in range(3)]
    assert states == [State.SENT] * 3
    assert len({mail.connection for mail in server.accepted()[-3:]}) == 3


def test_nobody_there_is_a_retry() -> None:
    delivery = send(Smtp("127.0.0.1", 1, Security.NONE, timeout=60), "", SHOP, (ANA,), RAW, lambda: None)
    assert (delivery.state, delivery.phase) == (State.RETRY, Phase.CONNECT)
    assert delivery.text == "127.0.0.1 port 1: Connection refused"


# -- logins and TLS ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["auth", "auth_login"])
def test_logins_take_any_letters(server: SmtpServer, mode: str) -> None:
    server.switch(mode)
    delivery = send(smtp(server, user="ana"), "pä§swörd 密", SHOP, (ANA,), RAW, lambda: None)
    assert delivery.state is State.SENT
    assert (server.accepted()[-1].user, server.accepted()[-1].password) == ("ana", "pä§swörd 密")


def test_a_wrong_password_is_told_as_such(server: SmtpServer) -> None:
    delivery = attempt(server, "auth_fail", user="ana")
    assert (delivery.state, delivery.phase, delivery.about_server) == (State.RETRY, Phase.AUTH, True)
    assert delivery.text == "the mail server refuses the user name or password (535 5.7.8 bad credentials)"
    assert "hunter2" not in delivery.text


@pytest.mark.parametrize("mode", ["xoauth2", "oauthbearer"])
def test_a_token_logs_in(server: SmtpServer, mode: str) -> None:
    server.switch(mode)
    delivery = send(smtp(server, user="ana@x.example", token=True), "ya29.tok", SHOP, (ANA,), RAW, lambda: None)
    assert delivery.state is State.SENT
    assert (server.accepted()[-1].user, server.accepted()[-1].password) == ("ana@x.example", "ya29.tok")


@pytest.mark.parametrize(
    ("mode", "token", "told"),
    [
        ("xoauth2_fail", True, "the mail server refuses the token (535 5.7.8 token expired)"),
        ("auth", True, "the mail server wants a password"),
        ("xoauth2", False, "the mail server wants a token (token_cmd)"),
        ("auth_later", False, "the mail server cannot check the user name or password now (454 4.7.0 the directory"),
    ],
)
def test_the_wrong_kind_of_login_is_told(server: SmtpServer, mode: str, token: bool, told: str) -> None:
    delivery = attempt(server, mode, user="ana", token=token)
    assert (delivery.state, delivery.phase) == (State.RETRY, Phase.AUTH)
    assert delivery.text.startswith(told)


def test_unprotected_mail_never_leaves_the_machine() -> None:
    with pytest.raises(ConfigError, match="unprotected"):
        SmtpSession(Smtp("mail.example", 25, Security.NONE))


@pytest.fixture(scope="module")
def secure() -> Iterator[SmtpServer]:
    with running_smtp("starttls", tls=True) as running:
        yield running


@pytest.mark.parametrize(("mode", "security"), [("starttls", Security.STARTTLS), ("tls", Security.TLS)])
def test_mail_travels_protected(secure: SmtpServer, mode: str, security: Security) -> None:
    delivery = attempt(secure, mode, host="localhost", security=security, tls_ca=secure.certificate, user="ana")
    assert delivery.state is State.SENT
    assert secure.accepted()[-1].protected
    assert secure.accepted()[-1].password == "hunter2"


@pytest.mark.parametrize(
    ("mode", "security", "trust", "host", "problem"),
    [
        ("starttls", Security.STARTTLS, False, "localhost", "certificate is self-made"),
        ("tls", Security.TLS, False, "localhost", "certificate is self-made"),
        ("tls", Security.TLS, True, "127.0.0.1", "certificate is for another name"),
        ("ok", Security.STARTTLS, True, "localhost", "offers no STARTTLS"),
        ("starttls_fail", Security.STARTTLS, True, "localhost", "TLS not available"),
        ("starttls_inject", Security.STARTTLS, True, "localhost", "out of turn"),
        ("ok", Security.TLS, True, "localhost", "TLS failed"),
    ],
)
def test_protection_is_never_given_up(
    secure: SmtpServer, mode: str, security: Security, trust: bool, host: str, problem: str
) -> None:
    before = len(secure.accepted())
    trusted: Path | None = secure.certificate if trust else None
    delivery = attempt(secure, mode, host=host, security=security, tls_ca=trusted, user="ana")
    assert (delivery.state, delivery.phase) == (State.RETRY, Phase.TLS)
    assert problem in delivery.text
    assert len(secure.accepted()) == before


def test_letters_before_the_at_need_a_server_that_takes_them(server: SmtpServer) -> None:
    people = (Address("Jörg", "jörg@bücher.example"), Address("", ANA))
    raw = build(OutgoingMail(Address("", SHOP), people, "x", "Hello", "one@linen.example", 0))
    to = ("jörg@xn--bcher-kva.example", ANA)
    server.switch("ok")
    before = len(server.accepted())
    with SmtpSession(smtp(server)) as session:
        refused = session.send(SHOP, to, raw, lambda: None)
        # The next mail is not held up by it.
        assert session.send(SHOP, (ANA,), RAW, lambda: None).state is State.SENT
    assert (refused.state, refused.phase) == (State.REFUSED, Phase.SENDER)
    assert "letters beyond a-z" in refused.text
    server.switch("utf8")
    assert send(smtp(server), "", SHOP, to, raw, lambda: None).state is State.SENT
    mail = server.accepted()[-1]
    assert (mail.recipients, len(server.accepted()) - before) == (to, 2)
    assert "<jörg@xn--bcher-kva.example>".encode() in mail.raw
