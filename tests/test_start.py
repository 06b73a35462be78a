"""What the first paint needs, and what it must not bring."""

import os
import subprocess
import sys

HEAVY = (
    "peewee", "playhouse", "typer", "click", "liquid", "babel", "keyring", "selectolax", "chardet", "email.message",
    "smtplib", "ssl", "zoneinfo", "textual.widgets._text_area", "textual.widgets._markdown", "pygments", "tree_sitter",
    "markdown_it", "crmtui.journal", "crmtui.desk.conversation", "crmtui.customers.profile",
)  # fmt: skip
FIRST = "import crmtui.app, crmtui.db.engine, crmtui.config, crmtui.screens.inbox, crmtui.screens.first"


def run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=dict(os.environ), check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_first_paint_imports_nothing_heavy() -> None:
    loaded = run(f"{FIRST}\nimport sys; print(*sys.modules)").split()
    assert [name for name in HEAVY if name in loaded] == []


def test_what_was_left_out_is_there_when_it_is_wanted() -> None:
    code = (
        f"{FIRST}\nimport ssl, smtplib, asyncio\nassert ssl.create_default_context()\n"
        "from textual.widgets import Input, TextArea, OptionList\n"
        "from textual.command import CommandPalette\nassert not CommandPalette.is_open(None)"
    )
    run(code)


def test_textual_that_is_already_there_is_left_alone() -> None:
    code = "import textual.app\nimport crmtui.app\nfrom textual.command import CommandPalette\nCommandPalette.BINDINGS"
    run(code)
