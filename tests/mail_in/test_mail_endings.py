"""Signatures that nothing sets apart, and the words that look like one and stay."""

import pytest

from crmtui.mail.quotes import cut

WORDS = "Hello,\n\nthe lamp arrived with a broken shade. Could you send a new one?"
QUOTE = "On Mon, 3 May 2021 at 10:00, Bo Lee <bo@shop.example> wrote:\n> Dear Ana,\n> it left today."

CARDS = {
    "phone": "Best regards,\nAna Ruiz\nTel: +34 91 123 45 67",
    "address": "Kind regards\nAna Ruiz\nana.ruiz@casa.example",
    "site": "Cheers,\nAna\nwww.casa.example",
    "post": "Sincerely,\nAna Ruiz\nHead of Purchasing\nCasa Ruiz Ltd.",
    "thanks": "Thank you,\nAna Ruiz\nBuyer\nMobile: +34 600 123 456",
    "long": "Warm regards,\n\nAna Ruiz\nManaging Director | Casa Ruiz S.L.\nCalle Mayor 5, 28013 Madrid\n"
    "T +34 91 123 45 67 | M +34 600 123 456\nana@casa.example | www.casa.example\n[image: logo]",
    "de": "Mit freundlichen Grüßen\n\ni. A. Eva Brandt\nEinkauf\n\nBrandt Leuchten GmbH\nHafenstr. 3 · 20457 Hamburg\n"
    "Tel. +49 40 123 45-67\nFax +49 40 123 45-68\nHRB 12345, Geschäftsführer: Max Brandt",
    "fr": "Cordialement,\nLuc Petit\nResponsable achats\nTél. : 01 23 45 67 89",
    "es": "Un saludo,\nAna Ruiz\nMóvil: 600 123 456",
    "it": "Cordiali saluti\nLia Conti\nTel. 02 1234567\nwww.conti.example",
    "nl": "Met vriendelijke groet,\nSanne de Boer\nTel: 020 123 4567\nsanne@boer.example",
    "pt": "Atenciosamente,\nRui Alves\nGerente\nRui Alves Lda",
    "sv": "Med vänlig hälsning\nEva Lind\nMobil: 070-123 45 67",
    "pl": "Pozdrawiam,\nJan Nowak\ntel. +48 22 123 45 67",
    "ru": "С уважением,\nИван Петров\nТел.: +7 495 123-45-67",
    "ru with what she is": "С уважением,\nИнна Седова\nотдел закупок\nтел. +7 495 555-01-23",
    "number": "Mit besten Grüßen\n\nJan Moser\nBeschaffung\n+43 1 123 45 67",
    "pieces": "Regards,\nAna Ruiz\nCasa Ruiz · Madrid · +34 600 123 456",
    "signs": "Cheers\nAna Ruiz\n📞 +34 600 123 456",
    "vi": "Trân trọng,\n\nLê Thị Hoa\nPhòng Kinh doanh\nSĐT: 028 5550 9876",
    "tr": "Saygılarımla\nAyşe Demir\nSatış Uzmanı\n+90 212 555 01 99",
    "bare domain": "Sincerely,\n\nAna Ruiz\nSales Associate\ncasa.example",
    "a long card with paragraphs": "Mit freundlichen Grüßen\n\nEva Brandt\nInnendienst\n\nBrandt Leuchten GmbH\n"
    "Hafenstr. 3\n20457 Hamburg\nTel. +49 40 123 45-67\nFax +49 40 123 45-68\nE-Mail: eva@brandt.example",
    "what customers have to do with": "Many thanks\n\nAna Ruiz\nCustomer Service\nM: +34 600 123 456",
    "abbreviated": "Viele Grüße\ni.V. Eva Brandt\nTeamleiterin\nFon 040 1234567",
    "hu": "Üdvözlettel,\n\nNagy Éva\nértékesítési vezető\n1011 Budapest, Kis utca 5.\nTel.: +36 1 555 0199",
    "ar": "مع أطيب التحيات،\nليلى حسن\nمديرة المبيعات\nهاتف: +971 4 555 0199",
    "th": "ขอแสดงความนับถือ\nสมหญิง ใจดี\nฝ่ายขาย\nโทร. 02-555-0199",
    "zh": "祝好！\n张伟\n采购经理\n电话: 021-55501299",
    "signed twice": "Eva\n\nMag. Eva Brandt\n1010 Wien, Ring 1\nTel: +43 1 123 45 67",
}
CARDS_ALONE = {
    "many ways": "Ana Ruiz\nCasa Ruiz\nTel: +34 91 123 45 67\nFax: +34 91 123 45 68\nwww.casa.example",
    "post and number": "Ana Ruiz\nSales Manager\nTel: +34 91 123 45 67",
    "post and number, ar": "سارة علي\nمديرة المبيعات\nهاتف: \u200e+971 4 555 0999",
    "zh": "李强\n销售部\n电话：021-5550 1299",
    "bare number": "Ana Ruiz\nQuality Engineer\nCasa Ruiz S.L.\nCalle Mayor 5, 28013 Madrid\n+34 91 555 0199",
    "below a long rule": "____________\n\nDr. Ana Ruiz\nMadrid\nTel: +34 91 123 45 67",
    "below a rule": "—————\nAna Ruiz\nProduct Manager\n+34 600 123 456",
    "below one dash": "—\nAna Ruiz | Casa Ruiz | +34 600 123 456",
    "ja, in a box": "━━━━━━━━━━\n鈴木 一郎\n株式会社スズキ工房\nTEL 06-5550-0199\n━━━━━━━━━━",
    "ja, fat lines": "＝＝＝＝＝＝＝\n鈴木 一郎\n鈴木工房株式会社\n携帯：090-5550-0199\n＝＝＝＝＝＝＝",
}
NOTICES = {
    "en": "This e-mail and any files transmitted with it are confidential. If you are not the intended\n"
    "recipient, please delete it.",
    "heading": "CONFIDENTIALITY NOTICE: This message is intended only for the person it is addressed to.",
    "two": "Please consider the environment before printing.\n\nThis message may hold confidential information.",
    "rule": "________________\nThis message is intended only for you.",
    "de": "Diese E-Mail enthält vertrauliche Informationen. Sind Sie nicht der Adressat, löschen Sie sie.",
    "fr": "Ce message et ses pièces jointes sont confidentiels et réservés à leur destinataire.",
    "es": "Este mensaje es confidencial y va dirigido solo a su destinatario.",
    "it": "Le informazioni contenute in questa e-mail sono riservate al destinatario.",
    "an address that holds a question mark": "Virus-free. www.shield.example\n<https://www.shield.example/sig?x=y>",
    "printing": "Please do not print this e-mail unless you have to, for the environment's sake.",
    "labelled": "NOTICE: The information in this message may be privileged and confidential.",
    "nl": "De informatie in dit bericht is vertrouwelijk en uitsluitend bestemd voor de geadresseerde.",
    "virus": "This email has been checked for viruses by Shield.\nwww.shield.example",
}
PROGRAMS = [
    "Yahoo Mail: Search, Organize, Conquer <https://mail.example/app>",
    "Sent from my Verizon, Samsung Galaxy smartphone",
    "Sent from my iPhone, please excuse typos",
    "Get BlueMail for Android",
    "Pobierz program Outlook dla systemu iOS",
    "获取 Outlook for iOS<https://aka.ms/o0ukef>",
    "Outlook voor Android downloaden <https://aka.ms/ghei36>",
    "iOS için Outlook'u edinin",
    "Sicher versendet mit Proton Mail.",
    "Dihantar daripada iPhone saya",
    "Sent from a mobile device, apologies for any errors",
    "This email was sent from my phone.",
]


