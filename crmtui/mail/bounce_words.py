"""What mail servers write when a mail did not arrive, for those that report it in words alone.

The one rule: customers write the same words, of parcels and of mail that came back to them. So words count only beside
what no customer has: a mail server's name, an empty return path, or a report that speaks of "your message", begins
with that and asks nothing.
"""

import re

_SUBJECTS = (
    # English
    r"(?:mail |message |e-?mail )?deliver(?:y|ed) (?:status notification|failure|report|has failed|delayed|problem"
    r"|failed"
    r"|notification|warning|error|unsuccessful|incomplete|has been delayed)|undeliver|non-?delivery|nondeliverable"
    r"|failure (?:notice|delivery)|returned (?:mail|message|to sender)|(?:mail|message|e-?mail) (?:delivery|failed"
    r"|could not|couldn['’]t|not delivered|was not delivered|error|failure|system error|delayed|undeliverable"
    r"|rejected"
    r"|blocked|returned|bounced)|permanent (?:delivery|fatal) |failed mail|unable to deliver|(?:could not"
    r"|couldn['’]t)"
    r" be delivered|warning: .{1,200}(?:delayed|not yet been|unknown)|delayed (?:mail|delivery)|processing error"
    r"|automatically rejected|your message to .{1,200}could|ndn: |address not found|(?:user|recipient"
    r"|mailbox) unknown"
    # German, Dutch, Scandinavian, Finnish
    r"|unzustellbar|nicht (?:zustellbar|zugestellt)|zustell(?:fehler|bericht|status|problem|ung (?:fehlgeschlagen"
    r"|gescheitert|verzögert|nicht möglich))|mail ?zustellung|fehler bei der (?:zustellung|übermittlung)"
    r"|onbestelbaar|niet (?:worden )?(?:bezorgd|afgeleverd|besteld)|(?:bezorging|aflevering) (?:is )?mislukt"
    r"|kan niet worden (?:bezorgd|afgeleverd)|ej levererat|kan(?:de)? inte levereras|inte att leverera|olevererbar"
    r"|obeställbar|leveransfel|(?:kunne|kan) ikke lever|uleverbar|ikke lever(?:et|t)|levering mislykke"
    r"|ei (?:voida|voitu|voi) toimittaa|toimittamaton|toimitus epäonnistui|palautettu viesti"
    # French, Spanish, Italian, Portuguese, Romanian
    r"|non remis|échec de|notification d['’]échec|non[ -](?:distribu|délivr)|impossible de (?:remettre|délivrer)"
    r"|avis de non|rapport de non|no se (?:ha podido|puede|pudo) entregar|no entreg(?:ado|able)|fallo (?:de"
    r"|en la) entrega"
    r"|error (?:de|en la) entrega|entrega fallida|correo devuelto|mensaje (?:devuelto|no entregado)"
    r"|mancat[ao] (?:consegna"
    r"|recapito)|non (?:recapitabil|consegnat|recapitat)|impossibile (?:recapitare|consegnare)|errore di consegna"
    r"|consegna fallita|não (?:foi )?entreg|não é possível entregar|falha na entrega|mensagem devolvida|devolução de"
    r"|nelivra|imposibil de livrat|nu a putut fi livrat"
    # Slavic, Baltic, Hungarian, Greek, Turkish
    r"|nie (?:dostarczono|można dostarczyć)|niedostarcz|niedoręcz|zwrot (?:wiadomości|poczty)|nedoruč|nelze doručit"
    r"|nepodařilo se doručit|nepodarilo sa doručiť|недоставлен|не (?:доставлен|удалось доставить|вдалося доставити)"
    r"|не может быть доставлен|невозможно доставить|ошибка доставки|сбой доставки|возврат (?:почты|письма)|неможливо"
    r" доставити|не може да бъде доставен|neisporuč|nije isporučen|ni mogoče dostaviti|nedostavlj|nepristatyt"
    r"|nepiegād"
    r"|kohaletoimetamat|kézbesíthet|sikertelen kézbesítés|nem (?:sikerült|lehet) kézbesíteni|αδυναμία παράδοση"
    r"|αποτυχία παράδοση|δεν παραδόθηκε|μη παραδοτέο|teslim edil(?:eme|medi)|iletilemedi|gönderilemedi"
    # Asian and Semitic
    r"|退信|配信(?:不能|できません|に失敗|エラー|遅延)|配達(?:不能|できません)|送信(?:できません|エラー|失敗)|未配信"
    r"|不達"
    r"|(?:邮件|郵件)(?:传输|傳送|发送|投递)失(?:败|敗)|(?:无法|無法|未)(?:送达|送達|投递|传递|傳遞|寄達)|投递失败"
    r"|系统退回|배달되지"
    r"|배달 ?(?:못함|불가|실패)|(?:전송|발송|전달) ?실패|반송|לא ניתן (?:למסור|להעביר)|כשל במסירה|لم يتم تسليم"
    r"|تعذ\u0651?ر تسليم"
    r"|فشل (?:ال)?تسليم|غير قابل للتسليم|gagal (?:terkirim|dikirim)|tidak (?:dapat|bisa) (?:di)?kirim|không thể gửi"
    r"|gửi thư thất bại|ไม่สามารถ(?:นำ)?ส่ง|ส่งไม่สำเร็จ"
)
_FAILED = re.compile(_SUBJECTS)
_BEGINS = re.compile(rf"\s*(?:\[[^\]]{{1,40}}\]\s*|\*{{1,5}}\s*|(?:error|warning): )?(?:{_SUBJECTS})")
_GOODS = re.compile(
    r"\border|parcel|package|shipment|goods|paket|bestellung|sendung|lieferung|colis|commande|pedido|paquete|ordine"
    r"|pacco"
    r"|encomenda|pakket|bestelling|paczk|zamówieni|zásilk|objednáv|csomag|rendelés|посылк|заказ|товар|荷物|注文|订单"
    r"|包裹|택배|주문"
)
"""What is delivered when it is no mail; behind a colon it is the subject of the mail that came back."""
_TECHNICAL = re.compile(
    r"\b[45]\d\d[ -]#?[45]\.\d{1,3}\.\d|#[45]\.\d\.\d|\bsmtp\b|\bmta\b|user unknown|unknown (?:user|recipient"
    r"|mailbox)"
    r"|no such (?:user|mailbox|recipient)|mailbox (?:full|unavailable|not found|is full|size|quota|does)|over quota"
    r"|undeliverable (?:message|mail)|recipient[^.]{0,60}(?:reject|unknown|failed|invalid|not found)"
    r"|delivery (?:failed|attempt)|retry timeout|returned (?:message|mail)|transcript of session"
    r"|permanent(?:ly)? (?:error|fail)|host (?:unknown|not found)"
)
_RETURNED = re.compile(
    r"user not known|full mailbox|undeliverable to|invalid final delivery|original message follows|\b55[0-4] "
    r"|delivery problems|could not be delivered|not a valid user"
)
"""What customers may write as well, of parcels or below a reply; of mail when a postmaster does."""
_LETTER = re.compile(
    r"message|\be?-?mails?\b|nachricht|courriel|courrier|mensaje|correo|messaggio|\bposta\b|mensagem|bericht|meddel"
    r"|melding|e-?post|viesti|wiadomoś|poczt|zpráv|správ|üzenet|levele|mesaj|сообщени|письм|повідомлен|съобщен|poruk"
    r"|sporočil|μήνυμα|μηνύμα|\bileti|メール|メッセージ|邮件|郵件|信件|消息|메일|메시지|הודע|رسال|\bthư\b|\bpesan\b"
    r"|อีเมล|ข้อความ"
)
_NOT_ARRIVED = re.compile(
    r"(?:\bnot|n['’]t|unable to|failed to|impossible to)\b.{0,30}\bdeliver|\bnot (?:yet )?been delivered"
    r"|nicht\b.{0,30}(?:zugestellt|zustellbar|übermittelt|ausgeliefert|zustellen)|zustellung.{0,40}(?:fehlge"
    r"|gescheit)"
    r"|(?:n['’]a p|ne p|impossible).{0,30}(?:remis|remett|délivr|distribu|transmis)"
    r"|no (?:se |ha |pudo|puede|fue).{0,20}entreg|non\b.{0,30}(?:consegna|recapita)|impossibile (?:consegn|recapit)"
    r"|não\b.{0,25}entreg|niet\b.{0,20}(?:bezorg|aflever|afgelever|besteld)|(?:inte|ikke|\bej)\b.{0,20}lever"
    r"|\bei (?:voi|ole).{0,30}toimit|nie\b.{0,30}(?:dostarcz|doręcz)|(?:nebyl|nemohl|nelze|nepoda|nebol).{0,30}doruč"
    r"|\bnem\b.{0,30}kézbesít|\bnu (?:a|poate)\b.{0,20}livra|(?:\bне\b|невозможно|неможливо).{0,40}достав"
    r"|\bn[ij](?:je)?\b.{0,30}(?:isporuč|dostav|uruč)|(?:δεν|αδύνατ).{0,30}παρ[αά]δ|teslim edile?me|iletileme"
    r"|ulaştırılama"
    r"|(?:配信|配送|送信|送達|配達|お届け|届ける).{0,12}(?:でき|出来|失敗|不能|ません)"
    r"|(?:无法|無法|未能|不能|没有|沒有).{0,4}(?:送达|送達|投递|投遞|传递|傳遞|发送|寄送|寄達|递送|到达)|退信|被退回"
    r"|(?:전달|배달|전송|발송).{0,8}(?:되지|못|실패|수 없)|לא (?:ניתן|נמסר).{0,20}|(?:لم يتم|تعذر|يتعذر) (?:ال)?تسليم"
    r"|không thể (?:gửi|chuyển)|tidak (?:dapat|bisa) (?:di)?kirim|ไม่สามารถ(?:นำ)?ส่ง"
)
_STEMS = (
    "deliver", "zustell", "zugestellt", "übermit", "ausgelief", "remis", "remett", "délivr", "distribu", "transmis",
    "entreg", "consegn", "recapit", "bezorg", "geleverd", "aflever", "besteld", "lever", "toimit", "dostarcz", "doręcz",
    "doruč", "kézbesít", "livra", "достав", "isporuč", "dostav", "uruč", "παρ", "teslim", "iletileme", "ulaştır", "配",
    "送", "届", "达", "達", "投", "传", "傳", "退", "到", "전달", "배달", "전송", "발송", "לא", "تسليم", "gửi",
    "chuyển", "kirim", "ส่ง",
)  # fmt: skip
_PLAIN_STEMS = tuple(stem for stem in _STEMS if stem.isascii())
"""A text without any of these cannot match `_NOT_ARRIVED`: looking for plain pieces is much the faster."""
_NAMED = re.compile(r"[\w.+=-]{1,64}@[\w-]{1,63}\.[a-z]")
"""A report on a mail names whom it was to; who writes about a parcel names no address."""
_SENTENCE_ENDS = re.compile(r"[.!?](?=\s)|[。！？]")
_PERSONAL = re.compile(
    r"[?？]|\b(?:i|we) (?:have |just |also )?(?:tried|try|sent|send|wrote|write|got|get|keep|receive|received|need"
    r"|would"
    r"|want|wanted|ordered|order|cannot|can['’]t)\b|\bmy (?:e-?mail|mail|message|order|reply|last|first|question)"
    r"|\bich (?:habe|wollte|bekomme|erhalte)\b|\bwir (?:haben|wollten|bekommen)\b|\bmeine (?:mail|e-?mail|nachricht"
    r"|bestell)"
    r"|\bj['’](?:ai|essaie)\b|\bnous avons\b|\bmon (?:message|mail|courriel|colis)|\bhe (?:enviado|escrito|intentado"
    r"|recibido)"
    r"|\bmi (?:correo|mensaje|pedido)|\bho (?:inviato|scritto|provato|ricevuto)|\b(?:enviei|tentei|recebi)\b"
    r"|\bik heb\b"
    r"|\bjag (?:har|fick|skickade)\b|\bjeg (?:har|fikk|fik|sendte)\b|\b(?:wysłałem|wysłałam|dostałem|dostałam)\b"
    r"|\bя (?:отправ|писал|получ)|\b(?:poslal|dostal) jsem\b|\bour (?!(?:e-?mail|mail|spam|server|system|service"
    r"|network|smtp|mx|filter|gateway|anti|security|policy|postmaster))"
    r"|\bplease send (?:me|us|the)\b"
)
"""Who tells of a mail that came back to them says so; a server that says "I" is sorry, or has tried to deliver."""
_COPY = re.compile(
    r"(?:-{2,}|={3,}|\*{3,}|_{3,})?[ >]*(?:(?:below|beneath|following) this line|(?:this is|here is|following is)? ?"
    r"(?:a|the)? ?copy of (?:the|your)|original message|unsent message|returned message|message header"
    r"|the (?:header|original)|headers?(?: of)? (?:follow|the)|text of the|start of|return-path:|received:)",
    re.IGNORECASE,
)
"""How the line begins below which the mail that came back stands."""
_GREETING = re.compile(
    r"\s*(?:hello|hey|dear|hi\b(?!\. this is the)|good (?:morning|day|afternoon|evening)|hallo|guten |sehr geehrte"
    r"|liebe"
    r"|moin|servus|bonjour|salut|madame|hola|buen[oa]s|estimad|ciao|buongiorno|gentile|olá|bom dia|boa tarde|prezad"
    r"|beste\b|geachte|goede|hej\b|hei\b|god dag|kære|kära|cześć|dzień dobry|szanown|witam|dobrý den|vážen|здравствуй"
    r"|добр|уважаем|привет|merhaba|sayın|γεια|αγαπητ|szia|tisztelt|kedves|bună|お世話|こんにちは|您好|你好|안녕)"
)
_ASKED_FOR = re.compile(
    r"\bkindly\b|\bplease (?:re-?send|send|deliver|use|write|call|ask|let|look|change|tell|make|answer)\b"
    r"|\b(?:write|send it|reply) to\b(?! the (?:postmaster|administrator))|\bthank(?:s| you)\b|\bregards\b"
    r"|\bbitte (?!wenden|(?:über)?prüfen|versuchen|kontaktieren|beachten|antworten sie nicht)|\bdanke\b"
    r"|\bgr(?:uß|uss|üße)\b|\bmerci (?!de (?:vérifier|contacter))|\bcordialement\b|\bgracias\b|\bsaludos\b"
    r"|\bpor favor, ?(?:env|us|escr)|\bgrazie\b|\bsaluti\b|\bobrigad[oa]\b|\batenciosamente\b|\bgraag\b|\bbedankt\b"
    r"|\bgroet|\btack\b|\bhälsning|\bhilsen\b|\btakk?\b|\bterveisin\b|\bkiitos\b|\bproszę\b|\bdziękuj|\bpozdraw"
    r"|\bprosím\b|\bděkuj|\bpozdrav|\bköszön|\büdvözl|\bmulțumesc|\bпожалуйста, ?(?:отправ|приш|напиш)|\bспасибо"
    r"|с уважением|\bдякую|\bteşekkür|\blütfen (?:tekrar |yeniden )?gönder|ευχαριστώ|お願いします(?=。?\s*$)|谢谢|謝謝"
    r"|감사합니다|\bdhl\b|\bdpd\b|\bgls\b|\bfedex\b|\bpostnl\b|\bpostnord\b|\bcorreos\b|\bcorreios\b|\bcourier|\bdriver\b"
    r"|\bkurier|\btransporteur\b|\blivreur\b|\bcorriere\b|курьер|\binvoice|\brechnung|\bfactur|\bfattur"
)
"""What persons ask, thank and sign with, and what came or did not come besides mail."""
_LISTED = re.compile(
    r"^[ \t*>-]{0,8}(?:(?:to|an|à|a|para|aan|till|til|do|komu|кому|rcpt)[: ]{1,3})?[\"'<(]{0,3}[\w.+=-]{1,64}@",
    re.MULTILINE,
)
"""An address that begins a line, as servers list whom they did not reach."""
_OPENING = re.compile(
    r"\W*(?:[\w.+=-]{1,64}@[\w.-]{1,200}|[45]\d\d[ -]|your |the (?:following|original|message|mail|e-?mail|delivery"
    r"|attached|user|recipient)|this (?:message|is|e-?mail|mail|report)|hi\. this is the|sorry|a (?:message|mail)"
    r"|message"
    r"|mail|e-?mail|deliver|undeliver|non-?deliver|returned|failed|failure|error|unable|could ?n[o']t|we (?:could"
    r"|were|are|have|regret)"
    r"|i['’]m (?:sorry|afraid)|unfortunately|ihre |die (?:nachricht|folgend|e-?mail|zustellung)|diese |leider|votre "
    r"|ce (?:message|courriel)"
    r"|le (?:message|courriel)|su (?:mensaje|correo)|tu (?:mensaje|correo)|el (?:mensaje|correo)|este |no se "
    r"|il (?:tuo|suo|messaggio)"
    r"|la (?:tua|sua) |questo |impossibile |[ao] (?:sua|seu|mensagem)|sua |não |uw |het bericht|dit |ditt |din |det "
    r"|meddel|deres "
    r"|viesti|twoja |wiadomo|nie |vaše? |zpráva|správa|az |ezt |mesajul |ваш|сообщени|письмо|повідомлен|съобщен|не "
    r"|το μήνυμα|iletiniz"
    r"|mesajınız"
    r"|gönder|メール|メッセージ|お客様|あなた|次の|以下|宛先|このメール|您|你的|很抱歉|抱歉|邮件|郵件|귀하|다음"
    r"|메일|메시지|הודע|ההודע|رسال|thư|pesan)"
)
"""How reports begin; customers begin with themselves."""
_BEGINNING = 600
"""Characters in which a report says what it is."""


