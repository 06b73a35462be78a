"""Quotes with other marks than ">", and answers that somebody says to have put into the earlier mail."""

import pytest

from crmtui.mail.quotes import cut

WROTE = "On Mon, 3 May 2021 at 10:00, Ana Ruiz <ana@mail.example> wrote:"
YOU_WROTE = "Monday, May 3, 2021, 10:00:12 AM, you wrote:"
FIELDS = "From: Ana Ruiz <ana@mail.example>\nSent: Monday, May 3, 2021 10:00 AM\nTo: Bo\nSubject: Sizes"
MARKS = ["AR> ", " AR> ", "Ana> ", "| ", "    ", "\t"]


def marked(mark: str, text: str) -> str:
    return "\n".join(mark + line for line in text.split("\n"))


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("wrote", [WROTE, YOU_WROTE])
def test_an_answer_below_a_quote_with_another_mark_is_not_lost(mark, wrote):
    quote = f"{wrote}\n\n{marked(mark, 'which size?' + chr(10) + 'which colour?')}"
    pieces = cut(f"Hello Ana,\n\n{quote}\n\nM and blue.")
    assert (pieces.text, pieces.quoted) == ("Hello Ana,\n\nM and blue.", quote)


@pytest.mark.parametrize("mark", MARKS)
def test_an_answer_above_a_quote_with_another_mark(mark):
    quote = f"{WROTE}\n{marked(mark, 'which size?' + chr(10) + 'which colour?')}"
    pieces = cut(f"M and blue.\n\n{quote}")
    assert (pieces.text, pieces.quoted) == ("M and blue.", quote)


def test_answers_between_initials_keep_them():
    words = f"Hello Ana,\n\n{YOU_WROTE}\n\nAR> which size?\n\nM please.\n\nAR> which colour?\n\nBlue."
    assert cut(words).text == words


@pytest.mark.parametrize("old", ["    Dear shop,\nwhere is my order?", "| size | M |\n| colour | blue |\nthat is all"])
def test_an_indented_line_or_a_table_is_no_mark(old):
    assert cut(f"Thanks.\n\n{WROTE}\n\n{old}").text == "Thanks."


@pytest.mark.parametrize(
    "words",
    [
        "My answers are in line.",
        "See below.",
        "Siehe unten",
        "My responses are [in brackets].",
        "Die Antworten stehen direkt unter den Fragen.",
        "回复在下面",
        "本文中に返信しました",
    ],
)
def test_who_answers_within_the_earlier_mail_gets_it_shown(words):
    body = f"{words}\n\n{FIELDS}\n\nwhich size? M"
    assert cut(body).text == body


@pytest.mark.parametrize("who", ["The page", "My router", "The order page"])
def test_what_a_thing_says_is_context(who):
    words = f"{who} says:\n> Error 17, try again\nWhat should I do?"
    assert cut(words).text == words


def test_a_heading_with_labels_on_lines_of_their_own():
    heading = "Ana Ruiz <ana@mail.example> \n03.05.2021 10:00\n\nAn\nBo Lee/SHOP/DE@SHOP\nKopie\n\nThema\nGrößen"
    assert cut(f"M bitte.\n\n{heading}\n\nWelche Größe?").text == "M bitte."


def test_an_address_and_a_date_somebody_gives_stay():
    words = "Write to\n\nAna Ruiz <ana@mail.example>\nbefore 3 May 2021 10:00\n\nplease"
    assert cut(words).text == words


@pytest.mark.parametrize("words", ["The answer is M.", "Please find the invoice below, thanks.", "Ist unten kaputt"])
def test_who_only_answers_does_not(words):
    assert cut(f"{words}\n\n{FIELDS}\n\nwhich size?").text == words
