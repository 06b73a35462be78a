"""How each field is said in a sentence.

The one rule: one table; a phrase stands behind "tickets", "customers" or "orders" and reads on from there.
"""

import re
from collections.abc import Iterable

from crmtui.query.fields import Field, Kind
from crmtui.query.moments import Way, amount_words, level_words, time_words
from crmtui.query.syntax import Compare, Op, Test
from crmtui.query.values import Text

_OF_ALL: dict[tuple[str, str], str] = {
    # tickets
    ("ticket", "status"): "that are {}", ("ticket", "assignee"): "assigned to {}", ("ticket", "tag"): "with the tag {}",
    ("ticket", "priority"): "of {} priority", ("ticket", "customer"): "whose customer is {}",
    ("ticket", "from"): "with a message by {}", ("ticket", "subject"): "with {} in a subject",
    ("ticket", "text"): "with {} in what was written", ("ticket", "file"): "with a file called {}",
    ("ticket", "order"): "whose customer has the order or parcel {}", ("ticket", "mailbox"): "that came to {}",
    ("ticket", "view"): "in the view {}", ("customer", "segment"): "in the segment {}",
    ("ticket", "channel"): "that came by {}", ("ticket", "number"): "whose number is {}",
    ("ticket", "messages"): "with {} messages", ("ticket", "last_reply"): "whose latest mail is from {}",
    ("ticket", "waiting"): "waiting {}", ("ticket", "updated"): "last active {}", ("ticket", "created"): "created {}",
    ("ticket", "changed"): "last changed {}", ("ticket", "answered"): "first answered {}",
    ("ticket", "resolved"): "resolved {}", ("ticket", "snoozed"): "waking {}",
    # customers
    ("customer", "name"): "whose name holds {}", ("customer", "email"): "with {} in an address or number",
    ("customer", "company"): "whose company is {}", ("customer", "tag"): "with the tag {}",
    ("customer", "country"): "whose country is {}", ("customer", "language"): "whose language is {}",
    ("customer", "timezone"): "whose time zone is {}",
    ("customer", "currency"): "whose currency is {}", ("customer", "spent"): "who spent {}",
    ("customer", "orders"): "with {} orders", ("customer", "refund_rate"): "whose refund rate is {}",
    ("customer", "tickets"): "with {} tickets", ("customer", "last_order"): "who last ordered {}",
    ("customer", "last_contact"): "who last wrote {}", ("customer", "since"): "who came into the book {}",
    ("customer", "number"): "whose number is {}",
    # orders
    ("order", "status"): "that are {}", ("order", "payment"): "whose payment is {}",
    ("order", "number"): "with the number or parcel {}", ("order", "customer"): "whose customer is {}",
    ("order", "item"): "with {} among the articles", ("order", "sku"): "with the article {}",
    ("order", "tracking"): "with the parcel {}", ("order", "carrier"): "carried by {}",
    ("order", "shop"): "from the shop {}", ("order", "country"): "whose country is {}",
    ("order", "currency"): "whose currency is {}", ("order", "tag"): "with the tag {}",
    ("order", "total"): "whose total is {}", ("order", "refunded"): "with {} refunded",
    ("order", "discount"): "whose discount is {}", ("order", "items"): "with {} pieces",
    ("order", "placed"): "placed {}",
    ("order", "cancelled"): "cancelled {}", ("order", "shipped"): "shipped {}", ("order", "delivered"): "delivered {}",
}  # fmt: skip

