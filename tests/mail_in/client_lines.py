"""What mail programs write above a quote, as they write it: program, language, and the line or block itself.

Written down from the programs' own habits, to try the reading of mail on more than the cases somebody else collected.
"""

# ruff: noqa: E501 - what a program writes on one line stands on one line

NAME, EMAIL = "Ana Ruiz", "ana.ruiz@mail.example"
WHO = f"{NAME} <{EMAIL}>"

GMAIL = {
    "en-US": f"On Mon, May 3, 2021 at 10:00 AM {WHO} wrote:",
    "en-GB": f"On Mon, 3 May 2021 at 10:00, {WHO} wrote:",
    "de": f"Am Mo., 3. Mai 2021 um 10:00 Uhr schrieb {WHO}:",
    "fr": f"Le lun. 3 mai 2021 à 10:00, {WHO} a écrit :",
    "fr-CA": f"Le lun. 3 mai 2021, à 10 h 00, {WHO} a écrit :",
    "es": f"El lun, 3 may 2021 a las 10:00, {NAME} (<{EMAIL}>) escribió:",
    "it": f"Il giorno lun 3 mag 2021 alle ore 10:00 {WHO} ha scritto:",
    "pt-BR": f"Em seg., 3 de mai. de 2021 às 10:00, {WHO} escreveu:",
    "pt-PT": f"{WHO} escreveu (segunda, 3/05/2021 à(s) 10:00):",
    "nl": f"Op ma 3 mei 2021 om 10:00 schreef {WHO}:",
    "sv": f"Den mån 3 maj 2021 kl 10:00 skrev {WHO}:",
    "da": f"Den man. 3. maj 2021 kl. 10.00 skrev {WHO}:",
    "no": f"man. 3. mai 2021 kl. 10:00 skrev {WHO}:",
    "fi": f"ma 3. toukok. 2021 klo 10.00 {NAME} ({EMAIL}) kirjoitti:",
    "pl": f"pon., 3 maj 2021 o 10:00 {WHO} napisał(a):",
    "cs": f"po 3. 5. 2021 v 10:00 odesílatel {WHO} napsal:",
    "sk": f"po 3. 5. 2021 o 10:00 {WHO} napísal(a):",
    "hu": f"{WHO} ezt írta (időpont: 2021. máj. 3., H, 10:00):",
    "ro": f"În lun., 3 mai 2021 la 10:00, {WHO} a scris:",
    "tr": f"{WHO}, 3 May 2021 Pzt, 10:00 tarihinde şunu yazdı:",
    "ru": f"пн, 3 мая 2021 г. в 10:00, {WHO}:",
    "uk": f"пн, 3 трав. 2021 р. о 10:00 {WHO} пише:",
    "bg": f"На пн, 3.05.2021 г. в 10:00 {WHO} написа:",
    "el": f"Στις Δευ 3 Μαΐ 2021 στις 10:00 π.μ., ο/η {WHO} έγραψε:",
    "hr": f"pon, 3. svi 2021. u 10:00 {WHO} napisao je:",
    "sl": f"V V pon., 3. maj 2021 ob 10:00 je oseba {WHO} napisala:",
    "lt": f"2021-05-03, pr, 10:00 {WHO} rašė:",
    "lv": f"pirmd., 2021. g. 3. maijs, plkst. 10:00 — lietotājs {NAME} (<{EMAIL}>) rakstīja:",
    "et": f"Kontakt {NAME} (<{EMAIL}>) kirjutas kuupäeval E, 3. mai 2021 kell 10:00:",
    "ca": f"Missatge de {WHO} del dia dl., 3 de maig 2021 a les 10:00:",
    "ja": f"2021年5月3日(月) 10:00 {WHO}:",
    "zh-CN": f"{WHO} 于2021年5月3日周一 10:00写道：",
    "zh-TW": f"{WHO} 於 2021年5月3日 週一 上午10:00寫道：",
    "ko": f"2021년 5월 3일 (월) 오전 10:00, {WHO}님이 작성:",
    "he": f"‫בתאריך יום ב׳, 3 במאי 2021 ב-10:00 מאת ‪{NAME}‬‏ <‪{EMAIL}‬‏>:‬",
    "ar": f"في الاثنين، 3 مايو 2021 في 10:00 ص تمت كتابة ما يلي بواسطة {WHO}:",
    "th": f"ในวันที่ จ. 3 พ.ค. 2021 เวลา 10:00 {WHO} เขียนว่า:",
    "vi": f"Vào Th 2, 3 thg 5, 2021 vào lúc 10:00 {WHO} đã viết:",
    "id": f"Pada tanggal Sen, 3 Mei 2021 pukul 10.00 {WHO} menulis:",
}

