"""The shell's face with Typer: help that teaches, completion, and mistakes explained.

The one rule: its commands are made of the list in commands.py, each when it is asked for; help never loads the code
of a command, nor the app.
"""

import inspect
import re
from collections.abc import Callable, Iterator, MutableMapping
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from crmtui.cli import console, offers
from crmtui.cli.commands import all_commands
from crmtui.cli.help_page import EXAMPLES, EXIT_CODES, Declared, Taught, write_lines
from crmtui.cli.running import carry_out, load
from crmtui.cli.session import Session, begin
from crmtui.cli.spec import Command, Input, Panel, Takes


def _no_markup(**settings: Any) -> typer.Typer:
    return typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, **settings)


class _Commands(MutableMapping[str, Any]):
    """The commands below some words, each made when it is asked for."""

    def __init__(self, above: tuple[str, ...] = ()) -> None:
        self._above = above
        self._known: dict[str, list[Command]] = {}
        for command in all_commands():
            if command.words[: len(above)] == above:
                self._known.setdefault(command.words[len(above)], []).append(command)
        self._made: dict[str, Any] = {}

    def __getitem__(self, word: str) -> Any:
        if word not in self._made:
            below = self._known[word]
            name = (*self._above, word)
            self._made[word] = _made(below[0]) if below[0].words == name else _group(name)
        return self._made[word]

    def __setitem__(self, word: str, command: Any) -> None:
        self._made[word] = command

    def __delitem__(self, word: str) -> None:
        del self._known[word]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def all(self) -> Iterator[Command]:
        """Every command here and below."""
        for below in self._known.values():
            yield from below


class _Group(TyperGroup):
    """A group whose commands are made late, and whose help is told without making them."""

    above: tuple[str, ...] = ()

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = _Commands(self.above)

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - Typer's signature
        """The names, without making the commands."""
        return list(self.commands)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - Typer's signature
        """Write the commands in their panels."""
        assert isinstance(self.commands, _Commands)
        known = list(self.commands.all())
        for panel in Panel:
            rows = [(one.name, one.help.partition(". ")[0].rstrip(".")) for one in known if one.panel is panel]
            if rows:
                with formatter.section(panel.value):
                    formatter.write_dl(rows)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - Typer's signature
        """Write examples and exit codes under the root's help."""
        if not self.above:
            write_lines(formatter, "Examples", EXAMPLES)
            formatter.write_paragraph()
            formatter.write_text(EXIT_CODES)


def _group(words: tuple[str, ...]) -> Any:
    cls = type("_SubGroup", (_Group,), {"above": words})
    group = _no_markup(name=words[-1], cls=cls, add_completion=False, no_args_is_help=True)
    group.callback()(_nothing)
    return typer.main.get_command(group)


def _nothing() -> None:
    """Do one of these."""


# -- commands --------------------------------------------------------------------------------------------------------


def _made(command: Command) -> Any:
    if command.own:
        return _declared_elsewhere(command)
    one = _no_markup(add_completion=False)
    cls = type("_Command", (Taught,), {"told": command})
    one.command(command.words[-1], cls=cls, help=command.help)(_function(command))
    return typer.main.get_command(one)


def _declared_elsewhere(command: Command) -> Any:
    names = (command.words[-1], "-".join(command.words))
    there = next(one for one in load(command.run).registered_commands if one.name in names)
    one = _no_markup(add_completion=False)
    one.command(command.words[-1], cls=Declared, help=there.help, epilog=there.epilog)(there.callback)
    return typer.main.get_command(one)


def _function(command: Command) -> Callable[..., None]:
    many = [one.name for one in command.inputs if one.many]

    def call(**inputs: Any) -> None:
        # Typer says None where nothing was given.
        inputs |= {name: list(inputs[name] or ()) for name in many}
        raise typer.Exit(carry_out(command, inputs))

    parameters = [_parameter(one) for one in command.inputs]
    call.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    call.__annotations__ = {one.name: one.annotation for one in parameters}
    call.__name__ = "_".join(command.words)
    return call


_TYPES: dict[Takes, Any] = {Takes.TEXT: str, Takes.NUMBER: int, Takes.PATH: Path, Takes.FLAG: bool}


def _parameter(one: Input) -> inspect.Parameter:
    settings: dict[str, Any] = {"help": one.help, "metavar": one.metavar or None, "show_default": bool(one.default)}
    if one.offers:
        settings["autocompletion"] = offers.completer(one.offers)
    kind = _TYPES[one.takes]
    default: Any = None if one.many else one.default
    if one.many:
        kind = list[kind]  # type: ignore[valid-type]
    if default is None and not one.required:
        kind = kind | None
    info = typer.Option(*one.flags, **settings) if one.flags else typer.Argument(**settings)
    return inspect.Parameter(
        one.name, inspect.Parameter.KEYWORD_ONLY, annotation=Annotated[kind, info],
        default=inspect.Parameter.empty if one.required else default,
    )  # fmt: skip


# -- the root --------------------------------------------------------------------------------------------------------

app = _no_markup(name="crmtui", cls=_Group, add_completion=True)


def _version(wanted: bool) -> None:
    if wanted:
        from crmtui import __version__

        console.say(f"crmtui {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _root(
    db: Annotated[Path | None, typer.Option("--db", metavar="FILE", help="The desk: a database file.")] = None,
    config: Annotated[Path | None, typer.Option("--config", metavar="FILE", help="The settings file.")] = None,
    agent: Annotated[
        str, typer.Option("--as", metavar="AGENT", help="Who acts, by name or address.",
                          autocompletion=offers.completer(offers.Offers.AGENTS))
    ] = "",
    view: Annotated[
        str, typer.Option("--view", metavar="VIEW", help="The view that the app opens on.",
                          autocompletion=offers.completer(offers.Offers.VIEWS))
    ] = "",
    version: Annotated[  # noqa: ARG001 - its callback does it
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:  # fmt: skip
    """A support desk and a customer book for small shops, in a terminal.

    Without a command the app opens. The options below may stand anywhere; `crmtui COMMAND --help` tells more of a
    command.
    """
    if db or config or agent or view:
        begin(Session(db, config, agent, view))


def run(words: list[str]) -> int:
    """Run a command line; its exit code.

    Raises:
        CrmtuiError: as the command's own code says.
    """
    try:
        code = typer.main.get_command(app).main(args=words, prog_name="crmtui", standalone_mode=False)
    except TyperException as error:
        return _explained(error, words)
    except typer.Abort:
        console.show_error("stopped")
        return 1
    return code if isinstance(code, int) else 0


# What people write who have not read the help, and the command that it is here.
_SAME = {"find": "list", "search": "list", "tickets": "list", "customers": "contacts", "why": "explain"}
_LEFT_OUT = re.compile(r"-\w+[.\w]*:")


def _explained(error: TyperException, words: list[str]) -> int:
    ctx = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        console.say(error.format_message())
        return 2
    hint = f"`{ctx.command_path} --help` tells how." if ctx else ""
    message = error.format_message()
    named = next((word for word in words if f"No such command '{word}'" in message), "")
    if named in _SAME:
        message, hint = f"No such command '{named}'.", f"`crmtui {_SAME[named]}` does it."
    elif "No such option" in message and any(_LEFT_OUT.match(word) for word in words):
        hint = "To leave something out write NOT before it, or -- before the whole query: crmtui list -- -tag:vip"
    console.show_error(message, hint)
    return error.exit_code
