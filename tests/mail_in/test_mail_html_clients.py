"""HTML replies and forwards of many mail programs: cut where their structure says so."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmtui.mail.html_text import html_to_text
from crmtui.mail.parse import parse
from crmtui.mail.quotes import cut
from tests.mail_in.client_lines import EMAIL
from tests.mail_in.html_clients import BETWEEN, FORWARD, TOP


def read(html: str, subject: str = "Re: Hi"):
    return parse(f"Subject: {subject}\nContent-Type: text/html; charset=utf-8\n\n{html}".encode())


def named(table: dict[str, str]) -> dict[str, object]:
    return {"argvalues": table.values(), "ids": [name.replace(" ", "-") for name in table]}


@pytest.mark.parametrize("html", **named(TOP))
@pytest.mark.parametrize(
    "new", ["Thanks, that works.", "Hello,\n\nOn Monday I wrote to you:\n- one\n- two", "From: Berlin\nTo: Paris"]
)
def test_new_words_are_cut_from_the_old(html, new):
    mail = read(html.replace("NEW", new.replace("\n", "<br>")))
    assert mail.text == new
    assert "old words" in mail.quoted


@pytest.mark.parametrize("html", **named(BETWEEN))
def test_answers_between_pieces_keep_their_context(html):
    mail = read(html)
    for word in ("Which size?", "M please.", "Which colour?", "Blue."):
        assert word in mail.text
    assert "Bye old" in mail.quoted


@pytest.mark.parametrize("html", **named(FORWARD))
@pytest.mark.parametrize("new", ["", "See below."])
def test_what_is_passed_on_stays(html, new):
    mail = read(html.replace("NEW", new), "Fwd: Where is order 5?")
    assert mail.text.startswith(new)
    assert "old words" in mail.text
    assert EMAIL in mail.text


def test_a_reply_typed_into_the_signature_is_not_lost():
    mail = read(f'<div id="ms-outlook-mobile-signature">Blue please.</div>{TOP["outlook web"].replace("NEW", "")}')
    assert "Blue please." in mail.text


def test_an_indented_paragraph_is_its_authors():
    html = '<div>one</div><blockquote style="margin:0 0 0 40px;border:none;padding:0px"><div>two</div></blockquote>'
    assert read(html).text.split() == ["one", "two"]


def test_a_border_of_ones_own_is_no_earlier_mail():
    html = '<p>one</p><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p>two and three</p></div><p>four</p>'
    assert "four" in read(html).text


@pytest.mark.parametrize("name", ["price-quote", "quotes", "pull-quote", "quote-request"])
def test_a_quote_of_prices_is_no_earlier_mail(name):
    assert read(f'<p>one</p><div class="{name}"><p>two 3.00</p></div>').text.split() == ["one", "two", "3.00"]


PIECES = st.sampled_from(
    ["<div>", "</div>", "<p>", "</p>", "<br>", "<hr>", "<hr id=zwchr>", '<blockquote type="cite">', "</blockquote>",
     "one ",
     '<div class="gmail_quote">', '<div class="gmail_attr">', '<div id="divRplyFwdMsg">', '<div id="signature">',
     "two:",
     '<div class="yahoo_quoted">', '<span class="gmail_signature_prefix">', "</span>", "<pre>", "</pre>", "-- ", "> x",
     "On 3 May 2021, Ana &lt;a@b.example&gt; wrote:", "<ul>", "<li>", "&nbsp;", "&#13;", "\n"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=25), st.booleans())
@settings(max_examples=300, deadline=None)
def test_every_line_of_a_document_is_in_exactly_one_piece(pieces, forward):
    readable = html_to_text("".join(pieces))
    if readable.marks:
        assert len(readable.marks) == readable.text.count("\n") + 1
    found = cut(readable.text, readable.marks, forward=forward)
    together = [line.strip() for piece in (found.text, found.quoted, found.signature) for line in piece.split("\n")]
    assert sorted(filter(None, together)) == sorted(filter(None, (one.strip() for one in readable.text.split("\n"))))
