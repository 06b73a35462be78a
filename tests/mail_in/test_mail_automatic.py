"""Words that a machine writes and a customer may write too: the customer is never set aside for them."""

import pytest

from crmtui.mail.message import Automatic
from crmtui.mail.parse import parse


def told(subject: str, sender: str = "ana@mail.example", body: str = "Thanks, Ana", headers: str = "") -> Automatic:
    return parse(f"From: {sender}\nTo: shop@shop.example\nSubject: {subject}\n{headers}\n{body}\n".encode()).automatic


PARCELS = [
    ("Delivery failed", "The courier says the recipient was not at home."),
    ("Delivery problem", "Your driver says recipient unknown, but I live here."),
    ("Failed delivery - order 5513", "DHL says there is no such person. My mailbox is number 5."),
    ("Delivery failed again", "Second time this week"),
    ("Delivery delayed?", "When will my order arrive?"),
    ("Message delivery", "Do you deliver gift messages?"),
    ("Warning: parcel delayed since monday", "Please call me."),
    ("Returned mail order", "We returned order 77 by mail."),
    ("Undeliverable parcel", "It was undeliverable, the recipient address was wrong."),
    ("Processing error", "Error 550 is shown at checkout."),
    ("Delivery Status Notification", "Can I have the delivery status by SMS?"),
    ("Nicht zustellbar", "DHL: Paket nicht zustellbar, Empfänger nicht gefunden."),
    ("Non remis", "Le colis est non remis, retour à l'expéditeur."),
    ("No se ha podido entregar mi pedido", "El destinatario soy yo."),
    ("Onbestelbaar pakket", "Graag opnieuw sturen."),
    ("Kunne ikke leveres", "Pakken kunne ikke leveres."),
]


@pytest.mark.parametrize("sender", ["ana@mail.example", "admin@mill.example", "mail@ana.example", "root@nerd.example"])
@pytest.mark.parametrize(("subject", "body"), PARCELS)
def test_who_writes_of_a_parcel_that_did_not_arrive_is_a_person(subject, body, sender):
    assert told(subject, sender, body) is Automatic.NO


@pytest.mark.parametrize("sender", ["postmaster@smallshop.example", "ndr@mill.example", "bounces@trampoline.example"])
def test_an_office_that_writes_of_no_mail_is_a_person(sender):
    assert told("Delivery delayed?", sender, "When will my order arrive?") is Automatic.NO


@pytest.mark.parametrize(
    ("subject", "sender", "body"),
    [
        (
            "failure notice",
            "postmaster@mx.example",
            "Your message was not delivered to ana@gone.example: user not known",
        ),
        ("Undelivered mail", "ndr@mx.example", "The original message to ana@gone.example could not be delivered"),
        ("Mail delivery failed", "info@mx.example", "ana@gone.example: SMTP error: 550 5.1.1 user unknown"),
        ("", "ndr@mx.example", "ana@gone.example 550 5.1.1 no such user"),
        ("Undeliverable: Order 5", "Mail Delivery System <x@mx.example>", "Sorry."),
    ],
)
def test_a_report_in_words_names_whom_the_mail_was_to(subject, sender, body):
    assert told(subject, sender, body) is Automatic.BOUNCE


def test_a_postmaster_who_brings_a_mail_back_says_enough():
    head = "Content-Type: multipart/mixed; boundary=b\n"
    body = "--b\n\nExceeded all attempts.\n--b\nContent-Type: message/rfc822\n\nSubject: x\n\nx\n--b--"
    assert told("Mail could not be delivered", "postmaster@mx.example", body, head) is Automatic.BOUNCE
    assert told("Delivery failed", "ana@mail.example", body, head) is Automatic.NO


def test_a_report_that_is_the_whole_mail_is_one_too():
    head = "Content-Type: message/delivery-status\n"
    mail = parse(
        f"{head}\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; ana@gone.example\nStatus: 5.1.1\n".encode()
    )
    assert mail.automatic is Automatic.BOUNCE
    assert mail.bounce is not None
    assert [one.email for one in mail.bounce.recipients] == ["ana@gone.example"]


def test_an_empty_return_path_and_such_a_subject_are_a_bounce_and_without_the_subject_are_none():
    assert told("Delivery failed", body="x", headers="Return-Path: <>\n") is Automatic.BOUNCE
    assert told("Order 5", body="x", headers="Return-Path: <>\n") is Automatic.NO


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: x", "Auto-Reply: x", "[Auto-Reply] x", "Out of Office", "Out of Office Re: x", "OOO: x",
        "Out of Office AutoReply: x", "AUTO: Ana Ruiz is out of the office (returning 27 Nov)", "Abwesenheitsnotiz: x",
        "Automatische Antwort: x", "AUTO: Ana ist nicht im Büro", "Réponse automatique : x", "Message d'absence",
        "Absence du bureau", "Respuesta automática: x", "Fuera de la oficina: x", "Risposta automatica: x",
        "Fuori sede: x", "Automatisch antwoord: x", "Niet aanwezig: x", "Resposta automática: x",
        "Fora do escritório: x", "Autosvar: x", "Automatiskt svar: x", "Frånvaromeddelande", "Fraværsbesked",
        "Automatisk svar: x", "Ikke til stede: x", "Automaattinen vastaus: x", "Poissaoloviesti: x",
        "Odpowiedź automatyczna: x", "Automatická odpověď: x", "Mimo kancelář: x", "Автоответ: x",
        "Автоматический ответ: x", "Вне офиса: x", "Автоматична відповідь: x", "Автоматичен отговор: x",
        "自動返信: x", "自动回复: x", "자동 회신: x", "Otomatik yanıt: x", "Automatikus válasz: x", "Házon kívül: x",
        "Răspuns automat: x", "Αυτόματη απάντηση: x", "Automatski odgovor: x", "Samodejni odgovor: x",
        "Automaatvastus: x", "Automātiska atbilde: x", "Automatinis atsakymas: x", "Sjálfvirkt svar: x",
        "Trả lời tự động: x", "Balasan otomatis: x", "תשובה אוטומטית: x", "رد تلقائي: x", "स्वचालित उत्तर: x",
    ],
)  # fmt: skip
def test_a_subject_that_mail_programs_write_is_an_automatic_reply(subject):
    assert told(subject) is Automatic.AUTO_REPLY


@pytest.mark.parametrize(
    "subject",
    [
        "I am out of patience", "I am out of your tea", "Away from home next week", "Out of office chairs?",
        "Auto: Fußmatten bestellen", "Auto reply from your shop never came", "Automatic answering machine",
        "Automated response is useless", "Abwesenheit am Liefertag", "Message d'absence de colis",
        "Ausência de resposta", "Ausencia de respuesta", "Resposta automática não ajuda", "Fuori sede per consegna",
        "Frånvaro av svar", "Fravær av bekreftelse", "Afwezigheid bij levering", "Poissa kotoa torstaina",
        "Вне офиса до 5, доставьте домой", "Automatická odpověď mi nepomohla", "不在票について",
        "不在のため受け取れませんでした", "부재중 배송", "Re: Automatic reply: x",
    ],
)  # fmt: skip
def test_who_is_away_or_angry_is_a_person(subject):
    assert told(subject) is Automatic.NO
