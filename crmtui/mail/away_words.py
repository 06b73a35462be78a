"""How the subject of an automatic reply begins, for those that say so in no header.

The one rule: only what mail programs themselves put in front counts, and only when it stands apart from what follows.
A customer who is away on the day of delivery, or out of patience, writes such words too.
"""

import re

_NAMES = (
    # English
    r"auto(?:matic|mated)?[- ]?(?:reply|response|answer)|automatically generated reply"
    r"|(?:vacation|holiday) (?:reply|response)|i(?: a|')m out of (?:the )?office|away from (?:the|my) (?:office|desk)"
    r"|out[- ]of[- ](?:the[- ])?office(?:[: -]{1,3}(?:auto(?:matic)?[- ]?)?(?:reply|response|message))?|oo[of]"
    # German, French, Spanish, Italian, Portuguese, Catalan, Galician, Basque, Romanian
    r"|automatische (?:antwort|rückmeldung)|abwesenheits(?:notiz|nachricht|meldung|info|mitteilung|benachrichtigung"
    r"|mail|hinweis|assistent)|réponse automatique|absence du bureau"
    r"|(?:message|avis|notification)(?: automatique)? d['’]absence"
    r"|respuesta automática|fuera de (?:la )?oficina|(?:mensaje|aviso) de ausencia|ausencia temporal"
    r"|risposta automatica|fuori (?:sede|ufficio)|messaggio di assenza|resposta automática|fora do escritório"
    r"|(?:mensagem|aviso) de ausência|ausência temporária|resposta automàtica|fora de l['’]oficina|erantzun automatikoa"
    r"|răspuns automat"
    # Dutch, Scandinavian, Finnish, Estonian, Icelandic
    r"|automatisch antwoord|automatische beantwoording|afwezigheids(?:bericht|melding|assistent)|niet aanwezig"
    r"|auto-?svar|automatiskt? svar|frånvaro(?:meddelande|besked)|fraværs(?:besked|melding|assistent)|ikke til stede"
    r"|ikke på kontoret|inte på kontoret|automaattinen vastaus|poissaolo(?:viesti|ilmoitus)|automaatvastus"
    r"|sjálfvirkt svar"
    # Slavic, Baltic, Hungarian, Greek, Turkish
    r"|odpowiedź automatyczna|automatyczna odpowiedź|autoodpowiedź|poza biurem|automatická odpov[ěe]ď|mimo kancelář"
    r"|автоответ|автоматический ответ|вне офиса|автоматична відповідь|автовідповідь|автоматичен отговор"
    r"|automatski odgovor|samodejni odgovor|аутоматски одговор|automātiska atbilde|automatinis atsakymas"
    r"|automatikus válasz|házon kívül|αυτόματη απάντηση|εκτός γραφείου|otomatik (?:yanıt|cevap)|ofis dışında"
    # Asian and Semitic
    r"|自動返信|自動応答|自动回复|自动答复|自動回覆|자동 ?회신|자동 ?응답|trả lời tự động|balasan otomatis"
    r"|balas automatik|स्वचालित उत्तर|ตอบกลับอัตโนมัติ|תשובה אוטומטית|מענה אוטומטי|رد تلقائي|پاسخ خودکار"
)
_APART = r"(?=\s*(?:[:\uff1a;!.()\[\]|–—-]|$|(?:re|aw|sv|vs|antw|odp|rif|res|tr|rv|fwd?|wg|enc)\b))"
_AWAY = re.compile(rf"\s*[\[(]?(?:{_NAMES}){_APART}")
_NOTES = re.compile(
    r"\s*auto ?: .{0,100}?(?:out of (?:the )?office|nicht im büro|abwesend|absente?\b|en congé|fuera de la oficina"
    r"|assente|fuori ufficio|afwezig|ausente)"
)
"""Lotus Notes: whose reply it is stands in between."""


def says_away(subject: str) -> bool:
    """Whether a subject, casefolded, begins as mail programs begin those of automatic replies."""
    return _AWAY.match(subject) is not None or (subject.lstrip()[:4] == "auto" and _NOTES.match(subject) is not None)
