"""Light marks in a mail become decent HTML and plain text, and never anything that runs."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from crmtui.mail.html_write import Quoted, html_from_text, plain_from_text
from crmtui.mail.marks import Mark, pieces, unmarked


def body(text: str) -> str:
    page = html_from_text(text)
    return page[page.index("<body>") + 7 : page.index("\n</body>")]


def test_marks_become_tags() -> None:
    assert body("It is **really *very* big**, _yes_, `a*b*c` and [here](https://x.example/a_b_c).") == (
        '<p dir="auto">It is <b>really <i>very</i> big</b>, <i>yes</i>, <code>a*b*c</code> and '
        '<a href="https://x.example/a_b_c">here</a>.</p>'
    )


@pytest.mark.parametrize(
    "text",
    ["5 * 3 * 2 = 30", "order_id_5 and __init__", "a ** b ** c", "*", "**", "****", "2*3*4", "[no link]", "[x](y)",
     "`open", "_ a _", "#1042 is late", "snake_case_name", "C:\\temp\\x", "a * b", "-5 degrees", "1.5 kg"],
)  # fmt: skip
def test_what_is_no_mark_stays_as_typed(text: str) -> None:
    assert body(text) == f'<p dir="auto">{text}</p>'
    assert plain_from_text(text) == text


def test_plain_half_needs_no_page() -> None:
    text = (
        "**Hello** _you_, see [our shop](https://x.example/s) or [write](mailto:a@x.example):\n* one\n2) two\n\\*so\\*"
    )
    assert plain_from_text(text) == (
        "*Hello* _you_, see our shop <https://x.example/s> or write <a@x.example>:\n* one\n2) two\n*so*"
    )


def test_lists_nest_and_keep_their_numbers() -> None:
    tree = LexborHTMLParser(body("Please:\n- wash\n  cold\n  - not hot\n- dry\n3. first\n4. then\n\nBye"))
    assert [node.text().split() for node in tree.css("li")] == [
        ["wash", "cold", "not", "hot"], ["not", "hot"], ["dry"], ["first"], ["then"],
    ]  # fmt: skip
    assert len(tree.css("ul ul li")) == 1
    assert tree.css_first("ol").attributes["start"] == "3"
    assert [node.text() for node in tree.css("p")] == ["Please:", "Bye"]


def test_code_is_kept_letter_by_letter() -> None:
    text = "Do:\n```sh\nrm -rf **  *\n\n> x <y>\n```\nDone"
    assert "<pre" in body(text)
    assert "<code>rm -rf **  *\n\n&gt; x &lt;y&gt;</code></pre>" in body(text)
    assert plain_from_text(text) == "Do:\n    rm -rf **  *\n\n    > x <y>\nDone"
    assert body("```\nnever closed").count("<p") == 1


def test_what_others_wrote_has_no_marks() -> None:
    quoted = Quoted("On 3 Nov 2026, Eve <eve@x.example> wrote:", "**bold** [x](https://evil.example)\n> older\n- a")
    page = html_from_text("> **not**\n\nYes.", quoted)
    assert "<b>" not in page
    assert page.count("<blockquote") == 3
    assert 'class="gmail_quote"' in page
    assert "<ul" not in page
    assert "Eve &lt;eve@x.example&gt; wrote:" in page
    assert plain_from_text("Yes.\n", quoted).split("\n") == [
        "Yes.", "", quoted.head, "> **bold** [x](https://evil.example)", ">> older", "> - a",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["[x](javascript:alert(1))", "[x](data:text/html,hi)", "<script>alert(1)</script>", "[<img src=x>](https://x.example)",
     '[x](https://x.example/"onclick="y)', "`<script>`", "**<b onload=x>**", "- <script>", "```\n</code><script>\n```"],
)  # fmt: skip
def test_nothing_that_runs_gets_through(text: str) -> None:
    tree = LexborHTMLParser(html_from_text(text))
    allowed = {"html", "head", "meta", "body", "p", "br", "a", "b", "i", "code", "pre", "ul", "ol", "li", "blockquote"}
    assert {node.tag for node in tree.css("*")} <= allowed
    for node in tree.css("*"):
        assert set(node.attributes) <= {"charset", "dir", "href", "style", "start", "value"}
        assert re.match(r"https?://|mailto:|$", node.attributes.get("href") or "")


@given(st.text(alphabet="ab *_`[]()\\>-1. \n\t<&\"'", max_size=120))
def test_no_letter_is_lost(text: str) -> None:
    letters = re.sub(r"[^ab]", "", text)
    shown = LexborHTMLParser(html_from_text(text)).body
    assert shown is not None
    assert re.sub(r"[^ab]", "", shown.text()) == letters
    assert re.sub(r"[^ab]", "", plain_from_text(text)) == letters


@pytest.mark.parametrize(
    "piece", ["*", "**", "_", "`", "[", "](", "**a ", "*a ", "[a](https://", "> ", "- ", "```\n", " *a"]
)
def test_crafted_texts_end(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    assert html_from_text(text).endswith("</html>\n")
    assert len(plain_from_text(text)) <= len(text) + 40


@pytest.mark.parametrize(
    "words", ["see http://a.example] now", "http://a.example`x`", "(http://a.example)]", "http://a.example[`"]
)
def test_a_bare_link_ends_where_a_held_sign_begins(words: str) -> None:
    found = [one for one in pieces(unmarked(words)) if one.mark is not Mark.TEXT]
    assert [(one.mark, one.target.removesuffix("%5B")) for one in found] == [(Mark.LINK, "http://a.example")]
