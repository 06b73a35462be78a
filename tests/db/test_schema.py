"""Models and migrations describe one schema, and opening a file is safe."""

import re
import stat
from pathlib import Path

import cysqlite
import pytest

from crmtui.db import connect
from crmtui.db.backup import backup_to, restore_from
from crmtui.db.connect import SCHEMA, open_raw, schema_of, sqlite_is_safe, sqlite_version
from crmtui.db.engine import Engine, opened
from crmtui.db.models import MODELS, Ticket
from crmtui.errors import DatabaseError, RefusedError, SchemaTooNewError


def test_models_have_the_columns_that_the_migrations_make(engine):
    for model in MODELS:
        made = [row[1] for row in engine.reader.execute(f"PRAGMA table_info({model._meta.table_name})")]
        assert made == [field.column_name for field in model._meta.sorted_fields], model


def test_every_table_has_a_model_or_is_derived(engine):
    tables = {row[0] for row in engine.reader.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    derived = {
        "ticket_tag", "ticket_count", "ticket_rank", "thread_ref", "touched", "view_cache", "schema_migration",
        "sqlite_sequence", "message_words",
    }  # fmt: skip
    left = {t for t in tables - derived if not re.match(r"(message|customer|order)_fts", t)}
    assert left == {model._meta.table_name for model in MODELS}


def test_the_schema_number_is_that_of_the_last_migration():
    numbers = [int(p.name[:4]) for p in (Path(connect.__file__).parent / "migrations").glob("[0-9]*.py")]
    assert max(numbers) == SCHEMA


def test_the_linked_sqlite_is_free_of_the_wal_bug():
    assert sqlite_is_safe(), sqlite_version()


def test_the_file_is_private_and_settings_keep_writes(engine):
    assert stat.S_IMODE(engine.path.stat().st_mode) == 0o600
    wal = engine.path.with_name(engine.path.name + "-wal")
    assert stat.S_IMODE(wal.stat().st_mode) == 0o600
    assert engine.reader.execute_scalar("PRAGMA journal_mode") == "wal"
    assert engine.reader.execute_scalar("PRAGMA synchronous") == 2
    assert engine.reader.execute_scalar("PRAGMA foreign_keys") == 1


def test_a_team_directory_makes_a_file_for_the_team(tmp_path):
    team = tmp_path / "team"
    team.mkdir()
    team.chmod(0o2770)
    with opened(team / "desk.db") as engine:
        assert stat.S_IMODE(engine.path.stat().st_mode) == 0o660


def test_the_reader_cannot_write(engine):
    with pytest.raises(cysqlite.DatabaseError, match="attempt to write"):
        engine.reader.execute("INSERT INTO meta VALUES ('a', 'b')")


def test_a_newer_schema_is_refused_untouched(tmp_path):
    path = tmp_path / "desk.db"
    with opened(path):
        pass
    raw = open_raw(path)
    raw.execute("PRAGMA user_version = 99")
    raw.checkpoint(truncate=True)
    raw.close()
    before = path.read_bytes()
    with pytest.raises(SchemaTooNewError, match="schema 99"):
        Engine(path)
    assert path.read_bytes() == before


def test_an_older_schema_is_migrated_after_a_backup(tmp_path, monkeypatch):
    path = tmp_path / "desk.db"
    with opened(path):
        Ticket.create(subject="kept", created_at=1, updated_at=1, activity_at=1)
    newer = tmp_path / "migrations"
    newer.mkdir()
    for one in (Path(connect.__file__).parent / "migrations").glob("[0-9]*.py"):
        (newer / one.name).write_text(one.read_text())
    (newer / "0099_later.py").write_text(
        "def up(migrator, db):\n    db.execute_sql('CREATE TABLE later (x INTEGER)')\n"
    )
    from crmtui.db import engine as engine_module
    from crmtui.db import migrate

    monkeypatch.setattr(migrate, "DIRECTORY", newer)
    monkeypatch.setattr(migrate, "SCHEMA", 99)
    monkeypatch.setattr(connect, "SCHEMA", 99)
    monkeypatch.setattr(engine_module, "SCHEMA", 99)
    with opened(path) as engine:
        assert schema_of(engine.reader) == 99
        assert engine.reader.execute("SELECT * FROM later").fetchall() == []
        assert Ticket.select().count() == 1
        copy = engine.backup_made
    assert copy is not None
    old = open_raw(copy, readonly=True)
    assert schema_of(old) == SCHEMA
    assert old.execute_scalar("SELECT subject FROM ticket") == "kept"
    old.close()


def test_what_is_no_database_is_named(tmp_path):
    path = tmp_path / "letter.txt"
    path.write_text("Dear Sir or Madam, " * 100)
    with pytest.raises(DatabaseError, match="cannot open"):
        Engine(path)


def test_backup_and_restore_bring_back_what_was(tmp_path):
    path, copy = tmp_path / "desk.db", tmp_path / "copies" / "one.db"
    with opened(path) as engine:
        Ticket.create(subject="first", created_at=1, updated_at=1, activity_at=1)
        assert backup_to(engine.path, copy) > 0
        with pytest.raises(RefusedError, match="already there"):
            backup_to(engine.path, copy)
        Ticket.create(subject="second", created_at=1, updated_at=1, activity_at=1)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    kept = restore_from(copy, path)
    assert kept is not None
    assert kept.exists()
    with opened(path):
        assert [t.subject for t in Ticket.select()] == ["first"]


def test_a_spoiled_backup_is_refused_and_the_desk_kept(tmp_path):
    path, copy = tmp_path / "desk.db", tmp_path / "copy.db"
    with opened(path) as engine:
        Ticket.create(subject="first", created_at=1, updated_at=1, activity_at=1)
        backup_to(engine.path, copy)
    copy.write_bytes(copy.read_bytes()[:5000] + b"\xff" * 9000)
    with pytest.raises(DatabaseError):
        restore_from(copy, path)
    with opened(path):
        assert Ticket.select().count() == 1