_EMPTY: dict[tuple[str, str], tuple[str, str]] = {
    ("ticket", "assignee"): ("assigned to nobody", "assigned to somebody"),
    ("ticket", "tag"): ("without a tag", "with a tag"),
    ("ticket", "customer"): ("without a customer", "with a customer"),
    ("ticket", "order"): ("whose customer has no order", "whose customer has an order"),
    ("ticket", "waiting"): ("where nobody waits for us", "where somebody waits for us"),
    ("ticket", "answered"): ("that we have never answered", "that we have answered"),
    ("ticket", "resolved"): ("never resolved", "resolved some time"),
    ("ticket", "snoozed"): ("that are not asleep", "that are asleep"),
    ("customer", "company"): ("without a company", "with a company"),
    ("customer", "tag"): ("without a tag", "with a tag"),
    ("customer", "country"): ("without a country", "with a country"),
    ("customer", "language"): ("without a language", "with a language"),
    ("customer", "timezone"): ("without a time zone", "with a time zone"),
    ("customer", "currency"): ("without a currency", "with a currency"),
    ("customer", "refund_rate"): ("without a refund rate", "with a refund rate"),
    ("customer", "last_order"): ("who have never ordered", "who have ordered"),
    ("customer", "last_contact"): ("who have never written", "who have written"),
    ("order", "customer"): ("without a customer", "with a customer"),
    ("order", "country"): ("without a country", "with a country"),
    ("order", "tag"): ("without a tag", "with a tag"),
    ("order", "placed"): ("without a date", "with a date"),
    ("order", "cancelled"): ("that are not cancelled", "that are cancelled"),
    ("order", "shipped"): ("that have not been shipped", "that have been shipped"),
    ("order", "delivered"): ("that have not been delivered", "that have been delivered"),
}  # fmt: skip

_FLAGS: dict[tuple[str, str, str], str] = {
    ("ticket", "is", "open"): "that are open or pending", ("ticket", "is", "trash"): "in the trash",
    ("ticket", "is", "waiting"): "that are waiting for our answer",
    ("ticket", "is", "unassigned"): "assigned to nobody",
    ("ticket", "is", "mine"): "assigned to you", ("ticket", "is", "answered"): "that we have answered",
    ("ticket", "is", "unanswered"): "that we have never answered", ("ticket", "is", "merged"): "merged into another",
    ("ticket", "is", "any"): "of any status, spam and trash too",
    ("ticket", "status", "any"): "of any status, spam and trash too", ("ticket", "status", "trash"): "in the trash",
    ("ticket", "has", "attachment"): "with an attachment", ("ticket", "has", "note"): "with a note",
    ("ticket", "has", "draft"): "with a draft", ("ticket", "has", "reply"): "with a mail of ours",
    ("ticket", "has", "order"): "whose customer has an order",
    ("ticket", "has", "failed"): "with a mail of ours that may not have left",
    ("ticket", "last_reply", "us"): "whose latest mail is ours", ("ticket", "last_reply", "none"): "without a mail",
    ("ticket", "last_reply", "customer"): "whose latest mail is the customer's",
    ("customer", "is", "repeat"): "who have ordered at least twice", ("customer", "is", "buyer"): "who have ordered",
    ("customer", "is", "lead"): "who have never ordered", ("customer", "is", "any"): "of any kind",
    ("customer", "has", "open"): "with an open or pending ticket", ("customer", "has", "order"): "with an order",
    ("customer", "has", "refund"): "with an order that was refunded", ("customer", "has", "email"): "with an address",
    ("customer", "has", "phone"): "with a phone number",
    ("order", "is", "any"): "of any kind", ("order", "is", "refunded"): "with money refunded",
    ("order", "has", "tracking"): "with a parcel's number",
}  # fmt: skip

_WAYS = {"waiting": Way.LASTING, "snoozed": Way.AHEAD}
_HEADS = ("that are ", "with a ", "with an ", "with ", "assigned to ", "who have ", "whose customer has ",
          "whose latest mail is ")  # fmt: skip


def way_of(one: Field) -> Way:
    """How the times of a field are told."""
    return _WAYS.get(one.name, Way.AGO)


def quote(text: str, *, begun: bool = False) -> str:
    """Words that somebody looks for, as they stand in a sentence."""
    return f'"{text}{"…" if begun else ""}"'


def either(phrases: Iterable[str]) -> str:
    """One of several phrases; what they have in common in front is said once."""
    every = list(dict.fromkeys(filter(None, phrases)))
    if not every:
        return ""
    head = next((head for head in _HEADS if all(one.startswith(head) for one in every)), "")
    rest = [one.removeprefix(head) for one in every]
    return head + " or ".join(rest)


def phrase(one: Field, tests: Iterable[Test]) -> str:
    """What it takes to meet one of these tests of a field."""
    special: list[str] = []
    values: list[str] = []
    begun: list[str] = []
    template = _OF_ALL.get((one.records, one.name), "")
    for test in tests:
        found = _special(one, test)
        if found:
            special.append(found)
        elif one.kind is Kind.AGE:
            special.append(_age(one, test))
        elif _is_begun(one, test):
            begun.append(_begun(template, str(_text(test))))
        else:
            values.append(_value(one, test))
    said = [template.format(" or ".join(values))] if values else []
    return either([*said, *begun, *special])


