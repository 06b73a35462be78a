"""The plain parser and Typer, made of one list, must never disagree."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmtui.actions import table
from crmtui.cli import main as typer_face
from crmtui.cli.built_in import BUILT_IN
from crmtui.cli.commands import all_commands, find
from crmtui.cli.examples import EXAMPLES
from crmtui.cli.plain import parse, split_globals
from crmtui.cli.spec import Command, Input, Takes

OURS = [command for command in all_commands() if not command.own]
WORDS = st.sampled_from(["1042", "#7", "a b", "-", "--", "--x", "-z", "", "é", "--json=1", "--limit=3", "-n5", "-5"])


def pieces(one: Input) -> st.SearchStrategy[list[str]]:
    if not one.flags:
        return WORDS.map(lambda word: [word])
    flag = st.sampled_from(one.flags)
    if one.takes is Takes.FLAG:
        return flag.map(lambda name: [name])
    value = (
        st.integers(0, 99).map(str) if one.takes is Takes.NUMBER else st.sampled_from(["x", "two words", "", "-", "-q"])
    )
    apart = st.tuples(flag, value).map(list)
    return apart | st.tuples(flag, value).map(lambda both: [f"{both[0]}={both[1]}"])


@st.composite
def lines(draw: st.DrawFn) -> tuple[Command, list[str]]:
    command = draw(st.sampled_from(OURS))
    parts = st.one_of([pieces(one) for one in command.inputs]) if command.inputs else WORDS.map(lambda word: [word])
    return command, [word for part in draw(st.lists(parts, max_size=5)) for word in part]


def typers(command: Command, words: list[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """What Typer hands to the code of a command, None when it refuses."""
    seen: list[Any] = []
    with monkeypatch.context() as patch:
        patch.setattr(typer_face, "carry_out", lambda _command, inputs: seen.append(dict(inputs)) or 0)
        try:
            made = typer_face._made(command)
            made.main(args=words, prog_name="x", standalone_mode=False)
        except typer_face.TyperException:
            return None
    return seen[0] if seen else None


@settings(max_examples=300, deadline=None)
@given(lines())
def test_what_is_plainly_right_is_what_typer_reads(line: tuple[Command, list[str]]) -> None:
    command, words = line
    plain = parse(command, words)
    if plain is not None:
        with pytest.MonkeyPatch.context() as monkeypatch:
            assert plain == typers(command, words, monkeypatch)


@pytest.mark.parametrize("command", OURS, ids=lambda command: command.name)
def test_every_command_explains_itself(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    assert typer_face.run([*command.words, "--help"]) == 0
    out = capsys.readouterr().out
    assert f"crmtui {command.name}" in out
    for one in command.inputs:
        for flag in one.flags:
            assert flag in out


@pytest.mark.parametrize("command", OURS, ids=lambda command: command.name)
def test_every_command_names_code_that_takes_its_inputs(command: Command) -> None:
    import inspect

    from crmtui.cli.running import load

    signature = inspect.signature(load(command.run))
    signature.bind(**{one.name: one.default for one in command.inputs}, **command.bound)


def test_examples_are_plainly_right() -> None:
    import shlex

    for command in OURS:
        for example in command.examples:
            for part in example.split(" | "):
                words = shlex.split(part)
                words = words[words.index("crmtui") + 1 :] if "crmtui" in words else []
                if words and words[-1] != "trash":
                    found = find(words)
                    assert found is not None, example
                    assert parse(found[0], words[found[1] :]) is not None, example


def test_every_action_that_needs_to_know_something_shows_how_it_is_told() -> None:
    actions = {action.id: action for action in table() if action.command and action.run}
    told = {command.words for command in BUILT_IN}
    lacking = {
        one.id for one in actions.values()
        if one.params and one.id not in EXAMPLES and tuple(one.command.split()) not in told
    }  # fmt: skip
    assert lacking <= {"template.copy"}
    for action_id, examples in EXAMPLES.items():
        assert f"crmtui {actions[action_id].command} " in examples[0]


def test_what_may_be_left_out_is_shown_so() -> None:
    found = find(["split"])
    assert found is not None
    assert found[0].inputs[0].usage == "MESSAGE... [SUBJECT]"


def test_options_of_the_program_may_stand_anywhere() -> None:
    options, rest = split_globals(["list", "--db", "/x.db", "words", "--as=ana", "--view", "mine"])
    assert (str(options["database"]), options["agent"], rest) == ("/x.db", "ana", ["list", "words", "--view", "mine"])
    assert split_globals(["--view", "mine"])[0] == {"view": "mine"}
    assert split_globals(["note", "1", "--", "--db", "x"]) == ({}, ["note", "1", "--", "--db", "x"])
    assert split_globals(["list", "--db"]) == ({}, ["list", "--db"])


def test_help_groups_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert typer_face.run(["--help"]) == 0
    out = capsys.readouterr().out
    for command in all_commands():
        assert f"  {command.name}" in out
    assert "Exit codes" in out


def test_no_two_commands_have_one_name() -> None:
    names = [command.name for command in all_commands()]
    assert len(names) == len(set(names))


def test_completion_offers_views_and_agents(monkeypatch: pytest.MonkeyPatch, desk: Any) -> None:
    from crmtui.cli.offers import completer
    from crmtui.cli.spec import Offers

    class Root:
        params = {"db": str(desk), "config": None}  # noqa: RUF012

        def find_root(self) -> "Root":
            return self

    assert [name for name, _ in completer(Offers.VIEWS)(Root(), "m")] == ["mine"]  # type: ignore[arg-type]
    names = [name for name, _ in completer(Offers.AGENTS)(Root(), "")]  # type: ignore[arg-type]
    assert names[:3] == ["me", "nobody", "ana"]
    assert all(name.isprintable() for name in names)
    Root.params["db"] = "/nowhere/x.db"
    assert completer(Offers.AGENTS)(Root(), "") == []  # type: ignore[arg-type]


@pytest.mark.parametrize("command", [one for one in all_commands() if one.own], ids=lambda command: command.name)
def test_commands_declared_elsewhere_are_mounted(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    import importlib.util

    module = command.run.partition(":")[0]
    if importlib.util.find_spec(module) is None:
        pytest.skip(f"{module} is not there yet")
    assert typer_face.run([*command.words, "--help"]) == 0
    assert f"Usage: crmtui {command.name} " in capsys.readouterr().out
