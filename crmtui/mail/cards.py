"""The card of a person at the end of a mail, which nothing sets apart: who, what they are, how to reach them.

The one rule: what may be an answer stays. A farewell is words that somebody wrote, and so is a name alone below it; a
number or an address that the words above point at is what they are about.
"""

import re
from enum import Enum

from crmtui.mail.ending_words import (
    CONTACT_LABELS,
    FAREWELLS,
    OWN_WORDS,
    POSTS,
    THANKS,
    WANTS_ANSWER,
)
from crmtui.mail.plain_lines import plain

_CARD = 14
"""Lines of the longest card."""
_LINE = 90
_WORDS = 10
_FAREWELL_WORDS = 6
_NAME_WORDS = 4
_ALONE = 3
"""Ways to reach somebody that make a card without a farewell."""
_LOOKED_AT = 2_000
"""Characters of a line above a card that are looked at."""
_DIGITS = 7
_REACHES = re.compile(r"[\d@]")
_MAIL = re.compile(r"<?(?:mailto:)?[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}>?")
_SITE = re.compile(
    r"<?(?:https?://|www\.)[\w.-]{3,60}(?:/[a-z_-]{0,20}/?)?(?![\w/?])>?|<https?://[^<>\s]{1,300}>",
    re.IGNORECASE,
)
_DOMAIN = re.compile(
    r"(?:[\w-]{2,60}\.){1,3}(?!(?:jpe?g|png|gif|pdf|docx?|xlsx?|zip|txt|html?)$)[a-z]{2,12}/?", re.IGNORECASE
)
"""A site that nothing else tells for one."""
_PICTURE = re.compile(
    r"\[(?:image|cid|logo|img|inline|photo|picture|bild|foto|immagine)\b[^\[\]]{0,80}\]", re.IGNORECASE
)
_NUMBER = re.compile(r"[(+]?\d[\d\s()./+–-]{5,24}\d")
_WORD = re.compile(r"[^\W\d_][\w.'’-]*")
_MATTER = re.compile(
    r"[#№]\s?\d|\bp\.?\s?s\b|\b(?:order|invoice|ticket|tracking|customer|account|serial|model|iban|bic|konto|ref\b|sku"
    r"|bestell|auftrag|rechnung|sendung|kunden|commande|facture|client|pedido|factura|cliente|ordine|fattura|factuur|klant"
    r"|encomenda|beställning|ordre|bestilling|tilaus|zamówieni|faktur|objednávk|заказ|sipariş|rendelés|comand)"
    r"|注文|订单|訂單|주문",
)
"""What a mail is about, and never a card."""
_SPECIFIC = re.compile(r"[\d.:#]")
"""What a line has that speaks of one order and not of orders."""
_ENDS = "?!;:。！？；：؟؛"
_SIGN = re.compile("[☎☏✆📞📱📲✉📧🖂🖷📠]")
"""Pictures that programs set instead of "Tel."."""
_PARTS = re.compile(r"\s[|·•∙]\s")
"""What sets the pieces of a card on one line apart."""
_SMALL_WORDS = 4
_BIG_CARD = 3
"""Lines of a card that may end with a bare number."""
_POINTS_DOWN = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, WANTS_ANSWER)) + ")")
_BILL = re.compile(r"invoice|billing|\bbill\b|rechnung|factur|fattur|faktur|fatura|laskut|счёт|счет|发票|請求書|영수증")
_TAX = re.compile(r"\b(?:vat|ust|uid|tva|siret|nif|cif|p\.?\s?iva|btw|kvk|moms|cvr|nip|dič|инн|gst|abn|tax)\b")
"""Of the company that is to be billed."""
_DECORATION = " \t*_|•·–—-~"
_SHORT_NAME = re.compile("[\u3400-\u9fff\uac00-\ud7a3]{2,4}")
"""In scripts that put no blank between the names of a person."""
_POST = re.compile(
    r"株式会社|有限会社|合同会社|有限公司|주식회사"
    r"|(?:部|課|课|科|室|局|店|社|처|팀|과장|부장|대리|代表|部長|課長|经理|經理|主任|总监)$"
)
"""What somebody is in scripts that write it as one word with the rest."""


class _Kind(Enum):
    """What a line may be on a card."""

    NONE = ""
    SMALL = "a few words without a capital: what somebody is, in many languages"
    PLAIN = "a name, a street"
    POST = "a post or a company"
    NUMBER = "a number without a word"
    WAY = "a way to reach somebody"


_TELLS = (_Kind.WAY, _Kind.POST)
_WORDS_OR_SMALL = (_Kind.NONE, _Kind.SMALL)


