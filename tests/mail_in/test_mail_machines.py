"""Mail of machines that say so in words alone, in many languages, and the same words of persons."""

import pytest

from crmtui.mail.automatic import answers_somebody
from crmtui.mail.message import Automatic, Kind
from crmtui.mail.parse import parse


def read(subject: str, body: str, sender: str = "info@mx.example", headers: str = ""):
    head = f"From: {sender}\nTo: support@shop.example\nSubject: {subject}\n{headers}"
    return parse(f"{head}Content-Type: text/plain; charset=utf-8\n\n{body}\n".encode())


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
    "headers",
    [
        "X-Autoreply-From: ana@mill.example", "X-Vacation: yes", "X-Mail-Autoreply: yes", "X-Acme-AutoReply: 1",
        "X-Precedence: auto_reply", "Preference: auto_reply", "X-Autogenerated: Reply",
    ],
)  # fmt: skip
def test_programs_that_answer_say_so_in_headers_of_their_own(headers):
    assert read("Re: Order", "Thanks", "ana@mill.example", f"{headers}\n").kind is Kind.AUTO_REPLY


@pytest.mark.parametrize(
    "headers",
    [
        "X-MS-Exchange-Inbox-Rules-Loop: bo@shop.example", "X-Loop: bo@shop.example", "X-Autoreply: no",
        "Feedback-ID: 1.eu-west-1.abc:AmazonSES", "Return-Path: <>\nIn-Reply-To: <a@shop.example>",
    ],
)  # fmt: skip
def test_what_a_rule_passes_on_or_a_hosted_mailbox_sends_is_a_persons(headers):
    assert read("Where is order 5", "Please look.", "ana@mill.example", f"{headers}\n").kind is Kind.PERSON


@pytest.mark.parametrize(
    ("subject", "body", "headers"),
    [
        ("Re: Order [Auto-Reply]", "x", ""),
        ("【自動返信】お問い合わせありがとうございます", "x", ""),
        ("<Autosvar> Order", "x", ""),
        ("Automatische E-Mail-Antwort: Bestellung", "x", ""),
        ("Respuesta automatica: pedido", "x", ""),
        ("Automaticka odpoved: Objednavka", "x", ""),
        ("Ana Ruiz is out of the office (returning 27/11)", "x", ""),
        ("Re: Order", "This is an automated reply. Your mail arrived.", ""),
        ("Re: Order", "Hello,\n\nthis is an automatic response to confirm your mail.", ""),
        ("AW: Bestellung", "Dies ist eine automatisch generierte Antwort.\n\nWir melden uns.", ""),
        ("Re: Commande", "Ceci est une réponse automatique, merci de ne pas y répondre.", ""),
        ("Re: Pedido", "Esta es una respuesta automática.", ""),
        ("Re: 注文", "このメールは自動返信です。", ""),
        ("Re: Order", "Ik ben afwezig tot 3 mei.", "Return-Path: <>\nIn-Reply-To: <a@shop.example>\n"),
        ("Re: Order", "x", "From: autoresponder@mill.example\n"),
    ],
)
def test_an_automatic_reply_without_headers(subject, body, headers):
    sender = headers.partition("From: ")[2].strip() or "ana@mill.example"
    rest = "" if "From:" in headers else headers
    assert read(subject, body, sender, rest).automatic is Automatic.AUTO_REPLY


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Order", "This is an automated reply I got from you. What now?"),
        ("Order", "Is this an automatic reply? I want a person."),
        ("Order", "I am out of the office until Monday, please deliver later."),
        ("Order", "Ich bin bis Montag nicht im Büro, bitte später liefern."),
        ("Re: Automatic reply: Order", "Thanks, so I wait."),
        ("[Urgent] Out of office furniture", "Do you have it?"),
        ("My husband is out of the office until Monday", "Please call him later."),
        ("Order (automatic garage door)", "Does it open?"),
    ],
)
def test_who_writes_of_automatic_mail_or_is_away_is_a_person(subject, body):
    assert read(subject, body, "ana@mill.example").kind is Kind.PERSON


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


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ("List-Id: <weekly.example>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\nFeedback-ID: 1:a", Kind.BULK),
        ("List-Id: <weekly.example>\nX-Campaign: 5\nList-Post: NO", Kind.BULK),
        ("List-Id: <talk.example>\nList-Post: <mailto:talk@example.org>\nList-Unsubscribe-Post: x", Kind.LIST),
        ("List-Id: <forum.example>\nPrecedence: list\nAuto-Submitted: auto-generated", Kind.LIST),
        ("Auto-Submitted: auto-generated\nList-Unsubscribe: <https://n.example>", Kind.BULK),
        ("Auto-Submitted: auto-replied\nList-Id: <talk.example>", Kind.AUTO_REPLY),
        ("Precedence: bulk\nSender: owner-talk@example.org", Kind.LIST),
        ("Precedence: bulk", Kind.BULK),
        ("Feedback-ID: 5:acme", Kind.BULK),
    ],
)
def test_a_list_is_what_many_write_to_and_a_newsletter_is_none(headers, kind):
    assert read("Hello", "words", "ana@mill.example", f"{headers}\n").kind is kind


NEWSLETTERS = [
    "You are receiving this because you subscribed. <https://n.example/u> Unsubscribe <https://n.example/u>",
    "Sie erhalten diese Mail, weil Sie Mitglied sind. Abmelden <https://n.example/u>",
    "Vous recevez ce message car vous êtes inscrit. Se désinscrire : https://n.example/u",
    "Recibes este correo porque te suscribiste. Darse de baja: https://n.example/u",
    "Ricevi questa email perché sei iscritto. Per disiscriverti https://n.example/u",
    "Вы получили это письмо, потому что подписаны. Отписаться: https://n.example/u",
    "您收到此邮件是因为您已订阅。退订 https://n.example/u",
    "このメールは会員の方に配信しています。配信停止はこちら https://n.example/u",
]


