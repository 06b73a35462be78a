"""What a template sees while it renders: fields looked up, empty ones noticed, values written as text.

The one rule: an empty value stays one, whatever filter it goes through, until `| default:` settles it; and words that
are not the house's own are written so that they hold no mark. This module imports liquid and babel: import it late.
"""

from typing import TextIO

from liquid import BoundTemplate, RenderContext, Token
from liquid.builtin.expressions import FilteredExpression, Path
from liquid.builtin.expressions.primitive import StringLiteral
from liquid.exceptions import LiquidError
from liquid.expression import Expression
from liquid.undefined import UNDEFINED, Undefined

from crmtui.desk.liquid_fields import ROOTS
from crmtui.desk.liquid_filters import KEEPS_VALUES
from crmtui.desk.liquid_values import CLOSE, OPEN, Place, Record
from crmtui.mail.marks import unmarked

_OURS = ("agent", "shop")
"""Records that the house itself fills in."""


class Missing(Undefined):
    """A field that is absent or empty; carries its path and the place where it was asked for."""

    __slots__ = ("no_record", "path")

    def __init__(self, path: str, token: Token | None, *, no_record: bool = False) -> None:
        super().__init__(path, token=token)
        self.path = path
        self.no_record = no_record

    def __contains__(self, item: object) -> bool:
        return False

    def __hash__(self) -> int:
        return hash(self.path)


class GapError(LiquidError):
    """An empty value reached the text."""

    def __init__(self, missing: Missing) -> None:
        super().__init__(f"{missing.path} is empty", token=missing.token)
        self.missing = missing


class Ours(str):
    """Words of the template's author: marks in them are meant."""

    __slots__ = ()


class DeskContext(RenderContext):
    """Looks fields up, turns empty ones into `Missing` and notes which were read."""

    __slots__ = ("gaps", "marked", "place", "used")

    def __init__(
        self,
        template: BoundTemplate,
        *,
        globals: dict[str, object],  # noqa: A002
        where: Place,
        mark: bool,
        marked: bool,
    ) -> None:
        super().__init__(template, globals=globals)
        self.place = where
        self.marked = marked
        self.gaps: list[Missing] | None = [] if mark else None
        self.used: dict[str, None] = {}

    def get(self, path: list[object], *, token: Token | None, default: object = UNDEFINED) -> object:
        """The value at `path`, or a `Missing` that says which field it is."""
        if default is not UNDEFINED:
            return super().get(path, token=token, default=default)
        value = super().get(path, token=token, default=None)
        if isinstance(value, Missing):
            return Missing(value.path, token, no_record=value.no_record)
        name, no_record = self._canonical(path)
        if name.split(".")[0] in ROOTS:
            self.used[name] = None
        if value is None or value in ("", [], {}) or (isinstance(value, str) and value.isspace()):
            return Missing(name, token, no_record=no_record)
        return value

    def _canonical(self, path: list[object]) -> tuple[str, bool]:
        """The field that `path` means (a loop's variable replaced by its list), and whether its record is absent."""
        root = super().get(path[:1], token=None, default=None)
        names = [str(part) for part in path[1:] if isinstance(part, str) and part not in ("first", "last")]
        start = root.path if isinstance(root, Record) else str(path[0])
        return ".".join([start, *names]), root is None and str(path[0]) in ROOTS

    def insert(self, value: object, source: Expression, buffer: TextIO) -> int:
        """Writes a value as it reads in the customer's language; what is not the house's own holds no mark."""
        text = self.place.text(value)
        if self.marked and not _is_ours(value, source):
            text = unmarked(text, begins_line=_at_line_start(buffer))
        return buffer.write(text)

    def fill(self, missing: Missing, buffer: TextIO) -> int:
        """Marks a gap in the text, or stops.

        Raises:
            GapError: gaps are not wanted, or this one has no field behind it that could be filled in.
        """
        if self.gaps is None or missing.path.split(".")[0] not in ROOTS:
            raise GapError(missing)
        self.gaps.append(missing)
        return buffer.write(f"{OPEN}{len(self.gaps) - 1}{CLOSE}")


def _at_line_start(buffer: TextIO) -> bool:
    end = buffer.tell()
    if not end:
        return True
    buffer.seek(end - 1)
    return buffer.read(1) == "\n"


def _is_ours(value: object, source: Expression) -> bool:
    """Whether the template's author, the agent or the shop wrote a value."""
    if isinstance(value, Ours):
        return True
    left = source.left if isinstance(source, Strict) and not source.filters else None
    return isinstance(left, Path) and str(left.path[0]) in _OURS


class Strict(FilteredExpression):
    """A filtered expression in which an empty value skips to the next `default`, or stays missing."""

    __slots__ = ()

    def evaluate(self, context: RenderContext) -> object:
        """The value, or the first `Missing` that no default settled."""
        assert isinstance(context, DeskContext)
        value = self.left.evaluate(context)
        if isinstance(self.left, StringLiteral):
            value = Ours(value)
        for step in self.filters or ():
            positional, named = step.evaluate_args(context)
            gap = next((arg for arg in (*positional, *named.values()) if isinstance(arg, Missing)), None)
            if step.name == "default":
                if isinstance(value, Missing) or value is None or value is False or value == "":
                    value = step.evaluate("", context) if gap is None else gap
                    if isinstance(value, str) and all(isinstance(one, StringLiteral) for one in step.children()):
                        value = Ours(value)
            elif isinstance(value, Missing):
                continue
            elif gap is not None:
                value = gap
            else:
                ready = value if step.name in KEEPS_VALUES else context.place.text(value)
                value = step.evaluate(ready, context)
        if not isinstance(value, Missing) and context.place.text(value).strip() == "":
            # A filter emptied it ("Re: " removed from "Re: "), or its own default is empty.
            first = self.left
            name = context._canonical(list(first.path))[0] if isinstance(first, Path) else str(first)
            return Missing(name, first.token)
        return value
