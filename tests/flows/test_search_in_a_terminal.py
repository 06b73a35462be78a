"""Finding from end to end, on a demo desk in a real 100x30 terminal: complete, mistake, fix, everywhere, open, save."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from crmtui.db.engine import opened
from crmtui.db.orm import raw
from tests.terminal import CRMTUI, Terminal, forbidden


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Path]:
    """A demo company, as the command makes it."""
    path = tmp_path / "demo.db"
    subprocess.run([CRMTUI, "demo", "--no-open", "--db", str(path)], check=True, capture_output=True, timeout=120)
    with opened(path):
        yield path


def test_finding(desk: Path) -> None:
    with Terminal([CRMTUI, "--db", str(desk), "--view", "open"], (100, 30)) as app:
        app.until(r"1 of \d+").press("/").until("words, a name").until("tab  is:")
        # A value that exists is offered, and taken with the arrow.
        app.press(*"tag:wis").until("tag:wismo").press("right").until(r"/ All open: tag:wismo +\d+ in \d+ ms")
        # A mistake is told in its place, and mended.
        app.press(*" asignee:me").until(r"\^ there is no field .asignee.\. Did you mean assignee")
        app.press(*["backspace"] * 9, *"ssignee:me ").gone("there is no field").until(r"assignee:me +\d+ in \d+ ms")
        app.until("tickets assigned to you|assigned to").press("ctrl+s").until("name|call").press("My parcels", "enter")
        app.until("only me").press("enter").until("My parcels")
        saved = raw().execute_scalar("SELECT query FROM view WHERE name = 'My parcels'")
        assert saved == "is:open tag:wismo assignee:me"
        # Everywhere, the hit marked in the list and where it stands in the ticket.
        app.press("/").until("words, a name").press("/").until("Everywhere:").press(*"parcel").until(
            r"Everywhere: parcel +[\d,]+ in \d+ ms"
        )
        app.press("enter", "enter").until(r"message \d+ of \d+")
        app.press("?").until(r"Why #\d+ is found").until("parcel").press("esc").until(r"message \d+ of \d+")
        app.press("esc").until("Everywhere: parcel").press("esc").gone("Everywhere")
        # What was looked for comes back.
        app.press("/").until("words, a name").press("up").until("parcel").press("esc")
        assert forbidden(bytes(app.raw)) == []
        app.press("ctrl+q")
        assert app.wait() == 0
