"""How an automatic reply is known that says so in no header: by its subject, or its sender's address.

The one rule: only what programs themselves put in front counts, and only when it stands apart from what follows.
A customer who is away on the day of delivery, or out of patience, writes such words too.
"""

import re
import unicodedata

_NAMES = (
    # English
    r"auto(?:matic|mated)?[- ]?(?:e-?mail )?(?:reply|response|answer|responder)|automatically generated reply"
    r"|(?:vacation|holiday) (?:reply|response|message|notice|auto-?reply)|i(?: a|')m out of (?:the )?office"
    r"|away from (?:the|my) (?:office|desk)"
    r"|out[- ]of[- ](?:the[- ])?office(?:[: -]{1,3}(?:auto(?:matic)?[- ]?)?(?:reply|response|message|notification))?"
    r"|oo[of]"
    # German, French, Spanish, Italian, Portuguese, Catalan, Galician, Basque, Romanian
    r"|automatische (?:e-?mail-?)?(?:antwort|rückantwort|rückmeldung|abwesenheits\w+)|auto-?antwort"
    r"|abwesenheits(?:notiz|nachricht|meldung|info|information|mitteilung|benachrichtigung|mail|hinweis|assistent"
    r"|agent)"
    r"|urlaubs(?:notiz|meldung|benachrichtigung)"
    r"|(?:réponse|message) automatique|(?:réponse|message|avis|notification)(?: automatique)? d['’]absence"
    r"|absence (?:du|de mon) bureau|hors du bureau"
    r"|respuesta automática|auto-?respuesta|contestación automática|fuera de (?:la )?oficina"
    r"|(?:mensaje|aviso|respuesta) (?:automático )?de (?:ausencia|vacaciones)|ausencia temporal"
    r"|risposta automatica|risponditore automatico|fuori (?:sede|ufficio)|(?:messaggio|avviso|risposta) di assenza"
    r"|assenza dall['’]ufficio"
    r"|resposta automática|auto-?resposta|fora d[oe] escritório|(?:mensagem|aviso) de (?:ausência|férias)"
    r"|ausência temporária"
    r"|resposta automàtica|fora de l['’]oficina|erantzun automatikoa|răspuns automat"
    # Dutch, Scandinavian, Finnish, Estonian, Icelandic
    r"|automatisch (?:gegenereerd )?(?:antwoord|bericht)|automatische (?:beantwoording|reactie)|niet aanwezig"
    r"|buiten kantoor"
    r"|afwezigheids(?:bericht|melding|assistent)"
    r"|auto-?svar|automatiskt? svar|frånvaro(?:meddelande|besked)|fraværs(?:besked|melding|assistent)|ikke til stede"
    r"|ikke på kontoret|inte på kontoret|automaattinen vastaus|automaattivastaus|poissaolo(?:viesti|ilmoitus)"
    r"|poissa toimistolta|automaatvastus|sjálfvirkt svar"
    # Slavic, Baltic, Hungarian, Greek, Turkish, Albanian, Caucasian
    r"|odpowiedź automatyczna|automatyczna odpowiedź|autoodpowiedź|informacja o nieobecności|poza biurem"
    r"|automatická odpov[ěe]ď|mimo kancelář|oznámení o nepřítomnosti"
    r"|автоответ(?:чик)?|автоматический ответ|вне офиса|уведомление об отсутствии|автоматична відповідь|автовідповідь"
    r"|поза офісом|автоматичен отговор|извън офиса|automatski odgovor|izvan ureda|samodejni odgovor"
    r"|аутоматски одговор"
    r"|автоматски одговор|аўтаматычны адказ|automātiska atbilde|automatinis atsakymas|automatikus válasz|házon kívül"
    r"|αυτόματη απάντηση|εκτός γραφείου|otomatik (?:yanıt|cevap)|ofis dışında|përgjigje automatike|avtomatik cavab"
    r"|ავტომატური პასუხი|ավտոմատ պատասխան"
    # Asian, African and Semitic
    r"|自動(?:返信|応答|回答|配信メール)|自动(?:回复|答复|应答|回覆)"
    r"|自動(?:回覆|回復|答覆)"
    r"|자동 ?(?:회신|응답|답장|답변)|부재중 ?자동|trả lời tự động|thư trả lời tự động"
    r"|balasan otomatis|jawaban otomatis|balas automatik|majibu ya kiotomatiki|outomatiese (?:antwoord|reaksie)"
    r"|स्वचालित (?:उत्तर|जवाब)|স্বয়ংক্রিয় উত্তর|தானியங்கு பதில்|ตอบกลับอัตโนมัติ"
    r"|תשובה אוטומטית|מענה אוטומטי|(?:رد|الرد) (?:تلقائي|التلقائي|آلي)|پاسخ خودکار"
)


