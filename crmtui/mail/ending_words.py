"""What people and their companies write below a mail, in the languages they speak.

The one rule: only words live here, all of them casefolded; how an ending is found is said once, in `endings` and
`cards`.
"""

FAREWELLS = frozenset(
    (
        "regards", "cheers", "sincerely", "faithfully", "yours", "wishes", "rgds", "brgds", "respectfully", "grüße",
        "grüßen", "gruß", "grüsse", "grüssen", "gruss", "grüßle", "mfg", "lg", "vg", "hochachtungsvoll", "cordialement",
        "salutations", "sincèrement", "bien à vous", "bien à toi", "cdlt", "respectueusement", "saludos", "saludo",
        "atentamente", "cordialmente", "abrazo", "saluti", "distinti", "groet", "groeten", "groetjes", "hoogachtend",
        "mvg", "cumprimentos", "atenciosamente", "abraço", "abraços", "att", "hälsning", "hälsningar", "mvh",
        "vänligen", "hilsen", "hilsner", "vh", "kh", "terveisin", "terveiset", "ystävällisin", "pozdrawiam",
        "pozdrowieniami", "poważaniem", "powazaniem", "wyrazami", "pozdravem", "pozdravom", "pozdravy", "pozdrav",
        "pozdravi", "s úctou", "уважением", "приветом", "повагою", "уважение", "поздрав", "поздрави", "поздравом",
        "saygılarımla", "saygılarımızla", "selamlar", "üdvözlettel", "tisztelettel", "cu stimă", "cu respect", "stimă",
        "εκτίμηση", "χαιρετισμούς", "ברכה", "בברכה", "تحياتي", "التحية", "trân trọng", "salutacions", "lugupidamisega",
        "tervitades", "cieņu", "cieņā", "pagarbiai", "hormat", "salam", "敬具", "敬上", "此致", "祝好", "谨启", "谢谢",
        "よろしくお願いいたします", "よろしくお願いします", "감사합니다", "드림", "올림", "التحيات", "تحيات", "أطيب",
        "الاحترام", "ขอแสดงความนับถือ", "ด้วยความเคารพ", "ขอบคุณครับ", "ขอบคุณค่ะ", "敬礼", "敬禮", "商祺", "顺颂商祺",
        "敬祝", "順頌", "以上", "よろしくお願い致します", "宜しくお願い致します", "宜しくお願いいたします", "greetings",
        "ystävällisesti", "üdv", "lp", "abbraccio", "abbracci", "hälsar", "bises", "kr", "با احترام", "ارادتمند",
    )
)  # fmt: skip
"""Of which one stands in the few words that say good-bye."""
THANKS = frozenset(
    (
        "thanks", "thank you", "many thanks", "thanks in advance", "thank you in advance", "thanks again", "thx",
        "thanks so much", "thank you very much", "thanks a lot", "best", "all the best", "warmly", "kindly", "br",
        "rgds", "thank you so much", "ta", "take care", "talk soon", "danke", "vielen dank", "besten dank",
        "danke im voraus", "vielen dank im voraus", "danke schön", "merci", "merci d'avance", "merci beaucoup",
        "merci d’avance", "bonne journée", "bien cordialement", "gracias", "muchas gracias", "gracias de antemano",
        "un saludo", "grazie", "grazie mille", "bedankt", "alvast bedankt", "dank u", "met dank", "obrigado",
        "obrigada", "muito obrigado", "muito obrigada", "tack", "tack på förhand", "tak", "på forhånd tak", "takk",
        "kiitos", "dziękuję", "z góry dziękuję", "děkuji", "ďakujem", "спасибо", "заранее спасибо", "дякую",
        "teşekkürler", "köszönöm", "mulțumesc", "ευχαριστώ", "תודה", "شكرا", "cảm ơn", "terima kasih", "gràcies",
        "hvala", "aitäh", "paldies", "ačiū",
    )
)  # fmt: skip
"""Thanks and wishes that say good-bye when nothing else stands on their line."""
CONTACT_LABELS = frozenset(
    (
        "t", "p", "m", "f", "d", "o", "c", "h", "e", "w", "a", "tel", "telephone", "phone", "ph", "mobile", "mob",
        "cell", "fax", "office", "direct", "work", "home", "main", "toll", "free", "ext", "email", "e-mail", "mail",
        "web", "website", "www", "call", "skype", "whatsapp", "linkedin", "twitter", "facebook", "instagram", "signal",
        "telegram", "vat", "no", "reg", "telefon", "mobil", "handy", "telefax", "durchwahl", "zentrale", "fon", "funk",
        "internet", "ust", "idnr", "ust-idnr", "ust-id", "hrb", "tél", "téléphone", "portable", "télécopie", "fixe",
        "site", "courriel", "siret", "tva", "teléfono", "telefono", "móvil", "movil", "celular", "correo", "tlf",
        "tfno", "cif", "nif", "cellulare", "piva", "p.iva", "telefoon", "mobiel", "gsm", "kvk", "btw", "telefone",
        "telemóvel", "telm", "cnpj", "tfn", "telefonnummer", "mobilnummer", "epost", "e-post", "org", "orgnr", "tlf.",
        "mobiltlf", "cvr", "puh", "puhelin", "matkapuhelin", "kom", "komórka", "nip", "regon", "krs", "strona",
        "mobilní", "ič", "ičo", "dič", "тел", "моб", "телефон", "мобильный", "факс", "сайт", "почта", "gsm:", "cep",
        "faks", "τηλ", "κιν", "נייד", "טלפון", "هاتف", "جوال", "điện", "thoại", "电话", "手机", "传真", "邮箱", "電話",
        "携帯",
        "전화", "휴대폰", "팩스", "đt", "sđt", "dđ", "di", "động", "telp", "hp", "ponsel", "tālr", "sími", "mobitel",
        "τηλέφωνο", "κινητό", "φαξ", "טל", "פקס", "אתר", "פלאפון", "فاكس", "موقع", "الموقع", "موبايل", "الجوال",
        "الهاتف", "تلفن", "همراه", "โทร", "โทรศัพท์", "มือถือ", "แฟกซ์", "座机", "微信", "网址", "網址", "傳真", "手機",
        "メール",
        "直通", "휴대전화", "핸드폰", "이메일", "메일", "honlap", "koduleht",
    )
)  # fmt: skip
"""What stands before a number or an address of somebody's own."""
POSTS = frozenset(
    (
        "manager", "director", "engineer", "ceo", "cto", "cfo", "coo", "cmo", "vp", "president", "officer", "founder",
        "co-founder", "owner", "consultant", "developer", "designer", "assistant", "specialist", "representative",
        "coordinator", "administrator", "accountant", "analyst", "architect", "partner", "head", "executive",
        "supervisor", "advisor", "attorney", "professor", "geschäftsführer", "geschäftsführerin", "geschäftsführung",
        "leiter", "leiterin", "inhaber", "inhaberin", "projektleiter", "projektleiterin", "vertrieb", "einkauf",
        "kundenservice", "buchhaltung", "directeur", "directrice", "gérant", "gérante", "responsable", "ingénieur",
        "comptable", "assistante", "directora", "gerente", "jefe", "jefa", "responsabile", "direttore", "direttrice",
        "titolare", "ingegnere", "eigenaar", "medewerker", "adviseur", "diretor", "diretora", "gestor", "chef",
        "säljare", "vd", "direktør", "leder", "toimitusjohtaja", "myyjä", "kierownik", "dyrektor", "prezes",
        "właściciel", "ředitel", "ředitelka", "jednatel", "директор", "менеджер", "руководитель", "müdür", "müdürü",
        "igazgató", "ügyvezető", "gmbh", "ag", "kg", "ug", "ohg", "e.k.", "ltd", "ltd.", "limited", "llc", "inc",
        "inc.", "corp", "corp.", "corporation", "plc", "llp", "co.", "sarl", "sas", "s.a.", "s.l.", "s.r.l.", "srl",
        "spa", "s.p.a.", "b.v.", "bv", "n.v.", "ab", "a/s", "aps", "oy", "oyj", "s.r.o.", "a.s.", "kft", "kft.",
        "zrt.", "ооо", "зао", "lda", "ltda", "ltda.", "d.o.o.", "株式会社", "有限公司", "주식회사", "uzmanı",
        "yöneticisi",
        "sorumlusu", "şti", "a.ş", "отдел", "отдела", "специалист", "инженер", "бухгалтер", "експерт", "мениджър",
        "фахівець", "відділ", "مدير", "مديرة", "قسم", "مهندس", "شركة", "שיווק", "מנהל", "מנהלת", "בע״מ", "διευθυντής",
        "υπεύθυνος", "υπεύθυνη", "α.ε", "ε.π.ε", "direktur", "บริษัท", "ผู้จัดการ", "einkäufer", "einkäuferin",
        "sachbearbeiter", "sachbearbeiterin", "prokurist", "prokuristin", "abteilung", "mbb", "gbr", "acheteur",
        "acheteuse", "chargée", "chargé", "comercial", "dpto", "departamento", "jefatura", "coordinador",
        "coordinadora", "ufficio", "impiegata", "amministratore", "afdeling", "inkoper", "zaakvoerder", "compradora",
        "comprador", "analista", "projektledare", "inköpare", "avdelning", "indkøber", "afdelingsleder", "innkjøper",
        "avdeling", "asiantuntija", "päällikkö", "ostaja", "specjalista", "specjalistka", "księgowa", "dział",
        "vedoucí", "oddělení", "nákupčí", "vedúci", "osztályvezető", "szakértő", "bt", "șef", "inginer", "voditelj",
        "voditeljica", "direktorica", "komercialist", "vadovas", "vadybininkė", "vadītājs", "juhataja", "spetsialist",
        "sia", "uab", "oü", "eood", "dooel", "pty", "pte", "bhd", "pvt", "department", "lecturer", "secretary",
        "buyer", "associate", "intern", "teacher", "nurse", "md", "phd",
    )
)  # fmt: skip
"""What somebody is, and what kinds of company there are."""
OWN_WORDS = frozenset(
    (
        "i", "i'm", "i'll", "you", "we", "my", "your", "is", "are", "was", "can", "will", "please", "have", "it",
        "this", "that", "not", "don't", "ich", "sie", "wir", "bitte", "ist", "mein", "meine", "nicht", "dass", "je",
        "vous", "nous", "est", "mon", "votre", "pas", "yo", "usted", "por favor", "está", "io", "lei", "è", "mio",
        "non", "ik", "u", "wij", "mijn", "niet", "jag", "jeg", "är", "er", "eu", "você", "não", "meu", "я", "вы",
        "мы", "не", "minä", "proszę", "prosím",
    )
)  # fmt: skip
"""Of which nearly every sentence has one, and no name or address."""
NOTICE_HEADS = (
    "notice:", "important notice", "important:", "hinweis:", "wichtiger hinweis", "p please consider",
    "please don't print", "please do not print", "de informatie", "le informamos", "no me imprimas", "garanti sans",
    "garantiert", "informationen zum datenschutz", "this e-mail", "this email", "this message", "this mail",
    "this communication", "this transmission", "this electronic", "the information", "the content", "the contents",
    "information in this", "any views", "if you are not the", "if you have received", "if you received this",
    "if you are not an", "please notify the sender", "please consider", "please think", "think before you print",
    "consider the environment", "save a tree", "save paper", "go green", "before printing", "confidential",
    "confidentiality", "privileged", "disclaimer", "legal notice", "unauthorized", "unauthorised", "any unauthor",
    "virus-free", "virus free", "scanned by", "checked by", "all e-mail", "e-mails are", "emails are", "diese e-mail",
    "diese mail", "diese nachricht", "die in dieser", "der inhalt dieser", "wenn sie nicht der", "falls sie nicht der",
    "sollten sie nicht der", "haftungsausschluss", "vertraulichkeit", "bitte denken sie an die umwelt",
    "bitte prüfen sie", "denken sie an die umwelt", "virenfrei", "der austausch von nachrichten", "dieses e-mail",
    "ce message", "cet e-mail", "ce courriel", "ce mail", "cet email", "le présent message",
    "les informations contenues", "l'information contenue", "si vous n'êtes pas", "si vous avez reçu",
    "avis de confidentialité", "pensez à l'environnement", "avant d'imprimer", "sans virus",
    "merci de penser à l'environnement", "este mensaje", "este correo", "esta comunicación", "la información contenida",
    "si usted no es", "si ha recibido", "aviso legal", "aviso de confidencialidad", "antes de imprimir",
    "libre de virus", "por favor, piense", "este e-mail", "questo messaggio", "questa e-mail", "questa mail",
    "la presente", "le informazioni contenute", "il contenuto di", "se avete ricevuto", "se ha ricevuto",
    "ai sensi del", "avvertenza", "prima di stampare", "privo di virus", "rispetta l'ambiente", "dit bericht",
    "deze e-mail", "dit e-mailbericht", "de informatie in", "de inhoud van", "indien u niet", "denk aan het milieu",
    "aan dit bericht", "virusvrij", "esta mensagem", "a informação contida", "as informações contidas", "se você não é",
    "se recebeu", "aviso de confidencialidade", "sem vírus", "pense no ambiente", "pense no meio ambiente",
    "detta meddelande", "detta e-post", "denna e-post", "informationen i", "tänk på miljön", "denne e-mail",
    "denne e-post", "denne mail", "denne meddelelse", "denne meldingen", "denne e-posten", "tænk på miljøet",
    "tenk på miljøet", "tämä viesti", "tämä sähköposti", "ta wiadomość", "ten e-mail", "niniejsza wiadomość",
    "treść tej wiadomości", "treść niniejszej", "informacje zawarte", "wolny od wirusów", "tento e-mail", "tento email",
    "tato zpráva", "táto správa", "tato e-mailová", "informace obsažené", "obsah této", "это сообщение",
    "данное сообщение", "это электронное", "настоящее сообщение", "информация, содержащаяся", "без вирусов",
    "це повідомлення", "bu e-posta", "bu mesaj", "bu ileti", "ez az e-mail", "ez az üzenet", "jelen üzenet",
    "acest mesaj", "acest e-mail", "το παρόν", "αυτό το", "本邮件", "此邮件", "本電子郵件", "本メール", "このメール",
    "본 메일", "이 메일", "본 이메일",
)  # fmt: skip
"""How the paragraph begins that a company's server puts below every mail."""
NOTICE_PHRASES = (
    "if you are not that", "named person", "named above", "umwelt zuliebe", "print this e-mail unless",
    "print this email unless", "print this unless", "zum datenschutz finden", "protected from disclosure",
    "intended recipient", "intended only for", "intended solely", "intended for the", "sole use of",
    "the environment before", "before printing", "before you print", "save a tree", "go green", "for viruses",
    "virus-free", "virus free", "is confidential", "are confidential", "confidential information", "views or opinions",
    "if you are not the", "auf viren", "virenfrei", "an die umwelt", "à l'environnement", "avant d'imprimer",
    "sans virus", "antes de imprimir", "libre de virus", "medio ambiente", "meio ambiente", "prima di stampare",
    "privo di virus", "aan het milieu", "virusvrij", "på miljön", "på miljøet", "wolny od wirusów", "без вирусов",
    "ai sensi del", "2016/679",
)  # fmt: skip
"""One of them tells such a paragraph for what it is."""
NOTICE_WORDS = (
    "ausschließlich", "bezeichnet", "confidential", "privileged", "recipient", "addressee", "unauthori", "prohibited",
    "disclos", "vertraulich", "adressat", "empfänger", "unbefugt", "haftung", "confidentiel", "destinataire", "réservé",
    "interdit", "confidencial", "destinatario", "dirigid", "prohibid", "riservat", "confidenzial", "esclusivo",
    "vietat", "vertrouwelijk", "geadresseerde", "bestemd voor", "ontvanger", "confidenciais", "destinatári", "proibid",
    "konfidentiel", "avsedd", "mottagare", "fortrolig", "konfidensiel", "modtager", "mottaker", "luottamuksel",
    "vastaanottaja", "poufn", "adresat", "odbiorc", "zabronion", "důvěrn", "dôvern", "adresát", "příjemce",
    "конфиденциальн", "конфіденційн", "адресат", "получател", "запрещ", "gizli", "alıcı", "bizalmas", "címzett",
    "confidențial", "destinatarul", "εμπιστευτικ", "παραλήπτ", "机密", "保密", "收件人", "機密", "秘密", "受信者",
    "기밀", "비밀", "수신자",
)  # fmt: skip
"""Two of them do."""
OWN_REQUESTS = (
    "i request", "i ask", "i would like", "i want", "my data", "my account", "ich bitte", "ich möchte", "ich fordere",
    "meine daten", "meiner daten", "je demande", "je souhaite", "mes données", "solicito", "quiero", "mis datos",
    "chiedo", "richiedo", "vorrei", "miei dati", "ik verzoek", "ik wil", "mijn gegevens", "gostaria", "meus dados",
    "jag begär", "mina uppgifter", "mine data", "proszę o usunięcie", "moich danych", "прошу", "мои данные",
)  # fmt: skip
"""What somebody says who asks something of a company, of its law of privacy for one."""
NOT_FOR_YOU = (
    "if you are not", "if you have received", "if you received this", "wenn sie nicht der", "falls sie nicht der",
    "sollten sie nicht der", "si vous n'êtes pas", "si vous avez reçu", "si usted no es", "si ha recibido",
    "se avete ricevuto", "se ha ricevuto", "indien u niet", "se você não é", "se recebeu",
)  # fmt: skip
"""How it begins when no customer can have written it: one of the words or mistakes is enough."""
MISTAKES = (
    "in error", "by mistake", "irrtümlich", "erreur", "por error", "per errore", "por engano", "abusievelijk",
)  # fmt: skip
WANTS_ANSWER = (
    "below", "call me", "phone number", "phone me", "by phone", "ring me", "text me", "my address", "new address",
    "address is", "deliver to", "deliver it to", "delivered to", "ship to", "ship it to", "shipped to", "send to",
    "shipping address", "delivery address", "send it to", "contact me", "reach me", "my details", "my number",
    "my office", "our office", "my home", "my work", "my email", "my e-mail", "accountant", "change the delivery",
    "unten", "ruf mich", "rufen sie", "anruf", "rückruf", "telefonisch", "adresse", "anschrift", "liefern sie",
    "ci-dessous", "appel", "joindre", "livrer à", "numéro", "abajo", "debajo", "llám", "llam", "dirección",
    "direccion", "teléfono", "sotto", "chiam", "indirizzo", "telefon", "hieronder", "bel me", "bellen", "adres",
    "abaixo", "ligue", "ligar", "endereço", "morada", "nedan", "ring mig", "adress", "nedenfor", "soita", "osoite",
    "poniżej", "dzwo", "níže", "zavol", "ниже", "позвон", "адрес", "связаться", "aşağı", "arayın", "alább", "hívj",
    "címem", "mai jos", "sunați", "下記", "以下", "住所", "電話", "地址", "下方", "电话", "주소", "전화", "아래",
)  # fmt: skip
"""Words above a farewell that point at what stands below it: then it is an answer and no signature."""
EXCUSES = (
    "apolog", "excuse", "typo", "brevity", "sorry", "brief", "tippfehler", "kürze", "entschuld", "verzeih", "disculp",
    "désol", "fautes", "errori", "scusa", "excusez", "foutjes", "ursäkta", "undskyld", "beklager", "autocorrect",
    "auto-correct", "spelling",
)  # fmt: skip
"""Why somebody's phone writes badly."""
