"""Outgoing mails: read back by the standard library, they say what was meant and nothing else."""

import email
import email.header
import email.message
import email.policy
import email.utils
import hashlib
import re
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmtui.errors import UsageError
from crmtui.mail.build import OutgoingMail, build, make_message_id, recipients
from crmtui.mail.message import Address, Attachment

ANA = Address("Ana Ruiz", "ana@mail.example")
SHOP = Address("Ana's Linen", "support@linen.example")
MAIL = OutgoingMail(
    sender=SHOP,
    to=(ANA,),
    subject="Your parcel",
    text="Hi Ana,\n\nit left on Monday.\n\n-- \nBo",
    message_id="abc@linen.example",
    date=1_795_312_800,
)
SAMPLES = [
    "Where is my parcel?",
    "Größe L statt M: Rückgabe möglich?",
    "注文番号 5527 の返品について、サイズが合わなかったので交換をお願いできますでしょうか",
    "أين طردي؟ رقم الطلب 1001",
    "Ödeme 👩‍👩‍👧‍👦 🇩🇪 done",
    "=?utf-8?q?not_a_word?=",
    "x" * 2000,
    "a  b   c",
    'ends in backslash \\ and "quotes" (and) , ; : <x@y>',
]


def read(raw: bytes) -> email.message.EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, email.message.EmailMessage)
    return message


def check_wire(raw: bytes) -> None:
    """What every server may rely on."""
    assert raw.isascii()
    assert b"\0" not in raw
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", raw)
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert raw.endswith(b"\r\n")


def texts(raw: bytes) -> tuple[str, str]:
    message = read(raw)
    plain, page = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert page is not None
    return plain.get_content(), page.get_content()


def test_a_plain_reply_looks_like_mail_from_a_good_program() -> None:
    mail = replace(
        MAIL,
        cc=(Address("", "cc@mail.example"),),
        bcc=(Address("Secret", "bcc@mail.example"),),
        reply_to=(Address("Ana's Linen", "support+t1.abc@linen.example"),),
        in_reply_to="q@mail.example",
        references=("p@mail.example", "q@mail.example"),
    )
    raw = build(mail)
    check_wire(raw)
    assert raw.split(b"\r\n\r\n")[0].decode().split("\r\n") == [
        "From: Ana's Linen <support@linen.example>",
        "To: Ana Ruiz <ana@mail.example>",
        "Cc: <cc@mail.example>",
        "Reply-To: Ana's Linen <support+t1.abc@linen.example>",
        "Subject: Your parcel",
        "Date: Sun, 22 Nov 2026 02:00:00 +0000",
        "Message-ID: <abc@linen.example>",
        "In-Reply-To: <q@mail.example>",
        "References: <p@mail.example> <q@mail.example>",
        "MIME-Version: 1.0",
        "Content-Type: multipart/alternative;",
        ' boundary="' + raw.split(b'boundary="')[1].split(b'"')[0].decode() + '"',
    ]
    assert b"bcc" not in raw.lower()
    assert recipients(mail) == ("ana@mail.example", "cc@mail.example", "bcc@mail.example")
    plain, page = texts(raw)
    assert plain.replace("\r\n", "\n") == mail.text + "\n"
    assert '<p dir="auto">it left on Monday.</p>' in page


def test_the_same_mail_gives_the_same_bytes() -> None:
    assert build(MAIL) == build(replace(MAIL))


@pytest.mark.parametrize("text", SAMPLES)
def test_subject_and_names_survive_in_every_script(text: str) -> None:
    raw = build(replace(MAIL, subject=text, to=(Address(text[:110], "ana@mail.example"),)))
    check_wire(raw)
    message = read(raw)
    # The standard library splits a foreign token of 2000 letters no better than we do; spaces may be squeezed.
    assert " ".join(message["Subject"].split()) == " ".join(text.split())
    assert message["To"].addresses[0].addr_spec == "ana@mail.example"
    # Not by the newer policy: it puts a blank between encoded words of a name.
    header = email.message_from_bytes(raw)["To"].rpartition("<")[0].replace("\r\n", "")
    name = str(email.header.make_header(email.header.decode_header(header))).strip()
    if name.startswith('"'):
        name = email.utils.unquote(name)
    assert " ".join(name.split()) == " ".join(text[:110].split())
    assert len(message["To"].addresses) == 1


printable = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp", "Cn", "Co"]))


# Marks do not all arrive as they were written, and have tests of their own.
written = st.text(st.characters(codec="utf-8", exclude_characters="\\*_`[]"), max_size=400)


