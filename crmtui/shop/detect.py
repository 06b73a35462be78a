"""What a file of orders is, and the reader for it.

The one rule: a file is what its header says, whatever its name; one that is not known is explained, not guessed at.
"""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from crmtui.errors import SourceError, UsageError
from crmtui.shop.csvfile import CsvFile, open_csv
from crmtui.shop.mapped_csv import read_mapped
from crmtui.shop.mapped_rows import ReadOptions
from crmtui.shop.mapping import BY_NAME, Mapping
from crmtui.shop.order import RowProblem, ShopOrder
from crmtui.shop.shopify_csv import looks_like, read_shopify

# Columns that tell other exports of Shopify from the one with orders.
_OTHER_EXPORTS = {
    "products": {"Handle", "Title", "Variant Price"},
    "customers": {"First Name", "Last Name", "Total Spent"},
    "transactions": {"Order", "Name", "Kind", "Gateway"},
}

# Words that columns are called by, for the proposal in the hint only.
_LIKELY = {
    "order": ("order", "orderid", "ordernumber", "orderno", "invoice", "invoiceno", "invoicenumber", "ordername"),
    "date": ("date", "orderdate", "invoicedate", "createdat", "created", "placedat", "datecreated"),
    "email": ("email", "emailaddress", "customeremail", "billingemail"),
    "customer": ("customer", "customername", "name", "billingname", "buyername"),
    "customer_id": ("customerid", "customerno", "customernumber"),
    "sku": ("sku", "stockcode", "itemnumber", "productcode", "itemsku"),
    "title": ("title", "description", "item", "product", "productname", "itemtitle", "itemname"),
    "quantity": ("quantity", "qty", "pieces"),
    "price": ("price", "unitprice", "itemprice", "itemcost"),
    "total": ("total", "ordertotal", "amount", "grandtotal"),
    "currency": ("currency", "currencycode"),
    "country": ("country", "shippingcountry"),
}


class OrderFile(StrEnum):
    """The kinds of files that hold orders."""

    SHOPIFY = "shopify"
    MAPPED = "mapped"


def kind_of(file: CsvFile) -> OrderFile | None:
    """What the file is by its header; None when only its owner can say (see `read_orders`)."""
    return OrderFile.SHOPIFY if looks_like(file) else None


def read_orders(
    path: Path,
    *,
    shop: str = "",
    mapping: Mapping | None = None,
    options: ReadOptions | None = None,
    delimiter: str = "",
    encoding: str = "",
) -> Iterator[ShopOrder | RowProblem]:
    """The orders of a file of any known kind; with a mapping, of any file.

    Args:
        path: a .csv or .csv.gz.
        shop: the name under which the orders are kept; "" for "shopify", or "shop" with a mapping.
        mapping: what the columns mean; None for the files that are known.
        options: how the file writes dates and numbers, for a mapping.
        delimiter: what stands between the cells; "" finds out.
        encoding: a Python codec name; "" finds out.

    Raises:
        SourceError: the file is none that holds orders.
        UsageError: the file needs a mapping, or the one given does not fit it.
    """
    file = open_csv(path, delimiter=delimiter, encoding=encoding)
    if mapping is not None:
        return read_mapped(file, mapping, shop=shop or "shop", options=options)
    if kind_of(file) is OrderFile.SHOPIFY:
        return read_shopify(file, shop=shop or "shopify")
    header = [cell.strip() for cell in max((cells for _, cells in file.head), key=len)]
    for name, columns in _OTHER_EXPORTS.items():
        if columns <= set(header):
            raise SourceError(f"{path.name} holds {name}, not orders", "export the orders")
    raise UsageError(
        f"{path.name} is no export that is known; its columns are: {', '.join(filter(None, header))}",
        f"say what they mean, for instance --map {propose(header)}",
    )


def propose(header: list[str]) -> str:
    """A `--map` that its reader may start from, by the names of the columns."""
    words = {"".join(c for c in cell.casefold() if c.isalnum()): cell for cell in header}
    parts = []
    for field in BY_NAME:
        column = next((words[word] for word in _LIKELY.get(field, ()) if word in words), None)
        if column:
            parts.append(f'"{field}={column}"' if "," in column else f"{field}={column}")
        elif field == "currency":
            parts.append("currency==EUR")
    mapping = ",".join(parts)
    return f"'{mapping}'" if " " in mapping else mapping
