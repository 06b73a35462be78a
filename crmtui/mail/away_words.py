"""How an automatic reply begins that says so in no header: its subject, its first sentence, its sender.

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
    r"|automatisch (?:antwoord|bericht)|automatische (?:beantwoording|reactie)|niet aanwezig|buiten kantoor"
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
    r"|自動(?:返信|応答|回答|配信メール)|不在(?:の(?:お知らせ|ご連絡)|メール|通知メール)|自动(?:回复|答复|应答|回覆)"
    r"|自動(?:回覆|回復|答覆)|休假通知"
    r"|자동 ?(?:회신|응답|답장|답변)|부재중? ?(?:알림|메일|자동)|trả lời tự động|thư trả lời tự động"
    r"|balasan otomatis|jawaban otomatis|balas automatik|majibu ya kiotomatiki|outomatiese (?:antwoord|reaksie)"
    r"|स्वचालित (?:उत्तर|जवाब)|স্বয়ংক্রিয় উত্তর|தானியங்கு பதில்|ตอบกลับอัตโนมัติ"
    r"|תשובה אוטומטית|מענה אוטומטי|(?:رد|الرد) (?:تلقائي|التلقائي|آلي)|پاسخ خودکار"
)


def _bare(text: str) -> str:
    """Letters without their accents, which programs lose; of two forms of sigma the one that casefolding gives."""
    if text.isascii():
        return text
    bare = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return bare.replace("ς", "σ")


_APART = r"(?=\s*(?:[:\uff1a;!.()\[\]>*】|–—-]|$|(?:re|aw|sv|vs|antw|odp|rif|res|tr|rv|fwd?|wg|enc)\b))"
_AWAY = re.compile(rf"\s*[\[(<*【]*\s*(?:{_bare(_NAMES)}){_APART}")
_ENDS = re.compile(rf"[\[(【]\s*(?:{_bare(_NAMES)})\s*[\])】]\s*$")
_NOTES = re.compile(
    r"\s*auto ?: .{0,100}?(?:out of (?:the )?office|nicht im (?:buro|haus)|abwesend|absente?\b|en conge"
    r"|fuera de la oficina"
    r"|assente|fuori ufficio|afwezig|ausente)|[^\[\]:]{1,60} is out of the office(?:\.?$| \((?:returning|until))"
)
"""Lotus Notes: whose reply it is stands in between."""
_ANSWERING = re.compile(r"auto[._-]?(?:reply|responder|respond|response|answer|ack)(?:er)?|vacation")
_SAYS_SO = re.compile(
    r"[\s*_#>\-\[(]{0,20}(?:hello|hi|dear [\w ]{1,40}|hallo|bonjour|hola|guten tag"
    r"|sehr geehrte damen und herren)?[,!.:]?\s{0,4}"
    r"(?:please note(?: that)?:? |bitte beachten sie:? |hinweis: |note: )?"
    r"(?:this is an? (?:auto(?:matic|mated)?[- ]?(?:ally[- ]generated )?|computer[- ]generated )(?:e-?mail )?"
    r"(?:reply|response|answer|acknowledge?ment|confirmation of receipt)"
    r"|this (?:e-?mail|message|reply|response) (?:is|was|has been) (?:an )?(?:automatic|automated|sent automatically"
    r"|automatically (?:generated|sent)|generated automatically)"
    r"|(?:dies|das|dieses|hierbei handelt es sich um) ?(?:ist )?eine automatis(?:che|ch (?:erstellte|erzeugte"
    r"|generierte))"
    r" (?:antwort|eingangsbestatigung|ruckmeldung|empfangsbestatigung)"
    r"|diese (?:e-?mail|nachricht|antwort) wurde automatisch (?:erstellt|erzeugt|generiert|versendet|verschickt)"
    r"|ceci est une? (?:reponse|accuse de reception|message de reponse) automatique"
    r"|(?:esta|este) es una? (?:respuesta|mensaje de respuesta|acuse de recibo) automatic[ao]"
    r"|questa e una risposta automatica|questo e un messaggio di risposta automatic[ao]"
    r"|esta e uma resposta automatica|dit is een automatisch(?:e)? (?:antwoord|gegenereerd antwoord"
    r"|ontvangstbevestiging|reactie)"
    r"|detta ar ett (?:automatiskt svar|autosvar)|dette er et (?:automatisk svar|autosvar)"
    r"|tama on automaattinen vastaus"
    r"|to jest (?:automatyczna odpowiedz|odpowiedz automatyczna)|toto je automaticka odpove[dď]"
    r"|ez egy automatikus valasz"
    r"|acesta este un raspuns automat|это автоматическии ответ|це автоматична відповідь|bu (?:bir )?otomatik (?:yanıt"
    r"|cevap)"
    r"|αυτη ειναι αυτοματη απαντηση|(?:これ|この(?:メール|メッセージ))は[、,]?(?:システムによる)?自動(?:返信|応答"
    r"|送信|配信)"
    r"|(?:本|这|此)(?:邮件|郵件)?(?:是|为|為|由系统)?(?:一封)?自动(?:回复|发送|答复))"
    r"(?! (?:(?:that|which) )?(?:i|we|you|from you)\b)(?=[^?\n]{0,60}(?:[.!,;:。！，、\n)\]*-]|$))"
)
"""The first sentence of what a program answers. It is about itself: whoever quotes it says first why."""
_STEMS = ("auto", "otomat", "computer", "автом", "αυτόμ", "自動", "自动")
"""A text without any of these cannot match `_SAYS_SO`: looking for plain pieces is much the faster."""
_BEGINNING = 400


def says_away(subject: str) -> bool:
    """Whether a subject, casefolded, is what mail programs put on automatic replies, in front or in brackets behind."""
    bare = _bare(subject[:400])
    if _AWAY.match(bare) is not None or _NOTES.match(bare) is not None:
        return True
    return bare.rstrip()[-1:] in (")", "]", "】") and _ENDS.search(bare) is not None


def says_automatic(text: str) -> bool:
    """Whether a text begins by saying that it is an automatic reply."""
    beginning = text[:_BEGINNING].casefold()
    if not any(stem in beginning for stem in (_STEMS[:3] if beginning.isascii() else _STEMS)):
        return False
    return _SAYS_SO.match(_bare(beginning)) is not None


def is_answering_machine(email: str) -> bool:
    """Whether an address is one that programs answer from."""
    return _ANSWERING.fullmatch(email.rpartition("@")[0].casefold()) is not None
