"""What can be done to a customer: the rules behind the actions of the table.

The one rule: a handler changes records only through the recording it is given, and says what it did in one line.
"""

import json
from collections.abc import Iterable, Sequence

from crmtui import zones
from crmtui.db import records
from crmtui.db.models import Customer, Identity
from crmtui.errors import NotFoundError, RefusedError, UsageError
from crmtui.journal import Counted, Recording
from crmtui.mail.headers import wire_address

FIELDS = ("name", "company", "phone", "locale", "country", "timezone", "email")
"""What `edit` may set, besides the note."""


def one_or_many(ids: Sequence[int], changed: int, what: str) -> Counted:
    """`Ana Ruiz renamed`, `12 tagged`, or that nothing was different."""
    if not changed:
        return Counted(0, what, f"already {what}")
    return Counted(changed, what, f"{_name(ids[0])} {what}" if len(ids) == 1 else "")


def _name(row_id: int) -> str:
    row = records.fetch("customer", [row_id], ["name", "email"]).get(row_id)
    return (row["name"] or row["email"] if row else "") or f"customer {row_id}"


def _existing(ids: Sequence[int]) -> None:
    if not ids:
        raise UsageError("no customer is selected", "Name one, or put the cursor on them.")
    rows = records.fetch("customer", ids, ["merged_into_id"])
    for row_id in ids:
        if row_id not in rows:
            raise NotFoundError(f"there is no customer {row_id}", "`crmtui contacts` shows who there is.")
        if rows[row_id]["merged_into_id"] is not None:
            raise RefusedError(f"customer {row_id} was merged into {rows[row_id]['merged_into_id']}", "Edit that one.")


def _line(text: str) -> str:
    return " ".join(text.split())


def edit(act: Recording, ids: Sequence[int], **fields: str) -> str:
    """Set name, company, phone, locale, country, time zone or main address; what is not given stays.

    Raises:
        UsageError: an unknown field, no such time zone, no address, or several customers at once.
        RefusedError: the address belongs to somebody else.
    """
    _existing(ids)
    if len(ids) != 1:
        raise UsageError("one customer at a time", "Tags and merging work on several.")
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise UsageError(f'customers have no "{sorted(unknown)[0]}"', f"They have: {', '.join(FIELDS)}.")
    new = {field: _line(value) for field, value in fields.items()}
    if new.get("timezone"):
        new["timezone"] = zones.spell(new["timezone"])
    if new.get("email"):
        _own(act, ids[0], "email", new["email"])
    row = records.fetch("customer", ids, ["name", "email"])[ids[0]] | new
    new["name_key"] = (row["name"] or row["email"]).casefold()
    changed = act.update(Customer, ids, **new)
    return one_or_many(ids, changed, "changed" if changed else "so")


def set_note(act: Recording, ids: Sequence[int], text: str) -> str:
    """What we should know about them; an empty text clears it."""
    _existing(ids)
    changed = act.update(Customer, ids, note=text.strip())
    return one_or_many(ids, changed, "noted" if text.strip() else "without a note")


def clean_tags(tags: str | Iterable[str]) -> list[str]:
    """Tags as they are stored: casefolded, without `#`, blanks made dashes, sorted, each once."""
    words = tags.replace(",", " ").split() if isinstance(tags, str) else [str(tag) for tag in tags]
    return sorted({"-".join(word.casefold().lstrip("#").split()) for word in words} - {""})


def tag(act: Recording, ids: Sequence[int], tags: str | Iterable[str], remove: str | Iterable[str] = ()) -> str:
    """Put tags on, and take those of `remove` off."""
    _existing(ids)
    add, off = set(clean_tags(tags)), set(clean_tags(remove))
    if not (add or off):
        raise UsageError("no tag is named", "Write a few, with blanks between.")
    rows = records.fetch("customer", ids, ["tags"])
    changed = act.update_each(
        Customer,
        {
            row_id: {"tags": json.dumps(sorted((set(json.loads(row["tags"])) | add) - off), ensure_ascii=False)}
            for row_id, row in rows.items()
        },
    )
    words = " ".join((*(f"+{one}" for one in sorted(add)), *(f"-{one}" for one in sorted(off))))
    return one_or_many(ids, changed, f"tagged {words}")


