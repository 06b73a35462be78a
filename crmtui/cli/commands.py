"""What can be said in a shell: the built-in commands, and those that are made of the table of actions.

The one rule: a command is written once, in built_in/ or in the table of actions. The plain parser (plain.py) answers
from it at once, Typer's commands (main.py) are made of it for help, completion and mistakes; neither knows more.
"""

from collections.abc import Iterator

from crmtui.actions import Action, Kind, Param, Records, table
from crmtui.cli.built_in import BUILT_IN
from crmtui.cli.built_in.inputs import JSON
from crmtui.cli.examples import EXAMPLES
from crmtui.cli.spec import Command, Input, Offers, Panel, Takes

_ALIASES: dict[tuple[str, ...], tuple[str, ...]] = {
    ("agents",): ("agents", "list"), ("template",): ("templates",), ("views",): ("views", "list"),
    ("view",): ("views", "list"),
}  # fmt: skip
"""What a group means when nothing follows it."""

_OFFERS = {
    Kind.AGENT: Offers.AGENTS,
    Kind.STATUS: Offers.STATUSES,
    Kind.PRIORITY: Offers.PRIORITIES,
    Kind.TEMPLATE: Offers.TEMPLATES,
    Kind.TAGS: Offers.TAGS,
}
_NAMED = {Records.VIEW: Offers.SAVED}
"""Records that are named in front of what an action needs to know."""

_PANELS = {"customer": Panel.CUSTOMERS, "order": Panel.CUSTOMERS, "template": Panel.TEMPLATES, "outbox": Panel.MAIL}


def spoken_params(action: Action) -> list[Param]:
    """The parameters that need no option: those that are required, or the only one."""
    return [param for param in action.params if param.required or len(action.params) == 1]


def of_action(action: Action) -> Command:
    """The command of an action: numbers, then what it needs to know; or each by its option."""
    spoken = spoken_params(action)
    first = spoken[0] if spoken else None
    called = " ".join(param.name.upper() if param.required else f"[{param.name.upper()}]" for param in spoken)
    record = "VIEW " if action.records is Records.VIEW else f"{action.records.upper()}... " if action.records else ""
    words = Input(
        "words", _words_help(action), many=True, required=bool(action.records), metavar=f"{record}{called}".strip(),
        offers=_NAMED.get(action.records) or (_OFFERS.get(first.kind, Offers.NOTHING) if first else Offers.NOTHING),
    )  # fmt: skip
    panel = _PANELS.get(action.id.partition(".")[0], Panel.TICKETS)
    options = [_option(param, spoken=param in spoken) for param in action.params]
    return Command(
        tuple(action.command.split()), panel, action.help, "crmtui.cli.acting:act", (words, *options, JSON),
        EXAMPLES.get(action.id, ()), bound={"action_id": action.id},
    )  # fmt: skip


def _words_help(action: Action) -> str:
    parts = [f"{action.records.capitalize()} numbers"] if action.records else []
    if action.records is Records.VIEW:
        parts = ["The name or number of a saved view"]
    parts += [param.label for param in spoken_params(action)]
    told = ", then ".join(parts) + "."
    return told[:1].upper() + told[1:]


def _option(param: Param, *, spoken: bool) -> Input:
    label = f"The same by name: {param.label}." if spoken else f"{param.label[:1].upper()}{param.label[1:]}."
    takes = Takes.FLAG if param.kind is Kind.FLAG else Takes.TEXT
    return Input(
        param.name, label, (f"--{param.name.replace('_', '-')}",), takes,
        offers=_OFFERS.get(param.kind, Offers.NOTHING),
    )  # fmt: skip


def all_commands() -> Iterator[Command]:
    """Every command: the built-in ones, then those of the table of actions."""
    taken = {command.words for command in BUILT_IN}
    yield from BUILT_IN
    for action in table():
        if action.command and action.run and tuple(action.command.split()) not in taken:
            yield of_action(action)


def find(words: list[str]) -> tuple[Command, int] | None:
    """The command that some words begin with, and how many of them name it."""
    for length in (2, 1):
        name = tuple(words[:length])
        for command in BUILT_IN:
            if command.words == name and len(words) >= length:
                return command, length
    alias = _ALIASES.get(tuple(words[:1]))
    if alias and (len(words) == 1 or words[1] == "--json"):
        return next(command for command in BUILT_IN if command.words == alias), 1
    # The table is read only for a word that nothing built-in answers to: a list does not need it.
    for command in all_commands():
        if words and command.words == tuple(words[: len(command.words)]):
            return command, len(command.words)
    other = next((action for action in table() if words and words[0] in action.aliases), None)
    return (of_action(other), 1) if other else None
