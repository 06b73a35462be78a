"""Replies of programs and languages of which nothing is known: told by who and when, and by hardly a word more."""

import pytest

from crmtui.mail.quotes import cut

NAME, WHO = "Ana Ruiz", "Ana Ruiz <ana.ruiz@mail.example>"
NEW = "Thanks, that works.\nPlease send it on Friday."
OLD = "Dear shop,\nwhere is my order 5?\n\nBest\nAna"
MARKED = "\n".join(f"> {line}".rstrip() for line in OLD.split("\n"))

WITH_ADDRESS = {
    "Hindi": f"सोम, 3 मई 2021 को 10:00 am बजे को {WHO} ने लिखा:",
    "Marathi, own digits": f"सोम, ३ मे, २०२१ रोजी १०:०० AM वाजता {WHO} ने लिहिले:",
    "Galician": f"O luns, 3 de mai. de 2021 ás 10:00, {WHO} escribiu:",
    "Albanian": f"Më hën, 3 maj 2021 në 10:00, {WHO} shkroi:",
    "Swahili": f"Mnamo Jtt, 3 Mei 2021 saa 10:00 {WHO} aliandika:",
    "Georgian": f"ორშ, 3 მაისი, 2021, 10:00-ზე მომხმარებელმა {WHO} დაწერა:",
    "Mongolian": f"2021 оны 5-р сарын 3, Да, 10:00 цагт {WHO} бичсэн:",
    "a bare address": "3. Mai 2021, 10:00 von ana.ruiz@mail.example:",
    "a bare address, the month first": "May 3, 2021, 10:00 by ana.ruiz@mail.example:",
}
ABOVE_MARKS = {
    "Icelandic": f"Þann 3.5.2021 10:00, {NAME} skrifaði:",
    "Welsh": f"Ar 03/05/2021 10:00, ysgrifennodd {NAME}:",
    "Scots Gaelic": f"Sgrìobh {NAME} na leanas 3/5/21 aig 10:00:",
    "Afrikaans": f"Op 2021/05/03 10:00 het {NAME} geskryf:",
    "Kazakh": f"03.05.2021 10:00, {NAME} жазды:",
    "Basque": f"21/5/3 10:00(e)an, {NAME} igorleak idatzi zuen:",
    "another verb": f"On Mon, May 03, 2021 at 10:00:00AM +0200, {NAME} mentioned:",
    "a name alone": f"{WHO}:",
}
FIELDS = {
    "Macedonian": f"Од: {WHO}\nИспратено: 3 мај 2021 10:00\nДо: Shop\nПредмет: Hi",
    "Icelandic": f"Frá: {WHO}\nSent: mánudagur, 3. maí 2021 10:00\nTil: Shop\nEfni: Hi",
    "Azerbaijani": f"Kimdən: {WHO}\nGöndərildi: 3 may 2021 10:00\nKimə: Shop\nMövzu: Hi",
    "below a rule": f"________________\nგამომგზავნი: {WHO}\nგაგზავნილია: 3 მაისი 2021 10:00\nადრესატი: Shop\nთემა: Hi",
    "words between dashes": f"----- Mensaxe de antes -----\nDe: {WHO}\nData: 3 mai 2021 10:00\nPara: Shop\nAsunto: Hi",
    "one line": f"From: {WHO} Sent: Monday, May 3, 2021 10:00 AM To: Shop Subject: Re: Hi",
    "one line, bold": f"*Von:* {WHO} *Gesendet:* Montag, 3. Mai 2021 10:00 *An:* Shop *Betreff:* Re: Hi",
    "wide blanks": f"发件人：{WHO}\n日　期：2021年05月03日 10:00:00\n收件人：shop\n主　题：Hi",
}
STAYS = [
    "My order came on 3 May 2021 at 10:00 from Ana Ruiz <ana.ruiz@mail.example>:\n\nit was empty.",
    "Meeting 3 May 2021 10:00 with Ana Ruiz <ana.ruiz@mail.example>:\n\n- the lamp\n- the shade",
    "They are\n\nAna Ruiz <ana.ruiz@mail.example>:\n\ncalls on Monday",
    "Log of the server from 2021-05-03 10:00:00:\n\nno such file",
    "Please write to ana.ruiz@mail.example on 3 May 2021 at 10:00:\n\nshe knows.",
    "From: Hamburg at 10:00 To: Berlin, my mail is <ana.ruiz@mail.example>",
    "The form says:\n\nName: Ana Ruiz\nMail: ana.ruiz@mail.example\nOrder: 5\nDate: 3 May 2021 10:00",
    "Bitte die Fahrt buchen:\n\nVon: Hamburg\nAn: Berlin\nDatum: 12.04.2021\n\nDanke",
]


