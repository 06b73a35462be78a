"""Writes a text on in the user's own editor.

The one rule: the text passes through a file that only its owner can read, and that is gone afterwards.
"""

import os
import shlex
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from textual.app import App, SuspendNotSupported

from crmtui.errors import UsageError


def editor_command(chosen: Sequence[str], environ: Mapping[str, str] = os.environ) -> list[str]:
    """The editor: of the settings, else VISUAL, EDITOR, vi."""
    if chosen:
        return list(chosen)
    named = environ.get("VISUAL") or environ.get("EDITOR") or "vi"
    try:
        return shlex.split(named) or ["vi"]
    except ValueError as error:
        raise UsageError(f"EDITOR cannot be read: {error}", "Set ui.editor in the settings.") from error


def edit_outside(app: App[int], text: str, command: Sequence[str]) -> str:
    """The text as the editor left it; the app is suspended meanwhile.

    Raises:
        UsageError: there is no such editor, or it failed; the text is as it was.
    """
    with tempfile.TemporaryDirectory(prefix="crmtui-") as folder:
        file = Path(folder) / "mail.txt"
        file.touch(mode=0o600)
        file.write_text(text, encoding="utf-8")
        try:
            with app.suspend():
                done = subprocess.run([*command, str(file)], check=False)
        except SuspendNotSupported:
            raise UsageError("this terminal cannot be given to an editor", "Write here.") from None
        except OSError as error:
            raise UsageError(
                f"{command[0]} cannot be run: {error.strerror}", "Set ui.editor in the settings."
            ) from error
        if done.returncode:
            raise UsageError(f"{command[0]} ended with {done.returncode}", "The text is as it was.")
        return file.read_text(encoding="utf-8", errors="replace").rstrip("\n")
