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
        originals: what stands between the dashes of "---- Original Message ----"; a forwarded message is not among
            them, because it is news to the desk and stays in the text.
        sent_from: beginnings of "Sent from my phone".
    """

    code: str
    leads: tuple[str, ...]
    wrote: tuple[str, ...]
    sender: tuple[str, ...]
    fields: tuple[str, ...]
    originals: tuple[str, ...]
    sent_from: tuple[str, ...] = ()


LANGUAGES = (
    Language(
        "en", ("on", "quoting"), ("wrote", "writes", "said", "schreef", "typed", "says", "sent"), ("from",),
        ("sent", "date", "to", "cc", "bcc", "subject", "reply-to", "sent at", "sent on", "received", "importance",
         "attachments", "organization", "priority", "delivered-to", "message-id"),
        ("original message", "original email", "original appointment", "reply message", "original mail",
         "reply above this line", "please reply above this line",
         "please type your reply above this line", "reply above", "originalnachricht", "original-nachricht"),
        ("sent from ", "sent via ", "sent with ", "get outlook for ", "sent on the go", "typed on "),
    ),
    Language(
        "de", ("am", "zitat von"), ("schrieb", "schrieben", "hat geschrieben", "geschrieben"), ("von",),
        ("gesendet", "datum", "an", "kopie", "blindkopie", "betreff", "antwort an"),
        ("ursprüngliche nachricht", "ursprüngliche mail", "antwort nachricht", "originalmessage"),
        ("von meinem ", "gesendet von ", "gesendet mit ", "diese nachricht wurde von ", "von samsung"),
    ),
    Language(
        "fr", ("le",), ("a écrit", "écrit", "a ecrit", "écrivait"), ("de",),
        ("envoyé", "envoye", "date", "à", "a", "cc", "cci", "objet", "répondre à", "envoyé le",
         "message du", "copie à", "sujet"),
        ("message d'origine", "message original", "message d’origine", "e-mail d'origine", "mail original"),
        ("envoyé de mon ", "envoyé depuis ", "envoyé à partir de ", "envoyé de ", "télécharger outlook",
         "obtenez outlook"),
    ),
    Language(
        "es", ("el",), ("escribió", "escribio", "ha escrito"), ("de",),
        ("enviado", "enviado el", "fecha", "para", "cc", "cco", "asunto", "responder a"),
        ("mensaje original", "correo original"),
        ("enviado desde ", "enviado de ", "obtener outlook", "enviado con "),
    ),
    Language(
        "it", ("il", "il giorno"), ("ha scritto", "scrisse", "scritto"), ("da",),
        ("inviato", "data", "a", "cc", "ccn", "oggetto", "rispondi a"),
        ("messaggio originale", "messaggio inviato"),
        ("inviato da ", "inviato dal ", "scarica outlook", "ottieni outlook"),
    ),
    Language(
        "nl", ("op",), ("schreef", "geschreven", "het volgende geschreven"), ("van",),
        ("verzonden", "datum", "aan", "cc", "bcc", "onderwerp", "antwoord aan"),
        ("oorspronkelijk bericht", "origineel bericht"),
        ("verzonden vanaf ", "verstuurd vanaf ", "verzonden met ", "download outlook", "outlook voor "),
    ),
    Language(
        "pt", ("em", "no dia", "a"), ("escreveu", "escreveu o seguinte"), ("de",),
        ("enviado", "enviada", "enviada em", "data", "para", "cc", "cco", "assunto"),
        ("mensagem original",),
        ("enviado do ", "enviado de ", "enviado a partir d", "enviado pelo ", "obter o outlook"),
    ),
    Language(
        "sv", ("den", "på", "kl."), ("skrev",), ("från",),
        ("skickat", "datum", "till", "kopia", "ämne"),
        ("ursprungligt meddelande", "originalmeddelande"),
        ("skickat från ", "skickad från ", "hämta outlook"),
    ),
    Language(
        "da", ("den", "på"), ("skrev", "har skrevet"), ("fra",),
        ("sendt", "dato", "til", "cc", "emne"),
        ("oprindelig meddelelse", "original meddelelse", "oprindelig besked"),
        ("sendt fra ", "hent outlook", "få outlook"),
    ),
    Language(
        "no", ("den", "på"), ("skrev",), ("fra",),
        ("sendt", "dato", "til", "kopi", "emne"),
        ("opprinnelig melding", "original melding", "opprinnelig e-post"),
        ("sendt fra ",),
    ),
    Language(
        "fi", ("ma", "ti", "ke", "to", "pe", "la", "su"), ("kirjoitti",), ("lähettäjä",),
        ("lähetetty", "päivämäärä", "vastaanottaja", "kopio", "aihe"),
        ("alkuperäinen viesti",),
        ("lähetetty ", "lähetetty iphonesta"),
    ),
    Language(
        "pl", ("w dniu", "dnia", "w"), ("napisał", "napisała", "napisał(a)", "napisali", "pisze"), ("od",),
        ("wysłano", "wysłane", "data", "do", "dw", "temat"),
        ("wiadomość oryginalna", "oryginalna wiadomość"),
        ("wysłane z ", "wysłano z ", "pobierz outlook"),
    ),
    Language(
        "cs", ("dne",), ("napsal", "napsala", "napsal(a)", "píše"), ("od",),
        ("odesláno", "odoslané", "datum", "komu", "pro", "kopie", "kópia", "předmět", "predmet"),
        ("původní zpráva", "původní e-mail", "pôvodná správa"),
        ("odesláno z ", "odoslané z "),
    ),
    Language(
        "ru", (), ("написал", "написала", "написал(а)", "пишет", "писал", "писала", "написав", "написала", "пише"),
        ("от", "від", "отправитель"),
        ("отправлено", "дата", "кому", "копия", "тема", "надіслано", "получатель"),
        ("исходное сообщение", "оригинальное сообщение",
         "original message", "оригінальне повідомлення"),
        ("отправлено с ", "отправлено из ", "надіслано з "),
    ),
    Language(
        "ja", (), ("のメール", "は書きました", "さんは書きました", "が書きました", "のメッセージ"),
        ("差出人", "送信者", "from"),
        ("送信日時", "日時", "日付", "宛先", "件名", "cc"),
        ("元のメッセージ", "オリジナルメッセージ"),
        ("iphoneから送信", "ipadから送信", "androidから送信", "私のiphoneから送信"),
    ),
    Language(
        "zh", ("在", "於"), ("写道", "寫道", "撰写", "写了"), ("发件人", "寄件者", "寄件人", "发自"),
        ("发送时间", "发送日期", "日期", "收件人", "收件者", "抄送", "副本", "主题", "主旨", "主題", "寄件日期",
         "傳送時間", "時間"),
        ("原始邮件", "邮件原件", "原始郵件", "原邮件"),
        ("发自我的", "從我的", "發自我的", "从我的", "传送自", "傳送自"),
    ),
    Language(
        "ko", (), ("작성", "님이 작성", "님이 쓴 글", "썼습니다"), ("보낸 사람", "보낸사람", "발신"),
        ("보낸 날짜", "보낸날짜", "날짜", "받는 사람", "받는사람", "참조", "제목"),
        ("원본 메시지", "원본 메일"), ("나의 iphone에서 보냄", "내 iphone에서 보냄"),
    ),
    Language(
        "tr", (), ("yazdı", "şunu yazdı", "tarihinde şunları yazdı"), ("kimden", "gönderen"),
        ("gönderildi", "gönderme", "tarih", "kime", "bilgi", "konu"),
        ("özgün ileti", "orijinal mesaj"), ("iphone'umdan gönderildi",),
    ),
    Language(
        "hu", (), ("írta", "ezt írta"), ("feladó",), ("küldve", "dátum", "elküldve", "címzett", "másolat", "tárgy"),
        ("eredeti üzenet",), ("elküldve ",),
    ),
    Language(
        "ro", ("pe", "în", "la"), ("a scris",), ("de la",), ("trimis", "data", "către", "catre", "subiect"),
        ("mesaj original",), ("trimis de pe ", "trimis din "),
    ),
    Language(
        "el", ("στις",), ("έγραψε", "εγραψε"), ("από",), ("στάλθηκε", "ημερομηνία", "προς", "θέμα", "κοιν."),
        ("αρχικό μήνυμα",), ("στάλθηκε από ",),
    ),
    Language("he", ("ב",), ("כתב", "כתבה", "מאת"), ("מאת",), ("נשלח", "תאריך", "אל", "נושא"), ("הודעה מקורית",)),
    Language("ar", ("في",), ("كتب", "كتبت"), ("من",), ("إلى", "تاريخ", "الموضوع", "التاريخ"), ("الرسالة الأصلية",)),
    Language("vi", ("vào",), ("đã viết",), ("từ",), ("đã gửi", "ngày", "tới", "đến", "chủ đề"), ("thư gốc",)),
    Language("ca", ("el dia", "el"), ("va escriure",), ("de",), ("enviat", "data", "per a", "assumpte"), ()),
)  # fmt: skip

LEADS = tuple({word + " ": None for one in LANGUAGES for word in one.leads})
_UNSPACED = ("ja", "zh", "ko")
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
