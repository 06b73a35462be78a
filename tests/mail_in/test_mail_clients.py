"""Replies and forwards as the mail programs of many languages write them: the new words, whole, and nothing else."""

import pytest

from crmtui.mail.quotes import cut
from tests.mail_in.client_lines import (
    APPLE,
    BLOCKS,
    EMAIL,
    FORWARDS,
    GMAIL,
    NEW,
    OLD,
    OTHERS,
    SIGNATURES,
    THUNDERBIRD,
)

LINES = [
    pytest.param(line, id=f"{program} {which}".replace(" ", "-"))
    for program, table in (("gmail", GMAIL), ("apple", APPLE), ("thunderbird", THUNDERBIRD), ("", OTHERS))
    for which, line in table.items()
]


def marked(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def wrapped(line: str, width: int) -> str:
    """As mail programs break a line: at a space, when the next word does not fit."""
    lines = [""]
    for word in line.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".lstrip()
    return "\n".join(lines)


@pytest.mark.parametrize("line", LINES)
def test_an_answer_above_a_quote(line):
    for new in NEW.values():
        for above in (line, wrapped(line, 76)):
            for old in (marked(OLD), OLD):
                pieces = cut(f"{new}\n\n{above}\n\n{old}\n")
                assert pieces.text == new
                assert pieces.quoted == f"{above}\n\n{old}"


@pytest.mark.parametrize("line", LINES)
def test_an_answer_below_a_quote(line):
    for new in NEW.values():
        assert cut(f"{line}\n{marked(OLD)}\n\n{new}\n").text == new


@pytest.mark.parametrize("line", LINES)
def test_answers_between_quotes_keep_them(line):
    for new in NEW.values():
        body = f"{line}\n> Dear shop,\n> where is my order 5?\n\n{new}\n\n> Kind regards,\n\nBye!"
        assert cut(f"{body}\n\n> -- \n> Ana\n").text == body


@pytest.mark.parametrize("line", LINES)
def test_a_phone_that_marks_its_own_introduction(line):
    assert cut(f"Thanks.\n\n> {line}\n> \n{marked(OLD)}\n").text == "Thanks."


@pytest.mark.parametrize("block", BLOCKS.values(), ids=[name.replace(" ", "-") for name in BLOCKS])
def test_an_answer_above_a_copied_header(block):
    for new in NEW.values():
        assert cut(f"{new}\n\n{block}\n\n{OLD}\n").text == new
        assert cut(f"{new}\n{block}\n\n{OLD}\n").text == new


@pytest.mark.parametrize("signature", SIGNATURES.values(), ids=[name.replace(" ", "-") for name in SIGNATURES])
def test_a_signature_folds_by_itself(signature):
    for new in NEW.values():
        for rest in ("", f"\n\n{GMAIL['en-US']}\n\n{marked(OLD)}", f"\n\n{BLOCKS['outlook web']}\n\n{OLD}"):
            pieces = cut(f"{new}\n\n{signature}{rest}")
            assert (pieces.text, pieces.signature) == (new, signature)
        pieces = cut(f"{new}\n\n{GMAIL['en-US']}\n\n{marked(OLD)}\n\n{signature}")
        assert (pieces.text, pieces.signature) == (new, signature)


@pytest.mark.parametrize("block", FORWARDS.values(), ids=[name.replace(" ", "-") for name in FORWARDS])
@pytest.mark.parametrize("above", ["", "See below, please.\n\n", "-- \nBo\n\n", "Sent from my iPhone\n\n"])
def test_what_is_passed_on_stays_visible(block, above):
    pieces = cut(f"{above}{block}\n\n{OLD}", forward=True)
    assert "where is my order 5?" in pieces.text
    assert EMAIL in pieces.text


@pytest.mark.parametrize("which", [name for name in FORWARDS if not name.startswith(("outlook", "roundcube"))])
def test_a_mark_of_passing_on_needs_no_word_in_the_subject(which):
    pieces = cut(f"See below, please.\n\n{FORWARDS[which]}\n\n{OLD}")
    assert pieces.text.startswith("See below, please.")
    assert "where is my order 5?" in pieces.text


def test_an_introduction_behind_somebodys_words_is_set_apart():
    pieces = cut("Yes On Wed, Apr 4, 2012 at 3:59 PM, bob@example.com wrote:\n> Hi")
    assert pieces.text == "Yes"
    assert pieces.quoted == "On Wed, Apr 4, 2012 at 3:59 PM, bob@example.com wrote:\n> Hi"


def test_an_introduction_with_the_old_words_behind_it_opens_the_rest():
    pieces = cut("Yes\n\nOn Mon, May 3, 2021 at 10:00 AM, Ana Ruiz<ana@a.example> wrote:   Hello shop,\nwhere is it?")
    assert pieces.text == "Yes"
    assert pieces.quoted.endswith("where is it?")


@pytest.mark.parametrize(
    "body",
    [
        "Invitation:\n\nDate: Wednesday 3, October 2011\nTime: 7:00\nAddress: 130 Fox St\n\nBring your ID.",
        "On 3 May 2021 at 10:00 I called you.\nYou said:\nwait.",
        "My data:\nFrom: Berlin\nTo: Paris\nWhen: May",
        "He wrote:\n\nit is lost",
        "Von mir aus gern.\n\nAn: niemanden",
        "Write to ana@a.example, or to me:\n\n12 Main Street",
        "Sent from Berlin on 3 May, the parcel is lost.\nWhere is it?",
        "My phone is an iPhone 12 Pro. It was sent on Monday.",
    ],
)
def test_words_of_ones_own_stay(body):
    assert cut(body).text == body


@pytest.mark.parametrize("above", [GMAIL["en-US"], OTHERS["yandex"], BLOCKS["outlook en"]])
@pytest.mark.parametrize("rule", ["---", "________________________________", "* * *", "—————"])
def test_a_line_of_dashes_above_an_earlier_mail_folds_with_it(above, rule):
    pieces = cut(f"Thanks.\n\n{rule}\n\n{above}\n\n{marked(OLD)}")
    assert pieces.text == "Thanks."
    assert pieces.quoted.startswith(rule)


@pytest.mark.parametrize(
    "line",
    [
        "----- Forwarded message from ana@a.example -----",
        "--- begin forwarded text",
        "----- Forwarded by Ana/Shop on 3 May",
    ],
)
def test_older_programs_pass_mails_on_too(line):
    assert (
        "old words"
        in cut(f"See below\n\n{line}\n\nFrom: ana@a.example\nDate: 3 May 2021 10:00\nTo: b\n\nold words").text
    )


def test_a_copied_header_on_top_is_not_cut_in_two():
    body = "| Date: Wed, 31 Jul 2002 18:57:50 +0100\n| From: Brian <b@b.example>\n| To: c@c.example\n|\n| old\n\nnew"
    assert cut(body).text == body


@pytest.mark.parametrize(
    "body",
    [
        "It fails:\n\nBEGIN\n    --\n    x := 1;\nEND",
        "Look:\n\n>> our sale is on <<",
        "See https://a.example/x\n________________________________\nand https://a.example/y, both are wrong.",
    ],
)
def test_what_only_looks_like_an_ending_or_a_quote_stays(body):
    assert cut(body).text == body