def folds(ending: str, farewell: str = "") -> None:
    words = f"{WORDS}\n\n{farewell}".strip()
    for rest in ("", f"\n\n{QUOTE}"):
        pieces = cut(f"{WORDS}\n\n{farewell}{ending}{rest}")
        assert (pieces.text, pieces.signature.rstrip("━＝\n")) == (words, ending.rstrip("━＝\n"))


@pytest.mark.parametrize(
    "card", [pytest.param(card, id=name) for name, card in CARDS.items() if name != "signed twice"]
)
def test_a_card_folds_below_its_farewell_which_stays(card):
    below = card.partition("\n")[2].lstrip("\n")
    folds(below, card.removesuffix(below))


@pytest.mark.parametrize("card", [pytest.param(card, id=name) for name, card in CARDS_ALONE.items()])
def test_a_card_without_a_farewell_folds(card):
    folds(card)


def test_a_card_below_the_same_name_typed_leaves_the_typed_one():
    pieces = cut(f"{WORDS}\n\n{CARDS['signed twice']}")
    assert pieces.text == f"{WORDS}\n\nEva"


@pytest.mark.parametrize("notice", [pytest.param(notice, id=name) for name, notice in NOTICES.items()])
def test_a_notice_of_confidentiality_folds(notice):
    folds(notice)


def test_a_notice_right_below_a_card_folds_with_it():
    folds("Ana Ruiz\nTel. 91 123 45 67\nAntes de imprimir este mensaje, piense en el medio ambiente.", "Saludos,\n")


