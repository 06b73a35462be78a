"""Reports of mail servers, in form and in words of many languages, and the same words of persons."""

import pytest

from crmtui.mail.message import Automatic, Kind
from crmtui.mail.parse import parse
from tests.mail_in.plain_mail import read

REPORTS = [
    ("Undeliverable: Order 5", "Your message to ana@gone.example could not be delivered."),
    ("Unzustellbar: Bestellung", "Ihre Nachricht an ana@gone.example konnte nicht zugestellt werden."),
    ("Non remis : Commande", "Votre message à ana@gone.example n'a pas pu être remis."),
    ("No se ha podido entregar: Pedido", "Su mensaje a ana@gone.example no se ha podido entregar."),
    ("Mancata consegna: Ordine", "Il tuo messaggio a ana@gone.example non è stato consegnato."),
    ("Não entregue: Pedido", "Sua mensagem para ana@gone.example não foi entregue."),
    ("Onbestelbaar: Bestelling", "Uw bericht aan ana@gone.example kon niet worden bezorgd."),
    ("Kan inte levereras: Order", "Ditt meddelande till ana@gone.example kunde inte levereras."),
    ("Kunne ikke leveres: Ordre", "Meddelelsen til ana@gone.example kunne ikke leveres."),
    ("Toimitus epäonnistui: Tilaus", "Viestiä osoitteeseen ana@gone.example ei voitu toimittaa."),
    ("Nie można dostarczyć: Zamówienie", "Wiadomość do ana@gone.example nie została dostarczona."),
    ("Nedoručitelné: Objednávka", "Zpráva pro ana@gone.example nebyla doručena. Zprávu nelze doručit."),
    ("Kézbesíthetetlen: Rendelés", "Az üzenet nem kézbesíthető ana@gone.example címre."),
    ("Не доставлено: Заказ", "Ваше сообщение для ana@gone.example не может быть доставлено."),
    ("Не вдалося доставити: Замовлення", "Повідомлення для ana@gone.example не вдалося доставити."),
    ("Teslim edilemedi: Sipariş", "Gönderdiğiniz ileti ana@gone.example adresine teslim edilemedi."),
    ("Αποτυχία παράδοσης: Παραγγελία", "Το μήνυμα προς ana@gone.example δεν παραδόθηκε."),
    ("配信不能: 注文", "お客様のメールは ana@gone.example に配信できませんでした。"),
    ("无法送达: 订单", "您的邮件无法送达 ana@gone.example 。"),
    ("배달되지 않음: 주문", "메일을 ana@gone.example 에게 배달하지 못했습니다. 메시지가 전송되지 않았습니다."),
]


@pytest.mark.parametrize(("subject", "words"), REPORTS, ids=[subject for subject, _ in REPORTS])
def test_a_servers_report_in_words_is_a_bounce_in_any_language(subject, words):
    for sender in ("info@mx.example", "postmaster@mx.example", '"Mail Delivery System" <x@mx.example>'):
        mail = read(subject, words, sender)
        assert mail.kind is Kind.BOUNCE, sender
        assert mail.bounce is not None
        assert [one.email for one in mail.bounce.recipients] == ["ana@gone.example"]


@pytest.mark.parametrize(("subject", "words"), REPORTS, ids=[subject for subject, _ in REPORTS])
def test_who_sends_such_a_report_on_or_got_one_of_us_is_a_person(subject, words):
    for prefix in ("Fwd: ", "RV: ", "WG: ", "Re: ", "转发："):
        assert read(f"{prefix}{subject}", words, "postmaster@mill.example").kind is Kind.PERSON
    # The mail to us came back to them: no server that we wrote to names us.
    about_us = words.replace("ana@gone.example", "support@shop.example")
    assert read(subject, about_us, "ana@mill.example").kind is Kind.PERSON
    assert read(subject, f"{about_us} ?", "postmaster@mill.example").kind is Kind.PERSON
    assert read(subject, words, "ana@gmail.com").kind is Kind.PERSON


TOLD = [
    "Hello,\n\nI wrote to bo@other.example and got 550 5.1.1 user unknown.",
    "This is what comes back when writing to sales@shop.example:\n\n550 5.1.1 user unknown",
    "Our users get 550 5.1.1 user unknown from bo@other.example, your message system is broken.",
    "Please send the bill as an e-mail to bo@other.example, the last mail was not delivered.",
    "Can you write to bo@other.example? The mail was not delivered.",
    "Ich habe an bo@other.example geschrieben, die Nachricht wurde nicht zugestellt.",
    "J'ai écrit à bo@other.example : message non remis, 550 5.1.1.",
    "He enviado un correo a bo@other.example y no se ha podido entregar.",
]


