"""Reading raw mails: what comes out, and that nothing raises."""

import email
from email.message import Message

from hypothesis import given, settings
from hypothesis import strategies as st

from crmtui.mail.limits import FENCES
from crmtui.mail.message import Automatic
from crmtui.mail.mime import Part, Structure
from crmtui.mail.parse import parse
from tests.mail_in.mail_corpus import needs_corpus, raws

SIMPLE = (
    b'From: =?utf-8?q?Ana_Ru=C3=ADz?= <Ana@Example.COM>\r\nTo: shop@example.com, "Doe, J" <j@example.com>\r\n'
    b"Subject: =?utf-8?B?w6k=?= =?utf-8?B?w6k=?=\r\nMessage-ID: <1@example.com>\r\nIn-Reply-To: <0@example.com>\r\n"
    b"References: <a@x>\r\n <0@example.com>\r\nDate: Wed, 21 Aug 2002 19:30:01 +0700\r\n\r\nHello\r\n-- \r\nAna\r\n"
)


def leaves(part: Part) -> list[Part]:
    return [leaf for child in part.children for leaf in leaves(child)] if part.children else [part]


def standard_leaves(message: Message) -> list[Message]:
    if message.is_multipart() and message.get_content_maintype() == "multipart":
        return [leaf for child in message.get_payload() for leaf in standard_leaves(child)]
    return [message]


def test_a_simple_mail():
    mail = parse(SIMPLE)
    assert mail.sender is not None
    assert (mail.sender.name, mail.sender.email, mail.sender.key) == ("Ana Ruíz", "Ana@example.com", "ana@example.com")
    assert [(one.name, one.email) for one in mail.to] == [("", "shop@example.com"), ("Doe, J", "j@example.com")]
    assert (mail.subject, mail.message_id) == ("éé", "1@example.com")
    assert (mail.in_reply_to, mail.references) == (("0@example.com",), ("a@x", "0@example.com"))
    assert mail.date == 1029933001
    assert (mail.text, mail.signature, mail.quoted, mail.problems) == ("Hello", "-- \nAna", "", ())


def test_alternative_prefers_words_and_keeps_the_html_source():
    raw = (
        b"Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/alternative; boundary=i\n\n"
        b"--i\n\nplain\n--i\nContent-Type: text/html\n\n<p>rich</p>\n--i--\n--o\nContent-Type: image/png; name=a.png\n"
        b"Content-Disposition: attachment\nContent-Transfer-Encoding: base64\n\naGk=\n--o--\n"
    )
    mail = parse(raw)
    assert (mail.text, mail.html) == ("plain", "<p>rich</p>")
    (file,) = mail.attachments
    assert (file.filename, file.content_type, file.data, file.inline) == ("a.png", "image/png", b"hi", False)


def test_an_alternative_with_nothing_in_its_plain_part_shows_the_html():
    head = b"Content-Type: multipart/alternative; boundary=i\n\n"
    assert parse(head + b"--i\n\n \n--i\nContent-Type: text/html\n\n<p>rich</p>\n--i--\n").text == "rich"


def test_a_forwarded_message_is_kept_as_a_file_named_by_its_subject():
    head = b"Content-Type: multipart/mixed; boundary=i\n\n"
    raw = head + b"--i\nContent-Type: message/rfc822\n\nSubject: Old\n\nbody\n--i--\n"
    (file,) = parse(raw).attachments
    assert (file.filename, file.data) == ("Old.eml", b"Subject: Old\n\nbody")


def test_an_encoded_word_cannot_pose_as_an_address():
    mail = parse(b"From: =?utf-8?q?alice=40example=2Ecom?=@evil.example\n\n")
    assert mail.sender is not None
    assert mail.sender.email.endswith("@evil.example")


def test_a_mail_that_lies_about_its_charset_is_read_anyway():
    head = b"Content-Type: text/plain; charset=%s\n\n"
    assert parse(head % b"us-ascii" + "né".encode()).text == "né"
    assert parse(head % b"iso-8859-1" + "né".encode()).text == "né"
    assert parse(head % b"iso-8859-1" + b"\x93n\x94").text == "“n”"
    unknown = parse(head % b"unicode_escape" + rb"\x1b[31m")
    assert unknown.text == r"\x1b[31m"
    assert unknown.problems


def test_limits_are_told_and_what_could_be_read_is_shown():
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(200))
    assert any("nested" in problem for problem in parse(deep + b"\nx").problems)
    many = b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 3000 + b"--b--\n"
    mail = parse(many)
    assert any("parts" in problem for problem in mail.problems)
    assert mail.text.startswith("x\nx")
    assert any("headers" in problem for problem in parse(b"Subject: s\n" + b"X-A: b\n" * 60_000 + b"\nx").problems)
    long = parse(b"Subject: s\n\n" + b"word " * 400_000)
    assert len(long.text) <= 1_000_000
    assert any("cut" in problem for problem in long.problems)


