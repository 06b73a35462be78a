"""What programs say of their own mail in its text: that nobody wrote it.

The one rule: it is a sentence about itself, and stands first; further below it counts only beside another sign, for
customers copy such mail into theirs.
"""

import re

from crmtui.mail.away_words import bare_letters

_REPLIES = (
    r"this is an? (?:auto(?:matic|mated)?[- ]?(?:ally[- ]generated )?|computer[- ]generated )(?:e-?mail )?"
    r"(?:reply|response|answer|acknowledge?ment|confirmation of receipt)"
    r"|(?:dies|das|hierbei handelt es sich um) ?(?:ist )?eine automatis(?:che|ch (?:erstellte|erzeugte|generierte))"
    r" (?:antwort|eingangsbestätigung|rückmeldung|empfangsbestätigung)"
    r"|ceci est une? (?:réponse|accusé de réception|message de réponse) automatique"
    r"|(?:esta|este) es una? (?:respuesta|mensaje de respuesta|acuse de recibo) automátic[ao]"
    r"|questa è una risposta automatica|questo è un messaggio di risposta automatic[ao]"
    r"|esta é uma resposta automática|dit is een automatische? (?:antwoord|gegenereerd antwoord|reactie"
    r"|ontvangstbevestiging)"
    r"|detta är ett (?:automatiskt svar|autosvar)|dette er et (?:automatisk svar|autosvar)"
    r"|tämä on automaattinen vastaus"
    r"|to jest (?:automatyczna odpowiedź|odpowiedź automatyczna)|toto je automatická odpově[ďd]"
    r"|ez egy automatikus válasz"
    r"|acesta este un răspuns automat|это автоматический ответ|це автоматична відповідь|bu (?:bir )?otomatik (?:yanıt"
    r"|cevap)|αυτή είναι αυτόματη απάντηση|(?:これ|この(?:メール|メッセージ))は[、,]?(?:システムによる)?自動(?:返信"
    r"|応答)"
    r"|(?:本|这|此)(?:邮件)?(?:是|为)?(?:一封)?自动(?:回复|答复)|이 메일은 자동 ?(?:회신|응답)"
)
_MESSAGES = (
    r"this is an? (?:auto(?:matic|mated)?[- ]?(?:ally[- ]generated )?|computer[- ]generated )(?:e-?mail|message|mail"
    r"|notification)|this (?:e-?mail|message|reply|response) (?:is|was|has been) (?:an )?(?:automated"
    r"|sent automatically"
    r"|automatically (?:generated|sent)|generated automatically)"
    r"|(?:dies|das) ist eine automatisch(?:e| erstellte| erzeugte| generierte| versendete) (?:nachricht|e-?mail|mail)"
    r"|diese (?:e-?mail|nachricht|antwort) wurde automatisch (?:erstellt|erzeugt|generiert|versendet|verschickt)"
    r"|(?:ceci est un (?:message|e-?mail|courriel)|ce (?:message|courriel|mail) (?:est|a été)) (?:généré "
    r"|envoyé )?automati"
    r"|este (?:es un )?(?:mensaje|correo) (?:automático|(?:se ha|ha sido|fue) (?:enviado|generado) automáticamente)"
    r"|questo (?:è un )?(?:messaggio|e-?mail) (?:automatic[ao]|(?:è stato )?(?:generat[ao]"
    r"|inviat[ao]) automaticamente)"
    r"|esta (?:é uma )?mensagem (?:automática|(?:foi )?(?:gerada|enviada) automaticamente)"
    r"|dit (?:bericht )?is (?:een )?automatisch (?:bericht|gegenereerd|verzonden)"
    r"|det(?:ta|te) (?:meddelande|er en|är ett)? ?(?:automatisk|har skickats automatiskt)"
    r"|tämä on automaattinen viesti"
    r"|ta wiadomość została wygenerowana automatycznie|to jest wiadomość automatyczna|toto je automatická zpráva"
    r"|ez egy automatikus üzenet|acesta este un mesaj automat|это автоматическое (?:сообщение|письмо)"
    r"|(?:данное )?(?:сообщение|письмо) (?:сформировано|отправлено) автоматически|це автоматичне повідомлення"
    r"|bu (?:e-?posta|mesaj|ileti) otomatik|(?:これ|この(?:メール|メッセージ))は[、,]?(?:システムによる"
    r"|システムより)?自動"
    r"|(?:本|这|此)(?:邮件|郵件)?(?:是|为|為|由系统|由系統)?(?:一封)?(?:系统|系統)?自[动動](?:发送|發送|生成)|(?:이"
    r"|본) 메일은 자동"
)
_NOT_OF_IT = (
    r"(?! (?:(?:that|which) )?(?:i|we|you|from you|your)\b)(?![^.!\n]{0,80}\?)"
    r"(?=[^?\n]{0,80}(?:[.!,;:。！，、\n)\]*-]|$))"
)
_FIRST = re.compile(
    bare_letters(
        r"[\s*_#\-\[(]{0,20}(?:(?:hello|hi|dear|hallo|bonjour|hola|guten tag|sehr geehrte)[\w ]{0,40}[,!.:]?\s{0,4})?"
        r"(?:please note(?: that)?:? |bitte beachten sie:? |hinweis: |note: )?"
        rf"(?:{_REPLIES}){_NOT_OF_IT}"
    )
)
_ANYWHERE = re.compile(
    bare_letters(rf"(?:^|[.!?:。！\n])[ \t*_#\-\[(]{{0,10}}(?:{_REPLIES}|{_MESSAGES}){_NOT_OF_IT}"), re.MULTILINE
)
_CONFIRMS = re.compile(
    bare_letters(
        r"\s*(?:\[[^\]]{1,40}\]\s*)?(?:we(?:['’]ve| have)? (?:got|received) your|your (?:e-?mail|message|request"
        r"|inquiry"
        r"|enquiry|ticket|case|question)(?: .{0,40})? (?:has been|was|is) (?:received|created|registered|logged)"
        r"|thank you for (?:your|contacting|writing|reaching)|thanks for (?:your|contacting|writing|reaching)"
        r"|(?:acknowledge?ment|confirmation) of receipt|wir haben ihre|ihre (?:e-?mail|nachricht|anfrage)\b.{0,40}"
        r"(?:erhalten|eingegangen|eingang)|(?:vielen dank|danke) für (?:ihre|deine|die)|eingangsbest(?:ä|ae)tigung"
        r"|empfangsbest(?:ä|ae)tigung|nous avons (?:bien )?reçu|merci (?:pour|de) (?:votre|nous)"
        r"|votre (?:demande|message)\b.{0,40}(?:reçu|enregistr)|accusé de réception|hemos recibido|gracias por (?:su"
        r"|tu"
        r"|contactar|escribir)|su (?:consulta|solicitud|mensaje)\b.{0,40}(?:recibid|registrad)|acuse de recibo"
        r"|abbiamo ricevuto|grazie per (?:averci|il tuo|la tua|la sua)|la (?:sua|tua) richiesta\b.{0,40}(?:ricevut"
        r"|registrat)"
        r"|recebemos (?:a |o )?(?:sua|seu)|obrigad[oa] pel[oa]|bedankt voor (?:uw|je)|(?:wij|we) hebben (?:uw|je)"
        r"|ontvangstbevestiging|tack för (?:ditt|att)|vi har (?:mottagit|modtaget|mottatt)|takk for|tak for din"
        r"|kiitos (?:viestistä|yhteyden)|olemme vastaanottaneet|dziękujemy za|otrzymaliśmy"
        r"|potwierdzenie (?:otrzymania|przyjęcia)"
        r"|děkujeme za|obdrželi jsme|potvrzení (?:o )?přijetí|köszönjük|megkaptuk|mulțumim pentru|am primit"
        r"|спасибо за (?:ваш|обращение)|мы получили|ваш[еа] .{0,40}(?:получен|принят|зарегистр)|дякуємо за"
        r"|mesajınız.{0,30}(?:alın|ulaş)|ευχαριστούμε για|λάβαμε|お問い合わせ(?:いただき)?(?:、)?(?:誠に)?ありがとう"
        r"|お問い合わせを受"
        r"|受付(?:完了|確認)|感[谢謝]您的|我们已收到|已收到您|문의.{0,20}(?:접수|감사))"
    )
)
_FORM = re.compile(
    bare_letters(
        r"^[ \t*]*(?:(?:your |full |first |last |ihr |vor|nach)?name|e-?mail|mail|phone|tel|telefon|message|comment"
        r"|nachricht|anfrage|nom|nome|nombre|correo|téléphone|teléfono|mensaje|messaggio|mensagem|naam|bericht|namn"
        r"|navn|nimi"
        r"|imię|jméno|név|имя|почта|телефон|сообщение|お?名前|氏名|メールアドレス|電話番号|お問い合わせ内容|姓名|邮箱"
        r"|电话|留言|이름|이메일)"
        r"[^\n:\uff1a]{0,20}[:\uff1a]"
    ),
    re.MULTILINE,
)
"""A field of what somebody filled in."""
_FILLED_IN = 2
_STEMS = ("auto", "otomat", "computer", "автом", "αυτόμ", "自動", "自动", "자동")
"""A text without any of these says nothing of the kind: looking for plain pieces is much the faster."""
_BEGINNING = 400
_READ = 4000


def begins_automatic(text: str) -> bool:
    """Whether a text begins by saying that it is an automatic reply."""
    beginning = text[:_BEGINNING].casefold()
    return _may_say(beginning) and _FIRST.match(bare_letters(beginning)) is not None


def says_automatic(text: str) -> bool:
    """Whether a text says anywhere that a program wrote it, and is no form that somebody filled in."""
    low = text[:_READ].casefold()
    if not _may_say(low):
        return False
    return _ANYWHERE.search(bare_letters(low)) is not None and not is_filled_in(low)


def is_filled_in(text: str) -> bool:
    """Whether a text has the fields of a form, and so may be somebody's words whatever carries it."""
    return len(_FORM.findall(bare_letters(text[:_READ].casefold()))) >= _FILLED_IN


def confirms(subject: str) -> bool:
    """Whether a subject, casefolded, begins as those of programs that tell of a mail's arrival."""
    return _CONFIRMS.match(bare_letters(subject[:300])) is not None


def _may_say(low: str) -> bool:
    return any(stem in low for stem in (_STEMS[:3] if low.isascii() else _STEMS))
