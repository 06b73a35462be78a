"""Recognises the orders that a text names.

The one rule: only orders of the person who writes are ever matched, so a number that is something else finds
nothing; a plain number counts when it cannot be mistaken for a year or a quantity.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# A mail's first pages name the order; what follows is quoted history.
_LOOKED_AT = 20_000
_NAMES = 200

_TOKEN = re.compile(r"#?[^\W_](?:[^\W_]|[-_/.](?=[^\W_])){0,39}", re.UNICODE)
_DIGIT = re.compile(r"\d")
# "order", "invoice" and their like where shops sell, with "no.", "number" or a sign between word and number.
_WORDS = (
    "order|orders|invoice|purchase|bestellung|bestellnummer|auftrag|auftragsnummer|rechnung|commande|facture|pedido|"
    "encomenda|factura|ordine|fattura|bestelling|ordernummer|ordre|ordrenummer|faktura|tilaus|zam[oó]wieni[ea]|"
    "objedn[aá]vka|rendel[eé]s|sipari[sş]|заказ|замовлення|παραγγελία|注文|ご注文|订单|訂單|주문|الطلب|طلب|הזמנה"
)
_NAMED = re.compile(
    rf"(?:{_WORDS})\W{{0,3}}(?:(?:number|no|nr|num|id|nummer|n[°ºo]|numero|número|номер|番号|番號|号|번호|رقم)\W{{0,3}})?\Z",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d\Z")
_TAIL = re.compile(r"(\d+)\Z")


def name_key(name: str) -> str:
    """An order's name as it is looked up: without "#", blanks or case."""
    return name.strip().lstrip("#").strip().casefold()


@dataclass(frozen=True, slots=True)
class Named:
    """What a text may mean by its words with digits.

    Attributes:
        sure: keys that were said to be an order: "#1001", "order 1001", "invoice no. SO-7".
        likely: other keys, first one first.
    """

    sure: tuple[str, ...]
    likely: tuple[str, ...]


def named_in(text: str) -> Named:
    """The order names that a text may hold."""
    text = text[:_LOOKED_AT]
    sure: dict[str, None] = {}
    likely: dict[str, None] = {}
    for match in _TOKEN.finditer(text):
        token = match[0]
        if not _DIGIT.search(token):
            continue
        key = name_key(token)
        if token.startswith("#") or _NAMED.search(text[max(0, match.start() - 40) : match.start()]):
            sure[key] = None
        elif not (key.isdecimal() and (len(key) < 3 or _YEAR.match(key))):
            likely[key] = None
        if len(sure) + len(likely) >= _NAMES:
            break
    return Named(tuple(sure), tuple(key for key in likely if key not in sure))


def pick(named: Named, orders: Iterable[tuple[int, str]]) -> list[int]:
    """The orders that are named, as the text names them: (id, name key) in, ids out.

    A number said to be an order also means the one whose name ends in it: "order 1001" is "SO-1001".
    """
    by_key: dict[str, list[int]] = {}
    by_tail: dict[str, list[int]] = {}
    for row_id, key in orders:
        by_key.setdefault(key, []).append(row_id)
        tail = _TAIL.search(key)
        if tail and tail[1] != key:
            by_tail.setdefault(tail[1], []).append(row_id)
    found: dict[int, None] = {}
    for key in named.sure:
        found.update(dict.fromkeys(by_key.get(key) or _only(by_tail.get(key, ()))))
    for key in named.likely:
        found.update(dict.fromkeys(by_key.get(key, ())))
    return list(found)


def _only(ids: Sequence[int]) -> Sequence[int]:
    return ids if len(ids) == 1 else ()
