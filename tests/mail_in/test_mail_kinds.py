"""What a mail is and what it tells: bounces, automatic replies, invitations, verdicts, passed-on mails, forms."""

# ruff: noqa: E501 - mails stand as they come

import pytest

from crmtui.mail.auth_results import AuthState, is_aligned, verdict
from crmtui.mail.message import Automatic, Kind
from crmtui.mail.parse import parse
from tests.mail_in.client_lines import EMAIL, FORWARDS, NAME, OLD
from tests.mail_in.mail_corpus import needs_corpus, raws

DSN = """From: MAILER-DAEMON@mx.example
To: support@shop.example
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b

This is the mail system at host mx.example. %(words)s

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; ana@Gone.Example
Action: %(action)s
Status: %(status)s
Diagnostic-Code: smtp; %(said)s

--b
Content-Type: message/rfc822

From: support@shop.example
To: ana@gone.example
Subject: =?utf-8?q?Your_order_=235?=
Message-ID: <out-1@shop.example>

Hello
--b--
"""


def bounced(status: str, said: str, action: str = "failed", words: str = ""):
    return parse((DSN % {"status": status, "said": said, "action": action, "words": words}).encode())


def test_a_bounce_tells_who_failed_and_which_mail_came_back():
    mail = bounced("5.1.1", "550 5.1.1 <ana@gone.example>: Recipient address rejected: User unknown")
    assert (mail.automatic, mail.kind) == (Automatic.BOUNCE, Kind.BOUNCE)
    assert mail.bounce is not None
    (one,) = mail.bounce.recipients
    assert (one.email, one.hard, one.status) == ("ana@gone.example", True, "5.1.1")
    assert "User unknown" in one.reason
    assert (mail.bounce.original_id, mail.bounce.original_subject) == ("out-1@shop.example", "Your order #5")


@pytest.mark.parametrize(
    ("status", "said", "hard"),
    [
        ("5.1.1", "550 5.1.1 no such user", True),
        ("5.0.0", "550 unknown user", True),
        ("5.0.0", "550-5.1.1 The email account that you tried to reach does not exist.", True),
        ("5.4.4", "Host or domain name not found. Name service error for name=gone.example type=A", True),
        ("5.2.1", "550 5.2.1 The email account that you tried to reach is disabled", True),
        ("5.2.2", "552 5.2.2 Mailbox full", False),
        ("5.7.1", "550 5.7.1 Message blocked due to spam content", False),
        ("5.7.26", "550-5.7.26 This mail is unauthenticated, DMARC policy", False),
        ("5.3.4", "552 5.3.4 message too large", False),
        ("4.4.1", "connect to gone.example[192.0.2.1]:25: Connection timed out", False),
        ("5.4.7", "delivery time expired", False),
        ("", "452 try again later", False),
    ],
)
def test_an_address_is_dead_only_when_its_server_says_so(status, said, hard):
    bounce = bounced(status, said).bounce
    assert bounce is not None
    assert bounce.hard is hard


def test_a_delay_and_an_arrival_are_no_failure():
    assert bounced("4.4.1", "timed out", "delayed").kind is Kind.DELAY
    delivered = bounced("2.0.0", "250 ok", "delivered")
    assert delivered.kind is Kind.DELIVERED
    assert delivered.bounce is not None
    assert not delivered.bounce.hard


