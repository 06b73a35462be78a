"""What mail programs write around quotes, in the languages they speak.

The one rule: only words live here, one row a language; how they are found is said once, in `quotes`. All words are
casefolded. A new language is a new row.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """One language's words.

    Attributes:
        leads: first words of "On 3 May, Ana wrote:".
        wrote: its verb, as whole words.
        sender, fields: labels of a copied header block: the author's, and the others'.
        originals: what stands between the dashes of "---- Original Message ----".
        sent_from: beginnings of "Sent from my phone".
        forwarded: what stands between the dashes, or before the colon, above a mail that is passed on.
    """

    code: str
    leads: tuple[str, ...]
    wrote: tuple[str, ...]
    sender: tuple[str, ...]
    fields: tuple[str, ...]
    originals: tuple[str, ...]
    sent_from: tuple[str, ...] = ()
    forwarded: tuple[str, ...] = ()


LANGUAGES = (
    Language(
        "en", ("on", "quoting"), ("wrote", "writes", "said",
        "schreef", "typed", "says", "sent", "quoting"), ("from",),
        ("sent", "date", "to", "cc", "bcc", "subject", "reply-to", "sent at", "sent on", "received",
         "importance", "attachments", "organization", "priority", "delivered-to", "message-id", "reply", "reply to"),
        ("original message", "original email", "original appointment", "reply message", "original mail",
         "reply above", "originalnachricht", "original-nachricht"),
        ("sent from ", "sent via ", "sent with ", "get outlook for ", "sent on the go", "typed on ",
         "sent using "),
        ("forwarded message", "begin forwarded message", "forwarded by", "forwarded mail",
         "start of forwarded message", "fwd message", "begin forwarded text", "forwarded text"),
    ),
    Language(
        "de", ("am", "zitat von"),
        ("schrieb", "schrieben", "hat geschrieben", "geschrieben", "zitat", "folgendes geschrieben"),
        ("von", "absender"),
        ("gesendet", "datum", "an", "empfänger", "kopie", "blindkopie", "betreff", "antwort an", "cc", "verschickt",
         "gesendet am", "kopie an", "an/to"),
        ("ursprüngliche nachricht", "ursprüngliche mail", "antwort nachricht", "originalmessage"),
        ("von meinem ", "gesendet von ", "gesendet mit ", "diese nachricht wurde von ", "von samsung",
         "gesendet über ", "outlook für ", "holen sie sich outlook"),
        ("weitergeleitete nachricht", "anfang der weitergeleiteten nachricht",
         "anfang der weitergeleiteten e-mail", "weitergeleitete mail", "weitergeleitet von",
         "ursprünglich weitergeleitete nachricht"),
    ),
    Language(
        "fr", ("le",), ("a écrit", "écrit", "a ecrit", "écrivait", "citation de"), ("de", "expéditeur"),
        ("envoyé", "destinataire", "envoye", "date", "à", "a", "cc", "cci", "objet", "répondre à", "envoyé le",
         "message du", "copie à", "sujet", "pour", "copie", "reçu"),
        ("message d'origine", "message original", "message d’origine", "e-mail d'origine", "mail original"),
        ("envoyé de mon ", "envoyé depuis ", "envoyé à partir de ", "envoyé de ", "télécharger outlook",
         "obtenez outlook", "obtenir outlook", "envoyé avec "),
        ("message transféré", "message réexpédié", "début du message transféré", "début du message réexpédié",
         "début du message transfere", "mail transféré", "courriel transféré", "message transmis"),
    ),
    Language(
        "es", ("el", "citando a"), ("escribió", "escribio", "ha escrito", "citando"), ("de", "remitente"),
        ("enviado", "destinatario", "enviado el", "fecha", "para", "cc", "cco", "asunto", "responder a", "copia"),
        ("mensaje original", "correo original", "mensaje de origen"),
        ("enviado desde ", "enviado de ", "obtener outlook", "enviado con "),
        ("mensaje reenviado", "inicio del mensaje reenviado", "comienzo del mensaje reenviado",
         "correo reenviado"),
    ),
    Language(
        "it", ("il", "il giorno", "in data"), ("ha scritto", "scrisse", "scritto", "citando"), ("da", "mittente"),
        ("inviato", "data", "a", "cc", "ccn", "oggetto", "rispondi a", "ogg", "inviato il"),
        ("messaggio originale", "messaggio inviato"),
        ("inviato da ", "inviato dal ", "scarica outlook", "ottieni outlook", "inviato con "),
        ("messaggio inoltrato", "inizio messaggio inoltrato", "messaggio inoltrato - inizio"),
    ),
    Language(
        "nl", ("op",), ("schreef", "geschreven", "het volgende geschreven", "citeren"), ("van", "afzender"),
        ("verzonden", "datum", "aan", "cc", "bcc", "onderwerp", "antwoord aan"),
        ("oorspronkelijk bericht", "origineel bericht"),
        ("verzonden vanaf ", "verstuurd vanaf ", "verzonden met ", "download outlook", "outlook voor "),
        ("doorgestuurd bericht", "begin doorgestuurd bericht", "begin van doorgestuurd bericht"),
    ),
    Language(
        "pt", ("em", "no dia", "a"), ("escreveu", "escreveu o seguinte", "escreveu-me"), ("de", "remetente"),
        ("enviado", "enviada", "enviada em", "data", "para", "cc", "cco", "assunto", "enviado em", "à"),
        ("mensagem original",),
        ("enviado do ", "enviado de ", "enviado a partir d", "enviado pelo ", "obter o outlook", "enviada do ",
         "enviado com ", "obtenha o outlook"),
        ("mensagem encaminhada", "mensagem reencaminhada", "início da mensagem encaminhada",
         "início da mensagem reencaminhada", "inicio da mensagem encaminhada"),
    ),
    Language(
        "sv", ("den", "på", "kl."), ("skrev",), ("från", "avsändare"),
        ("skickat", "mottagare", "datum", "till", "kopia", "ämne"),
        ("ursprungligt meddelande", "originalmeddelande"),
        ("skickat från ", "skickad från ", "hämta outlook"),
        ("vidarebefordrat meddelande", "vidarebefordrat brev", "vidarebefordrat mejl", "vidarebefordrad e-post"),
    ),
    Language(
        "da", ("den", "på"), ("skrev", "har skrevet"), ("fra", "afsender"),
        ("sendt", "modtager", "dato", "til", "cc", "emne"),
        ("oprindelig meddelelse", "original meddelelse", "oprindelig besked"),
        ("sendt fra ", "hent outlook", "få outlook"),
        ("videresendt meddelelse", "videresendt besked", "start på videresendt besked"),
    ),
    Language(
        "no", ("den", "på"), ("skrev",), ("fra", "avsender"),
        ("sendt", "mottaker", "dato", "til", "kopi", "emne"),
        ("opprinnelig melding", "original melding", "opprinnelig e-post"),
        ("sendt fra ",),
        ("videresendt melding", "videresendt e-post", "begynnelse på videresendt melding"),
    ),
    Language(
        "fi", ("ma", "ti", "ke", "to", "pe", "la", "su"), ("kirjoitti",), ("lähettäjä",),
        ("lähetetty", "päivämäärä", "vastaanottaja", "kopio", "aihe", "kenelle", "pvm", "otsikko"),
        ("alkuperäinen viesti",),
        ("lähetetty ", "lähetetty iphonesta"),
        ("välitetty viesti", "edelleenlähetetty viesti", "välitetty viesti alkaa",
         "välitetty viesti / fwd.msg"),
    ),
    Language(
        "pl", ("w dniu", "dnia", "w", "użytkownik"),
        ("napisał", "napisała", "napisał(a)", "napisali", "pisze", "wiadomość napisana przez", "napisano"),
        ("od", "nadawca"),
        ("wysłano", "adresat", "wysłane", "data", "do", "dw", "temat", "data wysłania", "kopia", "odpowiedz do"),
        ("wiadomość oryginalna", "oryginalna wiadomość"),
        ("wysłane z ", "wysłano z ", "pobierz outlook", "wysłane z", "wysłano"),
        ("treść przekazanej wiadomości", "przekazana wiadomość", "wiadomość przekazana",
         "początek przekazywanej wiadomości", "przekazywana wiadomość", "przesłana dalej wiadomość"),
    ),
    Language(
        "cs", ("dne", "dňa"),
        ("napsal", "napsala", "napsal(a)", "píše", "napísal", "napísala", "napísal(a)"),
        ("od", "odesílatel", "odosielateľ"),
        ("odesláno", "odoslané", "datum", "dátum", "komu", "pro", "pre", "kopie", "kópia", "předmět", "predmet"),
        ("původní zpráva", "původní e-mail", "pôvodná správa"),
        ("odesláno z ", "odoslané z ", "odoslané z"),
        ("přeposlaná zpráva", "předaná zpráva", "začátek přeposílané zprávy", "preposlaná správa",
         "začiatok preposlanej správy", "preposlaná správa --- forwarded message"),
    ),
    Language(
        "ru", (),
        ("написал", "написала", "написал(а)", "написали", "пишет", "писал", "писала", "писали", "написав", "пише",
         "написа"),
        ("от", "від", "отправитель", "от кого", "від кого", "відправник", "подател"),
        ("отправлено", "дата", "кому", "копия", "тема", "надіслано", "получатель", "изпратено", "до", "относно",
         "відправлено", "копія", "копие", "послано", "отправлен"),
        ("исходное сообщение", "оригинальное сообщение", "original message", "оригінальне повідомлення"),
        ("отправлено с ", "отправлено из ", "надіслано з "),
        ("пересылаемое сообщение", "перенаправленное сообщение", "пересланное сообщение",
         "переадресованное сообщение", "начало переадресованного сообщения", "начало переадресованного письма",
         "переслане повідомлення", "переспрямоване повідомлення", "перенаправлене повідомлення",
         "початок листа, що пересилається", "пересылаемое письмо"),
    ),
    Language(
        "ja", (), ("のメール", "は書きました", "さんは書きました", "が書きました", "のメッセージ"),
        ("差出人", "送信者", "from"),
        ("送信日時", "日時", "日付", "宛先", "件名", "cc"),
        ("元のメッセージ", "オリジナルメッセージ"),
        ("iphoneから送信", "ipadから送信", "androidから送信", "私のiphoneから送信"),
        ("転送メッセージ", "転送されたメッセージ", "転送されたメール"),
    ),
    Language(
        "zh", ("在", "於"), ("写道", "寫道", "撰写", "写了"), ("发件人", "寄件者", "寄件人", "发自"),
        ("发送时间", "发送日期", "日期", "收件人", "收件者", "抄送", "副本", "主题", "主旨", "主題", "寄件日期",
         "傳送時間", "時間"),
        ("原始邮件", "邮件原件", "原始郵件", "原邮件", "原始邮件信息", "转发前的邮件", "original"),
        ("发自我的", "從我的", "發自我的", "从我的", "传送自", "傳送自"),
        ("转发的邮件", "转发邮件", "转发的消息", "已转发邮件", "以下是转发的邮件", "开始转发的邮件",
         "轉寄的郵件", "轉寄郵件", "轉寄的訊息", "開始轉寄郵件"),
    ),
    Language(
        "ko", (), ("작성", "님이 작성", "님이 쓴 글", "썼습니다", "쓴 글", "보낸 메시지"),
        ("보낸 사람", "보낸사람", "발신"),
        ("보낸 날짜", "보낸날짜", "날짜", "받는 사람", "받는사람", "참조", "제목"),
        ("원본 메시지", "원본 메일"),
        ("나의 iphone에서 보냄", "내 iphone에서 보냄"),
        ("전달된 메시지", "전달된 메일", "전달된 메시지 시작"),
    ),
    Language(
        "tr", (), ("yazdı", "şunu yazdı", "tarihinde şunları yazdı"), ("kimden", "gönderen"),
        ("gönderildi", "gönderme", "tarih", "kime", "alıcı", "bilgi", "konu", "gönderme tarihi", "bcc"),
        ("özgün ileti", "orijinal mesaj"),
        ("iphone'umdan gönderildi",),
        ("yönlendirilmiş ileti", "iletilmiş ileti", "iletilen ileti", "i̇letilmiş i̇leti", "i̇letilen i̇leti",
         "yönlendirilen ileti", "i̇leti başlangıcı", "i̇letilmiş mesaj", "iletilmiş mesaj"),
    ),
    Language(
        "hu", (), ("írta", "ezt írta", "keltezéssel"), ("feladó",),
        ("küldve", "dátum", "elküldve", "címzett", "másolat", "tárgy"),
        ("eredeti üzenet",),
        ("elküldve ",),
        ("továbbított üzenet", "továbbított levél", "továbbított levél kezdete"),
    ),
    Language(
        "ro", ("pe", "în", "la"), ("a scris",), ("de la", "expeditor", "expeditorul"),
        ("trimis", "data", "dată", "destinatar", "destinatarul", "subiectul", "către", "catre", "subiect"),
        ("mesaj original",),
        ("trimis de pe ", "trimis din "),
        ("mesaj redirecționat", "mesaj înaintat", "mesaj redirecţionat", "mesajul redirecționat",
         "începe mesajul redirecționat"),
    ),
    Language(
        "el", ("στις",), ("έγραψε", "εγραψε"), ("από", "αποστολέας"),
        ("στάλθηκε", "παραλήπτης", "ημερομηνία", "προς", "θέμα", "κοιν.", "απεσταλμένα", "εστάλη"),
        ("αρχικό μήνυμα",),
        ("στάλθηκε από ",),
        ("προωθημένο μήνυμα",),
    ),
    Language(
        "he", ("ב", "בתאריך"), ("כתב", "כתבה", "מאת"), ("מאת",),
        ("נשלח", "תאריך", "אל", "נושא"),
        ("הודעה מקורית",),
        ("נשלח מ",),
        ("הודעה שהועברה", "הודעה מועברת"),
    ),
    Language(
        "ar", ("في",), ("كتب", "كتبت", "تمت كتابة"), ("من",),
        ("إلى", "تاريخ", "الموضوع", "التاريخ", "تم الإرسال", "أرسلت", "المرسل إليه"),
        ("الرسالة الأصلية",),
        ("أُرسلت من", "مرسل من", "أرسلت من", "تم الإرسال من"),
        ("رسالة معاد توجيهها", "الرسالة المعاد توجيهها"),
    ),
    Language(
        "vi", ("vào",), ("đã viết",), ("từ",),
        ("đã gửi", "gửi", "ngày", "tới", "đến", "chủ đề"),
        ("thư gốc",),
        ("đã gửi từ", "được gửi từ"),
        ("thư được chuyển tiếp", "chuyển tiếp thư"),
    ),
    Language(
        "ca", ("el dia", "el"), ("va escriure", "missatge de"), ("de",),
        ("enviat", "data", "per a", "assumpte"),
        (),
        ("enviat des de",),
        ("missatge reenviat",),
    ),
    Language(
        "hr", ("dana", "u"),
        ("napisao", "napisala", "napisao/la", "napisao/napisala", "написао", "написала"),
        ("šalje", "šalje se", "pošiljatelj", "pošiljalac"),
        ("poslano", "datum", "za", "prima", "predmet", "poslato", "kome", "naslov"),
        ("izvorna poruka", "originalna poruka"),
        ("poslano s ", "poslano sa ", "poslato sa "),
        ("proslijeđena poruka", "prosleđena poruka", "započni proslijeđenu poruku"),
    ),
    Language(
        "sl", ("dne", "v"), ("napisal", "napisala", "napisal/-a"), ("pošiljatelj",),
        ("poslano", "datum", "za", "zadeva"),
        ("izvirno sporočilo",),
        ("poslano iz ",),
        ("posredovano sporočilo",),
    ),
    Language(
        "lt", (), ("rašė", "parašė"), ("nuo",),
        ("išsiųsta", "data", "kam", "tema"),
        ("pirminis laiškas", "originalus laiškas"),
        ("išsiųsta iš ",),
        ("persiųstas laiškas", "persiųsta žinutė"),
    ),
    Language(
        "lv", (), ("rakstīja",), ("no",),
        ("nosūtīts", "datums", "kam", "temats", "tēma"),
        ("sākotnējais ziņojums",),
        ("nosūtīts no ",),
        ("pārsūtītais ziņojums", "pārsūtīta ziņa"),
    ),
    Language(
        "et", (), ("kirjutas",), ("saatja",),
        ("saadetud", "kuupäev", "adressaat", "teema", "saaja"),
        ("algne sõnum", "algne kiri"),
        ("saadetud minu ",),
        ("edastatud kiri", "edastatud sõnum"),
    ),
    Language(
        "th", ("ในวันที่",), ("เขียนว่า", "เขียน"), ("จาก",),
        ("ส่ง", "วันที่", "ถึง", "เรื่อง"),
        ("ข้อความเดิม", "ข้อความต้นฉบับ"),
        ("ส่งจาก",),
        ("ข้อความที่ส่งต่อ",),
    ),
    Language(
        "id", ("pada", "pada tanggal"), ("menulis",), ("dari",),
        ("dikirim", "terkirim", "tanggal", "kepada", "untuk", "perihal", "subjek"),
        ("pesan asli",),
        ("dikirim dari ",),
        ("pesan terusan", "pesan yang diteruskan"),
    ),
    Language(
        "fa", ("در",), ("نوشت", "نوشته است"), ("از",),
        ("تاریخ", "به", "موضوع", "ارسال"),
        ("پیام اصلی",),
        (),
        ("پیام هدایت‌شده",),
    ),
)  # fmt: skip

LEADS = tuple({word + " ": None for one in LANGUAGES for word in one.leads})
_UNSPACED = ("ja", "zh", "ko", "th")
WROTE_WORDS = frozenset(word for one in LANGUAGES if one.code not in _UNSPACED for word in one.wrote if " " not in word)
WROTE_PHRASES = tuple(
    word
    for one in LANGUAGES
    for word in one.wrote
    if one.code in _UNSPACED or (" " in word and WROTE_WORDS.isdisjoint(word.split()))
)
"""Verbs that no space sets apart, or that are several words of which none gives them away."""
SENDERS = frozenset(word for one in LANGUAGES for word in one.sender)
LABELS = SENDERS | frozenset(word for one in LANGUAGES for word in one.fields)
ORIGINALS = frozenset(word for one in LANGUAGES for word in one.originals)
SENT_FROM = tuple({word: None for one in LANGUAGES for word in one.sent_from})
FORWARDED = frozenset(word for one in LANGUAGES for word in one.forwarded)
TAG_LINES = (
    "yahoo mail: ", "yahoo mail – ", "get bluemail for ", "ottieni bluemail", "secured with tuta",
    "从网易邮箱大师发来", "this message was sent using ", "please excuse brevity, sent", "bidalia nire ",
)  # fmt: skip
"""How programs advertise themselves without saying that something was sent."""
ABOVE_THIS = (
    "above this line", "above this message", "über dieser zeile", "über dieser linie", "oberhalb dieser",
    "au-dessus de cette ligne", "encima de esta línea", "sobre esta línea", "sopra questa riga", "sopra questa linea",
    "boven deze regel", "boven deze lijn", "acima desta linha", "ovanför den här raden", "ovanför denna",
    "over denne linje", "rivin yläpuolelle", "powyżej tej linii", "powyżej tego wiersza", "nad tento řádek",
    "nad tuto čáru", "nad tímto řádkem", "nad tento riadok", "выше этой", "вище цієї", "bu satırın üst", "e sor fölé",
    "deasupra acestei", "πάνω από αυτή", "この行より上", "この線より上", "此行上方", "此行之上", "此线以上", "이 줄 위",
)  # fmt: skip
"""In the line above which a help desk asks for the answer."""
ANSWERS = (
    "answer", "comment", "repl", "respon", "remark", "antwort", "kommentar", "anmerkung", "réponse", "commentaire",
    "remarque", "respuesta", "comentario", "rispost", "rispond", "commenti", "antwoord", "reactie", "opmerking",
    "respost", "comentário", "svar", "vastau", "kommentti", "odpowied", "komentarz", "odpově", "komentář", "ответ",
    "коммент", "yanıt", "cevap", "válasz", "răspuns", "回答", "回复", "回信",
)  # fmt: skip
WITHIN = (
    "below", "in[- ]?line", "in between", "in (?:red|blue|green|bold|caps|colou?r|italics)",
    "in the (?:text|mail|email)", "unten", "in (?:rot|blau|grün|fett)", "im text", "in der mail", "ci-dessous",
    "en (?:rouge|bleu|vert|gras)", "dans le (?:texte|mail)", "abajo", "debajo", "en (?:rojo|azul|verde|negrita)",
    "sotto", "in (?:rosso|blu|verde)", "nel testo", "hieronder", "in (?:het )?(?:rood|blauw|groen)", "in de tekst",
    "abaixo", "em (?:vermelho|azul|verde|negrito)", "nedan", "nedenfor", "i (?:rött|blått|rødt|grønt|texten|teksten)",
    "alla", "punaisella", "poniżej", "na (?:czerwono|niebiesko|zielono)", "w tekście", "níže", "červeně", "v textu",
    "ниже", "красным", "синим", "в тексте", "aşağıda", "kırmızı", "alább", "pirossal", "mai jos", "下方", "下面",
)  # fmt: skip
"""How people say that their answers stand within the earlier mail: one of each in a sentence."""
SENT_WORDS = (
    "gesendet", "küldve", "gönderildi", "에서 보냄", "から送信", "傳送", "发送", "envoyé", "enviad", "inviat",
    "verzonden", "verstuurd", "skicka", "sendt", "lähetetty", "wysłan", "odesl", "odosl", "отправлено", "надіслано",
    "изпратено", "trimis", "στάλθηκε", "נשלח", "رسل", "đã gửi", "dikirim", "ส่งจาก", "beziehen", "geschickt",
)  # fmt: skip
"""Pieces that say "sent" anywhere in the line in which a phone or a program names itself."""
SUBJECTS = frozenset(
    (
        "subject", "betreff", "objet", "sujet", "asunto", "ogg", "oggetto", "onderwerp", "assunto", "ämne",
        "emne", "aihe", "otsikko", "temat", "předmět", "predmet", "тема", "относно", "件名", "主题", "主旨", "主題",
        "제목", "konu", "tárgy", "subiect", "θέμα", "נושא", "الموضوع", "assumpte", "zadeva", "tēma", "temats",
        "teema", "เรื่อง", "perihal", "subjek", "chủ đề",
    )
)  # fmt: skip
DATES = frozenset(
    (
        "sent", "date", "gesendet", "datum", "envoyé", "envoye", "fecha", "enviado", "inviato", "data",
        "verzonden", "enviada", "skickat", "sendt", "dato", "lähetetty", "päivämäärä", "pvm", "wysłano",
        "wysłane", "odesláno", "odoslané", "отправлено", "дата", "надіслано", "изпратено", "відправлено",
        "送信日時", "日時", "日付", "发送时间", "发送日期",
        "日期", "寄件日期", "傳送時間", "時間",
        "gönderildi", "tarih", "küldve", "dátum", "elküldve", "trimis",
        "στάλθηκε", "ημερομηνία", "απεσταλμένα", "נשלח", "תאריך", "تاريخ",
        "التاريخ", "ngày", "enviat", "poslano", "poslato", "išsiųsta", "nosūtīts", "datums", "saadetud",
        "kuupäev", "วันที่", "dikirim", "tanggal", "sent at", "sent on", "gesendet am", "envoyé le",
        "enviado el", "enviada em", "enviado em", "inviato il", "data wysłania", "보낸 날짜", "날짜", "보낸날짜",
        "gönderme tarihi", "تم الإرسال", "đã gửi",
    )
)  # fmt: skip