def bare_letters(text: str) -> str:
    """Letters without their accents, which programs lose; of two forms of sigma the one that casefolding gives."""
    if text.isascii():
        return text
    bare = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return bare.replace("ς", "σ")


_APART = r"(?=\s*(?:[:\uff1a;!.()\[\]>*】|–—-]|$|(?:re|aw|sv|vs|antw|odp|rif|res|tr|rv|fwd?|wg|enc)\b))"
_AWAY = re.compile(rf"\s*[\[(<*【]*\s*(?:{bare_letters(_NAMES)}){_APART}")
_ENDS = re.compile(rf"[\[(【]\s*(?:{bare_letters(_NAMES)})\s*[\])】]\s*$")
_NOTES = re.compile(
    r"\s*auto ?: .{0,100}?(?:out of (?:the )?office|nicht im (?:buro|haus)|abwesend|absente?\b|en conge"
    r"|fuera de la oficina"
    r"|assente|fuori ufficio|afwezig|ausente)|[^\[\]:]{1,60} is out of the office(?:\.?$| \((?:returning|until))"
)
"""Lotus Notes: whose reply it is stands in between."""
_ANSWERING = re.compile(r"auto[._-]?(?:reply|responder|respond|response|answer|ack)(?:er)?")
_ABSENT_BEFORE = re.compile(
    bare_letters(
        r"(?:i am |i['’]m )?(?:not in (?:the |my )?office|away from (?:the|my) (?:office|desk|e-?mail|mail)"
        r"|on (?:annual )?leave"
        r"|on (?:vacation|holiday)|nicht im (?:buro|haus)|abwesend|abwesenheit|im urlaub|urlaub|absente?|absence"
        r"|en conges?"
        r"|en vacances|pas au bureau|ausente|ausencia|de vacaciones|no estoy en la oficina|assente|assenza|in ferie"
        r"|non sono in ufficio|de ferias|afwezig|afwezigheid|niet op kantoor|op vakantie|franvarande|franvaro"
        r"|pa semester|fravær|fraværende|pa ferie|poissa|lomalla|nieobecnosc|nieobecny|na urlopie|nepritomnost"
        r"|dovolena|отсутствую|в отпуске|відпустка|nincs az irodaban|szabadsag|concediu|izinde|izinliyim|odsoten"
        r"|odsutan"
        r"|不在|休暇|休假|外出|부재중|휴가)\s*[:\uff1a]\s*(?:((?:re|aw|sv|vs|antw|odp|rif|res)\s*[:\uff1a])|\S)"
    )
)
_COMPLAINS = re.compile(
    bare_letters(
        r"\bi (?:only|always|keep|have only) (?:get|got|getting|receive|receiving)\b"
        r"|\b(?:have|let|want|need|get me|is there) (?:a (?:real )?(?:person|human)|somebody|someone)\b"
        r"|\bauto(?:matic|mated)? (?:reply|response|message) from you\b"
        r"|\bich (?:bekomme|erhalte) (?:immer|nur|ständig)\b|\beinen? (?:echten )?menschen\b"
        r"|\bje ne reçois que\b|\bje reçois toujours\b|\bun humain\b"
        r"|\b(?:solo recibo|recibo siempre|ricevo solo|ricevo sempre|ik krijg (?:alleen|steeds|altijd)|jag får bara)\b"
        r"|しか(?:届|来)|返事をください|只收到|人工客服"
    )
)
"""What somebody writes who is answered by a machine."""


def says_away(subject: str) -> bool:
    """Whether a subject, casefolded, is what mail programs put on automatic replies, in front or in brackets behind."""
    bare = bare_letters(subject[:400])
    if _AWAY.match(bare) is not None or _NOTES.match(bare) is not None:
        return True
    return bare.rstrip()[-1:] in (")", "]", "】") and _ENDS.search(bare) is not None


def says_absent(subject: str, *, answers: bool) -> bool:
    """Whether a subject, casefolded, has words of somebody's absence before that of the mail that it answers.

    Args:
        subject: of the mail.
        answers: the mail names another that it answers; else its subject has to.
    """
    found = _ABSENT_BEFORE.match(bare_letters(subject[:400]))
    return found is not None and (answers or found[1] is not None)


def asks_for_somebody(text: str) -> bool:
    """Whether a text complains of automatic replies; what people write under that subject is no reply."""
    return _COMPLAINS.search(bare_letters(text[:600].casefold())) is not None


def is_answering_machine(email: str) -> bool:
    """Whether an address is one that programs answer from."""
    return _ANSWERING.fullmatch(email.rpartition("@")[0].casefold()) is not None
