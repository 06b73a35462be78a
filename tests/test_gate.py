"""Nothing that a customer, shop or server wrote may reach a terminal or Textual's markup parser around the gate."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "crmtui"
FACES = [ROOT / "app.py", ROOT / "__main__.py", *sorted((ROOT / "screens").rglob("*.py"))]
FACES += [*sorted((ROOT / "widgets").rglob("*.py")), *sorted((ROOT / "cli").rglob("*.py"))]
# The one helper that the shell prints through; it cleans everything.
CONSOLE = ROOT / "cli" / "console.py"

# Textual's widgets that parse a plain string as markup, and pass escape sequences on. Ours are drawn from spans.
WIDGETS = {
    "Static", "Label", "OptionList", "Option", "Button", "Tab", "Tabs", "TabPane", "Tree", "DataTable", "Select",
    "SelectionList", "Selection", "RadioButton", "RadioSet", "Checkbox", "Switch", "Markdown", "MarkdownViewer",
    "RichLog", "Log", "Pretty", "Digits", "Collapsible", "ListItem", "ListView", "Header", "Footer", "Link",
    "Placeholder", "Input", "MaskedInput", "Toast",
}  # fmt: skip
CALLS = {"notify", "from_markup", "add_row", "add_column", "add_option", "add_options", "escape_markup"}
PRINTS = {"print", "echo", "secho"}
ATTRIBUTES = {"border_title", "border_subtitle", "tooltip", "title", "sub_title"}
PARSERS = {"textual.markup", "rich.markup"}


def wrapped(node: ast.expr) -> bool:
    """Whether a value is one of the types that are not parsed, made from cleaned text."""
    if isinstance(node, ast.Constant):
        return node.value is None
    return (
        isinstance(node, ast.Call)
        and called(node) in ("Content", "Text")
        and all(isinstance(one, ast.Call) and called(one) in ("clean", "one_line") for one in node.args)
    )


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def offences(source: str, *, console: bool = False) -> Iterator[str]:
    tree = ast.parse(source)
    imported = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("textual.widgets")
        for alias in node.names
    }
    for node in ast.walk(tree):
        for offence in _offences_of(node, imported, console):
            yield f"line {getattr(node, 'lineno', 0)}: {offence}"


def _offences_of(node: ast.AST, imported: set[str], console: bool) -> Iterator[str]:
    if isinstance(node, ast.Call):
        yield from _call_offences(node, imported, console)
    if isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Attribute) and target.attr in ATTRIBUTES and not wrapped(node.value):
                yield f"{target.attr} is parsed as markup"
    if isinstance(node, ast.ImportFrom) and node.module in PARSERS:
        yield f"imports from {node.module}"
    if isinstance(node, ast.ClassDef) and any(_name(base) in WIDGETS & imported for base in node.bases):
        yield f"{node.name} is a widget that parses strings"


def _call_offences(node: ast.Call, imported: set[str], console: bool) -> Iterator[str]:
    name = called(node)
    if name in WIDGETS & imported and any(not wrapped(each) for each in node.args):
        yield f"{name}(...) parses its string"
    if name in CALLS:
        yield f"{name}(...) parses or passes its string on"
    if name in PRINTS and not console:
        yield f"{name}(...) goes around the console helper"
    if name == "write" and not console and _std(node.func):
        yield "writes to a standard stream"


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _std(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute) and node.value.attr in (
        "stdout", "stderr", "__stdout__", "__stderr__"
    )  # fmt: skip


@pytest.mark.parametrize("path", FACES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_goes_around_the_gate(path: Path) -> None:
    assert not list(offences(path.read_text(), console=path == CONSOLE))


@pytest.mark.parametrize(
    "source",
    [
        "from textual.widgets import Static\nStatic(name)",
        "from textual.widgets import Label\nLabel(f'hello {name}')",
        "from textual.widgets import Static\nclass Mine(Static): pass",
        "self.notify(name)",
        "self.border_title = name",
        "button.tooltip = f'{name}'",
        "Text.from_markup(name)",
        "table.add_row(name)",
        "print(name)",
        "typer.echo(name)",
        "console.print(name)",
        "sys.stdout.write(name)",
        "from rich.markup import escape",
    ],
)
def test_the_gate_sees_what_it_must(source: str) -> None:
    assert list(offences(source))


def test_the_gate_lets_cleaned_content_pass() -> None:
    assert not list(offences("from textual.widgets import Static\nStatic(Content(clean(name)))"))


def test_spans_are_cleaned_where_they_become_cells() -> None:
    """`LineWidget.draw` is the last door: no widget of ours makes a segment elsewhere, but of pixels."""
    for path in FACES:
        if path.name in ("lines.py", "picture.py"):
            continue
        made = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
        assert not [called(node) for node in made if called(node) in ("Segment", "from_markup", "render_str")], path
