"""How the help of a command is written: usage, arguments, options, examples.

The one rule: all that it says stands in the list of commands; nothing of a command's code is loaded for it.
"""

import re
from collections.abc import Iterable
from typing import Any

from typer.core import TyperCommand

from crmtui.cli.spec import Command, Input, Takes

EXIT_CODES = (
    "Exit codes: 0 done, 1 unexpected, 2 wrong words, 3 not found, 4 refused, 65 unreadable input, "
    "69 mail server, 70 unusable terminal, 74 database, 75 try again, 78 settings; docs/exit-codes.md tells more."
)
EXAMPLES = (
    "crmtui demo                           look at a made-up company",
    "crmtui                                open the app",
    "crmtui import mail ~/Maildir          turn mail into tickets",
    "crmtui list parcel --view mine        find tickets",
    "crmtui assign 1042 1043 me            several at once",
    "crmtui reply 1042 --text 'On its way' --send",
    "crmtui undo                           take back your latest act",
)


class Taught(TyperCommand):
    """A command whose help is told from the list of commands."""

    told: Command

    def collect_usage_pieces(self, ctx: Any) -> list[str]:  # noqa: ARG002 - Typer's signature
        """The usage line after the command's name."""
        return ["[OPTIONS]", *(one.usage for one in self.told.inputs if one.usage)]

    def format_options(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - Typer's signature
        """Write arguments and options."""
        arguments = [(one.usage, one.help) for one in self.told.inputs if not one.flags]
        options = [_option_row(one) for one in self.told.inputs if one.flags]
        if arguments:
            with formatter.section("Arguments"):
                formatter.write_dl(arguments)
        with formatter.section("Options"):
            formatter.write_dl([*options, ("--help", "Show this page.")])

    def format_epilog(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - Typer's signature
        """Write the examples, one a line."""
        write_lines(formatter, "Examples", self.told.examples)


class Declared(TyperCommand):
    """A command that declares its inputs itself; its help is spared Python's names of their types."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """The usage line after the command's name."""
        return [piece.replace("{", "").replace("}", "") for piece in super().collect_usage_pieces(ctx)]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write arguments and options."""
        told = [(one.param_type_name, one.get_help_record(ctx)) for one in self.get_params(ctx)]
        for title, kind in (("Arguments", "argument"), ("Options", "option")):
            rows = [(_TYPE.sub("", record[0]), record[1]) for each, record in told if each == kind and record]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)


_TYPE = re.compile(r" <[^>]*>")


def _option_row(one: Input) -> tuple[str, str]:
    value = "" if one.takes is Takes.FLAG else f" {one.metavar or one.name.upper()}"
    more = " May come again." if one.many else f" Otherwise {one.default}." if one.default else ""
    return ", ".join(sorted(one.flags, key=len)) + value, one.help + more


def write_lines(formatter: Any, title: str, lines: Iterable[str]) -> None:
    """Write lines as they are under a title; without lines nothing, not even the title."""
    shown = list(lines)
    if shown:
        with formatter.section(title):
            for line in shown:
                formatter.write(f"{'':{formatter.current_indent}}{line}\n")