APPLE = {
    "en": f"On May 3, 2021, at 10:00 AM, {WHO} wrote:",
    "en-new": f"On May 3, 2021, at 10:00\u202fAM, {WHO} wrote:",
    "de": f"Am 03.05.2021 um 10:00 schrieb {WHO}:",
    "fr": f"Le 3 mai 2021 à 10:00, {WHO} a écrit\xa0:",
    "es": f"El 3 may 2021, a las 10:00, {WHO} escribió:",
    "it": f"Il giorno 3 mag 2021, alle ore 10:00, {WHO} ha scritto:",
    "pt-BR": f"Em 3 de mai. de 2021, à(s) 10:00, {WHO} escreveu:",
    "nl": f"Op 3 mei 2021, om 10:00 heeft {WHO} het volgende geschreven:",
    "sv": f"3 maj 2021 kl. 10:00 skrev {WHO}:",
    "da": f"Den 3. maj 2021 kl. 10.00 skrev {WHO}:",
    "no": f"3. mai 2021 kl. 10:00 skrev {WHO}:",
    "fi": f"{WHO} kirjoitti 3.5.2021 kello 10.00:",
    "pl": f"Wiadomość napisana przez {WHO} w dniu 3 maj 2021, o godz. 10:00:",
    "cs": f"3. 5. 2021 v 10:00, {WHO}:",
    "ru": f"3 мая 2021 г., в 10:00, {WHO} написал(а):",
    "ja": f"2021/05/03 10:00、{WHO}のメール:",
    "zh-CN": f"2021年5月3日 10:00，{WHO} 写道：",
    "zh-TW": f"{WHO} 於 2021年5月3日 上午10:00 寫道：",
    "ko": f"2021. 5. 3. 오전 10:00, {WHO} 작성:",
    "tr": f"{WHO} şunları yazdı (3 May 2021 10:00):",
    "hu": f"2021. 05. 03. dátummal, 10:00 időpontban {WHO} írta:",
}

THUNDERBIRD = {
    "en-US": f"On 5/3/21 10:00 AM, {NAME} wrote:",
    "en-GB": f"On 03/05/2021 10:00, {NAME} wrote:",
    "de": f"Am 03.05.21 um 10:00 schrieb {NAME}:",
    "fr": f"Le 03/05/2021 à 10:00, {NAME} a écrit\xa0:",
    "es": f"El 3/5/21 a las 10:00, {NAME} escribió:",
    "it": f"Il 03/05/21 10:00, {NAME} ha scritto:",
    "pt-BR": f"Em 03/05/2021 10:00, {NAME} escreveu:",
    "nl": f"Op 03-05-2021 om 10:00 schreef {NAME}:",
    "sv": f"Den 2021-05-03 kl. 10:00, skrev {NAME}:",
    "da": f"Den 03.05.2021 kl. 10.00 skrev {NAME}:",
    "no": f"Den 03.05.2021 10:00, skrev {NAME}:",
    "fi": f"{NAME} kirjoitti 3.5.2021 klo 10.00:",
    "pl": f"W dniu 03.05.2021 o 10:00, {NAME} pisze:",
    "cs": f"Dne 03. 05. 21 v 10:00 {NAME} napsal(a):",
    "sk": f"Dňa 3. 5. 2021 o 10:00 {NAME} napísal(a):",
    "hu": f"2021. 05. 03. 10:00 keltezéssel, {NAME} írta:",
    "ro": f"Pe 03.05.2021 10:00, {NAME} a scris:",
    "tr": f"{NAME} 3.05.2021 10:00 tarihinde yazdı:",
    "ru": f"03.05.2021 10:00, {NAME} пишет:",
    "uk": f"03.05.21 10:00, {NAME} пише:",
    "bg": f"На 3.05.21 г. в 10:00, {NAME} написа:",
    "el": f"Στις 3/5/2021 10:00, ο/η {NAME} έγραψε:",
    "hr": f"Dana 3. 5. 2021. u 10:00, {NAME} je napisao/la:",
    "ja": f"On 2021/05/03 10:00, {NAME} wrote:",
    "zh-CN": f"在 2021/5/3 10:00, {NAME} 写道:",
    "zh-TW": f"{NAME} 於 2021/5/3 上午 10:00 寫道:",
    "ko": f"21. 5. 3. 10:00에 {NAME} 이(가) 쓴 글:",
}