@pytest.mark.parametrize(
    "sender", ["ana@mill.example", "postmaster@mill.example", "Mail Delivery Ltd <info@post.example>"]
)
@pytest.mark.parametrize("body", TOLD)
def test_who_tells_of_a_mail_that_came_back_is_a_person(body, sender):
    assert read("Mail delivery failed", body, sender).automatic is Automatic.NO
    assert read("Question", body, sender).automatic is Automatic.NO


def test_a_postmaster_who_says_it_in_words_and_as_servers_do_needs_no_subject():
    words = "La boîte de <ana@gone.example> est pleine. Votre message n'a pas été remis.\n452 4.2.2 mailbox full"
    mail = read("Boîte pleine", words, "postmaster@gone.example")
    assert mail.kind is Kind.BOUNCE
    assert mail.bounce is not None
    assert not mail.bounce.hard


def test_a_status_part_that_a_person_attached_makes_no_bounce():
    status = "Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; support@shop.example\nAction: failed\nStatus: 5.1.1\n"
    parts = "--b\n\n{words}\n--b\nContent-Type: message/delivery-status\n\n" + status + "\n--b--"
    head = "To: support@shop.example\nContent-Type: multipart/mixed; boundary=b\n"
    for sender, subject, words, kind in (
        ("ana@mill.example", "Problema", "Ecco quello che arriva quando vi scrivo.", Kind.PERSON),
        ("ana@mill.example", "Fwd: Undelivered Mail", "See below", Kind.PERSON),
        ("postmaster@mill.example", "Undelivered Mail", "See below", Kind.BOUNCE),
        ("MAILER-DAEMON@mill.example", "x", "See below", Kind.BOUNCE),
    ):
        raw = f"From: {sender}\nSubject: {subject}\n{head}\n{parts.format(words=words)}"
        assert parse(raw.encode()).kind is kind, sender


def test_a_report_that_a_list_or_a_scanner_wrapped_is_read():
    report = (
        "Content-Type: multipart/report; report-type=delivery-status; boundary=r\n\n--r\n\nFailed.\n--r\n"
        "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n"
        "Final-Recipient: rfc822; ana@gone.example\nAction: failed\nStatus: 5.1.1\n\n--r--\n"
    )
    head = "From: postmaster@mx.example\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n"
    mail = parse(f"{head}--b\n{report}--b\n\nScanned.\n--b--".encode())
    assert mail.kind is Kind.BOUNCE
    assert mail.bounce is not None
    assert mail.bounce.hard


def test_international_reports_are_reports():
    fields = "Reporting-MTA: dns; mx\n\nFinal-Recipient: utf-8; ana@gone.example\nStatus: 5.1.1\n"
    parts = "--b\nContent-Type: message/global-{}\n\n" + fields + "--b--"
    head = "From: postmaster@mx.example\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n"
    assert parse((head + parts.format("delivery-status")).encode()).kind is Kind.BOUNCE
    assert parse((head + parts.format("disposition-notification")).encode()).kind is Kind.RECEIPT


@pytest.mark.parametrize(
    ("reason", "hard"),
    [
        ("552 5.2.2 The recipient's inbox is out of storage space and inactive", False),
        ("552 5.3.4 message too large, address rejected", False),
        ("550 Postfach ist voll, Benutzer nicht erreichbar", False),
        ("550 Benutzer unbekannt", True),
        ("550 Dieses Postfach existiert nicht mehr", True),
        ("550 boîte pleine", False),
        ("550 cet utilisateur n'existe pas", True),
        ("550 el buzón no existe", True),
        ("550 buzón lleno", False),
        ("550 такого пользователя не существует", True),
        ("550 该用户不存在", True),
        ("450 後でもう一度 しばらく", False),
    ],
)
def test_words_of_servers_tell_who_is_gone_and_who_is_full(reason, hard):
    mail = read(
        "Mail delivery failed",
        f"Your message was not delivered:\n\n<ana@gone.example>: {reason}",
        "mailer-daemon@mx.example",
    )
    assert mail.bounce is not None
    assert [(one.email, one.hard) for one in mail.bounce.recipients] == [("ana@gone.example", hard)]


