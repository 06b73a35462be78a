"""What the help shows of the table of actions."""

from itertools import pairwise
from pathlib import Path

import pytest

from crmtui.actions import Place
from crmtui.presets import table_for
from crmtui.screens.help import help_lines
from crmtui.settings import Settings


@pytest.mark.parametrize("place", list(Place))
def test_a_name_and_what_it_does_never_touch(place: Place) -> None:
    for line in help_lines(table_for(Settings(Path("config.toml"))), place):
        for before, after in pairwise(line):
            assert before.text.endswith(" "), before.text + after.text
