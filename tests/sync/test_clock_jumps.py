"""The clock is set back or forward: nothing waits for it, and nothing happens twice."""

from contextlib import nullcontext
from pathlib import Path

import pytest

from crmtui.db import sync_sql
from crmtui.db.engine import Engine
from crmtui.db.models import Message
from crmtui.db.orm import raw, transaction
from crmtui.settings import Settings, WatchedFolder
from crmtui.sync import watched
from crmtui.sync.holders import LEASE_SECONDS, my_name
from crmtui.sync.leases import Lease
from tests.servers.dovecot import letters, make_maildir

HOUR, DAY, NOW = 3600, 86_400, 1_800_000_000


@pytest.fixture(autouse=True)
def bound(engine: Engine) -> None:
    engine.peewee()


def until_of(job: str) -> int:
    found = sync_sql.lease_of(raw(), job)
    assert found is not None
    return found[1]


def test_a_lease_of_another_machine_from_a_clock_that_was_ahead_is_not_for_ever() -> None:
    now = [NOW + DAY]
    far, mine = Lease("x", "far:1:2:3", lambda: now[0]), Lease("x", my_name(), lambda: now[0])
    assert far.take()
    now[0] = NOW
    assert mine.take(), "its holder has no way to be a day ahead"
    assert until_of("x") == NOW + LEASE_SECONDS


def test_a_lease_of_a_process_that_lives_here_stays_its_own_through_a_jump_back() -> None:
    now = [NOW]
    name = my_name()
    mine, other = Lease("x", name, lambda: now[0]), Lease("x", my_name(), lambda: now[0])
    assert mine.take()
    now[0] -= DAY
    assert not other.take()
    with transaction():
        mine.confirm(raw())
    assert until_of("x") == now[0] + LEASE_SECONDS, "it is stamped anew: it would count for a day else"
    now[0] -= HOUR
    assert mine.take()
    assert until_of("x") == now[0] + LEASE_SECONDS


def test_clocks_of_two_machines_may_differ_a_little() -> None:
    ahead, here = Lease("x", "far:1:2:3", lambda: NOW + 120), Lease("x", my_name(), lambda: NOW)
    assert ahead.take()
    assert not here.take()


@pytest.mark.parametrize("jump", [-HOUR, DAY, -DAY])
def test_a_watched_folder_is_looked_at_whole_after_a_jump(tmp_path: Path, jump: int) -> None:
    place = tmp_path / "Maildir"
    make_maildir(place)
    now = [place.stat().st_mtime - jump]

    def look() -> int:
        folder, settings = WatchedFolder(place), Settings(tmp_path / "config.toml")
        return watched.look(folder, settings, my_name(), lambda: nullcontext(True), clock=lambda: now[0]).ticketed

    look()
    now[0] += jump
    (place / "new" / "1.a").write_bytes(letters(1)[0])
    assert look() == 1
    (place / "new" / "2.a").write_bytes(letters(1, 5)[0])
    now[0] += 60
    assert look() == 1
    assert Message.select().count() == 2
