"""Whether a shop system's mail tells its owner of an order.

The one rule: by the subject alone, the whole of it, so that whoever writes about an order is not taken for the shop;
that the sender is a shop, the caller knows.
"""

import re

_ORDER = (
    r"(?:you(?:'|’)?(?:ve| have)? (?:got|received) an? )?new (?:customer )?order|(?:cancell?ed|failed|refunded) order"
    r"|order (?:failed|cancell?ed)|a new order has arrived|neue (?:kunden)?bestellung"
    r"|(?:stornierte|fehlgeschlagene) bestellung"
    r"|nouvelle commande|commande (?:annulée|échouée)|nuevo pedido|pedido (?:cancelado|fallido)"
    r"|nuovo ordine|ordine (?:annullato|fallito)|nieuwe bestelling|geannuleerde bestelling|novo pedido"
    r"|nova encomenda|ny beställning|ny (?:ordre|bestilling)|uusi tilaus|nowe zamówienie"
    r"|nová objednávka|új rendelés|comandă nouă|yeni sipariş"
    r"|новый заказ|新規注文"
)
_NOTICE = re.compile(
    rf"\s*(?:\[[^\]]{{1,80}}\][: ]{{0,3}})?(?:{_ORDER}) ?[:!]? ?"
    r"\(?(?:#|no\.?|nr\.?|n°|nº|№)? ?[a-z-]{0,6}\d[\w-]{0,20}\)?"
    r"(?: ?[-–(].{0,60})?\s*"
    r"|\s*\[[^\]]{1,80}\] order #?[a-z-]{0,6}\d[\w-]{0,20} placed by .{1,80}"
    r"|you made a sale on etsy.{0,120}|your ebay item sold!.{0,120}|sold, ship now:.{0,120}",
    re.IGNORECASE,
)


def is_order_notice(subject: str) -> bool:
    """Whether a subject is that of a shop's notice of an order: "[Linen] New order #1042"."""
    return len(subject) < 300 and _NOTICE.fullmatch(subject) is not None