OTHERS = {
    "yahoo en": f"On Monday, May 3, 2021, 10:00:00 AM GMT+2, {WHO} wrote:",
    "yahoo de": f"Am Montag, 3. Mai 2021, 10:00:00 MESZ hat {WHO} Folgendes geschrieben:",
    "yahoo fr": f"Le lundi 3 mai 2021 à 10:00:00 UTC+2, {WHO} a écrit :",
    "yahoo es": f"El lunes, 3 de mayo de 2021, 10:00:00 CEST, {WHO} escribió:",
    "yahoo it": f"Il lunedì 3 maggio 2021, 10:00:00 CEST, {WHO} ha scritto:",
    "yahoo pt": f"Em segunda-feira, 3 de maio de 2021 10:00:00 BRT, {WHO} escreveu:",
    "yahoo android": f"On Mon, May 3, 2021 at 10:00 AM, {NAME}<{EMAIL}> wrote:",
    "proton": f"On Monday, May 3rd, 2021 at 10:00 AM, {WHO} wrote:",
    "proton de": f"Am Montag, 3. Mai 2021 um 10:00, schrieb {WHO}:",
    "proton fr": f"Le lundi 3 mai 2021 à 10:00, {WHO} a écrit :",
    "fastmail": f"On Mon, 3 May 2021, at 10:00 AM, {NAME} wrote:",
    "evolution": f"On Mon, 2021-05-03 at 10:00 +0200, {NAME} wrote:",
    "evolution de": f"Am Montag, dem 03.05.2021 um 10:00 +0200 schrieb {NAME}:",
    "mutt": f"On Mon, May 03, 2021 at 10:00:00AM +0200, {NAME} wrote:",
    "kmail": f"On Monday, 3 May 2021 10:00:00 CEST {NAME} wrote:",
    "kmail de": f"Am Montag, 3. Mai 2021, 10:00:00 CEST schrieb {NAME}:",
    "gnus": f"{WHO} writes:",
    "horde": f"Quoting {WHO}:",
    "horde de": f"Zitat von {WHO}:",
    "roundcube": f"On 2021-05-03 10:00, {NAME} wrote:",
    "roundcube de": f"Am 2021-05-03 10:00, schrieb {NAME}:",
    "roundcube fr": f"Le 2021-05-03 10:00, {NAME} a écrit :",
    "roundcube ru": f"{NAME} писал 2021-05-03 10:00:",
    "ox de": f"{WHO} hat am 03.05.2021 10:00 geschrieben:",
    "ox en": f"On 05/03/2021 10:00 AM {WHO} wrote:",
    "k9": f"On May 3, 2021 10:00:00 AM GMT+02:00, {WHO} wrote:",
    "k9 de": f"Am 3. Mai 2021 10:00:00 MESZ schrieb {WHO}:",
    "spark": f"On 3 May 2021, 10:00 +0200, {WHO}, wrote:",
    "airmail": f"On 3 May 2021 at 10:00:00, {NAME} ({EMAIL}) wrote:",
    "mailspring": f"On May 3 2021, at 10:00 am, {WHO} wrote:",
    "mail.ru": f"Понедельник, 3 мая 2021, 10:00 +03:00 от {WHO}:",
    "yandex": f'03.05.2021, 10:00, "{NAME}" <{EMAIL}>:',
    "163": f'At 2021-05-03 10:00:00, "{NAME}" <{EMAIL}> wrote:',
    "163 zh": f'在 2021-05-03 10:00:00，"{NAME}" <{EMAIL}> 写道：',
    "domino": f'-----"{NAME}" <{EMAIL}> wrote: -----',
    "zoho": f"---- On Mon, 03 May 2021 10:00:00 +0200 {WHO} wrote ----",
    "gmail old": f"2021-05-03 10:00 GMT+02:00 {WHO}:",
    "superhuman": f"On Mon, May 03, 2021 at 10:00 AM, {NAME} < {EMAIL} > wrote:",
    "mailbird": f"On 03/05/2021 10:00:00, {WHO} wrote:",
}