@pytest.mark.parametrize("line", PROGRAMS)
def test_a_program_that_names_itself_folds(line):
    folds(line)


def test_card_phone_and_notice_fold_together():
    farewell, _, card = CARDS["long"].partition("\n\n")
    folds(f"{card}\n\nSent from my iPhone\n\n{NOTICES['en']}", f"{farewell}\n\n")


@pytest.mark.parametrize(
    "farewell", ["Regards,\nAna", "/Ana", "- Ana", "LG Ana", "Cheers!\n\nAna", "Thanks,\nAna Ruiz"]
)
def test_a_farewell_and_a_name_alone_stay(farewell):
    assert cut(f"{WORDS}\n\n{farewell}").text == f"{WORDS}\n\n{farewell}"


@pytest.mark.parametrize(
    "body",
    [
        "Please call me.\n\nRegards,\nAna Ruiz\nTel: +34 91 123 45 67",
        "I have moved, my new address is here.\n\nThanks,\nAna Ruiz\nCalle Mayor 5\nMadrid\nTel: +34 91 123 45 67",
        "Bitte an die Adresse unten senden.\n\nMit freundlichen Grüßen\nEva Brandt\nHafenstr. 3\nTel: 040 1234567",
        "Where is it?\n\nThanks,\nAna Ruiz\n+34 91 123 45 67",
        "Where is it?\n\nThanks,\nAna Ruiz\nOrder 1234567\nwww.shop.example",
        "Please bring it to my office.\n\nThanks,\nAna Ruiz\nCasa Ruiz Ltd\nCalle Mayor 5\nTel: +34 91 123 45 67",
        "I need an invoice.\n\nRegards,\nAna\n\nCasa Ruiz GmbH\nRing 1\n1010 Wien\nUID ATU12345678",
        "Where is it?\n\nThanks,\nAna\nhttps://track.example/AB123456",
        "Hello,\n\n12 High Street\n\nRegards\nAna Ruiz\nMobile: 07700 900123",
        "Please refund me.\n\nRegards,\nAna Ruiz\nIBAN ES91 2100 0418 4502 0005 1332",
        "It broke.\n\nThanks,\nAna\n[image: broken.jpg]",
        "It broke.\n\nThanks,\nAna\nbroken.jpg",
        "My data:\n\nAna Ruiz\nCalle Mayor 5\nTel: +34 91 123 45 67\nana@casa.example\nwww.casa.example",
        "Hello,\n\nRegards,\nHappy Mugs Manager",
        "Thanks,\n\nbut that is not what I asked for. Call the driver at +34 91 123 45 67.",
        "Is this email confidential? I ask because of the others.\n\nThis email is for you, is it not confidential?",
        "Print this:\n\nRoses are red,\n--\nand so are you.\n\nIn italics please.",
        "Hello,\n\nThis email was sent to me by mistake. Please delete my address.",
        "Hello,\n\nImportant: the sensor for the environment is broken.",
        "Hallo,\n\nDiese E-Mail habe ich irrtümlich erhalten.",
        "Hola,\n\nEste mensaje no llegó al destinatario.",
        "Bonjour,\n\nCe message est une erreur, je n'ai rien commandé.",
        "For the engraving:\n\n--\nOma and Opa\n1975-2025\n\nWith both dashes, please.",
        "For the sign:\n\nplease write\n--\n- open\n- closed\n--\nand nothing else, all the colours stay as before.",
        "It goes to my sister.\n\nThanks,\nAna\nplease ring twice\nTel: +34 91 123 45 67",
        "好的。\n\n谢谢\n请周五送来。\n电话：010-55501234",
        "Contact:\n-----\nAna Ruiz\nTel: +34 91 123 45 67",
        "Buongiorno,\n\nAi sensi del Regolamento UE 2016/679 chiedo la cancellazione dei miei dati.",
        "Hallo,\n\nvertraulich: ich bitte um Löschung, der Empfänger der Daten ist mir unbekannt.",
        "Please look at it.\n--\nIt is broken.",
        "Sent from my iPhone, it is easier",
        "Where can I get it?\n\nI cannot get Outlook for iOS",
        "Which one?\n\nich kann Outlook für iOS nicht herunterladen",
    ],
)
def test_what_may_be_an_answer_stays(body):
    assert cut(body).text == body


@pytest.mark.parametrize("rest", ["", f"\n\n{QUOTE}"])
def test_a_mail_that_is_nothing_but_a_card_is_its_words(rest):
    assert cut(CARDS["thanks"] + rest).text == CARDS["thanks"]
