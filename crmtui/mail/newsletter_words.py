"""Whether a text ends as newsletters do, for those whose headers do not say so.

The one rule: it takes both, why one gets the mail and a link to get no more of them, at its very end; one alone stands
below the mail of persons too.
"""

import re
from collections.abc import Collection

_WHY = re.compile(
    r"you(?: are|['’]re) (?:currently )?(?:receiving|subscribed|on (?:our|the) (?:mailing )?list)"
    r"|you (?:have )?received this"
    r"|you (?:have )?(?:signed up|subscribed|opted)|this (?:e-?mail|message|newsletter) (?:was|is"
    r"|has been) (?:being )?sent to"
    r"|sie (?:erhalten|bekommen|empfangen) (?:diese|dieses|unseren|den|das)|du (?:erhältst|bekommst) (?:diese|dieses"
    r"|unseren)"
    r"|diese (?:e-?mail|nachricht) (?:wurde|ging) an|vous (?:recevez|avez reçu) (?:ce|cet|cette|nos|notre)"
    r"|(?:ce|cet) (?:message|e-?mail) (?:a été|est) envoyé|(?:recibes|recibe|has recibido|ha recibido) est"
    r"|este (?:correo|mensaje) (?:ha sido|fue|se ha) enviado|(?:ricevi|riceve|hai ricevuto|ha ricevuto"
    r"|stai ricevendo) quest"
    r"|(?:você )?(?:recebe|recebeu|está recebendo|está a receber) est|(?:u|je) (?:ontvangt|krijgt) (?:deze|dit)"
    r"|du (?:får|mottar|modtager|har fått|har modtaget) (?:detta|det här|denna|dette|denne)|(?:sait|saat) tämän"
    r"|(?:otrzymujesz|otrzymał[ae]ś|otrzymali państwo) (?:tę|tego|ten)|(?:dostáváte|dostali jste|obdrželi jste) t"
    r"|(?:kapja|kapod|kapta) .{0,30}(?:levelet|üzenetet|hírlevelet)|primi(?:ți|ti|ești|esti) acest"
    r"|(?:вы|ви) (?:получили|получаете|отримали|отримуєте) (?:это|данное|цей|це)|λαμβάνετε αυτό|λάβατε αυτό"
    r"|bu (?:e-?posta|ileti).{0,60}(?:gönderil|alıyor)|このメールは.{0,60}(?:登録|配信|お送り|会員)|(?:您"
    r"|你)(?:之所以)?收到(?:此|这|這|本)"
    r"|본 메일은|קיבלת (?:מייל|הודעה) ז|(?:تلقيت|وصلتك) هذ|bạn nhận được|anda menerima"
)
_LEAVE = re.compile(
    r"(?:no longer (?:wish|want) to receive|nicht mehr (?:erhalten|bekommen)|(?:ne plus|plus) recevoir"
    r"|no dese[ae]s? (?:seguir )?recib"
    r"|non (?:desider\w|vuoi) più ricevere|não (?:deseja|quer) (?:mais )?receber|niet (?:meer"
    r"|langer) (?:wilt )?ontvangen"
    r"|unsubscribe|opt[ -]out|abmelden|abbestellen|abzubestellen|austragen|désabonn|désinscri|darse de baja"
    r"|date de baja"
    r"|cancelar (?:la |su |tu )?suscripción|disiscri|cancella(?:ti| l['’]iscrizione)"
    r"|annulla(?:re)? (?:l['’])?iscrizione"
    r"|cancelar (?:a )?(?:inscrição|subscrição|assinatura)|descadastr|descadastre|uitschrijven|afmelden|avregistrera"
    r"|avsluta prenumeration|afmeld|avmeld|meld deg av|peruuta|wypisz|wypisać|zrezygn|odhlásit|odhlásiť|leiratkoz"
    r"|dezabon|отписаться|отписать|відписатися|odjav|διαγραφή|abonelikten|配信停止|配信解除|登録解除|退订|退訂"
    r"|取消订阅|取消訂閱"
    r"|수신 ?거부|구독 ?취소|הסר|إلغاء الاشتراك|hủy đăng ký|berhenti berlangganan"
    r"|ยกเลิก)[^\n]{0,80}(?:\n[^\n]{0,20})?"
    r"<?(?:https?://|mailto:)"
)
_ASKS = re.compile(
    r"\b(?:unsubscribe|remove|take|delete) (?:me|us)\b|\bi (?:no longer|do ?n[o'’]t|want|would|wish|(?:have )?tried)\b"
    r"|\bich (?:möchte|will|habe|bin|bekomme|erhalte)\b|\bmich\b|\bj['’]ai\b"
    r"|\bje (?:ne |n['’]|veux|voudrais|souhaite|reçois)|\b(?:quiero|quisiera|deseo|no puedo|he intentado)\b"
    r"|\b(?:vorrei|voglio|non riesco|desidero|quero|gostaria|não consigo)\b|\bik (?:wil|heb|krijg|kan)\b"
    r"|\bjag (?:vill|har|får|kan)\b|\bjeg (?:vil|har|får|kan)\b|\b(?:chcę|chciałbym|chciałabym|chci|chtěl|хочу|прошу)\b"
)
"""Who wants out of a newsletter says so of themselves, and may put its last lines below."""
_END = 1500
"""Characters in which a newsletter says whose it is and how to leave it."""
_BEGINNING = 400
"""Characters in which somebody asks."""
_HOST = re.compile(r"https?://([\w.-]{1,200})")


def leads_to(text: str, domains: Collection[str]) -> bool:
    """Whether a link at the end of a text leads to one of these domains, small letters."""
    hosts = _HOST.findall(text[-_END:].casefold())
    return any(host == one or host.endswith(f".{one}") for host in hosts for one in domains)


def ends_as_newsletter(text: str) -> bool:
    """Whether a text ends with why one gets it, and with a link to get no more."""
    end = text[-_END:]
    if "://" not in end and "mailto:" not in end:
        return False
    low = end.casefold()
    if _LEAVE.search(low) is None or _WHY.search(low) is None:
        return False
    return _ASKS.search(text[:_BEGINNING].casefold()) is None and _ASKS.search(low) is None
