"""The one table of actions, and the user's keymap on top of it."""

import inspect
from pathlib import Path

import pytest

from crmtui import actions
from crmtui.actions import key_name, table
from crmtui.errors import ConfigError, UsageError
from crmtui.presets import table_for
from crmtui.settings import KeymapEntry, Settings, Ui


def test_every_action_that_can_be_carried_out_has_its_code():
    for action in table():
        if not action.run:
            continue
        parameters = list(inspect.signature(actions.load(action)).parameters.values())
        if parameters[-1].kind is not inspect.Parameter.VAR_KEYWORD:
            assert {param.name for param in action.params} <= {one.name for one in parameters[2:]}, action.id


def test_default_keys_do_not_clash_and_every_action_teaches():
    table().check()
    for action in table():
        assert action.title, action.id
        assert action.help, action.id
        area, _, verb = action.id.partition(".")
        assert area.isalpha(), action.id
        assert verb.replace("_", "").isalnum(), action.id


def test_commands_are_unique():
    words = [action.command for action in table() if action.command]
    assert len(words) == len(set(words))


def test_a_keymap_moves_a_key():
    moved = table().remapped([KeymapEntry("ticket.resolve", ("f5", "ctrl+e"), 3)])
    assert moved["ticket.resolve"].keys == ("f5", "ctrl+e")
    assert table()["ticket.resolve"].keys == ("e",)


@pytest.mark.parametrize(
    ("remap", "message"),
    [
        (KeymapEntry("ticket.resolv", ("f5",), 7), "keymap line 7: there is no action ticket.resolv"),
        (
            KeymapEntry("ticket.resolve", ("ctrl+banana",), 7),
            'keymap line 7: ticket.resolve: "ctrl\\+banana" is not a key',
        ),
        (
            KeymapEntry("ticket.resolve", ("ctrl+m",), 7),
            'keymap line 7: ticket.resolve: a terminal sends "ctrl\\+m" as enter',
        ),
        (KeymapEntry("ticket.resolve", ("a",), 7), "keymap line 7: a is wanted by ticket.resolve and ticket.assign"),
    ],
)
def test_a_wrong_keymap_is_named_with_its_line(remap, message):
    with pytest.raises(ConfigError, match=message):
        table().remapped([remap])


def test_two_swapped_keys_are_no_clash():
    swapped = table().remapped([KeymapEntry("ticket.resolve", ("a",), 1), KeymapEntry("ticket.assign", ("e",), 2)])
    assert swapped["ticket.assign"].keys == ("e",)


@pytest.mark.parametrize(("typed", "name"), [("!", "exclamation_mark"), ("esc", "escape"), ("G", "G"), ("f12", "f12")])
def test_keys_are_written_as_people_write_them(typed, name):
    assert key_name(typed) == name


@pytest.mark.parametrize("typed", ["", "alt+x", "ctrl+i", "f99", "ab", "ctrl+"])
def test_what_is_no_key_is_refused(typed):
    with pytest.raises(UsageError):
        key_name(typed)


def test_an_unknown_command_names_the_nearest():
    with pytest.raises(UsageError, match='no command "resolv"') as caught:
        table().command("resolv")
    assert "resolve" in caught.value.hint


def test_the_arrows_preset_needs_no_letter_and_keeps_the_main_job():
    arrows = table_for(Settings(Path("c.toml"), ui=Ui(preset="arrows")))
    arrows.check()
    assert not [key for action in arrows for key in action.keys if len(key) == 1]
    for needed in ("ticket.reply", "ticket.resolve", "app.palette", "app.help", "list.open", "app.back"):
        assert arrows[needed].keys, needed


def test_the_users_keymap_comes_on_top_of_a_preset():
    keymap = (KeymapEntry("ticket.resolve", ("f6",), 4), KeymapEntry("ticket.assign", ("f5",), 5))
    own = table_for(Settings(Path("c.toml"), ui=Ui(preset="arrows", keymap=keymap)))
    assert own["ticket.resolve"].keys == ("f6",)


def test_a_mistake_in_the_keymap_names_file_and_line():
    mistake = Settings(Path("/etc/c.toml"), ui=Ui(keymap=(KeymapEntry("ticket.resolve", ("r",), 7),)))
    with pytest.raises(ConfigError, match=r"^/etc/c\.toml, line 7: r is wanted by ticket\.reply and ticket\.resolve"):
        table_for(mistake)