def named(table):
    return {"argvalues": table.values(), "ids": [name.replace(" ", "-") for name in table]}


@pytest.mark.parametrize("line", **named(WITH_ADDRESS))
@pytest.mark.parametrize("old", [OLD, MARKED], ids=["plain", "marked"])
def test_who_and_when_begin_an_earlier_mail(line, old):
    pieces = cut(f"{NEW}\n\n{line}\n\n{old}\n")
    assert (pieces.text, pieces.quoted) == (NEW, f"{line}\n\n{old}")


@pytest.mark.parametrize("line", **named(ABOVE_MARKS))
def test_a_name_and_a_time_above_marked_lines_introduce_them(line):
    assert cut(f"{NEW}\n\n{line}\n{MARKED}\n").quoted == f"{line}\n{MARKED}"


@pytest.mark.parametrize("block", **named(FIELDS))
def test_fields_begin_an_earlier_mail(block):
    assert cut(f"{NEW}\n\n{block}\n\n{OLD}\n").text == NEW


@pytest.mark.parametrize("body", STAYS)
def test_what_somebody_tells_stays(body):
    assert cut(body).text == body


def test_what_a_sentence_introduces_stays_above_the_marked_lines_it_is_about():
    text = "It says\n\nLog of the server from 2021-05-03 10:00:00:"
    assert cut(f"{text}\n> no such file").text == text


@pytest.mark.parametrize(
    "words",
    [
        STAYS[-1],
        "Here is where it is:\n\nFrom: Hamburg\nTo: Berlin\nDate: 3 May 2021 10:00\nWeight: 5 kg",
        "Please change my seat:\n\nFrom: Rome\nSent to: Oslo\nDate: 3 May 2021 10:00\n\nThanks",
    ],
)
@pytest.mark.parametrize(
    "quote",
    [
        f"Von: {WHO}\nGesendet: Montag, 3. Mai 2021 10:00\nAn: Bo Lee\nBetreff: Reise\n\nWohin?",
        f"On Mon, 3 May 2021 at 10:00, {WHO} wrote:\n> Where to?",
    ],
)
def test_a_journey_and_an_earlier_mail_below_it(words, quote):
    assert cut(f"{words}\n\n{quote}").text == words


def test_fields_with_nothing_above_are_what_a_form_asked_for():
    form = "Passenger: Bo Lee <bo@lee.example>\nDeparture: 10:00 Berlin\nArrival: 12:00 Rome\nSeat: 5A\n\nAnother seat?"
    quote = f"From: {WHO}\nSent: Monday, May 3, 2021 10:00 AM\nTo: Bo Lee\nSubject: Hi\n\nWhich one?"
    assert cut(f"{form}\n\n{quote}").text == form


@pytest.mark.parametrize(
    "request_line",
    ["Please reply above this line", "Bitte antworten Sie oberhalb dieser Linie", "Ответьте выше этой строки"],
)
def test_a_request_between_rules_begins_what_is_old(request_line):
    assert cut(f"{NEW}\n\n------------\n{request_line}\n------------\nAna wrote back to you").text == NEW
