"""The demo's texts and tables, read from the TOML files beside this module.

The one rule: everything that a person would translate or reword is in those files, none of it in code.
"""

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import islice, product
from random import Random
from typing import Any, TypeVar

T = TypeVar("T")

MAX_WORDINGS = 24
"""Wordings kept of one text: enough that a list of 400 tickets does not repeat itself on a screen."""

_CHOICE = re.compile(r"<([^<>]*\|[^<>]*)>")


@lru_cache(maxsize=16)
def load(name: str) -> dict[str, Any]:
    """One of the files, by its name without ".toml"."""
    return tomllib.loads((files("crmtui.demo") / f"{name}.toml").read_text(encoding="utf-8"))


def wordings(text: str) -> tuple[str, ...]:
    """A text with its `<one|other>` choices written out, at most `MAX_WORDINGS` of them."""
    parts = _CHOICE.split(text.strip())
    if len(parts) == 1:
        return (parts[0],)
    options = [part.split("|") if i % 2 else [part] for i, part in enumerate(parts)]
    return tuple("".join(chosen) for chosen in islice(product(*options), MAX_WORDINGS))


def pick(rng: Random, options: Sequence[T]) -> T:
    """One of them; faster than `Random.choice`, which matters for a million tickets."""
    return options[int(rng.random() * len(options))]