def subject_says(subject: str) -> bool:
    """Whether a subject, casefolded, has a mail server's words of a mail that did not arrive."""
    return _FAILED.search(subject, 0, 300) is not None


def subject_begins(subject: str) -> bool:
    """Whether a subject, casefolded, begins with them, as it does where a server wrote it."""
    said = _BEGINS.match(subject, 0, 300) is not None or _tells(subject[:300])
    return said and _GOODS.search(subject.partition(":")[0]) is None


def reports(text: str, *, said: bool) -> bool:
    """Whether a text, casefolded, tells of a mail and whom it was to, from whoever keeps a mail server.

    Args:
        text: the beginning of the mail.
        said: whether its subject says so; else the text says it twice, in words and as servers do.
    """
    technical, told = _TECHNICAL.search(text) is not None, _tells(text)
    enough = technical or told or _RETURNED.search(text) is not None if said else technical and told
    return enough and _NAMED.search(text) is not None and not is_personal(text)


def is_report(text: str) -> bool:
    """Whether a text, casefolded, can be nothing but a mail server's report, whoever sent it."""
    beginning = text[:_BEGINNING]
    if _OPENING.match(beginning) is None or not (_TECHNICAL.search(beginning) or _tells(beginning)):
        return False
    return _NAMED.search(text) is not None and not is_personal(text)