@settings(max_examples=150, deadline=None)
@given(printable, written)
def test_whatever_is_written_arrives(subject: str, text: str) -> None:
    raw = build(replace(MAIL, subject=subject, text=text))
    check_wire(raw)
    assert read(raw)["Subject"] == subject
    plain, _ = texts(raw)
    wanted = text.encode("utf-8", "replace").decode().replace("\r\n", "\n").replace("\r", "\n")
    wanted = "".join(char for char in wanted if char in "\t\n" or unicodedata.category(char) != "Cc")
    assert plain.replace("\r\n", "\n").rstrip("\n") == wanted.rstrip("\n")


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=200))
def test_no_text_makes_a_header_of_its_own(subject: str, name: str, filename: str) -> None:
    file = Attachment(filename, f"text/plain\r\nX-Evil: 1 {name}", b"x", inline=False, content_id="")
    mail = replace(MAIL, subject=subject, sender=Address(name, "a@b.example"), attachments=(file,))
    raw = build(mail)
    check_wire(raw)
    names = [line.split(":")[0] for line in raw.split(b"\r\n\r\n")[0].decode().split("\r\n") if line[0] not in " \t"]
    assert names == ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"]
    part = next(iter(read(raw).iter_attachments()))
    assert part.get_content_type() == "application/octet-stream"
    assert not set(part.get_filename() or "/") & set("/\\\r\n\0")


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\0", "\x0b", "\x0c", "\x1c", "\x85", "\u2028"])
def test_injection_is_folded_away_in_text_and_refused_in_addresses(end: str) -> None:
    raw = build(replace(MAIL, subject=f"Hi{end}Bcc: evil@mail.example", to=(Address(f"A{end}Bcc: x", ANA.email),)))
    check_wire(raw)
    assert not re.search(rb"(?im)^bcc", raw)
    for address in (f"ana@mail.example{end}Bcc: x", f"ana{end}Bcc@mail.example", f"{end}@mail.example"):
        with pytest.raises(UsageError):
            build(replace(MAIL, to=(Address("", address),)))
        with pytest.raises(UsageError):
            build(replace(MAIL, bcc=(Address("", address),)))
    with pytest.raises(UsageError):
        build(replace(MAIL, message_id=f"a{end}b@c"))
    raw = build(replace(MAIL, in_reply_to=f"a{end}b@c", references=(f"a{end}b@c", "fine@c")))
    assert b"In-Reply-To" not in raw
    assert b"\r\nReferences: <fine@c>\r\n" in raw


@pytest.mark.parametrize(
    "address",
    ["", "ana", "ana@", "@mail.example", "a b@mail.example", "a@b@c.example", "a@mail..example", "<a@b.example>",
     "a,b@mail.example", "a@b.example>", "jö rg@mail.example", "a@" + "x" * 300 + ".example", "a@" + "ü" * 70 + ".de",
     '"a"b"@mail.example'],
)  # fmt: skip
def test_what_cannot_be_an_address_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match=r"address|cannot be sent"):
        build(replace(MAIL, to=(Address("Ana", address),)))


def test_odd_but_right_addresses_pass() -> None:
    people = [
        Address("", "ana@bücher.example"),
        Address("", '"a b\\"c"@mail.example'),
        Address("", "o'x+{y}@[192.0.2.1]"),
    ]
    raw = build(replace(MAIL, to=tuple(people)))
    assert read(raw)["To"].addresses[0].addr_spec == "ana@xn--bcher-kva.example"
    assert recipients(replace(MAIL, to=tuple(people)))[1:] == ('"a b\\"c"@mail.example', "o'x+{y}@[192.0.2.1]")


def test_everybody_receives_one_copy() -> None:
    again = (Address("Again", "ANA@mail.example"),)
    assert recipients(replace(MAIL, cc=again, bcc=again)) == ("ana@mail.example",)
    with pytest.raises(UsageError, match="no recipient"):
        build(replace(MAIL, to=()))
    assert b"\r\nTo: undisclosed-recipients:;\r\n" in build(replace(MAIL, to=(), bcc=(ANA,)))


def test_long_lists_fold_within_the_line_length() -> None:
    many = tuple(Address(f"Customer Number {n}", f"customer{n}@some-long-domain.example") for n in range(200))
    refs = tuple(f"{hashlib.sha256(bytes([n])).hexdigest()}@mail.example" for n in range(60))
    raw = build(replace(MAIL, to=many, references=refs, subject="word " * 100))
    check_wire(raw)
    head = raw.split(b"\r\n\r\n")[0].split(b"\r\n")
    assert max(map(len, head)) <= 95
    message = read(raw)
    assert len(message["To"].addresses) == 200
    assert message["References"].split() == [f"<{one}>" for one in (refs[0], *refs[-20:])]


