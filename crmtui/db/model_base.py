"""What all Peewee models are made of: the database of this process, their base, and the kinds of columns.

The one rule: times are UTC epoch seconds, money integer minor units, JSON columns hold text.
"""

from typing import Any

from peewee import DatabaseProxy, ForeignKeyField, IntegerField, Model, TextField

database: Any = DatabaseProxy()
"""The database of this process, set by `crmtui.db.engine.Engine`."""


def text_column(default: str = "") -> Any:
    """A text that is never NULL."""
    return TextField(default=default)


def number_column(default: int = 0) -> Any:
    """A whole number that is never NULL."""
    return IntegerField(default=default)


def time_column() -> Any:
    """UTC epoch seconds, or another number that may be missing."""
    return IntegerField(null=True)


def link_column(model: Any, *, null: bool = True) -> Any:
    """The id of a row of another table, which may be missing when `null`."""
    return ForeignKeyField(model, null=null, index=False, backref="+", lazy_load=False)


class Record(Model):
    """Base of all models."""

    class Meta:
        database = database
        legacy_table_names = False