def is_anybodys_report(subject: str, text: str) -> bool:
    """Whether a subject and a text, casefolded, are a report though the sender may be anybody.

    Persons who tell of a mail that did not arrive write sentences; a server puts the subject of that mail behind a
    colon, gives the number of the error, or lists the addresses.
    """
    if not is_report(text):
        return False
    told = "\n".join(told_lines(text.split("\n")))[:_BEGINNING]
    if _GOODS.search(told) or _ASKED_FOR.search(told):
        return False
    return bool(subject.partition(":")[2].strip() or _TECHNICAL.search(told) or _LISTED.search(told))


def is_personal(text: str) -> bool:
    """Whether a text, casefolded, greets somebody, asks something, or tells what its author did."""
    return _GREETING.match(text) is not None or _PERSONAL.search("\n".join(told_lines(text.split("\n")))) is not None


def told_lines(lines: list[str]) -> list[str]:
    """The lines of a report, without the copy of the mail that came back."""
    for number, line in enumerate(lines):
        if number > 1 and _COPY.match(line.lstrip()[:200]):
            return lines[:number]
    return lines


def _tells(text: str) -> bool:
    """Whether a sentence says that a mail did not arrive."""
    for stem in _PLAIN_STEMS if text.isascii() else _STEMS:
        if stem in text:
            break
    else:
        return False
    return any(_LETTER.search(one) and _NOT_ARRIVED.search(" ".join(one.split())) for one in _SENTENCE_ENDS.split(text))