_RULE = "_" * 32
BLOCKS = {
    "outlook en": f"From: {WHO} \nSent: Monday, May 3, 2021 10:00 AM\nTo: Shop <shop@shop.example>\nSubject: Order 5",
    "outlook web": f"{_RULE}\nFrom: {WHO}\nSent: Monday, May 3, 2021 10:00 AM\nTo: Shop <shop@shop.example>\nSubject: Hi",
    "outlook ios": f"{_RULE}\nFrom: {WHO}\nSent: Monday, May 3, 2021 10:00:00 AM\nTo: shop@shop.example\nSubject: Hi",
    "outlook mac": f"From: {WHO}\nDate: Monday, 3 May 2021 at 10:00\nTo: Shop <shop@shop.example>\nSubject: Re: Hi",
    "outlook plain": f"-----Original Message-----\nFrom: {WHO}\nSent: Monday, May 3, 2021 10:00 AM\nTo: Shop\nSubject: Hi",
    "outlook old": f"From: {NAME} [mailto:{EMAIL}]\nSent: Monday, May 03, 2021 10:00 AM\nTo: Shop\nCc: Bo\nSubject: Hi",
    "outlook de": f"Von: {WHO}\nGesendet: Montag, 3. Mai 2021 10:00\nAn: Shop <shop@shop.example>\nBetreff: Bestellung",
    "outlook fr": f"De : {WHO}\nEnvoyé : lundi 3 mai 2021 10:00\nÀ : Shop <shop@shop.example>\nObjet : Commande",
    "outlook es": f"De: {WHO}\nEnviado el: lunes, 3 de mayo de 2021 10:00\nPara: Shop <a@b.example>\nAsunto: Pedido",
    "outlook it": f"Da: {WHO}\nInviato: lunedì 3 maggio 2021 10:00\nA: Shop <a@b.example>\nOggetto: Ordine",
    "outlook pt": f"De: {WHO}\nEnviada em: segunda-feira, 3 de maio de 2021 10:00\nPara: Shop <a@b.example>\nAssunto: Oi",
    "outlook pt-PT": f"De: {WHO}\nEnviado: 3 de maio de 2021 10:00\nPara: Shop <a@b.example>\nAssunto: Oi",
    "outlook nl": f"Van: {WHO}\nVerzonden: maandag 3 mei 2021 10:00\nAan: Shop <a@b.example>\nOnderwerp: Bestelling",
    "outlook sv": f"Från: {WHO}\nSkickat: den 3 maj 2021 10:00\nTill: Shop <a@b.example>\nÄmne: Order",
    "outlook da": f"Fra: {WHO}\nSendt: 3. maj 2021 10:00\nTil: Shop <a@b.example>\nEmne: Ordre",
    "outlook no": f"Fra: {WHO}\nSendt: mandag 3. mai 2021 10:00\nTil: Shop <a@b.example>\nEmne: Ordre",
    "outlook fi": f"Lähettäjä: {WHO}\nLähetetty: maanantai 3. toukokuuta 2021 10.00\nVastaanottaja: Shop\nAihe: Tilaus",
    "outlook pl": f"Od: {WHO}\nWysłano: poniedziałek, 3 maja 2021 10:00\nDo: Shop <a@b.example>\nTemat: Zamówienie",
    "outlook cs": f"Od: {WHO}\nOdesláno: pondělí 3. května 2021 10:00\nKomu: Shop <a@b.example>\nPředmět: Objednávka",
    "outlook sk": f"Od: {WHO}\nOdoslané: pondelok 3. mája 2021 10:00\nKomu: Shop <a@b.example>\nPredmet: Objednávka",
    "outlook hu": f"Feladó: {WHO}\nElküldve: 2021. május 3., hétfő 10:00\nCímzett: Shop <a@b.example>\nTárgy: Rendelés",
    "outlook ro": f"De la: {WHO}\nTrimis: luni, 3 mai 2021 10:00\nCătre: Shop <a@b.example>\nSubiect: Comanda",
    "outlook tr": f"Kimden: {WHO}\nGönderildi: 3 Mayıs 2021 Pazartesi 10:00\nKime: Shop <a@b.example>\nKonu: Sipariş",
    "outlook ru": f"От: {WHO}\nОтправлено: 3 мая 2021 г. 10:00\nКому: Shop <a@b.example>\nТема: Заказ",
    "outlook uk": f"Від: {WHO}\nНадіслано: 3 травня 2021 р. 10:00\nКому: Shop <a@b.example>\nТема: Замовлення",
    "outlook bg": f"От: {WHO}\nИзпратено: 3 май 2021 г. 10:00\nДо: Shop <a@b.example>\nОтносно: Поръчка",
    "outlook el": f"Από: {WHO}\nΣτάλθηκε: Δευτέρα, 3 Μαΐου 2021 10:00\nΠρος: Shop <a@b.example>\nΘέμα: Παραγγελία",
    "outlook ja": f"差出人: {WHO}\n送信日時: 2021年5月3日 10:00\n宛先: Shop <a@b.example>\n件名: 注文",
    "outlook zh": f"发件人: {WHO}\n发送时间: 2021年5月3日 10:00\n收件人: Shop <a@b.example>\n主题: 订单",
    "outlook zh-TW": f"寄件者: {WHO}\n寄件日期: 2021年5月3日 上午 10:00\n收件者: Shop <a@b.example>\n主旨: 訂單",
    "outlook ko": f"보낸 사람: {WHO}\n보낸 날짜: 2021년 5월 3일 월요일 10:00\n받는 사람: Shop <a@b.example>\n제목: 주문",
    "outlook he": f"מאת: {WHO}\nנשלח: יום שני 03 מאי 2021 10:00\nאל: Shop <a@b.example>\nנושא: הזמנה",
    "outlook ar": f"من: {WHO}\nتم الإرسال: 03/05/2021 10:00\nإلى: Shop <a@b.example>\nالموضوع: طلب",
    "samsung": f"-------- Original message --------\nFrom: {WHO} \nDate: 03/05/2021  10:00  (GMT+01:00) \nTo: a@b.example \n"
    "Subject: Re: Order ",
    "samsung de": f"-------- Ursprüngliche Nachricht --------\nVon: {WHO} \nDatum: 03.05.21  10:00  (GMT+01:00) \n"
    "An: a@b.example \nBetreff: Re: Bestellung ",
    "samsung fr": f"-------- Message d'origine --------\nDe : {WHO} \nDate : 03/05/2021  10:00  (GMT+01:00) \n"
    "À : a@b.example \nObjet : Re: Commande ",
    "samsung es": f"-------- Mensaje original --------\nDe: {WHO} \nFecha: 3/5/21  10:00  (GMT+01:00) \nPara: a@b.example \n"
    "Asunto: Re: Pedido ",
    "samsung it": f"-------- Messaggio originale --------\nDa: {WHO} \nData: 03/05/21  10:00  (GMT+01:00) \nA: a@b.example \n"
    "Oggetto: Re: Ordine ",
    "samsung pl": f"-------- Oryginalna wiadomość --------\nOd: {WHO} \nData: 3.05.2021  10:00  (GMT+01:00) \n"
    "Do: a@b.example \nTemat: Re: Hej ",
    "samsung nl": f"-------- Oorspronkelijk bericht --------\nVan: {WHO} \nDatum: 03-05-2021  10:00  (GMT+01:00) \n"
    "Aan: a@b.example \nOnderwerp: Re: Hoi ",
    "gmx": f'Gesendet: Montag, 03. Mai 2021 um 10:00 Uhr\nVon: "{NAME}" <{EMAIL}>\nAn: shop@shop.example\nBetreff: Re: Hi',
    "gmx en": f'Sent: Monday, May 03, 2021 at 10:00 AM\nFrom: "{NAME}" <{EMAIL}>\nTo: shop@shop.example\nSubject: Re: Hi',
    "t-online": f'-----Original-Nachricht-----\nBetreff: Re: Hi\nDatum: 2021-05-03T10:00:00+0200\nVon: "{NAME}" <{EMAIL}>\n'
    "An: shop@shop.example",
    "em client": f'------ Original Message ------\nFrom: "{NAME}" <{EMAIL}>\nTo: a@b.example\nSent: 03/05/2021 10:00:00\n'
    "Subject: Re: Hi",
    "aol": f"-----Original Message-----\nFrom: {WHO}\nTo: shop@shop.example\nSent: Mon, May 3, 2021 10:00 am\nSubject: Hi",
    "qq": f'------------------ 原始邮件 ------------------\n发件人: "{NAME}" <{EMAIL}>;\n发送时间: 2021年5月3日(星期一) 上午10:00\n'
    '收件人: "shop"<a@b.example>;\n主题: 订单',
    "qq en": f'------------------ Original ------------------\nFrom: "{NAME}" <{EMAIL}>;\nDate: Mon, May 3, 2021 10:00 AM\n'
    'To: "shop"<a@b.example>;\nSubject: Order',
    "libero": f"----Messaggio originale----\nDa: {EMAIL}\nData: 3-mag-2021 10.00\nA: <a@b.example>\nOgg: Ordine",
    "hotmail old": f"Date: Mon, 3 May 2021 10:00:00 +0200\nFrom: {EMAIL}\nTo: shop@shop.example\nSubject: Hi",
    "notes": f"From:   {WHO}\nTo:     Shop <a@b.example>\nDate:   03.05.2021 10:00\nSubject:        Re: Hi",
    "zimbra": f'----- Original Message -----\nFrom: "{NAME}" <{EMAIL}>\nTo: "Shop" <a@b.example>\n'
    "Sent: Monday, 3 May, 2021 10:00:00\nSubject: Re: Hi",
    "zimbra de": f'----- Ursprüngliche Mail -----\nVon: "{NAME}" <{EMAIL}>\nAn: "Shop" <a@b.example>\n'
    "Gesendet: Montag, 3. Mai 2021 10:00:00\nBetreff: Re: Hi",
    "zimbra fr": f'----- Mail original -----\nDe: "{NAME}" <{EMAIL}>\nÀ: "Shop" <a@b.example>\n'
    "Envoyé: Lundi 3 Mai 2021 10:00:00\nObjet: Re: Hi",
    "bold": f"*From:* {WHO}\n*Sent:* Monday, May 3, 2021 10:00 AM\n*To:* Shop <a@b.example>\n*Subject:* Hi",
    "bold de": f"*Von:* {WHO}\n*Gesendet:* Montag, 3. Mai 2021 10:00\n*An:* Shop <a@b.example>\n*Betreff:* Hi",
    "bold inside": f"*From: *{WHO}\n*Date: *Monday, 3 May 2021 at 10:00\n*To: *Shop <a@b.example>\n*Subject: *Hi",
    "winmail": f"From: {NAME}\nSent: Monday, May 3, 2021 10:00 AM\nTo: shop@shop.example\nSubject: Hi",
    "proton old": f"‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐\nOn Monday, May 3rd, 2021 at 10:00 AM, {WHO} wrote:",
    "proton mobile": f"-------- Original Message --------\nOn May 3, 2021, 10:00 AM, {NAME} < {EMAIL}> wrote:",
    "helpdesk": f"##- Please type your reply above this line -##\n\n{NAME} (Shop)\n\nMay 3, 2021, 10:00",
}

