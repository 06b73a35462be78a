"""Rows of an explained CSV by what their columns mean.

The one rule: a cell that could be read in two ways is a question to the owner, one that cannot be read a bad row.
"""

from dataclasses import dataclass
from decimal import Decimal

from crmtui.shop.dates import DateReader
from crmtui.shop.mapping import BY_NAME, Mapping
from crmtui.shop.money import DecimalMark, parse_number, to_minor
from crmtui.shop.table import Group, column_index

PARCEL = ("carrier", "tracking", "tracking_url", "shipped", "delivered")
"""The fields that tell of a parcel."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the owner of a file says about how it writes things; "" finds out or asks.

    Attributes:
        date_format: strptime form of the dates, or "epoch"; not needed when the year comes first.
        zone: where dates without an offset are meant.
        decimal: what stands before the cents, None finds out from the file.
    """

    date_format: str = ""
    zone: str = "UTC"
    decimal: DecimalMark | None = None


class RowReader:
    """Cells of one file by what they mean."""

    def __init__(self, mapping: Mapping, header: list[str], options: ReadOptions, mark: DecimalMark | None) -> None:
        self.places = {field: column_index(header, name) for field, name in mapping.columns.items()}
        self._constants = mapping.constants
        self._mark = mark
        self._date = DateReader(options.date_format, options.zone)
        self.has_items = any(BY_NAME[field].per_line for field in mapping.columns)
        self.tells_parcels = any(mapping.has(field) for field in PARCEL)
        self.sums_items = not mapping.has("total")
        self.prices_lines = not mapping.has("line_total")

    def text(self, cells: list[str], field: str) -> str:
        """The trimmed cell, or the field's constant, or nothing."""
        place = self.places.get(field)
        return self._constants.get(field, "") if place is None else cells[place].strip()

    def number(self, cells: list[str], field: str) -> Decimal | None:
        """The exact number in the cell, None when it is blank.

        Raises:
            ValueError: it is not a number.
            UsageError: it could be two numbers.
        """
        text = self.text(cells, field)
        try:
            return parse_number(text, self._mark) if text else None
        except ValueError as error:
            raise ValueError(f"{field}: {error}") from None

    def date(self, group: Group, field: str) -> int | None:
        """The first date that the order's rows give.

        Raises:
            ValueError: it is not a date.
            UsageError: it could be two dates.
        """
        text = self.once(group, field)
        try:
            return self._date(text) if text else None
        except ValueError as error:
            raise ValueError(f"{field}: {error}") from None

    def once(self, group: Group, field: str) -> str:
        """What the order's rows say first about a thing that an order has once."""
        place = self.places.get(field)
        if place is None:
            return self._constants.get(field, "")
        return next((text for row in group if (text := row[1][place].strip())), "")

    def money(self, group: Group, field: str, currency: str) -> int | None:
        """The first amount that the order's rows give, in minor units."""
        text = self.once(group, field)
        try:
            return to_minor(parse_number(text, self._mark), currency) if text else None
        except ValueError as error:
            raise ValueError(f"{field}: {error}") from None