def _text(test: Test) -> str:
    return test.value.text if isinstance(test, Compare) and isinstance(test.value, Text) else ""


def _special(one: Field, test: Test) -> str:
    text = _text(test)
    if (
        not text
        or (isinstance(test, Compare) and test.op is not Op.IS)
        or (isinstance(test, Compare) and isinstance(test.value, Text) and test.value.prefix)
    ):
        return ""
    if one.empty and text in ("none", "any"):
        return _EMPTY[one.records, one.name][text == "any"]
    told = _FLAGS.get((one.records, one.name, text), "")
    if told or one.kind is not Kind.FLAG:
        return told
    return f"with a {text}" if one.name == "has" else f"that are {text}"


def _is_begun(one: Field, test: Test) -> bool:
    if one.kind not in (Kind.EXACT, Kind.TAG, Kind.AGENT):
        return False
    return isinstance(test, Compare) and isinstance(test.value, Text) and test.value.prefix


def _begun(template: str, text: str) -> str:
    if " is {}" in template:
        return template.replace(" is {}", f" begins with {text}")
    if "the tag {}" in template:
        return template.replace("the tag {}", f"a tag that begins with {text}")
    return template.format(f"{text}…")


def _value(one: Field, test: Test) -> str:
    match one.kind:
        case Kind.NUMBER | Kind.MONEY:
            return amount_words(test, percent=one.name == "refund_rate")
        case Kind.LEVEL:
            return level_words(test)
        case Kind.TIME:
            return time_words(test, way_of(one))
        case Kind.AGENT if _text(test) == "me":
            return "you"
        case Kind.WORDS:
            return quote(_text(test), begun=isinstance(test, Compare) and str(test).endswith("*"))
        case Kind.PERSON if "@" not in _text(test):
            return f"somebody with {quote(_text(test))} in a name or address"
        case _:
            return _text(test).replace("_", " ") if one.kind is Kind.CHOICE else _text(test)


def _age(one: Field, test: Test) -> str:
    if one.name == "older":
        words = time_words(test, Way.LASTING).replace("for at most ", "for at least ", 1)
        return f"with nothing new {words}"
    words = time_words(test, Way.AGO)
    return f"active {words}" if words.startswith("in the last ") else f"active {words} or later"


# -- the opposite, and one instead of many -------------------------------------------------------------------------

_OPPOSITES = (
    (r"(that|who) are not ", r"\1 are "), (r"(that|who) are ", r"\1 are not "),
    (r"who have (?=ordered at )", "who have not "),
    (r"(that|who)( we)? have never ", r"\1\2 have "), (r"(that|who) have not ", r"\1 have "),
    (r"(that|who)( we)? have ", r"\1\2 have never "),
    (r"without (?=an? )", "with "), (r"with (?=an? |the |\")", "without "),
    (r"(whose (?:customer|name|[\w ]*?)) has no ", r"\1 has an "), (r"(whose [\w ]*?) has an? ", r"\1 has no "),
    (r"(whose [\w ]*?) has ", r"\1 does not have "), (r"(whose [\w ]*?) is ", r"\1 is not "),
    (r"(whose [\w ]*?) begins ", r"\1 does not begin "), (r"(whose [\w ]*?) holds ", r"\1 does not hold "),
    (r"that came ", "that did not come "), (r"where nobody waits", "where somebody waits"),
    (r"where somebody waits", "where nobody waits"), (r"never ", ""),
    (r"who spent ", "who did not spend "), (r"(?=who |that |whose |with nothing )", "other than those "),
)  # fmt: skip
_COMPILED = tuple((re.compile(pattern), new) for pattern, new in _OPPOSITES)


def opposite(words: str) -> str:
    """What does not meet a phrase."""
    for pattern, new in _COMPILED:
        if pattern.match(words):
            return pattern.sub(new, words, count=1)
    return f"not {words}"


def singular(words: str) -> str:
    """The phrase behind one record instead of many."""
    return re.sub(r"\b(that|who) (are|have) ", lambda m: f"{m[1]} {'is' if m[2] == 'are' else 'has'} ", words)