FORWARDS = {
    "gmail": f"---------- Forwarded message ---------\nFrom: {NAME} <{EMAIL}>\nDate: Mon, May 3, 2021 at 10:00 AM\n"
    "Subject: Where is order 5?\nTo: <bo@shop.example>",
    "gmail bold": f"---------- Forwarded message ---------\nFrom: *{NAME}* <{EMAIL}>\nDate: Mon, May 3, 2021 at 10:00 AM\n"
    "Subject: Where is order 5?\nTo: <bo@shop.example>",
    "gmail de": f"---------- Forwarded message ---------\nVon: {NAME} <{EMAIL}>\nDate: Mo., 3. Mai 2021 um 10:00 Uhr\n"
    "Subject: Where is order 5?\nTo: <bo@shop.example>",
    "thunderbird": f"-------- Forwarded Message --------\nSubject: \tWhere is order 5?\nDate: \tMon, 3 May 2021 10:00:00 +0200\n"
    f"From: \t{WHO}\nTo: \tbo@shop.example",
    "thunderbird de": "-------- Weitergeleitete Nachricht --------\nBetreff: \tWhere is order 5?\n"
    f"Datum: \tMon, 3 May 2021 10:00:00 +0200\nVon: \t{WHO}\nAn: \tbo@shop.example",
    "thunderbird fr": "-------- Message transféré --------\nSujet : \tWhere is order 5?\n"
    f"Date : \tMon, 3 May 2021 10:00:00 +0200\nDe : \t{WHO}\nPour : \tbo@shop.example",
    "apple": f"Begin forwarded message:\n\nFrom: {WHO}\nSubject: Where is order 5?\nDate: May 3, 2021 at 10:00:00 AM GMT+2\n"
    "To: bo@shop.example",
    "apple quoted": f"> Begin forwarded message:\n> \n> From: {WHO}\n> Subject: Where is order 5?\n"
    "> Date: May 3, 2021 at 10:00:00 AM GMT+2\n> To: bo@shop.example\n> ",
    "apple de": f"Anfang der weitergeleiteten Nachricht:\n\nVon: {WHO}\nBetreff: Where is order 5?\n"
    "Datum: 3. Mai 2021 um 10:00:00 MESZ\nAn: bo@shop.example",
    "apple es": f"Inicio del mensaje reenviado:\n\nDe: {WHO}\nAsunto: Where is order 5?\nFecha: 3 de mayo de 2021, 10:00:00\n"
    "Para: bo@shop.example",
    "apple fr": f"Début du message transféré :\n\nDe: {WHO}\nObjet: Where is order 5?\nDate: 3 mai 2021 à 10:00:00\n"
    "À: bo@shop.example",
    "outlook": f"From: {WHO}\nSent: Monday, May 3, 2021 10:00 AM\nTo: Bo <bo@shop.example>\nSubject: Where is order 5?",
    "outlook de": f"Von: {WHO}\nGesendet: Montag, 3. Mai 2021 10:00\nAn: Bo <bo@shop.example>\nBetreff: Where is order 5?",
    "outlook ja": f"差出人: {WHO}\n送信日時: 2021年5月3日 10:00\n宛先: Bo <bo@shop.example>\n件名: Where is order 5?",
    "outlook ru": f"От: {WHO}\nОтправлено: 3 мая 2021 г. 10:00\nКому: Bo <bo@shop.example>\nТема: Where is order 5?",
    "yahoo": f"----- Forwarded message -----\nFrom: {NAME} <{EMAIL}>\nTo: bo@shop.example\n"
    "Sent: Monday, May 3, 2021, 10:00:00 AM GMT+2\nSubject: Where is order 5?",
    "proton": f"------- Forwarded Message -------\nFrom: {WHO}\nDate: On Monday, May 3rd, 2021 at 10:00 AM\n"
    "Subject: Where is order 5?\nTo: bo@shop.example",
    "mail.ru": f"-------- Пересылаемое сообщение --------\nОт кого: {WHO}\nКому: bo@shop.example\n"
    "Дата: Понедельник, 3 мая 2021, 10:00 +03:00\nТема: Where is order 5?",
    "roundcube": f"-------- Original Message --------\nSubject: Where is order 5?\nDate: 2021-05-03 10:00\nFrom: {WHO}\n"
    "To: bo@shop.example",
}

