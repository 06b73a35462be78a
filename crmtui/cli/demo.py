"""`crmtui demo`: a made-up company to look at.

The one rule: nothing but a demo is ever replaced, and a mail of a demo never leaves by somebody's real account.
"""

import getpass
import os
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from crmtui.cli import console
from crmtui.cli.session import Session, begin, session
from crmtui.errors import RefusedError, UsageError
from crmtui.settings import Shop

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)

MOST = 5_000_000


@app.command("demo")
def demo(
    tickets: Annotated[
        int | None, typer.Option("--tickets", metavar="N", help="How many tickets; 400 unless said, up to millions.")
    ] = None,
    reset: Annotated[bool, typer.Option("--reset", help="Make it anew; what was done in it is gone.")] = False,
    no_open: Annotated[bool, typer.Option("--no-open", help="Make it, and do not open the app.")] = False,
    seed: Annotated[int | None, typer.Option("--seed", metavar="N", help="Another number, another company.")] = None,
    now: Annotated[int | None, typer.Option("--now", hidden=True)] = None,
) -> None:
    """Make a demo company, and open the app on it.

    It lives in a file of its own, unless --db or CRMTUI_DATABASE names one. It is made when it is not there yet.
    """
    if tickets is not None and not 0 < tickets <= MOST:
        raise UsageError(f"a demo has 1 to {MOST:,} tickets", "For instance --tickets 10000.")
    path = _place()
    if reset:
        _remove(path)
    if path.exists():
        _refuse_real(path)
        if tickets is not None or seed is not None:
            console.remark(f"There is a demo at {path} already; --reset makes it anew.")
    else:
        _make(path, tickets or 400, seed, now)
    if not no_open:
        raise typer.Exit(_open(path))


def _place() -> Path:
    """Where the demo is: never the desk that the settings file names."""
    here = session()
    chosen = here.database or (Path(os.environ["CRMTUI_DATABASE"]) if os.environ.get("CRMTUI_DATABASE") else None)
    if chosen is not None:
        return chosen.expanduser().absolute()
    from platformdirs import user_data_path  # late: help does without

    return user_data_path("crmtui", appauthor=False) / "demo.db"


def _make(path: Path, tickets: int, seed: int | None, now: int | None) -> None:
    from crmtui.demo.build import SEED, build  # late: an existing demo opens without it

    with console.progress() as line:
        made = build(
            path,
            tickets,
            seed=SEED if seed is None else seed,
            now=now,
            os_user=getpass.getuser(),
            progress=lambda done: line.show(f"{done:,} of {tickets:,} tickets"),
        )
    console.remark(f"{made.tickets:,} tickets, {made.customers:,} customers and {made.orders:,} orders in {path}")


def _refuse_real(path: Path) -> None:
    from crmtui.db.connect import open_raw, schema_of  # late: help does without
    from crmtui.db.demo_sql import is_demo

    reader = open_raw(path, readonly=True)
    try:
        made_up = schema_of(reader) > 0 and is_demo(reader)
    finally:
        reader.close()
    if not made_up:
        raise RefusedError(f"{path} is a real desk, not a demo", "Name another file with --db.")


def _remove(path: Path) -> None:
    if path.exists():
        _refuse_real(path)
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)


def _open(path: Path) -> int:
    from crmtui.cli.opening import open_app  # late: --no-open does without the app

    here = session()
    there = begin(Session(path, here.config, here.agent, here.view))
    shop = Shop(name="Fjord & Linden", url="https://fjord-linden.example")
    there._settings = replace(there.settings, shop=shop, agent="")
    if here.config is None and not os.environ.get("CRMTUI_CONFIG"):
        # Somebody's own mail account must not write to made-up people; settings that were named on purpose may.
        there._settings = replace(there._settings, mailboxes=())
    return open_app(there)
