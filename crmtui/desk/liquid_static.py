"""What can be said about a template without rendering it: does it parse, and are its fields and filters known.

The one rule: every problem carries the very place (0-based line and column, as in a text area).
This module imports liquid: import it late.
"""

import re
from collections import ChainMap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from liquid import BoundTemplate, RenderContext
from liquid.ast import Node
from liquid.builtin.expressions import FilteredExpression, Path
from liquid.builtin.tags.assign_tag import AssignNode
from liquid.builtin.tags.for_tag import ForNode
from liquid.exceptions import LiquidError
from liquid.expression import Expression

from crmtui.desk.liquid_engine import ENVIRONMENT, StrictOutputNode
from crmtui.desk.liquid_fields import LISTS, MAX_SOURCE, OBJECTS, known, nearest
from crmtui.desk.liquid_filters import ALIASES, FILTERS
from crmtui.desk.liquid_values import CLOSE, OPEN

MAX_TAG = 1_000
"""Characters between braces: the parser's patterns go back and forth over longer ones."""

_MARKS = re.compile(f"[{OPEN}{CLOSE}]")
_BLANKS = re.compile(r"\s{100}")
_BLOCK = re.compile(r"-?\s*(\w+|#)")
_ENDS = {"if": "endif", "unless": "endunless", "for": "endfor", "case": "endcase", "capture": "endcapture"}
_ENDS |= {"comment": "endcomment", "raw": "endraw", "doc": "enddoc"}
# A variable of the template's own whose value cannot be known before rendering.
_OPAQUE = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Something at an offset of the source."""

    offset: int
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Analysis:
    """A parsed template; `template` is None when it does not parse."""

    template: BoundTemplate | None
    problems: tuple[Found, ...]
    paths: tuple[str, ...]


def position(source: str, offset: int) -> tuple[int, int]:
    """0-based line and column of an offset."""
    offset = max(0, min(offset, len(source)))
    return source.count("\n", 0, offset), offset - (source.rfind("\n", 0, offset) + 1)


@lru_cache(maxsize=128)
def analyse(source: str) -> Analysis:
    """Parses a template and looks over its fields and filters."""
    problem = _scan(source)
    if problem:
        return Analysis(None, (problem,), ())
    try:
        template = ENVIRONMENT.from_string(source)
    except LiquidError as error:
        return Analysis(None, (_located(source, error),), ())
    walk = _Walk(RenderContext(template))
    for node in template.nodes:
        walk.visit(node, ChainMap(walk.assigned))
    return Analysis(template, tuple(sorted(walk.problems, key=lambda p: p.offset)), tuple(walk.paths))


def _tags(source: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, "{{" or "{%") of each thing in braces; end is -1 when it is not closed."""
    at = 0
    while (match := re.compile(r"\{[{%]").search(source, at)) is not None:
        end = source.find("}}" if match.group() == "{{" else "%}", match.end())
        yield match.start(), end + 2 if end >= 0 else -1, match.group()
        if end < 0:
            return
        at = end + 2


def _scan(source: str) -> Found | None:
    """What the parser would take too long over, or could not place: sizes, open braces, open blocks."""
    if len(source) > MAX_SOURCE:
        return Found(MAX_SOURCE, f"the template is longer than {MAX_SOURCE // 1024} KB", "shorten it")
    if mark := _MARKS.search(source):
        return Found(mark.start(), "a character that no mail can carry", "delete it")
    open_blocks: list[tuple[str, int]] = []
    for start, end, kind in _tags(source):
        if end < 0:
            close = "}}" if kind == "{{" else "%}"
            return Found(start, f"{kind} is never closed", f"write {close} where it ends")
        if end - start > MAX_TAG or _BLANKS.search(source, start, end):
            return Found(start, f"more than {MAX_TAG} characters, or 100 blanks, between braces", "shorten it")
        name = match.group(1) if kind == "{%" and (match := _BLOCK.match(source, start + 2)) else ""
        if open_blocks and open_blocks[-1][0] in ("comment", "raw", "doc") and name != _ENDS[open_blocks[-1][0]]:
            continue
        if name in _ENDS:
            open_blocks.append((name, start))
        elif open_blocks and name == _ENDS[open_blocks[-1][0]]:
            open_blocks.pop()
    if open_blocks:
        name, start = open_blocks[-1]
        return Found(start, f"{{% {name} %}} is never closed", f"write {{% {_ENDS[name]} %}} where it ends")
    return None