@pytest.mark.parametrize("end", NEWSLETTERS)
def test_a_newsletter_without_headers_ends_as_one(end):
    assert read("Spring", f"New things.\n\n{end}", "news@mill.example").kind is Kind.BULK
    # The same below a person's words, or in what carries a person's words.
    for sender, subject, headers, more in (
        ("ana@mill.example", "Re: Spring", "", ""),
        ("ana@mill.example", "Spring", "In-Reply-To: <a@shop.example>\n", ""),
        ("ana@mill.example", "Spring", "", "On Mon, 3 May 2021 at 10:00, News <news@mill.example> wrote:\n\n> "),
        ("ana@gmail.com", "Spring", "", ""),
        ("wordpress@mill.example", "New entry", "", ""),
        ("form@jotform.com", "New entry", "", ""),
        ("b7f3a91c2d@market.example", "A buyer asks", "", ""),
        ("web@mill.example", "New entry", "", "Name: Ana\nE-Mail: ana@other.example\n\n"),
        ("info@mill.example", "New entry", "Reply-To: ana@other.example\n", ""),
    ):
        assert read(subject, f"I want one.\n\n{more}{end}", sender, headers).kind is Kind.PERSON, (sender, subject)


@pytest.mark.parametrize(
    "body",
    [
        "Please unsubscribe me: https://shop.example/news",
        "How do I unsubscribe? I found only https://shop.example/news",
        "You are receiving this because you never answered. See https://mill.example",
        "Bitte abmelden, https://shop.example/konto geht nicht.",
    ],
)
def test_who_wants_no_newsletter_is_a_person(body):
    assert read("Newsletter", body, "ana@mill.example").kind is Kind.PERSON


@pytest.mark.parametrize("name", ["X-Campaign-ID", "X-Mailin-Campaign", "X-Newsletter-Id", "X-Acme-Campaign"])
def test_newsletter_programs_have_headers_of_their_own(name):
    assert read("Spring", "New things.", "ana@mill.example", f"{name}: 5\n").kind is Kind.BULK


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


@pytest.mark.parametrize(
    ("subject", "headers"),
    [
        ("Wir haben Ihre Nachricht erhalten", ""),
        ("Thank you for your inquiry", ""),
        ("Hemos recibido su mensaje", ""),
        ("Angebot", "X-Auto-Response-Suppress: All\n"),
        ("Angebot", "Return-Path: <>\n"),
    ],
)
def test_a_program_that_says_so_below_counts_beside_another_sign(subject, headers):
    words = "Guten Tag,\n\nvielen Dank.\n\nDies ist eine automatisch erstellte Nachricht, bitte antworten Sie nicht."
    assert read(subject, words, "service@mill.example", headers).automatic is Automatic.AUTO_REPLY
    assert read(subject, "Guten Tag,\n\nvielen Dank.", "service@mill.example", headers).kind is Kind.PERSON


def test_who_copies_a_programs_mail_is_a_person():
    words = "Where is it? I got:\n\nOrder 5 is on its way.\nThis is an automated message, please do not reply."
    assert read("Order 5", words, "ana@mill.example").kind is Kind.PERSON


@pytest.mark.parametrize("subject", ["Not in the office: Order 5", "Im Urlaub: Bestellung 5", "Absent : Commande 5"])
def test_absence_before_the_subject_of_a_mail_that_is_answered(subject):
    answer = "In-Reply-To: <a@shop.example>\n"
    assert read(subject, "Until Monday.", "ana@mill.example", answer).kind is Kind.OUT_OF_OFFICE
    assert read(subject, "Deliver on Monday.", "ana@mill.example").kind is Kind.PERSON
    assert read(f"Re: {subject}", "Thanks", "ana@mill.example", answer).kind is Kind.PERSON
    assert read("Abwesend: AW: Bestellung 5", "Bis Montag.", "ana@mill.example").kind is Kind.OUT_OF_OFFICE


@pytest.mark.parametrize("subject", ["New entry", "Your message from our form"])
def test_a_form_that_calls_itself_automatic_is_still_somebodys_words(subject):
    words = "This is an automated message of our form.\n\nWhere is order 5?"
    mail = read(subject, words, "web@mill.example", "Return-Path: <>\nReply-To: ana@other.example\n")
    assert not answers_somebody(mail)
    reply = "Return-Path: <>\nIn-Reply-To: <a@shop.example>\n"
    assert answers_somebody(read(subject, words, "web@mill.example", reply))


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


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        (
            "お問い合わせがありました",
            "お名前: Ana\nメールアドレス: ana@mill.example\nいつ届きますか\n\nこのメールは自動送信です。",
        ),
        (
            "Ihre Nachricht an uns",
            "Name: Ana\nNachricht: Wo ist sie?\n\nDies ist eine automatisch erstellte Nachricht.",
        ),
        ("Thank you for your message", "Name: Ana\nMessage: Where is it?\n\nThis is an automated message."),
        ("不在通知メールについて", "不在通知メールが届きました。"),
        ("Danke für die Lieferung", "Das automatische Tor war zu."),
    ],
)
def test_words_of_machines_in_what_a_customer_wrote_or_filled_in(subject, words):
    assert read(subject, words, "ana@mill.example").kind is Kind.PERSON
