"""python-liquid, made strict: what a template may do while it renders.

The one rule: an empty value that reaches the text is a gap, whatever filter, loop or variable it came through; only a
condition or `| default:` settles it. This module imports liquid and babel, so import it late.
"""

from collections.abc import Callable, Iterator
from io import StringIO
from typing import TextIO

from liquid import BoundTemplate, Environment, RenderContext, Token
from liquid.ast import Node
from liquid.builtin.content import Literal
from liquid.builtin.expressions import BooleanExpression, FilteredExpression, Path
from liquid.builtin.expressions import logical as logic
from liquid.builtin.expressions.primitive import Blank, Empty
from liquid.builtin.illegal import Illegal
from liquid.builtin.output import Output, OutputNode
from liquid.builtin.tags import capture_tag, case_tag, comment_tag, for_tag, if_tag, inline_comment_tag, unless_tag
from liquid.builtin.tags.assign_tag import AssignNode, AssignTag
from liquid.exceptions import LiquidError
from liquid.expression import Expression
from liquid.stream import TokenStream
from liquid.token import TOKEN_CONTENT, TOKEN_EXPRESSION, TOKEN_TAG

from crmtui.desk.liquid_context import DeskContext, GapError, Missing, Ours, Strict
from crmtui.desk.liquid_filters import FILTERS
from crmtui.desk.liquid_values import Place, Record, records

__all__ = ["ENVIRONMENT", "DeskContext", "GapError", "Missing", "evaluate"]


class StrictOutputNode(OutputNode):
    """`{{ ... }}`."""

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        """Writes the value as it reads in the customer's language."""
        assert isinstance(context, DeskContext)
        value = self.expression.evaluate(context)
        if isinstance(value, Missing):
            return context.fill(value, buffer)
        if isinstance(value, Record) or (isinstance(value, list) and any(isinstance(v, Record) for v in value)):
            raise LiquidError(f"{self.expression} is a record: name one of its fields", token=self.expression.token)
        return context.insert(value, self.expression, buffer)


class StrictOutput(Output):
    """`{{ ... }}`, strict."""

    node_class = StrictOutputNode

    def parse(self, stream: TokenStream) -> OutputNode:
        """Parses one output."""
        node = super().parse(stream)
        node.expression = _strict(node.expression)
        return node


class StrictAssign(AssignTag):
    """`{% assign %}`: an empty value stays one, under its own name."""

    def parse(self, stream: TokenStream) -> AssignNode:
        """Parses one assignment."""
        node = super().parse(stream)
        node.expression = _strict(node.expression)
        return node


class StrictForNode(for_tag.ForNode):
    """`{% for %}`: nothing to go through is a gap, unless an `{% else %}` says what to write."""

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        """Writes the block once for each item."""
        assert isinstance(context, DeskContext)
        items = self.expression.iterable.evaluate(context)
        if isinstance(items, Missing) and self.default is None:
            return context.fill(items, buffer)
        return super().render_to_output(context, buffer)


class StrictFor(for_tag.ForTag):
    """`{% for %}`, strict."""

    node_class = StrictForNode


class _CaptureNode(capture_tag.CaptureNode):
    """`{% capture %}`: what it holds was read for marks on its way in."""

    def _assign(self, context: RenderContext, buf: StringIO) -> None:
        context.assign(str(self.name), Ours(buf.getvalue()))


class StrictCapture(capture_tag.CaptureTag):
    """`{% capture %}`, kept as the author's words."""

    node_class = _CaptureNode


class _Comparison(Expression):
    """A comparison in which an empty field equals nothing, "", empty and blank, and is neither more nor less."""

    __slots__ = ("inner",)

    def __init__(self, inner: Expression) -> None:
        super().__init__(inner.token)
        self.inner = inner

    def evaluate(self, context: RenderContext) -> object:
        left, right = (side.evaluate(context) for side in self.inner.children())
        for one, other in ((left, right), (right, left)):
            if isinstance(one, Missing):
                same = other is None or other == "" or isinstance(other, Missing | Empty | Blank)
                if isinstance(self.inner, logic.EqExpression):
                    return same
                return isinstance(self.inner, logic.NeExpression) and not same
        return self.inner.evaluate(context)

    def children(self) -> list[Expression]:
        return list(self.inner.children())


