"""What people type who have not read the help is answered with what to type."""

from typing import Any

import pytest


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("find", "parcel"), "`crmtui list` does it"),
        (("search", "parcel"), "`crmtui list` does it"),
        (("list", "-tag:vip"), "crmtui list -- -tag:vip"),
        (("list", "after:2026-01-01"), "created:2026-11-01.."),
        (("do", "is:open", "reslove"), 'Did you mean "resolve"?'),
        (("count", "is:repeat", "--view", "mine", "--records", "customer"), "views hold tickets"),
        (("list", "xyl"), "xyl*"),
    ],
)
def test_a_stumble_is_told_the_way(shell: Any, words: tuple[str, ...], said: str) -> None:
    assert said in shell(*words).err


def test_a_view_is_counted(shell: Any) -> None:
    assert shell("count", "--view", "all").out == shell("count", "is:open,pending,snoozed,resolved").out


@pytest.mark.parametrize(
    ("written", "means"),
    [("older:>3d", "older:3d"), ('older:"3 days"', "older:3d"), ("waiting:>2hours", "waiting:>2h")],
)
def test_ages_are_read_as_they_are_said(shell: Any, written: str, means: str) -> None:
    assert shell("explain", written).out.splitlines()[-1] == means