def test_text_that_would_be_spoiled_on_the_way_is_encoded() -> None:
    text = "From here on\nlong " + "word " * 400 + "From there\n.\ntrailing  \nxx " + "y" * 70 + " From x\n"
    raw = build(replace(MAIL, text=text))
    check_wire(raw)
    assert not re.search(rb"(?m)^From ", raw)
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78
    assert texts(raw)[0].replace("\r\n", "\n") == text


def test_cjk_text_travels_as_base64_and_german_as_quoted_printable() -> None:
    assert b"\r\nContent-Transfer-Encoding: base64" in build(replace(MAIL, text="注文番号" * 50))
    assert b"\r\nContent-Transfer-Encoding: quoted-printable" in build(replace(MAIL, text="Viele Grüße"))
    assert b"charset=us-ascii\r\nContent-Transfer-Encoding: 7bit" in build(MAIL)


@pytest.mark.parametrize(
    "name",
    ["invoice.pdf", "Rechnung März 2026.pdf", "請求書" * 30 + ".pdf", 'a "b"; c.txt', "x" * 118 + ".pdf", "👍.png"],
)
def test_attachments_keep_their_names_and_bytes(name: str) -> None:
    data = bytes(range(256)) * 20
    raw = build(replace(MAIL, attachments=(Attachment(name, "application/pdf", data, inline=False, content_id=""),)))
    check_wire(raw)
    [part] = read(raw).iter_attachments()
    stem, _, ending = name.rpartition(".")
    assert part.get_filename() == f"{stem[:100]}.{ending}"
    assert part.get_content() == data
    assert part.get_content_type() == "application/pdf"
    assert texts(raw)[0].startswith("Hi Ana")


def test_names_that_are_paths_or_empty_become_harmless() -> None:
    names = ["../../etc/passwd", "C:\\evil.exe", "", "..", "a\r\nb.txt"]
    files = tuple(Attachment(name, "text/plain", b"x", inline=False, content_id="") for name in names)
    found = [part.get_filename() for part in read(build(replace(MAIL, attachments=files))).iter_attachments()]
    assert found == ["_.._etc_passwd", "C:_evil.exe", "attachment", "attachment", "a_b.txt"]


def test_inline_images_stand_beside_the_html() -> None:
    image = Attachment("logo.png", "image/png", b"\x89PNG", inline=True, content_id="logo@linen")
    forwarded = Attachment("mail.eml", "message/rfc822", b"Subject: x\r\n\r\n", inline=False, content_id="")
    raw = build(replace(MAIL, html='<img src="cid:logo@linen">', attachments=(image, forwarded)))
    check_wire(raw)
    kinds = [part.get_content_type() for part in read(raw).walk()]
    assert kinds == [
        "multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png",
        "application/octet-stream",
    ]  # fmt: skip
    assert b"Content-ID: <logo@linen>" in raw


def test_boundary_never_stands_in_the_text() -> None:
    fence = build(MAIL).split(b'boundary="')[1].split(b'"')[0].decode()
    raw = build(replace(MAIL, text=f"--{fence}\n--{fence}--\n"))
    assert texts(raw)[0].split() == [f"--{fence}", f"--{fence}--"]


def test_html_half_escapes_links_and_quotes() -> None:
    text = "See https://x.example/?a=1&b=2. <script>alert(1)</script>\n> quoted\n>> deeper\n  indented\n\n\nمرحبا"
    page = texts(build(replace(MAIL, text=text)))[1]
    assert '<a href="https://x.example/?a=1&amp;b=2">https://x.example/?a=1&amp;b=2</a>. &lt;script&gt;' in page
    assert page.count("<blockquote") == 2
    assert '<p dir="auto">مرحبا</p>' in page
    assert " \u00a0indented" in page
    assert "<script" not in page


def test_pasted_controls_are_in_neither_half() -> None:
    plain, page = texts(build(replace(MAIL, text="a\x00b\x1b[31m red\x07\x0c\x85\x9b1m\tend")))
    assert plain.strip() == "ab[31m red1m\tend"
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", page)


def test_automatic_mails_say_so() -> None:
    message = read(build(replace(MAIL, automatic=True)))
    assert (message["Auto-Submitted"], message["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    assert read(build(MAIL))["Auto-Submitted"] is None


def test_message_ids_are_random_and_ours() -> None:
    assert make_message_id("linen.example", bytes) == "a" * 24 + "@linen.example"
    assert make_message_id("bücher.example", bytes).endswith("@xn--bcher-kva.example")
    with pytest.raises(UsageError):
        make_message_id("linen.example>\r\nBcc: x", bytes)