WORDS = {
    "qmail": "Hi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver your message to the "
    "following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n<ana@gone.example>:\n"
    "Sorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\n"
    "Return-Path: <support@shop.example>\nFrom: bo@other.example\nMessage-ID: <out-1@shop.example>\nSubject: Order",
    "exim": "This message was created automatically by mail delivery software.\n\nA message that you sent could not be "
    "delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n"
    "  ana@gone.example\n    host mx.gone.example [192.0.2.1]\n    SMTP error from remote mail server after RCPT TO:"
    "<ana@gone.example>:\n    550 5.1.1 User unknown\n\n------ This is a copy of the message, including all the headers. "
    "------\n\nFrom: bo@other.example\nMessage-ID: <out-1@shop.example>\nSubject: Order",
    "sendmail": "The original message was received at Mon, 3 May 2021 10:00:00 +0200\nfrom shop.example [192.0.2.7]\n\n"
    "   ----- The following addresses had permanent fatal errors -----\n<ana@gone.example>\n    (reason: 550 5.1.1 "
    "User unknown)\n\n   ----- Transcript of session follows -----\n... while talking to mx.gone.example.:\n"
    "   ----- Original message follows -----\n\nMessage-ID: <out-1@shop.example>\nTo: bo@other.example",
    "exchange": "Delivery has failed to these recipients or groups:\n\nana@gone.example<mailto:ana@gone.example>\nThe "
    "email address you entered couldn't be found. The recipient does not exist. Status code: 550 5.1.1\n\nOriginal "
    "message headers:\n\nFrom: bo@other.example\nMessage-ID: <out-1@shop.example>\n",
    "gmail": "** Address not found **\n\nYour message wasn't delivered to ana@gone.example because the address couldn't "
    "be found, or is unable to receive mail.\n\nThe response from the remote server was:\n550 5.1.1 no such user\n\n"
    "----- Original message -----\n\nMessage-ID: <out-1@shop.example>\nSubject: Order\nTo: ana@gone.example",
    "postfix": "This is the mail system at host mx.example.\n\nI'm sorry to have to inform you that your message could "
    "not\nbe delivered to one or more recipients.\n\nFor further assistance, please send mail to "
    "postmaster@mx.example.\n\n<ana@gone.example>: host mx.gone.example[192.0.2.1] said: 550 5.1.1\n    User unknown "
    "(in reply to RCPT TO command)\n\n--- Message headers ---\nMessage-ID: <out-1@shop.example>",
    "yahoo": "Message from yahoo.example.\nUnable to deliver message to the following address(es).\n\n<ana@gone.example>:\n"
    "This user doesn't have a yahoo.example account (ana@gone.example) [0]\n\n--- Original message follows.\n\n"
    "Message-ID: <out-1@shop.example>",
}


@pytest.mark.parametrize("words", WORDS.values(), ids=list(WORDS))
def test_a_bounce_in_words_tells_it_too(words):
    head = (
        "From: Mail Delivery System <MAILER-DAEMON@mx.example>\nTo: support@shop.example\nSubject: failure notice\n\n"
    )
    bounce = parse((head + words).encode()).bounce
    assert bounce is not None
    assert [(one.email, one.hard) for one in bounce.recipients] == [("ana@gone.example", True)]
    assert bounce.original_id == "out-1@shop.example"


@needs_corpus
def test_real_bounces_name_their_recipients():
    told = [mail.bounce for name, raw in raws() if ".txt" in name and (mail := parse(raw)).bounce]
    assert sum(bool(one.recipients) for one in told if one) >= 0.95 * len(told)
    offices = ("postmaster@", "mailer-daemon@")
    assert not [one for some in told if some for one in some.recipients if one.key.startswith(offices)]


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ("Auto-Submitted: auto-replied\nSubject: Re: Order", Kind.AUTO_REPLY),
        ("Auto-Submitted: auto-replied\nSubject: Abwesenheitsnotiz", Kind.OUT_OF_OFFICE),
        ("Subject: Automatic reply: Order 5", Kind.AUTO_REPLY),
        ("Subject: Réponse automatique : Commande", Kind.AUTO_REPLY),
        ("Subject: Automatikus válasz: Rendelés", Kind.AUTO_REPLY),
        ("Subject: Out of office: Order", Kind.OUT_OF_OFFICE),
        ("Subject: Fuera de la oficina: pedido", Kind.OUT_OF_OFFICE),
        ("Subject: I was out of the office when the parcel came", Kind.PERSON),
        ("Subject: Re: Automatic reply: Order 5", Kind.PERSON),
        ("Auto-Submitted: no\nSubject: hi", Kind.PERSON),
        ("List-Id: <l.example>\nSubject: hi", Kind.LIST),
        ("Precedence: bulk\nSubject: hi", Kind.BULK),
        ("Content-Type: multipart/report; report-type=feedback-report; boundary=b", Kind.COMPLAINT),
        ("Content-Type: multipart/report; report-type=disposition-notification; boundary=b", Kind.RECEIPT),
    ],
)
def test_kinds_by_headers_and_careful_words(headers, kind):
    body = "--b\n\nwords\n--b--\n" if "boundary" in headers else "words"
    assert parse(f"From: ana@mail.example\n{headers}\n\n{body}".encode()).kind is kind


