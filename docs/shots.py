"""Takes the pictures of the README from the real app, on the demo company.

Run it with `make shots`. The company, its clock and the app's are fixed, so that a picture changes when the app does
and only then; each picture waits until the screen has come to rest.
"""

import asyncio
import os
import re
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from unittest import mock

for name in list(os.environ):
    # Before Textual is imported: pictures must not depend on whose machine they are taken on.
    if name in ("NO_COLOR", "COLORTERM") or name.startswith(("TEXTUAL", "SSH_", "CRMTUI_")):
        del os.environ[name]
os.environ["TZ"] = "UTC"
time.tzset()

from textual.events import Paste  # noqa: E402
from textual.pilot import Pilot  # noqa: E402

from crmtui.app import DeskApp  # noqa: E402
from crmtui.db.engine import opened  # noqa: E402
from crmtui.demo.build import build  # noqa: E402
from crmtui.screens.inbox import InboxScreen  # noqa: E402
from crmtui.settings import Settings, Shop  # noqa: E402

NOW = 1_795_003_200  # 18 November 2026, 12:00 UTC
PICTURES = Path(__file__).parent / "pictures"
SHOP = Shop(name="Fjord & Linden", url="https://fjord-linden.example", currency="EUR", locale="en_GB")
TICKET = 1345
"""An English question about a parcel, by somebody with several orders."""

Pilots = Pilot[int]


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its file, what it shows in words, the terminal, and what is done before it is taken."""

    name: str
    title: str
    size: tuple[int, int]
    scene: Callable[[Pilots], Awaitable[None]]


async def rest(pilot: Pilots) -> None:
    """Wait until the screen has stayed the same for a while."""
    before, same = "", 0
    for _ in range(400):
        await pilot.pause(0.03)
        now = "\n".join(strip.text for strip in pilot.app.screen._compositor.render_strips())
        same = same + 1 if now == before else 0
        before = now
        if same == 12:
            return
    raise TimeoutError("the screen does not come to rest")


async def press(pilot: Pilots, *keys: str) -> None:
    """Press keys, each on a screen that rests; words in quotes are typed."""
    for key in keys:
        typed = key[1:-1] if key.startswith("'") else ""
        await pilot.press(*(["space" if char == " " else char for char in typed] or [key]))
        await rest(pilot)


async def go_to(pilot: Pilots, view: str, ticket: int) -> None:
    """Put the cursor of the inbox on a ticket."""
    inbox = pilot.app.screen
    assert isinstance(inbox, InboxScreen)
    await inbox.show_view(view)
    await rest(pilot)
    assert inbox._source is not None
    place = await inbox._source.position(ticket)
    assert place is not None, f"#{ticket} is not in {view}"
    inbox.tickets.move_to(place)
    await rest(pilot)


async def inbox(pilot: Pilots) -> None:
    await press(pilot, "j", "j", "j", "space", "j", "j", "j", "space", "e")
    await press(pilot, "g", "j", "space", "j", "space", *"jjjjjjj")


async def ticket(pilot: Pilots) -> None:
    await go_to(pilot, "unassigned", TICKET)
    await press(pilot, "enter", "r", "ctrl+t", "'where is'", "enter")


async def contact(pilot: Pilots) -> None:
    await press(pilot, "2", "slash", "'roisin quinn'", "enter", "enter")
    await press(
        pilot, "t", "'vip'", "enter", "n", "'Works nights: parcels to the shop downstairs.'", "ctrl+s", "j", "j"
    )


async def templates(pilot: Pilots) -> None:
    await press(pilot, "3", "slash", "'not shipped'", "enter", "enter")


async def nothing(pilot: Pilots) -> None:
    await rest(pilot)


async def search(pilot: Pilots) -> None:
    await press(pilot, "slash", "slash", "'parcel -tag:vip waiting:>1d'")
    steady(pilot)


async def bulk(pilot: Pilots) -> None:
    await press(pilot, "slash", "slash", "'parcel'", "enter", "A", "A", "t", "'late-parcels'", "enter")
    steady(pilot)


def steady(pilot: Pilots) -> None:
    """How long it took is another number every time."""
    inbox = next(screen for screen in pilot.app.screen_stack if isinstance(screen, InboxScreen))
    if inbox.bar is not None and inbox._found is not None:
        inbox.bar.show_found(replace(inbox._found, millis=3))


async def mistake(pilot: Pilots) -> None:
    await press(pilot, "slash", "'tag:wismo '")
    steady(pilot)
    # At once: letter by letter a field without its colon is looked for as a word.
    pilot.app.post_message(Paste("asignee:me "))
    await rest(pilot)


SHOTS: Sequence[Shot] = (
    Shot("inbox", "crmtui: inbox", (100, 30), inbox),
    Shot("ticket", "crmtui: ticket", (120, 36), ticket),
    Shot("search", "crmtui: finding", (100, 30), search),
    Shot("bulk", "crmtui: acting on all that was found", (100, 30), bulk),
    Shot("search-mistake", "crmtui: a mistake in a query", (100, 30), mistake),
    Shot("contact", "crmtui: contact", (120, 30), contact),
    Shot("templates", "crmtui: templates", (120, 26), templates),
    Shot("inbox-80x24", "crmtui: 80x24", (80, 24), nothing),
)


async def take(desk: Path, shot: Shot) -> str:
    """Open the app, play the scene, draw the picture."""
    with opened(desk) as engine:
        app = DeskApp(engine, Settings(Path("config.toml"), desk, agent="Ana Ruiz", shop=SHOP))
        async with app.run_test(size=shot.size) as pilot:
            while app._deliverer is None:
                await pilot.pause(0.02)
            await rest(pilot)
            await shot.scene(pilot)
            await pilot.pause()
            picture = app.export_screenshot(title=shot.title)
            assert not app.reported, app.reported
    return picture


def without_fonts(picture: str) -> str:
    """The picture with the reader's own monospace font instead of one from a far server, and less air in the file."""
    picture = re.sub(r"\s*@font-face \{.*?\}", "", picture, flags=re.DOTALL)
    picture = picture.replace("Fira Code, monospace", "ui-monospace, Menlo, Consolas, DejaVu Sans Mono, monospace")
    return "\n".join(line.strip() for line in picture.splitlines() if line.strip()) + "\n"


def main() -> None:
    """Take them all."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stopped:
        stopped.enter_context(mock.patch("time.time", lambda: float(NOW)))
        for shot in SHOTS:
            # A company for each: what one scene does must not be seen in the next.
            desk = Path(folder) / f"{shot.name}.db"
            build(desk, now=NOW)
            picture = asyncio.run(take(desk, shot))
            (PICTURES / f"{shot.name}.svg").write_text(without_fonts(picture), encoding="utf-8")
            print(PICTURES / f"{shot.name}.svg")


if __name__ == "__main__":
    main()