def _guard(expression: Expression) -> Expression:
    if isinstance(expression, BooleanExpression):
        expression.expression = _guard(expression.expression)
    elif isinstance(expression, logic.LogicalAndExpression | logic.LogicalOrExpression):
        expression.left, expression.right = _guard(expression.left), _guard(expression.right)
    elif len(list(expression.children())) == 2 and not isinstance(expression, Path | _Comparison):
        return _Comparison(expression)
    return expression


class StrictIf(if_tag.IfTag):
    """`{% if %}` on empty fields."""

    def parse(self, stream: TokenStream) -> Node:
        """Parses a condition and its branches."""
        return _guarded(super().parse(stream))


class StrictUnless(unless_tag.UnlessTag):
    """`{% unless %}` on empty fields."""

    def parse(self, stream: TokenStream) -> Node:
        """Parses a condition and its branches."""
        return _guarded(super().parse(stream))


def _guarded(node: Node) -> Node:
    if isinstance(node, if_tag.IfNode | unless_tag.UnlessNode):
        node.condition = _guard(node.condition)
        for branch in node.alternatives:
            branch.expression = _guard(branch.expression)
    return node


def _strict(expression: Expression) -> Strict:
    assert isinstance(expression, FilteredExpression)
    return Strict(expression.token, expression.left, expression.filters)


class DeskEnvironment(Environment):
    """The tags and filters of a reply template, without files, includes or arithmetic."""

    block_nesting_limit = 12
    context_depth_limit = 20
    loop_iteration_limit = 2_000
    local_namespace_limit = 100_000
    output_stream_limit = 200_000

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:  # noqa: ARG002
        """Only what a letter needs."""
        for tag in (
            *(Literal, Illegal, StrictOutput, StrictIf, StrictUnless, StrictFor, StrictAssign),
            *(case_tag.CaseTag, for_tag.BreakTag, for_tag.ContinueTag, StrictCapture),
            *(comment_tag.CommentTag, inline_comment_tag.InlineCommentTag),
        ):
            self.add_tag(tag)
        for name, function in FILTERS.items():
            self.add_filter(name, function)

    def tokenizer(self) -> Callable[[str], Iterator[Token]]:
        """The usual tokens, but a tag that stands alone on its line leaves no empty line behind."""
        plain = super().tokenizer()
        return lambda source: _tidy(list(plain(source)))


def _tidy(tokens: list[Token]) -> Iterator[Token]:
    tidied = list(tokens)
    for i, token in enumerate(tokens):
        if token.kind != TOKEN_TAG:
            continue
        after = i + 1 + (i + 1 < len(tokens) and tokens[i + 1].kind == TOKEN_EXPRESSION)
        if after < len(tokens) and _starts_line(tokens, i) and _ends_line(tokens[after]):
            if i and tokens[i - 1].kind == TOKEN_CONTENT:
                tidied[i - 1] = tidied[i - 1]._replace(value=tidied[i - 1].value.rstrip(" \t"))
            tidied[after] = tidied[after]._replace(value=tidied[after].value.lstrip(" \t").removeprefix("\n"))
    return iter(tidied)


def _starts_line(tokens: list[Token], i: int) -> bool:
    if i == 0:
        return True
    before = tokens[i - 1]
    if before.kind != TOKEN_CONTENT:
        return False
    blanks = before.value.rstrip(" \t")
    return blanks.endswith("\n") or (blanks == "" and i == 1)


def _ends_line(token: Token) -> bool:
    return token.kind == TOKEN_CONTENT and token.value.lstrip(" \t").startswith("\n")


ENVIRONMENT = DeskEnvironment()


def evaluate(
    template: BoundTemplate, context: dict[str, object], where: Place, *, mark: bool, marked: bool
) -> tuple[str, DeskContext]:
    """The raw output and what was met on the way; gaps are numbered between `OPEN` and `CLOSE` when `mark`.

    With `marked` the output is a text that is read for light marks: values are kept from being any.

    Raises:
        LiquidError: and its children, with the token of the place.
    """
    desk = DeskContext(template, globals=records(context), where=where, mark=mark, marked=marked)
    buffer = desk.get_buffer()
    template.render_with_context(desk, buffer)
    return buffer.getvalue(), desk