def _located(source: str, error: LiquidError) -> Found:
    message = _plain(str(error.message or error))
    if error.token is not None and error.token.start_index >= 0:
        return Found(error.token.start_index, message)
    # The parser knows no place for "something is missing at the end of this tag": find the tag that fails alone.
    for start, end, kind in _tags(source):
        text = source[start:end]
        name = match.group(1) if kind == "{%" and (match := _BLOCK.match(source, start + 2)) else ""
        try:
            ENVIRONMENT.from_string(text + (f"{{% {_ENDS[name]} %}}" if name in _ENDS else ""))
        except LiquidError as alone:
            if alone.token is None or alone.token.start_index < 0:
                return Found(start + len(text[:-2].rstrip()), message)
    return Found(0, message)


def _plain(message: str) -> str:
    """The parser's words without its own jargon."""
    message = message.replace("end of expression", "the end of the braces").replace("a primitive expression", "a field")
    return message.replace("expected word", "expected a name").replace("found word", "found one word more")


class _Walk:
    """Collects fields and problems; aliases map the template's own variables to what they stand for."""

    def __init__(self, static: RenderContext) -> None:
        self.static = static
        self.problems: list[Found] = []
        self.paths: dict[str, None] = {}
        self.assigned: dict[str, str] = {}

    def visit(self, node: Node, aliases: ChainMap[str, str]) -> None:
        for expression in node.expressions():
            self.expression(expression, aliases)
        if isinstance(node, StrictOutputNode):
            self.printed(node, aliases)
        for name in node.template_scope():
            meaning = self.meaning(node.expression, aliases) if isinstance(node, AssignNode) else _OPAQUE
            # Two meanings (one in each branch of a condition) make it unknown.
            self.assigned[str(name)] = meaning if self.assigned.get(str(name), meaning) == meaning else _OPAQUE
        inner = aliases
        if isinstance(node, ForNode):
            loop = node.expression
            inner = aliases.new_child({loop.identifier: self.meaning(loop.iterable, aliases), "forloop": _OPAQUE})
        for child in node.children(self.static, include_partials=False):
            self.visit(child, inner)

    def expression(self, expression: Expression, aliases: Mapping[str, str]) -> None:
        if isinstance(expression, Path):
            self.path(expression, aliases)
        if isinstance(expression, FilteredExpression):
            for step in expression.filters or ():
                if step.name not in FILTERS:
                    near = get_close_matches(step.name, FILTERS, n=1)
                    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(sorted(FILTERS))}"
                    self.problems.append(Found(step.token.start_index, f"there is no filter {step.name}", hint))
        for child in expression.children():
            self.expression(child, aliases)

    def path(self, path: Path, aliases: Mapping[str, str]) -> None:
        name = _name(path, aliases)
        if name is None:
            self.problems.append(Found(path.token.start_index, f"{path}: a field's name must be written out"))
        elif name and known(name):
            self.paths[name] = None
        elif name:
            near = nearest(name)
            hint = f"did you mean {near}?" if near else "the list of fields shows what there is"
            self.problems.append(Found(path.token.start_index, f"there is no field {name}", hint))

    def printed(self, node: StrictOutputNode, aliases: Mapping[str, str]) -> None:
        expression = node.expression
        if isinstance(expression, FilteredExpression) and isinstance(expression.left, Path):
            name = _name(expression.left, aliases)
            if name in OBJECTS and not any(step.name in FILTERS for step in expression.filters or ()):
                hint = f"use {{% for item in {name} %}}" if name in LISTS else f"for instance {name}.name"
                message = f"{name} holds several fields: name one"
                self.problems.append(Found(expression.left.token.start_index, message, hint))

    def meaning(self, expression: Expression, aliases: Mapping[str, str]) -> str:
        if isinstance(expression, FilteredExpression):
            if all(step.name in ALIASES for step in expression.filters or ()):
                return self.meaning(expression.left, aliases)
            return _OPAQUE
        return (_name(expression, aliases) or _OPAQUE) if isinstance(expression, Path) else _OPAQUE


def _name(path: Path, aliases: Mapping[str, str]) -> str | None:
    """The field that a path means, "" when it hangs on an own variable, None when it cannot be told."""
    root, *rest = path.path
    if any(isinstance(part, Path) for part in path.path) or not isinstance(root, str):
        return None
    start = aliases.get(root, root)
    if start == _OPAQUE:
        return _OPAQUE
    return ".".join([start, *(part for part in rest if isinstance(part, str) and part not in ("first", "last"))])