def test_whom_to_write_to_instead_has_not_failed():
    words = (
        "Your message to ana@gone.example was not delivered: no such user.\n\nPlease contact bo@gone.example instead."
    )
    mail = read("Undeliverable: x", words, "postmaster@gone.example")
    assert mail.bounce is not None
    assert [one.email for one in mail.bounce.recipients] == ["ana@gone.example"]


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        (
            "Read: Offer",
            "Your message \n\n   To: Ana\n   Subject: Offer\n\n was read on Monday, 4 March 2024 09:10:05.",
        ),
        (
            "Not read: Offer",
            "Your message\n\n   To: Ana\n   Subject: Offer\n\nwas deleted without being read on 4 March 9:10.",
        ),
        ("Gelesen: Angebot", "Ihre Nachricht\n\nAn: Ana\nBetreff: Angebot\n\nwurde am 04.03.2024 09:10 gelesen."),
        ("Lu : Devis", "Votre message\n\nÀ : Ana\n\na été lu le lundi 4 mars 2024 09:10."),
        ("Leído: Oferta", "El mensaje\n\nPara: Ana\n\nfue leído el lunes 4 de marzo de 2024 9:10."),
        ("Letto: Offerta", "Il messaggio\n\nA: Ana\n\nè stato letto il lunedì 4 marzo 2024 09:10."),
        ("Прочитано: Заказ", "Сообщение\n\nКому: Ana\n\nбыло прочитано 4 марта 2024 г. 9:10."),
        ("開封済み: 見積", "メッセージ\n\n宛先: Ana\n\nは 2024/03/04 9:10 に開封されました。"),
        ("已读: 报价", "您的邮件\n\n收件人: Ana\n\n已于 2024/3/4 9:10 阅读。"),
    ],
)
def test_a_receipt_in_words_is_a_receipt(subject, body):
    assert read(subject, body, "ana@mill.example").kind is Kind.RECEIPT


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Read: Offer", "I have read your message at 9:30 and like it."),
        ("Gelesen: Ihr Angebot", "Ich habe Ihre Nachricht um 9:30 gelesen und nehme an."),
        ("Read: Offer", "Your message was read on 4 March 9:10, why does nobody answer?"),
        ("未開封", "メールで問い合わせました。商品は未開封です。"),
        ("已读: 报价", "您的邮件我已经读了, 9:30 打电话。"),
        ("Lu", "Votre message de 9:30 est clair, merci."),
        ("Receipt: order 5", "Your document was received by my neighbour at 10:30."),
    ],
)
def test_who_has_read_something_is_a_person(subject, body):
    assert read(subject, body, "ana@mill.example").kind is Kind.PERSON


def test_a_name_that_only_begins_like_a_mail_servers_is_somebodys():
    words = "The machine shows a failure notice E17. What can I do?"
    for name in ("MAILER-DAEMON fan", "Postmaster Pat", "Mail System Shop", "Mail Delivery Ltd"):
        assert read("failure notice on my machine", words, f"{name} <ana@mill.example>").kind is Kind.PERSON


def test_who_got_the_mail_has_not_failed():
    group = "\n\nFinal-Recipient: rfc822; {}@gone.example\nAction: {}\nStatus: {}\n"
    head = "From: MAILER-DAEMON@mx.example\nSubject: x\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx"
    mixed = parse((head + group.format("ana", "failed", "5.1.1") + group.format("bo", "relayed", "2.0.0")).encode())
    assert mixed.kind is Kind.BOUNCE
    assert mixed.bounce is not None
    assert [one.email for one in mixed.bounce.recipients] == ["ana@gone.example"]
    arrived = parse((head + group.format("bo", "relayed", "2.0.0")).encode())
    assert arrived.kind is Kind.DELIVERED
    assert arrived.bounce is not None
    assert [one.email for one in arrived.bounce.recipients] == ["bo@gone.example"]


def test_a_report_whose_sentence_is_broken_by_fields_is_one():
    words = (
        "Ihre Nachricht\n\n  Betreff: Angebot\n\nkonnte nicht zugestellt werden an:\n\n  ana@gone.example\n\nGrund:\n\n"
        "  Benutzer ana (ana@gone.example) ist nicht im Verzeichnis aufgeführt"
    )
    mail = read("Unzustellbar: Angebot", words, "Postmaster@gone.example")
    assert mail.bounce is not None
    assert [(one.email, one.hard) for one in mail.bounce.recipients] == [("ana@gone.example", True)]


def test_a_program_that_nobody_answers_reports_when_it_brings_the_mail_back():
    words = "メールボックスが一杯のため、送信できませんでした。\n\nNot delivered to: <ana@gone.example>\nmailbox full"
    copy = "Message-ID: <out-1@shop.example>\nSubject: Order\nTo: ana@gone.example\n\nHello"
    parts = (
        f"--b\nContent-Type: text/plain; charset=utf-8\n\n{words}\n--b\nContent-Type: message/rfc822\n\n{copy}\n--b--"
    )
    head = "To: support@shop.example\nSubject: メールエラー通知\nContent-Type: multipart/mixed; boundary=b\n\n"
    mail = parse(f"From: no-reply@gone.example\n{head}{parts}".encode())
    assert mail.kind is Kind.BOUNCE
    assert mail.bounce is not None
    assert [(one.email, one.hard) for one in mail.bounce.recipients] == [("ana@gone.example", False)]
    assert mail.bounce.original_id == "out-1@shop.example"
    assert parse(f"From: ana@mill.example\n{head}{parts}".encode()).kind is Kind.PERSON
