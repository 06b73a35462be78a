"""Carries out a command with its inputs.

The one rule: the code of a command is imported when the command runs, and not before.
"""

import importlib
from collections.abc import Mapping
from typing import Any

from crmtui.cli.spec import Command


def load(target: str) -> Any:
    """The object that `module:name` names."""
    module, _, name = target.partition(":")
    return getattr(importlib.import_module(module), name)


def carry_out(command: Command, inputs: Mapping[str, Any]) -> int:
    """Run a command; its exit code (a command that returns nothing went well)."""
    return int(load(command.run)(**command.bound, **inputs) or 0)
