"""Reply templates: check, render, and find what is left to fill in. Pure: no database, no files, no clock.

The one rule: nothing empty is ever sent. A field that is missing or empty stops the rendering at its very place,
unless a condition or `| default: "..."` settles it; and what is inserted is a value, never a template again.

What a customer wrote may hold braces too. Values that look like a gap are broken apart on the way in ("{ {"), and
the composer's last look (`unresolved`) passes over quoted lines and over everything but our own fields' names.
"""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crmtui.desk.liquid_fields import FIELDS, GAP, Field, Kind, why_empty
from crmtui.errors import TemplateError

if TYPE_CHECKING:
    from liquid import BoundTemplate
    from liquid.exceptions import LiquidError

    from crmtui.desk.liquid_engine import DeskContext, Missing
    from crmtui.desk.liquid_static import Analysis

__all__ = [
    "FIELDS",
    "Draft",
    "Field",
    "Gap",
    "Kind",
    "Problem",
    "Rendered",
    "check",
    "partial",
    "paths",
    "render",
    "unresolved",
]

_QUOTED = re.compile(r" {0,3}>")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a template, at a 0-based line and column of its source."""

    message: str
    hint: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished text; `used_paths` are the fields that were looked at for it, in that order."""

    text: str
    used_paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """A place in a text that still has to be filled in, shown there as `{{ path }}`.

    Attributes:
        path: the field.
        line: 0-based.
        column: 0-based, of its first brace.
        start: offset of its first brace in the text.
        end: offset after its last brace.
        why: one clause, "" when unknown ("this order has no shipment yet").
    """

    path: str
    line: int
    column: int
    start: int
    end: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that may have gaps."""

    text: str
    gaps: tuple[Gap, ...]


def check(source: str) -> tuple[Problem, ...]:
    """What is wrong with a template: syntax, unknown fields and filters, in the order of the source."""
    from crmtui.desk.liquid_static import analyse, position  # late: liquid costs hundreds of milliseconds

    found = analyse(source).problems
    return tuple(Problem(p.message, p.hint, *position(source, p.offset)) for p in found)


def paths(source: str) -> tuple[str, ...]:
    """The known fields that a template names, each once; () when it does not parse."""
    from crmtui.desk.liquid_static import analyse  # late: see check

    return analyse(source).paths


def render(source: str, context: dict[str, object], *, locale: str, timezone: str) -> Rendered:
    """Renders a template strictly.

    Args:
        source: Liquid.
        context: plain dicts by the names of `FIELDS`: money in minor units, times in epoch seconds, lists as lists.
            Other keys are not seen.
        locale: of the reader ("de-AT"); an unknown one becomes English.
        timezone: of the reader ("Europe/Vienna"); an unknown one becomes the machine's.

    Raises:
        TemplateError: it does not parse, names what does not exist, goes over a limit, or a value is empty.
    """
    text, desk = _evaluate(source, context, locale, timezone, mark=False, marked=False)
    return Rendered(text, tuple(desk.used))


def partial(
    source: str, context: dict[str, object], *, locale: str = "en", timezone: str = "UTC", marked: bool = False
) -> Draft:
    """Renders a template for a composer: what is empty stays in the text as `{{ path }}`.

    With `marked` the text is one that is read for light marks (`mail.marks`): those of its author count, and what a
    customer or shop wrote is kept from being any.

    Raises:
        TemplateError: as `render`, but for empty fields.
    """
    from crmtui.desk.liquid_static import position  # late: see check
    from crmtui.desk.liquid_values import CLOSE, OPEN

    raw, desk = _evaluate(source, context, locale, timezone, mark=True, marked=marked)
    parts, marks, length = [], [], 0
    for i, piece in enumerate(re.split(f"{OPEN}([0-9]+){CLOSE}", raw)):
        if i % 2:
            missing = (desk.gaps or [])[int(piece)]
            piece = f"{{{{ {missing.path} }}}}"
            marks.append((missing, length, length + len(piece)))
        parts.append(piece)
        length += len(piece)
    text = "".join(parts)
    gaps = (Gap(m.path, *position(text, start), start, end, _why(m)) for m, start, end in marks)
    return Draft(text, tuple(gaps))


def unresolved(text: str) -> tuple[Gap, ...]:
    """The gaps that a written text still has: the composer's last look before a send.

    Only `{{ order.something }}` with one of our own records counts, and not in lines that quote (`> ...`): a customer
    who writes about braces does not hold up the answer.
    """
    found, start = [], 0
    for number, line in enumerate(text.split("\n")):
        if not _QUOTED.match(line):
            for match in GAP.finditer(line):
                path = match.group(1)
                span = (start + match.start(), start + match.end())
                found.append(Gap(path, number, match.start(), *span, why_empty(path)))
        start += len(line) + 1
    return tuple(found)


def _evaluate(
    source: str, context: dict[str, object], locale: str, timezone: str, *, mark: bool, marked: bool
) -> tuple[str, "DeskContext"]:
    from liquid.exceptions import LiquidError  # late: see check

    from crmtui.desk.liquid_engine import GapError, evaluate
    from crmtui.desk.liquid_static import analyse, position
    from crmtui.desk.liquid_values import place

    template = _sound(source, analyse(source))
    try:
        return evaluate(template, context, place(locale, timezone), mark=mark, marked=marked)
    except GapError as gap:
        offset = gap.missing.token.start_index if gap.missing.token else 0
        raise _empty(gap.missing, *position(source, offset)) from gap
    except LiquidError as error:
        raise _failed(source, error) from error
    except RecursionError as error:
        raise TemplateError("the template is nested too deeply", "make it plainer", 0, 0) from error


def _sound(source: str, analysis: "Analysis") -> "BoundTemplate":
    from crmtui.desk.liquid_static import position  # late: see check

    if analysis.problems or analysis.template is None:
        first = analysis.problems[0]
        raise TemplateError(first.message, first.hint, *position(source, first.offset))
    return analysis.template


def _why(missing: "Missing") -> str:
    return why_empty(missing.path, no_record=missing.no_record)


def _empty(missing: "Missing", line: int, column: int) -> TemplateError:
    why = _why(missing)
    hint = f'fill it in, or settle it: {{{{ {missing.path} | default: "..." }}}} or {{% if {missing.path} %}}'
    return TemplateError(f"{missing.path} is empty" + (f": {why}" if why else ""), hint, line, column)


def _failed(source: str, error: "LiquidError") -> TemplateError:
    from crmtui.desk.liquid_static import position  # late: see check

    offset = error.token.start_index if error.token is not None else 0
    return TemplateError(str(error.message or "the template cannot be rendered"), "", *position(source, offset))
