"""`crmtui import orders`: files of a shop into the customer book.

The one rule: results go to stdout and add up; every row that was left out is named on stderr, or in the JSON.
"""

from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from crmtui.cli import console
from crmtui.cli.session import Session, begin, session
from crmtui.errors import UsageError
from crmtui.shop.mapped_rows import ReadOptions
from crmtui.shop.mapping import FIELDS, parse_mapping
from crmtui.shop.money import DecimalMark, is_currency
from crmtui.sync.order_import import ImportReport, ImportRequest, import_orders
from crmtui.text import money, plural

_SHOWN = 20
"""Problems that are printed; --json gives a thousand."""

_FIELDS_HELP = "Fields of --map: " + ", ".join(field.name for field in FIELDS) + "."

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)


@app.command("orders", epilog=_FIELDS_HELP)
def orders(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="CSV files, packed with gzip or not.")],
    mapping: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            "-m",
            metavar="FIELD=COLUMN,...",
            help="What the columns of the file mean; field==value is the same for all rows. "
            "Shopify's orders export needs none.",
        ),
    ] = None,
    shop: Annotated[str, typer.Option("--shop", metavar="NAME", help="The shop they are of.")] = "",
    date_format: Annotated[
        str, typer.Option("--date-format", metavar="FORM", help="How dates are written, like %d/%m/%Y, or epoch.")
    ] = "",
    time_zone: Annotated[
        str, typer.Option("--time-zone", metavar="ZONE", help="Where dates without an offset are meant.")
    ] = "UTC",
    decimal: Annotated[
        DecimalMark | None, typer.Option("--decimal", metavar="point|comma", help="What stands before the cents.")
    ] = None,
    currency: Annotated[
        str, typer.Option("--currency", metavar="CODE", help="The same as currency==CODE in --map.")
    ] = "",
    delimiter: Annotated[
        str, typer.Option("--delimiter", metavar="SIGN", help="What stands between the cells; found out if left out.")
    ] = "",
    encoding: Annotated[
        str, typer.Option("--encoding", metavar="NAME", help="How the file is encoded; found out if left out.")
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would be done, and do nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print ASCII JSON for programs.")] = False,
) -> None:
    """Read orders from a shop's export or any CSV file.

    Again changes nothing. Customers are found by address, or by the shop's number of them. Bad rows are named by
    line, and the good ones land.
    """
    request = ImportRequest(
        paths=tuple(files),
        shop=shop,
        mapping=parse_mapping([*(mapping or ()), *_currency(currency)]) if mapping else None,
        options=ReadOptions(date_format, time_zone, decimal),
        delimiter="\t" if delimiter in ("\\t", "tab") else _one_sign(delimiter),
        encoding=encoding,
    )
    if currency and not mapping:
        raise UsageError("--currency belongs to --map", "Shopify's export names its currency itself.")
    report = _carried_out(request, dry_run=dry_run)
    if as_json:
        console.emit_json(_as_json(report))
    else:
        _print(report)


def _currency(code: str) -> list[str]:
    if code and not is_currency(code.upper()):
        raise UsageError(f'"{code}" is not a currency code', "For instance EUR.")
    return [f"currency=={code.upper()}"] if code else []


def _one_sign(delimiter: str) -> str:
    if len(delimiter) > 1:
        raise UsageError(f'"{delimiter}" is more than one sign', "For instance --delimiter ';'.")
    return delimiter


def _carried_out(request: ImportRequest, *, dry_run: bool) -> ImportReport:
    with ExitStack() as stack:
        if dry_run and not session().path.exists():
            # nothing is made for a question: an empty desk elsewhere answers it
            nowhere = Path(stack.enter_context(TemporaryDirectory(prefix="crmtui-")))
            begin(Session(nowhere / "empty.db", session().config, session().agent))
        engine = stack.enter_context(session().engine())
        line = stack.enter_context(console.progress())
        if not dry_run:
            engine.peewee()
        return import_orders(
            request,
            dry_run=engine.reader if dry_run else None,
            progress=lambda report: line.show(f"{report.orders} orders, {report.lines} items"),
        )


def _print(report: ImportReport) -> None:
    would = "would be " if report.dry_run else ""
    console.print_facts(
        [
            ("orders", f"{report.orders} in {plural(report.files, 'file')}"),
            (f"{would}made", report.made),
            (f"{would}changed", report.changed),
            ("unchanged", report.unchanged),
            ("items", report.lines),
            ("customers made", report.customers),
            ("without a customer", report.ownerless or None),
            ("rows used", report.rows),
            ("rows left out", report.rows_left_out),
            ("rows to look at", report.remarks or None),
            *(
                (f"total {code}", money(sums.total, code) + _net(sums.refunded, sums.net, code))
                for code, sums in sorted(report.money.items())
            ),
        ]
    )
    for found in report.problems[:_SHOWN]:
        order = f" (order {found.problem.order})" if found.problem.order else ""
        console.remark(f"{found.file}, line {found.problem.line}{order}: {found.problem.reason}")
    more = len(report.problems) - _SHOWN
    if more > 0:
        console.remark(f"... and {more} more; --json names them")


def _net(refunded: int, net: int, code: str) -> str:
    return f", refunded {money(refunded, code)}, net {money(net, code)}" if refunded else ""


def _as_json(report: ImportReport) -> dict[str, object]:
    return {
        "dry_run": report.dry_run,
        "files": report.files,
        "orders": report.orders,
        "made": report.made,
        "changed": report.changed,
        "unchanged": report.unchanged,
        "items": report.lines,
        "customers_made": report.customers,
        "without_customer": report.ownerless,
        "rows": report.rows,
        "rows_left_out": report.rows_left_out,
        "rows_to_look_at": report.remarks,
        "money": {
            code: {"total": sums.total, "refunded": sums.refunded, "net": sums.net}
            for code, sums in sorted(report.money.items())
        },
        "problems": [
            {
                "file": found.file,
                "line": found.problem.line,
                "order": found.problem.order,
                "reason": found.problem.reason,
                "left_out": found.problem.fatal,
            }
            for found in report.problems
        ],
    }
