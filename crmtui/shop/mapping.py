"""Which column of a file means what: the `--map` of the shell, taken apart and checked.

The one rule: what a file means is said by its owner; a wrong or missing word is refused with the nearest right one.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from crmtui.errors import UsageError


class FieldKind(StrEnum):
    """How the cells of a field are read."""

    TEXT = "text"
    MONEY = "money"
    DATE = "date"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a column can mean.

    Attributes:
        per_line: said by every row for its item; the others are said once for an order.
    """

    name: str
    kind: FieldKind
    per_line: bool
    help: str


FIELDS: tuple[Field, ...] = (
    Field("order", FieldKind.TEXT, False, "the order or invoice number that its rows share (required)"),
    Field("name", FieldKind.TEXT, False, "what people call the order, when that is another column"),
    Field("date", FieldKind.DATE, False, "when it was placed"),
    Field("updated", FieldKind.DATE, False, "when it last changed"),
    Field("cancelled", FieldKind.DATE, False, "when it was cancelled"),
    Field("currency", FieldKind.TEXT, False, "ISO code; often a constant: currency==EUR"),
    Field("email", FieldKind.TEXT, False, "the customer's address"),
    Field("customer", FieldKind.TEXT, False, "the customer's name"),
    Field("phone", FieldKind.TEXT, False, "the customer's number"),
    Field("customer_id", FieldKind.TEXT, False, "the shop's own number of the customer"),
    Field("subtotal", FieldKind.MONEY, False, "the items together"),
    Field("shipping", FieldKind.MONEY, False, "what the delivery cost"),
    Field("tax", FieldKind.MONEY, False, "taxes; asks for total, as prices may hold them or not"),
    Field("discount", FieldKind.MONEY, False, "what was taken off the order"),
    Field("total", FieldKind.MONEY, False, "what the order was placed for; else the sum of its items"),
    Field("refunded", FieldKind.MONEY, False, "what was given back"),
    Field("payment", FieldKind.TEXT, False, "paid, pending, refunded, ..."),
    Field("fulfillment", FieldKind.TEXT, False, "fulfilled, unfulfilled, partial, ..."),
    Field("note", FieldKind.TEXT, False, "a note"),
    Field("tags", FieldKind.TEXT, False, "tags, with commas between"),
    Field("country", FieldKind.TEXT, False, "where it goes"),
    Field("carrier", FieldKind.TEXT, False, "who carries the parcel"),
    Field("tracking", FieldKind.TEXT, False, "the parcel's number"),
    Field("tracking_url", FieldKind.TEXT, False, "where to follow the parcel"),
    Field("shipped", FieldKind.DATE, False, "when the parcel left"),
    Field("delivered", FieldKind.DATE, False, "when the parcel arrived"),
    Field("sku", FieldKind.TEXT, True, "the item's number"),
    Field("title", FieldKind.TEXT, True, "the item's name"),
    Field("quantity", FieldKind.NUMBER, True, "how many; negative when given back"),
    Field("price", FieldKind.MONEY, True, "the price of one"),
    Field("line_discount", FieldKind.MONEY, True, "what was taken off the item"),
    Field("line_total", FieldKind.MONEY, True, "what the item costs; else quantity x price"),
)
BY_NAME = {field.name: field for field in FIELDS}

EXAMPLE = "order=Invoice,date=Date,email=E-mail,sku=SKU,title=Item,quantity=Qty,price=Price,currency==EUR"


@dataclass(frozen=True, slots=True)
class Mapping:
    """What a file's columns mean, checked in itself but not yet against the file.

    Attributes:
        columns: field name to column name ("#3" is the third column).
        constants: field name to the value that every order has.
    """

    columns: dict[str, str]
    constants: dict[str, str]

    def has(self, field: str) -> bool:
        """Whether the field has a column or a value."""
        return field in self.columns or field in self.constants


def parse_mapping(texts: Iterable[str]) -> Mapping:
    """Take apart `field=column,field==value,...`.

    A part with a comma in it is put in double quotes, as in a CSV: `order=No,"title=Item, long"`. A column can be
    named by its place: `order=#1`. `==` gives a value instead of a column: `currency==EUR`.

    Raises:
        UsageError: an unknown field, one named twice, or fields that make no sense together.
    """
    columns: dict[str, str] = {}
    constants: dict[str, str] = {}
    for part in (part.strip() for row in csv.reader(texts, skipinitialspace=True) for part in row):
        if not part:
            continue
        name, equals, value = part.partition("=")
        name = name.strip()
        if not equals or not value.strip(" ="):
            raise UsageError(f"{part!r} does not say field=column", f"for instance {EXAMPLE}")
        if name not in BY_NAME:
            near = get_close_matches(name, BY_NAME, n=1)
            raise UsageError(
                f"there is no field {name!r} to map", f"did you mean {near[0]}?" if near else "fields: " + _names()
            )
        if name in columns or name in constants:
            raise UsageError(f"{name} is mapped twice")
        if value.startswith("="):
            constants[name] = value[1:].strip()
        else:
            columns[name] = value.strip()
    mapping = Mapping(columns, constants)
    _check(mapping)
    return mapping


def _names() -> str:
    return ", ".join(BY_NAME)


def _check(mapping: Mapping) -> None:
    """Refuse what cannot lead to right orders."""
    if "order" not in mapping.columns:
        raise UsageError("the column of the order number is not mapped", f"--map {EXAMPLE}")
    for field in FIELDS:
        if field.per_line and field.name in mapping.constants:
            raise UsageError(f"{field.name} is said by each row and cannot be one value for all")
    money = [field.name for field in FIELDS if field.kind is FieldKind.MONEY and mapping.has(field.name)]
    if not money:
        raise UsageError("no amount is mapped", "map total, or price and quantity, or line_total")
    if not mapping.has("currency"):
        raise UsageError("the currency is not mapped", "for instance currency==EUR")
    if mapping.has("total"):
        return
    if not (mapping.has("price") or mapping.has("line_total")):
        raise UsageError("nothing tells what an order costs", "map total, price or line_total")
    if mapping.has("tax"):
        raise UsageError(
            "tax is mapped and total is not: prices may hold the tax or not", "map total too, or leave tax out"
        )