SIGNATURES = {
    "dashes": "-- \nBo Lee\nShop Ltd, Main Street 5\n+44 20 1234567",
    "iphone": "Sent from my iPhone",
    "iphone de": "Von meinem iPhone gesendet",
    "iphone fr": "Envoyé de mon iPhone",
    "iphone es": "Enviado desde mi iPhone",
    "iphone it": "Inviato da iPhone",
    "iphone pt": "Enviado do meu iPhone",
    "iphone nl": "Verstuurd vanaf mijn iPhone",
    "iphone sv": "Skickat från min iPhone",
    "iphone da": "Sendt fra min iPhone",
    "iphone no": "Sendt fra min iPhone",
    "iphone fi": "Lähetetty iPhonesta",
    "iphone pl": "Wysłane z iPhone'a",
    "iphone cs": "Odesláno z iPhonu",
    "iphone ru": "Отправлено с iPhone",
    "iphone uk": "Надіслано з iPhone",
    "iphone tr": "iPhone'umdan gönderildi",
    "iphone hu": "iPhone-omról küldve",
    "iphone ro": "Trimis de pe iPhone-ul meu",
    "iphone el": "Στάλθηκε από το iPhone μου",
    "iphone ja": "iPhoneから送信",
    "iphone zh": "发自我的iPhone",
    "iphone zh-TW": "從我的iPhone傳送",
    "iphone ko": "나의 iPhone에서 보냄",
    "iphone he": "נשלח מה-iPhone שלי",
    "iphone ar": "أُرسلت من الـ iPhone",
    "iphone vi": "Đã gửi từ iPhone của tôi",
    "outlook ios": "Get Outlook for iOS<https://aka.ms/o0ukef>",
    "outlook android": "Outlook für Android<https://aka.ms/AAb9ysg> beziehen",
    "outlook fr": "Obtenir Outlook pour iOS<https://aka.ms/o0ukef>",
    "samsung": "Sent from my Galaxy",
    "samsung de": "Von meinem Samsung Galaxy Smartphone gesendet.",
    "samsung fr": "Envoyé depuis mon appareil mobile Samsung.",
    "windows": "Sent from Mail<https://go.microsoft.com/fwlink/?LinkId=550986> for Windows",
    "windows de": "Gesendet von Mail<https://go.microsoft.com/fwlink/?LinkId=550986> für Windows 10",
    "yahoo": "Sent from Yahoo Mail on Android",
    "yahoo ios": "Sent from Yahoo Mail for iPhone",
    "proton": "Sent with Proton Mail secure email.",
    "proton link": "Sent with [Proton Mail](https://proton.me/) secure email.",
    "k9": "Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.",
    "k9 en": "Sent from my Android device with K-9 Mail. Please excuse my brevity.",
    "gmx": "Gesendet mit der GMX Mail App",
    "mobile rule": "____\nSent from my mobile",
}

OLD = "Dear shop,\nwhere is my order 5?\n\nKind regards,\nAna\n\n-- \nAna Ruiz\nSent from my iPhone"

NEW = {
    "short": "Thanks, that works.",
    "long": "Hello Bo,\n\nthree things:\n- the first one\n- the second\n\nOn Monday I wrote to you already, see below.\n\n"
    "From: what I can tell, it left on 3 May 2021 at 10:00.\nTo: me it looks lost.\n\nRegards,\nAna",
    "ja": "お世話になっております。\n\n注文番号5の件、確認しました。\nよろしくお願いいたします。",
    "de": "Hallo Frau Lee,\n\nam Montag um 10:00 Uhr war niemand da:\nder Bote kam nicht.\n\nViele Grüße\nAna",
    "address": "My address is:\n\nAna Ruiz\nMain Street 5\n2021 AB Town\nana@mail.example",
}
