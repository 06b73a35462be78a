"""Parses a command line that is plainly right, in a fraction of the time that Typer takes.

The one rule: it understands exactly what Typer would, or nothing: help, mistakes and unusual spellings are left to
Typer, which explains them.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from crmtui.cli.spec import Command, Input, Takes

GLOBALS = {"--db": "database", "--config": "config", "--as": "agent", "--view": "view"}
"""Options that stand before a command, and the field of the session that each sets."""

_ANYWHERE = ("--db", "--config", "--as")


class _NotPlainError(Exception):
    """Something for Typer to look at."""


def split_globals(argv: Sequence[str]) -> tuple[dict[str, Any], list[str]]:
    """The options of the whole program, and the rest.

    They may stand anywhere before `--`, because nobody remembers where; `--view` only before a command, since
    commands have one of their own. What is incomplete is left for Typer.
    """
    found: dict[str, Any] = {}
    rest: list[str] = []
    words = list(argv)
    while words:
        word = words.pop(0)
        name, equals, value = word.partition("=")
        if word == "--":
            return found, [*rest, word, *words]
        if name not in (_ANYWHERE if rest else GLOBALS) or not (equals or words):
            rest.append(word)
            continue
        text = value if equals else words.pop(0)
        found[GLOBALS[name]] = Path(text) if name in {"--db", "--config"} else text
    return found, rest


def parse(command: Command, argv: Sequence[str]) -> dict[str, Any] | None:
    """The inputs of a command by name, or None when Typer should look at it."""
    if command.own:
        return None
    try:
        positional, values = _options(command, list(argv))
        return values | _arguments([one for one in command.inputs if not one.flags], positional)
    except _NotPlainError:
        return None


def _options(command: Command, words: list[str]) -> tuple[list[str], dict[str, Any]]:
    by_flag = {flag: one for one in command.inputs for flag in one.flags}
    values: dict[str, Any] = {
        one.name: [] if one.many else one.default for one in command.inputs if one.flags
    }  # fmt: skip
    positional: list[str] = []
    while words:
        word = words.pop(0)
        if word == "--":
            positional += words
            break
        if word == "-" or not word.startswith("-"):
            positional.append(word)
            continue
        name, equals, text = word.partition("=")
        one = by_flag.get(name)
        if one is None or (equals and (one.takes is Takes.FLAG or not name.startswith("--"))):
            raise _NotPlainError
        if one.takes is Takes.FLAG:
            values[one.name] = True
            continue
        if not equals:
            text = words.pop(0) if words else "-?"
            if text.startswith("-") and text != "-":
                raise _NotPlainError
        values[one.name] = [*values[one.name], _value(one, text)] if one.many else _value(one, text)
    return positional, values


def _arguments(arguments: list[Input], words: list[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for one in arguments:
        if one.required and not words:
            raise _NotPlainError
        if one.many:
            values[one.name], words = [_value(one, word) for word in words], []
        else:
            values[one.name] = _value(one, words.pop(0)) if words else one.default
    if words:
        raise _NotPlainError
    return values


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 12):
        raise _NotPlainError
    return int(text)


_VALUES: dict[Takes, Callable[[str], Any]] = {Takes.TEXT: str, Takes.NUMBER: _number, Takes.PATH: Path}


def _value(one: Input, text: str) -> Any:
    return _VALUES[one.takes](text)
