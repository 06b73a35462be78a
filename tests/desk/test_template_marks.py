"""What a customer or shop wrote never becomes a mark of the mail that a template puts it into."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmtui.desk.liquid import partial
from crmtui.mail.html_write import html_from_text, plain_from_text
from crmtui.mail.marks import unmarked

HOSTILE = [
    "[Your account](http://evil.example)", "*bold*", "**bold**", "_x_", "`code`", "a\\*b*", "\\", "x](http://evil.example)",
    "hi\n> quoted\n- one\n1. two\n* three\n```\ncode\n```", "https://evil.example)[x](https://evil.example", "\\[a](b)",
    "thanks\n-- \nno signature", "__init__ LIN_SH_L 2*3", "• dot\n  - deep",
]  # fmt: skip
SOURCES = [
    "{{ customer.name }}", "Dear {{ customer.name }}, **welcome**",
    "*{{ customer.name }}* and [more](https://us.example)", "[{{ customer.name }}](https://us.example/x)",
    "{% capture who %}{{ customer.name }}{% endcapture %}{{ who }}", "{% assign who = customer.name %}- {{ who }}",
    "**{{ customer.name }}** `{{ ticket.subject }}`",
]  # fmt: skip


def written(source: str, name: str) -> str:
    context: dict[str, object] = {
        "customer": {"name": name},
        "ticket": {"subject": name},
        "agent": {"name": "Ana", "signature": "**Ana** of [us](https://us.example)"},
    }
    return partial(source, context, marked=True).text


def body(text: str) -> str:
    page = html_from_text(text)
    return page[page.index("<body>") + 6 : page.index("</body>")]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("source", SOURCES)
def test_values_lead_nowhere_that_they_do_not_show(source: str, name: str) -> None:
    for target, shown in re.findall(r'<a href="([^"]*)">(.*?)</a>', body(written(source, name))):
        assert target.startswith("https://us.example") or target == shown


@pytest.mark.parametrize("name", HOSTILE)
def test_a_value_is_text_and_reads_as_it_was(name: str) -> None:
    text = written("{{ customer.name }}", name)
    assert not re.search(r"<(b|i|code|pre|ul|ol|li|blockquote)\b", body(text))
    if "https:" not in name:
        assert plain_from_text(text) == name
    assert not re.search("\n-- \n", text)


def test_marks_of_author_and_house_count() -> None:
    text = written('**Hi** {{ agent.signature }}{{ order.note | default: " *none*" }}', "x")
    assert body(text).count("<b>") == 2
    assert '<a href="https://us.example">us</a>' in body(text)
    assert "<i>none</i>" in body(text)


def test_a_tracking_link_stays_whole() -> None:
    link = "https://carrier.example/t?id=LIN_SH_1&x=_a_"
    assert unmarked(f"see {link}.") == f"see {link}."
    assert f'<a href="{link.replace("&", "&amp;")}">here</a>' in body(f"[here]({unmarked(link)})")


def test_everyday_values_stay_as_they_are() -> None:
    for value in (
        "O'Neil-Smith",
        "Foo - Bar GmbH",
        "LIN_SH_L",
        "12.50 EUR",
        "Hauptstr. 5, 1010 Wien",
        "2*3",
        "ana_b@mail.example",
    ):
        assert unmarked(value) == value


def test_subjects_are_no_text_with_marks() -> None:
    assert partial("{{ customer.name }}", {"customer": {"name": "*A*"}}).text == "*A*"


@given(st.text(alphabet="\\*_`[]()>-. \n1ab•", max_size=40))
def test_whatever_it_is_no_mark_is_left_and_no_letter_lost(words: str) -> None:
    held = unmarked(words)
    assert plain_from_text(held) == words
    assert not re.search(r"<(b|i|code|pre|ul|ol|li|blockquote|a)\b", body(held))


def test_held_signs_are_read_in_linear_time() -> None:
    for text in ("\\*" * 50_000, "*" + "\\*" * 50_000, "**a" + "\\**" * 30_000, "[" + "\\]" * 50_000, "_\\_" * 30_000):
        body(text)


def test_a_date_in_a_sentence_looks_like_one() -> None:
    assert partial("left {{ now | date: 'long' }}", {"now": 1_795_312_800}, locale="de", marked=True).text == (
        "left 22. November 2026"
    )
