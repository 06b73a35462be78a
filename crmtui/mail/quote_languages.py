"""The languages of mail programs: what each of them writes around quotes.

The one rule: only words live here, one row a language; all of them are casefolded. A new language is a new row.
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
         "replied message",
         "reply above", "originalnachricht", "original-nachricht"),
        ("sent from ", "sent via ", "sent with ", "this email was sent from my ", "this message was sent from my ",
         "get outlook for ", "sent on the go", "typed on ", "sent using "),
        ("forwarded message", "begin forwarded message", "forwarded by", "forwarded mail",
         "start of forwarded message", "fwd message", "begin forwarded text", "forwarded text"),
    ),
    Language(
        "de", ("am", "zitat von", "in einer"),
        ("schrieb", "schrieben", "schreibt", "hat geschrieben", "geschrieben", "zitat", "folgendes geschrieben"),
        ("von", "absender"),
        ("gesendet", "datum", "an", "empfänger", "kopie", "blindkopie", "betreff", "antwort an", "cc", "verschickt",
         "gesendet am", "kopie an", "an/to"),
        ("ursprüngliche nachricht", "ursprüngliche mail", "antwort nachricht", "originalmessage"),
        ("von meinem ", "gesendet von ", "gesendet mit ", "diese nachricht wurde von ", "von samsung", "von unterwegs",
         "gesendet über ", "outlook für ", "holen sie sich outlook"),
        ("weitergeleitete nachricht", "anfang der weitergeleiteten nachricht",
         "anfang der weitergeleiteten e-mail", "weitergeleitete mail", "weitergeleitet von",
         "ursprünglich weitergeleitete nachricht"),
    ),
    Language(
        "fr", ("le",), ("a écrit", "écrit", "a ecrit", "écrivait", "citation de"), ("de", "expéditeur"),
        ("envoyé", "destinataire", "envoye", "date", "à", "a", "cc", "cci", "objet", "répondre à", "envoyé le",
         "message du", "copie à", "sujet", "pour", "copie", "reçu"),
        ("message d'origine", "message original", "message d’origine", "e-mail d'origine", "mail d'origine",
         "mail original"),
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
        "ja", (), ("のメール", "書きました", "のメッセージ"),
        ("差出人", "送信者", "from"),
        ("送信日時", "日時", "日付", "宛先", "件名", "cc"),
        ("元のメッセージ", "オリジナルメッセージ"),
        ("iphoneから送信", "ipadから送信", "androidから送信", "私のiphoneから送信"),
        ("転送メッセージ", "転送されたメッセージ", "転送されたメール"),
    ),
    Language(
        "zh", ("在", "於"), ("写道", "寫道", "写到", "撰写", "写了"), ("发件人", "寄件者", "寄件人", "发自"),
        ("发送时间", "发送日期", "已发送", "已傳送", "日期", "收件人", "收件者", "抄送", "副本", "主题", "主旨", "主題",
         "寄件日期", "傳送時間", "時間"),
        ("原始邮件", "邮件原件", "原始郵件", "原邮件", "原始邮件信息", "回复的原邮件", "转发前的邮件", "original"),
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
        ("đã gửi", "gửi", "ngày", "tới", "đến", "chủ đề"), ("thư gốc",),
        ("đã gửi từ", "được gửi từ"), ("thư được chuyển tiếp", "chuyển tiếp thư"),
    ),
    Language(
        "ca", ("el dia", "el"), ("va escriure", "missatge de"), ("de",),
        ("enviat", "data", "per a", "assumpte"), (),
        ("enviat des de",), ("missatge reenviat",),
    ),
    Language(
        "hr", ("dana", "u"),
        ("napisao", "napisala", "napisao/la", "napisao/napisala", "написао", "написала"),
        ("šalje", "šalje se", "pošiljatelj", "pošiljalac"),
        ("poslano", "datum", "za", "prima", "predmet", "poslato", "kome", "naslov"),
        ("izvorna poruka", "originalna poruka"), ("poslano s ", "poslano sa ", "poslato sa "),
        ("proslijeđena poruka", "prosleđena poruka", "započni proslijeđenu poruku"),
    ),
    Language(
        "sl", ("dne", "v"), ("napisal", "napisala", "napisal/-a", "napisal(a)"), ("pošiljatelj",),
        ("poslano", "datum", "za", "zadeva"), ("izvirno sporočilo",),
        ("poslano iz ",), ("posredovano sporočilo",),
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