def test_delivered_to_and_several_in_reply_to():
    mail = parse(
        b"Delivered-To: A@x.example\nX-Original-To: b@x.example\nIn-Reply-To: <1@a> <2@a>\nIn-Reply-To: <3@a>\n\n"
    )
    assert mail.delivered_to == ("A@x.example", "b@x.example")
    assert mail.in_reply_to == ("1@a", "2@a", "3@a")


@needs_corpus
def test_the_corpus_parses_and_agrees_with_the_standard_library():
    different = []
    for name, raw in raws():
        parse(raw)
        structure = Structure(raw)
        ours = [(part.content_type, structure.body(part)) for part in leaves(structure.root)]
        theirs = [
            (part.get_content_type(), None if part.is_multipart() else part.get_payload(decode=True))
            for part in standard_leaves(email.message_from_bytes(raw))
        ]
        same = [kind for kind, _ in ours] == [kind for kind, _ in theirs] and all(
            wanted is None or body.replace(b"\r\n", b"\n").strip() == wanted.replace(b"\r\n", b"\n").strip()
            for (_, body), (_, wanted) in zip(ours, theirs, strict=True)
        )
        if not same:
            different.append(name)
    # A multipart without its parts is text to us; two broken ones gain an empty part or a recovered header there.
    assert len(different) <= 9, different


@needs_corpus
def test_almost_every_bounce_is_one_and_list_mail_is_none():
    kinds: dict[str, list[Automatic]] = {}
    for name, raw in raws():
        kinds.setdefault("bounces" if name.partition(" ")[0].endswith(".txt") else name.partition(" ")[0], []).append(
            parse(raw).automatic
        )
    assert kinds["bounces"].count(Automatic.BOUNCE) >= 0.95 * len(kinds["bounces"])
    lists = kinds["lists-2002.mbox"]
    assert (lists.count(Automatic.BOUNCE) + lists.count(Automatic.AUTO_REPLY)) * 300 <= len(lists)


@given(st.binary(max_size=3000))
@settings(max_examples=150, deadline=None)
def test_no_bytes_raise(raw):
    mail = parse(raw)
    assert isinstance(mail.text, str)
    for text in (mail.text, mail.subject, mail.quoted, mail.html, mail.message_id, *mail.references):
        assert "\0" not in text
        text.encode()


SEEDS = (
    SIMPLE,
    b'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/html; charset=utf-7\n\n<p>a\n--b\n'
    b"Content-Type: message/delivery-status\nContent-Disposition: attachment; filename*0*=utf-8''a%20; filename*1=b\n"
    b"Content-Transfer-Encoding: base64\n\n====\n--b--\n",
)


@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.integers(0, 600), st.binary(max_size=6), st.integers(0, 9)), max_size=8),
)
@settings(max_examples=150, deadline=None)
def test_no_mutated_mail_raises(raw, edits):
    for at, new, drop in edits:
        raw = raw[:at] + new + raw[at + drop :]
    mail = parse(raw)
    mail.text.encode()
    mail.html.encode()


def test_crafted_mails_stay_within_their_size():
    """Each of these once cost somebody's parser the square of its length: this test is quick, or it never ends."""
    many = 100_000
    for header in (
        b'"' * many,
        b"(" * many,
        b"<" * many,
        b"a@b," * many,
        b"=?a?q?x" * many,
        b'"\\' * many,
        b" ," * many,
    ):
        parse(
            b"From: " + header + b"\nReferences: " + header + b"\nSubject: " + header + b"\nDate: " + header + b"\n\n"
        )
    for body in (
        b"On " * many,
        b"-" * many * 2,
        b"\n" * many,
        b"> " * many,
        b"On 1:11 a@b:\n" * many,
        b"From: a\n" * many,
    ):
        parse(b"Subject: x\n\n" + body)
    parse(b"Content-Type: multipart/mixed; boundary=b\n\n" + b"\r--b x" * many)
    parse(b"Content-Type: text/plain" + b';a="\\' * many + b"\n\n")
    for html in (b"<div>" * many, b"<a " + b"b=1 " * many, b"<a " * many, b"&#" + b"9" * many, b"<blockquote>" * many):
        parse(b"Content-Type: text/html\n\n" + html)


def test_boundaries_within_boundaries_are_looked_at_once_each_and_not_for_ever():
    nested = b"".join(
        b'Content-Type: multipart/mixed; boundary="%s"\n\n--%s\n' % (b"b" * n, b"b" * n) for n in range(1, 26)
    )
    mail = parse(b"From: a@x.example\n" + nested + b"\nwords\n" + b"--bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\n" * 20_000)
    assert f"boundaries over {FENCES} were not read" in mail.problems
    assert "words" in mail.text
