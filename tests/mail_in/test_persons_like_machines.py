"""Persons who write the words of machines: none of them may be set aside, for nobody would look for them there."""

import pytest

from crmtui.mail.message import Kind
from tests.mail_in.plain_mail import read

OF_PARCELS = [
    ("Delivery failed", "The mail from DHL says the delivery failed. It names ana.other@work.example as contact."),
    ("Unable to deliver", "Your courier was unable to deliver, e-mail him at bo@courier.example."),
    ("Nicht zugestellt", "Die Nachricht von DHL besagt, das Paket wurde nicht zugestellt: bo@home.example"),
    ("Échec de livraison", "Le message du transporteur dit : impossible de remettre. Contact : bo@home.example"),
    ("No entregado", "El mensaje de Correos dice que no se ha podido entregar. Mi esposa es bo@home.example."),
    ("Mancata consegna", "Il messaggio del corriere dice che non è stato consegnato. Contatto: bo@home.example"),
    ("Não entregue", "A mensagem dos correios diz que não foi entregue. Contato bo@home.example"),
    ("Niet bezorgd", "Het bericht van PostNL zegt: niet bezorgd. Contact bo@home.example"),
    ("Ej levererat", "Meddelandet från PostNord säger att det inte levererats. Kontakta bo@home.example"),
    ("Nie dostarczono", "Wiadomość od kuriera mówi, że nie została dostarczona. Kontakt bo@home.example."),
    ("Не доставлено", "Сообщение курьера: посылка не доставлена. Контакт bo@home.example"),
]
OF_MAIL = [
    ("Mail not delivered", "E-mail confirmations are not being delivered to bo@home.example since Monday."),
    ("Could not be delivered", "The message with the invoice was not delivered to books@mill.example. Kindly resend."),
    (
        "E-Mail nicht zugestellt",
        "Leider wurde die E-Mail an buero@muehle.example nicht zugestellt. Bitte erneut senden.",
    ),
    ("Message blocked", "Your e-mail to bo@home.example was not delivered, he left. Write to me now. Regards, Ana"),
    ("Non remis", "Votre message à bo@home.example n'a pas été remis, il est parti. Cordialement, Ana"),
    ("未配信", "メールが bo@home.example に配信できませんでした。もう一度お願いします。"),
    ("退信", "您的邮件无法送达 bo@home.example ，请再发一次。谢谢"),
]


@pytest.mark.parametrize(("subject", "words"), OF_PARCELS + OF_MAIL, ids=[one for one, _ in OF_PARCELS + OF_MAIL])
def test_who_misses_a_parcel_or_a_mail_is_no_mail_server(subject, words):
    assert read(subject, words, "ana@mill.example").kind is Kind.PERSON


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("Automatic reply", "I keep getting an automatic reply from you. Please have a person answer."),
        ("Automatische Antwort", "Ich bekomme immer nur die automatische Antwort. Bitte mal einen Menschen."),
        ("Réponse automatique", "Je reçois toujours la même réponse automatique."),
        ("自動返信", "自動返信しか届きません。返事をください。"),
        ("Question", "This is an automated reply, is it not? I want a human."),
        ("Frage", "Dies ist eine automatische Antwort, oder? Ich will einen Menschen."),
        ("Question", "Hi, this is an automatic response your shop sent me."),
    ],
)
def test_who_complains_of_automatic_replies_is_a_person(subject, words):
    assert read(subject, words, "ana@mill.example").kind is Kind.PERSON


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        (
            "Automatic reply: Order",
            "I just received a message from you. In urgent cases somebody in the office answers.",
        ),
        ("Automatische Antwort: Frage", "Bin bis Montag weg. Bitte wenden Sie sich an einen Mitarbeiter."),
        ("Respuesta automática: Pedido", "Una persona del equipo le responderá el lunes."),
        ("Réponse automatique : Commande", "Je reçois vos messages à mon retour."),
    ],
)
def test_what_programs_say_of_persons_stays_a_programs(subject, words):
    assert read(subject, words, "ana@mill.example").kind in (Kind.AUTO_REPLY, Kind.OUT_OF_OFFICE)


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("Deleted", "Your message of 9:30 was deleted by accident. Please send again."),
        ("Gelesen", "Ihre Nachricht von 10:30 wurde gelesen. Bitte liefern."),
        ("Receipt - order 1042", "The document was opened at 9:30 but it is empty."),
        ("開封済み", "メールは9:30に開封されました。箱が壊れていました。"),
    ],
)
def test_who_read_or_lost_a_mail_today_sends_no_receipt(subject, words):
    assert read(subject, words, "ana@mill.example").kind is Kind.PERSON


@pytest.mark.parametrize(
    "words",
    [
        "I no longer wish to receive your newsletter: https://shop.example/n\nYou have subscribed me unasked.",
        "You have subscribed me without asking. Unsubscribe me from https://shop.example/",
        "Sie erhalten diese Mail, weil ich mich abmelden will: https://shop.example/abmelden geht nicht.",
        "Je ne veux plus recevoir ceci.\n\nVous recevez ce message. Se désabonner : https://shop.example/d",
    ],
)
def test_who_wants_no_newsletter_sends_none(words):
    assert read("Newsletter", words, "ana@mill.example").kind is Kind.PERSON


def test_who_puts_our_own_newsletter_below_a_question_is_a_person():
    end = "You are receiving this because you ordered.\nUnsubscribe: https://{}/u\n"
    question = "Which of these is the green one, please.\n\n"
    for host, kind in (
        ("news.shop.example", Kind.PERSON),
        ("shop.example", Kind.PERSON),
        ("myshop.example", Kind.BULK),
    ):
        assert read("The green one", question + end.format(host), "ana@mill.example").kind is kind, host
