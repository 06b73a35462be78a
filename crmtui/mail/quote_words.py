"""What mail programs and people write around quotes, of all languages together.

The one rule: only words live here, all of them casefolded; how they are found is said once, in `quotes`.
"""

from crmtui.mail.quote_languages import LANGUAGES

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
    "sicher versendet mit ", "sent on the move", "sent while mobile", "typed with thumbs", "sent from mailspring",
    "發自我", "來自我的", "寄件自我", "从网易邮箱大师发来", "this message was sent using ",
    "please excuse brevity, sent", "please excuse typos, sent", "please excuse any typos, sent", "bidalia nire ",
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
    "below", "in[- ]?line", "in between", "in (?:square )?brackets", "underneath",
    "in your (?:text|mail|e-?mail|message)", "embedded", "interspersed", "between (?:the|your) (?:lines|questions)",
    "under (?:each|your|the) questions?", "highlighted", "in klammern", "direkt unter",
    "unter (?:den|ihren|deinen) (?:\\w{1,12} )?fragen", "ci-après", "entre crochets", "entre corchetes",
    "tra parentesi", "tussen haakjes", "in (?:red|blue|green|bold|caps|colou?r|italics)", "in the (?:text|mail|email)",
    "unten", "in (?:rot|blau|grün|fett)", "im text", "in der mail", "ci-dessous", "en (?:rouge|bleu|vert|gras)",
    "dans le (?:texte|mail)", "abajo", "debajo", "en (?:rojo|azul|verde|negrita)", "sotto", "in (?:rosso|blu|verde)",
    "nel testo", "hieronder", "in (?:het )?(?:rood|blauw|groen)", "in de tekst", "abaixo",
    "em (?:vermelho|azul|verde|negrito)", "nedan", "nedenfor", "i (?:rött|blått|rødt|grønt|texten|teksten)", "alla",
    "punaisella", "poniżej", "na (?:czerwono|niebiesko|zielono)", "w tekście", "níže", "červeně", "v textu", "ниже",
    "красным", "синим", "в тексте", "aşağıda", "kırmızı", "alább", "pirossal", "mai jos", "下方", "下面",
)  # fmt: skip
"""How people say that their answers stand within the earlier mail: one of each in a sentence."""
SENT_WORDS = (
    "gesendet", "küldve", "gönderildi", "에서 보냄", "から送信", "傳送", "发送", "envoyé", "enviad", "inviat",
    "verzonden", "verstuurd", "skicka", "sendt", "lähetetty", "wysłan", "odesl", "odosl", "отправлено", "надіслано",
    "изпратено", "trimis", "στάλθηκε", "נשלח", "رسل", "đã gửi", "gửi từ", "dikirim", "dihantar", "ส่งจาก", "भेजा",
    "sūtīt", "sent úr", "beziehen", "geschickt",
)  # fmt: skip
"""Pieces that say "sent" anywhere in the line in which a phone or a program names itself."""
GETS = (
    "beziehen", "holen", "herunterladen", "télécharg", "obten", "obtén", "obter", "baix", "descarg", "scarica",
    "ottieni", "hämta", "skaff", "hent", "få", "hanki", "pobierz", "uzyskaj", "získ", "stáh", "beszerz", "letölt",
    "obțin", "descărc", "edinin", "indir", "скача", "получ", "отрим", "завантаж", "изтегл", "λήψη", "αποκτ", "preuz",
    "nabav", "pridob", "prenes", "dapatkan", "unduh", "muat turun", "tải", "lấy", "รับ", "ดาวน์โหลด", "入手", "받기",
    "다운로드", "가져오기", "下載", "下载", "获取", "取得", "احصل", "الحصول", "تنزيل", "השג", "קבל", "הורד",
)  # fmt: skip
"""Pieces that say "get", in "Get Outlook for iOS"."""
SUBJECTS = frozenset(
    (
        "subject", "betreff", "objet", "sujet", "asunto", "ogg", "oggetto", "onderwerp", "assunto", "ämne", "emne",
        "aihe", "otsikko", "temat", "předmět", "predmet", "тема", "относно", "件名", "主题", "主旨", "主題", "제목",
        "konu", "tárgy", "subiect", "θέμα", "נושא", "الموضوع", "assumpte", "zadeva", "tēma", "temats", "teema",
        "เรื่อง", "perihal", "subjek", "chủ đề",
    )
)  # fmt: skip
DATES = frozenset(
    (
        "sent", "date", "gesendet", "datum", "envoyé", "envoye", "fecha", "enviado", "inviato", "data", "verzonden",
        "enviada", "skickat", "sendt", "dato", "lähetetty", "päivämäärä", "pvm", "wysłano", "wysłane", "odesláno",
        "odoslané", "отправлено", "дата", "надіслано", "изпратено", "відправлено", "送信日時", "日時", "日付",
        "发送时间", "发送日期", "日期", "寄件日期", "傳送時間", "時間", "gönderildi", "tarih", "küldve", "dátum",
        "elküldve", "trimis", "στάλθηκε", "ημερομηνία", "απεσταλμένα", "נשלח", "תאריך", "تاريخ", "التاريخ", "ngày",
        "enviat", "poslano", "poslato", "išsiųsta", "nosūtīts", "datums", "saadetud", "kuupäev", "วันที่", "dikirim",
        "tanggal", "sent at", "sent on", "gesendet am", "envoyé le", "enviado el", "enviada em", "enviado em",
        "inviato il", "data wysłania", "보낸 날짜", "날짜", "보낸날짜", "gönderme tarihi", "تم الإرسال", "đã gửi",
    )
)  # fmt: skip