def is_card_line(line: str) -> bool:
    """Whether a line may stand on a card."""
    return _kind(plain(line)) not in _WORDS_OR_SMALL


def is_card(lines: list[str], words: list[int], *, reached: bool = False) -> bool:
    """Whether the lines are those of a card and nothing else, and tell what somebody is or how to reach them.

    Args:
        lines: the whole body.
        words: numbers of the lines.
        reached: they have to tell how to reach them.
    """
    if len(words) > _CARD:
        return False
    told = False
    for at in words:
        kind = _kind(plain(lines[at]))
        if kind in _WORDS_OR_SMALL:
            return False
        told |= kind is _Kind.WAY or (kind is _Kind.POST and not reached)
    return told


def card_at(lines: list[str], words: list[int], end: int, *, closed: bool) -> int:
    """Where the card at the end begins, below its farewell; `end` when there is none.

    Args:
        lines: the whole body.
        words: numbers of its last lines that are words, in order.
        end: how many of them are looked at.
        closed: whether a program's or a company's own ending follows.
    """
    card: list[_Kind] = []
    begin = above = end
    for number in range(end - 1, max(-1, end - 1 - _CARD), -1):
        line = plain(lines[words[number]])
        if _is_farewell(line):
            if card and _is_signature(card, plain(lines[words[number + 1]])):
                begin, above = number + 1, number
            break
        card.append(_kind(line))
        if card[-1] is _Kind.NONE or card[0] is _Kind.SMALL:
            break
        signed = _is_signed(lines, words, number)
        if number and _opens_card(lines, words, number) and _stands_alone(card, closed=closed, signed=signed):
            begin = above = number
            if signed:
                break
    # A card with nothing above it says thanks, or who it is: that is an answer.
    if begin == end or not above or _points_down(lines, words[:above], words[begin:end]):
        return end
    return begin


def _stands_alone(card: list[_Kind], *, closed: bool, signed: bool) -> bool:
    """Whether lines that begin with a name are a card without a farewell above them."""
    ways = sum(kind in (_Kind.WAY, _Kind.NUMBER) for kind in card)
    return ways > 0 and (signed or ways >= _ALONE - closed or _tells_all(card))


def _is_signature(card: list[_Kind], first: str) -> bool:
    """Whether lines below a farewell are a card, the last one first; `first` is the one right below it."""
    if card[-1] is _Kind.SMALL:
        return False
    if any(kind in card for kind in _TELLS):
        # A post on the only line is the name of a sender.
        return len(card) > 1 or card[0] is _Kind.WAY
    # A number alone was typed to be called.
    return _Kind.NUMBER in card and len(card) >= _BIG_CARD and _is_name(first)


def _tells_all(card: list[_Kind]) -> bool:
    """Whether a name, what somebody is and how to reach them stand one below the other."""
    if card[-1] is not _Kind.PLAIN or _Kind.POST not in card or _Kind.SMALL in card:
        return False
    return _Kind.WAY in card or (_Kind.NUMBER in card and len(card) > _BIG_CARD)


def _kind(line: str) -> _Kind:
    """What a line is, `line` its `plain` form."""
    if len(line) > _LINE * 2:
        return _Kind.NONE
    folded = line.casefold()
    reaches = _REACHES.search(line) or "www." in folded or "http:" in folded or "https:" in folded
    way = _way(line) if reaches else _Kind.NONE
    if way is not _Kind.NONE:
        return way
    if ("|" in line or not line.isascii()) and _PARTS.search(line):
        return _kind_of_parts(_PARTS.split(line))
    found = line.split()
    if len(found) == 1 and _DOMAIN.fullmatch(line):
        return _Kind.WAY
    if len(line) > _LINE or len(found) > _WORDS or line[-1] in _ENDS or line[0] in "->":
        return _Kind.PLAIN if _PICTURE.fullmatch(line) else _Kind.NONE
    low = [word.strip(",!()*") for word in folded.split()]
    if not OWN_WORDS.isdisjoint(low):
        return _Kind.NONE
    kind = _Kind.PLAIN
    small = found[0][0].islower() and len(found) > _SMALL_WORDS
    if not small and _says_post(line, low):
        kind = _Kind.POST
    elif _is_sentence(line, found):
        if small or line[-1] in ".,":
            return _Kind.NONE
        kind = _Kind.SMALL
    # Looked for last: it costs more than all the rest. "Customer Service" is what somebody is.
    return _Kind.NONE if _SPECIFIC.search(line) and _MATTER.search(folded) else kind


