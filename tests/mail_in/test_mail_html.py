"""HTML mail as readable text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmtui.mail.html_text import html_to_text
from crmtui.mail.parse import parse


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>Hello&nbsp;<b>Ana</b>,</p><p>two</p>", "Hello Ana,\n\ntwo"),
        ("a<br>b<div>c</div>d", "a\nb\nc\nd"),
        ("<ul><li>a<li>b<ol><li>n</ol></ul>", "- a\n- b\n  1. n"),
        ("<table><tr><td>Order</td><td>5</td></tr><tr><td>Sum</td></tr></table>", "Order 5\nSum"),
        ("x <a href='https://a.example/t'>here</a>", "x here <https://a.example/t>"),
        ("<a href='https://www.a.example/'>a.example</a>", "a.example"),
        ("<a href='mailto:a@b.example'>a@b.example</a>", "a@b.example"),
        ("<a href='javascript:x'>go</a>", "go"),
        ("<blockquote>old<blockquote>older</blockquote></blockquote>new", "> old\n>\n>> older\n\nnew"),
        ("<style>b{}</style><script>x</script><p style='display:none'>hid</p>seen", "seen"),
        ("<img alt='Logo'>", "[Logo]"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        (
            '<p>Hi<?xml:namespace prefix = o ns = "urn:schemas-microsoft-com:office:office" /><o:p> Ana</o:p></p>',
            "Hi Ana",
        ),
        ("<p>a<?php echo 1 ?>b<!-- c --><![CDATA[d]]>e</p>", "abe"),
    ],
)
def test_it_reads_like_mail(source, text):
    readable = html_to_text(source)
    assert (readable.text, readable.problem) == (text, "")


@given(st.text(alphabet="<>/ab =\"'&;#1pdiv!?-\n", max_size=400))
@settings(max_examples=150, deadline=None)
def test_nothing_raises(source):
    html_to_text(source)


def test_what_is_too_deep_is_stripped_plainly():
    readable = html_to_text("<div>" * 50_000 + "words")
    assert readable.text == "words"
    assert readable.problem


@pytest.mark.parametrize("unit", ["<blockquote><blockquote></div></div></div>", "<a@b>x</b></b>"])
def test_ends_of_what_was_never_begun_hide_no_depth(unit):
    assert "stripped" in html_to_text(unit * 4000).problem


@pytest.mark.parametrize("unit", ["<hr>", "<blockquote>" * 20 + "<br>" * 50_000 + "</blockquote>" * 20])
def test_what_is_drawn_around_words_is_bounded_and_no_word_is_lost(unit):
    text = html_to_text(unit * (800_000 // len(unit)) + "<p>the end").text
    assert len(text) < 2_000_000
    assert text.endswith("the end")


def test_html_in_many_parts_is_read_properly_up_to_a_measure():
    part = "--b\nContent-Type: text/html\n\n" + "<p><b>word</b></p>" * 50_000 + "\n"
    mail = parse(f"From: a@b.example\nContent-Type: multipart/mixed; boundary=b\n\n{part * 3}--b--\n".encode())
    assert mail.text.count("word") == 150_000
    assert mail.text.count("\n\nword") < 60_000
    assert any("stripped" in problem for problem in mail.problems)
