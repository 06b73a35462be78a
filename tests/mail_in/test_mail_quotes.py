"""Folding quotes and signatures: each line is kept, in the right pile."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmtui.mail import header_blocks
from crmtui.mail.quotes import cut

ATTRIBUTIONS = [
    "On Mon, 3 May 2021 at 10:00, Ana Ruiz <ana@a.example> wrote:",
    "On Mon, 3 May 2021 at 10:00, Ana Ruiz\n<ana@a.example> wrote:",
    "Am 3. Mai 2021 um 10:00 schrieb Ana Ruiz <ana@a.example>:",
    "Le lun. 3 mai 2021 à 10:00, Ana Ruiz <ana@a.example> a écrit :",
    "El lun, 3 may 2021 a las 10:00, Ana Ruiz (<ana@a.example>) escribió:",
    "Il giorno lun 3 mag 2021 alle ore 10:00 Ana Ruiz <ana@a.example> ha scritto:",
    "Op ma 3 mei 2021 om 10:00 schreef Ana Ruiz <ana@a.example>:",
    "Em seg., 3 de mai. de 2021 às 10:00, Ana Ruiz <ana@a.example> escreveu:",
    "Den mån 3 maj 2021 kl 10:00 skrev Ana Ruiz <ana@a.example>:",
    "Den man. 3. maj 2021 kl. 10.00 skrev Ana Ruiz <ana@a.example>:",
    "ma 3. toukok. 2021 klo 10.00 Ana Ruiz (ana@a.example) kirjoitti:",
    "W dniu pon., 3 maj 2021 o 10:00 Ana Ruiz <ana@a.example> napisał(a):",
    "po 3. 5. 2021 v 10:00 odesílatel Ana Ruiz <ana@a.example> napsal:",
    "пн, 3 мая 2021 г. в 10:00, Ana Ruiz <ana@a.example>:",
    "2021年5月3日(月) 10:00 Ana Ruiz <ana@a.example>:",
    "Ana Ruiz <ana@a.example> 于2021年5月3日周一 10:00写道：",
    "-----Original Message-----",
    "-----Ursprüngliche Nachricht-----",
    "From: Ana Ruiz <ana@a.example>\nSent: Monday, 3 May 2021 10:00\nTo: shop@a.example\nSubject: Hi",
    "Von: Ana Ruiz <ana@a.example>\nGesendet: Montag, 3. Mai 2021 10:00\nAn: shop@a.example\nBetreff: Hi",
    "________________________________\nDe : Ana Ruiz <ana@a.example>\nEnvoyé : lundi 3 mai 2021 10:00\nÀ : b@a.example",
    "发件人: Ana <ana@a.example>\n发送时间: 2021年5月3日 10:00\n收件人: b@a.example\n主题: Hi",
    "差出人: Ana <ana@a.example>\n送信日時: 2021年5月3日 10:00\n宛先: b@a.example\n件名: Hi",
]


@pytest.mark.parametrize("opening", ATTRIBUTIONS)
def test_the_rest_of_an_earlier_mail_folds(opening):
    pieces = cut(f"My new words.\n\n{opening}\n\nold words\nold too")
    assert pieces.text == "My new words."
    assert pieces.quoted == f"{opening}\n\nold words\nold too"


OLD = "old words\nold too"


@pytest.mark.parametrize(
    "opening",
    [
        pytest.param("  Op ma 3 mei 2021 om 10:00 schreef Ana\n<ana@a.example>:  \n ", id="blanks behind it"),
        pytest.param("-----ana@a.example wrote: -----\n\nTo: b@a.example\nFrom: Ana <ana@a.example>\nDate: 3 May 2021",
                     id="notes"),
        pytest.param("--------\nКому: b@a.example;\nТема: Заказ;\n03.05.2021, 10:00, \"Ana\" <ana@a.example>:",
                     id="yandex"),
        pytest.param("------------------&nbsp;原始邮件&nbsp;------------------\n发件人: Ana;", id="qq"),
        pytest.param("-------- Ursprüngliche Nachricht --------Von: Ana Datum: 03.05.21 10:00 An: b", id="samsung"),
        pytest.param(">>> Ana Ruiz <ana@a.example> 03/05/21 10:00 AM >>>", id="groupwise"),
        pytest.param("##- Bitte geben Sie Ihre Antwort über dieser Zeile ein. -##", id="help desk"),
        pytest.param("-- Répondez au-dessus de cette ligne --", id="help desk fr"),
        pytest.param("Mittente: Ana <ana@a.example>\nData: 3 mag 2021, 10:00\nA: b@a.example\nOggetto: Ciao",
                     id="mittente"),
        pytest.param("Nadawca: Ana <ana@a.example>\nData: 3 maj 2021 10:00\nAdresat: b@a.example\nTemat: Hej",
                     id="nadawca"),
        pytest.param("Expeditorul: Ana <ana@a.example>\nDată: 3 mai 2021, 10:00\nSubiectul: Salut", id="expeditorul"),
    ],
)  # fmt: skip
def test_rarer_programs_open_an_earlier_mail_too(opening):
    pieces = cut(f"My new words.\n\n{opening}\n\n{OLD}")
    assert pieces.text == "My new words."
    assert pieces.quoted == f"{opening}\n\n{OLD}".lstrip("\n")


@pytest.mark.parametrize(
    "line",
    [
        "Započni proslijeđenu poruku:", "Începe mesajul redirecționat:", "Začiatok preposlanej správy:",
        "İleti başlangıcı:", "Початок листа, що пересилається:", "----- Message transmis -----",
        "----- Перенаправлене повідомлення -----", "-------- Välitetty viesti / Fwd.Msg --------",
    ],
)  # fmt: skip
def test_what_rarer_programs_pass_on_stays(line):
    body = f"See below.\n\n{line}\n\nFrom: ana@a.example\nDate: 3 May 2021 10:00\nTo: b@a.example\n\n{OLD}"
    assert cut(body).text == body


def test_an_introduction_within_a_quote_stays_in_it():
    inner = ">> On 2 May 2021, Bo Lee <\n>> b@b.example> wrote:\n>>\n>>> No."
    body = f"Still nothing.\n\nOn 3 May 2021, Ana <a@b.example> wrote:\n\n> Yes.\n>\n{inner}"
    assert cut(body).text == "Still nothing."


def test_the_tail_of_a_quoted_line_that_was_broken_folds_with_it():
    quote = "> Thank you for order 5, the blue lamp is out of stock until the\nend of\n> March.\n> Bye"
    assert cut(f"The green one.\n\nOn 3 May 2021 at 9:00, Ana wrote:\n{quote}").text == "The green one."


def test_a_short_tail_that_begins_with_a_number_folds_too():
    quote = "> Thank you for your order of 5 lamps, they will be out of stock here until\n18 March.\n> Bye"
    assert cut(f"The green one.\n\nOn 3 May 2021 at 9:00, Ana wrote:\n{quote}").text == "The green one."


def test_what_a_page_says_is_no_earlier_mail():
    body = "The order page says:\n\n> 1 lamp 12.90\n> Total 19.80\n\nWhich one is right?"
    assert cut(body).text == body


def test_what_somebody_said_is_one():
    assert cut("Ana Ruiz said:\n\n> Which one?\n\nThe green one.").text == "The green one."


def test_a_short_answer_below_a_quoted_question_is_no_tail():
    question = "> Which size would you like, small or large, for the new shirt?"
    body = f"On 3 May 2021, Ana wrote:\n{question}\nlarge\n> And colour?\nblue"
    assert cut(body).text == body


@pytest.mark.parametrize("above", ["My answers are below in red.", "Antworten siehe unten in Blau.", "See inline."])
def test_answers_that_are_said_to_stand_within_an_unmarked_mail_stay(above):
    fields = "From: Bo <bo@shop.example>\nSent: Monday, 3 May 2021 10:00\nTo: Ana\nSubject: Size"
    body = f"{above}\n\n{fields}\n\nWhich?\nLarge"
    assert cut(body).text == body


def test_a_mail_that_is_announced_is_shown():
    fields = "From: Post <no@post.example>\nSent: Monday, 3 May 2021 10:00\nTo: Ana\nSubject: Parcel"
    body = f"Here is what the post wrote:\n\n{fields}\n\nIt is lost."
    assert cut(body).text == body


def test_a_line_that_a_mailbox_escaped_is_no_quote():
    body = "It is late.\n\n>From here it looks lost.\n\nBye"
    assert cut(body).text == body


def test_replies_between_quotes_keep_their_context():
    body = "On 3 May 2021, Ana wrote:\n> Which size?\nM please.\n> Which colour?\nBlue.\n> Bye"
    pieces = cut(body)
    assert pieces.text == body.removesuffix("\n> Bye")
    assert pieces.quoted == "> Bye"


def test_a_quote_on_top_folds_and_the_answer_below_stays():
    pieces = cut("On 3 May 2021 at 9:00, Ana <a@b.example> wrote:\n> Which size?\n\nM please.")
    assert (pieces.text, pieces.quoted.split("\n")[-1]) == ("M please.", "> Which size?")


def test_a_mail_that_is_nothing_but_a_quote_stays_readable():
    assert cut("> a\n> b").text == "> a\n> b"


def test_a_forwarded_message_is_news_and_stays():
    assert "old order" in cut("See below\n\n---------- Forwarded message ---------\nSubject: x\n\nold order").text


@pytest.mark.parametrize(
    "ending", ["-- \nAna\nShop Ltd", "Sent from my iPhone", "Von meinem iPhone gesendet", "发自我的iPhone"]
)
def test_a_signature_folds(ending):
    pieces = cut(f"New words.\n\n{ending}")
    assert (pieces.text, pieces.signature) == ("New words.", ending)


@pytest.mark.parametrize(
    "body",
    [
        "On Monday my husband wrote:\nplease cancel it",
        "Three things:\n- one\n- two\n- the last",
        "From: my point of view\nit is fine",
        "Sent from my desk, it is easier than my phone.\nReally.",
        "-- \nonly this",
        "The card should say:\n\nFrom: Jane and Tom\nTo: Grandma\nDate: 24 Dec 2025\n\nMerry Christmas!",
        "Hi Bo,\n\nFrom: Berlin Hbf 10:00\nTo: Paris Est 18:00\nDate: 3 May 2021\n\nPlease deliver after it.",
        "Thanks.\n\nOn 3 May 2021 at 10:00 your colleague (bo@shop.example) wrote that it ships:\nwhere is it?",
        "Your driver left this:\n\nFrom: depot 5\nTo: me\nDate: 2021",
    ],
)
def test_ordinary_words_stay(body):
    assert cut(body).text == body


LINES = st.sampled_from(
    ["", "words", "> quote", "-- ", "On 3 May 2021, Ana <a@b.example> wrote:", "Sent from my phone", "__",
     "From: a@b.example", "Sent: 3 May 2021 10:00", "To: c@d.example", "-----Original Message-----", "> wrote:", "a:",
     ">", "- item"]
)  # fmt: skip


@given(st.lists(LINES, max_size=25))
@settings(max_examples=300, deadline=None)
def test_every_line_is_in_exactly_one_piece(lines):
    pieces = cut("\n".join(lines))
    together = [line for piece in (pieces.text, pieces.quoted, pieces.signature) for line in piece.split("\n") if line]
    assert sorted(line.rstrip() for line in together) == sorted(line.rstrip() for line in lines if line.strip())


def test_work_grows_with_the_length_and_not_its_square(monkeypatch):
    calls = 0
    real = header_blocks.label

    def counting(line):
        nonlocal calls
        calls += 1
        return real(line)

    monkeypatch.setattr(header_blocks, "label", counting)
    work = []
    for count in (1000, 2000):
        calls = 0
        cut("x\n" + "Date: 2021\nno\n" * count)
        work.append(calls)
    assert work[1] < 2.5 * work[0]


@given(
    st.text(
        alphabet=st.sampled_from(["a", ">", ":", "-", "@", "\n", " ", "\x0b", "\x1c", "\x85", "\u2003", "\ufeff", "9"])
    )
)
@settings(max_examples=300, deadline=None)
def test_odd_white_space_breaks_nothing(body):
    pieces = cut(body)
    together = [line.strip() for piece in (pieces.text, pieces.quoted, pieces.signature) for line in piece.split("\n")]
    assert sorted(filter(None, together)) == sorted(filter(None, (line.strip() for line in body.split("\n"))))
