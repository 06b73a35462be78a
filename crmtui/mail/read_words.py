"""How programs tell in words that a mail was read, for those that send no report of it.

The one rule: subject and text must both say it, the text as a program does: "your message ... was read on ... 9:30".
"""

import re

_SUBJECT = re.compile(
    r"\s*(?:read|not read|read receipt|return receipt(?: \(displayed\))?|receipt|deleted|gelesen|ungelesen gelöscht"
    r"|nicht gelesen|gelöscht|empfangsbest(?:ä|ae)tigung|lesebest(?:ä|ae)tigung|lu|non lu|accusé de (?:réception"
    r"|lecture)"
    r"|confirmation de lecture|leído|no leído|confirmación de lectura|acuse de recibo|letto|non letto"
    r"|conferma di lettura|ricevuta di ritorno|lida|lido|não lida|não lido|confirmação de leitura|recibo de leitura"
    r"|gelezen|niet gelezen|leesbevestiging|ontvangstbevestiging|läst|inte läst|läskvitto|læst|lest|lesebekreftelse"
    r"|luettu|lukukuittaus|przeczytano|nie przeczytano|potwierdzenie (?:przeczytania|odczytu)|přečteno|nepřečteno"
    r"|potvrzení o přečtení|prečítané|elolvasva|olvasási visszaigazolás|olvasatlanul|citit|прочитано|прочтено"
    r"|не прочитано"
    r"|уведомление о прочтении|подтверждение прочтения|okundu|αναγνώσθηκε|開封済み|開封確認|未開封|開封通知|已读|已讀"
    r"|未读"
    r"|已读回执|读取回执|읽음|읽지 않음|수신 ?확인)\s*(?:[:\uff1a-]|$)"
)
_LETTER = (
    r"message|document|dokument|e-?mail|nachricht|mensaje|correo|messaggio|mensagem|bericht|meddelande|meddelelse"
    r"|melding|viesti"
    r"|wiadomoś\w*|zpráv\w*|správ\w*|üzenet\w*|mesaj\w*|ileti\w*|сообщени\w*|письмо|μήνυμα|メッセージ|メール|邮件"
    r"|郵件|메시지|메일"
)
_READ = (
    r"(?:was|has been|were) (?:read|displayed|opened|deleted|received by)|wurde .{0,80}?(?:gelesen|angezeigt|gelöscht"
    r"|geöffnet)"
    r"|a été (?:lu|affiché|ouvert|supprimé)|(?:ha sido|fue|se ha) (?:leíd|abiert|mostrad|eliminad)\w"
    r"|è stato (?:letto|aperto|visualizzato|eliminato)|foi (?:lid|abert|exibid|apagad|excluíd)\w"
    r"|is .{0,80}?(?:gelezen|weergegeven|verwijderd|geopend)|(?:lästes|har lästs|blev læst|ble lest|er (?:læst|lest))"
    r"|(?:luettiin|on luettu)|(?:została|zostało) (?:przeczytan|odczytan|wyświetlon|usunięt)\w"
    r"|byl[ao]? .{0,80}?(?:přečten|otevřen|zobrazen|odstraněn)\w?|(?:elolvas|megnyit|töröl)t\w*|a fost (?:citit"
    r"|deschis|șters)"
    r"|(?:был[оа]?|прочитано|прочтено).{0,80}?(?:прочитан|прочтен|открыт|удален)\w?|okundu|αναγνώσθηκε|に(?:開封|表示"
    r"|削除)され"
    r"|已(?:被|于|於|在).{0,40}(?:阅读|閱讀|读取|显示|顯示|打开|删除|刪除)|에 읽(?:었|혔)습니다"
)
_TEXT = re.compile(
    rf"(?:{_LETTER}|return receipt|receipt for the mail|accusé de réception|empfangsbest(?:ä|ae)tigung)"
    rf"(?:[^.!?。]|[.!?](?=\S)){{0,400}}?(?:{_READ})",
)
_BEGINNING = 60
_SOMEBODY = re.compile(
    r"\b(?:i|we|ich|wir|je|j|nous|yo|he|ho|eu|ik|jag|jeg|ja|я|мы|ben|my|mein\w*|mon|mijn|мо[йя]\w*)\b"
)
_CLOCK = re.compile(r"\d[:.h時시]\s?\d\d")
_DAY = re.compile(r"\b\d{4}\b|\d{4}[年년]|\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{2}|\b\d{1,2}\D{1,25}\b\d{1,2}[:.h]\d\d")
"""Programs give the whole date; persons say "your mail of 9:30"."""
_ASKED = re.compile(r"[?？]")


def says_read(subject: str, text: str) -> bool:
    """Whether a subject, casefolded, and a text tell as programs do that a mail was read or deleted unread."""
    if _SUBJECT.match(subject) is None:
        return False
    body = " ".join(text[:1200].casefold().split())
    found = _TEXT.search(body[: _BEGINNING + 500])
    if found is None or found.start() > _BEGINNING or _SOMEBODY.search(body, 0, found.end() + 40):
        return False
    return _CLOCK.search(body) is not None and _DAY.search(body) is not None and _ASKED.search(body) is None