def _says_post(line: str, low: list[str]) -> bool:
    if not POSTS.isdisjoint(low) or any(word.rstrip(".") in POSTS for word in low):
        return True
    return not line.isascii() and _POST.search(line) is not None


def _kind_of_parts(parts: list[str]) -> _Kind:
    """What a line is that says several things: the most telling of them."""
    kinds = [_kind(part.strip()) if part.strip() else _Kind.PLAIN for part in parts]
    if _Kind.NONE in kinds or len(kinds) > _WORDS:
        return _Kind.NONE
    if _Kind.WAY in kinds or _Kind.NUMBER in kinds:
        return _Kind.WAY
    return _Kind.POST if _Kind.POST in kinds else _Kind.PLAIN


def _is_sentence(line: str, found: list[str]) -> bool:
    first = found[0]
    abbreviated = first[-1] == "." and len(first) <= _NAME_WORDS
    ended = line[-1] == "." and len(found) > _NAME_WORDS and not found[-1][:-1].isdigit()
    return ended or (first[0].islower() and not abbreviated)


def _way(line: str) -> _Kind:
    """What a line is that holds nothing but ways to reach somebody."""
    if "[" not in line and any(word.isalpha() and word.casefold() not in CONTACT_LABELS for word in line.split()):
        # A word that is in none of them; what is left over needs no closer look.
        return _Kind.NONE
    rest, named = _SITE.subn(" ", _PICTURE.sub(" ", line))
    rest, mails = _MAIL.subn(" ", rest)
    rest, numbers = _NUMBER.subn(" ", rest)
    left = _WORD.findall(rest)
    if any(word.casefold().rstrip(".") not in CONTACT_LABELS for word in left) or any(map(str.isdigit, rest)):
        return _Kind.NONE
    if named or mails or (numbers and (left or _SIGN.search(rest))):
        return _Kind.WAY
    return _Kind.NUMBER if numbers and sum(map(str.isdigit, line)) >= _DIGITS else _Kind.NONE


def _opens_card(lines: list[str], words: list[int], number: int) -> bool:
    """Whether a name stands at the beginning of a paragraph, with no farewell above it."""
    if number and (words[number - 1] == words[number] - 1 or _is_farewell(lines[words[number - 1]].strip())):
        return False
    return _is_name(lines[words[number]].strip())


def _is_name(line: str) -> bool:
    found = line.strip(_DECORATION).split()
    if len(found) == 1 and _SHORT_NAME.fullmatch(found[0]):
        return True
    if not 1 < len(found) <= _NAME_WORDS + 2 or any(map(str.isdigit, line)):
        return False
    if found[-1][-1] in ".،؛।" and len(found[-1]) > _NAME_WORDS:
        return False
    # In scripts without capitals any word may be a name.
    firsts = [word.strip("*(|")[:1] for word in found]
    return sum(first.isalpha() and not first.islower() for first in firsts) > 1


def _is_signed(lines: list[str], words: list[int], number: int) -> bool:
    """Whether the line above is a name that this one says in full."""
    above = lines[words[number - 1]][:_LINE] if number else ""
    names = [word.strip(".,") for word in above.split()]
    full = lines[words[number]].replace(",", " ").split()
    return 0 < len(names) < _NAME_WORDS and names[0][:1].isupper() and set(names) <= set(full)


def _is_farewell(line: str) -> bool:
    """Whether a line is the few words that say good-bye, with a name at most."""
    if len(line) > _LINE or line[-1:] in "?:":
        return False
    low = line.casefold().strip(_DECORATION + ".,!…。、，！،")
    if low in THANKS or low in FAREWELLS:
        return True
    found = low.split()
    return len(found) <= _FAREWELL_WORDS and not FAREWELLS.isdisjoint(word.strip(".,!*") for word in found)


def _points_down(lines: list[str], words: list[int], card: list[int]) -> bool:
    """Whether the words above speak of what stands on the card below them, or are such lines themselves."""
    above = [lines[at][-_LOOKED_AT:].casefold() for at in words[-_CARD:]]
    if above and above[-1].rstrip()[-1:] == ":":
        return True
    if any(_POINTS_DOWN.search(line) for line in above) or any(_is_data(lines[at].strip()) for at in words[-2:]):
        return True
    billed = any(_BILL.search(line) for line in above)
    return billed and any(_TAX.search(lines[at][:_LINE].casefold()) for at in card)


def _is_data(line: str) -> bool:
    """Whether somebody answers with a street, a number, an address."""
    kind = _kind(line)
    return kind in (_Kind.WAY, _Kind.NUMBER) or (kind is _Kind.PLAIN and any(map(str.isdigit, line)))