ICS = (
    "BEGIN:VCALENDAR\r\nMETHOD:{method}\r\nBEGIN:VTIMEZONE\r\nTZID:X\r\nBEGIN:STANDARD\r\nDTSTART:16010101T030000\r\n"
    "END:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:u-1\r\nSUMMARY:Visit\\, at the\r\n  shop\r\n{start}\r\n"
    'ORGANIZER;CN="A: B":mailto:ana@mail.example\r\nATTENDEE;PARTSTAT={answer}:mailto:s@shop.example\r\nBEGIN:VALARM\r\n'
    "SUMMARY:no\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


@pytest.mark.parametrize(
    ("start", "at"),
    [
        ("DTSTART:20210503T080000Z", 1620028800),
        ("DTSTART;TZID=Europe/Berlin:20210503T100000", 1620028800),
        ("DTSTART;TZID=../../etc/passwd:20210503T100000", None),
        ("DTSTART;VALUE=DATE:20210503", None),
        ("DTSTART:20219903T100000Z", None),
    ],
)
def test_an_invitation_is_told(start, at):
    head = "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nCome\n--b\nContent-Type: text/calendar; charset=utf-8"
    mail = parse(f"{head}\n\n{ICS.format(method='REQUEST', start=start, answer='NEEDS-ACTION')}--b--".encode())
    assert mail.kind is Kind.CALENDAR
    invitation = mail.invitation
    assert invitation is not None
    assert (invitation.method, invitation.uid, invitation.summary) == ("REQUEST", "u-1", "Visit, at the shop")
    assert (invitation.start, invitation.organizer, invitation.answer) == (at, "ana@mail.example", "")


def test_an_answer_to_an_invitation_and_a_calendar_file():
    part = "--b\nContent-Type: text/calendar; method=REPLY\n\n"
    head = "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nyes\n"
    body = ICS.format(method="REPLY", start="DTSTART:20210503T080000Z", answer="ACCEPTED")
    answer = parse(f"{head}{part}{body}--b--".encode()).invitation
    assert answer is not None
    assert (answer.method, answer.answer) == ("REPLY", "ACCEPTED")
    file = body.replace("METHOD:REPLY\r\n", "")
    mail = parse(f"{head}--b\nContent-Type: text/calendar\nContent-Disposition: attachment\n\n{file}--b--".encode())
    assert (mail.invitation, mail.kind) == (None, Kind.PERSON)


OURS = "mx.shop.example"


@pytest.mark.parametrize(
    ("header", "state"),
    [
        (f"{OURS}; spf=pass smtp.mailfrom=a@mail.example; dkim=pass header.d=mail.example; dmarc=pass", AuthState.PASS),
        (f"{OURS}; dmarc=fail (p=REJECT sp=NONE) header.from=mail.example; spf=pass smtp.mailfrom=x@e", AuthState.FAIL),
        (f"{OURS} 1; dkim=pass (2048-bit key; ok) header.i=@mail.example", AuthState.PASS),
        (f"{OURS}; dkim=pass header.d=sub.mail.example; spf=fail smtp.mailfrom=x@other.example", AuthState.PASS),
        (f"{OURS}; dkim=pass header.d=evil.example; spf=pass smtp.mailfrom=x@evil.example", AuthState.NONE),
        (f"{OURS}; spf=fail smtp.mailfrom=ana@mail.example", AuthState.FAIL),
        (f"{OURS}; spf=softfail smtp.mailfrom=ana@mail.example", AuthState.NONE),
        (f"{OURS}; none", AuthState.NONE),
        (f"{OURS}; dmarc=pass header.from=evil.example", AuthState.FAIL),
        (f"{OURS}; dmarc=none header.from=xn--evil-5qa.example; spf=neutral", AuthState.FAIL),
        (f"{OURS}; dmarc=pass header.from=évil.example", AuthState.NONE),
        (f"{OURS}; dmarc=pass header.from=sub.mail.example", AuthState.NONE),
        ("mx.evil.example; dmarc=pass header.from=mail.example", AuthState.NONE),
        (f'{OURS}; spf=pass reason="x; dmarc=pass" smtp.mailfrom=x@evil.example', AuthState.NONE),
        (f"{OURS} (dmarc=pass; dmarc=pass)", AuthState.NONE),
        (f'{OURS}; spf=pass smtp.mailfrom="ana@mail.example"@evil.example', AuthState.NONE),
        (f'{OURS}; dkim=pass header.i="x@mail.example"@evil.example', AuthState.NONE),
        (
            f"{OURS}; spf=softfail (of a\\); dmarc=pass header.from=mail.example) smtp.mailfrom=x@e.example",
            AuthState.NONE,
        ),
        (f'{OURS}; spf=pass (of "a) smtp.mailfrom=x@e.example; dmarc=fail (of "b)', AuthState.FAIL),
        (f'{OURS}; "dmarc=pass"', AuthState.NONE),
        (f"{OURS}; dmarc=pass; dmarc=fail header.from=mail.example", AuthState.FAIL),
        (f'{OURS}; spf=pass smtp.mailfrom= "ana"@mail.example', AuthState.PASS),
        (f'{OURS}; spf=pass smtp.mailfrom="; dmarc=pass', AuthState.NONE),
    ],
)
def test_a_verdict_of_a_trusted_server(header, state):
    assert verdict([header], {"MX.shop.example"}, "ana@mail.example").state is state


def test_the_newest_trusted_header_decides_and_nobody_elses():
    mail = parse(
        f"Authentication-Results: {OURS};\n dmarc=fail header.from=mail.example\nAuthentication-Results: {OURS}; dmarc=pass\n"
        "From: ana@mail.example\n\nx".encode()
    )
    found = verdict(mail.auth_headers, {OURS}, "ana@mail.example")
    assert (found.state, found.words) == (AuthState.FAIL, "dmarc fail")
    assert verdict(mail.auth_headers, (), "ana@mail.example").state is AuthState.NONE
    assert not is_aligned("mail.example", "notmail.example")
    assert not is_aligned("example", "mail.example")


@pytest.mark.parametrize("block", FORWARDS.values(), ids=[name.replace(" ", "-") for name in FORWARDS])
def test_a_passed_on_mail_names_its_author(block):
    mail = parse(
        f"Subject: Fwd: Where\nContent-Type: text/plain; charset=utf-8\n\nSee below\n\n{block}\n\n{OLD}".encode()
    )
    assert mail.forwarded is not None
    assert mail.forwarded.sender is not None
    assert (mail.forwarded.sender.email, mail.forwarded.sender.name.strip("*")) == (EMAIL, NAME)
    if "Where is order 5?" in block:
        assert mail.forwarded.subject == "Where is order 5?"


def test_an_attached_mail_is_passed_on_and_an_answer_passes_on_nothing():
    head = "Subject: WG: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nplease\n--b\nContent-Type: message/rfc822\n\n"
    inner = "From: Ana <ana@mail.example>\nSubject: Old\nDate: Mon, 3 May 2021 10:00:00 +0200\nMessage-ID: <i@x>\n\nhi\n--b--"
    found = parse((head + inner).encode()).forwarded
    assert found is not None
    assert found.sender is not None
    assert (found.sender.email, found.subject, found.date, found.message_id) == (
        "ana@mail.example",
        "Old",
        1620028800,
        "i@x",
    )
    assert found.attached
    assert parse((head.replace("WG:", "Re:") + inner).encode()).forwarded is None
    answer = f"Subject: Re: Fwd: x\n\nThanks\n\nFrom: {NAME} <{EMAIL}>\nSent: Monday, May 3, 2021 10:00 AM\nTo: s@shop.example\n\nold"
    assert parse(answer.encode()).forwarded is None