def untag(act: Recording, ids: Sequence[int], tags: str | Iterable[str]) -> str:
    """Take tags off."""
    return tag(act, ids, (), tags)


def add_address(act: Recording, ids: Sequence[int], value: str) -> str:
    """Another address or number of theirs: mail and orders with it are theirs from now on.

    Raises:
        UsageError: it is neither an address nor a number.
        RefusedError: it is somebody else's.
    """
    _existing(ids)
    if len(ids) != 1:
        raise UsageError("one customer at a time", "An address belongs to one person.")
    text = _line(value)
    kind = "email" if "@" in text.strip("@") else "phone"
    if kind == "phone" and sum(c.isdigit() for c in text) < 5:
        raise UsageError(f'"{text}" is neither an address nor a number', "Write name@example.com or +49 30 1234567.")
    made = _own(act, ids[0], kind, text)
    row = records.fetch("customer", ids, ["email", "phone", "name"])[ids[0]]
    if made and not row[kind]:
        act.update(Customer, ids, **{kind: text, "name_key": (row["name"] or row["email"] or text).casefold()})
    return f"{_name(ids[0])} {'now also' if made else 'already'} {text}"


def value_key(kind: str, value: str) -> str:
    """An address or number as it is looked up: without case; a number without anything but its digits."""
    if kind != "phone":
        return value.strip().casefold()
    digits = "".join(c for c in value if c.isdigit())
    return "+" + digits if value.strip().startswith("+") else digits


def _own(act: Recording, row_id: int, kind: str, value: str) -> bool:
    """Make sure that an address is this customer's; True when it was not known.

    Raises:
        UsageError: no mail can go to it.
        RefusedError: it is somebody else's.
    """
    if kind == "email":
        wire_address(value)
    key = value_key(kind, value)
    there = Identity.get_or_none((Identity.kind == kind) & (Identity.value_key == key))
    if there is None:
        act.insert(Identity, customer_id=row_id, kind=kind, value=value, value_key=key, created_at=act.at)
        return True
    if there.customer != row_id:
        raise RefusedError(f"{value} belongs to {_name(there.customer)} (customer {there.customer})", "Merge the two.")
    return False


def drop_address(act: Recording, ids: Sequence[int], value: str) -> str:
    """Take an address or number off; old mail and orders stay.

    Raises:
        NotFoundError: it is not theirs.
    """
    _existing(ids)
    wanted = {value_key(kind, value) for kind in ("email", "phone", "shop")}
    mine = [row for row in Identity.select().where(Identity.customer == ids[0]) if row.value_key in wanted]
    if not mine:
        raise NotFoundError(
            f"{_name(ids[0])} does not have {value}", f"`crmtui contact {ids[0]}` shows what they have."
        )
    act.delete(Identity, [row.id for row in mine])
    row = records.fetch("customer", ids[:1], ["email", "phone"])[ids[0]]
    left = list(Identity.select().where(Identity.customer == ids[0]).order_by(Identity.id))
    new = {
        kind: next((one.value for one in left if one.kind == kind), "")
        for kind in ("email", "phone")
        if value_key(kind, row[kind]) in wanted
    }
    if new:
        act.update(Customer, ids[:1], **new)
    return f"{_name(ids[0])} without {value}"


def new(act: Recording, _ids: Sequence[int], name: str, email: str = "") -> str:
    """A customer who has not written yet.

    Raises:
        UsageError: neither a name nor an address.
        RefusedError: the address belongs to somebody already.
    """
    name, email = _line(name), _line(email)
    if "@" in name and not email:
        name, email = "", name
    if not (name or email):
        raise UsageError("a customer needs a name or an address", "Give at least one.")
    made = act.insert(
        Customer, name=name, name_key=(name or email).casefold(), email=email, created_at=act.at, updated_at=act.at
    )
    if email:
        _own(act, made, "email", email)
    return f"{name or email} added"
