"""Files that came with mails, opened with whatever is there to show them."""

import shlex
import sys
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from crmtui.db.engine import Engine
from crmtui.db.models import Attachment, Blob
from crmtui.screens import file_opening
from tests.driver import NOW, Driver, make_tickets, opened_app, seat_agents, write_mail


@pytest.fixture
def ticket(engine: Engine) -> int:
    """A ticket with a picture, a program and a letter."""
    ana, _ = seat_agents()
    number = make_tickets(1, me=ana)[0]
    mail = write_mail(number, NOW - 10, "See the files.\n")
    for place, (name, kind) in enumerate(
        (("../photo\x1b.jpg", "image/jpeg"), ("run.sh", "text/x-sh"), ("letter.pdf", "application/pdf"))
    ):
        blob = Blob.create(sha256=name.encode(), size=4, data=f"{name[-3:]}!".encode())
        Attachment.create(
            message=mail, blob=blob, position=place, filename=name, content_type=kind, size=4, inline=place == 0
        )
    return number


def program(folder: Path, name: str) -> Path:
    """A program that writes down what it was given; where it writes."""
    told = folder / f"{name}.txt"
    script = folder / name
    script.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {shlex.quote(str(told))}.part\n'
                      f'cat "$1" >> {shlex.quote(str(told))}.part\nmv {shlex.quote(str(told))}.part '
                      f"{shlex.quote(str(told))}\n")  # fmt: skip
    script.chmod(0o700)
    return told


async def choosing(ui: Driver, ticket: int, words: str) -> None:
    await ui.inbox.select(ticket)
    await ui.press("list.open")
    await ui.sees("See the files")
    await ui.press("ticket.open")
    await ui.sees("letter.pdf")
    await ui.type(words)
    await ui.press("enter")


async def test_a_file_is_opened_with_the_desktop_when_the_user_says_so(
    engine: Engine, ticket: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = program(tmp_path, "xdg-open")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("DISPLAY", ":9")
    async with opened_app(engine) as ui:
        await choosing(ui, ticket, "letter")
        await ui.sees("Open letter.pdf (4 B) with xdg-open?")
        await ui.press("y")
        await ui.said("letter.pdf opened with xdg-open")
        await ui.until(told.exists, "the program was run")
    path, content = told.read_text().split("\n", 1)
    assert (Path(path).name, content) == ("letter.pdf", "pdf!")
    assert (Path(path).stat().st_mode & 0o777, Path(path).parent.stat().st_mode & 0o777) == (0o600, 0o700)
    Path(path).unlink()
    Path(path).parent.rmdir()


async def test_a_desktop_program_that_does_not_start_is_told(
    engine: Engine, ticket: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "xdg-open").write_text("#!/not/there\n")
    (tmp_path / "xdg-open").chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("DISPLAY", ":9")
    async with opened_app(engine) as ui:
        await choosing(ui, ticket, "letter")
        await ui.sees("Open letter.pdf")
        await ui.press("y")
        await ui.said("xdg-open does not start (No such file or directory): save the file")


async def test_no_is_no(engine: Engine, ticket: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = program(tmp_path, "xdg-open")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("DISPLAY", ":9")
    async with opened_app(engine) as ui:
        await choosing(ui, ticket, "letter")
        await ui.sees("Open letter.pdf")
        await ui.press("n")
        await ui.sees("See the files")
    assert not told.exists()


async def test_what_could_run_is_never_opened(
    engine: Engine, ticket: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, "xdg-open")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("DISPLAY", ":9")
    async with opened_app(engine) as ui:
        await choosing(ui, ticket, "run")
        await ui.said("run.sh is not of a kind that is opened from a mail")


def painted(kind: str = "PNG", size: tuple[int, int] = (60, 30)) -> bytes:
    """A red picture with a blue right half."""
    image = Image.new("RGB", size, "#ff0000")
    image.paste("#0000ff", (size[0] // 2, 0, *size))
    out = BytesIO()
    image.save(out, kind)
    return out.getvalue()


def shown(ui: Driver) -> set[str]:
    """The colors of the half cells that the screen shows."""
    cells = [segment for strip in ui.app.screen._compositor.render_strips() for segment in strip]
    styles = [segment.style for segment in cells if segment.style and "\u2580" in segment.text]
    return {color.name for style in styles for color in (style.color, style.bgcolor) if color}


async def test_a_picture_is_drawn_over_the_screen(engine: Engine, ticket: int) -> None:
    Blob.update(data=painted()).where(Blob.sha256 == b"../photo\x1b.jpg").execute()
    async with opened_app(engine) as ui:
        await choosing(ui, ticket, "photo")
        await ui.sees("photo_.jpg  60 x 30")
        await ui.until(lambda: shown(ui) == {"#ff0000", "#0000ff"}, "both halves are on the screen")
        await ui.press("escape")
        await ui.sees("See the files")


async def test_what_is_no_picture_is_told(engine: Engine, ticket: int) -> None:
    async with opened_app(engine) as ui:
        await choosing(ui, ticket, "photo")
        await ui.said("the picture cannot be read")
        await ui.sees("See the files")


async def test_without_a_program_the_file_can_be_saved(
    engine: Engine, ticket: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("PATH", "/nowhere")
    # As if Pillow were not installed.
    monkeypatch.setitem(sys.modules, "PIL", None)
    async with opened_app(engine) as ui:
        await choosing(ui, ticket, "photo")
        await ui.said("nothing here can show photo_.jpg: save it, or install crmtui[images]")


def test_pictures_are_drawn_by_what_is_installed_and_desktops_are_not_on_the_far_side(tmp_path: Path) -> None:
    program(tmp_path, "viu")
    program(tmp_path, "xdg-open")
    assert file_opening.picture_program({"PATH": str(tmp_path)}) == ("viu",)
    assert file_opening.picture_program({"PATH": "/nowhere"}) == ()
    here = {"PATH": str(tmp_path), "DISPLAY": ":0"}
    assert file_opening.desktop_program(here) == ("xdg-open",)
    assert file_opening.desktop_program(here | {"SSH_CONNECTION": "1.2.3.4"}) == ()
