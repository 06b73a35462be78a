"""The pages that can be checked against the program are."""

import importlib.util
import re
from pathlib import Path

import pytest

from crmtui import errors
from crmtui.actions import table
from crmtui.cli.commands import find
from crmtui.config import load
from crmtui.query.parse import parse

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.glob("*.md"))]


@pytest.mark.parametrize("name", ["keys", "query"])
def test_written_pages_are_what_their_tables_say(name: str) -> None:
    spec = importlib.util.spec_from_file_location(f"docs_{name}", DOCS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    writer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(writer)
    assert writer.PAGE.read_text(encoding="utf-8") == writer.current(), "run `make keys`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
        assert target.startswith("https://") or (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_that_are_named_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    shown = "\n".join(re.findall(r"^    [^\n]*$|```sh\n.*?```", text, re.MULTILINE | re.DOTALL))
    inline = "\n".join(re.findall(r"`([^`\n]+)`", text))
    for words in re.findall(r"\bcrmtui ([a-z][a-z-]*(?: [a-z-]+)?)", f"{shown}\n{inline}"):
        known = find(words.split()) or words.startswith("help") or words in {"import", "mail"}
        assert known, f"{page.name}: crmtui {words}"


def test_actions_that_are_named_exist() -> None:
    for page in PAGES:
        for action_id in re.findall(r'"([a-z]+\.[a-z_]+)" = ["\[]', page.read_text(encoding="utf-8")):
            assert action_id in table().actions, f"{page.name}: {action_id}"


def test_every_exit_code_is_on_the_page() -> None:
    page = (DOCS / "exit-codes.md").read_text(encoding="utf-8")
    for thing in vars(errors).values():
        if isinstance(thing, type) and issubclass(thing, errors.CrmtuiError):
            assert re.search(rf"^\| {thing.exit_code} \|.*`{thing.__name__}`", page, re.MULTILINE), thing


@pytest.mark.parametrize("page", [DOCS / "settings.md", ROOT / "README.md"], ids=lambda page: page.name)
def test_settings_that_are_shown_can_be_read(page: Path, tmp_path: Path) -> None:
    example = re.search(r"```toml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    assert example is not None
    file = tmp_path / "config.toml"
    file.write_text(example[1], encoding="utf-8")
    settings = load(file)
    assert settings.mailboxes[0].smtp is not None
    assert settings.shop.currency == "EUR"


def test_pictures_of_the_readme_are_kept() -> None:
    shown = re.findall(r"docs/pictures/([a-z0-9-]+\.svg)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert {"inbox.svg", "ticket.svg", "contact.svg", "templates.svg"} <= set(shown)
    assert set(shown) == {file.name for file in (DOCS / "pictures").iterdir()}


def test_queries_that_the_readme_teaches_can_be_read() -> None:
    table = (
        (ROOT / "README.md").read_text(encoding="utf-8").partition("| you look for | write |")[2].partition("\n\n")[0]
    )
    queries = re.findall(r"`([^`]+)`", table)
    assert len(queries) > 10
    for query in queries:
        parse(query)
