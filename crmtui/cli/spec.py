"""What a command of the shell is: its words, its inputs, and where its code is.

The one rule: plain frozen values that both parsers and the help page are made of.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Panel(StrEnum):
    """The groups of the help page, in its order."""

    TICKETS = "Tickets"
    CUSTOMERS = "Customers and orders"
    TEMPLATES = "Templates"
    MAIL = "Mail"
    DESK = "The desk"


class Takes(StrEnum):
    """What a value must be."""

    TEXT = "text"
    NUMBER = "number"
    PATH = "path"
    FLAG = "flag"


class Offers(StrEnum):
    """What completion offers for a value."""

    NOTHING = ""
    VIEWS = "views"
    SAVED = "saved views"
    AGENTS = "agents"
    TEMPLATES = "templates"
    STATUSES = "statuses"
    PRIORITIES = "priorities"
    TAGS = "tags"


@dataclass(frozen=True, slots=True)
class Input:
    """One argument (no flags) or option (flags) of a command.

    Attributes:
        name: the keyword under which the code gets it.
        help: a few words for the help page.
        flags: as written, `--limit`, `-n`; none for an argument.
        takes: what the value must be.
        many: an argument takes all words that are left, an option may come again; the code gets a list.
        required: without it the command is refused.
        default: what the code gets otherwise.
        metavar: how the help page calls the value.
        offers: what completion offers.
    """

    name: str
    help: str
    flags: tuple[str, ...] = ()
    takes: Takes = Takes.TEXT
    many: bool = False
    required: bool = False
    default: Any = None
    metavar: str = ""
    offers: Offers = Offers.NOTHING

    @property
    def usage(self) -> str:
        """How the usage line shows it."""
        if self.flags:
            return ""
        shown = self.metavar or self.name.upper()
        shown = f"{shown}..." if self.many and "..." not in shown else shown
        return shown if self.required else f"[{shown}]"


@dataclass(frozen=True, slots=True)
class Command:
    """One command.

    Attributes:
        words: its name, `("template", "show")` for one in a group.
        panel: where the help page shows it.
        help: what it does; the first sentence stands in the list.
        run: `module:function`, loaded when it is carried out; gets the inputs as keywords.
        inputs: its arguments and options.
        examples: lines of the help page that can be typed.
        bound: keywords that the code gets besides.
        own: the function declares its arguments itself, in Typer's way; `inputs` is empty then.
    """

    words: tuple[str, ...]
    panel: Panel
    help: str
    run: str
    inputs: tuple[Input, ...] = ()
    examples: tuple[str, ...] = ()
    bound: Mapping[str, Any] = field(default_factory=dict)
    own: bool = False

    @property
    def name(self) -> str:
        """Its words as they are typed."""
        return " ".join(self.words)
