"""What the help shows of the table of actions."""

from itertools import pairwise
from pathlib import Path

import pytest

from crmtui.actions import Place
from crmtui.presets import table_for
from crmtui.screens.help import HelpLines, help_lines
from crmtui.settings import Settings
from crmtui.widgets.lines import Span


@pytest.mark.parametrize("place", list(Place))
def test_a_name_and_what_it_does_never_touch(place: Place) -> None:
    for line in help_lines(table_for(Settings(Path("config.toml"))), place):
        for before, after in pairwise(line):
            assert before.text.endswith(" "), before.text + after.text


def test_what_is_wrapped_goes_on_where_it_began() -> None:
    rows = HelpLines([(Span("   it did not arrive: the address does not exist and somebody should know"),)]).rows(40)
    shown = ["".join(span.text for span in row) for row in rows]
    assert shown[0].startswith("   it did")
    assert all(row.startswith("   ") and row[3] != " " for row in shown)
